"""What the product page shows (R9), in the words of the screen. Fees come in as yen without tax."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from ocmp_app.domain.catalogue import SalesKind
from ocmp_app.domain.pricing import tax_of
from ocmp_app.domain.quantity import QuantityRange
from ocmp_app.presenters.formats import initial_of, japanese_date, yen
from ocmp_app.presenters.markdown import Block, parse
from ocmp_app.services.queries.catalogue import DocumentView, PlanView, ProductView, TermsRef, TermsView


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value; `note` is a smaller sentence below it, or empty."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """A short label; `tone` is one of components.ui.badge."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in the price table. `monthly` and `initial` are without tax, `…_taxed` the same with it."""

    code: str
    name: str
    description: str
    monthly: str
    monthly_taxed: str
    per: str  # 「1ユーザーあたり」
    initial: str
    initial_taxed: str  # "" where there is no initial fee
    quantity: str


@dataclass(frozen=True, slots=True)
class Titled:
    """A title with its text, as a feature has."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Answers of the specification sheet under one label."""

    code: str
    label: str
    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the product; `id` is its anchor."""

    id: str
    question: str
    answer: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of the terms with its text; `version` is empty where there are none."""

    version: str = ""
    since: str = ""
    body: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class TermsRow:
    """A line of the list of versions."""

    version: str
    since: str
    state: str  # 「現行」, 「適用予定」 or ""
    is_shown: bool  # it is the one that stands open on the page


@dataclass(frozen=True, slots=True)
class Download:
    """A document to download."""

    title: str
    detail: str  # 「PDF・1.2MB」
    href: str
    file_name: str


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Everything of a product page; an empty one is what stands before the first product is there."""

    slug: str = ""
    name: str = ""
    initial: str = ""
    hue: str = ""
    summary: str = ""
    category: str = ""
    category_href: str = "/search"
    provider: str = ""
    provider_href: str = "/search"
    provider_url: str = ""
    provider_facts: tuple[Fact, ...] = ()
    provider_text: str = ""
    badges: tuple[Badge, ...] = ()
    price: str = ""
    price_more: str = ""  # 「から（税抜）」
    price_taxed: str = ""
    price_per: str = ""
    initial_fee: str = ""
    can_apply: bool = False
    can_try: bool = False
    is_suspended: bool = False
    is_inquiry_only: bool = False
    apply_href: str = "/search"
    trial_href: str = "/search"
    inquiry_href: str = "/inquiry"
    description: tuple[Block, ...] = ()
    plans: tuple[PlanRow, ...] = ()
    conditions: tuple[Fact, ...] = ()
    features: tuple[Titled, ...] = ()
    specification: tuple[Group, ...] = ()
    environment: tuple[str, ...] = ()
    terms: Terms = Terms()
    versions: tuple[TermsRow, ...] = ()
    questions: tuple[Question, ...] = ()
    documents: tuple[Download, ...] = ()


def product_page(product: ProductView, *, today: date, tax_percent: int) -> ProductPage:
    """The page of `product` as it stands on `today` (JST)."""
    fee = product.monthly_fee_from
    return ProductPage(
        slug=product.slug,
        name=product.name,
        initial=initial_of(product.name),
        hue=product.category.hue,
        summary=product.summary,
        category=product.category.name,
        category_href=f"/search?category={product.category.code}",
        provider=product.provider.name,
        provider_href=f"/search?provider={product.provider.slug}",
        provider_url=product.url or product.provider.url,
        provider_facts=_provider_facts(product),
        provider_text=product.provider.description,
        badges=_badges(product),
        price="個別お見積り" if fee is None else yen(fee),
        price_more="" if fee is None else "から（税抜）" if len(product.plans) > 1 else "（税抜）",
        price_taxed="" if not fee else f"税込 {yen(fee + tax_of(fee, tax_percent))}",
        price_per="" if fee is None else f"1{product.unit or '契約'}・1か月あたり",
        initial_fee=_initial_from(product),
        can_apply=product.can_apply,
        can_try=product.can_try,
        is_suspended=product.is_suspended,
        is_inquiry_only=product.sales_kind is SalesKind.INQUIRY,
        apply_href=f"/apply/{product.slug}",
        trial_href=f"/apply/{product.slug}?trial=1",
        inquiry_href=f"/inquiry?product={product.slug}",
        description=parse(product.description),
        plans=tuple(_plan(plan, tax_percent) for plan in product.plans),
        conditions=conditions(product),
        features=tuple(Titled(feature.title, feature.text) for feature in product.features),
        specification=tuple(
            Group(group.code, group.label, tuple(Fact(answer.label, answer.answer) for answer in group.answers))
            for group in product.specification
        ),
        environment=product.environment,
        terms=terms(product.terms),
        versions=versions(product.terms_versions, product.terms.version if product.terms else "", today=today),
        questions=tuple(
            Question(f"faq-{number}", item.question, parse(item.answer)) for number, item in enumerate(product.faq, start=1)
        ),
        documents=tuple(_download(product.slug, document) for document in product.documents),
    )


def ended_title(name: str) -> str:
    """The title of the page of a product whose sale has ended."""
    return f"{name}（掲載終了）"


def conditions(product: ProductView) -> tuple[Fact, ...]:
    """What holds for a contract, whatever the plan (R9, R10, R12, R17)."""
    direct = product.sales_kind is SalesKind.DIRECT
    on_request = "お問い合わせください"
    term, lead = product.minimum_term_months, product.lead_time_days
    return (
        Fact("販売形態", product.sales_kind.label),
        Fact("お支払い方法", "、".join(method.label for method in product.payment_methods) or on_request),
        Fact(
            "最低利用期間",
            on_request if term is None else f"{term}か月",
            "" if term is None else "請求のあった月数で数えます。",
        ),
        Fact(
            "利用開始までの日数",
            on_request if lead is None else "お申し込み当日から" if lead == 0 else f"お申し込みから{lead}営業日",
            "準備が整うと、提供事業者から直接ご連絡します。" if direct else "",
        ),
        Fact("無料トライアル", f"あり（{product.trial_days}日間）" if product.trial_days else "なし"),
    )


def quantity_text(plan: PlanView) -> str:
    """「1～500ユーザー」, 「10～100GB（10GB単位）」, 「1契約」."""
    if plan.min_quantity == plan.max_quantity:
        return f"{plan.min_quantity:,}{plan.unit}"
    step = f"（{plan.quantity_step:,}{plan.unit}単位）" if plan.quantity_step > 1 else ""
    return f"{plan.min_quantity:,}～{plan.max_quantity:,}{plan.unit}{step}"


def quantity_range(plan: PlanView) -> QuantityRange:
    """The quantities that can be bought of a plan."""
    return QuantityRange(plan.min_quantity, plan.max_quantity, plan.quantity_step)


def terms(view: TermsView | None) -> Terms:
    """One version of the terms."""
    return Terms(view.version, japanese_date(view.effective_from), parse(view.body)) if view else Terms()


def versions(refs: tuple[TermsRef, ...], shown: str, *, today: date) -> tuple[TermsRow, ...]:
    """The list of versions, newest first; `shown` is the one whose text stands on the page."""
    return tuple(
        TermsRow(
            version=ref.version,
            since=japanese_date(ref.effective_from),
            state="適用予定" if ref.effective_from > today else "現行" if ref.is_current else "",
            is_shown=ref.version == shown,
        )
        for ref in refs
    )


def _plan(plan: PlanView, tax_percent: int) -> PlanRow:
    return PlanRow(
        code=plan.code,
        name=plan.name,
        description=plan.description,
        monthly=yen(plan.monthly_fee),
        monthly_taxed=yen(plan.monthly_fee + tax_of(plan.monthly_fee, tax_percent)),
        per=f"1{plan.unit}あたり",
        initial=yen(plan.initial_fee) if plan.initial_fee else "なし",
        initial_taxed=yen(plan.initial_fee + tax_of(plan.initial_fee, tax_percent)) if plan.initial_fee else "",
        quantity=quantity_text(plan),
    )


def _badges(product: ProductView) -> tuple[Badge, ...]:
    found = [Badge(product.sales_kind.label, "blue" if product.sales_kind is SalesKind.DIRECT else "gray")]
    if product.trial_days:
        found.append(Badge(f"無料トライアル{product.trial_days}日間", "green"))
    if product.is_suspended:
        found.append(Badge("受付停止中", "orange"))
    return (*found, *(Badge(certification.label, "gray") for certification in product.certifications))


def _initial_from(product: ProductView) -> str:
    fee = product.initial_fee_from
    return "" if fee is None else f"初期費用 {yen(fee)}（税抜）" if fee else "初期費用なし"


def _provider_facts(product: ProductView) -> tuple[Fact, ...]:
    sizes = "、".join(size.label for size in product.company_sizes)
    facts = (
        Fact("提供事業者", product.provider.name),
        Fact("所在地", product.provider.prefecture),
        Fact("対象の企業規模", sizes),
        Fact("認証・認定", "、".join(certification.label for certification in product.certifications)),
    )
    return tuple(fact for fact in facts if fact.value)


_MEDIA = {
    "application/pdf": "PDF",
    "text/csv": "CSV",
    "image/png": "画像",
    "image/jpeg": "画像",
    "application/zip": "ZIP",
}


def _download(slug: str, document: DocumentView) -> Download:
    kind = _MEDIA.get(document.media_type) or document.file_name.rpartition(".")[2].upper()[:8]
    detail = "・".join(filter(None, (kind, _size(document.size))))
    return Download(document.title, detail, f"/documents/{slug}/{document.id}/{quote(document.file_name, safe='')}", document.file_name)


def _size(size: int | None) -> str:
    if size is None:
        return ""
    return f"{size / 1_000_000:.1f}MB" if size >= 1_000_000 else f"{max(1, round(size / 1000)):,}KB"

"""What the pages read from the catalogue, as frozen rows. Tables never leave this module.

Fees are integer yen, tax excluded; instants are aware UTC; `today` is a business date (JST).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar, cast

from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from ocmp_app.domain import specification
from ocmp_app.domain.catalogue import Certification, CompanySize, PaymentMethod, ProductStatus, SalesKind
from ocmp_app.domain.errors import Gone, NotFound
from ocmp_app.domain.facets import Facet
from ocmp_app.domain.leaflet import Leaflet, LeafletPlan, PrintLeaflet
from ocmp_app.models import (
    CatalogueStamp,
    Category,
    Document,
    Plan,
    Product,
    ProductFacet,
    ProductFaq,
    ProductFeature,
    ProductSpecification,
    Provider,
    TermsVersion,
)

LEAFLET_ID = 0
"""The document number of the leaflet that the shop prints itself; stored documents count from 1."""

_Child = TypeVar("_Child", Plan, ProductFeature, ProductFaq, ProductSpecification, ProductFacet, TermsVersion)
_VISIBLE = (ProductStatus.PUBLISHED, ProductStatus.SUSPENDED)


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category as it stands beside a product. `hue` and `icon` are the top category's."""

    code: str
    name: str
    hue: str
    icon: str
    parent_code: str  # "" for a top category
    parent_name: str


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """A category with the number of published products in it and below it."""

    code: str
    name: str
    hue: str
    icon: str
    count: int
    children: tuple[CategoryCount, ...] = ()


@dataclass(frozen=True, slots=True)
class ProviderView:
    """提供事業者."""

    slug: str
    name: str
    kana: str
    description: str
    url: str
    prefecture: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan on sale. `monthly_fee` is per unit and month, `initial_fee` once a contract."""

    id: int
    code: str
    name: str
    monthly_fee: int
    initial_fee: int
    unit: str
    min_quantity: int
    max_quantity: int
    quantity_step: int
    description: str


@dataclass(frozen=True, slots=True)
class FeatureView:
    """機能."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class FaqView:
    """A question of the product with its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class SpecificationAnswer:
    """One answered question: `answer` is for the screen, `stored` for comparing."""

    code: str
    label: str
    answer: str
    stored: str


@dataclass(frozen=True, slots=True)
class SpecificationGroup:
    """Answered questions under one heading; groups without an answer are left out."""

    code: str
    label: str
    answers: tuple[SpecificationAnswer, ...]


@dataclass(frozen=True, slots=True)
class TermsView:
    """One version of the terms with its text."""

    id: int
    version: str
    effective_from: date
    body: str


@dataclass(frozen=True, slots=True)
class TermsRef:
    """One line of the list of versions, newest first."""

    version: str
    effective_from: date
    is_current: bool


@dataclass(frozen=True, slots=True)
class DocumentView:
    """資料 to download. `size` is in bytes, None for the leaflet, which is printed when asked for."""

    id: int
    title: str
    file_name: str
    media_type: str
    size: int | None


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A document with its bytes."""

    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product in a list: top page, alternatives."""

    slug: str
    name: str
    provider_name: str
    category: CategoryView
    summary: str
    sales_kind: SalesKind
    monthly_fee_from: int | None
    initial_fee_from: int | None
    unit: str
    trial_days: int
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProductView:
    """Everything of a product page (R9)."""

    id: int
    slug: str
    name: str
    kana: str
    summary: str
    description: str  # Markdown subset (docs/domain/catalogue.md); of foreign origin: treat as text
    url: str
    tags: tuple[str, ...]
    category: CategoryView
    provider: ProviderView
    sales_kind: SalesKind
    status: ProductStatus  # published or suspended
    payment_methods: tuple[PaymentMethod, ...]  # in the order of the screen
    company_sizes: tuple[CompanySize, ...]
    certifications: tuple[Certification, ...]
    trial_days: int  # 0 = no trial
    lead_time_days: int | None  # business days
    minimum_term_months: int | None
    monthly_fee_from: int | None  # of the cheapest plan on sale
    initial_fee_from: int | None
    unit: str
    plans: tuple[PlanView, ...]
    features: tuple[FeatureView, ...]
    specification: tuple[SpecificationGroup, ...]
    environment: tuple[str, ...]
    terms: TermsView | None  # in force on the asked day; before the first, the first to come
    terms_versions: tuple[TermsRef, ...]
    faq: tuple[FaqView, ...]
    documents: tuple[DocumentView, ...]
    published_at: datetime | None
    updated_at: datetime

    @property
    def is_suspended(self) -> bool:
        """The page is shown, nothing can be applied for."""
        return self.status is ProductStatus.SUSPENDED

    @property
    def can_apply(self) -> bool:
        """「利用申し込みを行う」 is offered: sold directly and not suspended (R8)."""
        return self.sales_kind is SalesKind.DIRECT and not self.is_suspended and bool(self.plans)

    @property
    def can_try(self) -> bool:
        """「トライアルを申し込む」 is offered (R17)."""
        return self.can_apply and self.trial_days > 0


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What the picture of a link preview shows."""

    name: str
    provider_name: str
    category_name: str
    hue: str
    summary: str
    monthly_fee_from: int | None
    unit: str


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A published product for the sitemap."""

    slug: str
    updated_at: datetime


class ProductEnded(Gone):
    """The product's sale has ended: the page answers 410 and offers others of `category`."""

    def __init__(self, slug: str, name: str, category: CategoryView) -> None:
        super().__init__("product", slug)
        self.name = name
        self.category = category


def product_page(session: Session, slug: str, *, today: date) -> ProductView:
    """The product of a page. Raises NotFound (unknown, draft) and ProductEnded."""
    return _views(session, [_visible(session, slug)], today)[0]


def products_by_slugs(session: Session, slugs: Sequence[str], *, today: date) -> tuple[ProductView, ...]:
    """The visible ones of `slugs` in their order, each once (compare). Unknown ones are left out."""
    wanted = list(dict.fromkeys(slugs))
    found = session.exec(select(Product).where(col(Product.slug).in_(wanted), col(Product.status).in_(_VISIBLE))).all()
    by_slug = {view.slug: view for view in _views(session, found, today)}
    return tuple(by_slug[slug] for slug in wanted if slug in by_slug)


def terms_version(session: Session, slug: str, version: str) -> TermsView:
    """One version of a visible product's terms. Raises NotFound, ProductEnded."""
    product = _visible(session, slug)
    terms = session.exec(
        select(TermsVersion).where(TermsVersion.product_id == product.id, TermsVersion.version == version)
    ).first()
    if terms is None:
        raise NotFound("terms", (slug, version))
    return _terms_view(terms)


def categories_with_counts(session: Session) -> tuple[CategoryCount, ...]:
    """The category tree in its order, with counts of published products."""
    counted = session.exec(
        select(Product.category_id, func.count())
        .where(Product.status == ProductStatus.PUBLISHED)
        .group_by(col(Product.category_id))
    )
    counts: dict[int, int] = dict(counted.all())
    rows = session.exec(select(Category).order_by(col(Category.position), col(Category.id))).all()
    below: defaultdict[int, list[CategoryCount]] = defaultdict(list)
    for row in rows:
        if row.parent_id is not None:
            below[row.parent_id].append(CategoryCount(row.code, row.name, row.hue, row.icon, counts.get(_id(row), 0)))
    return tuple(
        CategoryCount(
            row.code, row.name, row.hue, row.icon,
            counts.get(_id(row), 0) + sum(child.count for child in below[_id(row)]),
            tuple(below[_id(row)]),
        )
        for row in rows
        if row.parent_id is None
    )  # fmt: skip


def cards_by_slugs(session: Session, slugs: Sequence[str]) -> tuple[ProductCard, ...]:
    """The published ones of `slugs`, in their order (favourites). Unknown ones are left out."""
    by_slug = {card.slug: card for card in _cards(session, _published().where(col(Product.slug).in_(list(slugs))))}
    return tuple(by_slug[slug] for slug in slugs if slug in by_slug)


def newest(session: Session, limit: int = 8) -> tuple[ProductCard, ...]:
    """Published products, latest first publication first."""
    return _cards(session, _published().order_by(col(Product.published_at).desc(), col(Product.id)).limit(limit))


def popular(session: Session, limit: int = 8) -> tuple[ProductCard, ...]:
    """Published products, most contracts of the last 90 days first."""
    return _cards(session, _published().order_by(col(Product.popularity).desc(), col(Product.id)).limit(limit))


def alternatives(session: Session, category_code: str, limit: int = 4) -> tuple[ProductCard, ...]:
    """Published products of a category (a top one: of all below it), most popular first."""
    category = session.exec(select(Category).where(Category.code == category_code)).first()
    if category is None:
        return ()
    inside = select(Category.id).where(or_(col(Category.id) == category.id, col(Category.parent_id) == category.id))
    chosen = _published().where(col(Product.category_id).in_(inside))
    return _cards(session, chosen.order_by(col(Product.popularity).desc(), col(Product.id)).limit(limit))


def names_of(session: Session, slugs: Sequence[str]) -> dict[str, str]:
    """The names of the visible ones of `slugs`, by slug."""
    wanted = select(Product.slug, Product.name).where(col(Product.slug).in_(slugs), col(Product.status).in_(_VISIBLE))
    return dict(session.exec(wanted).all())


def preview(session: Session, slug: str) -> PreviewView:
    """A visible product for the picture of a link preview. Raises NotFound, ProductEnded."""
    [card] = _cards(session, select(Product).where(col(Product.id) == _visible(session, slug).id))
    category = card.category
    return PreviewView(card.name, card.provider_name, category.name, category.hue, card.summary, card.monthly_fee_from, card.unit)


def catalogue_version(session: Session) -> int:
    """Grows with every change of the catalogue."""
    stamp = session.get(CatalogueStamp, 1)
    return stamp.version if stamp else 0


def published_slugs(session: Session) -> tuple[SitemapEntry, ...]:
    """All published products by slug, for the sitemap."""
    rows = session.exec(
        select(Product.slug, Product.updated_at).where(Product.status == ProductStatus.PUBLISHED).order_by(Product.slug)
    )
    return tuple(SitemapEntry(slug, updated_at) for slug, updated_at in rows)


def document(session: Session, slug: str, document_id: int, *, today: date, print_leaflet: PrintLeaflet) -> DocumentFile:
    """A document of a visible product; LEAFLET_ID is printed from its present data. Raises NotFound, ProductEnded."""
    product = _visible(session, slug)
    if document_id == LEAFLET_ID:
        [view] = _views(session, [product], today)
        return DocumentFile(_leaflet_name(slug), "application/pdf", print_leaflet(leaflet_of(view, as_of=today)))
    stored = session.get(Document, document_id) if 0 < document_id < 2**63 else None
    if stored is None or stored.product_id != product.id:
        raise NotFound("document", (slug, document_id))
    return DocumentFile(stored.file_name, stored.media_type, stored.content)


def leaflet_of(product: ProductView, *, as_of: date) -> Leaflet:
    """What the leaflet of `product` says."""
    facts = [
        ("販売方法", product.sales_kind.label),
        ("お支払い方法", "、".join(method.label for method in product.payment_methods)),
        ("トライアル", f"{product.trial_days}日間" if product.trial_days else "なし"),
        ("利用開始まで", "" if product.lead_time_days is None else f"{product.lead_time_days}営業日"),
        ("最低利用期間", "" if product.minimum_term_months is None else f"{product.minimum_term_months}か月"),
        ("対象の会社規模", "、".join(size.label for size in product.company_sizes)),
        ("認証・認定", "、".join(certification.label for certification in product.certifications)),
        ("利用環境", "\n".join(line[:120] for line in product.environment[:12])),
    ]
    return Leaflet(
        slug=product.slug,
        name=product.name,
        provider=product.provider.name,
        category=product.category.name,
        summary=product.summary,
        description=product.description,
        features=tuple((feature.title, feature.text) for feature in product.features),
        plans=tuple(
            LeafletPlan(plan.name, plan.monthly_fee, plan.initial_fee, plan.unit, _quantity(plan), plan.description)
            for plan in product.plans
        ),
        facts=tuple((label, value) for label, value in facts if value),
        as_of=as_of,
    )


def _quantity(plan: PlanView) -> str:
    if plan.min_quantity == plan.max_quantity:
        return f"{plan.min_quantity:,}{plan.unit}"
    step = f"（{plan.quantity_step:,}{plan.unit}単位）" if plan.quantity_step > 1 else ""
    return f"{plan.min_quantity:,}～{plan.max_quantity:,}{plan.unit}{step}"


def _visible(session: Session, slug: str) -> Product:
    product = session.exec(select(Product).where(Product.slug == slug)).first()
    if product is None or product.status == ProductStatus.DRAFT:
        raise NotFound("product", slug)
    if product.status == ProductStatus.ENDED:
        raise ProductEnded(slug, product.name, _categories(session, {product.category_id})[product.category_id])
    return product


def _published() -> SelectOfScalar[Product]:
    return select(Product).where(Product.status == ProductStatus.PUBLISHED)


def _cards(session: Session, statement: SelectOfScalar[Product]) -> tuple[ProductCard, ...]:
    products = session.exec(statement).all()
    categories = _categories(session, {product.category_id for product in products})
    providers = _providers(session, {product.provider_id for product in products})
    return tuple(
        ProductCard(
            slug=product.slug,
            name=product.name,
            provider_name=providers[product.provider_id].name,
            category=categories[product.category_id],
            summary=product.summary,
            sales_kind=SalesKind(product.sales_kind),
            monthly_fee_from=product.monthly_fee_from,
            initial_fee_from=product.initial_fee_from,
            unit=product.unit,
            trial_days=product.trial_days,
            published_at=product.published_at,
        )
        for product in products
    )


def _views(session: Session, products: Sequence[Product], today: date) -> list[ProductView]:
    """The full rows of `products`, in their order, with one question a table however many they are."""
    ids = [_id(product) for product in products]
    categories = _categories(session, {product.category_id for product in products})
    providers = _providers(session, {product.provider_id for product in products})
    plans = _children(session, Plan, ids, Plan.position, Plan.id)
    features = _children(session, ProductFeature, ids, ProductFeature.position)
    faqs = _children(session, ProductFaq, ids, ProductFaq.position)
    answers = _children(session, ProductSpecification, ids)
    facets = _children(session, ProductFacet, ids)
    terms = _children(session, TermsVersion, ids, TermsVersion.effective_from, TermsVersion.id)
    documents = _documents(session, ids)

    def view(product: Product) -> ProductView:
        number = _id(product)
        values = {(facet.facet, facet.value) for facet in facets[number]}
        current = _current(terms[number], today)
        return ProductView(
            id=number,
            slug=product.slug,
            name=product.name,
            kana=product.kana,
            summary=product.summary,
            description=product.description,
            url=product.url,
            tags=_lines(product.tags),
            category=categories[product.category_id],
            provider=providers[product.provider_id],
            sales_kind=SalesKind(product.sales_kind),
            status=ProductStatus(product.status),
            payment_methods=tuple(item for item in PaymentMethod if (Facet.PAYMENT, item) in values),
            company_sizes=tuple(item for item in CompanySize if (Facet.SIZE, item) in values),
            certifications=tuple(item for item in Certification if (Facet.CERTIFICATION, item) in values),
            trial_days=product.trial_days,
            lead_time_days=product.lead_time_days,
            minimum_term_months=product.minimum_term_months,
            monthly_fee_from=product.monthly_fee_from,
            initial_fee_from=product.initial_fee_from,
            unit=product.unit,
            plans=tuple(_plan_view(plan) for plan in plans[number] if plan.on_sale),
            features=tuple(FeatureView(row.title, row.text) for row in features[number]),
            specification=_specification({row.question: row.answer for row in answers[number]}),
            environment=_lines(product.environment),
            terms=_terms_view(current) if current else None,
            terms_versions=tuple(TermsRef(row.version, row.effective_from, row is current) for row in reversed(terms[number])),
            faq=tuple(FaqView(row.question, row.answer) for row in faqs[number]),
            documents=(_leaflet_view(product.slug), *documents[number]),
            published_at=product.published_at,
            updated_at=product.updated_at,
        )

    return [view(product) for product in products]


def _plan_view(plan: Plan) -> PlanView:
    return PlanView(
        id=_id(plan),
        code=plan.code,
        name=plan.name,
        monthly_fee=plan.monthly_fee,
        initial_fee=plan.initial_fee,
        unit=plan.unit,
        min_quantity=plan.min_quantity,
        max_quantity=plan.max_quantity,
        quantity_step=plan.quantity_step,
        description=plan.description,
    )


def _terms_view(terms: TermsVersion) -> TermsView:
    return TermsView(_id(terms), terms.version, terms.effective_from, terms.body)


def _current(versions: Sequence[TermsVersion], today: date) -> TermsVersion | None:
    """The version in force on `today` of `versions` by date; before the first one, the first."""
    in_force = [version for version in versions if version.effective_from <= today]
    return in_force[-1] if in_force else next(iter(versions), None)


def _specification(answers: dict[str, str]) -> tuple[SpecificationGroup, ...]:
    groups = (
        SpecificationGroup(
            group.code,
            group.label,
            tuple(
                SpecificationAnswer(question.code, question.label, specification.display(question.code, stored), stored)
                for question in group.questions
                if (stored := answers.get(question.code)) is not None
            ),
        )
        for group in specification.QUESTION_GROUPS
    )
    return tuple(group for group in groups if group.answers)


def _categories(session: Session, ids: set[int]) -> dict[int, CategoryView]:
    parent = aliased(Category)
    rows = session.exec(
        select(Category, parent)
        .join(parent, col(Category.parent_id) == col(parent.id), isouter=True)
        .where(col(Category.id).in_(ids))
    ).all()
    return {
        _id(row): CategoryView(
            row.code, row.name, row.hue or (top.hue if top else ""), row.icon or (top.icon if top else ""),
            top.code if top else "", top.name if top else "",
        )
        for row, top in rows
    }  # fmt: skip


def _providers(session: Session, ids: set[int]) -> dict[int, ProviderView]:
    rows = session.exec(select(Provider).where(col(Provider.id).in_(ids))).all()
    return {_id(row): ProviderView(row.slug, row.name, row.kana, row.description, row.url, row.prefecture) for row in rows}


def _documents(session: Session, ids: Sequence[int]) -> defaultdict[int, list[DocumentView]]:
    """Stored documents without their bytes."""
    statement = select(Document).options(defer(cast(Any, Document.content))).where(col(Document.product_id).in_(ids))
    grouped: defaultdict[int, list[DocumentView]] = defaultdict(list)
    for row in session.exec(statement.order_by(col(Document.position), col(Document.id))):
        grouped[row.product_id].append(DocumentView(_id(row), row.title, row.file_name, row.media_type, row.size))
    return grouped


def _leaflet_view(slug: str) -> DocumentView:
    return DocumentView(LEAFLET_ID, "サービス資料", _leaflet_name(slug), "application/pdf", None)


def _leaflet_name(slug: str) -> str:
    return f"{slug}-leaflet.pdf"


def _children(session: Session, table: type[_Child], ids: Sequence[int], *order: Any) -> defaultdict[int, list[_Child]]:
    """The rows of `table` that belong to `ids`, by product."""
    statement = select(table).where(col(table.product_id).in_(ids)).order_by(*(col(column) for column in order))
    grouped: defaultdict[int, list[_Child]] = defaultdict(list)
    for row in session.exec(statement):
        grouped[_owner(row)].append(row)
    return grouped


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line)


def _owner(row: Any) -> int:
    """The product that a child row belongs to."""
    return int(row.product_id)


def _id(row: Any) -> int:
    """The number of a stored row."""
    return int(row.id)

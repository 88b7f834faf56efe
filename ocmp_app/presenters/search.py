"""The search page's rows: what `services.search.find` answers, in the words of the screen.

Rows are frozen dataclasses of texts; the page shows them as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ocmp_app.domain.catalogue import SalesKind
from ocmp_app.domain.search_criteria import PAGE_SIZE, FacetName, SearchCriteria
from ocmp_app.presenters.formats import initial_of, yen
from ocmp_app.services.search import Condition, Facet, FacetValue, Hit, SearchResult

NEW_FOR = timedelta(days=60)
"""How long a product is marked 「新着」 after its publication."""

_AROUND = 2  # page numbers shown before and after the present one


@dataclass(frozen=True, slots=True)
class Tile:
    """One product in the list."""

    slug: str
    href: str
    name: str
    initial: str
    hue: str
    provider: str
    category: str
    summary: str
    price: str  # 「980円」, or empty when there is none to tell
    price_unit: str  # 「1ユーザー/月（税抜）」
    initial_fee: str  # 「初期費用 5,500円（税抜）」
    kind: str
    direct: bool
    trial: str  # 「トライアル30日間」 or empty
    payments: str  # 「クレジットカード・口座振替」 or empty
    is_new: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet. `off`: choosing it would find nothing."""

    code: str
    label: str
    count: str
    selected: bool
    off: bool
    field_id: str


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """A top category with its children; `open` shows them at once because one is chosen."""

    code: str
    label: str
    count: str
    selected: bool
    off: bool
    field_id: str
    open: bool
    children: list[Choice]


@dataclass(frozen=True, slots=True)
class Chip:
    """A link that drops one condition."""

    label: str
    href: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PageLink:
    """One entry of the pager; an empty href is the present page or a gap."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class SearchScreen:
    """Everything that changes with a search."""

    face: str  # full | empty | past
    status: str  # 「128件中 1～20件を表示」
    tiles: list[Tile]
    categories: list[CategoryChoice]
    providers: list[Choice]
    counts: dict[str, str]  # "payment:card" → "12"
    off: list[str]  # "payment:card": would find nothing
    chips: list[Chip]
    pages: list[PageLink]
    previous_href: str
    next_href: str
    last_href: str  # only when past the end
    clear_href: str  # the words alone
    drops: list[Chip]
    did_you_mean: Chip
    price_hint: str
    notes: list[str]
    providers_omitted: str


def present(result: SearchResult, now: datetime) -> SearchScreen:
    """The whole screen of one answer."""
    criteria = result.criteria
    facets = {facet.name: facet for facet in result.facets}
    counts, off = _flat(result.facets)
    providers = facets.get(FacetName.PROVIDER)
    return SearchScreen(
        face="past" if result.past_the_end else "full" if result.total else "empty",
        status=_status(result),
        tiles=[tile(hit, now) for hit in result.hits],
        categories=[_category(value) for value in facets[FacetName.CATEGORY].values],
        providers=[_choice(FacetName.PROVIDER, value) for value in providers.values] if providers else [],
        counts=counts,
        off=off,
        chips=_chips(result),
        pages=_pages(criteria, result.page, result.pages),
        previous_href=_href(criteria.with_page(result.page - 1)) if 1 < result.page <= result.pages else "",
        next_href=_href(criteria.with_page(result.page + 1)) if result.page < result.pages else "",
        last_href=_href(criteria.with_page(result.pages)) if result.past_the_end else "",
        clear_href=_href(criteria.without_conditions()),
        drops=[_drop(criteria, option.condition, option.total) for option in result.drop_options if option.total],
        did_you_mean=_did_you_mean(result),
        price_hint=_price_hint(result),
        notes=["キーワードが長いため、先頭の200文字で検索しました。"] if result.query_cut else [],
        providers_omitted=f"ほか{providers.omitted:,}社" if providers and providers.omitted else "",
    )


def tile(hit: Hit, now: datetime) -> Tile:
    """One product for a list."""
    return Tile(
        slug=hit.slug,
        href=f"/products/{hit.slug}",
        name=hit.name,
        initial=initial_of(hit.name),
        hue=hit.category_hue,
        provider=hit.provider_name,
        category=hit.category_name,
        summary=hit.summary,
        price=yen(hit.monthly_fee_from) if hit.monthly_fee_from is not None else "",
        price_unit=f"{hit.unit}/月（税抜）～" if hit.monthly_fee_from is not None else "",
        initial_fee=_initial_fee(hit),
        kind=hit.sales_kind.label,
        direct=hit.sales_kind is SalesKind.DIRECT,
        trial=f"トライアル{hit.trial_days}日間" if hit.trial_days else "",
        payments="・".join(method.label for method in hit.payment_methods),
        is_new=hit.published_at is not None and now - hit.published_at < NEW_FOR,
    )


def _initial_fee(hit: Hit) -> str:
    if hit.initial_fee_from is None:
        return ""
    return f"初期費用 {yen(hit.initial_fee_from)}（税抜）" if hit.initial_fee_from else "初期費用なし"


def _status(result: SearchResult) -> str:
    if not result.total:
        return "0件"
    if result.past_the_end:
        return f"{result.total:,}件"
    first = (result.page - 1) * PAGE_SIZE + 1
    return f"{result.total:,}件中 {first:,}～{first + len(result.hits) - 1:,}件目を表示"


def _flat(facets: Sequence[Facet]) -> tuple[dict[str, str], list[str]]:
    counts: dict[str, str] = {}
    off: list[str] = []
    for facet in facets:
        if facet.name in (FacetName.CATEGORY, FacetName.PROVIDER):
            continue
        for value in facet.values:
            key = f"{facet.name}:{value.code}"
            counts[key] = f"{value.count:,}"
            if not value.count and not value.selected:
                off.append(key)
    return counts, off


def _choice(facet: FacetName, value: FacetValue) -> Choice:
    return Choice(
        code=value.code,
        label=value.label,
        count=f"{value.count:,}",
        selected=value.selected,
        off=not value.count and not value.selected,
        field_id=f"{facet}-{value.code}",
    )


def _category(value: FacetValue) -> CategoryChoice:
    own = _choice(FacetName.CATEGORY, value)
    children = [_choice(FacetName.CATEGORY, child) for child in value.children]
    return CategoryChoice(
        code=own.code,
        label=own.label,
        count=own.count,
        selected=own.selected,
        off=own.off,
        field_id=own.field_id,
        open=any(child.selected for child in children),
        children=children,
    )


def _chips(result: SearchResult) -> list[Chip]:
    return [Chip(item.label, _href(result.criteria.without(item.facet, item.value))) for item in result.active]


def _drop(criteria: SearchCriteria, condition: Condition, total: int) -> Chip:
    return Chip(condition.label, _href(criteria.without(condition.facet, condition.value)), f"{total:,}件")


def _did_you_mean(result: SearchResult) -> Chip:
    word = result.did_you_mean or ""
    return Chip(word, _href(result.criteria.with_q(word)) if word else "")


def _price_hint(result: SearchResult) -> str:
    if result.price_low is None or result.price_high is None:
        return ""
    return f"現在の条件では {yen(result.price_low)}～{yen(result.price_high)}"


def _pages(criteria: SearchCriteria, page: int, pages: int) -> list[PageLink]:
    if pages == 1:
        return []
    shown = sorted({1, pages, *range(max(1, page - _AROUND), min(pages, page + _AROUND) + 1)})
    links: list[PageLink] = []
    before = 0
    for number in shown:
        if number - before > 1:
            links.append(PageLink("…", "", False))
        links.append(PageLink(str(number), "" if number == page else _href(criteria.with_page(number)), number == page))
        before = number
    return links


def _href(criteria: SearchCriteria) -> str:
    query = criteria.to_query()
    return f"/search?{query}" if query else "/search"

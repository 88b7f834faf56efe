"""Finding services in the shop (R7), and keeping the index in step with the catalogue.

`find` answers the search page, `similar` the product page. `index_product` and its
sisters belong into the transaction that changes a product: index and product are
committed together or not at all. The contract is spec/search.md, the rules stand in
docs/domain/search.md, the choice of the engine in docs/adr/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from sqlmodel import Session

from ocmp_app.domain.catalogue import (
    LEAD_TIME_STEPS,
    MINIMUM_TERM_STEPS,
    Certification,
    CompanySize,
    PaymentMethod,
    SalesKind,
)
from ocmp_app.domain.ports import IndexAnswer, SearchIndex
from ocmp_app.domain.search_criteria import PAGE_SIZE, FacetName, SearchCriteria, Sort
from ocmp_app.domain.search_text import parse_query
from ocmp_app.services import search_indexing
from ocmp_app.services.queries import search as queries


@dataclass(frozen=True, slots=True)
class Hit:
    """One found product, all that its tile shows. Fees are yen, tax excluded; None: on request."""

    product_id: int
    slug: str
    name: str
    provider_slug: str
    provider_name: str
    category_code: str
    category_name: str
    category_hue: str  # of the top category
    summary: str
    monthly_fee_from: int | None
    unit: str
    initial_fee_from: int | None
    sales_kind: SalesKind
    trial_days: int
    payment_methods: tuple[PaymentMethod, ...]
    published_at: datetime | None
    popularity: int


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet with the number of hits it would give under the other facets' choice."""

    code: str
    label: str
    count: int
    selected: bool
    children: tuple[FacetValue, ...] = ()  # second level of the categories


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet. `omitted` counts values left out of a long list (providers: the most frequent and the chosen are shown)."""

    name: FacetName
    label: str
    values: tuple[FacetValue, ...]
    omitted: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """One chosen condition, for a chip: `criteria.without(facet, value)` drops it."""

    facet: str  # a FacetName, or "q" among the drop options
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class DropOption:
    """What would be found without one condition."""

    condition: Condition
    total: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """An answer. `page` is the page asked for; past the end `hits` is empty and `pages` tells the last one."""

    criteria: SearchCriteria
    total: int
    page: int
    pages: int  # at least 1
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]  # category, kind, payment, initial, trial, term, lead, size, cert, provider
    active: tuple[Condition, ...]
    price_low: int | None  # lowest and highest monthly fee under the other conditions, yen
    price_high: int | None
    query_cut: bool  # the words were cut (too long)
    drop_options: tuple[DropOption, ...] = ()  # only when total is 0
    did_you_mean: str | None = None  # only when total is 0: the whole text with the nearest known word

    @property
    def past_the_end(self) -> bool:
        """The page asked for does not exist (該当ページがありません)."""
        return self.page > self.pages


def find(session: Session, engine: SearchIndex[Session], criteria: SearchCriteria) -> SearchResult:
    """The page of hits, the exact counts of every facet value, and help where nothing is found."""
    answer = engine.search(session, criteria)
    nothing = answer.total == 0
    return SearchResult(
        criteria=criteria,
        total=answer.total,
        page=criteria.page,
        pages=max(1, -(-answer.total // PAGE_SIZE)),
        hits=_hits(session, answer.page_ids),
        facets=tuple(_facet(name, answer, criteria) for name in _SHOWN_FACETS),
        active=tuple(_condition(facet, value, answer) for facet, value in criteria.active()),
        price_low=answer.price_low,
        price_high=answer.price_high,
        query_cut=parse_query(criteria.q).cut,
        drop_options=_drop_options(session, engine, criteria, answer) if nothing else (),
        did_you_mean=_did_you_mean(session, engine, criteria) if nothing else None,
    )


def count_published_since(session: Session, engine: SearchIndex[Session], criteria: SearchCriteria, since: datetime) -> int:
    """How many of the hits were first published after `since`; counted up to 100 (saved searches)."""
    count = 0
    for page in range(1, 6):
        ids = engine.search(session, criteria.with_sort(Sort.NEW).with_page(page)).page_ids
        newer = sum(hit.published_at is not None and hit.published_at > since for hit in _hits(session, ids))
        count += newer
        if newer < PAGE_SIZE:
            break
    return count


def similar(session: Session, engine: SearchIndex[Session], product_id: int, limit: int = 4) -> tuple[Hit, ...]:
    """Published products like this one: of its category, most tags in common first, then most popular. Never itself.

    Where the category has too few, those of the top category above it follow.
    """
    chosen: list[int] = []
    for category in queries.category_codes(session, product_id):
        candidates = [other for other in engine.most_popular(session, category, _SIMILAR_CANDIDATES) if other != product_id]
        tags = queries.tags_of(session, [product_id, *candidates])
        wanted = tags.get(product_id, frozenset())
        candidates.sort(key=lambda other: -len(wanted & tags.get(other, frozenset())))
        chosen += [other for other in candidates if other not in chosen]
        if len(chosen) >= limit:
            break
    return _hits(session, chosen[:limit])


def index_product(session: Session, product_id: int) -> None:
    """Bring the index of one product up to date after any change to it, its end included. Bumps the catalogue's stamp."""
    search_indexing.write(session, [product_id])


def index_products(session: Session, product_ids: Iterable[int]) -> None:
    """The same for many products at once; batches of 2,000 to 5,000 are fastest and keep memory flat."""
    search_indexing.write(session, product_ids)


def remove(session: Session, product_id: int) -> None:
    """Take a product out of the index, whatever its row says. Bumps the catalogue's stamp."""
    search_indexing.erase(session, [product_id])


def reindex(session: Session, progress: Callable[[int, int], None] | None = None) -> int:
    """Build the whole index anew in this transaction; `progress(done, total)`. Returns the number of products."""
    return search_indexing.rebuild(session, progress)


# Rows and labels

_SIMILAR_CANDIDATES = 200
_SHOWN_FACETS = tuple(facet for facet in FacetName if facet not in (FacetName.PRICE_MIN, FacetName.PRICE_MAX))
_FIXED_LABELS: Mapping[FacetName, Mapping[str, str]] = {
    FacetName.KIND: {kind.value: kind.label for kind in SalesKind},
    FacetName.PAYMENT: {method.value: method.label for method in PaymentMethod},
    FacetName.INITIAL: {"none": "初期費用なし"},
    FacetName.TRIAL: {"1": "無料トライアルあり"},
    FacetName.TERM: {str(months): f"{months}か月以内" for months in MINIMUM_TERM_STEPS},
    FacetName.LEAD: {str(days): f"{days}営業日以内" for days in LEAD_TIME_STEPS},
    FacetName.SIZE: {size.value: size.label for size in CompanySize},
    FacetName.CERT: {certification.value: certification.label for certification in Certification},
}


def _hits(session: Session, product_ids: Sequence[int]) -> tuple[Hit, ...]:
    return tuple(
        Hit(
            product_id=row.id,
            slug=row.slug,
            name=row.name,
            provider_slug=row.provider_slug,
            provider_name=row.provider_name,
            category_code=row.category_code,
            category_name=row.category_name,
            category_hue=row.category_hue,
            summary=row.summary,
            monthly_fee_from=row.monthly_fee_from,
            unit=row.unit,
            initial_fee_from=row.initial_fee_from,
            sales_kind=_SALES_KINDS[row.sales_kind],
            trial_days=row.trial_days,
            payment_methods=_payment_methods(row.payments or ""),
            published_at=row.published_at,
            popularity=row.popularity,
        )
        for row in queries.tile_rows(session, product_ids)
    )


_SALES_KINDS = {kind.value: kind for kind in SalesKind}


@lru_cache(maxsize=64)
def _payment_methods(codes: str) -> tuple[PaymentMethod, ...]:
    held = codes.split(",")
    return tuple(method for method in PaymentMethod if method.value in held)


def _label(facet: str, value: str, answer: IndexAnswer) -> str:
    match facet:
        case "q":
            return value
        case FacetName.PRICE_MIN:
            return f"月額{int(value):,}円以上"
        case FacetName.PRICE_MAX:
            return f"月額{int(value):,}円以下"
    name = FacetName(facet)
    return (_FIXED_LABELS.get(name) or answer.labels[name]).get(value, value)


def _condition(facet: str, value: str, answer: IndexAnswer) -> Condition:
    return Condition(str(facet), value, _label(facet, value, answer))


def _facet(name: FacetName, answer: IndexAnswer, criteria: SearchCriteria) -> Facet:
    selected = criteria.values(name)
    counts = answer.counts[name]
    labels = _FIXED_LABELS.get(name) or answer.labels[name]

    def values(codes: Iterable[str]) -> tuple[FacetValue, ...]:
        return tuple([FacetValue(code, labels.get(code, code), counts.get(code, 0), code in selected) for code in codes])

    if name is FacetName.CATEGORY:
        shown = tuple(replace(top, children=values(answer.tree[top.code])) for top in values(answer.tree))
    else:
        shown = values(counts)
    return Facet(name, name.label, shown, answer.omitted.get(name, 0))


# Nothing found


def _drop_options(
    session: Session, engine: SearchIndex[Session], criteria: SearchCriteria, answer: IndexAnswer
) -> tuple[DropOption, ...]:
    conditions = [_condition(facet, value, answer) for facet, value in criteria.active()]
    if criteria.q and conditions:
        conditions.append(_condition("q", criteria.q, answer))
    return tuple(
        DropOption(condition, engine.total(session, criteria.without(condition.facet, condition.value)))
        for condition in conditions
    )


def _did_you_mean(session: Session, engine: SearchIndex[Session], criteria: SearchCriteria) -> str | None:
    """The words with one of them replaced by the nearest known word, if that finds anything. None where the words
    alone find something: then it is the conditions that leave nothing."""
    alone = criteria.without_conditions()
    query = parse_query(criteria.q)
    if not query.words or engine.total(session, alone):
        return None
    for at, word in enumerate(query.words[:_CORRECTED_WORDS]):
        if word.quoted:
            continue
        for known in engine.known_words_like(session, word.text)[:_CORRECTIONS]:
            words = [other.written for other in query.words]
            words[at] = known
            text = " ".join([*words, *(f"-{excluded.written}" for excluded in query.excluded)])
            if engine.total(session, alone.with_q(text)):
                return text
    return None


_CORRECTED_WORDS = 5
_CORRECTIONS = 3

"""Finding services in the shop (R7), and keeping the index in step with the catalogue.

`find` answers the search page, `similar` the product page. `index_product` and its
sisters belong into the transaction that changes a product: index and product are
committed together or not at all. The contract is spec/search.md, the rules stand in
docs/domain/search.md, the choice of the engine in docs/adr/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from ocmp_app.domain.catalogue import PaymentMethod, SalesKind
from ocmp_app.domain.ports import SearchIndex
from ocmp_app.domain.search_criteria import FacetName, SearchCriteria
from ocmp_app.services import search_indexing


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
    raise NotImplementedError


def similar(session: Session, engine: SearchIndex[Session], product_id: int, limit: int = 4) -> tuple[Hit, ...]:
    """Published products like this one: same category, most tags in common, most popular. Never itself."""
    raise NotImplementedError


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

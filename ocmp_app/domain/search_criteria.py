"""What a shopper looks for: words, conditions, order and page, and how they stand in the URL.

One value stands for one `/search?…` address: `from_params` reads an address from anywhere
(nothing in it is trusted), `to_params` writes the one canonical form back (docs/domain/search.md).
Prices are integer yen, tax excluded, a unit and month, of the cheapest plan.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import quote, urlencode

from ocmp_app.domain.catalogue import (
    LEAD_TIME_STEPS,
    MINIMUM_TERM_STEPS,
    Certification,
    CompanySize,
    PaymentMethod,
    SalesKind,
)

PAGE_SIZE = 20
"""Hits on a page."""

MAX_PRICE = 100_000_000
"""Highest bound of a price, yen."""

_MAX_Q = 1000
_MAX_PAGE = 1_000_000
_MAX_VALUES = 50
_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_DIGITS = re.compile(r"[0-9]{1,9}")


class Sort(StrEnum):
    """The order of the hits. Without words, relevance is popularity."""

    RELEVANCE = "relevance"
    PRICE = "price"
    NEW = "new"
    NAME = "name"
    POPULAR = "popular"

    @property
    def label(self) -> str:
        return _SORT_LABELS[self]


_SORT_LABELS = {
    Sort.RELEVANCE: "関連度",
    Sort.PRICE: "価格の安い順",
    Sort.NEW: "新着順",
    Sort.NAME: "名前順",
    Sort.POPULAR: "人気順",
}


class FacetName(StrEnum):
    """The conditions, by their names in the URL. The order is the order on screen."""

    CATEGORY = "category"
    KIND = "kind"
    PAYMENT = "payment"
    PRICE_MIN = "price_min"
    PRICE_MAX = "price_max"
    INITIAL = "initial"
    TRIAL = "trial"
    TERM = "term"
    LEAD = "lead"
    SIZE = "size"
    CERT = "cert"
    PROVIDER = "provider"

    @property
    def label(self) -> str:
        return _FACET_LABELS[self]


_FACET_LABELS = {
    FacetName.CATEGORY: "カテゴリ",
    FacetName.KIND: "販売形態",
    FacetName.PAYMENT: "支払方法",
    FacetName.PRICE_MIN: "月額料金（下限）",
    FacetName.PRICE_MAX: "月額料金（上限）",
    FacetName.INITIAL: "初期費用",
    FacetName.TRIAL: "無料トライアル",
    FacetName.TERM: "最低利用期間",
    FacetName.LEAD: "利用開始までの日数",
    FacetName.SIZE: "企業規模",
    FacetName.CERT: "認証・認定",
    FacetName.PROVIDER: "提供事業者",
}


@dataclass(frozen=True, slots=True)
class SearchCriteria:
    """One search. Values inside a facet are OR, facets among each other AND (R7).

    `q` is the text as typed; `domain.search_text.parse_query` reads it. `categories` holds codes
    of either level, a top code means all its children. `term` is months at most, `lead`
    business days at most, both one of the offered steps.
    """

    q: str = ""
    categories: tuple[str, ...] = ()
    kinds: tuple[SalesKind, ...] = ()
    payments: tuple[PaymentMethod, ...] = ()
    price_min: int | None = None
    price_max: int | None = None
    no_initial_fee: bool = False
    trial: bool = False
    term: int | None = None
    lead: int | None = None
    sizes: tuple[CompanySize, ...] = ()
    certifications: tuple[Certification, ...] = ()
    providers: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    page: int = 1

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> SearchCriteria:
        """The criteria of an address. What is unknown or does not fit is left out, never an error."""
        return cls(
            q=_text(params.get("q", "")),
            categories=_codes(params.get("category", "")),
            kinds=_members(SalesKind, params.get("kind", "")),
            payments=_members(PaymentMethod, params.get("payment", "")),
            price_min=_number(params.get("price_min", ""), MAX_PRICE),
            price_max=_number(params.get("price_max", ""), MAX_PRICE),
            no_initial_fee=params.get("initial") == "none",
            trial=params.get("trial") == "1",
            term=_step(params.get("term", ""), MINIMUM_TERM_STEPS),
            lead=_step(params.get("lead", ""), LEAD_TIME_STEPS),
            sizes=_members(CompanySize, params.get("size", "")),
            certifications=_members(Certification, params.get("cert", "")),
            providers=_codes(params.get("provider", "")),
            sort=next(iter(_members(Sort, params.get("sort", ""))), Sort.RELEVANCE),
            page=_number(params.get("page", ""), _MAX_PAGE) or 1,
        )

    def to_params(self) -> dict[str, str]:
        """The canonical parameters, in fixed order, without those that say nothing."""
        params = {"q": self.q}
        for facet in FacetName:
            params[facet] = ",".join(self.values(facet))
        params["sort"] = "" if self.sort is Sort.RELEVANCE else self.sort
        params["page"] = "" if self.page == 1 else str(self.page)
        return {str(name): str(value) for name, value in params.items() if value}

    def to_query(self) -> str:
        """The canonical query string, without `?`; empty when nothing is asked."""
        return urlencode(self.to_params(), safe=",", quote_via=quote)

    def values(self, facet: FacetName) -> tuple[str, ...]:
        """The chosen values of one facet as they stand in the URL."""
        match facet:
            case FacetName.CATEGORY:
                return self.categories
            case FacetName.KIND:
                return self.kinds
            case FacetName.PAYMENT:
                return self.payments
            case FacetName.PRICE_MIN:
                return _one(self.price_min)
            case FacetName.PRICE_MAX:
                return _one(self.price_max)
            case FacetName.INITIAL:
                return ("none",) if self.no_initial_fee else ()
            case FacetName.TRIAL:
                return ("1",) if self.trial else ()
            case FacetName.TERM:
                return _one(self.term)
            case FacetName.LEAD:
                return _one(self.lead)
            case FacetName.SIZE:
                return self.sizes
            case FacetName.CERT:
                return self.certifications
            case FacetName.PROVIDER:
                return self.providers

    def active(self) -> list[tuple[FacetName, str]]:
        """The chosen conditions, one a chip. The words of the search box are none of them."""
        return [(facet, str(value)) for facet in FacetName for value in self.values(facet)]

    def without(self, facet: str, value: str | None = None) -> SearchCriteria:
        """The same search without one condition (`value` None: without the whole facet), on page 1.

        `facet` may also be "q". What is not chosen changes nothing but the page.
        """
        params = self.to_params()
        kept = [item for item in params.get(facet, "").split(",") if value is not None and item != value]
        params[facet] = "" if facet == "q" else ",".join(kept)
        params["page"] = ""
        return SearchCriteria.from_params(params)

    def with_value(self, facet: str, value: str) -> SearchCriteria:
        """The same search with one condition more (single-valued facets: instead), on page 1."""
        params = self.to_params()
        many = facet in _MANY_VALUED and params.get(facet)
        params[facet] = f"{params[facet]},{value}" if many else value
        params["page"] = ""
        return SearchCriteria.from_params(params)

    def with_page(self, page: int) -> SearchCriteria:
        """The same search on another page, counted from 1."""
        return replace(self, page=min(max(page, 1), _MAX_PAGE))

    def with_sort(self, sort: Sort) -> SearchCriteria:
        """The same search in another order, on page 1."""
        return replace(self, sort=sort, page=1)

    def with_q(self, q: str) -> SearchCriteria:
        """The same conditions with other words, on page 1."""
        return replace(self, q=_text(q), page=1)

    def without_conditions(self) -> SearchCriteria:
        """The words alone (条件をすべて解除); the order stays."""
        return SearchCriteria(q=self.q, sort=self.sort)


_MANY_VALUED = frozenset({"category", "kind", "payment", "size", "cert", "provider"})
_Member = TypeVar("_Member", bound=StrEnum)


def _text(value: str) -> str:
    return _FORBIDDEN.sub(" ", str(value))[:_MAX_Q].strip()


def _items(value: str) -> list[str]:
    return list(dict.fromkeys(item.strip() for item in str(value)[:4000].split(",")))[:_MAX_VALUES]


def _codes(value: str) -> tuple[str, ...]:
    return tuple(item for item in _items(value) if _CODE.fullmatch(item))


def _members(kind: type[_Member], value: str) -> tuple[_Member, ...]:
    """Members in the order of the enumeration, so that one choice has one address."""
    items = set(_items(value))
    return tuple(member for member in kind if member.value in items)


def _number(value: str, highest: int) -> int | None:
    text = str(value).strip()
    if not _DIGITS.fullmatch(text):
        return None
    number = int(text)
    return number if number <= highest else None


def _step(value: str, steps: Collection[int]) -> int | None:
    number = _number(value, 1000)
    return number if number in steps else None


def _one(value: int | None) -> tuple[str, ...]:
    return () if value is None else (str(value),)

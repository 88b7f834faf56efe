"""What a process keeps of the catalogue in memory: who has which facet value, and the orders.

A snapshot belongs to one version of the catalogue's stamp and never changes (search_snapshot_build.py makes the next).
"""

from __future__ import annotations

import heapq
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyroaring import BitMap

from ocmp_app.domain.search_criteria import MAX_PRICE, FacetName, SearchCriteria, Sort

NO_PRICE = MAX_PRICE + 1
"""The sort key of a product whose price is on request."""

_NOTHING = BitMap()
Raw = dict[tuple[FacetName, str | int], BitMap]
"""Products by facet and value as the database names it: row number of a category or provider, else the code."""


@dataclass(frozen=True, slots=True)
class SortKeys:
    """What the orders are made of, by product id: memory for the next renewal."""

    price: array[int] = field(default_factory=lambda: array("q"))
    popularity: array[int] = field(default_factory=lambda: array("q"))
    published: array[int] = field(default_factory=lambda: array("q"))
    provider: array[int] = field(default_factory=lambda: array("q"))  # row number; no sort key, but counted by
    names: list[str] = field(default_factory=list)

    def grown(self, size: int) -> SortKeys:
        """A copy with room for ids below `size`."""
        more = max(size - len(self.names), 0)
        room = array("q", bytes(8 * more))
        numbers = (self.price, self.popularity, self.published, self.provider)
        price, popularity, published, provider = (column + room for column in numbers)
        return SortKeys(price, popularity, published, provider, self.names + [""] * more)

    def ways(self) -> dict[Sort, Callable[[int], tuple[Any, ...]]]:
        """The key of each order. Ties are broken by popularity, then by the number of the product."""
        price, popularity, published, names = self.price, self.popularity, self.published, self.names
        return {
            Sort.POPULAR: lambda i: (popularity[i], i),
            Sort.PRICE: lambda i: (price[i], popularity[i], i),
            Sort.NEW: lambda i: (published[i], popularity[i], i),
            Sort.NAME: lambda i: (names[i], popularity[i], i),
        }


@dataclass(frozen=True, slots=True)
class Order:
    """All products in one order, and the key that makes it."""

    ids: array[int]
    key: Callable[[int], tuple[Any, ...]]

    def pick(self, chosen: BitMap, offset: int, count: int) -> list[int]:
        """`count` of the chosen products from `offset` on: by walking the order, or by sorting few of them."""
        size = len(chosen)
        if offset >= size or count <= 0:
            return []
        end = min(offset + count, size)
        if size == len(self.ids):
            return list(self.ids[offset:end])
        if end * len(self.ids) > 8 * size * size:
            return heapq.nsmallest(end, chosen, key=self.key)[offset:]
        found: list[int] = []
        for product_id in self.ids:
            if product_id in chosen:
                found.append(product_id)
                if len(found) == end:
                    break
        return found[offset:]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The published products of one version."""

    version: int
    everything: BitMap
    raw: Raw  # as the database names the values
    values: Mapping[FacetName, Mapping[str, BitMap]]  # as the URL names them
    labels: Mapping[FacetName, Mapping[str, str]]
    provider_slugs: Mapping[int, str]  # by row number
    tree: Mapping[str, tuple[str, ...]]
    orders: Mapping[Sort, Order]
    keys: SortKeys
    prices: array[int]  # of the products with a price, ascending, beside orders[PRICE].ids
    with_price: BitMap
    blocks: tuple[int, ...]  # of the index, in which products stand

    def of_value(self, facet: FacetName, code: str) -> BitMap:
        """The products with one facet value; none for a value nobody knows."""
        return self.values[facet].get(code, _NOTHING)

    def chosen(self, facet: FacetName, codes: Iterable[str]) -> BitMap:
        """The products with any of the values."""
        found = [self.of_value(facet, code) for code in codes]
        return found[0] if len(found) == 1 else BitMap.union(*found)

    def priced(self, lowest: int | None, highest: int | None) -> BitMap:
        """The products whose cheapest plan lies between the bounds, both included, yen."""
        start = 0 if lowest is None else bisect_left(self.prices, lowest)
        end = len(self.prices) if highest is None else bisect_right(self.prices, highest)
        return BitMap(self.orders[Sort.PRICE].ids[start:end]) if start < end else BitMap()

    def price_span(self, products: BitMap) -> tuple[int | None, int | None]:
        """The lowest and the highest price among `products`, yen."""
        order = self.orders[Sort.PRICE]
        prices = self.keys.price
        first = order.pick(products, 0, 1)
        if not first or prices[first[0]] == NO_PRICE:
            return None, None
        lowest = prices[first[0]]
        if len(products) < 2_000:
            return lowest, max(map(prices.__getitem__, products & self.with_price))
        for at in range(len(self.prices) - 1, -1, -1):
            if order.ids[at] in products:
                return lowest, self.prices[at]
        return lowest, lowest

    def conditions(self, criteria: SearchCriteria) -> dict[str, BitMap]:
        """The products of each condition by its facet; both bounds of the price are one condition, "price"."""
        found = {
            str(facet): self.chosen(facet, criteria.values(facet)) for facet in self.values if criteria.values(facet)
        }
        if criteria.price_min is not None or criteria.price_max is not None:
            found["price"] = self.priced(criteria.price_min, criteria.price_max)
        return found

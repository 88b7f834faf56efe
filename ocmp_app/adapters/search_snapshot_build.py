"""Builds snapshots: the first from the whole catalogue, the next ones from what changed since."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyroaring import BitMap
from sqlalchemy import Connection, text

from ocmp_app.adapters.search_snapshot import NO_PRICE, Order, Raw, Snapshot, SortKeys
from ocmp_app.adapters.search_sql import Dialect, bitmap
from ocmp_app.domain.catalogue import (
    LEAD_TIME_STEPS,
    MINIMUM_TERM_STEPS,
    Certification,
    CompanySize,
    PaymentMethod,
    SalesKind,
)
from ocmp_app.domain.search_criteria import FacetName, Sort
from ocmp_app.domain.search_fields import BLOCK_BITS

_NEVER = -(1 << 60)
_STORED_FACETS = {"payment": FacetName.PAYMENT, "size": FacetName.SIZE, "certification": FacetName.CERT}
_FIXED_VALUES: Mapping[FacetName, tuple[str, ...]] = {
    FacetName.KIND: tuple(SalesKind),
    FacetName.PAYMENT: tuple(PaymentMethod),
    FacetName.INITIAL: ("none",),
    FacetName.TRIAL: ("1",),
    FacetName.TERM: tuple(map(str, MINIMUM_TERM_STEPS)),
    FacetName.LEAD: tuple(map(str, LEAD_TIME_STEPS)),
    FacetName.SIZE: tuple(CompanySize),
    FacetName.CERT: tuple(Certification),
}


def build(connection: Connection, version: int, before: Snapshot | None) -> Snapshot:
    """The snapshot of `version`. With `before`, only the products that changed since are read, unless they are very many."""
    changed = None if before is None else _changed(connection, before.version)
    if before is None or changed is None or len(changed) > max(1_000, len(before.everything) // 4):
        return _assemble(connection, version, SortKeys(), BitMap(), {}, None)
    left = before.everything - changed
    raw = {value: products - changed for value, products in before.raw.items()}
    return _assemble(connection, version, before.keys, left, raw, changed, before)


def _changed(connection: Connection, since: int) -> BitMap:
    gathered = Dialect(connection).gathered("product_id")
    statement = text(f"SELECT {gathered} FROM product_search WHERE version > :since")  # noqa: S608
    return bitmap(connection.execute(statement, {"since": since}).scalar())


def _assemble(
    connection: Connection,
    version: int,
    keys: SortKeys,
    everything: BitMap,
    raw: Raw,
    only: BitMap | None,
    before: Snapshot | None = None,
) -> Snapshot:
    rows = _product_rows(connection, only)
    found = _facts(rows)
    new = BitMap([row[0] for row in rows])
    everything = everything | new
    for value, products in _stored_facets(connection, only).items():
        found[value] |= products & new
    for value, products in found.items():
        raw[value] = raw[value] | products if value in raw else products
    keys = keys.grown(everything.max() + 1 if everything else 0)
    for row in rows:
        product_id, price, popularity, published, name = row[0], row[4], row[9], row[10], row[11]
        keys.provider[product_id] = row[2]
        keys.price[product_id] = NO_PRICE if price is None else price
        keys.popularity[product_id] = -popularity
        keys.published[product_id] = -(_NEVER if published is None else published)
        keys.names[product_id] = name
    orders = _orders(keys, everything, new, before)
    by_price = orders[Sort.PRICE].ids
    prices = array("q", map(keys.price.__getitem__, by_price))
    priced = bisect_left(prices, NO_PRICE)
    names = _read_names(connection)
    return Snapshot(
        version=version,
        everything=everything,
        raw=raw,
        values=_values(raw, names),
        labels={
            FacetName.CATEGORY: {category.code: category.name for category in names.categories},
            FacetName.PROVIDER: {slug: name for _, slug, name in names.providers},
        },
        provider_slugs={number: slug for number, slug, _ in names.providers},
        tree=names.tree,
        orders=orders,
        keys=keys,
        prices=prices[:priced],
        with_price=BitMap(by_price[:priced]),
        blocks=tuple(sorted({product_id >> BLOCK_BITS for product_id in everything})),
    )


# Rows


def _product_rows(connection: Connection, only: BitMap | None) -> list[Any]:
    dialect = Dialect(connection)
    condition = "" if only is None else f" AND {dialect.among('p.id', 'ids')}"
    statement = text(
        "SELECT p.id, p.category_id, p.provider_id, p.sales_kind, p.monthly_fee_from, p.initial_fee_from, p.trial_days,"  # noqa: S608
        f" p.lead_time_days, p.minimum_term_months, p.popularity, {dialect.epoch('p.published_at')}, s.sort_name"
        " FROM product p JOIN product_search s ON s.product_id = p.id"
        f" WHERE p.status = 'published'{condition}"
    )
    return list(connection.execute(statement, {} if only is None else {"ids": dialect.listed(only)}).all())


def _facts(rows: Iterable[Any]) -> Raw:
    """Facet values that stand in the product's own row."""
    found: dict[tuple[FacetName, str | int], list[int]] = defaultdict(list)
    for product_id, category, provider, kind, _price, initial, trial, lead, term, *_ in rows:
        found[FacetName.CATEGORY, category].append(product_id)
        found[FacetName.PROVIDER, provider].append(product_id)
        found[FacetName.KIND, kind].append(product_id)
        if initial == 0:
            found[FacetName.INITIAL, "none"].append(product_id)
        if trial:
            found[FacetName.TRIAL, "1"].append(product_id)
        if term is not None:
            for step in MINIMUM_TERM_STEPS:
                if term <= step:
                    found[FacetName.TERM, str(step)].append(product_id)
        if lead is not None:
            for step in LEAD_TIME_STEPS:
                if lead <= step:
                    found[FacetName.LEAD, str(step)].append(product_id)
    bitmaps: Raw = defaultdict(BitMap)
    bitmaps.update((value, BitMap(ids)) for value, ids in found.items())
    return bitmaps


def _stored_facets(connection: Connection, only: BitMap | None) -> Raw:
    dialect = Dialect(connection)
    condition = "" if only is None else f"WHERE {dialect.among('product_id', 'ids')} "
    statement = text(
        f"SELECT facet, value, {dialect.gathered('product_id')} FROM product_facet {condition}GROUP BY facet, value"  # noqa: S608
    )
    rows = connection.execute(statement, {} if only is None else {"ids": dialect.listed(only)})
    return {(_STORED_FACETS[facet], value): bitmap(ids) for facet, value, ids in rows if facet in _STORED_FACETS}


@dataclass(frozen=True, slots=True)
class _Names:
    """What the URL and the screen call categories and providers."""

    categories: list[Any]  # id, code, name, parent_id; in order
    providers: list[Any]  # id, slug, name
    tree: dict[str, tuple[str, ...]]


def _read_names(connection: Connection) -> _Names:
    categories = list(connection.execute(text("SELECT id, code, name, parent_id FROM category ORDER BY position, id")))
    codes = {category.id: category.code for category in categories}
    tree: dict[str, list[str]] = {category.code: [] for category in categories if category.parent_id is None}
    for category in categories:
        if category.parent_id is not None:
            tree.setdefault(codes[category.parent_id], []).append(category.code)
    providers = list(connection.execute(text("SELECT id, slug, name FROM provider ORDER BY id")))
    return _Names(categories, providers, {top: tuple(children) for top, children in tree.items()})


def _values(raw: Raw, names: _Names) -> dict[FacetName, dict[str, BitMap]]:
    """The bitmaps by the codes that stand in the URL. A top category holds what its children hold."""
    values = {
        facet: {str(code): raw.get((facet, str(code)), BitMap()) for code in codes} for facet, codes in _FIXED_VALUES.items()
    }
    categories = {category.code: raw.get((FacetName.CATEGORY, category.id), BitMap()) for category in names.categories}
    for top, children in names.tree.items():
        categories[top] = BitMap.union(categories[top], *(categories[child] for child in children))
    values[FacetName.CATEGORY] = categories
    providers = ((slug, raw.get((FacetName.PROVIDER, number))) for number, slug, _ in names.providers)
    by_size = sorted(((slug, held) for slug, held in providers if held), key=lambda one: -len(one[1]))
    values[FacetName.PROVIDER] = dict(by_size)
    return values


# Orders


def _orders(keys: SortKeys, everything: BitMap, new: BitMap, before: Snapshot | None) -> dict[Sort, Order]:
    """Every order with its ties broken by popularity, then by the number of the product."""
    ways: dict[Sort, Callable[[int], Any]] = {
        Sort.POPULAR: lambda i: (keys.popularity[i], i),
        Sort.PRICE: lambda i: (keys.price[i], keys.popularity[i], i),
        Sort.NEW: lambda i: (keys.published[i], keys.popularity[i], i),
        Sort.NAME: lambda i: (keys.names[i], keys.popularity[i], i),
    }
    orders = {}
    for sort, key in ways.items():
        ids: Iterable[int] = everything
        if before is not None:  # sorted already but for the new ones, which makes sorting cheap
            ids = [i for i in before.orders[sort].ids if i in everything and i not in new] + list(new)
        orders[sort] = _order(sorted(ids, key=key), len(keys.names))
    orders[Sort.RELEVANCE] = orders[Sort.POPULAR]
    return orders


def _order(ids: list[int], size: int) -> Order:
    rank = array("I", bytes(4 * size))
    for position, product_id in enumerate(ids):
        rank[product_id] = position
    return Order(array("I", ids), rank)

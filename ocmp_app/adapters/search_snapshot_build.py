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
_FEW = 200  # changed products, for which moving is cheaper than sorting
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
    if before is not None:
        changed = _changed(connection, before.version)
        if len(changed) <= max(1_000, len(before.everything) // 4):
            return _renewed(connection, version, before, changed)
    rows = _product_rows(connection, None)
    everything = BitMap([row[0] for row in rows])
    raw = _facts(rows)
    raw.update((value, products & everything) for value, products in _stored_facets(connection, None).items())
    keys = SortKeys().grown(everything.max() + 1 if everything else 0)
    _note_keys(keys, rows)
    blocks = {product_id >> BLOCK_BITS for product_id in everything}
    return _snapshot(connection, version, everything, raw, keys, _sorted_orders(keys, everything), blocks)


def _renewed(connection: Connection, version: int, before: Snapshot, changed: BitMap) -> Snapshot:
    rows = _product_rows(connection, changed)
    new = BitMap([row[0] for row in rows])
    everything = before.everything - changed | new
    raw = {value: products - changed for value, products in before.raw.items()}
    for facts in (_facts(rows), _stored_facets(connection, changed)):
        for value, products in facts.items():
            raw[value] = raw.get(value, BitMap()) | products & new
    keys = before.keys.grown(everything.max() + 1 if everything else 0)
    _note_keys(keys, rows)
    orders = _moved_orders(before, keys, changed, new) if len(changed) <= _FEW else _sorted_orders(keys, everything)
    blocks = {*before.blocks, *(product_id >> BLOCK_BITS for product_id in new)}
    return _snapshot(connection, version, everything, raw, keys, orders, blocks)


def _snapshot(
    connection: Connection,
    version: int,
    everything: BitMap,
    raw: Raw,
    keys: SortKeys,
    orders: dict[Sort, Order],
    blocks: Iterable[int],
) -> Snapshot:
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
        with_price=everything - BitMap(by_price[priced:]),
        blocks=tuple(sorted(blocks)),
    )


def _changed(connection: Connection, since: int) -> BitMap:
    gathered = Dialect(connection).gathered("product_id")
    statement = text(f"SELECT {gathered} FROM product_search WHERE version > :since")  # noqa: S608
    return bitmap(connection.execute(statement, {"since": since}).scalar())


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
    categories: dict[int, list[int]] = defaultdict(list)
    providers: dict[int, list[int]] = defaultdict(list)
    kinds: dict[str, list[int]] = defaultdict(list)
    initial_fees: dict[int | None, list[int]] = defaultdict(list)
    trials: dict[int, list[int]] = defaultdict(list)
    terms: dict[int | None, list[int]] = defaultdict(list)
    leads: dict[int | None, list[int]] = defaultdict(list)
    for product_id, category, provider, kind, _price, initial, trial, lead, term, *_ in rows:
        categories[category].append(product_id)
        providers[provider].append(product_id)
        kinds[kind].append(product_id)
        initial_fees[initial].append(product_id)
        trials[trial].append(product_id)
        terms[term].append(product_id)
        leads[lead].append(product_id)
    facts: Raw = {}
    facts.update(((FacetName.CATEGORY, category), BitMap(ids)) for category, ids in categories.items())
    facts.update(((FacetName.PROVIDER, provider), BitMap(ids)) for provider, ids in providers.items())
    facts.update(((FacetName.KIND, kind), BitMap(ids)) for kind, ids in kinds.items())
    facts[FacetName.INITIAL, "none"] = BitMap(initial_fees[0])
    facts[FacetName.TRIAL, "1"] = BitMap.union(BitMap(), *(BitMap(ids) for days, ids in trials.items() if days))
    facts.update(((FacetName.TERM, str(step)), _up_to(step, terms)) for step in MINIMUM_TERM_STEPS)
    facts.update(((FacetName.LEAD, str(step)), _up_to(step, leads)) for step in LEAD_TIME_STEPS)
    return facts


def _up_to(step: int, groups: Mapping[int | None, list[int]]) -> BitMap:
    return BitMap.union(BitMap(), *(BitMap(ids) for value, ids in groups.items() if value is not None and value <= step))


def _note_keys(keys: SortKeys, rows: Iterable[Any]) -> None:
    for row in rows:
        product_id, price, popularity, published, name = row[0], row[4], row[9], row[10], row[11]
        keys.provider[product_id] = row[2]
        keys.price[product_id] = NO_PRICE if price is None else price
        keys.popularity[product_id] = -popularity
        keys.published[product_id] = -(_NEVER if published is None else published)
        keys.names[product_id] = name


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


def _sorted_orders(keys: SortKeys, everything: BitMap) -> dict[Sort, Order]:
    """Every order from the start: sorting keeps ties as they stand, so that one by popularity comes first."""
    popular = sorted(everything, key=keys.popularity.__getitem__)
    columns: dict[Sort, Callable[[int], Any]] = {
        Sort.PRICE: keys.price.__getitem__,
        Sort.NEW: keys.published.__getitem__,
        Sort.NAME: keys.names.__getitem__,
    }
    ids = {Sort.POPULAR: popular, **{sort: sorted(popular, key=column) for sort, column in columns.items()}}
    return _with_relevance({sort: Order(array("I", ids[sort]), key) for sort, key in keys.ways().items()})


def _moved_orders(before: Snapshot, keys: SortKeys, changed: BitMap, new: BitMap) -> dict[Sort, Order]:
    """Every order with a few products taken out of their old places and put into their new ones."""
    orders = {}
    old_ways = before.keys.ways()
    for sort, key in keys.ways().items():
        ids = before.orders[sort].ids[:]
        for product_id in changed & before.everything:
            del ids[bisect_left(ids, old_ways[sort](product_id), key=old_ways[sort])]
        for product_id in new:
            ids.insert(bisect_left(ids, key(product_id), key=key), product_id)
        orders[sort] = Order(ids, key)
    return _with_relevance(orders)


def _with_relevance(orders: dict[Sort, Order]) -> dict[Sort, Order]:
    return {**orders, Sort.RELEVANCE: orders[Sort.POPULAR]}

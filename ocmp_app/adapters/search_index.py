"""The search index of a process: words from the database, facets and orders from memory.

Fills the port `SearchIndex` (domain/ports.py). Every search first reads the catalogue's stamp in its
own transaction; where it has grown, the thread that notices renews the snapshot from what the same
transaction sees. So a committed change is found by the very next search of any process.
"""

from __future__ import annotations

import heapq
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import reduce
from operator import and_
from threading import Lock

from pyroaring import BitMap
from sqlalchemy import Connection, text
from sqlmodel import Session

from ocmp_app.adapters.search_snapshot import Snapshot
from ocmp_app.adapters.search_snapshot_build import build
from ocmp_app.adapters.search_words import Matched, known_words, match
from ocmp_app.domain.ports import IndexAnswer
from ocmp_app.domain.search_criteria import PAGE_SIZE, FacetName, SearchCriteria, Sort
from ocmp_app.domain.search_text import Query, distance, fold, parse_query

PROVIDERS_SHOWN = 30
"""Values of the facet 提供事業者 that are counted out; the chosen ones come on top."""

_REMEMBERED = 64
_STAMP = text("SELECT version FROM catalogue_stamp WHERE id = 1")


class MemorySearchIndex:
    """Bitmaps of one catalogue version in memory, renewed when the stamp grows. For all threads of a process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._remembered: OrderedDict[tuple[int, Query], Matched] = OrderedDict()

    def search(self, session: Session, criteria: SearchCriteria) -> IndexAnswer:
        """The page and all counts. Counts and page belong to one version."""
        connection = session.connection()
        snapshot = self._current(connection)
        base, levels = self._matched(connection, snapshot, criteria)
        conditions = snapshot.conditions(criteria)
        found = reduce(and_, conditions.values(), base)
        under = _Others(base, conditions, found)
        counts: dict[FacetName, dict[str, int]] = {
            facet: {code: under(facet).intersection_cardinality(products) for code, products in values.items()}
            for facet, values in snapshot.values.items()
            if facet is not FacetName.PROVIDER
        }
        counts[FacetName.PROVIDER], omitted = _providers(snapshot, under(FacetName.PROVIDER), criteria.providers)
        low, high = snapshot.price_span(under("price"))
        return IndexAnswer(
            total=len(found),
            page_ids=_page(snapshot, criteria, found, levels),
            counts=counts,
            labels=snapshot.labels,
            tree=snapshot.tree,
            omitted={FacetName.PROVIDER: omitted},
            price_low=low,
            price_high=high,
        )

    def total(self, session: Session, criteria: SearchCriteria) -> int:
        """The number of hits alone."""
        connection = session.connection()
        snapshot = self._current(connection)
        base, _ = self._matched(connection, snapshot, criteria)
        return len(reduce(and_, snapshot.conditions(criteria).values(), base))

    def known_words_like(self, session: Session, word: str) -> tuple[str, ...]:
        """Words of the catalogue that differ from `word` by one or two letters (by one, if it has fewer than four)."""
        folded = fold(word)
        errors = 1 if len(folded) < 4 else 2
        if len(folded) < 2:
            return ()
        candidates = known_words(session.connection(), folded, 1) | (
            known_words(session.connection(), folded, 2) if errors == 2 else {}
        )
        ranked = sorted((distance(folded, known, errors), known) for known in candidates)
        return tuple(candidates[known] for far, known in ranked if 1 <= far <= errors)

    def most_popular(self, session: Session, category: str, limit: int) -> tuple[int, ...]:
        """Ids of the published products of a category, most popular first."""
        snapshot = self._current(session.connection())
        return tuple(snapshot.orders[Sort.POPULAR].pick(snapshot.of_value(FacetName.CATEGORY, category), 0, limit))

    def forget(self) -> None:
        """Drop all that is remembered of texts; for measuring."""
        with self._lock:
            self._remembered.clear()

    # The snapshot

    def _current(self, connection: Connection) -> Snapshot:
        stamp = connection.execute(_STAMP).scalar() or 0
        held = self._snapshot
        if held is not None and (held.version >= stamp or _is_writing(connection)):
            return held
        if _is_writing(connection):  # what it sees may never be committed
            return build(connection, stamp, None)
        with self._lock:
            held = self._snapshot
            if held is None or held.version < stamp:
                held = build(connection, stamp, held)
                self._snapshot = held
                self._remembered.clear()
            return held

    # The words

    def _matched(
        self, connection: Connection, snapshot: Snapshot, criteria: SearchCriteria
    ) -> tuple[BitMap, tuple[BitMap, ...]]:
        """The products that the words find, and their levels; everything on one level where there are no words."""
        query = replace(parse_query(criteria.q), cut=False)
        if not query:
            return snapshot.everything, (snapshot.everything,)
        key = (snapshot.version, query)
        remembers = not _is_writing(connection)
        matched = self._remembered.get(key) if remembers else None
        if matched is None:
            matched = match(connection, query, snapshot.blocks, snapshot.everything)
            matched = Matched(matched.all & snapshot.everything, matched.levels)
            if remembers:
                with self._lock:
                    self._remembered[key] = matched
                    while len(self._remembered) > _REMEMBERED:
                        self._remembered.popitem(last=False)
        return matched.all, matched.levels


def _is_writing(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("ocmp_write"))


class _Others:
    """The products under all conditions but those of one facet."""

    def __init__(self, base: BitMap, conditions: Mapping[str, BitMap], found: BitMap) -> None:
        self._base = base
        self._conditions = conditions
        self._found = found
        self._held: dict[str, BitMap] = {}

    def __call__(self, facet: str) -> BitMap:
        if facet not in self._conditions:
            return self._found
        if facet not in self._held:
            others = (products for name, products in self._conditions.items() if name != facet)
            self._held[facet] = reduce(and_, others, self._base)
        return self._held[facet]


def _page(
    snapshot: Snapshot, criteria: SearchCriteria, found: BitMap, levels: Iterable[BitMap]
) -> tuple[int, ...]:
    order = snapshot.orders[criteria.sort]
    offset = (criteria.page - 1) * PAGE_SIZE
    if criteria.sort is not Sort.RELEVANCE:
        return tuple(order.pick(found, offset, PAGE_SIZE))
    page: list[int] = []
    for level in levels:
        part = level & found
        if offset < len(part):
            page += order.pick(part, offset, PAGE_SIZE - len(page))
        offset = max(offset - len(part), 0)
        if len(page) == PAGE_SIZE:
            break
    return tuple(page)


def _providers(snapshot: Snapshot, products: BitMap, chosen: Iterable[str]) -> tuple[dict[str, int], int]:
    """The counts of the most frequent providers and of the chosen ones, and how many values are left out."""
    values = snapshot.values[FacetName.PROVIDER]
    if len(products) < 4 * len(values):
        numbers = Counter(map(snapshot.keys.provider.__getitem__, products))
        counted = {snapshot.provider_slugs[number]: count for number, count in numbers.items()}
        most = heapq.nsmallest(PROVIDERS_SHOWN, ((-count, slug) for slug, count in counted.items()))
    else:
        most = _most_frequent(values, products)
    shown = {slug: -count for count, slug in most}
    for slug in chosen:
        if slug not in shown:
            shown[slug] = snapshot.of_value(FacetName.PROVIDER, slug).intersection_cardinality(products)
    return shown, len(values) - sum(1 for slug in shown if slug in values)


def _most_frequent(values: Mapping[str, BitMap], products: BitMap) -> list[tuple[int, str]]:
    """(-count, code) of the most frequent values. `values` come in order of size, the largest first: once nothing larger
    can follow, the rest is not counted."""
    most: list[tuple[int, str]] = []
    enough = 0  # hits of the last of the most frequent so far
    for code, of_value in values.items():
        if len(of_value) < enough:
            break
        count = of_value.intersection_cardinality(products)
        if count and count >= enough:
            most.append((-count, code))
            if len(most) >= 2 * PROVIDERS_SHOWN:
                most = heapq.nsmallest(PROVIDERS_SHOWN, most)
                enough = -most[-1][0]
    return heapq.nsmallest(PROVIDERS_SHOWN, most)

"""From the words of a query to the products that hold them, by level of relevance.

Reads postings (models/search.py) and computes with bitmaps; how the levels come about is told in
docs/domain/search.md. Everything here happens in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_

from pyroaring import BitMap
from sqlalchemy import Connection, text

from ocmp_app.adapters.search_sql import Dialect, after_all
from ocmp_app.domain.search_fields import ID_BITS, LEVEL_OF_FIELD, Level, SearchField
from ocmp_app.domain.search_text import TYPO_LETTERS, Query, Word, nearest, needed_grams, scattered_grams

VERIFIED = 200
"""Up to so many places of an unquoted word are looked at, whether its letter pairs really stand together."""

_LIKE_WORDS = 8
_CANDIDATES = 3_000
_FIELD_RANGE = {field: BitMap(range(field << ID_BITS, (field + 1) << ID_BITS)) for field in SearchField}
_READING_FIELDS = (SearchField.NAME, SearchField.KANA, SearchField.PROVIDER, SearchField.TAGS)
Places = dict[SearchField, BitMap]
"""Product ids by the field in which something stands."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The products that a query finds, as a whole and by level (disjoint, best first)."""

    all: BitMap
    levels: tuple[BitMap, ...]


def match(connection: Connection, query: Query, blocks: Sequence[int], everything: BitMap) -> Matched:
    """All products in the index that hold the words of `query`; `everything` stands in where only words are excluded."""
    similar = {word: _like(connection, word) for word in query.words}
    postings = _Postings(connection, blocks, query, similar)
    if query.words:
        levels = _combined([_word_levels(postings, word, similar[word]) for word in query.words])
        named = _named(connection, query.name)
        found = reduce(BitMap.__or__, levels.values(), BitMap())
        levels[Level.EXACT_NAME], levels[Level.NAME_PREFIX] = (products & found for products in named)
    else:
        levels = {Level.NAME: everything}
    excluded = BitMap.union(BitMap(), *(_union(postings.together(word.text, exactly=word.quoted)) for word in query.excluded))
    return _disjoint(levels, excluded)


def _disjoint(levels: Mapping[Level, BitMap], excluded: BitMap) -> Matched:
    found = BitMap()
    parts = []
    for level in Level:
        part = levels.get(level, BitMap()) - found - excluded
        if part:
            parts.append(part)
            found |= part
    return Matched(found, tuple(parts))


def _combined(words: list[dict[Level, BitMap]]) -> dict[Level, BitMap]:
    """The levels of several words together: a product stands at that of its worst word."""
    if len(words) == 1:
        return dict(words[0])
    up_to = [BitMap() for _ in words]
    levels = {}
    for level in Level:
        up_to = [so_far | word.get(level, BitMap()) for so_far, word in zip(up_to, words, strict=True)]
        levels[level] = reduce(and_, up_to)
    return levels


def _word_levels(postings: _Postings, word: Word, similar: Iterable[str]) -> dict[Level, BitMap]:
    levels: dict[Level, BitMap] = {}

    def add(level: Level, products: BitMap) -> None:
        if products:
            levels[level] = levels[level] | products if level in levels else products

    for field, products in postings.together(word.text, exactly=word.quoted).items():
        add(LEVEL_OF_FIELD[field], products)
    if word.quoted:
        return levels
    for reading in word.readings:
        places = postings.together(reading)
        for field in _READING_FIELDS:
            level = Level.READING if field is SearchField.NAME else LEVEL_OF_FIELD[field]
            add(level, places.get(field, BitMap()))
    add(Level.SCATTERED, postings.scattered(word.text))
    for other in similar:
        add(Level.TYPO, _union(postings.together(other)))
    return levels


class _Postings:
    """The postings of all grams that a query needs, read at once."""

    def __init__(
        self, connection: Connection, blocks: Sequence[int], query: Query, similar: Mapping[Word, Iterable[str]]
    ) -> None:
        self._connection = connection
        texts = [text for word in query.words for text in (word.text, *word.readings, *similar[word])]
        texts += [word.text for word in query.excluded]
        grams = {gram for text in texts for gram in needed_grams(text)}
        self._keys = _read_postings(connection, blocks, sorted(grams))
        self._anywhere: dict[str, BitMap] = {}

    def together(self, text: str, *, exactly: bool = False) -> Places:
        """Where the letters of `text` stand together. Longer texts are compared letter by letter where there are few places,
        or where it must be `exactly` so."""
        grams = needed_grams(text)
        keys = reduce(and_, (self._keys.get(gram, BitMap()) for gram in grams))
        places = _by_field(keys)
        if len(grams) > 1 and keys and (exactly or len(keys) <= VERIFIED):
            return _verified(self._connection, text, places)
        return places

    def scattered(self, text: str) -> BitMap:
        """The products that have every letter of `text` in one of its pairs, anywhere."""
        clauses = (
            reduce(BitMap.__or__, (self._products(gram) for gram in clause)) for clause in scattered_grams(text)
        )
        return reduce(and_, clauses)

    def _products(self, gram: str) -> BitMap:
        if gram not in self._anywhere:
            self._anywhere[gram] = _union(_by_field(self._keys.get(gram, BitMap())))
        return self._anywhere[gram]


def _by_field(keys: BitMap) -> Places:
    places = {}
    for field, of_field in _FIELD_RANGE.items():
        found = keys & of_field
        if found:
            places[field] = found.shift(-(field << ID_BITS)) if field else found
    return places


def _union(places: Places) -> BitMap:
    return BitMap.union(BitMap(), *places.values())


# Questions to the database


def _read_postings(connection: Connection, blocks: Sequence[int], grams: Sequence[str]) -> dict[str, BitMap]:
    dialect = Dialect(connection)
    statement = text(
        "SELECT gram, keys FROM search_posting"  # noqa: S608
        f" WHERE {dialect.among('block', 'blocks')} AND {dialect.among('gram', 'grams', 'text')}"
    )
    parts: dict[str, list[BitMap]] = {}
    for gram, keys in connection.execute(statement, {"blocks": dialect.listed(blocks), "grams": dialect.listed(grams)}):
        parts.setdefault(gram, []).append(BitMap.deserialize(keys))
    return {gram: found[0] if len(found) == 1 else BitMap.union(*found) for gram, found in parts.items()}


def _verified(connection: Connection, wanted: str, places: Places) -> Places:
    """Those of the places in which `wanted` stands as it is."""
    dialect = Dialect(connection)
    parameters = {f"ids{int(field)}": dialect.listed(products) for field, products in places.items()}
    statement = " UNION ALL ".join(
        f"SELECT {int(field)}, product_id FROM product_search"  # noqa: S608
        f" WHERE {dialect.among('product_id', f'ids{int(field)}')} AND {dialect.contains(field.column, 'wanted')}"
        for field in places
    )
    found: dict[SearchField, list[int]] = {}
    for field, product_id in connection.execute(text(statement), parameters | {"wanted": wanted}):
        found.setdefault(SearchField(field), []).append(product_id)
    return {field: BitMap(ids) for field, ids in found.items()}


def _named(connection: Connection, name: str) -> tuple[BitMap, BitMap]:
    """The products that are called `name`, and those whose name begins so."""
    if not name:
        return BitMap(), BitMap()
    rows = connection.execute(
        text("SELECT product_id, name_key FROM product_search WHERE name_key >= :name AND name_key < :beyond"),
        {"name": name, "beyond": after_all(name)},
    ).all()
    return BitMap([row[0] for row in rows if row[1] == name]), BitMap([row[0] for row in rows])


def _like(connection: Connection, word: Word) -> list[str]:
    """Known words one typing error away from `word` or one of its readings, folded."""
    found: list[str] = []
    if not word.quoted:
        for typed in (word.text, *word.readings):
            if len(typed) >= TYPO_LETTERS:
                found += nearest(typed, known_words(connection, typed), 1)[:_LIKE_WORDS]
    return list(dict.fromkeys(found))


def known_words(connection: Connection, word: str, errors: int = 1) -> dict[str, str]:
    """Candidates for `word` with typing errors, folded → as written: one part of it is right, or two neighbours are swapped.

    With one error one half is right; for two, words with the same first or last third are taken.
    """
    part = max(len(word) // (errors + 1), 1)
    head, tail = word[:part], word[::-1][: len(word) - part if errors == 1 else part]
    swapped = word[: part - 1] + word[part : part + 1] + word[part - 1 : part] + word[part + 1 :]
    size = "AND length(word) BETWEEN :shortest AND :longest"
    rows = connection.execute(
        text(
            f"SELECT word, display FROM search_word WHERE word >= :head AND word < :head_end {size}"  # noqa: S608
            f" UNION SELECT word, display FROM search_word WHERE reversed >= :tail AND reversed < :tail_end {size}"
            " UNION SELECT word, display FROM search_word WHERE word = :swapped ORDER BY word LIMIT :candidates"
        ),
        {
            "head": head,
            "head_end": after_all(head),
            "tail": tail,
            "tail_end": after_all(tail),
            "shortest": len(word) - errors,
            "longest": len(word) + errors,
            "swapped": swapped,
            "candidates": _CANDIDATES,
        },
    )
    return {row[0]: row[1] for row in rows}

"""The writing side of the search index: from a product's rows to folded texts and postings.

Everything happens in the caller's transaction. Writers of the index go one after the other: each
first raises the catalogue's stamp, whose row is locked until the commit, so that postings can be
read, changed and written back. How the index is built: docs/domain/search.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from typing import Any, TypeVar

from pyroaring import BitMap
from sqlalchemy import Connection, bindparam, delete, select, text
from sqlmodel import Session, col

from ocmp_app.domain.catalogue import ProductStatus
from ocmp_app.domain.search_fields import BLOCK_BITS, ID_BITS, SearchField
from ocmp_app.domain.search_text import fold, gram_codes, gram_of, squeeze, vocabulary
from ocmp_app.models import CatalogueStamp, Product, ProductFeature, ProductSearch, Provider, SearchPosting, SearchWord

_PARAMETERS = 900  # in one statement
_COLUMNS = tuple(field.column for field in SearchField)
_EMPTY = ("",) * len(_COLUMNS)
_RUNS_WORTHWHILE = 256  # entries of a posting
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class _Text:
    """A product's texts, folded, by field; all empty when the shop does not show it."""

    fields: tuple[str, ...] = _EMPTY
    name_key: str = ""
    sort_name: str = ""
    words: Mapping[str, str] | None = None  # folded → as written


def raise_stamp(session: Session) -> int:
    """The next version of the catalogue. Other writers of the catalogue wait from here until the commit."""
    statement = text(
        "INSERT INTO catalogue_stamp (id, version) VALUES (1, 1)"
        " ON CONFLICT (id) DO UPDATE SET version = catalogue_stamp.version + 1 RETURNING version"
    )
    version = int(session.connection().execute(statement).scalar_one())
    for held in session.identity_map.values():
        if isinstance(held, CatalogueStamp):
            session.expire(held)
    return version


def write(session: Session, product_ids: Iterable[int]) -> None:
    """Bring the index of these products up to date: shown, changed, hidden or gone. Raises ValueError for an id beyond 2^28."""
    session.flush()
    ids = sorted(set(product_ids))
    if not ids:
        return
    if not 0 < ids[0] <= ids[-1] < 1 << ID_BITS:
        raise ValueError(f"product ids are 1 to 2^{ID_BITS}")
    version = raise_stamp(session)
    connection = session.connection()
    for _, block in groupby(ids, lambda product_id: product_id >> BLOCK_BITS):
        _write_block(connection, list(block), version)


def erase(session: Session, product_ids: Iterable[int]) -> None:
    """Take products out of the index, whatever their rows say."""
    session.flush()
    ids = sorted(set(product_ids))
    if not ids:
        return
    version = raise_stamp(session)
    for _, block in groupby(ids, lambda product_id: product_id >> BLOCK_BITS):
        chosen = list(block)
        _store(session.connection(), chosen, dict.fromkeys(chosen, _Text()), version)


def rebuild(session: Session, progress: Callable[[int, int], None] | None = None) -> int:
    """Throw the index away and write it anew. Returns the number of products."""
    session.flush()
    version = raise_stamp(session)
    connection = session.connection()
    ids = [int(key) for key in connection.execute(select(col(Product.id)).order_by(col(Product.id))).scalars() if key]
    held = connection.execute(select(col(ProductSearch.product_id))).scalars()
    gone = sorted(set(held).difference(ids))
    for model in (SearchPosting, SearchWord, ProductSearch):
        connection.execute(delete(model))
    _upsert_products(connection, dict.fromkeys(gone, _Text()), version)
    done = 0
    for _, block in groupby(ids, lambda product_id: product_id >> BLOCK_BITS):
        chosen = list(block)
        _write_block(connection, chosen, version)
        done += len(chosen)
        if progress:
            progress(done, len(ids))
    return done


def _write_block(connection: Connection, ids: list[int], version: int) -> None:
    _store(connection, ids, _read_texts(connection, ids), version)


def _store(connection: Connection, ids: list[int], texts: dict[int, _Text], version: int) -> None:
    """Write the texts of products of one block: where a field differs from what is held, its postings too."""
    added: dict[int | str, list[int]] = defaultdict(list)
    dropped: dict[int | str, list[int]] = defaultdict(list)
    words: dict[str, str] = {}
    held = _held_fields(connection, ids)
    for product_id in ids:
        new = texts[product_id]
        for field, (before, after) in enumerate(zip(held.get(product_id, _EMPTY), new.fields, strict=True)):
            if before != after:
                key = field << ID_BITS | product_id
                for code in gram_codes(before):
                    dropped[code].append(key)
                for code in gram_codes(after):
                    added[code].append(key)
        if new.words:
            words.update(new.words)
    _write_postings(connection, ids[0] >> BLOCK_BITS, _with_letters(added), _with_letters(dropped))
    _write_words(connection, words)
    _upsert_products(connection, texts, version)


# Reading products


def _read_texts(connection: Connection, ids: list[int]) -> dict[int, _Text]:
    texts = dict.fromkeys(ids, _Text())
    for some in _chunks(ids, _PARAMETERS):
        features: dict[int, list[str]] = defaultdict(list)
        for product_id, title, body in connection.execute(_FEATURES.where(col(ProductFeature.product_id).in_(some))):
            features[product_id] += (title, body)
        for row in connection.execute(_PRODUCTS.where(col(Product.id).in_(some))):
            if row.status == ProductStatus.PUBLISHED:
                texts[row.id] = _folded(row, "\n".join(features.get(row.id, ())))
    return texts


_FEATURES = select(col(ProductFeature.product_id), col(ProductFeature.title), col(ProductFeature.text)).order_by(
    col(ProductFeature.product_id), col(ProductFeature.position)
)
_PRODUCTS: Any = select(
    col(Product.id),
    col(Product.status),
    col(Product.name),
    col(Product.kana),
    col(Provider.name).label("provider"),
    col(Provider.kana).label("provider_kana"),
    col(Product.summary),
    col(Product.description),
    col(Product.tags),
).join(Provider, col(Provider.id) == col(Product.provider_id))


def _folded(row: Any, features: str) -> _Text:
    name, kana = fold(row.name), fold(row.kana)
    name_key = squeeze(name)
    return _Text(
        fields=(
            name if name == name_key else f"{name} \n {name_key}",  # no phrase holds a line end
            kana,
            _fold_provider(f"{row.provider}\n{row.provider_kana}"),
            fold(row.summary),
            fold(features),
            fold(row.description),
            fold(row.tags),
        ),
        name_key=name_key,
        sort_name=kana or name,
        words=vocabulary(row.name, row.kana, others=(row.provider, row.provider_kana, row.tags), prose=(row.summary,)),
    )


_fold_provider = lru_cache(maxsize=10_000)(fold)


def _held_fields(connection: Connection, ids: list[int]) -> dict[int, tuple[str, ...]]:
    held: dict[int, tuple[str, ...]] = {}
    columns = [col(getattr(ProductSearch, column)) for column in _COLUMNS]
    for some in _chunks(ids, _PARAMETERS):
        rows = connection.execute(
            select(col(ProductSearch.product_id), *columns).where(col(ProductSearch.product_id).in_(some))
        )
        held.update((row[0], tuple(row[1:])) for row in rows)
    return held


# Postings


def _with_letters(postings: Mapping[int | str, list[int]]) -> dict[str, BitMap]:
    """Bitmaps of the grams, and of the single letters that the pairs begin with."""
    bitmaps: dict[str, BitMap] = {}
    for code, keys in postings.items():
        gram = gram_of(code)
        if gram:
            bitmap = BitMap(keys)
            if len(gram) == 2:
                _unite(bitmaps, gram[0], bitmap)
            _unite(bitmaps, gram, bitmap)
    return bitmaps


def _unite(bitmaps: dict[str, BitMap], gram: str, bitmap: BitMap) -> None:
    if gram in bitmaps:
        bitmaps[gram] = bitmaps[gram] | bitmap
    else:
        bitmaps[gram] = bitmap


def _write_postings(connection: Connection, block: int, added: dict[str, BitMap], dropped: dict[str, BitMap]) -> None:
    touched = sorted(added.keys() | dropped.keys())
    if not touched:
        return
    changed: list[tuple[str, bytes]] = []
    emptied: list[str] = []
    held = _held_postings(connection, block, touched)
    for gram in touched:
        before = held.get(gram)
        keys = BitMap() if before is None else BitMap.deserialize(before)
        if gram in dropped:
            keys -= dropped[gram]
        if gram in added:
            keys |= added[gram]
        if len(keys) > _RUNS_WORTHWHILE:
            keys.run_optimize()
        if not keys:
            emptied.append(gram)
        elif (after := keys.serialize()) != before:
            changed.append((gram, after))
    _upsert_postings(connection, block, changed)
    for some in _chunks(emptied, _PARAMETERS):
        connection.execute(
            delete(SearchPosting).where(col(SearchPosting.block) == block, col(SearchPosting.gram).in_(some))
        )


def _held_postings(connection: Connection, block: int, wanted: Sequence[str]) -> dict[str, bytes]:
    statement = select(col(SearchPosting.gram), col(SearchPosting.keys)).where(col(SearchPosting.block) == block)
    if len(wanted) > 5 * _PARAMETERS:  # most of the block is wanted
        chosen = set(wanted)
        return {gram: keys for gram, keys in connection.execute(statement) if gram in chosen}
    held: dict[str, bytes] = {}
    for some in _chunks(wanted, _PARAMETERS):
        for gram, keys in connection.execute(statement.where(col(SearchPosting.gram).in_(some))):
            held[gram] = keys
    return held


def _upsert_postings(connection: Connection, block: int, postings: list[tuple[str, bytes]]) -> None:
    conflict = "ON CONFLICT (block, gram) DO UPDATE SET keys = excluded.keys"
    if connection.dialect.name == "postgresql":
        statement = text(
            "INSERT INTO search_posting (block, gram, keys) SELECT :block, gram, keys FROM"  # noqa: S608
            f" unnest(CAST(:grams AS text[]), CAST(:keys AS bytea[])) AS posting(gram, keys) {conflict}"
        )
        for some in _chunks(postings, 5_000):
            connection.execute(statement, {"block": block, "grams": [gram for gram, _ in some], "keys": [keys for _, keys in some]})
    elif postings:
        connection.exec_driver_sql(
            f"INSERT INTO search_posting (block, gram, keys) VALUES (?, ?, ?) {conflict}",  # noqa: S608
            [(block, gram, keys) for gram, keys in postings],
        )


# Words and folded texts


def _write_words(connection: Connection, words: Mapping[str, str]) -> None:
    rows = [(word, word[::-1], words[word]) for word in sorted(words)]
    if connection.dialect.name == "postgresql":
        statement = text(
            "INSERT INTO search_word (word, reversed, display) SELECT * FROM"
            " unnest(CAST(:words AS text[]), CAST(:reversed AS text[]), CAST(:display AS text[])) ON CONFLICT (word) DO NOTHING"
        )
        for some in _chunks(rows, 5_000):
            word, reverse, display = (list(column) for column in zip(*some, strict=True))
            connection.execute(statement, {"words": word, "reversed": reverse, "display": display})
    elif rows:
        connection.exec_driver_sql(
            "INSERT INTO search_word (word, reversed, display) VALUES (?, ?, ?) ON CONFLICT (word) DO NOTHING", rows
        )


def _upsert_products(connection: Connection, texts: Mapping[int, _Text], version: int) -> None:
    names = ("product_id", "version", "name_key", "sort_name", *_COLUMNS)
    statement = text(
        f"INSERT INTO product_search ({', '.join(names)}) VALUES ({', '.join(':' + name for name in names)})"  # noqa: S608
        f" ON CONFLICT (product_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in names[1:])}"
    ).bindparams(*(bindparam(name) for name in names))
    rows: list[dict[str, Any]] = [
        {"product_id": product_id, "version": version, "name_key": held.name_key, "sort_name": held.sort_name}
        | dict(zip(_COLUMNS, held.fields, strict=True))
        for product_id, held in texts.items()
    ]
    if rows:
        connection.execute(statement, rows)


def _chunks(items: Sequence[_Item], size: int) -> Iterator[list[_Item]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


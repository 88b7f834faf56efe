"""Tables of the search index, kept in the transaction of the product (docs/domain/search.md).

Written by services/search_indexing.py alone, read by adapters/search_*.py.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from ocmp_app.models.base import BigId

Bytewise = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that compares by its code points on both databases."""


class ProductSearch(SQLModel, table=True):
    """A product as the search sees it: its texts folded. Also says in which version it last changed.

    There is no foreign key: the row outlives the product, so that other processes learn of its end.
    """

    __tablename__ = "product_search"
    __table_args__ = (Index("ix_product_search_name_key", "name_key"), Index("ix_product_search_version", "version"))

    product_id: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    version: int = Field(sa_type=BigInteger)  # of the catalogue's stamp
    name_key: str = Field(default="", sa_type=Bytewise)  # type: ignore[call-overload]
    sort_name: str = Field(default="", sa_type=Bytewise)  # type: ignore[call-overload]
    name: str = Field(default="", sa_type=Text)
    kana: str = Field(default="", sa_type=Text)
    provider: str = Field(default="", sa_type=Text)
    summary: str = Field(default="", sa_type=Text)
    features: str = Field(default="", sa_type=Text)
    description: str = Field(default="", sa_type=Text)
    tags: str = Field(default="", sa_type=Text)


class SearchPosting(SQLModel, table=True):
    """Where a gram stands: a roaring bitmap of `field << 28 | product_id` for the products of one block."""

    __tablename__ = "search_posting"
    __table_args__ = ({"sqlite_with_rowid": False},)

    block: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    gram: str = Field(primary_key=True, sa_type=Bytewise)  # type: ignore[call-overload]
    keys: bytes = Field(sa_type=LargeBinary)


class SearchWord(SQLModel, table=True):
    """A word of the catalogue, for typing errors and 「もしかして」. Words nobody uses any more stay until the next rebuild."""

    __tablename__ = "search_word"
    __table_args__ = (Index("ix_search_word_reversed", "reversed"),)

    word: str = Field(primary_key=True, sa_type=Bytewise)  # type: ignore[call-overload]
    reversed: str = Field(sa_type=Bytewise)  # type: ignore[call-overload]
    display: str = Field(sa_type=Text)

"""What all tables share: names of constraints, keys and instants."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""Row numbers: 64 bits everywhere (SQLite numbers rows only through INTEGER)."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Takes only aware datetimes, stores UTC, gives aware UTC back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def primary_key() -> Any:
    """A numbered primary key."""
    return Field(default=None, primary_key=True, sa_type=BigId)


def foreign_key(target: str, *, index: bool = False, nullable: bool = False) -> Any:
    """A reference to `table.column`; rows that others point at are never deleted silently."""
    default: Any = None if nullable else ...
    return Field(default=default, foreign_key=target, sa_type=BigId, index=index, nullable=nullable)


def instant(*, nullable: bool = False, index: bool = False) -> Any:
    """A UTC instant column."""
    default: Any = None if nullable else ...
    return Field(default=default, sa_type=UtcDateTime, nullable=nullable, index=index)

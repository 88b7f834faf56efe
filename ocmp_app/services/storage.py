"""How services reach the database where one use case needs several transactions, or a row only once."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Protocol

from sqlalchemy import literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


class Transactions(Protocol):
    """Opens transactions (adapters/database.py)."""

    def read(self) -> AbstractContextManager[Session]:
        """A session for questions."""
        ...

    def transaction(self) -> AbstractContextManager[Session]:
        """A session whose changes are committed together at the end, or not at all."""
        ...


def insert_once(session: Session, table: type[SQLModel], key: str | tuple[str, ...], values: dict[str, Any]) -> bool:
    """Insert a row unless one with the same unique column(s) `key` is there; whether it was inserted.

    Waits for another transaction that is inserting the same key, and then sees its row.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    columns = [key] if isinstance(key, str) else list(key)
    statement = insert(table).values(**values).on_conflict_do_nothing(index_elements=columns)
    # RETURNING and not rowcount, which SQLAlchemy does not know for a PostgreSQL INSERT
    return session.connection().execute(statement.returning(literal(1))).first() is not None

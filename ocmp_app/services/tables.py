"""Tables as the bulk statements need them."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table, bindparam, inspect
from sqlmodel import Session, SQLModel


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model."""
    return cast(Table, inspect(model).local_table)


def insert_many(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Insert `rows`, all with the same columns, in one executemany."""
    if rows:
        session.connection().execute(table_of(model).insert(), rows)


def update_many(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Update by row number, given as `row_id` beside the columns, in one executemany."""
    if rows:
        table = table_of(model)
        columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "row_id"}
        session.connection().execute(table.update().where(table.c.id == bindparam("row_id")).values(columns), rows)

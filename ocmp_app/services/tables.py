"""Tables as the bulk statements need them: rows by the thousand, past the ORM and its dictionaries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Connection, Date, Table, bindparam, func, inspect, select, text
from sqlmodel import Session, SQLModel

from ocmp_app.models.base import UtcDateTime


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model."""
    return cast(Table, inspect(model).local_table)


def next_numbers(session: Session, model: type[SQLModel], count: int) -> list[int]:
    """Row numbers for `count` new rows of a writing transaction."""
    table = table_of(model)
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        sequence = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
        return list(connection.execute(sequence, {"table": table.name, "count": count}).scalars())
    last = connection.execute(select(func.max(table.c.id))).scalar_one() or 0  # nobody else writes meanwhile
    return list(range(last + 1, last + 1 + count))


def insert_many(session: Session, model: type[SQLModel], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of plain values (numbers, texts, truth values, dates, instants): by COPY on PostgreSQL, executemany on SQLite.

    Measured with 5,000 products, processor time of the product rows alone: PostgreSQL 1.5 s → 0.14 s, SQLite 0.28 s → 0.20 s
    beside the same rows as parameters of a compiled INSERT.
    """
    if not rows:
        return
    connection = session.connection()
    table = table_of(model)
    name = f'"{table.name}" ({", ".join(columns)})'
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {name} FROM STDIN", rows)
        return
    dated = [place for place, column in enumerate(columns) if isinstance(table.c[column].type, Date | UtcDateTime)]
    if dated:
        rows = [_as_sqlite_keeps(row, dated) for row in rows]
    marks = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({marks})", list(rows))  # noqa: S608 - our own names


def update_many(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Update by row number, given as `row_id` beside the columns, in one executemany."""
    if rows:
        table = table_of(model)
        columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "row_id"}
        session.connection().execute(table.update().where(table.c.id == bindparam("row_id")).values(columns), rows)


def _as_sqlite_keeps(row: tuple[Any, ...], dated: list[int]) -> tuple[Any, ...]:
    """The row with its instants and dates as the text that SQLAlchemy reads."""
    values = list(row)
    for place in dated:
        value = values[place]
        if isinstance(value, datetime):
            values[place] = value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        elif value is not None:
            values[place] = value.isoformat()
    return tuple(values)


def _copy(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - in a transaction it is there
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)

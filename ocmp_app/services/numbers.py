"""Numbers that people see, such as 受付番号: one series a day, without holes and never twice."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col, select

from ocmp_app.models import NumberSeries
from ocmp_app.services.storage import insert_once


def hold(session: Session, series: str) -> None:
    """Keep `series` for this transaction: others who want it wait until it has ended."""
    insert_once(session, NumberSeries, "name", {"name": series, "next_value": 1})
    session.exec(select(NumberSeries.name).where(NumberSeries.name == series).with_for_update()).one()


def take(session: Session, series: str) -> int:
    """The next number of `series`, from 1. Given back when the transaction is rolled back, so no number is lost."""
    hold(session, series)
    taken = session.connection().execute(
        update(NumberSeries)
        .where(col(NumberSeries.name) == series)
        .values(next_value=NumberSeries.next_value + 1)
        .returning(col(NumberSeries.next_value))
    )
    return int(taken.scalar_one()) - 1


def daily_series(letter: str, day: date) -> str:
    """The series of one kind of number on one day in Japan: Q, 2026-11-16 → Q20261116."""
    return f"{letter}{day:%Y%m%d}"


def number(series: str, value: int) -> str:
    """Q20261116-0001; a day with more than 9,999 just has longer numbers."""
    return f"{series}-{value:04}"

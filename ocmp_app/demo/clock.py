"""The demo's clock: how testers move the shop's time, forward only."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from ocmp_app.domain.errors import ShopError
from ocmp_app.models import DemoClock

LATEST_YEAR = 2099
"""Calendars of bank holidays and the like end somewhere; nobody tests beyond."""


class ClockWouldGoBack(ShopError):
    """The clock only moves forward: `asked` is not after `now`."""

    def __init__(self, now: datetime, asked: datetime) -> None:
        super().__init__(f"it is {now.isoformat()}, asked for {asked.isoformat()}")
        self.now = now
        self.asked = asked


class ClockWouldGoTooFar(ShopError):
    """`asked` is beyond LATEST_YEAR."""

    def __init__(self, asked: datetime) -> None:
        super().__init__(asked.isoformat())
        self.asked = asked


def set_to(session: Session, asked: datetime, *, machine_now: datetime) -> None:
    """Let the shop's time be `asked` (aware) at the machine's time `machine_now`. Raises ClockWouldGoBack, ClockWouldGoTooFar."""
    row = _row(session)
    _move(row, machine_now + _ahead(row), asked)
    row.ahead_microseconds = (asked - machine_now) // timedelta(microseconds=1)


def advance(session: Session, days: int, *, machine_now: datetime) -> None:
    """Move the shop's time by whole days of 24 hours. Raises ClockWouldGoBack for 0 or less, ClockWouldGoTooFar."""
    row = _row(session)
    now = machine_now + _ahead(row)
    by = timedelta(days=days)
    _move(row, now, now + by)
    row.ahead_microseconds += by // timedelta(microseconds=1)


def _move(row: DemoClock, now: datetime, asked: datetime) -> None:
    if asked <= now:
        raise ClockWouldGoBack(now, asked)
    if asked.year > LATEST_YEAR:
        raise ClockWouldGoTooFar(asked)


def _row(session: Session) -> DemoClock:
    """The clock's row, ours until the transaction ends."""
    row = session.get(DemoClock, 1, with_for_update=True)
    if row is None:
        row = DemoClock(id=1)
        session.add(row)
        session.flush()
    return row


def _ahead(row: DemoClock) -> timedelta:
    return timedelta(microseconds=row.ahead_microseconds)

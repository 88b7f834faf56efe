"""Time in the business's words.

Instants are aware datetimes in UTC; a business date is the day in Japan at that instant.
Nothing else in the code asks the machine for the time (tests/architecture holds it).
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...


def business_date(now: datetime) -> date:
    """The date in Japan at the instant `now`."""
    return now.astimezone(JST).date()


def jst_midnight(day: date) -> datetime:
    """The instant at which `day` begins in Japan."""
    return datetime.combine(day, time(), tzinfo=JST)

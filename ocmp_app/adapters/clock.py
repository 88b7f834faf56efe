"""The clocks: the machine's, and the demo's that testers move forward."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class DemoClock:
    """The machine's time plus how far the testers have moved it.

    The distance stands in the database, so that all processes share it; it is read
    again at most every `refresh_seconds`, and at once after `forget()`.
    """

    def __init__(self, read_ahead: Callable[[], timedelta], refresh_seconds: float = 1.0) -> None:
        self._read_ahead = read_ahead
        self._refresh = refresh_seconds
        self._ahead = timedelta()
        self._read_at = -1e9

    def now(self) -> datetime:
        if time.monotonic() - self._read_at > self._refresh:
            self._ahead = self._read_ahead()
            self._read_at = time.monotonic()
        return datetime.now(UTC) + self._ahead

    def forget(self) -> None:
        """Read the distance again at the next question."""
        self._read_at = -1e9


class FixedClock:
    """A clock that stands until it is moved: for tests and for making demo data."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by

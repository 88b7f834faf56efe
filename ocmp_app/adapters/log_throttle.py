"""Keeps the log short while somebody from outside makes the shop write the same thing over and over."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

_KINDS_KEPT = 1000


@dataclass(slots=True)
class _Window:
    begin: float
    passed: int = 0
    held_back: int = 0


class Throttle(logging.Filter):
    """Lets `amount` records of one kind through in `seconds`; the first one after that says how many did not pass.

    A kind is a logger, a level, and the event's name (structlog) or the place in the code (others: their texts
    differ from caller to caller).
    """

    def __init__(self, amount: int = 30, seconds: float = 60) -> None:
        super().__init__()
        self._amount = amount
        self._seconds = seconds
        self._windows: dict[tuple[str, int, str], _Window] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record passes."""
        now = time.monotonic()
        kind = _kind(record)
        window = self._windows.get(kind)
        if window is None or now - window.begin >= self._seconds:
            if window is not None and window.held_back:
                _say_held_back(record, window.held_back)
            if len(self._windows) >= _KINDS_KEPT:
                self._windows = {key: one for key, one in self._windows.items() if now - one.begin < self._seconds}
            window = self._windows[kind] = _Window(now)
        if window.passed >= self._amount:
            window.held_back += 1
            return False
        window.passed += 1
        return True


def _kind(record: logging.LogRecord) -> tuple[str, int, str]:
    event = record.msg.get("event") if isinstance(record.msg, dict) else None
    return record.name, record.levelno, str(event or f"{record.pathname}:{record.lineno}")[:200]


def _say_held_back(record: logging.LogRecord, count: int) -> None:
    if isinstance(record.msg, dict):
        record.msg = {**record.msg, "held_back": count}
    else:
        record.msg, record.args = f"{record.getMessage()} ({count} like it were held back)", ()

"""A log stays short while somebody makes the shop write the same thing over and over."""

from __future__ import annotations

import logging

import pytest

from ocmp_app.adapters.log_throttle import Throttle


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The machine's running time, to be moved."""
    now = [1000.0]
    monkeypatch.setattr("ocmp_app.adapters.log_throttle.time.monotonic", lambda: now[0])
    return now


def record(event: str = "socket refused", name: str = "shop", level: int = logging.WARNING, line: int = 1) -> logging.LogRecord:
    """As structlog hands it to the standard library; with an empty event as others do."""
    message = {"event": event} if event else "peer %s gone"
    return logging.LogRecord(name, level, "/srv/x.py", line, message, () if event else ("x",), None)


def test_many_of_a_kind_are_held_back_and_counted(at: list[float]) -> None:
    throttle = Throttle(amount=3, seconds=60)
    assert [throttle.filter(record()) for _ in range(10)] == [True] * 3 + [False] * 7
    at[0] += 60
    late = record()
    assert throttle.filter(late)
    assert late.msg == {"event": "socket refused", "held_back": 7}
    following = record()
    assert throttle.filter(following)
    assert following.msg == {"event": "socket refused"}


def test_a_flood_of_one_kind_hides_no_other(at: list[float]) -> None:
    throttle = Throttle(amount=1)
    assert throttle.filter(record())
    assert not throttle.filter(record())
    others = [record("event failed"), record(name="jobs"), record(level=logging.ERROR), record("", line=1), record("", line=2)]
    assert all(throttle.filter(one) for one in others)


def test_of_others_the_place_in_the_code_counts(at: list[float]) -> None:
    throttle = Throttle(amount=1, seconds=60)
    assert [throttle.filter(record("")) for _ in range(3)] == [True, False, False]
    at[0] += 61
    late = record("")
    assert throttle.filter(late)
    assert late.getMessage() == "peer x gone (2 like it were held back)"


def test_it_does_not_grow_without_end(at: list[float]) -> None:
    throttle = Throttle(amount=1, seconds=1)
    for number in range(5000):
        at[0] += 0.01
        throttle.filter(record(f"event {number}"))
    assert len(throttle._windows) <= 1001

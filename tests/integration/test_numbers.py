"""Numbers that people see: never twice, no holes, a new series a day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from ocmp_app.services import numbers
from ocmp_app.wiring import Shop


def take(shop: Shop, series: str = "Q20261116") -> int:
    with shop.database.transaction() as session:
        return numbers.take(session, series)


def test_a_series_counts_from_one(shop: Shop) -> None:
    assert [take(shop) for _ in range(3)] == [1, 2, 3]
    assert take(shop, "Q20261117") == 1


def test_many_at_once_get_each_their_own(shop: Shop) -> None:
    with ThreadPoolExecutor(16) as threads:
        taken = list(threads.map(lambda _: take(shop), range(32)))
    assert sorted(taken) == list(range(1, 33))


def test_a_use_case_that_fails_gives_its_number_back(shop: Shop) -> None:
    def failing() -> None:
        with shop.database.transaction() as session:
            numbers.take(session, "Q20261116")
            raise RuntimeError("the use case failed")

    take(shop)
    with pytest.raises(RuntimeError):
        failing()
    assert take(shop) == 2


def test_two_in_one_transaction(shop: Shop) -> None:
    with shop.database.transaction() as session:
        assert [numbers.take(session, "Q20261116") for _ in range(2)] == [1, 2]


def test_a_number_is_read_aloud_by_day() -> None:
    series = numbers.daily_series("Q", date(2026, 11, 16))
    assert [numbers.number(series, value) for value in (1, 9999, 10000)] == [
        "Q20261116-0001",
        "Q20261116-9999",
        "Q20261116-10000",
    ]

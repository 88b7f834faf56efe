"""Bank business days and the days on which money moves (billing.md, "Bank business days")."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocmp_app.domain.bank_calendar import (
    add_business_days,
    debit_day,
    invoice_day,
    is_business_day,
    next_business_day,
    previous_business_day,
    publish_day,
    transfer_due_day,
)
from ocmp_app.domain.months import add_months, first_of_month_on_or_after, month_end

DAYS = st.dates(date(2019, 10, 1), date(2060, 12, 31))
CLOSINGS = DAYS.map(lambda day: day.replace(day=1))


# R30: the table as it stands
@pytest.mark.parametrize(
    ("closing", "nominal", "debit", "weekday"),
    [
        (date(2026, 12, 1), date(2027, 1, 7), date(2027, 1, 7), "Thu"),
        (date(2026, 10, 1), date(2026, 11, 7), date(2026, 11, 9), "Mon"),  # 7th is a Saturday
        (date(2026, 5, 1), date(2026, 6, 7), date(2026, 6, 8), "Mon"),  # Sunday
        (date(2027, 4, 1), date(2027, 5, 7), date(2027, 5, 7), "Fri"),  # after Golden Week
        (date(2026, 1, 1), date(2026, 2, 7), date(2026, 2, 9), "Mon"),  # Saturday
        (date(2028, 12, 1), date(2029, 1, 7), date(2029, 1, 9), "Tue"),  # Sunday, then 成人の日 2029-01-08
    ],
)
def test_the_debit_day_of_a_closing_day(closing: date, nominal: date, debit: date, weekday: str) -> None:
    assert add_months(closing, 1).replace(day=7) == nominal
    assert debit_day(closing, 7) == debit
    assert f"{debit:%a}" == weekday


class TestBusinessDays:
    @pytest.mark.parametrize(
        "day",
        [
            date(2026, 11, 14),  # Saturday
            date(2026, 11, 15),  # Sunday
            date(2026, 11, 23),  # 勤労感謝の日
            date(2027, 3, 22),  # substitute of the 21st
            date(2026, 9, 22),  # citizens' holiday between two others
            date(2026, 12, 31),
            date(2027, 1, 1),
            date(2029, 1, 2),  # a Tuesday
            date(2029, 1, 3),
        ],
    )
    def test_days_off(self, day: date) -> None:
        assert not is_business_day(day)

    @pytest.mark.parametrize("day", [date(2026, 11, 16), date(2026, 12, 30), date(2027, 1, 4), date(2027, 5, 6)])
    def test_business_days(self, day: date) -> None:
        assert is_business_day(day)
        assert next_business_day(day) == day == previous_business_day(day)

    def test_adding_passes_over_days_off(self) -> None:  # R10: the lead time counts business days
        assert add_business_days(date(2026, 11, 16), 5) == date(2026, 11, 24)  # weekend and 勤労感謝の日
        assert add_business_days(date(2026, 12, 30), 1) == date(2027, 1, 4)
        assert add_business_days(date(2026, 11, 14), 0) == date(2026, 11, 14)

    @given(DAYS)
    def test_the_next_and_the_previous_enclose_every_day(self, day: date) -> None:
        before, after = previous_business_day(day), next_business_day(day)
        assert before <= day <= after
        assert is_business_day(before)
        assert is_business_day(after)
        assert (after - before).days <= 12


class TestDaysOfAClosing:
    # R30
    def test_the_invoice_goes_out_on_the_25th_or_before(self) -> None:
        assert invoice_day(date(2026, 12, 1), 25) == date(2026, 12, 25)
        assert invoice_day(date(2026, 10, 1), 25) == date(2026, 10, 23)  # 25th is a Sunday
        assert invoice_day(date(2027, 9, 1), 25) == date(2027, 9, 24)  # Saturday

    # R30
    def test_a_transfer_is_due_on_the_last_business_day_of_the_next_month(self) -> None:
        assert transfer_due_day(date(2026, 12, 1)) == date(2027, 1, 29)  # the 31st is a Sunday
        assert transfer_due_day(date(2026, 11, 1)) == date(2026, 12, 30)  # the 31st is no bank day

    # R31
    def test_a_bill_is_shown_on_the_10th_whatever_day_that_is(self) -> None:
        assert publish_day(date(2027, 1, 1), 10) == date(2027, 1, 10)  # a Sunday

    @given(CLOSINGS)
    def test_money_moves_in_order(self, closing: date) -> None:
        assert closing < publish_day(closing, 10) < invoice_day(closing, 25) < debit_day(closing, 7) < transfer_due_day(closing)


class TestMonths:
    # R29, billing.md E1 and E3
    def test_the_first_closing_day_of_a_start(self) -> None:
        assert first_of_month_on_or_after(date(2026, 11, 16)) == date(2026, 12, 1)
        assert first_of_month_on_or_after(date(2026, 12, 1)) == date(2026, 12, 1)
        assert first_of_month_on_or_after(date(2026, 12, 2)) == date(2027, 1, 1)

    @pytest.mark.parametrize(("day", "end"), [(date(2028, 2, 1), date(2028, 2, 29)), (date(2026, 12, 31), date(2026, 12, 31))])
    def test_month_ends(self, day: date, end: date) -> None:
        assert month_end(day) == end

    @given(DAYS, st.integers(-100, 100))
    def test_months_there_and_back(self, day: date, months: int) -> None:
        assert add_months(add_months(day, months), -months) == day.replace(day=1)

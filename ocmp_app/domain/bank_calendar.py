"""Bank business days and the days of the month on which money moves (R30, R31; billing.md, "Bank business days").

C is a closing day: the first day of a month. The nominal days (7th, 25th, 10th) come from the settings.
"""

from __future__ import annotations

from datetime import date, timedelta

import jpholiday

from ocmp_app.domain.months import add_months, month_end

_YEAR_TURN = frozenset({(12, 31), (1, 1), (1, 2), (1, 3)})
_DAY = timedelta(days=1)
_SATURDAY = 5


def is_business_day(day: date) -> bool:
    """No Saturday, Sunday, national holiday (substitute and citizens' holidays included), nor 12-31 to 01-03."""
    return day.weekday() < _SATURDAY and (day.month, day.day) not in _YEAR_TURN and not jpholiday.is_holiday(day)


def next_business_day(day: date) -> date:
    """`day` itself if it is a business day, else the first one after it."""
    while not is_business_day(day):
        day += _DAY
    return day


def previous_business_day(day: date) -> date:
    """`day` itself if it is a business day, else the last one before it."""
    while not is_business_day(day):
        day -= _DAY
    return day


def add_business_days(day: date, count: int) -> date:
    """The `count`-th business day after `day`; with 0 `day` itself, business day or not."""
    for _ in range(count):
        day = next_business_day(day + _DAY)
    return day


def publish_day(closing: date, nominal_day: int) -> date:
    """When My Page shows the bill of C: the nominal day of C's month, business day or not (R31)."""
    return closing.replace(day=nominal_day)


def debit_day(closing: date, nominal_day: int) -> date:
    """口座振替: the nominal day of the month after C's month, or the next business day (R30)."""
    return next_business_day(add_months(closing, 1).replace(day=nominal_day))


def invoice_day(closing: date, nominal_day: int) -> date:
    """銀行振込: when the invoice goes out, the nominal day of C's month or the previous business day (R30)."""
    return previous_business_day(closing.replace(day=nominal_day))


def transfer_due_day(closing: date) -> date:
    """銀行振込: by when to pay, the last business day of the month after C's month (R30)."""
    return previous_business_day(month_end(add_months(closing, 1)))

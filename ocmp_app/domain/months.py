"""Calendar months: first days, last days, months ahead. Dates only, no zones."""

from __future__ import annotations

from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The first day of the month `months` after that of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return add_months(day, 1) - timedelta(days=1)


def first_of_month_on_or_after(day: date) -> date:
    """`day` itself if it is a first, else the first day of the next month: the first closing day of a start (R29)."""
    return day if day.day == 1 else add_months(day, 1)

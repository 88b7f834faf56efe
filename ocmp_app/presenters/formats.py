"""How money and days stand on screen."""

from __future__ import annotations

from datetime import date

_WEEKDAYS = "月火水木金土日"


def yen(amount: int) -> str:
    """¥1,234. The text beside it says 税込 or 税抜."""
    return f"-¥{-amount:,}" if amount < 0 else f"¥{amount:,}"


def long_day(day: date) -> str:
    """2026年12月1日(火)."""
    return f"{day.year}年{day.month}月{day.day}日({_WEEKDAYS[day.weekday()]})"

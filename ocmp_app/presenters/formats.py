"""How money, dates and numbers stand on screen. Pure functions; the only place that knows."""

from __future__ import annotations

from datetime import date, datetime

from ocmp_app.domain.clock import JST

_WEEKDAYS = "月火水木金土日"


def yen(amount: int) -> str:
    """1234 → 「1,234円」. Whether with or without tax is said beside it."""
    return f"{amount:,}円"


def japanese_date(day: date) -> str:
    """2026-12-01 → 「2026年12月1日(火)」."""
    return f"{day.year}年{day.month}月{day.day}日({_WEEKDAYS[day.weekday()]})"


def japanese_instant(at: datetime) -> str:
    """An instant in Japan's time: 「2026年12月1日(火) 9:05」."""
    local = at.astimezone(JST)
    return f"{japanese_date(local.date())} {local.hour}:{local.minute:02}"


def days_away(day: date, today: date) -> str:
    """「あと12日」, 「本日」, 「3日前」."""
    days = (day - today).days
    return "本日" if days == 0 else f"あと{days}日" if days > 0 else f"{-days}日前"


def initial_of(name: str) -> str:
    """The letter for a product's mark: the first that is no mark of punctuation."""
    return next((letter.upper() for letter in name if letter.isalnum()), "#")

"""The head of each page, by its path: title, description, status, readable body."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from re import Match, Pattern

from ocmp_app.routes import heads_inquiry
from ocmp_app.routes.head import SITE_NAME, Head

HeadMaker = Callable[[Match[str], dict[str, str]], Awaitable[Head]]
"""Gets the match of the path and the query."""

STATIC: dict[str, Head] = {
    "/": Head(SITE_NAME, "法人向けクラウドサービスの検索・比較・申し込み・お支払い・解約を、ひとつの窓口で。", "/"),
}
"""Pages whose head never changes."""

MAKERS: list[tuple[Pattern[str], HeadMaker]] = [
    (heads_inquiry.PATTERN, heads_inquiry.inquiry_head),
]
"""Pages whose head comes from data; the first pattern that fits the whole path answers."""


async def head_of(path: str, query: dict[str, str]) -> Head:
    """The head for a page's path; status 404 for an address that does not exist."""
    for pattern, maker in MAKERS:
        if match := pattern.fullmatch(path):
            return await maker(match, query)
    return STATIC.get(path) or Head("ページが見つかりません", status=404, index=False)

"""The head of each page, by its path: title, description, status, readable body."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from re import Match, Pattern
from re import compile as compile_pattern

from ocmp_app.routes.head import Head
from ocmp_app.routes.heads_compare import compare_head
from ocmp_app.routes.heads_inquiry import inquiry_head
from ocmp_app.routes.heads_product import apply_head, product_head
from ocmp_app.routes.heads_shop import search_head, top_head
from ocmp_app.routes.heads_texts import not_found_head, text_heads
from ocmp_app.settings import get_settings

HeadMaker = Callable[[Match[str], dict[str, str]], Awaitable[Head]]
"""Gets the match of the path and the query."""

STATIC: dict[str, Head] = {
    **{path: Head(title, path=path, index=False) for path, title in (("/register", "会員登録"), ("/login", "ログイン"), ("/mypage", "マイページ"))},
    "/favorites": Head("お気に入り・保存した検索条件", path="/favorites", index=False),
    **text_heads(get_settings()),
}
"""Pages whose head never changes."""

MAKERS: list[tuple[Pattern[str], HeadMaker]] = [
    (compile_pattern(r"/"), top_head),
    (compile_pattern(r"/search"), search_head),
    (compile_pattern(r"/products/([^/]+)"), product_head),
    (compile_pattern(r"/apply/([^/]+)"), apply_head),
    (compile_pattern(r"/inquiry"), inquiry_head),
    (compile_pattern(r"/compare"), compare_head),
]
"""Pages whose head comes from data; the first pattern that fits the whole path answers."""


async def head_of(path: str, query: dict[str, str]) -> Head:
    """The head for a page's path; status 404 for an address that does not exist."""
    for pattern, maker in MAKERS:
        if match := pattern.fullmatch(path):
            return await maker(match, query)
    return STATIC.get(path) or not_found_head()

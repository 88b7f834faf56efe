"""Collects the pages: `@page(...)` above a function puts it into the shop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

SITE_NAME = "オープンクラウドマーケットプレース"


@dataclass(frozen=True)
class Page:
    """A route with what is on it. `title` stands without the shop's name."""

    route: str
    title: Any
    render: Callable[[], rx.Component]
    on_load: Any = None


PAGES: list[Page] = []


def page(*, route: str, title: Any, on_load: Any = None) -> Callable[[Callable[[], rx.Component]], Callable[[], rx.Component]]:
    """Register a page. A title that is a var must already be complete."""

    def register(render: Callable[[], rx.Component]) -> Callable[[], rx.Component]:
        PAGES.append(Page(route, title, render, on_load))
        return render

    return register


def full_title(title: Any) -> Any:
    """「ページ名 | オープンクラウドマーケットプレース」."""
    return f"{title} | {SITE_NAME}" if isinstance(title, str) and title != SITE_NAME else title

"""Parts of the pages that are mostly text: table of contents, sections, articles, who acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import reflex as rx

from ocmp_app.components.native import jump
from ocmp_app.components.prose import static_prose
from ocmp_app.components.ui import SECONDARY, badge, heading, icon, link
from ocmp_app.presenters.content.model import Actor, Article
from ocmp_app.presenters.formats import japanese_date

Entry = tuple[str, str]
"""Anchor and label of a line in a table of contents."""

_TONES = {Actor.CUSTOMER: "blue", Actor.MARKETPLACE: "gray", Actor.PROVIDER: "green", Actor.AGENCY: "orange"}


def actor_badge(actor: Actor, name: str = "") -> rx.Component:
    """Who acts; `name` where the party has a name of its own."""
    return badge(name or actor.value, _TONES[actor])


def with_contents(entries: Sequence[Entry], *body: Any, title: str = "目次") -> rx.Component:
    """Text with its table of contents: beside it on wide screens, folded above it on narrow ones."""
    return rx.el.div(
        rx.el.nav(rx.el.p(title, class_name="toc-title"), _entries(entries), aria_label=title, class_name="toc no-print"),
        rx.el.details(
            rx.el.summary(icon("list", 20), title, class_name="toc-summary"),
            rx.el.nav(_entries(entries), aria_label=title),
            class_name="toc-folded no-print",
        ),
        rx.el.div(*body, class_name="min-w-0"),
        class_name="with-contents",
    )


def _entries(entries: Iterable[Entry]) -> rx.Component:
    return rx.el.ul(*[rx.el.li(jump(label, anchor, "toc-link")) for anchor, label in entries])


def section(anchor: str, title: str, *children: Any, class_name: str = "") -> rx.Component:
    """A section with its heading and anchor."""
    return rx.el.section(rx.el.h2(title, class_name="h2"), *children, custom_attrs={"id": anchor}, class_name=f"text-section {class_name}".strip())


def article(anchor: str, content: Article, level: int = 3) -> rx.Component:
    """An article of terms, under a heading of `level` 2 or 3. Several paragraphs are numbered, a single one is not."""
    if len(content.paragraphs) == 1:
        body = static_prose(content.paragraphs[0])
    else:
        body = rx.el.ol(*[rx.el.li(static_prose(paragraph)) for paragraph in content.paragraphs], class_name="clauses")
    return rx.el.section(heading(content.heading, level), body, custom_attrs={"id": anchor}, class_name="article")


def lead(text: str) -> rx.Component:
    """The words below the h1."""
    return static_prose(text, "lead")


def version_line(version: str, effective_from: date) -> rx.Component:
    """Which version of a text this is, and since when it holds."""
    return rx.el.p(f"第{version}版　{japanese_date(effective_from)}から適用", class_name="small muted mt-2")


def inquiry_card(text: str = "ご不明な点は、お気軽にお尋ねください。") -> rx.Component:
    """The way to ask, at the end of a page (R2)."""
    return rx.el.aside(
        rx.el.p(text, class_name="phrase min-w-0"),
        link("資料請求・お問い合わせ", "/inquiry", f"{SECONDARY} shrink-0"),
        aria_label="お問い合わせ",
        class_name="inquiry-card no-print",
    )

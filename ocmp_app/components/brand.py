"""The shop's logo and the generated marks of products."""

from __future__ import annotations

from typing import Any

import reflex as rx


def logo() -> rx.Component:
    """The wordmark: a cloud with a market stall's awning, and the name, in two lines on a phone."""
    mark = rx.el.svg(
        rx.el.path(d="M9 26a7 7 0 0 1-.7-14A9 9 0 0 1 25.6 11 7.5 7.5 0 0 1 27 26Z", class_name="fill-blue-900"),
        rx.el.path(d="M10 17h16v2.2a2.7 2.7 0 0 1-5.3 0 2.7 2.7 0 0 1-5.4 0 2.7 2.7 0 0 1-5.3 0Z", class_name="fill-white"),
        view_box="0 0 36 36",
        class_name="h-9 w-9 shrink-0",
        aria_hidden="true",
    )
    return rx.el.span(
        mark,
        rx.el.span(
            rx.el.span("オープンクラウド"),
            rx.el.span("マーケットプレース"),
            class_name="flex flex-col text-[0.9375rem] font-bold leading-tight text-solid-gray-900 md:flex-row md:text-[1.125rem]",
        ),
        class_name="flex items-center gap-2",
    )


def product_mark(initial: Any, hue: Any, large: bool = False) -> rx.Component:
    """A product's face without pictures of others: its first letter in its category's colour."""
    size = " mark-large" if large else ""
    return rx.el.span(initial, aria_hidden="true", class_name=f"mark{size} mark-{hue}")

"""「比較に追加」 beside a product, and the bar with the list of products to compare.

    compare_toggle(row.slug, describedby="name-of-the-product-on-this-page")   # beside each product, also in rx.foreach
    compare_bar()                                                              # once, as the last child of shop_page

The list is the browser's (state/compare_list.py); the bar is there as soon as something is in it.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from ocmp_app.components.ui import icon, link
from ocmp_app.domain.kept_products import COMPARE_LIMIT, KeptProduct
from ocmp_app.state.compare_list import CompareListState


def compare_toggle(slug: Any, *, describedby: Any = "", class_name: str = "button button-secondary button-small") -> rx.Component:
    """A button that puts the product into the list or takes it out; it stays the same element, so the focus stays too.

    `describedby` is the id of the element that shows the product's name.
    """
    inside = CompareListState.slugs.contains(slug)
    return rx.el.button(
        rx.cond(inside, icon("check", 18), icon("plus", 18)),
        rx.cond(inside, "比較から外す", "比較に追加"),
        type="button",
        on_click=CompareListState.toggle(slug),
        aria_describedby=describedby,
        class_name=f"{class_name} no-print",
    )


@rx.memo
def compare_bar() -> rx.Component:
    """The list at the foot of the window, with the way to the comparison; says aloud what changed."""
    return rx.el.section(
        rx.el.p(CompareListState.message, role="status", class_name="visually-hidden"),
        rx.cond(
            CompareListState.items.length() > 0,
            rx.el.div(
                rx.el.div(
                    rx.el.p(
                        "比較リスト ",
                        rx.el.span(CompareListState.items.length(), f"/{COMPARE_LIMIT}件", class_name="font-normal"),
                        class_name="shrink-0 font-bold",
                    ),
                    rx.el.ul(rx.foreach(CompareListState.items, _item), class_name="compare-bar-items"),
                    class_name="min-w-0 flex-1",
                ),
                rx.el.div(
                    rx.el.button("すべて外す", type="button", on_click=CompareListState.clear, class_name="button button-quiet"),
                    link("比較する", CompareListState.href, "button button-primary button-small"),
                    class_name="flex shrink-0 items-center justify-end gap-2",
                ),
                class_name="flex flex-col gap-2 px-4 py-3 sm:flex-row sm:items-center sm:gap-6",
            ),
            rx.fragment(),
        ),
        aria_label="比較リスト",
        class_name=rx.cond(CompareListState.items.length() > 0, "compare-bar no-print", "no-print"),
    )


def _item(item: rx.Var[KeptProduct]) -> rx.Component:
    return rx.el.li(
        rx.el.span(item.name, class_name="truncate"),
        rx.el.button(
            icon("x", 16),
            rx.el.span(item.name, "を比較リストから外す", class_name="visually-hidden"),
            type="button",
            on_click=CompareListState.toggle(item.slug),
            class_name="compare-bar-remove",
        ),
        class_name="compare-bar-item",
        key=item.slug,
    )

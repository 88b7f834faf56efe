"""A product in a list: mark, name, what it does, price, and what one needs to know before opening it."""

from __future__ import annotations

import reflex as rx

from ocmp_app.components.brand import product_mark
from ocmp_app.components.compare_bar import compare_toggle
from ocmp_app.components.favorite import favorite_toggle
from ocmp_app.components.ui import badge, link, skeleton
from ocmp_app.presenters.search import Tile


@rx.memo
def product_tile_body(tile: rx.Var[Tile]) -> rx.Component:
    """The tile's inside; one module for all lists."""
    return rx.el.article(
        product_mark(tile.initial, tile.hue),
        rx.el.div(
            rx.el.p(tile.category, class_name="small muted"),
            rx.el.h3(link(tile.name, tile.href), id=f"tile-{tile.slug}", class_name="h3"),
            rx.el.p(tile.provider, class_name="small muted"),
            rx.el.p(tile.summary, class_name="mt-1 leading-[1.7]"),
            rx.el.div(
                badge(tile.kind, "blue"),
                rx.cond(tile.trial != "", badge(tile.trial, "green"), rx.fragment()),
                rx.cond(tile.is_new, badge("新着", "orange"), rx.fragment()),
                rx.cond(tile.payments != "", rx.el.span(tile.payments, class_name="small muted"), rx.fragment()),
                class_name="mt-2 flex flex-wrap items-center gap-2",
            ),
            class_name="min-w-0",
        ),
        rx.el.div(
            rx.cond(
                tile.price != "",
                rx.el.p(
                    rx.el.span("月額 ", class_name="small"),
                    rx.el.span(tile.price, class_name="text-[1.25rem] font-bold text-solid-gray-900"),
                    rx.el.span(tile.price_unit, class_name="small muted block"),
                ),
                rx.el.p("料金は個別見積もり", class_name="font-bold"),
            ),
            rx.el.p(tile.initial_fee, class_name="small muted"),
            class_name="tile-price",
        ),
        rx.el.div(
            compare_toggle(tile.slug, describedby=f"tile-{tile.slug}"),
            favorite_toggle(tile.slug, describedby=f"tile-{tile.slug}"),
            class_name="tile-actions",
        ),
        class_name="tile",
    )


def product_tile(tile: rx.Var[Tile]) -> rx.Component:
    """A list item for rx.foreach."""
    return rx.el.li(product_tile_body(tile=tile), key=tile.slug)


def tile_skeleton() -> rx.Component:
    """A tile of the same size while the list is loading."""
    return rx.el.div(
        rx.el.div(class_name="skeleton h-12 w-12", aria_hidden="true"),
        rx.el.div(skeleton("h-5 w-32"), skeleton("h-7 w-64 max-w-full"), skeleton("h-5 w-40"), skeleton("h-12 w-full"), skeleton("h-7 w-56"), class_name="min-w-0 space-y-2"),
        rx.el.div(skeleton("h-8 w-28"), class_name="tile-price"),
        rx.el.div(skeleton("h-10 w-72 max-w-full"), class_name="tile-actions"),
        class_name="tile",
    )

"""Products side by side: 似ているサービス, 最近見たサービス, and what is offered instead of one that has ended."""

from __future__ import annotations

from typing import Any

import reflex as rx

from ocmp_app.components.brand import product_mark
from ocmp_app.components.ui import badge, link
from ocmp_app.presenters.tiles import Tile


def product_tiles(tiles: Any) -> rx.Component:
    """A list of tiles from a var `tuple[Tile, ...]`."""
    return rx.el.ul(rx.foreach(tiles, lambda tile: product_tile(tile=tile)), class_name="grid gap-4 sm:grid-cols-2 xl:grid-cols-4")


@rx.memo
def product_tile(tile: rx.Var[Tile]) -> rx.Component:
    """One tile; its name is the link, and the whole tile can be clicked."""
    return rx.el.li(
        rx.el.div(
            product_mark(tile.initial, tile.hue),
            rx.el.div(
                rx.el.p(tile.category, class_name="small muted"),
                rx.el.p(link(tile.name, tile.href, "link tile-link"), class_name="font-bold leading-normal"),
                class_name="min-w-0",
            ),
            class_name="flex gap-3",
        ),
        rx.el.p(tile.summary, class_name="small mt-3 line-clamp-3"),
        rx.el.div(
            rx.el.p(tile.price, class_name="small font-bold"),
            rx.el.p(tile.provider, class_name="small muted"),
            rx.cond(tile.trial != "", rx.el.p(badge(tile.trial, "green"), class_name="mt-1"), rx.fragment()),
            class_name="mt-auto pt-3",
        ),
        class_name="card tile",
    )

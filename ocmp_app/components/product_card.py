"""A product as an upright card, for rows of a few: top page, similar services, last viewed."""

from __future__ import annotations

from typing import Any

import reflex as rx

from ocmp_app.components.ui import link, skeleton
from ocmp_app.presenters.search import Tile


def product_cards(tiles: Any) -> rx.Component:
    """A row of cards from a var of tiles."""
    return rx.el.ul(rx.foreach(tiles, _item), class_name="card-row")


def _item(tile: rx.Var[Tile]) -> rx.Component:
    return rx.el.li(product_card(tile=tile), key=tile.slug, class_name="flex")


@rx.memo
def product_card(tile: rx.Var[Tile]) -> rx.Component:
    """A product as an upright card."""
    return rx.el.article(
        rx.el.div(
            rx.el.span(tile.initial, aria_hidden="true", class_name=f"mark mark-{tile.hue}"),
            rx.el.div(
                rx.el.p(tile.category, class_name="small muted"),
                rx.el.h3(link(tile.name, tile.href), class_name="font-bold leading-normal"),
                class_name="min-w-0",
            ),
            class_name="flex gap-3",
        ),
        rx.el.p(tile.summary, class_name="mt-3 flex-1 text-[0.9375rem] leading-[1.7]"),
        rx.el.div(
            rx.cond(
                tile.price != "",
                rx.el.p(
                    rx.el.span("月額 ", class_name="small"),
                    rx.el.span(tile.price, class_name="text-[1.125rem] font-bold text-solid-gray-900"),
                    rx.el.span(tile.price_unit, class_name="small muted block"),
                ),
                rx.el.p("料金は個別見積もり", class_name="font-bold"),
            ),
            rx.el.p(tile.provider, class_name="small muted mt-1"),
            class_name="mt-3 border-t border-solid-gray-100 pt-3",
        ),
        class_name="product-card",
    )


def card_skeleton() -> rx.Component:
    """A card of the same size while the row is loading."""
    return rx.el.div(
        rx.el.div(skeleton("h-12 w-12"), skeleton("h-12 flex-1"), class_name="flex gap-3"),
        skeleton("mt-3 flex-1"),
        skeleton("mt-3 h-20"),
        class_name="product-card",
    )

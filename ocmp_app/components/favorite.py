"""「お気に入り」 beside a product: one element that stays, so the focus stays too."""

from __future__ import annotations

from typing import Any

import reflex as rx

from ocmp_app.components.ui import icon
from ocmp_app.state.favorites import FavoritesState


def favorite_toggle(slug: Any, *, describedby: Any = "") -> rx.Component:
    """Puts the product among the favourites or takes it out. `describedby`: id of the element with the product's name."""
    inside = FavoritesState.slugs.contains(slug)
    return rx.el.button(
        rx.cond(inside, icon("heart", 18, "fill-red-800 text-red-800"), icon("heart", 18)),
        rx.cond(inside, "お気に入りから外す", "お気に入りに追加"),
        type="button",
        on_click=FavoritesState.toggle(slug),
        aria_describedby=describedby,
        class_name="button button-quiet button-small no-print",
    )


def favorite_messages() -> rx.Component:
    """Says aloud what changed; once a page."""
    return rx.el.p(FavoritesState.message, role="status", class_name="visually-hidden")

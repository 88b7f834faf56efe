"""The top page."""

import reflex as rx

from ocmp_app.components.layout import shop_page
from ocmp_app.components.ui import page_title
from ocmp_app.pages.registry import page


@page(route="/", title="オープンクラウドマーケットプレース")
def top() -> rx.Component:
    return shop_page(page_title("オープンクラウドマーケットプレース"))

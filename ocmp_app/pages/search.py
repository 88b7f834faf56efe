"""サービスを探す: the search page."""

import reflex as rx

from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.ui import page_title
from ocmp_app.pages.registry import page


@page(route="/search", title="サービスを探す")
def search() -> rx.Component:
    return shop_page(page_title("サービスを探す"), crumbs=[Crumb("サービスを探す")])

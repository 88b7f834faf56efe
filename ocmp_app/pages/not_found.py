"""The page for an unknown address."""

import reflex as rx

from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.ui import page_title
from ocmp_app.pages.registry import page


@page(route="404", title="ページが見つかりません")
def not_found() -> rx.Component:
    return shop_page(page_title("ページが見つかりません"), crumbs=[Crumb("ページが見つかりません")])

"""特定商取引法に基づく表記."""

import reflex as rx

from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.prose import static_prose
from ocmp_app.components.text_page import lead
from ocmp_app.components.ui import page_title
from ocmp_app.pages.registry import page
from ocmp_app.presenters.content import law as texts
from ocmp_app.presenters.site import filled
from ocmp_app.settings import get_settings


@page(route="/law", title=texts.TITLE)
def law() -> rx.Component:
    rows = filled(texts.ROWS, get_settings())
    return shop_page(
        page_title(texts.TITLE),
        lead(texts.LEAD),
        rx.el.dl(
            *[
                rx.el.div(rx.el.dt(row.term), rx.el.dd(static_prose(row.description)), class_name="term-row")
                for row in rows
            ],
            class_name="terms-list",
        ),
        crumbs=[Crumb(texts.TITLE)],
    )

"""推奨環境 (R5)."""

import reflex as rx

from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.prose import static_prose
from ocmp_app.components.text_page import inquiry_card, lead
from ocmp_app.components.ui import icon, page_title
from ocmp_app.pages.registry import page
from ocmp_app.presenters.content import environment as texts
from ocmp_app.presenters.content.model import Section
from ocmp_app.presenters.site import filled
from ocmp_app.settings import get_settings

_ICONS = {
    "browser": "app-window",
    "settings": "settings-2",
    "network": "lock-keyhole",
    "screen": "monitor",
    "phone": "smartphone",
    "accessibility": "keyboard",
    "files": "file-down",
    "services": "package-search",
}


@page(route="/environment", title=texts.TITLE)
def environment() -> rx.Component:
    return shop_page(
        page_title(texts.TITLE),
        lead(texts.LEAD),
        rx.el.div(*[_card(one) for one in filled(texts.SECTIONS, get_settings())], class_name="mt-8 grid gap-4 md:grid-cols-2"),
        inquiry_card("表示や操作でお困りのことがありましたら、お知らせください。"),
        crumbs=[Crumb(texts.TITLE)],
    )


def _card(one: Section) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.span(icon(_ICONS[one.id], 24), class_name="mark mark-blue"),
            rx.el.h2(one.title, class_name="h3"),
            class_name="flex items-center gap-3",
        ),
        static_prose(one.text, "mt-3"),
        custom_attrs={"id": one.id},
        class_name="card p-5 md:p-6",
    )

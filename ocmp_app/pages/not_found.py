"""The page for an unknown address: search, and the ways on."""

import reflex as rx

from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.ui import heading, icon, link, page_title
from ocmp_app.components.url_form import search_box
from ocmp_app.domain.catalogue import CATEGORIES
from ocmp_app.pages.registry import page
from ocmp_app.presenters.content.errors import NOT_FOUND


@page(route="404", title=NOT_FOUND.title)
def not_found() -> rx.Component:
    return shop_page(
        page_title(NOT_FOUND.title),
        rx.el.p(NOT_FOUND.happened, class_name="mt-4 leading-[1.75]"),
        rx.el.p(NOT_FOUND.remedy, class_name="leading-[1.75]"),
        search_box(
            rx.el.label("キーワード", html_for="q", class_name="label"),
            rx.el.div(
                rx.el.input(
                    type="search",
                    id="q",
                    name="q",
                    max_length=1000,
                    auto_complete="off",
                    enter_key_hint="search",
                    placeholder="業務やサービスの名前で探す",
                    class_name="input min-w-0 flex-1",
                ),
                rx.el.button(icon("search"), "検索する", type="submit", class_name="button button-primary"),
                class_name="flex gap-2",
            ),
            action="/search",
            role="search",
            class_name="mt-8 max-w-[40rem]",
        ),
        rx.el.ul(
            *[rx.el.li(link(one.label, one.href)) for one in NOT_FOUND.links],
            class_name="mt-6 flex flex-wrap gap-x-6 gap-y-3",
        ),
        rx.el.section(
            heading("カテゴリから探す"),
            rx.el.ul(
                *[rx.el.li(link(category.name, f"/search?category={category.code}", "chip")) for category in CATEGORIES],
                class_name="mt-4 flex flex-wrap gap-2",
            ),
            class_name="mt-10",
        ),
        crumbs=[Crumb(NOT_FOUND.title)],
    )

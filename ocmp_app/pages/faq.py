"""よくあるご質問 (R3): search, groups, questions that open to their answers."""

import reflex as rx

from ocmp_app.components.disclosure import disclosure, shown_only, shown_part
from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.native import jump
from ocmp_app.components.prose import static_prose
from ocmp_app.components.text_page import inquiry_card, lead
from ocmp_app.components.ui import icon, link, notice, page_title
from ocmp_app.components.url_form import url_form
from ocmp_app.pages.registry import page
from ocmp_app.presenters.content import faq as texts
from ocmp_app.presenters.content.errors import NO_FAQ_HIT
from ocmp_app.presenters.content.model import FaqGroup, FaqItem
from ocmp_app.presenters.faq import faq_count, faq_groups, faq_status
from ocmp_app.settings import get_settings
from ocmp_app.state.faq import FaqState


@page(route="/faq", title=texts.TITLE, on_load=FaqState.load)
def faq() -> rx.Component:
    groups = faq_groups(get_settings())
    return shop_page(
        page_title(texts.TITLE),
        lead(texts.LEAD),
        _search(),
        shown_only(
            rx.el.div(
                shown_part(
                    _groups_nav(groups),
                    rx.el.div(*[_group(group) for group in groups], class_name="min-w-0"),
                    of=[anchor for group in groups for anchor in _anchors(group)],
                    class_name="with-contents",
                ),
                class_name=rx.cond(FaqState.no_hit != "", "", "min-h-[60vh]"),  # the footer stays below the fold while waiting
            ),
            asked=FaqState.asked,
            everything=FaqState.searched == "",
            anchors=FaqState.anchors,
        ),
        inquiry_card("お探しの答えが見つからないときは、お尋ねください。"),
        crumbs=[Crumb(texts.TITLE)],
    )


def _search() -> rx.Component:
    return url_form(
        rx.el.label("質問を検索", html_for="faq-query", class_name="label"),
        rx.el.div(
            rx.el.input(
                type="search",
                id="faq-query",
                name="q",
                max_length=200,
                auto_complete="off",
                enter_key_hint="search",
                placeholder="例：領収書、引き落とし日、解約",
                class_name="input min-w-0 flex-1",
            ),
            rx.el.button(icon("search"), "検索する", type="submit", class_name="button button-primary"),
            class_name="flex gap-2",
        ),
        rx.el.div(
            rx.el.p(rx.cond(FaqState.status != "", FaqState.status, faq_status(faq_count(get_settings()))), role="status"),
            rx.cond(FaqState.searched != "", _show_all("link"), rx.fragment()),
            class_name="mt-3 flex min-h-7 flex-wrap items-center gap-x-4 gap-y-1",
        ),
        rx.cond(FaqState.no_hit != "", _no_hit(), rx.fragment()),
        action="/faq",
        role="search",
        on_query=FaqState.load,
        class_name="no-print mt-6 max-w-[46rem]",
    )


def _no_hit() -> rx.Component:
    return rx.el.div(
        notice(
            NO_FAQ_HIT.title,
            rx.el.p(NO_FAQ_HIT.remedy),
            rx.el.p(*[link(one.label, one.href, "link") for one in NO_FAQ_HIT.links], class_name="pt-1"),
        ),
        class_name="mt-4",
    )


def _show_all(class_name: str) -> rx.Component:
    return rx.el.a(
        "すべての質問を表示", href="/faq", custom_attrs={"data-query": "", "data-focus": "faq-query"}, class_name=class_name
    )


def _groups_nav(groups: tuple[FaqGroup, ...]) -> rx.Component:
    return rx.el.nav(
        rx.el.p("分類", class_name="toc-title"),
        rx.el.ul(
            *[
                shown_part(
                    jump(group.title, group.id, "toc-link"),
                    of=_anchors(group),
                    element="li",
                )
                for group in groups
            ],
            class_name="faq-groups",
        ),
        aria_label="質問の分類",
        class_name="toc toc-always no-print",
    )


def _group(group: FaqGroup) -> rx.Component:
    return shown_part(
        rx.el.h2(group.title, class_name="h2"),
        rx.el.div(*[_question(item) for item in group.items], class_name="mt-4"),
        of=_anchors(group),
        element="section",
        anchor=group.id,
        class_name="faq-group",
    )


def _question(item: FaqItem) -> rx.Component:
    return disclosure(
        item.question,
        static_prose(item.answer),
        rx.el.p(jump("この質問へのリンク", item.id, "link small"), class_name="no-print mt-3"),
        anchor=item.id,
    )


def _anchors(group: FaqGroup) -> list[str]:
    return [item.id for item in group.items]

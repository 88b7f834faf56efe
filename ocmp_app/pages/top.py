"""The top page: search first, then categories, what is new and popular, how it works."""

from __future__ import annotations

from typing import Any

import reflex as rx

from ocmp_app.components.layout import shop_page
from ocmp_app.components.product_card import card_skeleton, product_cards
from ocmp_app.components.ui import heading, icon, link, page_title
from ocmp_app.components.url_form import search_box
from ocmp_app.domain.catalogue import CATEGORIES, Category
from ocmp_app.pages.registry import SITE_NAME, page
from ocmp_app.presenters.content import faq
from ocmp_app.presenters.content import top as texts
from ocmp_app.presenters.content.model import Reason, Step
from ocmp_app.presenters.top import MoreCategory
from ocmp_app.state.top import TopState

_WORDS = ("勤怠管理", "電子契約", "経費精算", "安否確認", "バックアップ", "Web会議")
_STEP_ICONS = ("search", "file-pen-line", "package-check", "layout-dashboard")


@page(route="/", title=SITE_NAME, on_load=TopState.load)
def top() -> rx.Component:
    return shop_page(
        _hero(),
        rx.el.div(_categories(), _products("新着のサービス", "/search?sort=new", TopState.newest), class_name="page space-y-14 py-12"),
        _how_it_works(),
        rx.el.div(_products("人気のサービス", "/search?sort=popular", TopState.popular), _reasons(), _questions(), class_name="page space-y-14 py-12"),
        wide=True,
    )


def _hero() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            page_title(SITE_NAME),
            rx.el.p(texts.LEAD[0], class_name="phrase mt-4 text-[1.25rem] leading-[1.7] text-solid-gray-900 md:text-[1.5rem]"),
            rx.el.p(texts.LEAD[1], class_name="phrase mt-2 leading-[1.75]"),
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
            rx.el.div(
                rx.el.p("よく探されている言葉", class_name="small muted"),
                rx.el.ul(*[rx.el.li(link(word, f"/search?q={word}", "chip")) for word in _WORDS], class_name="mt-1 flex flex-wrap gap-2"),
                class_name="mt-5",
            ),
            class_name="page py-10 md:py-16",
        ),
        class_name="hero",
    )


def _categories() -> rx.Component:
    return rx.el.section(
        heading("カテゴリから探す", id="categories"),
        rx.el.ul(
            *[_category(category) for category in CATEGORIES],
            rx.foreach(TopState.more, _more_category),
            class_name="mt-5 grid grid-cols-2 gap-3 lg:grid-cols-3",
        ),
        aria_labelledby="categories",
    )


def _category(category: Category) -> rx.Component:
    names = "、".join(child.name for child in category.children)
    return rx.el.li(
        link(
            [
                rx.el.span(icon(category.icon, 24), class_name=f"mark mark-{category.hue}"),
                rx.el.span(
                    rx.el.span(
                        rx.el.span(category.name, class_name="font-bold text-solid-gray-900"),
                        rx.el.span(TopState.counts[category.code], class_name="small muted shrink-0"),
                        class_name="flex flex-wrap items-baseline justify-between gap-x-2",
                    ),
                    rx.el.span(names, class_name="small muted mt-0.5 hidden md:block"),
                    class_name="block min-w-0 flex-1",
                ),
            ],
            f"/search?category={category.code}",
            "category-card",
        )
    )


def _more_category(row: rx.Var[MoreCategory]) -> rx.Component:
    return rx.el.li(
        link([rx.el.span(row.name, class_name="font-bold"), rx.el.span(row.count, class_name="small muted")], row.href, "category-card justify-between"),
        key=row.href,
    )


def _products(title: str, href: str, rows: Any) -> rx.Component:
    return rx.el.section(
        rx.el.div(heading(title), link("すべて見る", href), class_name="flex flex-wrap items-baseline justify-between gap-3"),
        rx.cond(
            TopState.ready,
            rx.cond(
                rows.length() > 0,
                product_cards(rows),
                rx.el.p("ただいま掲載の準備をしています。", class_name="mt-4"),
            ),
            rx.el.div(*[card_skeleton() for _ in range(4)], class_name="card-row"),
        ),
    )


def _how_it_works() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            heading(texts.STEPS_TITLE, id="how"),
            rx.el.ol(*[_step(step, name) for step, name in zip(texts.STEPS, _STEP_ICONS, strict=True)], class_name="mt-6 grid gap-4 sm:grid-cols-2 lg:grid-cols-4"),
            rx.el.p(link("利用開始までの流れを詳しく見る", "/guide"), class_name="mt-6"),
            class_name="page py-12",
        ),
        aria_labelledby="how",
        class_name="bg-blue-50",
    )


def _step(step: Step, name: str) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(str(step.number), class_name="step-number"),
            icon(name, 28, "text-blue-900"),
            class_name="flex items-center justify-between",
        ),
        rx.el.h3(step.title, class_name="h3 mt-3"),
        rx.el.p(step.text, class_name="mt-1 text-[0.9375rem] leading-[1.7]"),
        rx.el.p(f"{step.actor.value}が行います", class_name="small muted mt-2"),
        class_name="rounded-12 bg-white p-5",
    )


def _reasons() -> rx.Component:
    return rx.el.section(
        heading(texts.REASONS_TITLE),
        rx.el.ul(*[_reason(reason) for reason in texts.REASONS], class_name="mt-5 grid gap-x-8 gap-y-6 md:grid-cols-2"),
    )


def _reason(reason: Reason) -> rx.Component:
    return rx.el.li(
        icon("check", 24, "mt-1 text-success-2"),
        rx.el.div(rx.el.h3(reason.title, class_name="h3"), rx.el.p(reason.text, class_name="leading-[1.75]")),
        class_name="flex gap-3",
    )


def _questions() -> rx.Component:
    items = [faq.FAQ_BY_ID[code] for code in texts.FEATURED_FAQ_IDS]
    return rx.el.section(
        rx.el.div(heading(texts.FAQ_TITLE), link("すべての質問を見る", "/faq"), class_name="flex flex-wrap items-baseline justify-between gap-3"),
        rx.el.ul(
            *[rx.el.li(link([icon("circle-help", 20, "mt-1 text-blue-900"), rx.el.span(item.question)], f"/faq#{item.id}", "question-link")) for item in items],
            class_name="mt-4 grid gap-x-8 md:grid-cols-2",
        ),
    )

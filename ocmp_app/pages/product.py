"""A service's own page: what it is, what it costs, and the ways to apply, try and ask (R8, R9)."""

from __future__ import annotations

import reflex as rx

from ocmp_app.components.brand import product_mark
from ocmp_app.components.compare_bar import compare_bar, compare_toggle
from ocmp_app.components.favorite import favorite_messages, favorite_toggle
from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.native import jump
from ocmp_app.components.product_card import product_cards
from ocmp_app.components.product_detail import SECTIONS, sections
from ocmp_app.components.route import present_title, route_slug
from ocmp_app.components.ui import PRIMARY, SECONDARY, badge, heading, icon, link, notice, page_title, skeleton
from ocmp_app.components.url_form import search_box
from ocmp_app.pages.registry import SITE_NAME, page
from ocmp_app.presenters.product import Badge
from ocmp_app.state.product import ProductState
from ocmp_app.state.recent import RecentState

_view = ProductState.view
_here = ProductState.about == route_slug()
"""Whether the state speaks of the product of the address; if not yet, the page is loading."""
_is_full = _here & (ProductState.face == "full")


@page(
    route="/products/[slug]",
    title=rx.cond(_here, f"{ProductState.title} | {SITE_NAME}", present_title()),
    on_load=ProductState.load,
)
def product() -> rx.Component:
    return shop_page(
        rx.el.div(
            _head(),
            rx.cond(_here, rx.cond(ProductState.face == "full", _body(), _error()), _loading()),
            class_name="product-grid",
        ),
        favorite_messages(),
        compare_bar(),
        crumbs=[
            Crumb("サービスを探す", "/search"),
            Crumb(rx.cond(_is_full, _view.category, "カテゴリ"), rx.cond(_is_full, _view.category_href, "/#categories")),
            Crumb(rx.cond(_here, ProductState.heading, "…")),
        ],
        inquiry_href=rx.cond(_is_full, _view.inquiry_href, "/inquiry"),
    )


def _head() -> rx.Component:
    """Mark, name and badges; they keep their places in every face."""
    return rx.el.div(
        rx.cond(
            _here,
            rx.cond(ProductState.face == "full", product_mark(_view.initial, _view.hue, large=True), rx.fragment()),
            skeleton("mark-large shrink-0"),
        ),
        rx.el.div(
            rx.cond(_is_full, rx.el.p(link(_view.provider, _view.provider_href), class_name="small"), rx.cond(_here, rx.fragment(), skeleton("h-5 w-40"))),
            page_title(rx.cond(_here, ProductState.heading, rx.el.span(skeleton("my-2 h-8 w-64 max-w-full"), rx.el.span("読み込んでいます", class_name="visually-hidden"), class_name="block"))),
            rx.cond(
                _is_full,
                rx.el.ul(rx.foreach(_view.badges, _badge), class_name="mt-2 flex flex-wrap gap-2"),
                rx.cond(_here, rx.fragment(), skeleton("mt-2 h-7 w-72 max-w-full")),
            ),
            class_name="min-w-0 flex-1",
        ),
        class_name="product-head flex items-start gap-4",
    )


def _badge(item: rx.Var[Badge]) -> rx.Component:
    tones = [(tone, rx.el.li(badge(item.text, tone))) for tone in ("blue", "green", "orange")]
    return rx.match(item.tone, *tones, rx.el.li(badge(item.text)))


def _body() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.cond(_view.summary != "", rx.el.p(_view.summary, class_name="max-w-[40em] text-[1.125rem] leading-relaxed"), rx.fragment()),
            rx.cond(
                _view.is_suspended,
                rx.el.div(
                    notice("新しいお申し込みの受付を停止しています", rx.el.p("受付の再開については、お問い合わせください。ご契約中の方のご利用に変わりはありません。"), tone="warning"),
                    class_name="mt-4",
                ),
                rx.fragment(),
            ),
            class_name="product-lead",
        ),
        _actions(),
        rx.el.div(_contents(), sections(), class_name="product-main"),
        rx.el.div(_similar(), _recent(), class_name="product-after"),
    )


def _actions() -> rx.Component:
    """Price and the ways on, by the kind of sale (R8). Each way is there once."""
    return rx.el.aside(
        rx.el.div(
            rx.el.p(rx.cond(_view.price_per != "", "月額料金", "料金"), class_name="small muted"),
            rx.el.p(
                rx.el.span(_view.price, class_name="text-[1.5rem] font-bold text-solid-gray-900"),
                rx.el.span(_view.price_more),
                class_name="leading-snug",
            ),
            rx.cond(_view.price_taxed != "", rx.el.p(_view.price_taxed, class_name="small muted"), rx.fragment()),
            rx.cond(_view.price_per != "", rx.el.p(_view.price_per, class_name="small muted"), rx.fragment()),
            rx.cond(_view.initial_fee != "", rx.el.p(_view.initial_fee, class_name="small mt-2"), rx.fragment()),
        ),
        rx.el.div(
            rx.cond(_view.can_apply, link("利用申し込みを行う", _view.apply_href, f"{PRIMARY} w-full"), rx.fragment()),
            rx.cond(_view.can_try, link("トライアルを申し込む", _view.trial_href, f"{SECONDARY} w-full"), rx.fragment()),
            rx.cond(
                _view.can_apply,
                link("資料請求・お問い合わせ", _view.inquiry_href, f"{SECONDARY} w-full"),
                link("資料請求・お問い合わせ", _view.inquiry_href, f"{PRIMARY} w-full"),
            ),
            rx.el.div(
                compare_toggle(_view.slug, describedby="page-title", class_name="button button-quiet button-small"),
                favorite_toggle(_view.slug, describedby="page-title"),
                class_name="flex flex-wrap justify-center",
            ),
            class_name="no-print mt-4 space-y-2",
        ),
        rx.cond(
            _view.is_inquiry_only,
            rx.el.p("このサービスは、お問い合わせのうえ提供事業者と直接ご契約いただきます。", class_name="hint mt-3"),
            rx.fragment(),
        ),
        aria_label="お申し込み・お問い合わせ",
        class_name="product-actions card p-4 sm:p-5",
    )


def _contents() -> rx.Component:
    items = [rx.el.li(jump(title, anchor, class_name="")) for anchor, title in SECTIONS if anchor != "about"]
    return rx.el.nav(rx.el.ul(*items), aria_label="このページの内容", class_name="page-contents no-print")


def _similar() -> rx.Component:
    return rx.cond(
        ProductState.similar.length() > 0,
        rx.el.section(heading("似ているサービス", class_name="mb-4"), product_cards(ProductState.similar), class_name="product-section no-print"),
        rx.fragment(),
    )


def _recent() -> rx.Component:
    return rx.cond(
        RecentState.tiles.length() > 0,
        rx.el.section(
            rx.el.div(
                heading("最近見たサービス"),
                rx.el.button("履歴を消す", type="button", on_click=RecentState.clear, class_name="button button-quiet"),
                class_name="mb-4 flex flex-wrap items-center justify-between gap-2",
            ),
            product_cards(RecentState.tiles),
            class_name="product-section no-print",
        ),
        rx.fragment(),
    )


def _loading() -> rx.Component:
    lines = [skeleton(f"h-6 {width}") for width in ("w-full", "w-11/12", "w-4/5")]
    return rx.fragment(
        rx.el.div(*lines, class_name="product-lead space-y-2"),
        skeleton("product-actions h-80"),
        rx.el.div(skeleton("h-12 w-full"), skeleton("mt-8 h-40 w-full"), skeleton("mt-8 h-96 w-full"), skeleton("mt-8 h-96 w-full"), class_name="product-main"),
    )


def _error() -> rx.Component:
    """No such product, one that has ended, or a failure of ours: what happened and what can be done."""
    return rx.el.div(
        rx.cond(
            ProductState.face == "ended",
            rx.el.p("このサービスの掲載は終了しました", class_name="mt-2 text-[1.125rem] font-bold"),
            rx.fragment(),
        ),
        rx.el.p(ProductState.happened, class_name="mt-4"),
        rx.el.p(ProductState.remedy, class_name="mt-2"),
        rx.cond(
            ProductState.face == "error",
            rx.el.button(icon("rotate-cw", 18), "もう一度読み込む", type="button", on_click=ProductState.load, class_name=f"{PRIMARY} mt-6"),
            _search(),
        ),
        rx.cond(
            ProductState.similar.length() > 0,
            rx.el.section(heading("同じカテゴリのサービス", class_name="mb-4"), product_cards(ProductState.similar), class_name="product-section"),
            rx.fragment(),
        ),
        rx.el.ul(
            rx.el.li(link("サービスを探す", "/search")),
            rx.el.li(link("トップページ", "/")),
            rx.el.li(link("よくあるご質問", "/faq")),
            class_name="mt-8 space-y-2",
        ),
        class_name="product-main min-h-[40rem]",
    )


def _search() -> rx.Component:
    return search_box(
        rx.el.label("キーワード", html_for="q", class_name="label"),
        rx.el.div(
            rx.el.input(type="search", id="q", name="q", max_length=1000, auto_complete="off", enter_key_hint="search", class_name="input min-w-0 flex-1"),
            rx.el.button(icon("search"), "検索する", type="submit", class_name=PRIMARY),
            class_name="flex gap-2",
        ),
        action="/search",
        role="search",
        class_name="mt-6 max-w-[40rem]",
    )

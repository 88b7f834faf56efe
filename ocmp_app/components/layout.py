"""The frame of every page: skip link, header, breadcrumb, main, footer, connection banner (R1, R2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from ocmp_app.components.behaviour import route_focus
from ocmp_app.components.brand import logo
from ocmp_app.components.ui import anchor, icon, link

_NAVIGATION = (("サービスを探す", "/search"), ("利用開始までの流れ", "/guide"), ("よくあるご質問", "/faq"))
_FOOTER: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("サービスをお探しの方", (("サービスを探す", "/search"), ("サービスを比較する", "/compare"), ("利用開始までの流れ", "/guide"), ("推奨環境", "/environment"))),
    ("お困りの方", (("よくあるご質問", "/faq"), ("資料請求・お問い合わせ", "/inquiry"), ("HiPaymentサービスについて", "/hipayment"))),
    ("このサイトについて", (("会員規約", "/terms"), ("プライバシーポリシー", "/privacy"), ("特定商取引法に基づく表記", "/law"))),
)


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumb; the last one has no link."""

    label: Any
    href: Any = ""


def shop_page(*children: Any, crumbs: Sequence[Crumb] = (), wide: bool = False, inquiry_href: Any = "/inquiry") -> rx.Component:
    """A whole page. `crumbs` come after TOP; without any there is no breadcrumb (the top page).

    `inquiry_href` carries the product of a product page into 資料請求・お問い合わせ (R2).
    """
    return rx.el.div(
        anchor("本文へ", "#main", "skip-link", on_click=rx.set_focus("main")),
        route_focus(),
        connection_banner(),
        site_header(inquiry_href=inquiry_href),
        _breadcrumb(crumbs) if crumbs else rx.fragment(),
        rx.el.main(*children, id="main", tab_index=-1, class_name="" if wide else "page pt-6 pb-16"),
        site_footer(inquiry_href=inquiry_href),
        id="top",
        class_name="flex min-h-screen flex-col bg-white [&>main]:flex-1",
    )


@rx.memo
def site_header(inquiry_href: rx.Var[str]) -> rx.Component:
    """Logo, main navigation, inquiry; a menu behind a button on narrow screens (works without JavaScript)."""
    items = [rx.el.li(link(label, href, "nav-link")) for label, href in _NAVIGATION]
    return rx.el.header(
        rx.el.div(
            link([logo()], "/", "shrink-0 rounded", aria_label="オープンクラウドマーケットプレース トップページ"),
            rx.el.nav(rx.el.ul(*items, class_name="flex items-center gap-6"), aria_label="メイン", class_name="hidden lg:block"),
            rx.el.div(
                rx.el.div(link("資料請求・お問い合わせ", inquiry_href, "button button-secondary button-small"), class_name="hidden sm:block"),
                _phone_menu(inquiry_href),
                class_name="flex items-center gap-3",
            ),
            class_name="page flex min-h-16 items-center justify-between gap-4 py-2",
        ),
        class_name="no-print border-b border-solid-gray-200 bg-white",
    )


def _phone_menu(inquiry_href: Any) -> rx.Component:
    rows = [*_NAVIGATION, ("資料請求・お問い合わせ", inquiry_href)]
    return rx.el.details(
        rx.el.summary(
            icon("menu", 24),
            rx.el.span("メニュー", class_name="small"),
            class_name="flex min-h-11 cursor-pointer list-none items-center gap-1 rounded-6 px-2 [&::-webkit-details-marker]:hidden",
        ),
        rx.el.nav(
            rx.el.ul(
                *[
                    rx.el.li(link(label, href, "block px-4 py-3 hover:bg-blue-50 hover:underline"), class_name="border-b border-solid-gray-100 last:border-0")
                    for label, href in rows
                ]
            ),
            aria_label="メニュー",
            class_name="absolute right-4 z-30 mt-2 w-64 rounded-8 border border-solid-gray-300 bg-white shadow-2",
        ),
        class_name="lg:hidden",
    )


def _breadcrumb(crumbs: Sequence[Crumb]) -> rx.Component:
    steps = [Crumb("TOP", "/"), *crumbs]
    items = []
    for number, crumb in enumerate(steps):
        last = number == len(steps) - 1
        label = rx.el.span(crumb.label, aria_current="page") if last else link(crumb.label, crumb.href)
        mark = rx.fragment() if last else icon("chevron-right", 16, "text-solid-gray-600")
        items.append(rx.el.li(label, mark, class_name="flex min-w-0 items-center gap-1"))
    return rx.el.nav(
        rx.el.ol(*items, class_name="small flex flex-wrap items-center gap-1"),
        aria_label="現在位置",
        class_name="page no-print min-h-11 pt-4",
    )


@rx.memo
def site_footer(inquiry_href: rx.Var[str]) -> rx.Component:
    """Link back to the page top (R1), site links, name."""
    groups = [
        rx.el.div(
            rx.el.h2(title, class_name="mb-2 font-bold"),
            rx.el.ul(*[rx.el.li(link(label, inquiry_href if href == "/inquiry" else href)) for label, href in links], class_name="space-y-2"),
        )
        for title, links in _FOOTER
    ]
    return rx.el.footer(
        rx.el.div(
            anchor([icon("arrow-up", 18), "ページの先頭へ"], "#top", "link inline-flex items-center gap-1", on_click=rx.set_focus("main")),
            class_name="page flex justify-end py-4",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.div(*groups, class_name="grid gap-8 sm:grid-cols-2 lg:grid-cols-3"),
                rx.el.p("© オープンクラウドマーケットプレース", class_name="small muted mt-8"),
                class_name="page py-10",
            ),
            class_name="border-t border-solid-gray-200 bg-solid-gray-50",
        ),
        class_name="no-print",
    )


@rx.memo
def connection_banner() -> rx.Component:
    """Tells quietly at the edge that the connection is lost; it comes back by itself."""
    return rx.el.div(
        rx.cond(
            has_connection_errors,
            rx.el.div(
                icon("wifi-off", 20),
                "接続が切れています。入力内容はそのままで、自動的につなぎ直しています。",
                class_name="mx-auto flex w-fit max-w-[calc(100%-2rem)] items-center gap-2 rounded-8 bg-solid-gray-800 px-4 py-3 text-white shadow-2",
            ),
            rx.fragment(),
        ),
        role="status",
        class_name="no-print pointer-events-none fixed inset-x-0 bottom-4 z-40",
    )


def error_boundary_fallback() -> rx.Component:
    """What is shown where a part of the page could not be drawn."""
    return rx.el.main(
        rx.el.h1("ページを表示できませんでした", class_name="h1"),
        rx.el.p("ご不便をおかけして申し訳ありません。お手数ですが、ページを再読み込みしてください。", class_name="mt-4"),
        rx.el.p(rx.el.a("ページを再読み込みする", href="", class_name="link"), class_name="mt-4"),
        class_name="page py-16",
    )

"""Addresses that the shop already names and whose procedures open with the membership: say so, and what can be done today."""

from __future__ import annotations

from typing import Any

import reflex as rx

from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.route import route_slug
from ocmp_app.components.ui import PRIMARY, SECONDARY, link, notice, page_title
from ocmp_app.pages.registry import page


@page(route="/apply/[slug]", title="利用申し込み")
def apply() -> rx.Component:
    slug = route_slug()
    return shop_page(
        page_title("利用申し込み"),
        _notice(
            "ネットでのお申し込みは、会員登録の受付開始とあわせて始まります",
            "お急ぎの方には、お申し込みの方法と利用開始までの日程を担当者がご案内します。サービスの情報は引き継がれますので、そのままお問い合わせください。",
        ),
        _ways(
            link("このサービスについて問い合わせる", f"/inquiry?product={slug}&kind=question", PRIMARY),
            link("サービスのページへ戻る", f"/products/{slug}", SECONDARY),
        ),
        crumbs=[Crumb("サービスを探す", "/search"), Crumb("利用申し込み")],
        inquiry_href=f"/inquiry?product={slug}",
    )


@page(route="/register", title="会員登録")
def register() -> rx.Component:
    return _membership("会員登録")


@page(route="/login", title="ログイン")
def login() -> rx.Component:
    return _membership("ログイン")


@page(route="/mypage", title="マイページ")
def mypage() -> rx.Component:
    return _membership("マイページ")


def _membership(title: str) -> rx.Component:
    return shop_page(
        page_title(title),
        _notice(
            "会員登録の受付は、これから始まります",
            "サービスの検索と比較、資料のご請求、お問い合わせは、会員登録をしなくてもご利用いただけます。お気に入りと検索条件は、お使いのブラウザに保存されます。",
        ),
        _ways(link("サービスを探す", "/search", PRIMARY), link("資料請求・お問い合わせ", "/inquiry", SECONDARY)),
        crumbs=[Crumb(title)],
    )


def _notice(title: str, text: str) -> rx.Component:
    return rx.el.div(notice(title, rx.el.p(text)), class_name="mt-6 max-w-[44rem]")


def _ways(*links: Any) -> rx.Component:
    return rx.el.div(*links, class_name="mt-6 flex flex-wrap gap-3")

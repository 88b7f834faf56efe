"""お気に入り・保存した検索条件: what the visitor has kept."""

from __future__ import annotations

import reflex as rx

from ocmp_app.components.compare_bar import compare_bar
from ocmp_app.components.favorite import favorite_messages
from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.product_tile import product_tile, tile_skeleton
from ocmp_app.components.ui import badge, heading, icon, link, page_title, skeleton
from ocmp_app.pages.registry import page
from ocmp_app.presenters.favorites import SavedRow
from ocmp_app.state.favorites import FavoritesState, SavedSearchState

TITLE = "お気に入り・保存した検索条件"


@page(route="/favorites", title=TITLE, on_load=[FavoritesState.load, SavedSearchState.load])
def favorites() -> rx.Component:
    return shop_page(
        page_title(TITLE),
        rx.el.p("お使いのブラウザに保存しています。ほかの端末やブラウザには引き継がれません。", class_name="mt-2"),
        favorite_messages(),
        rx.el.section(heading("お気に入りのサービス"), _products(), class_name="mt-8"),
        rx.el.section(heading("保存した検索条件"), _searches(), class_name="mt-12"),
        compare_bar(),
        crumbs=[Crumb(TITLE)],
    )


def _products() -> rx.Component:
    return rx.cond(
        FavoritesState.ready,
        rx.cond(
            FavoritesState.tiles.length() > 0,
            rx.el.ul(rx.foreach(FavoritesState.tiles, product_tile), class_name="mt-4 space-y-4"),
            rx.el.p(
                "まだありません。",
                link("サービスを探す", "/search"),
                "画面で「お気に入りに追加」を押すと、ここに並びます。",
                class_name="card mt-4 p-6",
            ),
        ),
        rx.el.div(tile_skeleton(), tile_skeleton(), class_name="mt-4 space-y-4"),
    )


def _searches() -> rx.Component:
    return rx.cond(
        SavedSearchState.ready,
        rx.cond(
            SavedSearchState.rows.length() > 0,
            rx.el.ul(rx.foreach(SavedSearchState.rows, _saved), class_name="mt-4 space-y-3"),
            rx.el.p(
                "まだありません。",
                link("サービスを探す", "/search"),
                "画面で「検索条件を保存」を押すと、新しく当てはまったサービスの数と一緒に並びます。",
                class_name="card mt-4 p-6",
            ),
        ),
        skeleton("mt-4 h-24"),
    )


def _saved(row: rx.Var[SavedRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(link(row.name, row.href, "link font-bold"), rx.cond(row.fresh != "", badge(row.fresh, "orange"), rx.fragment()), class_name="flex flex-wrap items-center gap-2"),
            rx.el.p(row.seen, class_name="small muted"),
            class_name="min-w-0 flex-1",
        ),
        rx.el.button(
            icon("trash-2", 18),
            "削除する",
            rx.el.span("：", row.name, class_name="visually-hidden"),
            type="button",
            on_click=SavedSearchState.remove(row.name),
            class_name="button button-quiet",
        ),
        class_name="card flex items-center gap-4 p-4",
        key=row.name,
    )

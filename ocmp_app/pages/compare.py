"""サービスを比較する: up to four services side by side, row by row."""

from __future__ import annotations

import reflex as rx

from ocmp_app.components.brand import product_mark
from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.ui import PRIMARY, badge, icon, link, notice, page_title, skeleton
from ocmp_app.pages.registry import page
from ocmp_app.presenters.compare import Column, Row, RowGroup
from ocmp_app.state.compare import CompareState

TITLE = "サービスを比較する"
_table = CompareState.table


@page(route="/compare", title=TITLE, on_load=CompareState.load)
def compare() -> rx.Component:
    return shop_page(
        page_title(TITLE),
        rx.el.p(CompareState.message, role="status", class_name="visually-hidden"),
        rx.cond(CompareState.notes.length() > 0, rx.el.div(notice("一部を表示していません", rx.foreach(CompareState.notes, _note), tone="warning"), class_name="mt-4"), rx.fragment()),
        rx.match(CompareState.face, ("full", _full()), ("empty", _empty()), ("error", _error()), _loading()),
        crumbs=[Crumb("サービスを探す", "/search"), Crumb(TITLE)],
    )


def _note(text: rx.Var[str]) -> rx.Component:
    return rx.el.p(text)


def _full() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(
                _table.columns.length() > 1,
                rx.el.label(
                    rx.el.input(
                        type="checkbox",
                        role="switch",
                        default_checked=CompareState.only_differences,
                        key=_table.key,
                        on_change=CompareState.show_only_differences,
                        class_name="switch",
                    ),
                    "違いのある項目だけ表示",
                    class_name="check no-print",
                ),
                rx.fragment(),
            ),
            rx.el.p(_table.differing, class_name="small muted"),
            rx.el.a(
                icon("plus", 18),
                "比較するサービスを追加する",
                href="/search",
                on_click=CompareState.add_more.prevent_default,
                class_name="link no-print ml-auto inline-flex min-h-10 items-center gap-1",
            ),
            class_name="flex flex-wrap items-center gap-x-6 gap-y-1",
        ),
        rx.el.div(
            rx.el.table(
                rx.el.caption("サービスの比較表", class_name="visually-hidden"),
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th(rx.el.span("項目", class_name="visually-hidden"), scope="col"),
                        rx.foreach(_table.columns, _column),
                    )
                ),
                rx.foreach(_table.groups, _group),
                class_name="compare-table",
            ),
            role="region",
            aria_label="サービスの比較表",
            tab_index=0,
            class_name="compare-region mt-3",
        ),
        class_name="mt-4",
    )


def _column(column: rx.Var[Column]) -> rx.Component:
    return rx.el.th(
        rx.el.div(
            rx.el.div(
                product_mark(column.initial, column.hue),
                rx.el.button(
                    icon("x", 18),
                    rx.el.span(column.name, "を比較から外す", class_name="visually-hidden"),
                    type="button",
                    on_click=CompareState.remove(column.slug),
                    title="比較から外す",
                    class_name="compare-remove no-print",
                ),
                class_name="flex items-start justify-between",
            ),
            link(column.name, column.href),
            rx.el.p(column.provider, class_name="small muted font-normal"),
            rx.cond(column.is_suspended, rx.el.p(badge("受付停止中", "orange")), rx.fragment()),
            rx.el.p(
                rx.cond(
                    column.can_apply,
                    link("申し込む", column.apply_href, "button button-primary button-small w-full", aria_label=f"{column.name}の利用申し込みを行う"),
                    link("問い合わせる", column.inquiry_href, "button button-secondary button-small w-full", aria_label=f"{column.name}について問い合わせる"),
                ),
                class_name="no-print mt-auto pt-1 font-normal",
            ),
            class_name="flex h-full flex-col gap-1",
        ),
        scope="col",
        key=column.slug,
    )


def _group(group: rx.Var[RowGroup]) -> rx.Component:
    return rx.el.tbody(
        rx.el.tr(
            rx.el.th(rx.el.span(group.label, class_name="compare-group-label"), scope="rowgroup", col_span=_table.columns.length() + 1),
            class_name="compare-group",
        ),
        rx.foreach(group.rows, _row),
        key=group.label,
    )


def _row(row: rx.Var[Row]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.span(row.label, class_name="block"),
            rx.cond(row.differs, rx.el.span(icon("equal-not", 14), "違いあり", class_name="compare-mark"), rx.fragment()),
            scope="row",
        ),
        rx.foreach(row.cells, lambda cell: rx.el.td(cell)),
        class_name=rx.cond(row.differs, "compare-differs", ""),
        key=row.label,
    )


def _empty() -> rx.Component:
    return rx.el.div(
        rx.el.p("比較するサービスがまだ選ばれていません。", class_name="font-bold"),
        rx.el.p("サービスの一覧や紹介ページで「比較に追加」を押すと、料金・契約条件・仕様を並べて見比べられます（4件まで）。", class_name="mt-2"),
        rx.el.p(link([icon("search"), "サービスを探す"], "/search", PRIMARY), class_name="mt-6"),
        class_name="card mt-6 p-6 sm:p-10",
    )


def _error() -> rx.Component:
    return rx.el.div(
        notice("比較表を表示できませんでした", rx.el.p("こちら側の問題により、サービスの情報を読み込めませんでした。"), tone="error", role="alert"),
        rx.el.button(icon("rotate-cw", 18), "もう一度読み込む", type="button", on_click=CompareState.load, class_name=f"{PRIMARY} mt-4"),
        class_name="mt-6",
    )


def _loading() -> rx.Component:
    return rx.el.div(skeleton("h-10 w-72 max-w-full"), skeleton("mt-3 h-[60rem] w-full"), class_name="mt-4")

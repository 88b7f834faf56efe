"""サービスを探す: filters left, results right; on a phone the filters open above the results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import reflex as rx

from ocmp_app.components.compare_bar import compare_bar
from ocmp_app.components.favorite import favorite_messages
from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.product_tile import product_tile, tile_skeleton
from ocmp_app.components.save_search import save_search_button, save_search_window
from ocmp_app.components.ui import heading, icon, link, notice, page_title, skeleton
from ocmp_app.components.url_form import url_form
from ocmp_app.domain.catalogue import LEAD_TIME_STEPS, MINIMUM_TERM_STEPS, Certification, CompanySize, PaymentMethod, SalesKind
from ocmp_app.domain.search_criteria import PAGE_SIZE, FacetName, Sort
from ocmp_app.pages.registry import page
from ocmp_app.presenters.search import CategoryChoice, Chip, Choice, PageLink
from ocmp_app.state.favorites import SavedSearchState
from ocmp_app.state.search import SearchState

_SKELETON_TILES = 6


@page(route="/search", title="サービスを探す", on_load=[SearchState.run, SavedSearchState.seen])
def search() -> rx.Component:
    return shop_page(
        page_title("サービスを探す"),
        url_form(
            _words(),
            rx.el.div(_filters(), _results(), class_name="mt-6 gap-8 lg:grid lg:grid-cols-[17.5rem_minmax(0,1fr)]"),
            action="/search",
            role="search",
            on_query=SearchState.run,
        ),
        save_search_window(),
        favorite_messages(),
        compare_bar(),
        crumbs=[Crumb("サービスを探す")],
    )


def _words() -> rx.Component:
    return rx.el.div(
        rx.el.label("キーワード", html_for="q", class_name="label"),
        rx.el.div(
            rx.el.input(
                type="search",
                id="q",
                name="q",
                default_value=SearchState.q,
                max_length=1000,
                auto_complete="off",
                enter_key_hint="search",
                placeholder="例：勤怠管理、電子契約、kintai",
                class_name="input min-w-0 flex-1",
            ),
            rx.el.button(icon("search"), "検索する", type="submit", class_name="button button-primary"),
            class_name="flex gap-2",
        ),
        class_name="mt-4 max-w-[46rem]",
    )


def _filters() -> rx.Component:
    return rx.el.div(
        rx.el.button(
            icon("sliders-horizontal"),
            "条件で絞り込む",
            type="button",
            custom_attrs={"data-toggle-filters": "", "aria-expanded": "false", "aria-controls": "filters"},
            class_name="button button-secondary w-full lg:hidden",
        ),
        rx.el.div(
            _categories(),
            _checks(FacetName.KIND, [(kind.value, kind.label) for kind in SalesKind]),
            _checks(FacetName.PAYMENT, [(method.value, method.label) for method in PaymentMethod]),
            _prices(),
            _fieldset(
                "初期費用・トライアル",
                _check(FacetName.INITIAL, "none", "初期費用なし"),
                _check(FacetName.TRIAL, "1", "トライアルあり"),
            ),
            _radios(FacetName.TERM, [(str(months), f"{months}か月以内") for months in MINIMUM_TERM_STEPS]),
            _radios(FacetName.LEAD, [(str(days), f"{days}営業日以内") for days in LEAD_TIME_STEPS]),
            _checks(FacetName.SIZE, [(size.value, size.label) for size in CompanySize]),
            _checks(FacetName.CERT, [(certification.value, certification.label) for certification in Certification]),
            _providers(),
            id="filters",
            class_name="filters",
        ),
        class_name="min-w-0",
    )


def _fieldset(legend: str, *children: Any, hint: Any = None) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="float-left w-full font-bold"),
        rx.el.div(hint if hint is not None else rx.fragment(), *children, class_name="clear-both"),
        class_name="border-t border-solid-gray-200 py-4 first:border-0 first:pt-0",
    )


def _check(facet: FacetName, code: str, label: str, kind: str = "checkbox") -> rx.Component:
    key = f"{facet}:{code}"
    return rx.el.label(
        rx.el.input(
            type=kind,
            name=facet.value,
            value=code,
            disabled=SearchState.off.contains(key),
            id=f"{facet}-{code}",
        ),
        rx.el.span(label, class_name="flex-1"),
        _count(SearchState.counts[key]),
        class_name="check",
    )


def _count(number: Any) -> rx.Component:
    return rx.el.span(number, rx.el.span("件", class_name="visually-hidden"), class_name="facet-count")


def _checks(facet: FacetName, values: Iterable[tuple[str, str]]) -> rx.Component:
    return _fieldset(facet.label, *[_check(facet, code, label) for code, label in values])


def _radios(facet: FacetName, values: Iterable[tuple[str, str]]) -> rx.Component:
    anything = rx.el.label(
        rx.el.input(type="radio", name=facet.value, value="any", default_checked=True, custom_attrs={"data-default": "any"}),
        rx.el.span("指定なし", class_name="flex-1"),
        class_name="check",
    )
    return _fieldset(facet.label, anything, *[_check(facet, code, label, "radio") for code, label in values])


def _prices() -> rx.Component:
    def bound(name: FacetName, label: str) -> rx.Component:
        return rx.el.label(
            rx.el.span(label, class_name="visually-hidden"),
            rx.el.input(
                type="text",
                name=name.value,
                input_mode="numeric",
                auto_complete="off",
                max_length=12,
                placeholder=label.removeprefix("月額の"),
                class_name="input number",
                id=f"{name}-bound",
            ),
            class_name="min-w-0 flex-1",
        )

    return _fieldset(
        "月額料金",
        rx.el.div(
            bound(FacetName.PRICE_MIN, "月額の下限"),
            rx.el.span("～", aria_hidden="true"),
            bound(FacetName.PRICE_MAX, "月額の上限"),
            rx.el.span("円"),
            class_name="mt-2 flex items-center gap-2",
        ),
        rx.el.p(SearchState.price_hint, class_name="hint mt-1 min-h-[1.4rem]"),
        hint=rx.el.p("最も安いプランの1単位あたり・税抜", class_name="hint"),
    )


def _categories() -> rx.Component:
    return _fieldset(
        "カテゴリ",
        rx.cond(
            SearchState.categories.length() > 0,
            rx.foreach(SearchState.categories, _category),
            rx.el.div(*[skeleton("my-2 h-6") for _ in range(11)], class_name="py-1"),
        ),
    )


def _dynamic_check(facet: FacetName, row: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox", name=facet.value, value=row.code, default_checked=row.selected, disabled=row.off, id=row.field_id
        ),
        rx.el.span(row.label, class_name="flex-1"),
        _count(row.count),
        class_name="check",
    )


def _category(row: rx.Var[CategoryChoice]) -> rx.Component:
    return rx.el.div(
        _dynamic_check(FacetName.CATEGORY, row),
        rx.el.details(
            rx.el.summary(rx.el.span(row.label, "の", class_name="visually-hidden"), "内訳", class_name="small link w-fit cursor-pointer py-0.5"),
            rx.el.div(rx.foreach(row.children, _category_child), class_name="pb-2"),
            open=row.open,
            class_name="pl-7",
        ),
        key=row.code,
    )


def _category_child(row: rx.Var[Choice]) -> rx.Component:
    return rx.el.div(_dynamic_check(FacetName.CATEGORY, row), key=row.code)


def _providers() -> rx.Component:
    return _fieldset(
        FacetName.PROVIDER.label,
        rx.foreach(SearchState.providers, lambda row: rx.el.div(_dynamic_check(FacetName.PROVIDER, row), key=row.code)),
        rx.el.p(SearchState.providers_omitted, class_name="hint"),
    )


def _results() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            heading("検索結果", id="results", tab_index=-1),
            rx.el.label(
                rx.el.span("並び替え", class_name="shrink-0"),
                rx.el.select(
                    *[rx.el.option(sort.label, value=sort.value) for sort in Sort],
                    name="sort",
                    custom_attrs={"data-default": Sort.RELEVANCE.value},
                    class_name="input !min-h-10 !py-1",
                ),
                class_name="flex items-center gap-2",
            ),
            class_name="flex flex-wrap items-center justify-between gap-3",
        ),
        rx.el.p(SearchState.status, role="status", class_name="mt-1 min-h-7 text-[1.125rem]"),
        rx.foreach(SearchState.notes, lambda text: rx.el.p(text, class_name="hint")),
        _chips(),
        rx.match(
            SearchState.face,
            ("full", _list()),
            ("empty", _nothing_found()),
            ("past", _past_the_end()),
            ("error", _failed()),
            _loading(),
        ),
        class_name="mt-6 min-w-0 lg:mt-0",
    )


def _chips() -> rx.Component:
    return rx.el.div(
        rx.foreach(SearchState.chips, lambda chip: _chip(chip, "を外す")),
        rx.cond(
            SearchState.chips.length() > 0,
            rx.el.a("条件をすべて解除", href=SearchState.clear_href, custom_attrs={"data-query": ""}, class_name="button button-quiet"),
            rx.fragment(),
        ),
        save_search_button(),
        class_name="mt-2 flex min-h-10 flex-wrap items-center gap-2",
    )


def _chip(chip: rx.Var[Chip], action: str) -> rx.Component:
    return rx.el.a(
        chip.label,
        rx.cond(chip.hint != "", rx.el.span("（", chip.hint, "）"), rx.fragment()),
        icon("x", 16),
        href=chip.href,
        aria_label=f"{chip.label}{action}",
        custom_attrs={"data-query": ""},
        class_name="chip",
        key=chip.href,
    )


def _list() -> rx.Component:
    return rx.el.div(
        rx.el.ol(rx.foreach(SearchState.tiles, product_tile), class_name="mt-4 space-y-4"),
        rx.cond(SearchState.pages.length() > 0, _pager(), rx.fragment()),
    )


def _pager() -> rx.Component:
    def step(label: str, href: Any, name: str) -> rx.Component:
        return rx.cond(
            href != "",
            rx.el.a(label, href=href, custom_attrs={"data-query": "", "data-focus": "results"}, class_name="button button-secondary button-small", rel=name),
            rx.fragment(),
        )

    return rx.el.nav(
        step("前へ", SearchState.previous_href, "prev"),
        rx.el.ol(rx.foreach(SearchState.pages, _page_link), class_name="flex flex-wrap items-center gap-1"),
        step("次へ", SearchState.next_href, "next"),
        aria_label="検索結果のページ",
        class_name="mt-8 flex flex-wrap items-center justify-center gap-3",
    )


def _page_link(entry: rx.Var[PageLink]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            entry.href != "",
            rx.el.a(
                entry.label,
                rx.el.span("ページ目", class_name="visually-hidden"),
                href=entry.href,
                custom_attrs={"data-query": "", "data-focus": "results"},
                class_name="pager-link",
            ),
            rx.el.span(entry.label, aria_current=rx.cond(entry.current, "page", "false"), class_name="pager-here"),
        )
    )


def _nothing_found() -> rx.Component:
    return rx.el.div(
        rx.cond(
            SearchState.q != "",
            rx.el.p("「", rx.el.strong(SearchState.q), "」に当てはまるサービスは見つかりませんでした。"),
            rx.el.p("選んだ条件に当てはまるサービスは見つかりませんでした。"),
        ),
        rx.cond(
            SearchState.did_you_mean.href != "",
            rx.el.p(
                "もしかして：",
                rx.el.a(SearchState.did_you_mean.label, href=SearchState.did_you_mean.href, custom_attrs={"data-query": ""}, class_name="link font-bold"),
            ),
            rx.fragment(),
        ),
        rx.cond(
            SearchState.drops.length() > 0,
            rx.el.div(
                rx.el.p("次の条件を1つ外すと見つかります。"),
                rx.el.div(rx.foreach(SearchState.drops, lambda chip: _chip(chip, "を外して検索")), class_name="mt-2 flex flex-wrap gap-2"),
            ),
            rx.fragment(),
        ),
        rx.el.p("お探しのものが見つからないときは、", link("お問い合わせ", "/inquiry"), "ください。ご要望に合うサービスをご案内します。"),
        class_name="card mt-4 space-y-4 p-6",
    )


def _past_the_end() -> rx.Component:
    return notice(
        "該当ページがありません",
        rx.el.p(
            "お探しのページは検索結果の最後を過ぎています。",
            rx.el.a("最後のページを表示する", href=SearchState.last_href, custom_attrs={"data-query": "", "data-focus": "results"}, class_name="link"),
        ),
    )


def _failed() -> rx.Component:
    return notice(
        "検索できませんでした",
        rx.el.p("ご不便をおかけします。条件はそのまま残っています。しばらくしてから「検索する」を押してください。"),
        tone="error",
    )


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.span("サービスを読み込んでいます", class_name="visually-hidden"),
        *[tile_skeleton() for _ in range(min(_SKELETON_TILES, PAGE_SIZE))],
        class_name="mt-4 space-y-4",
    )

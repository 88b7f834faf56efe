"""The sections of the product page (R9). Their headings are part of the shop's contract with its testers (spec/pages.md)."""

from __future__ import annotations

from typing import Any

import reflex as rx

from ocmp_app.components.estimate import estimate_form
from ocmp_app.components.native import file_link, outside_link
from ocmp_app.components.prose import prose
from ocmp_app.components.ui import badge, heading, icon, link
from ocmp_app.presenters.product import Download, Fact, Group, PlanRow, Question, TermsRow, Titled
from ocmp_app.state.product import ProductState

SECTIONS = (
    ("about", "サービスの概要"),
    ("price", "料金"),
    ("features", "機能"),
    ("specification", "サービス仕様"),
    ("environment", "利用環境"),
    ("terms", "利用規約"),
    ("faq", "よくある質問"),
    ("documents", "資料"),
    ("provider", "提供事業者"),
)
"""Anchors of the sections with their headings, in the order on screen."""

_view = ProductState.view


def sections() -> rx.Component:
    """All sections of the product that is shown."""
    return rx.el.div(
        rx.cond(_view.description.length() > 0, _section("about", prose(_view.description)), rx.fragment()),
        _price(),
        _section("features", _or(_view.features, lambda rows: rx.el.dl(rx.foreach(rows, _feature), class_name="grid gap-4 md:grid-cols-2"))),
        _section("specification", _or(_view.specification, lambda rows: rx.el.div(rx.foreach(rows, _group), class_name="space-y-6"))),
        _section("environment", _or(_view.environment, _environment)),
        _terms(),
        _section("faq", _or(_view.questions, lambda rows: rx.el.div(rx.foreach(rows, _question), class_name="divide-y divide-solid-gray-200 border-y border-solid-gray-200"))),
        _section("documents", rx.el.ul(rx.foreach(_view.documents, _download), class_name="space-y-2")),
        _provider(),
        class_name="min-w-0",
    )


def _section(anchor: str, *children: Any) -> rx.Component:
    title = dict(SECTIONS)[anchor]
    return rx.el.section(
        heading(title, class_name="mb-4", id=f"{anchor}-title"),
        *children,
        id=anchor,
        tab_index=-1,
        aria_labelledby=f"{anchor}-title",
        class_name="product-section",
    )


def _or(rows: Any, full: Any) -> rx.Component:
    """`full(rows)`, or where to ask when the provider has said nothing."""
    return rx.cond(
        rows.length() > 0,
        full(rows),
        rx.el.p("この項目は公開されていません。", link("資料請求・お問い合わせ", _view.inquiry_href), "から、お気軽にお尋ねください。"),
    )


def _price() -> rx.Component:
    columns = [rx.el.th(label, scope="col", role="columnheader") for label in ("プラン", "月額料金", "初期費用", "数量")]
    table = rx.el.table(
        rx.el.caption("プランごとの料金", class_name="visually-hidden"),
        rx.el.thead(rx.el.tr(*columns, role="row"), role="rowgroup"),
        rx.el.tbody(rx.foreach(_view.plans, _plan), role="rowgroup"),
        role="table",
        class_name="table table-stack plan-table",
    )
    quotation = rx.el.p("料金は、ご利用の内容に応じて個別にお見積りします。", link("資料請求・お問い合わせ", _view.inquiry_href), "からご相談ください。")
    return _section(
        "price",
        rx.cond(_view.plans.length() > 0, table, quotation),
        rx.el.h3("ご契約の条件", class_name="h3 mb-2 mt-8"),
        rx.el.dl(rx.foreach(_view.conditions, _fact), class_name="facts"),
        rx.cond(_view.can_apply, estimate_form(_view.plans), rx.fragment()),
    )


def _plan(plan: rx.Var[PlanRow]) -> rx.Component:
    def cell(label: str, *children: Any) -> rx.Component:
        return rx.el.td(*children, role="cell", custom_attrs={"data-label": label})

    return rx.el.tr(
        rx.el.th(
            rx.el.span(plan.name, class_name="block"),
            rx.el.span(plan.description, class_name="small block font-normal"),
            scope="row",
            role="rowheader",
        ),
        cell(
            "月額料金",
            rx.el.span(rx.el.span(plan.monthly, class_name="font-bold"), "（税抜）", class_name="amount block"),
            rx.el.span("税込 ", plan.monthly_taxed, class_name="amount small muted block"),
            rx.el.span(plan.per, class_name="amount small muted block"),
        ),
        cell(
            "初期費用",
            rx.el.span(plan.initial, rx.cond(plan.initial_taxed != "", "（税抜）", ""), class_name="amount block"),
            rx.cond(plan.initial_taxed != "", rx.el.span("税込 ", plan.initial_taxed, class_name="amount small muted block"), rx.fragment()),
        ),
        cell("数量", plan.quantity),
        role="row",
        key=plan.code,
    )


def _fact(fact: rx.Var[Fact]) -> rx.Component:
    note = rx.cond(fact.note != "", rx.el.span(fact.note, class_name="small muted block"), rx.fragment())
    return rx.el.div(rx.el.dt(fact.label), rx.el.dd(fact.value, note), key=fact.label)


def _feature(feature: rx.Var[Titled]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(icon("circle-check", 20, "mt-1 text-blue-900"), rx.el.span(feature.title, class_name="min-w-0"), class_name="flex gap-2 font-bold"),
        rx.el.dd(feature.text, class_name="mt-1 pl-7"),
        class_name="card p-4",
    )


def _group(group: rx.Var[Group]) -> rx.Component:
    return rx.el.div(
        rx.el.h3(group.label, class_name="h3 mb-2"),
        rx.el.dl(rx.foreach(group.rows, _fact), class_name="facts"),
        key=group.code,
    )


def _environment(rows: Any) -> rx.Component:
    return rx.el.ul(rx.foreach(rows, lambda row: rx.el.li(row)), class_name="list-disc space-y-1 pl-6")


def _terms() -> rx.Component:
    terms = ProductState.terms
    text = rx.el.div(
        rx.el.details(
            rx.el.summary("利用規約 ", terms.version, "版を読む", class_name="summary-bar"),
            rx.el.p("施行日 ", terms.since, class_name="small muted px-4 pt-2"),
            prose(terms.body, "px-4 pb-4 pt-2"),
            class_name="card",
        ),
        rx.el.h3("版の一覧", class_name="h3 mb-2 mt-6"),
        rx.el.ul(rx.foreach(ProductState.versions, _version), class_name="space-y-1"),
    )
    nothing = rx.el.p("規約は、お申し込みの前に提供事業者からご案内します。", link("資料請求・お問い合わせ", _view.inquiry_href), "からお尋ねください。")
    return _section("terms", rx.cond(terms.version != "", text, nothing))


def _version(row: rx.Var[TermsRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.version, "版（", row.since, " 施行）"),
        rx.cond(row.state != "", badge(row.state, "blue"), rx.fragment()),
        rx.cond(
            row.is_shown,
            rx.fragment(),
            rx.el.button(row.version, "版を表示する", type="button", on_click=ProductState.show_terms(row.version), class_name="button button-quiet no-print"),
        ),
        class_name="flex min-h-10 flex-wrap items-center gap-2",
        key=row.version,
    )


def _question(item: rx.Var[Question]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(item.question, class_name="summary-bar font-bold"),
        prose(item.answer, "px-4 pb-4 pt-1"),
        id=item.id,
        key=item.id,
    )


def _download(item: rx.Var[Download]) -> rx.Component:
    return rx.el.li(
        file_link([icon("file-down", 20), rx.el.span(item.title)], item.href, item.file_name, "link inline-flex min-h-10 items-center gap-2"),
        rx.el.span("（", item.detail, "）", class_name="small muted"),
        key=item.href,
    )


def _provider() -> rx.Component:
    return _section(
        "provider",
        rx.el.dl(rx.foreach(_view.provider_facts, _fact), class_name="facts"),
        rx.cond(_view.provider_text != "", rx.el.p(_view.provider_text, class_name="mt-4 max-w-[40em] whitespace-pre-line leading-loose"), rx.fragment()),
        rx.el.ul(
            rx.el.li(link("この事業者のサービスを探す", _view.provider_href)),
            rx.cond(
                _view.provider_url != "",
                rx.el.li(
                    outside_link(
                        ["サービスのWebサイト", icon("external-link", 16), rx.el.span("（外部サイト）", class_name="small")],
                        _view.provider_url,
                        "link inline-flex items-center gap-1",
                    ),
                ),
                rx.fragment(),
            ),
            class_name="mt-4 space-y-2",
        ),
    )

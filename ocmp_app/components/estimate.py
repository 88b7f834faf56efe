"""The price simulation of the product page: plan × quantity × months, tax shown apart (R9)."""

from __future__ import annotations

from typing import Any

import reflex as rx

from ocmp_app.presenters.estimate import EstimateRow
from ocmp_app.presenters.product import PlanRow
from ocmp_app.settings import get_settings
from ocmp_app.state.estimate import EstimateState


def estimate_form(plans: Any) -> rx.Component:
    """The simulation for a var `tuple[PlanRow, ...]` with at least one plan."""
    return rx.el.div(
        rx.el.h3("お支払い額の試算", class_name="h3"),
        rx.el.div(
            rx.el.div(
                rx.el.fieldset(
                    rx.el.legend("プラン", class_name="label"),
                    rx.foreach(plans, _plan_choice),
                    class_name=rx.cond(plans.length() > 1, "", "hidden"),
                ),
                _number_field(
                    "estimate-quantity", "数量", EstimateState.quantity, EstimateState.allowed, EstimateState.quantity_error, EstimateState.type_quantity
                ),
                _number_field(
                    "estimate-months",
                    "利用期間（か月）",
                    EstimateState.months,
                    "請求のある月数を入力してください。",
                    EstimateState.months_error,
                    EstimateState.type_months,
                ),
                class_name="space-y-4",
            ),
            _result(),
            class_name="mt-3 grid gap-6 lg:grid-cols-[15rem_minmax(0,1fr)]",
        ),
        class_name="no-print card mt-8 bg-solid-gray-50 p-4 sm:p-6",
        id="estimate",
    )


def _plan_choice(plan: rx.Var[PlanRow]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="estimate-plan",
            default_checked=plan.code == EstimateState.plan,
            on_change=EstimateState.choose_plan(plan.code),
        ),
        rx.el.span(plan.name, class_name="min-w-0"),
        class_name="check",
        key=plan.code,
    )


def _number_field(field: str, label: str, value: Any, hint: Any, error: Any, on_type: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=field, class_name="label"),
        rx.el.p(hint, id=f"{field}-hint", class_name="hint"),
        rx.el.input(
            id=field,
            name=field,
            type="text",
            input_mode="numeric",
            auto_complete="off",
            max_length=30,
            default_value=value,
            key=EstimateState.fields,
            on_change=on_type.debounce(400),
            aria_invalid=error != "",
            aria_describedby=f"{field}-hint {field}-error",
            class_name="input number mt-1",
        ),
        rx.el.p(error, id=f"{field}-error", role="alert", class_name="error-text small mt-1 empty:hidden"),
    )


def _result() -> rx.Component:
    columns = [rx.el.th(text, scope="col", class_name=kind) for text, kind in (("内訳", ""), ("初回のご請求", "number amount"), ("2か月目以降", "number amount"))]
    return rx.el.div(
        rx.el.p(EstimateState.note, role="status", class_name="small mb-2 empty:hidden"),
        rx.cond(
            EstimateState.result.total != "",
            rx.el.div(
                rx.el.table(
                    rx.el.caption("試算の内訳", class_name="visually-hidden"),
                    rx.el.thead(rx.el.tr(*columns)),
                    rx.el.tbody(rx.foreach(EstimateState.result.rows, _row)),
                    class_name="table estimate-table bg-white",
                ),
                rx.el.p(EstimateState.result.total, role="status", class_name="mt-3 text-right text-[1.125rem] font-bold"),
            ),
            rx.el.p("入力内容を確かめてください。数量と利用期間が決まると、お支払い額を表示します。", class_name="muted"),
        ),
        rx.el.p(
            f"月額料金は、毎月{get_settings().closing_day}日（締め日）にご利用中のサービスについて1か月分を申し受けます。日割り計算は行いません。"
            "同じお支払い方法の契約が複数あるときは合算して請求するため、消費税の端数が異なることがあります。",
            class_name="hint mt-3",
        ),
        class_name="min-w-0 estimate-result",
    )


def _row(row: rx.Var[EstimateRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.label, scope="row"),
        rx.el.td(row.first, class_name="number amount"),
        rx.el.td(row.monthly, class_name="number amount"),
        class_name=rx.cond(row.is_sum, "font-bold", ""),
        key=row.label,
    )

"""The price simulation of the product page: what is asked for, what it costs, what does not fit (R9)."""

from __future__ import annotations

from dataclasses import dataclass

from ocmp_app.domain.pricing import Bill, Estimate, LineKind
from ocmp_app.domain.quantity import NotANumber, QuantityNotAllowed, check_quantity, read_number
from ocmp_app.presenters.formats import yen
from ocmp_app.presenters.product import quantity_range, quantity_text
from ocmp_app.services.queries.catalogue import PlanView

MAX_MONTHS = 120
"""The longest time that is simulated, in billed months."""


@dataclass(frozen=True, slots=True)
class EstimateRow:
    """A row of the result: the first bill and each further month's."""

    label: str
    first: str
    monthly: str
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class EstimateView:
    """The result; without rows there is none (something typed does not fit)."""

    rows: tuple[EstimateRow, ...] = ()
    total: str = ""  # 「12か月のお支払い合計 96,602円（税込）」


def view(estimate: Estimate, plan: PlanView) -> EstimateView:
    """The result in words; tax stands apart (税抜, 消費税, 税込)."""
    first, monthly = estimate.first, estimate.monthly
    quantity = monthly.lines[-1].quantity
    rows = [EstimateRow(f"月額料金（{yen(plan.monthly_fee)}×{quantity:,}{plan.unit}）", _sum(first, LineKind.MONTHLY), _sum(monthly, LineKind.MONTHLY))]
    if plan.initial_fee:
        rows.insert(0, EstimateRow("初期費用", _sum(first, LineKind.INITIAL), "—"))
    rows.append(EstimateRow("小計（税抜）", yen(first.subtotal), yen(monthly.subtotal)))
    rows += [
        EstimateRow(f"消費税（{now.percent}％）", yen(now.tax), yen(later.tax))
        for now, later in zip(first.taxes, monthly.taxes, strict=True)
    ]
    rows.append(EstimateRow("合計（税込）", yen(first.total), yen(monthly.total), is_sum=True))
    return EstimateView(tuple(rows), f"{estimate.months}か月のお支払い合計 {yen(estimate.total)}（税込）")


def read_quantity(text: str, plan: PlanView) -> tuple[int, str]:
    """The quantity behind `text` and "", or 0 and what is wrong with it and how to put it right."""
    try:
        return check_quantity(read_number(text), quantity_range(plan)), ""
    except NotANumber:
        return 0, f"数量は数字で入力してください（{quantity_text(plan)}）。"
    except QuantityNotAllowed as refused:
        if not refused.is_step:
            return 0, f"このプランの数量は{quantity_text(plan)}です。この範囲で入力してください。"
        return 0, f"数量は{plan.quantity_step:,}{plan.unit}単位です。{refused.below:,}または{refused.above:,}を入力してください。"


def read_months(text: str, minimum: int) -> tuple[int, str]:
    """The months behind `text` and "", or 0 and what is wrong. `minimum` is the minimum term in months."""
    try:
        months = read_number(text)
    except NotANumber:
        return 0, f"利用期間は数字で入力してください（{minimum}～{MAX_MONTHS}か月）。"
    if months < minimum and minimum > 1:
        return 0, f"最低利用期間は{minimum}か月です。{minimum}以上の数字を入力してください。"
    if not minimum <= months <= MAX_MONTHS:
        return 0, f"利用期間は{minimum}～{MAX_MONTHS}か月の範囲で入力してください。"
    return months, ""


def _sum(bill: Bill, kind: LineKind) -> str:
    return yen(sum(line.amount for line in bill.lines if line.kind is kind))

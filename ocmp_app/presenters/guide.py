"""The worked example of 利用開始までの流れ (R4): days by the bank calendar, amounts by the tax rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ocmp_app.domain import bank_calendar
from ocmp_app.domain.catalogue import PaymentMethod
from ocmp_app.domain.months import first_of_month_on_or_after
from ocmp_app.domain.pricing import bill_of, contract_lines
from ocmp_app.presenters.content import guide
from ocmp_app.presenters.formats import japanese_date, yen
from ocmp_app.presenters.site import filled
from ocmp_app.settings import Settings

PRINTED_APPLY_DAY = date(2026, 11, 9)
"""The day of the example that the page is built with (billing.md, E1: start on 2026-11-16); a visitor then sees his own day."""

_SERVICE = "勤怠管理のサービス"
_PLAN = "スタンダード"
_UNIT = "名"
_MONTHLY_FEE = 980
_INITIAL_FEE = 5_500
_QUANTITY = 7
_LEAD_DAYS = 5


@dataclass(frozen=True)
class ExampleEvent:
    """Something that happens on a day. `method` is empty where it holds for every payment method."""

    code: str
    label: str
    day: str
    text: str
    method: str = ""


@dataclass(frozen=True)
class ExampleAmount:
    """A line of the example's first bill; `total` is the one that is paid."""

    label: str
    amount: str
    total: bool = False


@dataclass(frozen=True)
class GuideExample:
    """The example, ready to be shown."""

    lead: str
    events: tuple[ExampleEvent, ...]
    amounts: tuple[ExampleAmount, ...]


def worked_example(apply_day: date, settings: Settings) -> GuideExample:
    """What happens, and when money moves, after an application on `apply_day` (JST)."""
    start = bank_calendar.add_business_days(apply_day, _LEAD_DAYS)
    closing = first_of_month_on_or_after(start)
    invoice = bank_calendar.invoice_day(closing, settings.invoice_day)
    days = {
        "apply_date": apply_day,
        "start_date": start,
        "first_closing": closing,
        "publish_date": bank_calendar.publish_day(closing, settings.publish_day),
        "debit_date": bank_calendar.debit_day(closing, settings.debit_day),
        "invoice_date": invoice,
        "due_date": bank_calendar.transfer_due_day(closing),
    }
    lines = contract_lines(
        monthly_fee=_MONTHLY_FEE, initial_fee=_INITIAL_FEE, quantity=_QUANTITY, tax_percent=settings.tax_percent, first=True
    )
    bill = bill_of(lines)
    values = {name: japanese_date(day) for name, day in days.items()} | {
        "service": _SERVICE,
        "plan": _PLAN,
        "unit": _UNIT,
        "quantity": str(_QUANTITY),
        "unit_price": yen(_MONTHLY_FEE),
        "initial_fee": yen(_INITIAL_FEE),
        "subtotal": yen(bill.subtotal),
        "tax": yen(bill.tax),
        "total": yen(bill.total),
    }
    when = {
        "apply": japanese_date(apply_day),
        "start": japanese_date(start),
        "closing": japanese_date(closing),
        "publish": f"{values['publish_date']}ごろ",
        "pay-card": "カード会社の定める日",
        "pay-account-transfer": values["debit_date"],
        "pay-bank-transfer": f"{values['due_date']}まで",
    }
    sentences = filled(guide.EXAMPLE_LINES, settings, **values)
    return GuideExample(
        lead=filled(guide.EXAMPLE_LEAD, settings, **values),
        events=tuple(
            ExampleEvent(line.code, line.label, when[line.code], line.text, _method_label(line.method)) for line in sentences if line.code in when
        ),
        amounts=(
            ExampleAmount("初期費用", f"{yen(_INITIAL_FEE)}（税抜）"),
            ExampleAmount(f"月額 {yen(_MONTHLY_FEE)} × {_QUANTITY}{_UNIT}", f"{yen(_MONTHLY_FEE * _QUANTITY)}（税抜）"),
            ExampleAmount("小計", f"{yen(bill.subtotal)}（税抜）"),
            ExampleAmount(f"消費税（{settings.tax_percent}％）", yen(bill.tax)),
            ExampleAmount("最初の請求額", f"{yen(bill.total)}（税込）", total=True),
        ),
    )


def _method_label(method: PaymentMethod | None) -> str:
    return method.label if method else ""

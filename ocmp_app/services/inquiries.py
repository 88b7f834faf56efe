"""資料請求・お問い合わせ: check a form, send it once (R2, R6, R15, R40)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from ocmp_app.domain import inquiry as rules
from ocmp_app.domain.inquiry import CheckedInquiry, InquiryKind, Visitor
from ocmp_app.domain.ports import Limiter
from ocmp_app.settings import Settings


@dataclass(frozen=True, slots=True)
class InquiryReceipt:
    """What the sender is shown: 受付番号 such as Q20261116-0001 and where the receipt mail goes."""

    number: str
    kind: InquiryKind
    mail: str
    received_at: datetime


def draft_name(product_slug: str | None) -> str:
    """The name under which the form's draft is kept: one a product, one without a product."""
    raise NotImplementedError


def check(form: Mapping[str, object]) -> CheckedInquiry:
    """The inquiry in `form` (fields of domain/inquiry.py). Raises InvalidForm with a sentence a field."""
    return rules.check(form)


def send(
    session: Session,
    checked: CheckedInquiry,
    *,
    submission_key: str,
    product_slug: str | None,
    visitor: Visitor,
    now: datetime,
    settings: Settings,
    limiter: Limiter,
) -> InquiryReceipt:
    """Record the inquiry and the mails to both sides; the caller commits by leaving the transaction.

    The same `submission_key` again gives the first receipt and changes nothing, also from another tab.
    A `product_slug` that names no product on show is as no product: the question still gets through.
    Raises TooManyRequests when the visitor's address has sent its share of the hour.
    """
    raise NotImplementedError

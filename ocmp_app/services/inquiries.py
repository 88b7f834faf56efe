"""資料請求・お問い合わせ: check a form, send it once (R2, R6, R15, R40)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from ocmp_app.domain import inquiry as rules
from ocmp_app.domain.catalogue import ProductStatus
from ocmp_app.domain.clock import business_date
from ocmp_app.domain.errors import TooManyRequests
from ocmp_app.domain.inquiry import CheckedInquiry, InquiryKind, Visitor
from ocmp_app.domain.ports import Limiter
from ocmp_app.models import Inquiry, Product
from ocmp_app.services import mails, numbers, outbox
from ocmp_app.settings import Settings

LIMIT = "inquiry"
"""Name of the limit (settings.inquiries_per_ip_hour) and of the lock that lets one inquiry in after the other."""


@dataclass(frozen=True, slots=True)
class InquiryReceipt:
    """What the sender is shown: 受付番号 such as Q20261116-0001 and where the receipt mail goes."""

    number: str
    kind: InquiryKind
    mail: str
    received_at: datetime


def draft_name(product_slug: str | None) -> str:
    """The name under which the form's draft is kept: one a product, one without a product.

    Takes any claim of a browser; what cannot be a slug is as no product.
    """
    return f"inquiry:{product_slug}" if product_slug and re.fullmatch(r"[a-z0-9-]{2,64}", product_slug) else "inquiry"


def check(form: Mapping[str, object], *, with_product: bool = True) -> CheckedInquiry:
    """The inquiry in `form` (fields of domain/inquiry.py). Raises InvalidForm with a sentence a field.

    `with_product=False` tells that the form does not come from a product page: then a start date
    cannot be changed (R15).
    """
    return rules.check(form, with_product=with_product)


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
    A `product_slug` that names no product is as no product: the question still gets through.
    Raises TooManyRequests when the visitor's address has sent its share of the hour.
    """
    if not 0 < len(submission_key) <= 64:
        raise ValueError("a submission key has 1 to 64 characters")
    numbers.hold(session, LIMIT)  # who sends the same at the same time waits here, and then finds the first below
    if first := _sent(session, submission_key):
        return first
    if wait := limiter.hit(LIMIT, _limit_key(visitor.ip)):
        raise TooManyRequests(LIMIT, wait)
    product = _product(session, product_slug)
    series = numbers.daily_series("Q", business_date(now))
    number = numbers.number(series, numbers.take(session, series))
    session.add(
        Inquiry(
            number=number,
            submission_key=submission_key,
            kind=checked.kind.value,
            product_id=product.id if product else None,
            company=checked.company,
            name=checked.name,
            mail=checked.mail,
            phone=checked.phone,
            body=checked.body,
            created_at=now,
        )
    )
    name = product.name if product else ""
    outbox.put(session, mails.inquiry_receipt(checked, number, name, settings), f"inquiry:{number}:receipt", now)
    outbox.put(session, mails.inquiry_notice(checked, number, name, settings), f"inquiry:{number}:notice", now)
    return InquiryReceipt(number, checked.kind, checked.mail, now)


def _sent(session: Session, submission_key: str) -> InquiryReceipt | None:
    row = session.exec(select(Inquiry).where(Inquiry.submission_key == submission_key)).first()
    return InquiryReceipt(row.number, InquiryKind(row.kind), row.mail, row.created_at) if row else None


def _product(session: Session, slug: str | None) -> Product | None:
    """Also a product no longer on sale: who has a contract may still ask."""
    if not slug or "\x00" in slug or len(slug) > 64:
        return None
    known = select(Product).where(Product.slug == slug, col(Product.status) != ProductStatus.DRAFT.value)
    return session.exec(known).first()


def _limit_key(ip: str) -> str:
    """An IPv6 visitor has a whole /64 to choose from: it counts as one address."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)

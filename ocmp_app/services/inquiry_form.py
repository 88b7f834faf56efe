"""The form 資料請求・お問い合わせ between visits: its draft, its product, and the receipt of what was sent (R2, R6).

A visitor is known by `owner`, the hash of a cookie; empty where the browser keeps none: then nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from ocmp_app.domain.errors import NotFound
from ocmp_app.domain.inquiry import CheckedInquiry, InquiryKind, Visitor
from ocmp_app.domain.ports import Limiter
from ocmp_app.services import drafts, inquiries
from ocmp_app.services.drafts import Draft
from ocmp_app.services.inquiries import InquiryReceipt
from ocmp_app.services.queries import catalogue
from ocmp_app.services.queries.catalogue import ProductEnded
from ocmp_app.settings import Settings

_CONTACT = ("company", "name", "mail", "phone")


@dataclass(frozen=True, slots=True)
class FormProduct:
    """The service an inquiry is about. `on_show` is false after the end of its sale: who has a contract may still ask."""

    slug: str
    name: str
    provider: str
    hue: str
    on_show: bool


@dataclass(frozen=True, slots=True)
class FormFound:
    """What is known for an address and a visitor. `receipt` is of the last sending."""

    product: FormProduct | None
    draft: Draft | None
    receipt: InquiryReceipt | None


def find(session: Session, owner: str, slug: str, *, today: date) -> FormFound:
    """The form of a visitor for the product `slug`, as claimed; a slug of no product is as no product."""
    about = product(session, slug, today=today)
    name = inquiries.draft_name(about.slug if about else None)
    sent = drafts.load(session, owner, _sent_name(name))
    return FormFound(about, drafts.load(session, owner, name), _receipt(sent.data) if sent else None)


def product(session: Session, slug: str, *, today: date) -> FormProduct | None:
    """The service that `slug` names, None where there is none."""
    if inquiries.draft_name(slug) == inquiries.draft_name(None):
        return None  # no slug at all: not a question for the database
    try:
        view = catalogue.product_page(session, slug, today=today)
    except ProductEnded as ended:
        return FormProduct(slug, ended.name, "", ended.category.hue, on_show=False)
    except NotFound:
        return None
    return FormProduct(view.slug, view.name, view.provider.name, view.category.hue, on_show=True)


def send(
    session: Session,
    checked: CheckedInquiry,
    draft: Draft,
    slug: str,
    visitor: Visitor,
    now: datetime,
    settings: Settings,
    limiter: Limiter,
) -> InquiryReceipt:
    """Send what `draft` held when it was confirmed, once; keep the receipt, and begin a new draft with the contact alone.

    Raises TooManyRequests.
    """
    receipt = inquiries.send(
        session,
        checked,
        submission_key=draft.submission_key,
        product_slug=slug or None,
        visitor=visitor,
        now=now,
        settings=settings,
        limiter=limiter,
    )
    name = inquiries.draft_name(slug)
    present = drafts.load(session, visitor.owner, name)
    # Where another tab has sent it already, a new draft may be under way: it stays.
    if present is None or present.submission_key == draft.submission_key:
        drafts.renew(session, visitor.owner, name, {field: draft.data.get(field, "") for field in _CONTACT}, now)
        told = {**asdict(receipt), "received_at": receipt.received_at.isoformat()}
        drafts.save(session, visitor.owner, _sent_name(name), told, now)
    return receipt


def _sent_name(draft_name: str) -> str:
    return f"sent:{draft_name}"


def _receipt(data: Mapping[str, Any]) -> InquiryReceipt:
    received_at = datetime.fromisoformat(data["received_at"])
    return InquiryReceipt(str(data["number"]), InquiryKind(data["kind"]), str(data["mail"]), received_at)

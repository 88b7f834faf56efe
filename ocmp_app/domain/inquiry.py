"""The form 資料請求・お問い合わせ (R2, R6, R15): its kinds and what may be sent.

Field names of the form: kind, company, name, mail, phone, body, and the honeypot `website`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

COMPANY_LENGTH = 100
NAME_LENGTH = 60
BODY_LENGTH = 4000
HONEYPOT = "website"
"""A field people do not see and therefore leave empty; programs fill it in."""


class InquiryKind(StrEnum):
    """What an inquiry wants (R6, R15). The order is the order on screen."""

    MATERIAL = "material"
    QUESTION = "question"
    START_DATE = "start_date"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]

    @property
    def needs_body(self) -> bool:
        """A request for material says everything by its kind; the others need words."""
        return self is not InquiryKind.MATERIAL


_KIND_LABELS = {
    InquiryKind.MATERIAL: "資料請求",
    InquiryKind.QUESTION: "お問い合わせ",
    InquiryKind.START_DATE: "利用開始日の変更",
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the other end: the address for the limits, the draft owner (hash of the visitor's cookie)."""

    ip: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class CheckedInquiry:
    """An inquiry that may be sent: folded, trimmed and within the limits. Only `check` makes one."""

    kind: InquiryKind
    company: str
    name: str
    mail: str
    phone: str
    body: str


def check(form: Mapping[str, object]) -> CheckedInquiry:
    """The inquiry that `form` holds, folded and trimmed.

    Takes any payload: a missing field is empty, a value that is no text is a wrong value.
    Raises InvalidForm: field name → Japanese sentence.
    """
    raise NotImplementedError

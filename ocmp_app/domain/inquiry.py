"""The form 資料請求・お問い合わせ (R2, R6, R15): its kinds and what may be sent.

Field names of the form: kind, company, name, mail, phone, body, and the honeypot `website`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ocmp_app.domain.contact import MAIL_LENGTH, mail_address, many_lines, one_line, phone_number
from ocmp_app.domain.errors import InvalidForm

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
    def needs_product(self) -> bool:
        """A start date is changed through the inquiry of the product page (R15)."""
        return self is InquiryKind.START_DATE

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


def check(form: Mapping[str, object], *, with_product: bool = True) -> CheckedInquiry:
    """The inquiry that `form` holds, folded and trimmed.

    Takes any payload: what is missing or no text is empty. `with_product` tells whether the form belongs to a
    product. Raises InvalidForm: field name → Japanese sentence, in the order on screen.
    """
    errors: dict[str, str] = {}
    kind = _kind(_text(form, "kind"))
    if kind is None:
        errors["kind"] = "種別が選ばれていません。種別を1つ選んでください。"
    elif kind.needs_product and not with_product:
        errors["kind"] = (
            "対象のサービスが分かりません。利用開始日の変更は、そのサービスの商品ページの「資料請求・お問い合わせ」からお送りください。"
        )
    company = _required(form, "company", "会社名", COMPANY_LENGTH, errors)
    name = _required(form, "name", "お名前", NAME_LENGTH, errors)
    mail = _mail(form, errors)
    phone = _phone(form, errors)
    body = _body(form, kind, errors)
    if form.get(HONEYPOT):
        errors[HONEYPOT] = "この欄は入力できません。空欄に戻して、もう一度お進みください。"
    if errors or kind is None:
        raise InvalidForm(errors)
    return CheckedInquiry(kind, company, name, mail, phone, body)


def _text(form: Mapping[str, object], field: str) -> str:
    value = form.get(field)
    return value if isinstance(value, str) else ""


def _kind(value: str) -> InquiryKind | None:
    try:
        return InquiryKind(value)
    except ValueError:
        return None


def _required(form: Mapping[str, object], field: str, label: str, length: int, errors: dict[str, str]) -> str:
    value = one_line(_text(form, field))
    if not value:
        errors[field] = f"{label}が入力されていません。{label}を入力してください。"
    elif len(value) > length:
        errors[field] = f"{label}が長すぎます（{len(value):,}文字）。{length}文字以内で入力してください。"
    return value


def _mail(form: Mapping[str, object], errors: dict[str, str]) -> str:
    typed = _text(form, "mail")
    address = mail_address(typed)
    if not typed.strip():
        errors["mail"] = "メールアドレスが入力されていません。受付のお知らせを受け取るアドレスを入力してください。"
    elif address is None and len(typed) > MAIL_LENGTH:
        errors["mail"] = f"メールアドレスが長すぎます。{MAIL_LENGTH}文字以内のアドレスを入力してください。"
    elif address is None:
        errors["mail"] = "メールアドレスの形になっていません。「taro@example.co.jp」のように入力してください。"
    return address or ""


def _phone(form: Mapping[str, object], errors: dict[str, str]) -> str:
    typed = one_line(_text(form, "phone"))
    if not typed:
        return ""
    number = phone_number(typed)
    if number is None:
        errors["phone"] = "電話番号の桁数が合いません。「03-1234-5678」のように市外局番から入力するか、空欄にしてください。"
    return number or ""


def _body(form: Mapping[str, object], kind: InquiryKind | None, errors: dict[str, str]) -> str:
    body = many_lines(_text(form, "body"))
    if len(body) > BODY_LENGTH:
        errors["body"] = f"お問い合わせ内容が長すぎます（{len(body):,}文字）。{BODY_LENGTH:,}文字以内で入力してください。"
    elif not body and kind is InquiryKind.START_DATE:
        errors["body"] = "お問い合わせ内容が入力されていません。対象の契約と、ご希望の利用開始日を入力してください。"
    elif not body and kind is not None and kind.needs_body:
        errors["body"] = "お問い合わせ内容が入力されていません。お聞きになりたいことを入力してください。"
    return body

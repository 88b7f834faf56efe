"""資料請求・お問い合わせ as the page shows it: product, confirmation, receipt (R2, R6, R15, R40)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from ocmp_app.domain.inquiry import CheckedInquiry, InquiryKind
from ocmp_app.presenters.content import inquiry as words
from ocmp_app.presenters.formats import initial_of, japanese_instant
from ocmp_app.services.inquiries import InquiryReceipt
from ocmp_app.services.inquiry_form import FormProduct

PATH = "/inquiry"
NOT_ENTERED = "入力なし"
LABELS: Mapping[str, str] = {hint.field: hint.label for hint in words.FIELD_HINTS}
"""Field → label, in the order on screen."""


@dataclass(frozen=True)
class InquiryProduct:
    """The service an inquiry is about; `slug` empty: none. `href` is empty where its page is gone."""

    slug: str = ""
    name: str = ""
    provider: str = ""
    initial: str = ""
    hue: str = "blue"
    href: str = ""


@dataclass(frozen=True)
class ReviewRow:
    """A line of the confirmation: what is sent, and where it is changed."""

    label: str
    value: str
    edit_href: str
    empty: bool = False


@dataclass(frozen=True)
class ReceiptView:
    """What the sender is told after sending."""

    number: str = ""
    kind: str = ""
    mail: str = ""
    received_at: str = ""
    lead: str = ""
    next_step: str = ""


def product_of(product: FormProduct | None) -> InquiryProduct:
    """The service as the form shows it; an empty one for none."""
    if product is None:
        return InquiryProduct()
    return InquiryProduct(
        slug=product.slug,
        name=product.name,
        provider=product.provider,
        initial=initial_of(product.name),
        hue=product.hue,
        href=f"/products/{product.slug}" if product.on_show else "",
    )


def address(product_slug: str, step: str = "") -> str:
    """The page's address with its product (R2) and step."""
    query = urlencode({name: value for name, value in (("product", product_slug), ("step", step)) if value})
    return f"{PATH}?{query}" if query else PATH


def review_rows(checked: CheckedInquiry, product_slug: str) -> list[ReviewRow]:
    """The confirmation's lines, in the order of the form."""
    values = {
        "kind": checked.kind.label,
        "company": checked.company,
        "name": checked.name,
        "mail": checked.mail,
        "phone": checked.phone,
        "body": checked.body,
    }
    back = address(product_slug)
    return [
        ReviewRow(label, values[field] or NOT_ENTERED, f"{back}#{field}-field", empty=not values[field])
        for field, label in LABELS.items()
    ]


def receipt_view(receipt: InquiryReceipt) -> ReceiptView:
    """The receipt with what happens next for its kind."""
    return ReceiptView(
        number=receipt.number,
        kind=receipt.kind.label,
        mail=receipt.mail,
        received_at=japanese_instant(receipt.received_at),
        lead=words.DONE_LEAD.format(number=receipt.number, mail=receipt.mail),
        next_step=next_step(receipt.kind),
    )


def next_step(kind: InquiryKind) -> str:
    """What the shop does about an inquiry of this kind."""
    return next(text.next_step for text in words.KINDS if text.code == kind)


def try_later(wait_seconds: int) -> str:
    """What is said when the limit of an address is reached."""
    minutes = -(-wait_seconds // 60)
    return (
        "短い時間に続けて送信されたため、いまは受け付けられません。"
        f"入力内容は保存してありますので、{minutes}分ほどたってから、もう一度「送信する」を押してください。"
    )


def our_fault(reference: str) -> str:
    """What is said when something unexpected happened; `reference` stands in the log."""
    return (
        "こちら側の問題により、手続きを完了できませんでした。入力内容はこの画面に残っています。"
        f"少し時間をおいて、もう一度お試しください（エラー番号 {reference}）。"
    )

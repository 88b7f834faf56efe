"""The mails of the shop: texts from presenters/content, as plain text and as HTML of the same words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from ocmp_app.domain.inquiry import CheckedInquiry
from ocmp_app.presenters.content import inquiry as words
from ocmp_app.presenters.content.model import MailTemplate
from ocmp_app.services.outbox import Mail
from ocmp_app.settings import Settings

NOTHING = "（なし）"
_HTML = """\
<!DOCTYPE html>
<html lang="ja">
<head><meta charset="utf-8"><title>{subject}</title></head>
<body style="margin:0;padding:24px;background:#ffffff;color:#1a1a1c;\
font-family:'Hiragino Sans','Yu Gothic',Meiryo,sans-serif;font-size:16px;line-height:1.7">
<div style="max-width:40em;overflow-wrap:anywhere">
{paragraphs}
</div>
</body>
</html>
"""


def inquiry_receipt(checked: CheckedInquiry, number: str, product: str, settings: Settings) -> Mail:
    """To the sender: it has arrived, under this number (R6, R40). `product` is a name, empty for none."""
    values = _inquiry_values(checked, number, product)
    return compose(words.RECEIPT_MAIL, values, settings, to=checked.mail, reply_to=settings.operator_mail)


def inquiry_notice(checked: CheckedInquiry, number: str, product: str, settings: Settings) -> Mail:
    """To the operator: the inquiry; an answer goes to the sender (R6)."""
    values = _inquiry_values(checked, number, product)
    return compose(words.NOTICE_MAIL, values, settings, to=settings.operator_mail, reply_to=checked.mail)


def compose(template: MailTemplate, values: Mapping[str, str], settings: Settings, *, to: str, reply_to: str = "") -> Mail:
    """`template` with the shop's settings and `values` filled in, once: braces in a value stay as they are."""
    known = {**shop_values(settings), **values}
    subject, text = template.subject.format_map(known), template.body.format_map(known)
    return Mail(to=to, subject=subject, text=text, html=as_html(subject, text, settings.base_url), reply_to=reply_to)


def shop_values(settings: Settings) -> dict[str, str]:
    """What any text may name: the placeholders of content/model.py with the values of the settings."""
    return {
        "operator": settings.operator_name,
        "agency": settings.agency_name,
        "hipayment": settings.hipayment_name,
        "statement_name_card": settings.statement_name_card,
        "statement_name_transfer": settings.statement_name_transfer,
        "tax_percent": str(settings.tax_percent),
        "closing_day": str(settings.closing_day),
        "publish_day": str(settings.publish_day),
        "debit_day": str(settings.debit_day),
        "invoice_day": str(settings.invoice_day),
        "lock_failures": str(settings.lock_failures),
        "lock_minutes": str(settings.lock_minutes),
        "contact_mail": settings.operator_mail,
        "contact_phone": settings.operator_phone,
    }


def as_html(subject: str, text: str, base_url: str) -> str:
    """`text` as a simple HTML mail: paragraphs, lines, and links to our own addresses only."""
    paragraphs = []
    for block in re.split(r"\n{2,}", text.strip("\n")):
        lines = "<br>\n".join(escape(line) for line in block.split("\n"))
        ours = re.compile(re.escape(escape(base_url)) + r"(?:/[\w\-./?=&;%#]*)?(?![\w.:@-])", re.ASCII)
        lines = ours.sub(lambda link: f'<a href="{link[0]}">{link[0]}</a>', lines)
        paragraphs.append(f'<p style="margin:0 0 1em">{lines}</p>')
    return _HTML.format(subject=escape(subject), paragraphs="\n".join(paragraphs))


def _inquiry_values(checked: CheckedInquiry, number: str, product: str) -> dict[str, str]:
    return {
        "number": number,
        "kind": checked.kind.label,
        "product": product or words.PRODUCT_NONE,
        "company": checked.company,
        "name": checked.name,
        "mail": checked.mail,
        "phone": checked.phone or NOTHING,
        "body": checked.body or NOTHING,
    }

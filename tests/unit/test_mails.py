"""The words of the mails: filled in once, the same as text and as HTML."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from ocmp_app.domain.inquiry import CheckedInquiry, InquiryKind
from ocmp_app.presenters.content.model import SETTING_PLACEHOLDERS, MailTemplate
from ocmp_app.services import mails
from ocmp_app.settings import Settings

SETTINGS = Settings(_env_file=None)  # type: ignore[call-arg]
CHECKED = CheckedInquiry(InquiryKind.MATERIAL, "青空商事株式会社", "山田 太郎", "taro@example.co.jp", "", "")


def test_every_placeholder_of_the_texts_has_a_value() -> None:
    assert mails.shop_values(SETTINGS).keys() == SETTING_PLACEHOLDERS


def test_what_was_left_empty_is_said_to_be_empty() -> None:  # R6
    mail = mails.inquiry_notice(CHECKED, "Q20261116-0001", "", SETTINGS)
    assert "電話番号　　　：（なし）" in mail.text
    assert "対象のサービス：指定なし" in mail.text


def test_a_link_to_the_shop_can_be_followed_and_others_cannot() -> None:
    text = "次から：\nhttp://localhost:3000/inquiry?product=kintai-cloud&x=1\n\nhttp://localhost:3000.evil.example/ https://evil.example/<x>"
    html = mails.as_html("件名", text, "http://localhost:3000")
    link = "http://localhost:3000/inquiry?product=kintai-cloud&amp;x=1"
    assert re.findall(r'href="([^"]*)"', html) == [link]
    assert f'<a href="{link}">{link}</a>' in html


@given(st.text(), st.text())
def test_whatever_a_sender_wrote_is_text(name: str, body: str) -> None:
    template = MailTemplate(subject="{kind}", body="{name}\n\n{body}\n{operator}")
    mail = mails.compose(template, {"kind": "k", "name": name, "body": body}, SETTINGS, to="a@example.jp")
    assert mail.text == f"{name}\n\n{body}\n{SETTINGS.operator_name}"
    tags = set(re.findall(r"<(/?\w+)", mail.html))
    assert tags <= {
        "html",
        "head",
        "meta",
        "title",
        "/title",
        "/head",
        "body",
        "div",
        "p",
        "/p",
        "br",
        "a",
        "/a",
        "/div",
        "/body",
        "/html",
    }
    shown = unescape(re.sub(r"<[^>]*>", "", mail.html.split("<body", 1)[1]))
    assert "".join(body.split()) in "".join(shown.split())

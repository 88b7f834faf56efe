"""Mails as bytes: read back by Python's parser, they say what was put in, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocmp_app.adapters.mail_message import MailCharset, Sender, encode
from ocmp_app.domain.ports import OutgoingMail

SHOP = Sender("オープンクラウドマーケットプレース", "no-reply@ocmp.example.jp")


def mail(**changes: Any) -> OutgoingMail:
    values: dict[str, Any] = {
        "message_id": "outbox.1.abc@ocmp.example.jp",
        "to": "taro@example.co.jp",
        "subject": "お問い合わせを受け付けました",
        "text": "青空商事株式会社\n山田様\n\nありがとうございます。\n.\n以上",
        "html": "<p>ありがとうございます。</p>",
        "reply_to": "",
        "date": datetime(2026, 11, 16, 1, 0, tzinfo=UTC),
    }
    return OutgoingMail(**values | changes)


def read(raw: bytes) -> EmailMessage:
    """What a mail client sees; also that the bytes keep to the form."""
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not [defect for part in message.walk() for defect in part.defects]
    return message


def content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_text_and_html_say_the_same_mail() -> None:
    message = read(encode(mail(reply_to="support@ocmp.example.jp"), SHOP))
    assert message["Subject"] == "お問い合わせを受け付けました"
    assert message["To"] == "taro@example.co.jp"
    assert message["Date"] == "Mon, 16 Nov 2026 10:00:00 +0900"
    assert message["Message-ID"] == "<outbox.1.abc@ocmp.example.jp>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "support@ocmp.example.jp"
    assert message.get_content_type() == "multipart/alternative"
    assert content(message, "plain") == "青空商事株式会社\n山田様\n\nありがとうございます。\n.\n以上\n"
    assert content(message, "html") == "<p>ありがとうございます。</p>\n"
    assert not [name for name in message if name.startswith("List-") or name == "Bcc"]


def test_the_sender_has_a_japanese_name() -> None:
    message = read(encode(mail(), SHOP))
    assert message["From"].addresses[0].addr_spec == SHOP.address
    # Python 3.11's address parser leaves blanks between encoded words; the plain decoder does as RFC 2047 says.
    raw = dict(message.raw_items())["From"]
    assert str(make_header(decode_header(str(raw).split("<")[0].strip()))) == SHOP.name


@pytest.mark.parametrize("name", ["OCMP", "OCMP, Inc.", 'The "Shop" \\ <x@y.jp>'])
def test_an_ascii_sender_name_is_quoted_where_it_must_be(name: str) -> None:
    address = read(encode(mail(), Sender(name, "a@example.jp")))["From"].addresses
    assert [(one.display_name, one.addr_spec) for one in address] == [(name, "a@example.jp")]


def test_a_shop_without_an_address_does_not_open() -> None:
    with pytest.raises(ValueError, match="no mail address"):
        Sender("OCMP", "OCMP <no-reply@ocmp.example.jp>")


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Receipt Q20261116-0001",
        "A long subject in English only, which has more than seventy-eight characters and must be folded",
        "【受付番号 Q20261116-0001】" + "資料請求・お問い合わせを受け付けました。" * 10,
        "絵文字👩‍💻👍🏽と𠮷野家",
        "ﾊﾝｶｸ ｶﾅ ﾀﾞﾖ",
        "blanks  in   ASCII and 日本語  mixed   up ",
        "=?utf-8?q?not_an_encoded_word?=",
        "a" * 300,
    ],
)
def test_a_subject_comes_back_as_it_was(subject: str) -> None:
    raw = encode(mail(subject=subject), SHOP)
    assert read(raw)["Subject"] == subject
    header = raw.split(b"Subject: ")[1].split(b"\r\nDate")[0].split(b"\r\n")
    assert max(map(len, header)) <= 76
    assert not [line for line in header[1:] if not line.startswith(b" =?")]


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
def test_any_subject_comes_back(subject: str) -> None:
    raw = encode(mail(subject=subject), SHOP)
    assert str(make_header(decode_header(raw.split(b"Subject: ")[1].split(b"\r\nDate")[0].decode()))) == subject


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_becomes_a_header(text: str) -> None:
    text = f"x\r\nBcc: eve@example.jp\r\n\r\n{text}\nBcc: eve@example.jp"
    message = read(encode(mail(subject=text, text=text, html=text), Sender(text, SHOP.address)))
    assert sorted(message.keys()) == [
        "Auto-Submitted",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ]


@pytest.mark.parametrize("field", ["to", "reply_to", "message_id"])
@pytest.mark.parametrize(
    "value", ["a@b.jp\r\nBcc: eve@example.jp", "a@b.jp, eve@example.jp", "<a@b.jp>", "a b@c.jp", "太郎@b.jp", "nobody"]
)
def test_an_address_is_one_address(field: str, value: str) -> None:
    with pytest.raises(ValueError, match="no mail address"):
        encode(mail(**{field: value}), SHOP)


@pytest.mark.parametrize(
    ("text", "charset", "used"),
    [
        ("こんにちは、世界", "iso-2022-jp", "iso-2022-jp"),
        ("こんにちは、世界", "utf-8", "utf-8"),
        ("ﾊﾝｶｸｶﾅ", "iso-2022-jp", "utf-8"),
        ("👍", "iso-2022-jp", "utf-8"),
        ("①㈱髙", "iso-2022-jp", "utf-8"),
        ("あ" * 600, "iso-2022-jp", "utf-8"),  # too long a line for 7 bits
    ],
)
def test_iso_2022_jp_only_where_everything_fits(text: str, charset: MailCharset, used: str) -> None:
    message = read(encode(mail(text=text, html=f"<p>{text}</p>"), SHOP, charset=charset))
    part = message.get_body(("plain",))
    assert part is not None
    assert part.get_content_charset() == used
    assert content(message, "plain") == text + "\n"
    assert message["Subject"] == "お問い合わせを受け付けました"


def test_an_attempt_looks_like_the_one_before() -> None:
    assert encode(mail(), SHOP) == encode(mail(), SHOP)

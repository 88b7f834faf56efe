"""Names, mail addresses and phone numbers: folded, never scolded."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocmp_app.domain.contact import MAIL_LENGTH, PHONE_LENGTH, mail_address, many_lines, one_line, phone_number

ANY_TEXT = st.text(st.characters(codec=None, categories=None))  # lone surrogates and controls too


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("　山田　太郎 ", "山田　太郎"),
        ("ｶﾌﾞｼｷｶﾞｲｼｬ", "カブシキガイシャ"),
        ("ＡＢＣ株式会社", "ＡＢＣ株式会社"),  # a registered name stays as it is
        ("髙﨑神", "髙﨑神"),  # and so do the characters of a person's name
        ("A\r\nBcc: x@example.jp", "A Bcc: x@example.jp"),
        ("\u200b\u3164 ", ""),  # nothing that shows
        ("a\u202egnp.exe", "agnp.exe"),
        ("👩‍💻", "👩‍💻"),
        ("a\x00b", "ab"),
    ],
)
def test_a_name_is_one_line_as_typed(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


def test_a_longer_text_keeps_its_lines() -> None:
    assert many_lines("\n\nはい。  \r\n\u2028三行目\x00\r\n\n\n\n\n\n終わり\n") == "はい。\n\n三行目\n\n\n終わり"
    assert many_lines(" \n\u200b\n") == ""


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("taro@example.co.jp", "taro@example.co.jp"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ", "taro@example.co.jp"),
        (" taro ＠ example。co。jp\u200b\n", "taro@example.co.jp"),
        ("taro+ocmp@日本語.jp", "taro+ocmp@xn--wgv71a119e.jp"),
        ("taro yamada@example.jp", None),  # not glued together into somebody else's address
        ("a@example.co.jp\r\nBcc: b@example.jp", None),
        ("a@example.co.jp,b@example.co.jp", None),
        ("太郎 <taro@example.co.jp>", None),
        ("太郎@example.jp", None),
        ("taro@localhost", None),
        ("", None),
        ("a" * 250 + "@example.jp", None),
        (" " * 100_000 + "@", None),
    ],
)
def test_a_mail_address(typed: str, address: str | None) -> None:
    assert mail_address(typed) == address


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("03-1234-5678", "03-1234-5678"),
        ("０３ー１２３４ー５６７８", "03-1234-5678"),
        ("03(1234)5678", "03-1234-5678"),
        ("０９０　１２３４　５６７８", "090-1234-5678"),
        ("0312345678", "0312345678"),
        ("+81-3-1234-5678", "03-1234-5678"),
        ("+81 (0)90 1234 5678", "090-1234-5678"),
        ("0120-000-000", "0120-000-000"),
        ("0800-123-4567", "0800-123-4567"),
        ("090-1234-567", None),  # a digit is missing
        ("03-1234-56789", None),
        ("1234-5678", None),
        ("0-3-1-2-3-4-5-6-7-8-", "0-3-1-2-3-4-5-6-7-8"),
        ("電話なし", None),
    ],
)
def test_a_phone_number(typed: str, number: str | None) -> None:
    assert phone_number(typed) == number


@given(ANY_TEXT)
def test_any_text_can_be_stored_and_shown(typed: str) -> None:
    for text in (one_line(typed), many_lines(typed)):
        text.encode()  # no halves of characters
        assert "\x00" not in text
    assert not [char for char in one_line(typed) if unicodedata.category(char) in ("Cc", "Zl", "Zp")]
    assert one_line(one_line(typed)) == one_line(typed)
    assert many_lines(many_lines(typed)) == many_lines(typed)


@given(
    st.one_of(
        ANY_TEXT, st.emails(), st.builds("{}@{}".format, ANY_TEXT, ANY_TEXT), st.from_regex(r"[+0０][0-9０-９ー\-() ]{0,20}")
    )
)
def test_any_text_is_an_address_or_number_in_ascii_or_none(typed: str) -> None:
    for value, length in ((mail_address(typed), MAIL_LENGTH), (phone_number(typed), PHONE_LENGTH)):
        assert value is None or (value.isascii() and value.isprintable() and " " not in value and len(value) <= length)

"""What may be sent as 資料請求・お問い合わせ (R2, R6, R15)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocmp_app.domain.errors import InvalidForm
from ocmp_app.domain.inquiry import BODY_LENGTH, HONEYPOT, CheckedInquiry, InquiryKind, check

FORM = {
    "kind": "question",
    "company": "青空商事株式会社",
    "name": "山田　太郎",
    "mail": "taro@example.co.jp",
    "phone": "03-1234-5678",
    "body": "最低利用期間を教えてください。",
    HONEYPOT: "",
}


def wrong(**changes: Any) -> dict[str, str]:
    """The errors of a good form with `changes`."""
    with pytest.raises(InvalidForm) as refused:
        check({**FORM, **changes})
    return refused.value.errors


def test_a_question_is_taken_as_typed() -> None:  # R6
    assert check(FORM) == CheckedInquiry(
        InquiryKind.QUESTION,
        "青空商事株式会社",
        "山田　太郎",
        "taro@example.co.jp",
        "03-1234-5678",
        "最低利用期間を教えてください。",
    )


def test_full_width_input_is_folded() -> None:
    checked = check(
        {**FORM, "mail": "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ", "phone": "０３ー１２３４ー５６７８", "company": "ｱｵｿﾞﾗ商事"}
    )
    assert (checked.mail, checked.phone, checked.company) == ("taro@example.co.jp", "03-1234-5678", "アオゾラ商事")


def test_material_needs_no_words_and_nobody_needs_a_phone() -> None:  # R6
    checked = check({**FORM, "kind": "material", "body": "", "phone": "　"})
    assert (checked.kind.label, checked.body, checked.phone) == ("資料請求", "", "")


@pytest.mark.parametrize("kind", ["question", "start_date"])
def test_a_question_and_a_change_of_the_start_date_need_words(kind: str) -> None:  # R15
    assert list(wrong(kind=kind, body=" \n ")) == ["body"]


def test_everything_wrong_is_told_at_once_in_the_order_on_screen() -> None:
    with pytest.raises(InvalidForm) as refused:
        check({"phone": "12"})
    assert list(refused.value.errors) == ["kind", "company", "name", "mail", "phone"]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("kind", "refund", "選んで"),
        ("company", "あ" * 101, "100文字以内"),
        ("name", "あ" * 61, "60文字以内"),
        ("mail", "taro@example", "taro@example.co.jp"),
        ("mail", f"{'a' * 300}@example.jp", "254文字以内"),
        ("phone", "03-1234", "市外局番"),
        ("body", "あ" * (BODY_LENGTH + 1), "4,000文字以内"),
        (HONEYPOT, "https://example.com", "空欄"),
    ],
)
def test_an_error_gives_its_cure(field: str, value: str, told: str) -> None:
    errors = wrong(**{field: value})
    assert list(errors) == [field]
    assert told in errors[field]


def test_the_limits_count_characters() -> None:
    assert check({**FORM, "company": "𠮷" * 100, "body": "👍" * BODY_LENGTH}).company == "𠮷" * 100


@given(
    st.dictionaries(
        st.sampled_from([*FORM, "other"]),
        st.one_of(
            st.text(st.characters(codec=None, categories=None)),
            st.none(),
            st.integers(),
            st.lists(st.text()),
            st.sampled_from([*FORM.values()]),
        ),
    )
)
def test_any_payload_is_checked_or_refused(form: dict[str, Any]) -> None:
    try:
        checked = check(form)
    except InvalidForm:
        return
    assert checked.company
    assert checked.name
    assert checked.mail.isascii()

"""What the page 資料請求・お問い合わせ shows, and what it takes from a browser (R2, R6, R15, R40)."""

from __future__ import annotations

from datetime import datetime

import pytest
from pydantic import ValidationError

from ocmp_app.domain.clock import JST
from ocmp_app.domain.inquiry import HONEYPOT, CheckedInquiry, InquiryKind
from ocmp_app.presenters import inquiry as presenter
from ocmp_app.services.inquiries import InquiryReceipt
from ocmp_app.services.inquiry_form import FormProduct
from ocmp_app.state.inquiry import TypedInquiry

CHECKED = CheckedInquiry(InquiryKind.MATERIAL, "青空商事株式会社", "山田 太郎", "taro@example.co.jp", "", "")


def test_the_address_carries_product_and_step() -> None:  # R2
    assert presenter.address("") == "/inquiry"
    assert presenter.address("kintai-cloud") == "/inquiry?product=kintai-cloud"
    assert presenter.address("kintai-cloud", "confirm") == "/inquiry?product=kintai-cloud&step=confirm"
    assert presenter.address("", "done") == "/inquiry?step=done"


def test_the_confirmation_has_each_field_with_its_way_back() -> None:
    rows = presenter.review_rows(CHECKED, "kintai-cloud")
    assert [row.label for row in rows] == ["種別", "会社名", "お名前", "メールアドレス", "電話番号", "お問い合わせ内容"]
    assert rows[0].value == "資料請求"
    assert rows[1].edit_href == "/inquiry?product=kintai-cloud#company-field"
    assert [row.value for row in rows if row.empty] == ["入力なし", "入力なし"]


def test_the_receipt_says_number_time_and_what_comes_next() -> None:  # R6 R15
    at = datetime(2026, 11, 16, 10, 5, tzinfo=JST)
    view = presenter.receipt_view(InquiryReceipt("Q20261116-0001", InquiryKind.START_DATE, "taro@example.co.jp", at))
    assert view.received_at == "2026年11月16日(月) 10:05"
    assert "Q20261116-0001" in view.lead
    assert "taro@example.co.jp" in view.lead
    assert "提供事業者に確認" in view.next_step


def test_a_service_no_longer_on_sale_has_no_link() -> None:
    ended = presenter.product_of(FormProduct("old-app", "旧サービス", "", "blue", on_show=False))
    assert (ended.slug, ended.href, ended.initial) == ("old-app", "", "旧")
    assert presenter.product_of(None) == presenter.InquiryProduct()


@pytest.mark.parametrize(("seconds", "told"), [(1, "1分"), (60, "1分"), (61, "2分"), (3599, "60分")])
def test_the_wait_is_rounded_up(seconds: int, told: str) -> None:
    assert f"、{told}ほどたってから" in presenter.try_later(seconds)


class TestTyped:
    def test_the_draft_keeps_what_is_typed_and_nothing_else(self) -> None:
        kept = TypedInquiry.model_validate({"kind": "question", "body": "本文", HONEYPOT: "x", "product": "kintai", "更に": 1}).kept()
        assert kept["body"] == "本文"
        assert kept.keys() == {"asked_kind", "kind", "company", "name", "mail", "phone", "body"}

    def test_half_a_character_becomes_a_whole_one(self) -> None:
        assert TypedInquiry.model_validate({"body": "\ud83d!"}).body == "\ufffd!"

    @pytest.mark.parametrize("form", [None, [], "x", 3, {"body": ["a", "b"]}, {"company": None}, {"mail": {"a": 1}}])
    def test_junk_is_no_form(self, form: object) -> None:
        with pytest.raises(ValidationError):
            TypedInquiry.model_validate(form)

"""資料請求・お問い合わせ from the form to the mails (R2, R6, R15, R40)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func
from sqlmodel import select

from ocmp_app.adapters.clock import FixedClock
from ocmp_app.domain.errors import InvalidForm, TooManyRequests
from ocmp_app.domain.inquiry import InquiryKind, Visitor
from ocmp_app.models import Category, Inquiry, NumberSeries, OutboxMail, Product, Provider
from ocmp_app.services import inquiries, outbox
from ocmp_app.services.inquiries import InquiryReceipt
from ocmp_app.wiring import Shop

CHARLIE = Visitor(ip="203.0.113.7", owner="c" * 64)
FORM = {
    "kind": "question",
    "company": "青空商事株式会社",
    "name": "山田 太郎",
    "mail": "ｔａｒｏ＠example.co.jp",
    "phone": "03-1234-5678",
    "body": "最低利用期間を教えてください。\n<b>急ぎ</b> {name}",
}


def send(shop: Shop, key: str = "key-1", slug: str | None = None, visitor: Visitor = CHARLIE, **changes: str) -> InquiryReceipt:
    """What the page does with 「送信する」."""
    checked = inquiries.check({**FORM, **changes})
    with shop.database.transaction() as session:
        return inquiries.send(
            session,
            checked,
            submission_key=key,
            product_slug=slug,
            visitor=visitor,
            now=shop.clock.now(),
            settings=shop.settings,
            limiter=shop.limiter,
        )


def stored(shop: Shop) -> list[Inquiry]:
    with shop.database.read() as session:
        return list(session.exec(select(Inquiry).order_by(Inquiry.number)))


def mails_to(shop: Shop, address: str) -> list[outbox.MailRow]:
    with shop.database.read() as session:
        return outbox.listing(session, to=address)


@pytest.fixture
def kintai(shop: Shop) -> str:
    """A service on show."""
    now = shop.clock.now()
    with shop.database.transaction() as session:
        provider = Provider(slug="aozora", name="あおぞらワークス株式会社")
        category = Category(code="attendance", name="勤怠管理")
        session.add_all([provider, category])
        session.flush()
        session.add(
            Product(
                slug="kintai-cloud",
                name="勤怠クラウド",
                provider_id=provider.id,
                category_id=category.id,
                sales_kind="direct",
                status="published",
                created_at=now,
                updated_at=now,
            )
        )
    return "kintai-cloud"


class TestAnInquiry:
    def test_gets_a_number_and_a_mail_goes_to_both_sides(self, shop: Shop) -> None:  # R6, R40
        receipt = send(shop)
        assert receipt == InquiryReceipt("Q20261116-0001", InquiryKind.QUESTION, "taro@example.co.jp", shop.clock.now())

        (to_sender,) = mails_to(shop, "taro@example.co.jp")
        assert "Q20261116-0001" in to_sender.subject
        assert "青空商事株式会社\n山田 太郎 様" in to_sender.text
        assert shop.settings.operator_name in to_sender.text

        (to_operator,) = mails_to(shop, shop.settings.operator_mail)
        assert "お問い合わせ" in to_operator.subject
        assert FORM["body"] in to_operator.text  # as written, its braces and brackets untouched
        assert "&lt;b&gt;急ぎ&lt;/b&gt;" in to_operator.html
        with shop.database.read() as session:
            replies = {mail.to: mail.reply_to for mail in session.exec(select(OutboxMail))}
        assert replies == {
            "taro@example.co.jp": shop.settings.operator_mail,
            shop.settings.operator_mail: "taro@example.co.jp",
        }

    def test_from_a_product_page_names_the_product(self, shop: Shop, kintai: str) -> None:  # R2
        send(shop, slug=kintai, kind="material", body="")
        assert stored(shop)[0].product_id is not None
        for mail in (*mails_to(shop, "taro@example.co.jp"), *mails_to(shop, shop.settings.operator_mail)):
            assert "勤怠クラウド" in mail.text
            assert "資料請求" in mail.text

    @pytest.mark.parametrize("slug", ["no-such", "", "'; --", "x\x00y", "あ" * 5000])
    def test_gets_through_without_a_product_too(self, shop: Shop, slug: str) -> None:
        assert send(shop, slug=slug).number == "Q20261116-0001"
        assert stored(shop)[0].product_id is None

    def test_a_start_date_is_changed_from_the_product_page(self, shop: Shop, kintai: str) -> None:  # R15
        change = {**FORM, "kind": "start_date", "body": "申込番号 … を1月1日からに変更したいです。"}
        with pytest.raises(InvalidForm) as refused:
            inquiries.check(change, with_product=False)
        assert list(refused.value.errors) == ["kind"]
        assert send(shop, slug=kintai, **change).kind is InquiryKind.START_DATE

    def test_numbers_begin_anew_each_day_in_japan(self, shop: Shop, clock: FixedClock) -> None:
        assert [send(shop, key).number for key in ("a", "b")] == ["Q20261116-0001", "Q20261116-0002"]
        clock.advance(timedelta(hours=13, minutes=59))  # 23:59 in Japan
        assert send(shop, "c").number == "Q20261116-0003"
        clock.advance(timedelta(minutes=1))
        assert send(shop, "d").number == "Q20261117-0001"

    def test_wrong_fields_leave_nothing_behind(self, shop: Shop) -> None:
        with pytest.raises(InvalidForm):
            send(shop, mail="taro")
        assert stored(shop) == []


class TestSentTwice:
    def test_makes_one(self, shop: Shop, clock: FixedClock) -> None:
        first = send(shop)
        clock.advance(timedelta(days=1))
        assert send(shop, body="もう一度") == first
        assert len(stored(shop)) == 1
        assert len(mails_to(shop, "taro@example.co.jp")) == 1

    def test_by_twenty_at_once_makes_one(self, shop: Shop) -> None:
        with ThreadPoolExecutor(20) as threads:
            receipts = list(threads.map(lambda _: send(shop), range(20)))
        assert {receipt.number for receipt in receipts} == {"Q20261116-0001"}
        assert len(stored(shop)) == 1
        assert len(mails_to(shop, shop.settings.operator_mail)) == 1
        assert send(shop, "next").number == "Q20261116-0002"  # nineteen times waiting used no number

    def test_twenty_different_ones_at_once_get_twenty_numbers(self, shop: Shop) -> None:
        with ThreadPoolExecutor(20) as threads:
            receipts = list(threads.map(lambda n: send(shop, f"key-{n}", visitor=Visitor(f"198.51.100.{n}")), range(20)))
        assert sorted(receipt.number for receipt in receipts) == [f"Q20261116-{n:04}" for n in range(1, 21)]

    def test_costs_nothing_of_the_hour(self, shop: Shop) -> None:
        for _ in range(shop.settings.inquiries_per_ip_hour + 1):
            send(shop)
        assert send(shop, "another").number == "Q20261116-0002"


class TestTooMany:
    def test_from_one_address_are_refused_and_leave_nothing(self, shop: Shop, clock: FixedClock) -> None:
        for n in range(shop.settings.inquiries_per_ip_hour):
            send(shop, f"key-{n}")
        clock.advance(timedelta(days=365))  # a tester's clock does not open the gate
        with pytest.raises(TooManyRequests) as refused:
            send(shop, "one-more")
        assert 0 < refused.value.wait_seconds <= 3600
        assert refused.value.retry_helps
        assert len(stored(shop)) == shop.settings.inquiries_per_ip_hour
        assert send(shop, "neighbour", visitor=Visitor("203.0.113.8")).number.endswith("-0001")  # the other day

    def test_one_ipv6_network_is_one_address(self, shop: Shop) -> None:
        for n in range(shop.settings.inquiries_per_ip_hour):
            send(shop, f"key-{n}", visitor=Visitor(f"2001:db8:0:1::{n + 1:x}"))
        with pytest.raises(TooManyRequests):
            send(shop, "one-more", visitor=Visitor("2001:db8:0:1:ffff::1"))
        send(shop, "elsewhere", visitor=Visitor("2001:db8:0:2::1"))

    def test_who_has_no_address_is_limited_as_well(self, shop: Shop) -> None:
        for n in range(shop.settings.inquiries_per_ip_hour):
            send(shop, f"key-{n}", visitor=Visitor(""))
        with pytest.raises(TooManyRequests):
            send(shop, "one-more", visitor=Visitor("not an address"))


ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(company=ANY_TEXT, name=ANY_TEXT, phone=ANY_TEXT, body=ANY_TEXT, kind=st.sampled_from(InquiryKind))
def test_any_text_is_sent_or_refused(shop: Shop, company: str, name: str, phone: str, body: str, kind: str) -> None:
    before = len(stored(shop))
    try:
        checked = inquiries.check({**FORM, "company": company, "name": name, "phone": phone, "body": body, "kind": kind})
    except InvalidForm:
        assert len(stored(shop)) == before
        return
    with shop.database.transaction() as session:
        inquiries.send(
            session,
            checked,
            submission_key=uuid4().hex,
            product_slug=None,
            visitor=CHARLIE,
            now=shop.clock.now(),
            settings=shop.settings,
            limiter=_Unlimited(),
        )
    rows = stored(shop)
    assert len(rows) == before + 1
    assert (rows[-1].company, rows[-1].name, rows[-1].body) == (checked.company, checked.name, checked.body)
    with shop.database.read() as session:
        assert session.exec(select(func.count()).select_from(OutboxMail)).one() == 2 * (before + 1)
        assert session.exec(select(func.count()).select_from(NumberSeries)).one() == 2


class _Unlimited:
    def hit(self, limit_name: str, key: str) -> int:
        return 0

"""The inquiry form between visits: draft, receipt, product (R2, R6)."""

from __future__ import annotations

import pytest

from ocmp_app.domain.clock import business_date
from ocmp_app.domain.errors import TooManyRequests
from ocmp_app.domain.inquiry import Visitor
from ocmp_app.models import Product
from ocmp_app.services import drafts, inquiries, inquiry_form, outbox
from ocmp_app.services.drafts import Draft
from ocmp_app.services.inquiries import InquiryReceipt
from ocmp_app.services.inquiry_form import FormFound
from ocmp_app.wiring import Shop
from tests.builders import a_product

CHARLIE = Visitor(ip="203.0.113.7", owner="c" * 64)
BOB = Visitor(ip="203.0.113.8", owner="b" * 64)
FORM = {
    "kind": "question",
    "company": "青空商事株式会社",
    "name": "山田 太郎",
    "mail": "taro@example.co.jp",
    "phone": "",
    "body": "最低利用期間を教えてください。",
}


def type_in(shop: Shop, visitor: Visitor = CHARLIE, slug: str | None = None, **changes: str) -> Draft:
    """What the page does while somebody types."""
    with shop.database.transaction() as session:
        return drafts.save(session, visitor.owner, inquiries.draft_name(slug), {**FORM, **changes}, shop.clock.now())


def send(shop: Shop, draft: Draft, visitor: Visitor = CHARLIE, slug: str = "") -> InquiryReceipt:
    """What the page does with 「送信する」."""
    checked = inquiries.check(draft.data, with_product=bool(slug))
    with shop.database.transaction() as session:
        return inquiry_form.send(session, checked, draft, slug, visitor, shop.clock.now(), shop.settings, shop.limiter)


def find(shop: Shop, visitor: Visitor = CHARLIE, slug: str = "") -> FormFound:
    with shop.database.read() as session:
        return inquiry_form.find(session, visitor.owner, slug, today=business_date(shop.clock.now()))


def test_after_sending_the_receipt_is_kept_and_only_the_contact_stays(shop: Shop) -> None:  # R6
    receipt = send(shop, type_in(shop))
    found = find(shop)
    assert found.receipt == receipt
    assert found.draft is not None
    assert found.draft.data == {"company": "青空商事株式会社", "name": "山田 太郎", "mail": "taro@example.co.jp", "phone": ""}


def test_two_tabs_send_one_and_what_the_other_tab_types_since_stays(shop: Shop) -> None:
    draft = type_in(shop)
    first = send(shop, draft)
    under_way = type_in(shop, body="次の質問です。")
    assert send(shop, draft) == first
    found = find(shop)
    assert found.draft == under_way
    assert under_way.submission_key != draft.submission_key
    with shop.database.read() as session:
        assert len(outbox.listing(session, to="taro@example.co.jp")) == 1


def test_a_refused_sending_keeps_the_draft(shop: Shop) -> None:
    for _ in range(shop.settings.inquiries_per_ip_hour):
        send(shop, type_in(shop))
    draft = type_in(shop)
    with pytest.raises(TooManyRequests):
        send(shop, draft)
    assert find(shop).draft == draft


def test_each_product_has_its_own_draft_and_each_visitor_too(shop: Shop) -> None:  # R2
    with shop.database.transaction() as session:
        a_product(session, shop.clock.now(), "kintai")
    about_kintai = type_in(shop, slug="kintai")
    send(shop, about_kintai, slug="kintai")
    found = find(shop, slug="kintai")
    assert found.product is not None
    assert (found.product.name, found.product.on_show) == ("サービス kintai", True)
    assert found.receipt is not None
    assert find(shop) == FormFound(None, None, None)
    assert find(shop, BOB, "kintai") == FormFound(found.product, None, None)


def test_a_service_whose_sale_has_ended_can_still_be_asked_about(shop: Shop) -> None:
    with shop.database.transaction() as session:
        a_product(session, shop.clock.now(), "kintai").status = "ended"
    found = find(shop, slug="kintai").product
    assert found is not None
    assert (found.slug, found.on_show) == ("kintai", False)


@pytest.mark.parametrize("slug", ["", "no-such", "Kintai", "kintai\x00", "勤怠", "a" * 100, "../etc"])
def test_what_is_no_service_is_no_product(shop: Shop, slug: str) -> None:
    assert find(shop, slug=slug).product is None


def test_a_browser_without_cookies_can_send_and_nothing_is_kept(shop: Shop) -> None:
    nobody = Visitor(ip="203.0.113.9")
    assert send(shop, type_in(shop, nobody), nobody).number.startswith("Q20261116-")
    assert find(shop, nobody) == FormFound(None, None, None)


def test_a_draft_product_is_no_product(shop: Shop) -> None:
    with shop.database.transaction() as session:
        product: Product = a_product(session, shop.clock.now(), "kintai")
        product.status = "draft"
    assert find(shop, slug="kintai").product is None

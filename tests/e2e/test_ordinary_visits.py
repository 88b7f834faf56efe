"""The guard and the gate are not felt: whatever the shop's own pages say goes through."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import RunningShop
from tests.e2e.pages.inquiry import InquiryPage

pytestmark = pytest.mark.e2e

REFUSALS = ("event refused", "socket refused", "socket closed", "a browser reports an error", "event failed")


def test_nothing_is_refused_to_a_visitor(page: Page, live_shop: RunningShop) -> None:
    """Pages, navigation, what the browser keeps, forms, a copy of the tab, coming back."""
    before = live_shop.log.stat().st_size
    page.goto("/search")
    expect(page.get_by_role("status").filter(has_text="件").first).to_be_visible()
    page.goto("/products/kintai-cloud")
    page.get_by_role("button", name="比較に追加").first.click()
    expect(page.get_by_role("button", name="比較から外す").first).to_be_visible()
    page.get_by_role("link", name="資料請求・お問い合わせ").first.click()
    inquiry = InquiryPage(page).ready()
    inquiry.company.fill("青空商事株式会社 🚀")
    inquiry.to_confirmation.click()
    expect(inquiry.errors).to_be_visible()
    token = page.evaluate("sessionStorage.getItem('token')")
    page.reload()
    expect(inquiry.ready().company).to_have_value("青空商事株式会社 🚀")

    copy = InquiryPage(page.context.new_page())
    # As 「タブを複製」 does it:
    copy.page.add_init_script(f"if (!sessionStorage.getItem('token')) sessionStorage.setItem('token', '{token}')")
    copy.page.goto(page.url)
    expect(copy.ready().company).to_have_value("青空商事株式会社 🚀")
    copy.page.wait_for_function("first => sessionStorage.getItem('token') !== first", arg=token)
    copy.page.reload()
    expect(copy.ready().company).to_have_value("青空商事株式会社 🚀")

    said = live_shop.log.read_bytes()[before:].decode("utf-8", "replace")
    assert not [refusal for refusal in REFUSALS if refusal in said], said
    assert "青空商事" not in said

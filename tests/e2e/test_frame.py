"""The frame of every page (R1)."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e


def test_the_skip_link_leads_into_the_body_text(page: Page) -> None:  # R1
    page.goto("/search")
    expect(page.get_by_role("heading", level=1, name="サービスを探す")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_an_unknown_address_is_a_real_404(page: Page) -> None:
    response = page.goto("/no-such-page")
    assert response is not None
    assert response.status == 404
    expect(page.get_by_role("heading", level=1, name="ページが見つかりません")).to_be_visible()

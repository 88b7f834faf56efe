"""axe finds nothing, on every page in its faces, at three widths; nothing scrolls sideways at 360 px (WCAG 2.2 AA)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from importlib.resources import files

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import RunningShop

pytestmark = pytest.mark.e2e

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
WIDTHS = (360, 768, 1280)

FULL = {
    "/": "オープンクラウドマーケットプレース",
    "/search": "サービスを探す",
    "/search?q=勤怠&payment=card,bank_transfer": "サービスを探す",
    "/products/kintai-cloud": "勤怠クラウド",
    "/products/bcp-consulting": "",
    "/compare?ids=kintai-cloud,anpi-net,web-kaigi-one": "サービスを比較する",
    "/inquiry?product=kintai-cloud": "資料請求・お問い合わせ",
    "/faq": "よくあるご質問",
    "/guide": "利用開始までの流れ",
    "/environment": "推奨環境",
    "/terms": "会員規約",
    "/privacy": "プライバシーポリシー",
    "/law": "特定商取引法に基づく表記",
    "/hipayment": "HiPaymentサービスについて",
}
EMPTY = {
    "/search?q=zzzzzzzzzz": "サービスを探す",
    "/search?page=99": "サービスを探す",
    "/compare": "サービスを比較する",
    "/favorites": "お気に入り・保存した検索条件",
    "/no-such-page": "ページが見つかりません",
    "/products/no-such-product": "",
    "/products/sazanami-schedule": "",
}


def check(page: Page, where: str) -> None:
    """Run axe at each width; report what it finds by rule and place."""
    page.evaluate(AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate("async rules => (await axe.run(document, rules)).violations", RULES)
        problems = [(item["id"], [node["target"] for node in item["nodes"]][:3], item["nodes"][0]["failureSummary"]) for item in found]
        assert problems == [], f"{where} at {width}: {json.dumps(problems, ensure_ascii=False, indent=1)}"
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways <= 0, f"{where} at {width} scrolls sideways by {sideways}px"


def ready(page: Page, heading: str) -> None:
    """Wait until the page has its heading and no skeleton is left."""
    expect(page.get_by_role("heading", level=1, name=heading or None).first).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)


@pytest.mark.parametrize(("path", "heading"), [*FULL.items(), *EMPTY.items()])
def test_full_and_empty_faces(page: Page, path: str, heading: str) -> None:
    page.goto(path)
    ready(page, heading)
    check(page, path)


@pytest.mark.parametrize("path", ["/", "/search", "/products/kintai-cloud", "/compare?ids=kintai-cloud,anpi-net", "/favorites", "/inquiry", "/faq"])
def test_loading_faces(page: Page, path: str, allowed_console: list[str]) -> None:
    allowed_console.append("WebSocket|ERR_")
    page.route_web_socket("**/_event/**", lambda _socket: None)  # the server never answers
    page.goto(path)
    expect(page.get_by_role("contentinfo")).to_be_visible()
    check(page, f"{path} (loading)")


def test_error_faces(own_shop: RunningShop, new_context: Callable[..., BrowserContext], allowed_console: list[str]) -> None:
    allowed_console.append("status of 500")
    page = new_context(base_url=own_shop.url).new_page()
    page.goto("/search")
    ready(page, "サービスを探す")
    with sqlite3.connect(own_shop.database) as database:
        database.execute("PRAGMA foreign_keys=OFF")
        database.execute("ALTER TABLE product RENAME TO product_away")
    page.get_by_role("group", name="支払方法").get_by_label("口座振替").check()
    expect(page.get_by_text("検索できませんでした")).to_be_visible()
    check(page, "/search (error)")
    response = page.goto("/products/kintai-cloud")
    assert response is not None
    assert response.status == 500
    expect(page.get_by_role("heading", level=1, name="ただいまこのページを表示できません")).to_be_visible()
    check(page, "500")


def test_the_form_with_errors(page: Page) -> None:
    page.goto("/inquiry")
    page.get_by_role("button", name="確認画面へ").click()
    expect(page.get_by_role("alert").or_(page.get_by_role("group", name="入力内容")).or_(page.locator("[aria-invalid=true]")).first).to_be_visible()
    check(page, "/inquiry (errors)")

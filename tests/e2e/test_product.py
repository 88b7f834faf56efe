"""A service's own page in the browser (R2, R8, R9, R10, R12, R17)."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.pages.product import SITE_NAME, ProductPage

pytestmark = pytest.mark.e2e

SECTIONS = ("料金", "機能", "サービス仕様", "利用環境", "利用規約", "よくある質問")
_TITLES = """window.titles = []; setInterval(() => {
  if (window.titles.at(-1) !== document.title) window.titles.push(document.title) }, 1)"""


def kintai(page: Page) -> ProductPage:
    return ProductPage(page).open("kintai-cloud", "勤怠クラウド")


def test_everything_of_a_service_is_there(page: Page) -> None:  # R9 R10 R12
    product = kintai(page)
    for name in SECTIONS:
        expect(page.get_by_role("heading", name=name)).to_have_count(1)
    facts = dict(zip(product.main.locator("#price dt").all_inner_texts(), product.main.locator("#price dd").all_inner_texts(), strict=True))
    assert facts["お支払い方法"] == "クレジットカード、口座振替、銀行振込"
    assert facts["最低利用期間"].startswith("1か月")
    assert facts["利用開始までの日数"].startswith("お申し込みから5営業日")
    assert facts["無料トライアル"] == "あり（30日間）"
    plan = product.main.get_by_role("row", name="スタンダード").first
    for text in ("980円", "（税抜）", "税込 1,078円", "5,500円", "1～500ユーザー"):
        expect(plan).to_contain_text(text)


def test_ways_of_a_service_sold_on_the_net(page: Page) -> None:  # R2 R8 R17
    product = kintai(page)
    expect(product.apply).to_have_attribute("href", "/apply/kintai-cloud")
    expect(product.trial).to_have_attribute("href", "/apply/kintai-cloud?trial=1")
    for link in page.get_by_role("link", name="資料請求・お問い合わせ").all():  # header and footer carry the product as well
        expect(link).to_have_attribute("href", "/inquiry?product=kintai-cloud")


def test_ways_of_a_service_sold_by_inquiry(page: Page) -> None:  # R8
    product = ProductPage(page).open("bcp-consulting", "BCP策定コンサルティング")
    expect(product.inquire).to_have_attribute("href", "/inquiry?product=bcp-consulting")
    expect(product.apply).to_have_count(0)
    expect(product.trial).to_have_count(0)


def test_the_simulation_shows_what_the_bills_will_be(page: Page) -> None:  # R9, billing.md E1 E2
    product = kintai(page)
    product.quantity.fill("７")
    expect(product.estimate_row("合計（税込）")).to_have_text(["13,596円", "7,546円"])
    expect(product.estimate_row("小計（税抜）")).to_have_text(["12,360円", "6,860円"])
    expect(product.estimate_row("消費税")).to_have_text(["1,236円", "686円"])
    expect(product.total).to_have_text("12か月のお支払い合計 96,602円（税込）")
    product.months.fill("１")
    expect(product.total).to_have_text("1か月のお支払い合計 13,596円（税込）")


def test_a_quantity_that_is_not_sold_is_refused_at_its_field(page: Page) -> None:  # R9
    product = kintai(page)
    for typed in ("501", "0", "七", ""):
        product.quantity.fill(typed)
        expect(product.quantity).to_have_attribute("aria-invalid", "true")
        expect(product.quantity).to_have_accessible_description(re.compile("1～500ユーザー.*入力してください"))
        expect(product.total).to_have_count(0)
        expect(product.quantity).to_have_value(typed)
        product.quantity.fill("500")
        expect(product.total).to_be_visible()


def test_another_plan_moves_the_quantity_to_what_it_offers(page: Page) -> None:  # R9
    product = kintai(page)
    page.get_by_label("シフトプラス").check()
    expect(product.quantity).to_have_value("5")
    expect(page.get_by_role("status").filter(has_text="数量を5ユーザーに変更しました")).to_be_visible()
    expect(product.estimate_row("合計（税込）").nth(1)).to_have_text("7,040円")


def test_terms_can_be_read_in_every_version(page: Page) -> None:  # R9
    product = kintai(page)
    text = product.main.locator("#terms details")
    text.locator("summary").click()
    expect(text).to_contain_text("第1条（目的）")
    product.main.get_by_role("button", name="1.0版を表示する").click()
    expect(text.locator("summary")).to_have_text("利用規約 1.0版を読む")


def test_the_leaflet_can_be_downloaded(page: Page) -> None:  # R6 R9
    product = kintai(page)
    with page.expect_download() as started:
        product.main.get_by_role("link", name="サービス資料").click()
    assert started.value.suggested_filename == "kintai-cloud-leaflet.pdf"
    assert started.value.path().read_bytes().startswith(b"%PDF")


def test_one_title_that_is_never_blank(page: Page) -> None:
    page.add_init_script(_TITLES)
    product = kintai(page)
    name = f"勤怠クラウド | {SITE_NAME}"
    assert page.evaluate("window.titles") == [name]
    page.get_by_role("link", name="サービスを探す").first.click()
    expect(page).to_have_title(f"サービスを探す | {SITE_NAME}")
    page.goto("/search?q=" + quote("勤怠クラウド"))
    page.evaluate("window.titles = []")
    page.get_by_role("main").get_by_role("link", name="勤怠クラウド", exact=True).first.click()
    expect(product.title).to_have_text("勤怠クラウド")
    expect(page).to_have_title(name)
    assert page.evaluate("window.titles") == [f"サービスを探す | {SITE_NAME}", name]
    assert page.evaluate("document.querySelectorAll('title').length") == 1
    expect(product.title).to_be_focused()


def test_from_one_service_to_the_next(page: Page) -> None:
    product = kintai(page)
    other = product.row_of("似ているサービス").first
    name = other.inner_text()
    product.quantity.fill("7")
    other.click()
    expect(product.title).to_have_text(name)
    expect(page).to_have_title(f"{name} | {SITE_NAME}")
    expect(product.quantity).not_to_have_value("7")
    expect(product.row_of("最近見たサービス")).to_have_text(["勤怠クラウド"])
    page.go_back()
    expect(product.title).to_have_text("勤怠クラウド")
    expect(product.row_of("最近見たサービス")).to_have_text([name])
    page.get_by_role("button", name="履歴を消す").click()
    expect(page.get_by_role("heading", name="最近見たサービス")).to_have_count(0)


def test_junk_in_the_browsers_storage_does_no_harm(page: Page) -> None:
    page.add_init_script("localStorage.setItem('ocmp-recent', '[[\"../x\",1]]'); localStorage.setItem('ocmp-compare', '{')")
    product = kintai(page)
    expect(page.get_by_role("heading", name="最近見たサービス")).to_have_count(0)
    expect(page.get_by_role("button", name="比較に追加")).to_be_visible()
    expect(product.apply).to_be_visible()


@pytest.mark.parametrize("path", ["/products/no-such-service", "/products/%3Cb%3E", "/products/a%00b"])
def test_an_unknown_service_offers_a_search(page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("ページが見つかりません")
    expect(page).to_have_title(f"ページが見つかりません | {SITE_NAME}")
    page.get_by_role("main").get_by_role("searchbox", name="キーワード").fill("勤怠")
    page.get_by_role("main").get_by_role("button", name="検索する").click()
    expect(page).to_have_url(re.compile(r"/search\?q="))


def test_an_ended_service_offers_others_of_its_kind(page: Page) -> None:
    answer = page.goto("/products/sazanami-schedule")
    assert answer is not None
    assert answer.status == 410
    expect(page.get_by_role("heading", level=1)).to_have_text("さざなみスケジュール")
    expect(page.get_by_text("このサービスの掲載は終了しました")).to_be_visible()
    expect(page).to_have_title(f"さざなみスケジュール（掲載終了） | {SITE_NAME}")
    others = ProductPage(page).row_of("同じカテゴリのサービス")
    expect(others.first).to_be_visible()
    expect(page.get_by_role("link", name="利用申し込みを行う")).to_have_count(0)


def test_a_suspended_service_takes_no_application(page: Page) -> None:  # R8
    page.goto("/products/saiken-choba")
    expect(page.get_by_text("新しいお申し込みの受付を停止しています")).to_be_visible()
    expect(page.get_by_role("link", name="利用申し込みを行う")).to_have_count(0)
    expect(page.get_by_role("main").get_by_role("link", name="資料請求・お問い合わせ").first).to_be_visible()


def test_nothing_jumps_while_it_loads(page: Page) -> None:
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => { if (!entry.hadRecentInput) shift += entry.value }))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    kintai(page)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("window.shift") < 0.02


def test_contents_lead_to_their_sections(page: Page) -> None:  # R1
    kintai(page)
    contents = page.get_by_role("navigation", name="このページの内容")
    contents.get_by_role("link", name="利用規約").click()
    expect(page.get_by_role("heading", name="利用規約")).to_be_in_viewport()
    expect(contents).to_be_in_viewport()
    expect(page).to_have_url(re.compile("#terms$"))


def test_readable_for_everyone(page: Page, phone: Page) -> None:  # R1, WCAG 2.2 AA
    for browser in (page, phone):
        kintai(browser)
        browser.locator("#faq summary").first.click()
        found = Axe().run(browser)
        assert found.violations_count == 0, found.generate_report()
        assert not browser.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_readable_without_scripts(new_context) -> None:  # R9
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/products/kintai-cloud")
    for name in SECTIONS:
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="利用申し込みを行う")).to_be_visible()
    expect(page.get_by_role("cell", name=re.compile("980円（税抜）"))).to_be_visible()

"""Finding a service in the browser (R7, spec/search.md)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.pages.search import SearchPage

pytestmark = pytest.mark.e2e


def test_words_filter_as_one_types_and_stand_in_the_address(page: Page) -> None:  # R7
    search = SearchPage(page).open()
    everything = search.total()
    search.words.press_sequentially("勤怠")
    expect(page).to_have_url(re.compile(r"/search\?q=%E5%8B%A4%E6%80%A0$"))
    expect(search.results.first.get_by_role("heading", level=3)).to_contain_text("勤怠")
    assert 0 < search.total() < everything
    expect(search.words).to_be_focused()
    assert search.words.input_value() == "勤怠"


def test_ticks_narrow_down_and_chips_drop_them(page: Page) -> None:  # R7 R12
    search = SearchPage(page).open()
    everything = search.total()
    search.tick("支払方法", "銀行振込")
    expect(search.chip("銀行振込")).to_be_visible()
    paid_by_transfer = search.total()
    search.tick("初期費用・トライアル", "トライアルあり")
    expect(search.chip("トライアルあり")).to_be_visible()
    assert search.total() < paid_by_transfer < everything
    expect(page).to_have_url(re.compile(r"payment=bank_transfer&trial=1"))
    search.chip("銀行振込").click()
    expect(search.chip("銀行振込")).to_have_count(0)
    expect(search.facet("支払方法").get_by_label("銀行振込")).not_to_be_checked()
    page.get_by_role("link", name="条件をすべて解除").click()
    expect(page).to_have_url(re.compile(r"/search$"))
    expect(search.status).to_contain_text(f"{everything}件")


def test_a_tick_keeps_the_focus_and_the_count_is_what_it_promised(page: Page) -> None:
    search = SearchPage(page).open()
    box = search.facet("支払方法").get_by_label("口座振替")
    promised = int(re.sub(r"\D", "", search.facet("支払方法").locator("label", has_text="口座振替").inner_text()))
    box.focus()
    page.keyboard.press("Space")
    expect(search.status).to_contain_text(f"{promised}件")
    expect(box).to_be_focused()
    expect(box).to_be_checked()


def test_back_and_forward_walk_through_the_searches(page: Page) -> None:
    search = SearchPage(page).open()
    everything = search.total()
    search.tick("販売形態", "問い合わせ")
    expect(search.chip("問い合わせ")).to_be_visible()
    search.tick("企業規模", "1,001名以上")
    expect(search.chip("1,001名以上")).to_be_visible()
    page.go_back()
    expect(search.chip("1,001名以上")).to_have_count(0)
    expect(search.facet("企業規模").get_by_label("1,001名以上")).not_to_be_checked()
    expect(search.facet("販売形態").get_by_label("問い合わせ")).to_be_checked()
    page.go_back()
    expect(search.status).to_contain_text(f"{everything}件")
    expect(search.facet("販売形態").get_by_label("問い合わせ")).not_to_be_checked()
    page.go_forward()
    expect(search.chip("問い合わせ")).to_be_visible()
    expect(search.facet("販売形態").get_by_label("問い合わせ")).to_be_checked()


def test_an_address_from_a_bookmark_fills_the_form(page: Page) -> None:
    search = SearchPage(page).open("q=クラウド&category=hr&payment=card&sort=price&price_max=1,000&term=1")
    expect(search.words).to_have_value("クラウド")
    expect(search.facet("カテゴリ").get_by_label("人事・労務", exact=False).first).to_be_checked()
    expect(search.facet("支払方法").get_by_label("クレジットカード")).to_be_checked()
    expect(search.sort).to_have_value("price")
    expect(search.facet("最低利用期間").get_by_label("1か月以内")).to_be_checked()


def test_sorting_by_price_is_ascending(page: Page) -> None:
    search = SearchPage(page).open("kind=direct")
    search.sort.select_option("価格の安い順")
    expect(page).to_have_url(re.compile("sort=price"))
    expect(search.results.first).to_contain_text("月額")
    prices = [int(re.sub(r"[^0-9]", "", text)) for text in page.locator("article .tile-price p:first-child span:nth-child(2)").all_inner_texts()]
    assert len(prices) == 20
    assert prices == sorted(prices)


def test_pages_of_twenty_and_one_past_the_end(page: Page) -> None:
    search = SearchPage(page).open()
    expect(search.results).to_have_count(20)
    first = search.names()
    page.get_by_role("link", name="次へ").click()
    expect(page).to_have_url(re.compile("page=2"))
    expect(search.status).to_contain_text("21～40件目")
    assert not set(first) & set(search.names())
    search.open("page=99")
    expect(page.get_by_text("該当ページがありません")).to_be_visible()
    page.get_by_role("link", name="最後のページを表示する").click()
    expect(search.results.first).to_be_visible()


def test_no_hit_says_what_to_drop_and_what_was_meant(page: Page) -> None:
    search = SearchPage(page).open("q=バックアプツ")
    page.get_by_role("main").get_by_role("link", name=re.compile("バックアップ")).first.click()
    expect(search.results.first).to_be_visible()
    search.open("q=勤怠クラウド&kind=inquiry")
    expect(page.get_by_text("「勤怠クラウド」に当てはまるサービスは見つかりませんでした。")).to_be_visible()
    expect(page.get_by_text("次の条件を1つ外すと見つかります。")).to_be_visible()
    page.get_by_role("link", name="問い合わせを外して検索").click()
    expect(search.results.first).to_contain_text("勤怠クラウド")


def test_the_list_keeps_its_place_on_the_way_back_from_a_product(page: Page) -> None:
    search = SearchPage(page).open("sort=name")
    link = search.results.nth(15).get_by_role("link").first
    link.scroll_into_view_if_needed()
    name = link.inner_text()
    before = page.evaluate("scrollY")
    assert before > 500
    link.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    page.go_back()
    expect(search.results.nth(15).get_by_role("link").first).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - before) < 200


def test_composition_of_japanese_is_left_alone(page: Page) -> None:
    search = SearchPage(page).open()
    url = page.url
    search.words.focus()
    client = page.context.new_cdp_session(page)
    for text in ("ｋ", "き", "きｎ", "きん", "きんた", "きんたい"):
        client.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 200)))")  # longer than the form's delay
        assert page.url == url
        assert search.words.input_value() == text
    client.send("Input.insertText", {"text": "勤怠"})
    expect(page).to_have_url(re.compile("q=%E5%8B%A4%E6%80%A0"))
    assert search.words.input_value() == "勤怠"


def test_a_search_is_saved_by_name(page: Page) -> None:
    search = SearchPage(page).open("q=勤怠&payment=card")
    page.get_by_role("button", name="検索条件を保存").click()
    name = page.get_by_role("textbox", name="名前")
    expect(name).to_have_value("勤怠（支払方法）")
    name.fill("")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("名前を入力してください。")).to_be_visible()
    name.fill("いつもの勤怠")
    page.get_by_role("button", name="保存する").click()
    page.get_by_role("link", name="保存した検索条件を見る").click()
    expect(page.get_by_role("heading", level=1, name="お気に入り・保存した検索条件")).to_be_visible()
    page.get_by_role("link", name="いつもの勤怠").click()
    expect(search.words).to_have_value("勤怠")
    expect(search.chip("クレジットカード")).to_be_visible()


def test_favourites_stay_in_the_browser(page: Page) -> None:
    search = SearchPage(page).open("q=kintai")
    tile = search.results.first
    name = tile.get_by_role("heading", level=3).inner_text()
    tile.get_by_role("button", name="お気に入りに追加").click()
    expect(tile.get_by_role("button", name="お気に入りから外す")).to_be_visible()
    page.goto("/favorites")
    expect(page.get_by_role("heading", level=3, name=name)).to_be_visible()
    page.reload()
    page.get_by_role("button", name="お気に入りから外す").click()
    expect(page.get_by_role("button", name="お気に入りに追加")).to_be_visible()


def test_without_javascript_the_search_can_be_used(new_context: object) -> None:
    context: BrowserContext = new_context(java_script_enabled=False)  # type: ignore[operator]
    page = context.new_page()
    page.goto("/search?q=勤怠")
    body = page.locator("noscript").first
    expect(body).to_be_attached()
    html = page.content()
    assert "勤怠クラウド" in html
    page.goto("/search")
    page.locator("input[name=q]").first.fill("勤怠")
    page.locator("button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("q=%E5%8B%A4%E6%80%A0"))
    assert "勤怠クラウド" in page.content()

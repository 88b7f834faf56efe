"""Comparing services in the browser: the list that the browser keeps, and the table."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.pages.product import ComparePage, ProductPage
from tests.e2e.pages.search import SearchPage

pytestmark = pytest.mark.e2e

THREE = "ids=kintai-cloud,anpi-net,web-kaigi-one"
FOUR = THREE + ",bcp-consulting"


def test_from_the_list_to_the_table(page: Page) -> None:
    search = SearchPage(page).open("category=attendance")
    first, second = search.names()[:2]
    page.get_by_role("button", name="比較に追加").first.click()
    expect(page.get_by_role("button", name="比較から外す")).to_have_count(1)
    page.get_by_role("button", name="比較に追加").first.click()
    bar = page.get_by_role("region", name="比較リスト")
    expect(bar).to_contain_text("2/4件")
    bar.get_by_role("link", name="比較する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("サービスを比較する")
    compare = ComparePage(page)
    expect(compare.table).to_be_visible()
    assert compare.names() == [first, second]


def test_the_list_outlives_a_reload_and_holds_four(page: Page) -> None:
    SearchPage(page).open()
    add = page.get_by_role("main").get_by_role("button", name="比較に追加")
    bar = page.get_by_role("region", name="比較リスト")
    for number in (1, 2, 3, 4):
        add.first.click()
        expect(bar).to_contain_text(f"{number}/4件")
    add.first.click()
    expect(bar.get_by_role("status")).to_have_text(re.compile("一度に比較できるのは4件まで"))
    page.reload()
    expect(bar).to_contain_text("4/4件")
    bar.get_by_role("button", name="すべて外す").click()
    expect(bar).not_to_contain_text("/4件")
    page.reload()
    expect(add.first).to_be_visible()
    expect(bar).not_to_contain_text("/4件")


def test_the_button_keeps_the_focus(page: Page) -> None:
    ProductPage(page).open("kintai-cloud", "勤怠クラウド")
    page.get_by_role("button", name="比較に追加").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="比較から外す", exact=True)).to_be_focused()
    expect(page.get_by_role("region", name="比較リスト").get_by_role("status")).to_have_text("「勤怠クラウド」を比較リストに追加しました（1件）。")


def test_differences_are_marked_in_words_and_can_stand_alone(page: Page) -> None:
    compare = ComparePage(page).open(THREE)
    everything = compare.rows().count()
    expect(compare.table.get_by_role("rowheader", name="月額料金")).to_contain_text("違いあり")
    expect(compare.table.get_by_role("rowheader", name="販売形態")).not_to_contain_text("違いあり")
    compare.only_differences.check()
    expect(page).to_have_url(re.compile(r"diff=1$"))
    expect(compare.table.get_by_role("rowheader", name="販売形態")).to_have_count(0)
    assert 0 < compare.rows().count() < everything
    page.reload()
    expect(compare.only_differences).to_be_checked()
    expect(compare.table.get_by_role("rowheader", name="販売形態")).to_have_count(0)
    compare.only_differences.uncheck()
    expect(compare.rows()).to_have_count(everything)


def test_a_column_can_be_taken_away(page: Page) -> None:
    compare = ComparePage(page).open(THREE)
    page.get_by_role("button", name="安否ネットを比較から外す").click()
    expect(page).to_have_url(re.compile(r"/compare\?ids=kintai-cloud,web-kaigi-one$"))
    expect(compare.table.get_by_role("link", name="安否ネット", exact=True)).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    for name in ("勤怠クラウド", "Web会議ワン"):
        page.get_by_role("button", name=f"{name}を比較から外す").click()
        expect(page.get_by_role("button", name=f"{name}を比較から外す")).to_have_count(0)
    expect(page.get_by_role("main").get_by_role("link", name="サービスを探す").last).to_be_visible()
    expect(page.get_by_text("比較するサービスがまだ選ばれていません")).to_be_visible()


def test_more_can_be_added_from_the_search(page: Page) -> None:
    ComparePage(page).open("ids=kintai-cloud,anpi-net")
    page.get_by_role("link", name="比較するサービスを追加する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("サービスを探す")
    bar = page.get_by_role("region", name="比較リスト")
    expect(bar).to_contain_text("2/4件")
    page.get_by_role("main").get_by_role("button", name="比較に追加").first.click()
    expect(bar).to_contain_text("3/4件")


def test_without_an_address_the_browsers_list_is_compared(page: Page) -> None:
    ProductPage(page).open("kintai-cloud", "勤怠クラウド")
    page.get_by_role("button", name="比較に追加").click()
    expect(page.get_by_role("region", name="比較リスト")).to_contain_text("1/4件")
    page.get_by_role("contentinfo").get_by_role("link", name="サービスを比較する").click()
    expect(page).to_have_url(re.compile(r"/compare\?ids=kintai-cloud$"))


def test_unknown_ones_are_named_and_left_out(page: Page) -> None:
    compare = ComparePage(page).open("ids=kintai-cloud,no-such-one,%3Cb%3E,sazanami-schedule,anpi-net")
    expect(page.get_by_text("「no-such-one」、「<b>」、「sazanami-schedule」は、掲載がないか終了している")).to_be_visible()
    assert compare.names() == ["勤怠クラウド", "安否ネット"]


def test_an_empty_comparison_leads_to_the_search(page: Page) -> None:
    page.goto("/compare")
    expect(page.get_by_text("比較するサービスがまだ選ばれていません")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)


def test_a_phone_scrolls_the_table_and_not_the_page(phone: Page) -> None:  # R5
    compare = ComparePage(phone).open(FOUR)
    region = phone.get_by_role("region", name="サービスの比較表")
    assert not phone.evaluate("document.documentElement.scrollWidth > innerWidth")
    region.focus()
    phone.keyboard.press("ArrowRight")
    phone.wait_for_function("document.querySelector('[aria-label=サービスの比較表]').scrollLeft > 0")
    expect(compare.table.get_by_role("rowheader", name="月額料金")).to_be_in_viewport(ratio=1)


def test_readable_for_everyone(page: Page, phone: Page) -> None:  # R1, WCAG 2.2 AA
    for browser in (page, phone):
        ComparePage(browser).open(THREE)
        found = Axe().run(browser)
        assert found.violations_count == 0, found.generate_report()

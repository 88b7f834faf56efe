"""資料請求・お問い合わせ in the browser: from the form to the mail, and nothing typed is lost (R2, R6, R15, R40)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, CDPSession, Locator, Page, expect

from tests.e2e.conftest import RunningShop, running_shop
from tests.e2e.pages.inquiry import BODY, InquiryPage, new_address

pytestmark = pytest.mark.e2e


class TestSending:
    def test_from_the_form_to_the_mail(self, page: Page) -> None:  # R6 R40
        address, inquiry = new_address(), InquiryPage(page).open("kintai-cloud")
        inquiry.fill(mail=address).confirm()
        expect(page).to_have_url(re.compile(r"/inquiry\?product=kintai-cloud&step=confirm$"))
        expect(inquiry.value("電話番号")).to_have_text("03-1234-5678")  # folded, not scolded
        expect(inquiry.value("お問い合わせ内容")).to_have_text(BODY, use_inner_text=True)
        inquiry.send.click()
        number = inquiry.number()
        assert re.fullmatch(r"Q20\d{6}-\d{4,}", number)
        expect(page.get_by_text("迷惑メールのフォルダー")).to_be_visible()  # R40
        [mail] = inquiry.mails(address)
        assert number in mail["subject"]
        assert "勤怠クラウド" in mail["text"]  # R2
        assert any(number in mail["subject"] for mail in inquiry.mails("support@ocmp.example.jp"))

    def test_the_receipt_survives_a_reload_and_back_does_not_send_again(self, page: Page) -> None:
        address, inquiry = new_address(), InquiryPage(page).open("anpi-net")
        inquiry.fill(mail=address).confirm().send.click()
        number = inquiry.number()
        page.reload()
        assert inquiry.number() == number
        page.go_back()
        inquiry.ready()
        expect(inquiry.company).to_have_value("青空商事株式会社")  # the contact stays, the question is sent
        expect(inquiry.body).to_have_value("")
        page.goto("/inquiry?product=anpi-net&step=confirm")
        assert inquiry.number() == number
        assert len(inquiry.mails(address)) == 1

    def test_a_double_click_sends_one(self, page: Page) -> None:
        address, inquiry = new_address(), InquiryPage(page).open()
        inquiry.fill(mail=address).confirm().send.dblclick()
        inquiry.number()
        assert len(inquiry.mails(address)) == 1

    def test_two_tabs_send_one(self, page: Page) -> None:
        address, first = new_address(), InquiryPage(page).open()
        first.fill(mail=address).confirm()
        second = InquiryPage(page.context.new_page())
        second.page.goto("/inquiry?step=confirm")
        expect(second.send).to_be_enabled()
        first.send.click()
        number = first.number()
        second.send.click()
        assert second.number() == number
        assert len(first.mails(address)) == 1

    def test_the_limit_of_an_address_is_told_calmly_and_loses_nothing(
        self, seeded_database: Path, tmp_path: Path, new_context: Callable[..., BrowserContext]
    ) -> None:
        with running_shop(seeded_database, tmp_path, OCMP_INQUIRIES_PER_IP_HOUR="1") as shop:
            inquiry = InquiryPage(new_context(base_url=shop.url).new_page()).open()
            inquiry.fill(mail=new_address()).confirm().send.click()
            inquiry.number()
            inquiry.open().fill(mail=new_address()).confirm().send.click()
            expect(inquiry.errors).to_be_focused()
            expect(inquiry.errors).to_contain_text("分ほどたってから")
            expect(inquiry.value("お問い合わせ内容")).to_have_text(BODY, use_inner_text=True)
            expect(inquiry.send).to_be_enabled()
            inquiry.page.context.close()  # before its shop


    def test_what_nobody_foresaw_is_told_and_loses_nothing(
        self, own_shop: RunningShop, new_context: Callable[..., BrowserContext]
    ) -> None:
        context = new_context(base_url=own_shop.url)
        address, inquiry = new_address(), InquiryPage(context.new_page()).open()
        inquiry.fill(mail=address).confirm()
        with sqlite3.connect(own_shop.database, timeout=10) as database:
            database.execute("ALTER TABLE inquiry RENAME TO away")
        inquiry.send.click()
        expect(inquiry.errors).to_be_focused()
        expect(inquiry.errors).to_contain_text("エラー番号")
        reference = re.search(r"エラー番号 ([0-9a-f]{8})", inquiry.errors.inner_text())
        log = own_shop.log.read_text(encoding="utf-8")
        assert reference is not None
        assert reference[1] in log
        assert address not in log
        with sqlite3.connect(own_shop.database, timeout=10) as database:
            database.execute("ALTER TABLE away RENAME TO inquiry")
        inquiry.send.click()
        inquiry.number()
        assert len(inquiry.mails(address)) == 1
        context.close()  # before its shop


class TestProduct:
    def test_is_carried_from_its_page(self, page: Page) -> None:  # R2
        page.goto("/products/kintai-cloud")
        page.get_by_role("main").get_by_role("link", name="資料請求・お問い合わせ").first.click()
        InquiryPage(page).ready()
        expect(page.get_by_role("region", name="対象のサービス")).to_contain_text("勤怠クラウド")
        expect(page).to_have_url(re.compile(r"/inquiry\?product=kintai-cloud"))

    def test_the_address_may_ask_for_a_kind_and_the_visitor_has_the_last_word(self, page: Page) -> None:
        inquiry = InquiryPage(page).open("kintai-cloud", kind="material")
        expect(inquiry.kind("資料請求")).to_be_checked()
        inquiry.kind("お問い合わせ").check()
        page.reload()
        inquiry.ready()
        expect(inquiry.kind("お問い合わせ")).to_be_checked()

    def test_one_that_does_not_exist_does_not_stop_a_question(self, page: Page) -> None:
        InquiryPage(page).open("no-such-service")
        expect(page.get_by_text("指定されたサービスが見つかりません")).to_be_visible()

    def test_a_start_date_is_changed_through_the_product(self, page: Page) -> None:  # R15
        inquiry = InquiryPage(page).open()
        inquiry.fill(mail=new_address(), kind="利用開始日の変更")
        expect(page.get_by_role("status").filter(has_text="対象のサービスが必要です")).to_be_visible()
        inquiry.to_confirmation.click()
        expect(inquiry.errors).to_contain_text("そのサービスの商品ページ")
        inquiry.open("kintai-cloud", kind="start_date")
        expect(page.get_by_text("申込番号、いまの利用開始希望日、変更後の希望日")).to_be_visible()
        inquiry.fill(mail=new_address(), kind="利用開始日の変更").confirm()


class TestErrors:
    def test_are_listed_at_the_top_with_the_focus_and_lead_to_their_fields(self, page: Page) -> None:
        inquiry = InquiryPage(page).open()
        inquiry.company.fill("青空商事株式会社")
        inquiry.mail.fill("taro@example")
        inquiry.to_confirmation.click()
        expect(inquiry.errors).to_be_focused()
        links = inquiry.errors.get_by_role("link")
        expect(links).to_have_count(3)  # kind, name, mail: in the order on screen
        links.nth(1).click()
        expect(inquiry.name).to_be_focused()
        expect(inquiry.mail).to_have_attribute("aria-invalid", "true")
        expect(inquiry.mail).to_have_accessible_description(re.compile("メールアドレスの形になっていません"))
        expect(inquiry.company).to_have_value("青空商事株式会社")
        expect(inquiry.mail).to_have_value("taro@example")
        expect(page).to_have_url(re.compile(r"/inquiry$"))

    def test_come_again_with_the_focus_and_go_when_they_are_cured(self, page: Page) -> None:
        inquiry = InquiryPage(page).open()
        inquiry.to_confirmation.click()
        expect(inquiry.errors).to_be_focused()
        inquiry.company.focus()
        inquiry.to_confirmation.click()
        expect(inquiry.errors).to_be_focused()
        inquiry.fill(mail=new_address()).confirm()
        page.go_back()
        inquiry.ready()
        expect(inquiry.errors).to_have_count(0)

    def test_a_book_is_refused_by_its_rule_and_kept(self, page: Page) -> None:
        inquiry = InquiryPage(page).open()
        book = "あ" * 4001
        inquiry.fill(mail=new_address(), body=book).to_confirmation.click()
        expect(inquiry.errors).to_contain_text("4,000文字以内")
        page.reload()
        inquiry.ready()
        expect(inquiry.body).to_have_value(book)


class TestNothingIsLost:
    def test_a_reload_in_the_middle_of_typing(self, page: Page) -> None:
        inquiry = InquiryPage(page).open("anpi-net")
        inquiry.kind("資料請求").check()
        inquiry.company.press_sequentially("青空商事")
        inquiry.body.press_sequentially("途中まで")
        page.reload()
        inquiry.ready()
        expect(inquiry.kind("資料請求")).to_be_checked()
        expect(inquiry.company).to_have_value("青空商事")
        expect(inquiry.body).to_have_value("途中まで")

    def test_leaving_by_a_link_and_coming_back(self, page: Page) -> None:
        inquiry = InquiryPage(page).open()
        inquiry.body.press_sequentially("途中まで")
        page.get_by_role("contentinfo").get_by_role("link", name="サービスを探す").click()
        expect(page.get_by_role("heading", level=1, name="サービスを探す")).to_be_visible()
        page.go_back()
        inquiry.ready()
        expect(inquiry.body).to_have_value("途中まで")

    def test_turning_to_another_form_in_the_middle_of_typing(self, page: Page) -> None:
        inquiry = InquiryPage(page).open("anpi-net")
        inquiry.body.press_sequentially("安否ネットについて")
        page.get_by_role("banner").get_by_role("link", name="資料請求・お問い合わせ").click()
        expect(page).to_have_url(re.compile(r"/inquiry$"))
        inquiry.ready()
        expect(inquiry.body).to_have_value("")
        inquiry.body.press_sequentially("別の件")
        page.go_back()
        inquiry.ready()
        expect(inquiry.body).to_have_value("安否ネットについて")

    def test_nothing_of_another_visit_shows_and_typing_may_begin_at_once(self, page: Page) -> None:
        inquiry = InquiryPage(page).open()
        inquiry.to_confirmation.click()
        expect(inquiry.errors).to_be_focused()
        for product in ("anpi-net", "kintai-cloud", "web-kaigi-one"):
            page.goto(f"/inquiry?product={product}")  # no waiting for anything: the fields are filled as soon as they are there
            inquiry.fill(mail=new_address(), kind="資料請求")
            expect(inquiry.errors).to_have_count(0)
            inquiry.confirm()

    def test_a_new_tab_of_the_same_browser(self, page: Page) -> None:
        inquiry = InquiryPage(page).open("anpi-net")
        inquiry.fill(mail=new_address()).confirm()
        other = InquiryPage(page.context.new_page()).open("anpi-net")
        expect(other.body).to_have_value(BODY)

    def test_another_browser_sees_nothing(self, page: Page, new_context: Callable[..., BrowserContext]) -> None:
        InquiryPage(page).open("anpi-net").fill(mail=new_address()).confirm()
        stranger = InquiryPage(new_context().new_page()).open("anpi-net")
        expect(stranger.company).to_have_value("")
        expect(stranger.body).to_have_value("")

    def test_back_from_the_confirmation_and_its_links(self, page: Page) -> None:
        inquiry = InquiryPage(page).open()
        inquiry.fill(mail=new_address()).confirm()
        page.go_back()
        inquiry.ready()
        expect(inquiry.body).to_have_value(BODY)
        page.go_forward()
        expect(inquiry.confirmation).to_be_visible()
        page.reload()
        expect(inquiry.confirmation).to_be_visible()
        page.get_by_role("main").locator("dl > div").filter(has_text="お名前").get_by_role("link", name="変更").click()
        expect(inquiry.name).to_be_focused()
        expect(inquiry.name).to_have_value("山田 太郎")

    def test_the_confirmation_of_an_unfinished_form_is_the_form(self, page: Page) -> None:
        inquiry = InquiryPage(page)
        page.goto("/inquiry?product=anpi-net&step=confirm")
        inquiry.ready()
        expect(page).to_have_url(re.compile(r"/inquiry\?product=anpi-net$"))

    def test_a_server_that_dies_and_comes_back(
        self, own_shop: RunningShop, new_context: Callable[..., BrowserContext], allowed_console: list[str]
    ) -> None:
        allowed_console.append("WebSocket connection")
        page = new_context(base_url=own_shop.url).new_page()
        inquiry = InquiryPage(page).open()
        inquiry.kind("お問い合わせ").check()
        inquiry.body.press_sequentially("落ちる前、")
        own_shop.stop(kill=True)
        expect(page.get_by_text("接続が切れています")).to_be_visible()
        inquiry.body.press_sequentially("落ちている間、")
        own_shop.start()
        expect(page.get_by_text("接続が切れています")).to_have_count(0)
        inquiry.ready()
        expect(inquiry.body).to_be_focused()
        inquiry.body.press_sequentially("戻った後")
        page.reload()
        inquiry.ready()
        expect(inquiry.body).to_have_value("落ちる前、落ちている間、戻った後")
        expect(inquiry.kind("お問い合わせ")).to_be_checked()
        inquiry.fill(mail=new_address())
        own_shop.stop(kill=True)
        expect(page.get_by_text("接続が切れています")).to_be_visible()
        inquiry.to_confirmation.click()
        waiting = page.get_by_role("button", name="確認しています…")
        expect(waiting).to_be_disabled()  # and says so as long as there is no answer
        own_shop.start()
        expect(inquiry.confirmation).to_be_visible(timeout=15_000)
        page.context.close()  # before its shop


def compose(cdp: CDPSession, readings: list[str], result: str) -> None:
    """What an IME does: it shows growing readings that are not text yet, then puts the chosen words in their place."""
    for reading in readings:
        cdp.send("Input.imeSetComposition", {"text": reading, "selectionStart": len(reading), "selectionEnd": len(reading)})
    cdp.send("Input.insertText", {"text": result})


def test_japanese_composition_is_not_disturbed_in_any_field(page: Page) -> None:
    with page.expect_websocket() as opened:
        inquiry = InquiryPage(page).open()
    cdp = page.context.new_cdp_session(page)
    fields: list[Locator] = [inquiry.company, inquiry.name, inquiry.mail, inquiry.phone, inquiry.body]
    for field in fields:
        field.focus()
        with opened.value.expect_event("framesent", lambda frame: ".keep" in str(frame)):  # saved in the middle of composing
            cdp.send("Input.imeSetComposition", {"text": "か", "selectionStart": 1, "selectionEnd": 1})
        compose(cdp, ["かｂ", "かぶ", "かぶしき"], "株式")
        compose(cdp, ["ｇ", "が", "がい", "がいｓ", "がいしゃ"], "会社")
        expect(field).to_have_value("株式会社")
    page.reload()
    inquiry.ready()
    for field in fields:
        expect(field).to_have_value("株式会社")


def test_with_the_keyboard_alone_from_the_skip_link_to_the_receipt(page: Page) -> None:
    address, inquiry, keyboard = new_address(), InquiryPage(page).open("kintai-cloud"), page.keyboard
    keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ")).to_be_focused()
    keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    expect(page.get_by_role("region", name="対象のサービス")).to_be_visible()  # the skip link keeps the product
    keyboard.press("Tab")  # the product's name
    keyboard.press("Tab")
    keyboard.press("Space")
    expect(inquiry.kind("資料請求")).to_be_checked()
    keyboard.press("ArrowDown")
    expect(inquiry.kind("お問い合わせ")).to_be_checked()
    for field, text in (
        (inquiry.company, "青空商事株式会社"),
        (inquiry.name, "山田 太郎"),
        (inquiry.mail, address),
        (inquiry.phone, "0312345678"),
        (inquiry.body, "質問です。"),
    ):
        keyboard.press("Tab")
        expect(field).to_be_focused()
        keyboard.insert_text(text)
    keyboard.press("Tab")  # プライバシーポリシー
    keyboard.press("Tab")
    expect(inquiry.to_confirmation).to_be_focused()
    keyboard.press("Enter")
    expect(inquiry.confirmation).to_be_focused()
    expect(inquiry.send).to_be_enabled()
    for _ in range(9):  # the product, six 変更, 入力画面に戻る, 送信する
        keyboard.press("Tab")
    expect(inquiry.send).to_be_focused()
    keyboard.press("Enter")
    expect(inquiry.receipt).to_be_focused()
    assert len(inquiry.mails(address)) == 1


def test_without_javascript_the_page_says_how_else_to_reach_us(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/inquiry?product=kintai-cloud")
    expect(page.get_by_role("heading", level=1, name="資料請求・お問い合わせ")).to_be_visible()
    expect(page.locator("noscript a[href='mailto:support@ocmp.example.jp']")).to_be_visible()
    expect(page.locator(".skeleton").first).to_be_hidden()


def test_people_and_readers_do_not_meet_the_honeypot(page: Page) -> None:
    InquiryPage(page).open()
    expect(page.get_by_role("main").get_by_role("textbox")).to_have_count(5)


@pytest.mark.parametrize("width", [360, 1280])
def test_every_step_is_accessible_and_fits_the_screen(new_context: Callable[..., BrowserContext], width: int) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    inquiry = InquiryPage(page).open("kintai-cloud")
    _is_sound(page)
    inquiry.to_confirmation.click()
    expect(inquiry.errors).to_be_focused()
    _is_sound(page)
    inquiry.fill(mail=new_address()).confirm()
    _is_sound(page)
    inquiry.send.click()
    expect(inquiry.receipt).to_be_focused()
    _is_sound(page)


def _is_sound(page: Page) -> None:
    """axe finds nothing, and nothing scrolls sideways."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

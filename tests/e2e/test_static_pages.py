"""The pages that are mostly text, in the browser (R1, R3, R4, R5)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.pages.faq import FaqPage

pytestmark = pytest.mark.e2e

PAGES = {
    "/faq": "よくあるご質問",
    "/guide": "利用開始までの流れ",
    "/environment": "推奨環境",
    "/terms": "会員規約",
    "/privacy": "プライバシーポリシー",
    "/law": "特定商取引法に基づく表記",
    "/hipayment": "HiPaymentサービスについて",
}
CODE = "セキュリティコードとは何ですか。どこに書いてありますか。"
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def without_scripts(new_context: Callable[..., BrowserContext]) -> Page:
    """A browser that runs no JavaScript."""
    return new_context(java_script_enabled=False).new_page()


HYDRATED = """() => new Promise((done) => {
  const look = () => Object.keys(document.getElementById("main")).some((key) => key.startsWith("__reactFiber")) ? done() : requestAnimationFrame(look);
  look();
})"""


def ready(page: Page) -> None:
    """Wait until the page's scripts have taken over what the build had made."""
    page.evaluate(HYDRATED)


class TestEveryTextPage:
    @pytest.mark.parametrize(("path", "title"), PAGES.items())
    def test_has_its_frame_and_nothing_for_axe_to_find(self, page: Page, path: str, title: str) -> None:  # R1
        page.add_init_script(SHIFTS)
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page).to_have_title(f"{title} | オープンクラウドマーケットプレース")
        for landmark in ("banner", "main", "contentinfo"):
            expect(page.get_by_role(landmark)).to_have_count(1)
        trail = page.get_by_role("navigation", name="現在位置")
        expect(trail.get_by_role("link", name="TOP")).to_have_attribute("href", "/")
        expect(trail.locator("[aria-current=page]")).to_have_text(title)
        expect(page.get_by_role("link", name="ページの先頭へ")).to_be_visible()
        expect(page.get_by_role("link", name="資料請求・お問い合わせ").first).to_be_visible()  # R2
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="本文へ")).to_be_focused()
        ready(page)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("window.shifted") < 0.02

    @pytest.mark.parametrize("path", PAGES)
    def test_fits_a_narrow_phone(self, new_context: Callable[..., BrowserContext], path: str) -> None:  # R5
        phone = new_context(viewport={"width": 360, "height": 780}, has_touch=True, is_mobile=True).new_page()
        phone.goto(path)
        ready(phone)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360

    @pytest.mark.parametrize(("path", "title"), PAGES.items())
    def test_can_be_read_without_javascript(self, without_scripts: Page, path: str, title: str) -> None:
        without_scripts.goto(path)
        expect(without_scripts.get_by_role("heading", level=1)).to_have_text(title)
        assert len(without_scripts.get_by_role("main").inner_text()) > 600
        assert without_scripts.locator("link[rel=canonical]").get_attribute("href", timeout=1000).endswith(path)  # type: ignore[union-attr]

    def test_a_line_of_the_contents_leads_to_its_section(self, page: Page) -> None:  # R1
        page.goto("/terms")
        ready(page)
        page.get_by_role("navigation", name="目次").get_by_role("link", name="第11条").click()
        expect(page).to_have_url(re.compile(r"/terms#article-11$"))
        expect(page.get_by_role("heading", name=re.compile("^第11条"))).to_be_in_viewport()
        page.keyboard.press("Tab")  # the keyboard goes on from the section: no link of the contents is next
        expect(page.locator("nav[aria-label=目次] :focus")).to_have_count(0)
        expect(page.locator("main :focus")).to_have_count(1)

    def test_contents_are_folded_on_a_phone(self, phone: Page) -> None:
        phone.goto("/privacy")
        ready(phone)
        phone.get_by_role("main").get_by_text("目次", exact=True).locator("visible=true").click()
        phone.get_by_role("link", name="第三者への提供").click()
        expect(phone.get_by_role("heading", name="第三者への提供")).to_be_in_viewport()


class TestQuestions:  # R3
    def test_are_filtered_as_one_types(self, page: Page) -> None:
        faq = FaqPage(page).open()
        expect(faq.questions.first).to_be_visible()
        everything = faq.questions.count()
        expect(faq.status).to_have_text(f"全{everything}件の質問")
        faq.words.press_sequentially("りょうしゅうしょ")
        expect(faq.question("領収書を発行してもらえますか。")).to_be_visible()
        expect(faq.question(CODE)).to_be_hidden()
        expect(faq.status).to_have_text(re.compile("「りょうしゅうしょ」に合う質問：[0-9]+件"))
        expect(page.get_by_role("heading", level=2, name="クレジットカード")).to_be_hidden()
        expect(page.get_by_role("navigation", name="質問の分類").get_by_role("link", name="クレジットカード")).to_be_hidden()
        expect(faq.words).to_be_focused()
        expect(faq.words).to_have_value("りょうしゅうしょ")
        expect(page).to_have_url(re.compile(r"/faq\?q="))
        page.get_by_role("link", name="すべての質問を表示").click()
        expect(faq.question(CODE)).to_be_visible()
        expect(faq.words).to_be_focused()
        expect(faq.words).to_have_value("")

    def test_nothing_is_searched_while_an_ime_composes(self, page: Page) -> None:
        faq = FaqPage(page).open()
        ready(page)
        faq.words.focus()
        ime = page.context.new_cdp_session(page)
        for text in ("か", "かい", "かいや", "かいやく", "解約"):
            ime.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        expect(faq.words).to_have_value("解約")
        expect(page).to_have_url(re.compile(r"/faq$"))
        ime.send("Input.insertText", {"text": "解約"})
        expect(faq.status).to_have_text(re.compile("「解約」に合う質問"))
        expect(faq.words).to_have_value("解約")

    def test_without_a_hit_say_so_and_lead_to_the_inquiry(self, page: Page) -> None:  # R2
        faq = FaqPage(page).open("/faq?q=" + "ずんだもち")
        expect(faq.status).to_have_text("「ずんだもち」に合う質問は見つかりませんでした。")
        expect(page.get_by_text("該当する質問がありません")).to_be_visible()
        expect(faq.questions.locator("visible=true")).to_have_count(0)
        assert Axe().run(page).violations_count == 0
        page.get_by_role("search").get_by_role("link", name="資料請求・お問い合わせ").click()
        expect(page).to_have_url(re.compile(r"/inquiry$"))

    def test_open_and_close_by_the_keyboard(self, page: Page) -> None:
        faq = FaqPage(page).open()
        ready(page)
        question = faq.question(CODE)
        expect(question).to_have_attribute("aria-expanded", "false")
        expect(faq.answer("card-code")).to_be_hidden()
        question.focus()
        page.keyboard.press("Enter")
        expect(question).to_have_attribute("aria-expanded", "true")
        expect(faq.answer("card-code")).to_contain_text("それ以外のカード：カードの裏面にある3桁の数字")
        assert Axe().run(page).violations_count == 0
        page.keyboard.press("Space")
        expect(faq.answer("card-code")).to_be_hidden()

    def test_a_click_before_the_scripts_have_come_is_not_lost(self, page: Page) -> None:
        released = False
        scripts: list[Route] = []

        def hold(route: Route) -> None:
            route.continue_() if released else scripts.append(route)

        page.route("**/assets/*.js", hold)
        page.goto("/faq", wait_until="commit")
        faq = FaqPage(page)
        faq.question(CODE).click()
        expect(faq.answer("card-code")).to_be_visible()
        released = True
        for script in scripts:
            script.continue_()
        expect(faq.question(CODE)).to_have_attribute("aria-expanded", "true")
        expect(faq.answer("card-code")).to_be_visible()

    def test_open_by_their_own_link(self, page: Page) -> None:
        faq = FaqPage(page).open("/faq#card-code")
        expect(faq.answer("card-code")).to_be_visible()
        expect(faq.question(CODE)).to_be_focused()
        expect(faq.question(CODE)).to_be_in_viewport()
        page.evaluate("location.hash = 'cancel-how'")
        expect(faq.answer("cancel-how")).to_be_visible()
        expect(faq.question("サービスを解約するには、どうすればよいですか。")).to_be_in_viewport()
        expect(faq.answer("card-code")).to_be_visible()

    def test_lead_to_each_other_even_when_filtered(self, page: Page) -> None:
        faq = FaqPage(page).open("/faq?q=社名変更")
        faq.question("メールアドレスや会社名、担当者が変わりました。").click()
        page.get_by_role("link", name="別のお手続き").click()
        expect(faq.answer("transfer-address-change")).to_be_visible()
        expect(faq.question("請求書の送付先を変更したいのですが。")).to_be_focused()

    def test_stay_open_while_one_is_away(self, page: Page) -> None:
        faq = FaqPage(page).open()
        ready(page)
        faq.question("推奨環境はどこで確認できますか。").or_(faq.question(CODE)).first.click()
        page.get_by_role("contentinfo").get_by_role("link", name="会員規約").click()
        expect(page.get_by_role("heading", level=1, name="会員規約")).to_be_visible()
        page.go_back()
        expect(page.locator("#faq-query")).to_be_visible()
        expect(page.get_by_role("button", expanded=True)).to_have_count(1)

    def test_an_answer_to_an_earlier_search_does_not_hide_the_linked_question(self, page: Page) -> None:
        faq = FaqPage(page).open("/faq?q=領収書")
        expect(faq.status).to_have_text(re.compile("「領収書」に合う質問"))
        page.goto("/guide")
        faq.open("/faq#card-code")
        expect(faq.question(CODE)).to_be_focused()
        expect(faq.status).to_have_text(re.compile("^全"))
        expect(faq.answer("card-code")).to_be_visible()

    def test_answers_stand_open_without_javascript_and_on_paper(self, without_scripts: Page, page: Page) -> None:
        without_scripts.goto("/faq")
        expect(without_scripts.locator("#card-code-answer")).to_be_visible()
        faq = FaqPage(page).open()
        ready(page)
        page.emulate_media(media="print")
        expect(faq.answer("card-code")).to_be_visible()
        expect(page.get_by_role("banner")).to_be_hidden()


class TestGuide:  # R4
    def test_shows_who_acts_and_reckons_from_today(self, page: Page) -> None:
        page.goto("/guide")
        expect(page.get_by_role("heading", level=2, name="サービスを準備する")).to_be_visible()
        # the demo's clock began at 2026-11-16; five business days later, over 勤労感謝の日, is the 24th
        expect(page.get_by_text("2026年11月24日(火)に、提供事業者からの連絡を受けて使い始めます。")).to_be_visible()
        expect(page.get_by_text("2027年1月7日(木)に、13,596円（税込）を口座から引き落とします。")).to_be_visible()  # R30

    def test_shows_the_worked_example_without_javascript(self, without_scripts: Page) -> None:
        without_scripts.goto("/guide")
        expect(without_scripts.get_by_text("2026年11月16日(月)に、提供事業者からの連絡を受けて使い始めます。")).to_be_visible()


class TestNotFound:
    def test_searches_and_leads_on(self, page: Page) -> None:
        page.goto("/no/such/page")
        expect(page.get_by_role("heading", level=1, name="ページが見つかりません")).to_be_visible()
        ready(page)
        main = page.get_by_role("main")
        expect(main.get_by_role("link", name="トップページ")).to_have_attribute("href", "/")
        expect(main.get_by_role("link", name="資料請求・お問い合わせ")).to_have_attribute("href", "/inquiry")
        main.get_by_role("searchbox", name="キーワード").fill("勤怠")
        main.get_by_role("button", name="検索する").click()
        expect(page).to_have_url(re.compile(r"/search\?q=%E5%8B%A4%E6%80%A0$"))
        expect(page.get_by_role("heading", level=1, name="サービスを探す")).to_be_visible()

    def test_searches_without_javascript_too(self, without_scripts: Page) -> None:
        without_scripts.goto("/no-such-page")
        without_scripts.get_by_role("searchbox", name="キーワード").fill("勤怠")
        without_scripts.get_by_role("button", name="検索する").click()
        expect(without_scripts).to_have_url(re.compile(r"/search\?q=%E5%8B%A4%E6%80%A0$"))

"""よくあるご質問 in the browser."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class FaqPage:
    """The page, driven by what a visitor sees."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.words = page.get_by_role("searchbox", name="質問を検索")
        self.status = page.get_by_role("search").get_by_role("status")
        self.questions = page.get_by_role("main").get_by_role("heading", level=3).get_by_role("button")

    def open(self, address: str = "/faq") -> FaqPage:
        """Open it."""
        self.page.goto(address)
        expect(self.page.get_by_role("heading", level=1, name="よくあるご質問")).to_be_visible()
        return self

    def question(self, name: str) -> Locator:
        """The button of a question."""
        return self.page.get_by_role("button", name=name, exact=True)

    def answer(self, anchor: str) -> Locator:
        """What a question opens to."""
        return self.page.locator(f"#{anchor}-answer")

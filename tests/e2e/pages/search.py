"""The search page as a tester drives it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class SearchPage:
    """`/search`: filters, results, chips."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.words = page.get_by_role("main").get_by_role("searchbox", name="キーワード")
        self.status = page.get_by_role("main").get_by_role("status").filter(has_text="件")
        self.results = page.get_by_role("main").locator("article")
        self.sort = page.get_by_role("combobox", name="並び替え")

    def open(self, query: str = "") -> SearchPage:
        """Open the page and wait until its results are there."""
        self.page.goto("/search" + (f"?{query}" if query else ""))
        expect(self.page.get_by_role("heading", level=1, name="サービスを探す")).to_be_visible()
        expect(self.status).to_be_visible()
        return self

    def facet(self, legend: str) -> Locator:
        """A filter group by its legend."""
        return self.page.get_by_role("group", name=legend, exact=True)

    def tick(self, legend: str, label: str) -> None:
        """Tick one value, as a shopper does."""
        self.facet(legend).get_by_label(label).check()

    def total(self) -> int:
        """The number of hits that the status tells."""
        return int(self.status.inner_text().split("件")[0].replace(",", ""))

    def names(self) -> list[str]:
        """Names of the products shown, in order."""
        return self.results.get_by_role("heading", level=3).all_inner_texts()

    def chip(self, label: str) -> Locator:
        """The chip that drops a condition."""
        return self.page.get_by_role("link", name=f"{label}を外す")

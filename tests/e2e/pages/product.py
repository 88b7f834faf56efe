"""The product page and the comparison as a tester drives them."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

SITE_NAME = "オープンクラウドマーケットプレース"


class ProductPage:
    """`/products/<slug>`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.get_by_role("main")
        self.title = page.get_by_role("heading", level=1)
        self.apply = self.main.get_by_role("link", name="利用申し込みを行う")
        self.trial = self.main.get_by_role("link", name="トライアルを申し込む")
        self.inquire = self.main.get_by_role("link", name="資料請求・お問い合わせ").first
        self.quantity = page.get_by_label("数量")
        self.months = page.get_by_label("利用期間（か月）")
        self.total = page.get_by_role("status").filter(has_text="お支払い合計")

    def open(self, slug: str, name: str) -> ProductPage:
        """Open the page and wait until the product is there."""
        self.page.goto(f"/products/{slug}")
        expect(self.title).to_have_text(name)
        return self

    def estimate_row(self, label: str) -> Locator:
        """A row of the price simulation: first bill, each further month."""
        return self.page.get_by_role("row", name=label).get_by_role("cell")

    def row_of(self, heading: str) -> Locator:
        """The links to products in the row of cards below `heading`."""
        return self.page.locator("section").filter(has=self.page.get_by_role("heading", name=heading)).locator("article").get_by_role("link")


class ComparePage:
    """`/compare`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.table = page.get_by_role("table", name="サービスの比較表")
        self.only_differences = page.get_by_role("switch", name="違いのある項目だけ表示")

    def open(self, query: str) -> ComparePage:
        """Open a comparison and wait for its table."""
        self.page.goto(f"/compare?{query}")
        expect(self.table).to_be_visible()
        return self

    def names(self) -> list[str]:
        """Products of the columns, in order."""
        return self.table.get_by_role("columnheader").get_by_role("link").filter(has_not_text="申し込む").filter(has_not_text="問い合わせる").all_inner_texts()

    def rows(self) -> Locator:
        """Compared rows, without the headings of the groups."""
        return self.table.get_by_role("rowheader").filter(has_not=self.page.locator(".compare-group-label"))

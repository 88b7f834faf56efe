"""資料請求・お問い合わせ as a tester drives it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

BODY = "最低利用期間を教えてください。\n\n200名での利用を考えています。"


def new_address() -> str:
    """A mail address that no other test uses."""
    return f"charlie-{uuid4().hex[:12]}@example.co.jp"


class InquiryPage:
    """`/inquiry`: input, confirmation, receipt."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.company = page.get_by_label("会社名", exact=True)
        self.name = page.get_by_label("お名前", exact=True)
        self.mail = page.get_by_label("メールアドレス", exact=True)
        self.phone = page.get_by_label("電話番号", exact=True)
        self.body = page.get_by_label("お問い合わせ内容", exact=True)
        self.to_confirmation = page.get_by_role("button", name="確認画面へ")
        self.send = page.get_by_role("button", name="送信する")
        self.errors = page.get_by_role("group", name="入力内容の確認のお願い")
        self.confirmation = page.get_by_role("heading", level=2, name="入力内容の確認")
        self.receipt = page.get_by_role("heading", level=2, name="送信が完了しました")

    def open(self, product: str = "", **query: str) -> InquiryPage:
        """Open the form and wait until it can be sent."""
        query = {"product": product, **query} if product else query
        self.page.goto("/inquiry" + (f"?{urlencode(query)}" if query else ""))
        return self.ready()

    def ready(self) -> InquiryPage:
        """Wait until the form can be sent: only then is what is stored in the fields."""
        expect(self.to_confirmation).to_be_enabled()
        return self

    def kind(self, label: str) -> Locator:
        return self.page.get_by_role("group", name="種別", exact=True).get_by_role("radio", name=label, exact=True)

    def fill(self, *, mail: str, kind: str = "お問い合わせ", body: str = BODY) -> InquiryPage:
        """Everything a sender types."""
        self.kind(kind).check()
        self.company.fill("青空商事株式会社")
        self.name.fill("山田 太郎")
        self.mail.fill(mail)
        self.phone.fill("０３ー１２３４ー５６７８")
        self.body.fill(body)
        return self

    def confirm(self) -> InquiryPage:
        """「確認画面へ」, and the confirmation is there."""
        self.to_confirmation.click()
        expect(self.confirmation).to_be_visible()
        expect(self.send).to_be_enabled()
        return self

    def value(self, term: str) -> Locator:
        """What stands beside a term of the confirmation or the receipt."""
        row = self.page.get_by_role("main").locator("dl > div").filter(has=self.page.locator("dt", has_text=term))
        return row.locator("dd").first

    def number(self) -> str:
        """受付番号 of the receipt."""
        expect(self.receipt).to_be_visible()
        return self.value("受付番号").inner_text()

    def mails(self, to: str) -> list[dict[str, Any]]:
        """What the demo's outbox holds for an address."""
        answer = self.page.request.get("/dev/outbox.json", params={"to": to})
        return list(answer.json())

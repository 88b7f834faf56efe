"""The product page, its price simulation and the comparison in the words of the screen (R8, R9, R10, R12, R17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ocmp_app.domain.catalogue import Certification, CompanySize, PaymentMethod, ProductStatus, SalesKind
from ocmp_app.domain.pricing import estimate
from ocmp_app.presenters import compare as comparing
from ocmp_app.presenters import estimate as estimating
from ocmp_app.presenters.product import ProductPage, product_page
from ocmp_app.services.queries.catalogue import (
    CategoryView,
    DocumentView,
    FaqView,
    FeatureView,
    PlanView,
    ProductView,
    ProviderView,
    SpecificationAnswer,
    SpecificationGroup,
    TermsRef,
    TermsView,
)

TODAY = date(2026, 11, 16)
STANDARD = PlanView(1, "standard", "スタンダード", 980, 5500, "ユーザー", 1, 500, 1, "すべて使えます。")
DISK = PlanView(2, "disk", "ディスク", 333, 0, "GB", 10, 100, 10, "")
KINTAI = ProductView(
    id=1,
    slug="kintai-cloud",
    name="勤怠クラウド",
    kana="キンタイクラウド",
    summary="出勤と退勤を記録します。",
    description="最初の段落。\n\n### 見出し\n- 一つ\n- 二つ",
    url="",
    tags=("勤怠",),
    category=CategoryView("attendance", "勤怠管理", "orange", "users", "hr", "人事・労務"),
    provider=ProviderView("aozora", "あおぞら株式会社", "アオゾラ", "説明", "https://aozora.example.co.jp/", "東京都"),
    sales_kind=SalesKind.DIRECT,
    status=ProductStatus.PUBLISHED,
    payment_methods=(PaymentMethod.CARD, PaymentMethod.BANK_TRANSFER),
    company_sizes=(CompanySize.SMALL,),
    certifications=(Certification.PRIVACY_MARK,),
    trial_days=30,
    lead_time_days=5,
    minimum_term_months=3,
    monthly_fee_from=980,
    initial_fee_from=5500,
    unit="ユーザー",
    plans=(STANDARD,),
    features=(FeatureView("打刻", "どこからでも。"),),
    specification=(SpecificationGroup("data", "データの保管", (SpecificationAnswer("data_location", "データの保管場所", "日本国内", "japan"),)),),
    environment=("Windows 11",),
    terms=TermsView(7, "1.1", date(2026, 4, 1), "### 第1条（目的）\n条文。"),
    terms_versions=(TermsRef("2.0", date(2027, 4, 1), False), TermsRef("1.1", date(2026, 4, 1), True), TermsRef("1.0", date(2024, 4, 1), False)),
    faq=(FaqView("質問ですか。", "はい。"),),
    documents=(DocumentView(0, "サービス資料", "kintai-cloud-leaflet.pdf", "application/pdf", None), DocumentView(3, "料金表", "料金 表.csv", "text/csv", 1_250_000)),
    published_at=datetime(2026, 1, 1, tzinfo=UTC),
    updated_at=datetime(2026, 1, 1, tzinfo=UTC),
)  # fmt: skip


def page(**changes: Any) -> ProductPage:
    """The page of the product with `changes`."""
    return product_page(replace(KINTAI, **changes), today=TODAY, tax_percent=10)


class TestProductPage:
    def test_every_amount_says_whether_tax_is_in_it(self) -> None:  # R9
        [plan] = page().plans
        assert (plan.monthly, plan.monthly_taxed, plan.per) == ("980円", "1,078円", "1ユーザーあたり")
        assert (plan.initial, plan.initial_taxed, plan.quantity) == ("5,500円", "6,050円", "1～500ユーザー")
        assert (page().price, page().price_more, page().price_taxed) == ("980円", "（税抜）", "税込 1,078円")
        assert page().initial_fee == "初期費用 5,500円（税抜）"

    def test_a_step_is_said_and_no_initial_fee_has_no_tax(self) -> None:  # R9
        [plan] = page(plans=(DISK,)).plans
        assert (plan.quantity, plan.initial, plan.initial_taxed, plan.monthly_taxed) == ("10～100GB（10GB単位）", "なし", "", "366円")

    def test_conditions(self) -> None:  # R9 R10 R12 R17
        facts = {fact.label: fact.value for fact in page().conditions}
        assert facts == {
            "販売形態": "ネットで直接契約",
            "お支払い方法": "クレジットカード、銀行振込",
            "最低利用期間": "3か月",
            "利用開始までの日数": "お申し込みから5営業日",
            "無料トライアル": "あり（30日間）",
        }

    @pytest.mark.parametrize(
        ("changes", "apply", "trial"),
        [
            ({}, True, True),
            ({"trial_days": 0}, True, False),  # R17
            ({"sales_kind": SalesKind.INQUIRY}, False, False),  # R8
            ({"status": ProductStatus.SUSPENDED}, False, False),
            ({"plans": ()}, False, False),
        ],
    )
    def test_ways_by_kind(self, changes: dict[str, Any], apply: bool, trial: bool) -> None:  # R8
        shown = page(**changes)
        assert (shown.can_apply, shown.can_try) == (apply, trial)
        assert shown.inquiry_href == "/inquiry?product=kintai-cloud"  # R2

    def test_without_plans_the_price_is_on_request(self) -> None:  # R8
        shown = page(plans=(), monthly_fee_from=None, initial_fee_from=None, sales_kind=SalesKind.INQUIRY)
        assert (shown.price, shown.price_more, shown.price_taxed, shown.initial_fee) == ("個別お見積り", "", "", "")

    def test_versions_of_the_terms(self) -> None:  # R9
        shown = page()
        assert (shown.terms.version, shown.terms.since) == ("1.1", "2026年4月1日(水)")
        assert [(row.version, row.state, row.is_shown) for row in shown.versions] == [("2.0", "適用予定", False), ("1.1", "現行", True), ("1.0", "", False)]

    def test_downloads(self) -> None:  # R9
        leaflet, prices = page().documents
        assert (leaflet.detail, leaflet.href) == ("PDF", "/documents/kintai-cloud/0/kintai-cloud-leaflet.pdf")
        assert (prices.detail, prices.href) == ("CSV・1.2MB", "/documents/kintai-cloud/3/%E6%96%99%E9%87%91%20%E8%A1%A8.csv")

    def test_a_suspended_one_says_so(self) -> None:
        assert "受付停止中" in [badge.text for badge in page(status=ProductStatus.SUSPENDED).badges]


class TestEstimate:
    def test_tax_stands_apart(self) -> None:  # R9, billing.md E1 E2
        costs = estimate(monthly_fee=980, initial_fee=5500, quantity=7, months=12, tax_percent=10)
        shown = estimating.view(costs, STANDARD)
        assert [(row.label, row.first, row.monthly) for row in shown.rows] == [
            ("初期費用", "5,500円", "—"),
            ("月額料金（980円×7ユーザー）", "6,860円", "6,860円"),
            ("小計（税抜）", "12,360円", "6,860円"),
            ("消費税（10％）", "1,236円", "686円"),
            ("合計（税込）", "13,596円", "7,546円"),
        ]
        assert shown.total == "12か月のお支払い合計 96,602円（税込）"

    @pytest.mark.parametrize(
        ("typed", "quantity", "error"),
        [
            ("７", 7, ""),
            ("1，000", 0, "このプランの数量は1～500ユーザーです。この範囲で入力してください。"),
            ("0", 0, "このプランの数量は1～500ユーザーです。この範囲で入力してください。"),
            ("", 0, "数量は数字で入力してください（1～500ユーザー）。"),
            ("七", 0, "数量は数字で入力してください（1～500ユーザー）。"),
        ],
    )
    def test_reads_a_quantity(self, typed: str, quantity: int, error: str) -> None:  # R9
        assert estimating.read_quantity(typed, STANDARD) == (quantity, error)

    def test_names_the_neighbours_of_a_wrong_step(self) -> None:  # R9
        assert estimating.read_quantity("25", DISK) == (0, "数量は10GB単位です。20または30を入力してください。")

    @pytest.mark.parametrize(
        ("typed", "minimum", "months"), [("12", 1, 12), ("１２", 12, 12), ("2", 3, 0), ("0", 1, 0), ("121", 1, 0), ("120", 1, 120), ("x", 1, 0)]
    )
    def test_reads_months(self, typed: str, minimum: int, months: int) -> None:
        found, error = estimating.read_months(typed, minimum)
        assert (found, bool(error)) == (months, months == 0)


class TestComparison:
    ANPI = replace(KINTAI, id=2, slug="anpi-net", name="安否ネット", trial_days=0, specification=())

    def test_marks_what_differs_and_only_that(self) -> None:
        table = comparing.comparison([KINTAI, self.ANPI])
        rows = {row.label: row for group in table.groups for row in group.rows}
        assert [column.name for column in table.columns] == ["勤怠クラウド", "安否ネット"]
        assert rows["無料トライアル"].differs
        assert not rows["月額料金"].differs
        assert (rows["データの保管場所"].cells, rows["データの保管場所"].differs) == (("日本国内", "—"), True)

    def test_only_differences(self) -> None:
        table = comparing.only_differing(comparing.comparison([KINTAI, self.ANPI]))
        rows = [row for group in table.groups for row in group.rows]
        assert {row.label for row in rows} == {"無料トライアル", "データの保管場所"}
        assert all(group.rows for group in table.groups)

    def test_one_column_differs_from_nothing(self) -> None:
        table = comparing.comparison([KINTAI])
        assert not any(row.differs for group in table.groups for row in group.rows)
        assert table.differing == ""

    def test_nothing_to_compare(self) -> None:
        assert comparing.comparison([]) == comparing.Comparison()

    @pytest.mark.parametrize(
        ("asked", "slugs", "shown", "said"),
        [
            ("a,b", ("a", "b"), ("a", "b"), []),
            ("a,b", ("a", "b"), ("a",), ["「b」は、掲載がないか終了しているため表示していません。"]),
            ("a,<b>", ("a",), ("a",), ["「<b>」は、掲載がないか終了しているため表示していません。"]),
            ("a,b,c,d,e", ("a", "b", "c", "d"), ("a", "b", "c", "d"), ["一度に比較できるのは4件までです。先頭の4件を表示しています。"]),
            ("", (), (), []),
        ],
    )
    def test_says_what_of_the_address_is_left_out(self, asked: str, slugs: tuple[str, ...], shown: tuple[str, ...], said: list[str]) -> None:
        assert list(comparing.notes(asked, slugs, shown)) == said

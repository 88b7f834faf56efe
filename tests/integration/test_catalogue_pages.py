"""What pages read from the catalogue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ocmp_app.adapters.leaflet_pdf import print_leaflet
from ocmp_app.domain.catalogue import PaymentMethod
from ocmp_app.domain.clock import business_date
from ocmp_app.domain.errors import NotFound
from ocmp_app.models import Document
from ocmp_app.services.queries.catalogue import (
    LEAFLET_ID,
    ProductEnded,
    alternatives,
    categories_with_counts,
    document,
    leaflet_of,
    newest,
    popular,
    product_page,
    products_by_slugs,
    published_slugs,
    terms_version,
)
from tests.builders import a_product, a_provider, plan

TODAY = date(2026, 11, 16)


class TestProductPage:
    def test_shows_everything(self, shop, clock):  # R8, R9, R10, R12, R17
        with shop.database.transaction() as session:
            a_provider(session, name="あおぞら", url="https://aozora.example.co.jp/", prefecture="東京都")
            a_product(
                session,
                clock.now(),
                summary="要約",
                description="### 見出し",
                tags=["勤怠", "シフト"],
                payment_methods=["bank_transfer", "card"],
                trial_days=30,
                lead_time_days=5,
                minimum_term_months=3,
                plans=[
                    plan("b", monthly_fee=1200),
                    plan("a", monthly_fee=980, initial_fee=5500, min_quantity=5, max_quantity=500, quantity_step=5),
                ],
                features=[{"title": "打刻", "text": "説明"}],
                specification={"two_factor": True, "data_location": ["japan", "us"], "uptime": 99.9},
                environment=["Windows 11", "iOS"],
                faq=[{"question": "質問", "answer": "答え"}],
                company_sizes=["large", "micro"],
                certifications=["pmark", "ismap"],
            )
        with shop.database.read() as session:
            page = product_page(session, "kintai", today=TODAY)
        assert (page.summary, page.description, page.tags) == ("要約", "### 見出し", ("勤怠", "シフト"))
        assert (page.provider.name, page.provider.prefecture) == ("あおぞら", "東京都")
        assert (page.category.code, page.category.parent_name, page.category.hue) == ("attendance", "人事・労務", "orange")
        assert [(p.code, p.monthly_fee, p.initial_fee) for p in page.plans] == [("b", 1200, 0), ("a", 980, 5500)]
        assert (page.plans[1].min_quantity, page.plans[1].max_quantity, page.plans[1].quantity_step) == (5, 500, 5)
        assert (page.monthly_fee_from, page.initial_fee_from, page.unit) == (980, 5500, "ユーザー")
        assert page.payment_methods == (PaymentMethod.CARD, PaymentMethod.BANK_TRANSFER)
        assert (page.trial_days, page.lead_time_days, page.minimum_term_months) == (30, 5, 3)
        assert [(f.title, f.text) for f in page.features] == [("打刻", "説明")]
        assert [(g.label, [(a.label, a.answer) for a in g.answers]) for g in page.specification] == [
            ("データの保管", [("データの保管場所", "日本国内、米国")]),
            ("バックアップと可用性", [("稼働率の目標", "99.9%")]),
            ("認証とアクセス管理", [("多要素認証", "対応")]),
        ]
        assert page.environment == ("Windows 11", "iOS")
        assert [(f.question, f.answer) for f in page.faq] == [("質問", "答え")]
        assert [size.value for size in page.company_sizes] == ["micro", "large"]
        assert [item.value for item in page.certifications] == ["ismap", "pmark"]
        assert [(d.id, d.title) for d in page.documents] == [(LEAFLET_ID, "サービス資料")]
        assert page.can_apply
        assert page.can_try

    def test_shows_the_terms_in_force_and_all_versions(self, shop, clock):  # R9
        terms = [
            {"version": "3.0", "effective_from": "2026-12-01", "body": "三"},
            {"version": "1.0", "effective_from": "2025-04-01", "body": "一"},
            {"version": "2.0", "effective_from": "2026-11-16", "body": "二"},
        ]
        with shop.database.transaction() as session:
            a_product(session, clock.now(), terms=terms)
        with shop.database.read() as session:
            page = product_page(session, "kintai", today=TODAY)
            assert (page.terms.version, page.terms.body) == ("2.0", "二")
            assert [(t.version, t.is_current) for t in page.terms_versions] == [("3.0", False), ("2.0", True), ("1.0", False)]
            assert product_page(session, "kintai", today=date(2025, 1, 1)).terms.version == "1.0"
            assert product_page(session, "kintai", today=date(2026, 12, 1)).terms.version == "3.0"
            assert terms_version(session, "kintai", "1.0").body == "一"
            with pytest.raises(NotFound):
                terms_version(session, "kintai", "9.9")

    def test_a_withdrawn_plan_is_not_shown(self, shop, clock):
        with shop.database.transaction() as session:
            a_product(session, clock.now(), plans=[plan("a"), plan("b")])
            a_product(session, clock.now(), plans=[plan("b")])
            assert [p.code for p in product_page(session, "kintai", today=TODAY).plans] == ["b"]

    def test_inquiry_only_cannot_be_applied_for(self, shop, clock):  # R8
        with shop.database.transaction() as session:
            a_product(session, clock.now(), "bcp", sales_kind="inquiry")
            page = product_page(session, "bcp", today=TODAY)
            assert not page.can_apply
            assert not page.can_try

    def test_a_trial_only_where_one_is_offered(self, shop, clock):  # R17
        with shop.database.transaction() as session:
            a_product(session, clock.now(), trial_days=0)
            assert not product_page(session, "kintai", today=TODAY).can_try

    def test_a_suspended_product_is_shown_but_cannot_be_applied_for(self, shop, clock):
        with shop.database.transaction() as session:
            a_product(session, clock.now(), status="suspended", trial_days=30)
            page = product_page(session, "kintai", today=TODAY)
            assert page.is_suspended
            assert not page.can_apply
            assert not page.can_try

    def test_unknown_and_draft_are_not_found_and_ended_is_gone(self, shop, clock):
        with shop.database.transaction() as session:
            a_product(session, clock.now(), "draft", status="draft")
            a_product(session, clock.now(), "ended", status="ended")
            for slug in ("nowhere", "draft", "", "x" * 5000, "' OR 1=1 --"):
                with pytest.raises(NotFound):
                    product_page(session, slug, today=TODAY)
            with pytest.raises(ProductEnded) as gone:
                product_page(session, "ended", today=TODAY)
            assert (gone.value.name, gone.value.category.code) == ("サービス ended", "attendance")


class TestLists:
    def test_compare_keeps_the_order_and_leaves_out_what_is_not_shown(self, shop, clock):
        with shop.database.transaction() as session:
            for slug, status in (("a", "published"), ("b", "published"), ("c", "draft"), ("d", "ended"), ("e", "suspended")):
                a_product(session, clock.now(), slug, status=status)
            found = products_by_slugs(session, ["e", "b", "nowhere", "c", "a", "b", "d"], today=TODAY)
            assert [product.slug for product in found] == ["e", "b", "a"]
            assert found[1] == product_page(session, "b", today=TODAY)
            assert products_by_slugs(session, [], today=TODAY) == ()

    def test_categories_count_published_products_in_two_levels(self, shop, clock):
        with shop.database.transaction() as session:
            for slug, category, status in (
                ("a", "attendance", "published"),
                ("b", "payroll", "published"),
                ("c", "payroll", "draft"),
            ):
                a_product(session, clock.now(), slug, category=category, status=status)
            tree = categories_with_counts(session)
            hr = next(top for top in tree if top.code == "hr")
            assert hr.count == 2
            assert {child.code: child.count for child in hr.children if child.count} == {"attendance": 1, "payroll": 1}
            assert [top.code for top in tree][:3] == ["communication", "accounting", "hr"]

    def test_newest_popular_and_alternatives(self, shop, clock):
        with shop.database.transaction() as session:
            for slug, days, popularity, category in (
                ("old", 30, 9, "attendance"),
                ("new", 1, 5, "payroll"),
                ("far", 10, 7, "mail"),
            ):
                a_product(session, clock.now(), slug, published_days_ago=days, popularity=popularity, category=category)
            a_product(session, clock.now(), "hidden", status="suspended", popularity=99)
            assert [card.slug for card in newest(session, 2)] == ["new", "far"]
            assert [card.slug for card in popular(session, 2)] == ["old", "far"]
            assert newest(session, 1)[0].published_at == clock.now() - timedelta(days=1)
            assert newest(session, 1)[0].category.parent_code == "hr"
            assert [card.slug for card in alternatives(session, "hr")] == ["old", "new"]
            assert [card.slug for card in alternatives(session, "payroll")] == ["new"]
            assert alternatives(session, "nowhere") == ()

    def test_the_sitemap_lists_published_products_only(self, shop, clock):
        with shop.database.transaction() as session:
            for slug, status in (("b", "published"), ("a", "published"), ("c", "suspended")):
                a_product(session, clock.now(), slug, status=status)
            assert [(entry.slug, entry.updated_at) for entry in published_slugs(session)] == [
                ("a", clock.now()),
                ("b", clock.now()),
            ]


class TestDocuments:
    def test_a_stored_document_belongs_to_its_product(self, shop, clock):
        with shop.database.transaction() as session:
            product = a_product(session, clock.now())
            a_product(session, clock.now(), "other")
            stored = Document(
                product_id=product.id,
                title="導入事例",
                file_name="case.pdf",
                media_type="application/pdf",
                size=3,
                content=b"abc",
            )
            session.add(stored)
            session.flush()
            page = product_page(session, "kintai", today=TODAY)
            assert [(d.id, d.title, d.size) for d in page.documents] == [(0, "サービス資料", None), (stored.id, "導入事例", 3)]
            assert document(session, "kintai", stored.id, today=TODAY, print_leaflet=print_leaflet).content == b"abc"
            for slug, number in (
                ("other", stored.id),
                ("kintai", 99),
                ("kintai", -1),
                ("kintai", 2**70),
                ("nowhere", LEAFLET_ID),
            ):
                with pytest.raises(NotFound):
                    document(session, slug, number, today=TODAY, print_leaflet=print_leaflet)

    def test_the_leaflet_is_a_pdf_and_the_same_each_time(self, shop, clock):  # R6, R9
        with shop.database.transaction() as session:
            a_product(
                session,
                clock.now(),
                name="<b>Baïkal & 勤怠😀",
                features=[{"title": "打刻", "text": "<para>"}],
                environment=["x" * 5000] * 30,
            )
            today = business_date(clock.now())
            first = document(session, "kintai", LEAFLET_ID, today=today, print_leaflet=print_leaflet)
            assert (first.file_name, first.media_type) == ("kintai-leaflet.pdf", "application/pdf")
            assert first.content.startswith(b"%PDF-")
            assert b"HeiseiKakuGo-W5" in first.content
            assert first == document(session, "kintai", LEAFLET_ID, today=today, print_leaflet=print_leaflet)

    def test_the_leaflet_says_prices_and_conditions(self, shop, clock):
        with shop.database.transaction() as session:
            a_product(
                session,
                clock.now(),
                plans=[plan(monthly_fee=980, initial_fee=5500, min_quantity=5, max_quantity=500, quantity_step=5)],
            )
            leaflet = leaflet_of(product_page(session, "kintai", today=TODAY), as_of=TODAY)
        assert (leaflet.plans[0].monthly_fee, leaflet.plans[0].quantity) == (980, "5～500ユーザー（5ユーザー単位）")
        assert ("お支払い方法", "クレジットカード") in leaflet.facts
        assert ("利用開始まで", "5営業日") in leaflet.facts

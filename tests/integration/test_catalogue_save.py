"""Saving products: what changes, what stays, what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, col, func, select

from ocmp_app.domain.catalogue import CATEGORIES, ProductStatus
from ocmp_app.domain.errors import NotFound
from ocmp_app.domain.product_status import ProductEvent, ProductMoveNotAllowed
from ocmp_app.domain.product_terms import TermsChanged
from ocmp_app.models import CatalogueStamp, Category, Plan, Product, ProductFacet, ProductFeature, TermsVersion
from ocmp_app.services.catalogue import change_status, save_product
from ocmp_app.services.categories import ensure_categories
from tests.builders import a_product, a_provider, plan, product_record


def plans_of(session: Session, product: Product) -> dict[str, tuple[int, bool]]:
    rows = session.exec(select(Plan).where(Plan.product_id == product.id))
    return {row.code: (row.monthly_fee, row.on_sale) for row in rows}


def facets_of(session: Session, product: Product) -> set[tuple[str, str]]:
    return {(row.facet, row.value) for row in session.exec(select(ProductFacet).where(ProductFacet.product_id == product.id))}


def stamp(session: Session) -> int:
    return session.exec(select(CatalogueStamp.version)).first() or 0


class TestSaving:
    def test_writes_the_product_and_all_that_belongs_to_it(self, shop, clock):  # R9, R10, R12, R17
        with shop.database.transaction() as session:
            product = a_product(
                session,
                clock.now(),
                payment_methods=["bank_transfer", "card"],
                company_sizes=["small"],
                certifications=["iso27001"],
                trial_days=30,
                lead_time_days=5,
                minimum_term_months=3,
                plans=[plan("a", monthly_fee=900, initial_fee=100), plan("b", monthly_fee=500, initial_fee=5500, unit="台")],
            )
        with shop.database.read() as session:
            saved = session.get_one(Product, product.id)
            assert (saved.monthly_fee_from, saved.initial_fee_from, saved.unit) == (500, 5500, "台")
            assert (saved.trial_days, saved.lead_time_days, saved.minimum_term_months) == (30, 5, 3)
            assert saved.published_at == saved.created_at == saved.updated_at == clock.now()
            assert facets_of(session, saved) == {
                ("payment", "card"),
                ("payment", "bank_transfer"),
                ("size", "small"),
                ("certification", "iso27001"),
            }

    def test_again_changes_what_differs_and_keeps_the_number(self, shop, clock):
        with shop.database.transaction() as session:
            first = a_product(session, clock.now(), features=[{"title": "打刻"}, {"title": "集計"}], company_sizes=["small"])
        clock.advance(timedelta(days=1))
        with shop.database.transaction() as session:
            second = a_product(session, clock.now(), name="新しい名前", features=[{"title": "承認"}], company_sizes=["large"])
            assert second.id == first.id
            assert second.name == "新しい名前"
            assert second.updated_at == clock.now()
            assert second.published_at == clock.now() - timedelta(days=1)
            assert facets_of(session, second) == {("payment", "card"), ("size", "large")}
            titles = session.exec(select(ProductFeature.title).where(ProductFeature.product_id == second.id)).all()
            assert titles == ["承認"]

    def test_a_plan_that_is_missing_is_withdrawn_and_comes_back(self, shop, clock):
        with shop.database.transaction() as session:
            product = a_product(session, clock.now(), plans=[plan("a"), plan("b", monthly_fee=500)])
            product = a_product(session, clock.now(), plans=[plan("a", monthly_fee=1200), plan("c")])
            assert plans_of(session, product) == {"a": (1200, True), "b": (500, False), "c": (1000, True)}
            assert product.monthly_fee_from == 1000
            product = a_product(session, clock.now(), plans=[plan("b", monthly_fee=600)])
            assert plans_of(session, product) == {"a": (1200, False), "b": (600, True), "c": (1000, False)}

    def test_terms_are_only_added(self, shop, clock):  # R9
        old = {"version": "1.0", "effective_from": "2026-04-01"}
        with shop.database.transaction() as session:
            product = a_product(session, clock.now(), name="勤怠", terms=[old])
            a_product(
                session,
                clock.now(),
                name="勤怠",
                terms=[{"version": "2.0", "effective_from": "2027-01-01", "body": "新「{service}」"}],
            )
            kept = session.exec(
                select(TermsVersion).where(TermsVersion.product_id == product.id).order_by(TermsVersion.version)
            ).all()
            assert [terms.version for terms in kept] == ["1.0", "2.0"]
            assert "「勤怠」の利用条件" in kept[0].body
            assert kept[1].body == "新「勤怠」"
            with pytest.raises(TermsChanged):
                a_product(session, clock.now(), terms=[old | {"body": "書き換え"}])

    def test_inquiry_only_has_no_price_and_no_payment(self, shop, clock):  # R8
        with shop.database.transaction() as session:
            product = a_product(session, clock.now(), "bcp", sales_kind="inquiry")
            assert (product.monthly_fee_from, product.initial_fee_from) == (None, None)
            assert facets_of(session, product) == set()

    def test_a_draft_is_published_later(self, shop, clock):
        with shop.database.transaction() as session:
            assert a_product(session, clock.now(), status="draft").published_at is None
            clock.advance(timedelta(days=2))
            assert a_product(session, clock.now()).published_at == clock.now()

    def test_unknown_provider_and_category_are_named(self, shop, clock):
        with shop.database.transaction() as session:
            ensure_categories(session)
            with pytest.raises(NotFound, match="provider 'aozora-works'"):
                save_product(session, product_record(), now=clock.now())
            a_provider(session)
            with pytest.raises(NotFound, match="category 'nowhere'"):
                save_product(session, product_record(category="nowhere"), now=clock.now())

    def test_nothing_is_kept_when_it_fails(self, shop, clock):
        def save() -> None:
            with shop.database.transaction() as session:
                a_product(session, clock.now(), "one")
                a_product(session, clock.now(), "two", status="ended")
                a_product(session, clock.now(), "two")

        with pytest.raises(ProductMoveNotAllowed):
            save()
        with shop.database.read() as session:
            assert session.exec(select(func.count(col(Product.id)))).one() == 0


class TestStatus:
    def test_moves_and_keeps_the_first_publication(self, shop, clock):
        with shop.database.transaction() as session:
            a_product(session, clock.now(), status="draft")
            first = clock.now()
            for event, status in (
                (ProductEvent.PUBLISH, ProductStatus.PUBLISHED),
                (ProductEvent.SUSPEND, ProductStatus.SUSPENDED),
                (ProductEvent.PUBLISH, ProductStatus.PUBLISHED),
                (ProductEvent.END, ProductStatus.ENDED),
            ):
                before = stamp(session)
                product = change_status(session, "kintai", event, now=clock.now())
                assert product.status == status
                assert product.published_at == first
                assert stamp(session) > before
                clock.advance(timedelta(days=1))
            with pytest.raises(ProductMoveNotAllowed):
                change_status(session, "kintai", ProductEvent.PUBLISH, now=clock.now())

    def test_of_an_unknown_product_is_not_found(self, shop, clock):
        with shop.database.transaction() as session, pytest.raises(NotFound):
            change_status(session, "nowhere", ProductEvent.PUBLISH, now=clock.now())


class TestCategories:
    def test_are_written_once_and_brought_up_to_date(self, shop):
        with shop.database.transaction() as session:
            ensure_categories(session)
            count = session.exec(select(func.count(col(Category.id)))).one()
            category = session.exec(select(Category).where(Category.code == "attendance")).one()
            category.name = "別の名前"
            session.add(category)
            session.flush()
            ensure_categories(session)
            session.expire_all()
            assert session.exec(select(func.count(col(Category.id)))).one() == count
            assert count == len(CATEGORIES) + sum(len(top.children) for top in CATEGORIES)
            assert session.exec(select(Category.name).where(Category.code == "attendance")).one() == "勤怠管理"


def test_every_save_bumps_the_stamp(shop, clock):
    with shop.database.transaction() as session:
        a_product(session, clock.now())
        first = stamp(session)
        a_product(session, clock.now(), name="変更")
        assert stamp(session) > first

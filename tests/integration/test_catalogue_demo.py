"""The demo's catalogue: complete, the same every time, and with the fixed points that testers rely on (spec/pages.md)."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import chain, combinations

import pytest
from sqlmodel import SQLModel, select

from ocmp_app.adapters.leaflet_pdf import print_leaflet
from ocmp_app.demo import seed
from ocmp_app.domain.catalogue import CATEGORY_PARENT, PaymentMethod, ProductStatus, SalesKind
from ocmp_app.domain.clock import business_date
from ocmp_app.models import DemoClock, Product
from ocmp_app.services.queries.catalogue import document, product_page, published_slugs

CARD, ACCOUNT, BANK = PaymentMethod


@pytest.fixture(scope="module")
def demo() -> seed.DemoCatalogue:
    """All records of the files."""
    return seed.load()


class TestFiles:
    def test_hold_enough_products_in_every_category(self, demo):
        published = [product for product in demo.products if product.status is ProductStatus.PUBLISHED]
        assert len(demo.products) >= 120
        assert {product.category for product in published} == set(CATEGORY_PARENT)

    def test_name_providers_and_products_once(self, demo):
        for records in (demo.providers, demo.products):
            assert [slug for slug, count in Counter(record.slug for record in records).items() if count > 1] == []
        assert {product.provider for product in demo.products} <= {provider.slug for provider in demo.providers}

    def test_offer_both_kinds_and_every_combination_of_payment_methods(self, demo):  # R8, R12
        direct = [product for product in demo.products if product.sales_kind is SalesKind.DIRECT]
        assert len(direct) < len(demo.products)
        every = chain.from_iterable(combinations(PaymentMethod, count) for count in (1, 2, 3))
        assert {frozenset(product.payment_methods) for product in direct} == {frozenset(methods) for methods in every}

    def test_offer_services_with_and_without_trial(self, demo):  # R17
        assert {bool(product.trial_days) for product in demo.products if product.sales_kind is SalesKind.DIRECT} == {True, False}

    def test_invented_companies_have_reserved_addresses(self, demo):
        for provider in demo.providers:
            host = provider.url.split("/")[2]
            assert host.endswith((".example.co.jp", ".example.jp")), provider.slug


class TestFixedPoints:
    @pytest.fixture(scope="class")
    def by_slug(self, demo):
        return {product.slug: product for product in demo.products}

    def test_kintai_cloud(self, by_slug):
        product = by_slug["kintai-cloud"]
        plan = next(plan for plan in product.plans if plan.name == "スタンダード")
        assert (product.sales_kind, product.status) == (SalesKind.DIRECT, ProductStatus.PUBLISHED)
        assert (plan.monthly_fee, plan.initial_fee, plan.unit) == (980, 5500, "ユーザー")
        assert (plan.min_quantity, plan.max_quantity, plan.quantity_step) == (1, 500, 1)
        assert set(product.payment_methods) == {CARD, ACCOUNT, BANK}
        assert (product.trial_days, product.lead_time_days, product.minimum_term_months) == (30, 5, 1)

    def test_anpi_net(self, by_slug):
        product = by_slug["anpi-net"]
        plan = next(plan for plan in product.plans if plan.name == "ベーシック")
        assert product.sales_kind is SalesKind.DIRECT
        assert (plan.monthly_fee, plan.initial_fee, plan.unit) == (333, 0, "ユーザー")
        assert set(product.payment_methods) == {CARD, ACCOUNT, BANK}
        assert (product.trial_days, product.lead_time_days, product.minimum_term_months) == (0, 1, 3)

    def test_web_kaigi_one(self, by_slug):
        assert (by_slug["web-kaigi-one"].sales_kind, by_slug["web-kaigi-one"].payment_methods) == (SalesKind.DIRECT, (CARD,))

    def test_kaikei_bank(self, by_slug):
        assert by_slug["kaikei-bank"].sales_kind is SalesKind.DIRECT
        assert set(by_slug["kaikei-bank"].payment_methods) == {ACCOUNT, BANK}

    def test_bcp_consulting(self, by_slug):
        assert by_slug["bcp-consulting"].sales_kind is SalesKind.INQUIRY


def dump(shop) -> str:
    """A hash of all rows of all tables."""
    digest = hashlib.sha256()
    with shop.database.read() as session:
        for table in SQLModel.metadata.sorted_tables:
            rows = sorted(json.dumps(list(row), default=repr) for row in session.connection().execute(select(table)))
            digest.update(json.dumps([table.name, rows]).encode())
    return digest.hexdigest()


class TestSeeding:
    def test_gives_the_same_rows_every_time(self, shop, clock, demo):
        count = seed.reset(shop.database, clock.now(), machine_now=clock.now())
        assert count == len(demo.products)
        first = dump(shop)
        with shop.database.transaction() as session:
            product = session.exec(select(Product)).first()
            product.name = "変更"
            session.add(product)
        assert dump(shop) != first
        seed.reset(shop.database, clock.now(), machine_now=clock.now())
        assert dump(shop) == first

    def test_is_relative_to_the_demos_start(self, shop, clock, demo):
        start = datetime(2027, 4, 1, 3, 0, tzinfo=UTC)
        seed.reset(shop.database, start, machine_now=start - timedelta(days=10))
        days = {product.slug: product.published_days_ago or 0 for product in demo.products}
        with shop.database.read() as session:
            for product in session.exec(select(Product)):
                if product.status != ProductStatus.DRAFT:
                    assert product.published_at == start - timedelta(days=days[product.slug])
            assert session.get_one(DemoClock, 1).ahead_microseconds == 10 * 86400 * 1_000_000

    def test_every_page_can_be_made_and_leaflets_keep_to_two_pages(self, shop, clock, demo):  # R9
        seed.seed(shop.database, clock.now())
        today = business_date(clock.now())
        with shop.database.read() as session:
            assert not seed.is_empty(session)
            for place, entry in enumerate(published_slugs(session)):
                page = product_page(session, entry.slug, today=today)
                assert page.specification
                assert page.features
                if page.sales_kind is SalesKind.DIRECT:
                    assert page.can_apply
                    assert page.terms.body
                    assert "{service}" not in page.terms.body
                if place % 8 == 0:  # each takes a moment
                    leaflet = document(session, entry.slug, 0, today=today, print_leaflet=print_leaflet).content
                    assert leaflet.count(b"/Type /Page\n") in (1, 2), entry.slug

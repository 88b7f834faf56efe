"""The rules of the catalogue: moves of status, terms, slugs, the cheapest plan."""

from __future__ import annotations

from datetime import date

import pytest

from ocmp_app.domain.catalogue import ProductStatus
from ocmp_app.domain.catalogue_import import field_name, is_numbered, numbered_slug, shown, slug_of
from ocmp_app.domain.product_record import ProductRecord
from ocmp_app.domain.product_status import (
    ProductEvent,
    ProductMoveNotAllowed,
    next_status,
    status_when_imported,
    status_when_saved,
)
from ocmp_app.domain.product_terms import Terms, TermsChanged, TermsWithoutText, added_versions
from ocmp_app.services.catalogue import cheapest, record_hash
from tests.builders import plan, product_record

DRAFT, PUBLISHED, SUSPENDED, ENDED = ProductStatus


class TestStatus:
    @pytest.mark.parametrize(
        ("status", "event", "after"),
        [
            (DRAFT, ProductEvent.PUBLISH, PUBLISHED),
            (PUBLISHED, ProductEvent.SUSPEND, SUSPENDED),
            (SUSPENDED, ProductEvent.PUBLISH, PUBLISHED),
            (PUBLISHED, ProductEvent.END, ENDED),
            (SUSPENDED, ProductEvent.END, ENDED),
        ],
    )
    def test_moves_along_the_table(self, status, event, after):
        assert next_status(status, event) is after

    def test_refuses_every_other_move_and_names_it(self):
        allowed = {(DRAFT, "publish"), (PUBLISHED, "suspend"), (SUSPENDED, "publish"), (PUBLISHED, "end"), (SUSPENDED, "end")}
        for status in ProductStatus:
            for event in ProductEvent:
                if (status, event.value) not in allowed:
                    with pytest.raises(ProductMoveNotAllowed) as refused:
                        next_status(status, event)
                    assert (refused.value.status, refused.value.wanted) == (status, event)

    def test_a_record_does_not_take_a_published_product_back_to_draft(self):
        with pytest.raises(ProductMoveNotAllowed):
            status_when_saved(PUBLISHED, DRAFT)

    def test_an_import_leaves_stopped_what_the_operator_stopped(self):
        assert status_when_imported(SUSPENDED, PUBLISHED) is SUSPENDED
        assert status_when_saved(SUSPENDED, PUBLISHED) is PUBLISHED


KEPT = {"1.0": Terms("1.0", date(2026, 4, 1), "「勤怠」の規約")}


class TestTerms:
    def added(self, *asked: Terms, service="勤怠", former="勤怠", standard="「{service}」の標準規約"):
        return added_versions(asked, KEPT, slug="kintai", service=service, former_service=former, standard=standard)

    def test_a_new_version_takes_the_providers_text_and_the_services_name(self):  # R9
        assert self.added(Terms("2.0", date(2026, 12, 1), "")) == [Terms("2.0", date(2026, 12, 1), "「勤怠」の標準規約")]

    def test_the_same_version_again_adds_nothing(self):
        assert self.added(Terms("1.0", date(2026, 4, 1), "「勤怠」の規約")) == []
        assert self.added(Terms("1.0", date(2026, 4, 1), "")) == []

    def test_another_text_under_the_same_version_is_refused(self):  # R9
        with pytest.raises(TermsChanged):
            self.added(Terms("1.0", date(2026, 4, 1), "別の規約"))
        with pytest.raises(TermsChanged):
            self.added(Terms("1.0", date(2026, 5, 1), ""))

    def test_a_service_may_change_its_name_without_a_new_version(self):
        assert self.added(Terms("1.0", date(2026, 4, 1), "「{service}」の規約"), service="新勤怠") == []

    def test_terms_need_a_text(self):
        with pytest.raises(TermsWithoutText):
            self.added(Terms("2.0", date(2026, 4, 1), ""), standard="")


class TestSlugs:
    @pytest.mark.parametrize(
        ("name", "slug"),
        [
            ("Baïkal", "baikal"),
            ("µTask", "utask"),
            ("GoSƐ", "gose"),
            ("Pønskelisten", "ponskelisten"),
            ("0 A.D.", "0-a-d"),
            ("C++", "c-plus-plus"),
            ("Engity's Bifröst", "engitys-bifrost"),
            ("ＫＩＮＴＡＩ　クラウド", "kintai"),
        ],
    )
    def test_come_from_the_name(self, name, slug):
        assert slug_of(name) == slug

    def test_come_from_a_hash_where_no_letter_can_be_written(self):
        assert slug_of("勤怠") == slug_of("勤怠") != slug_of("会計")
        assert slug_of("勤怠").startswith("p-")

    def test_are_numbered_within_their_length(self):
        long = "a" * 64
        assert [numbered_slug("foo", number) for number in (1, 2, 12)] == ["foo", "foo-2", "foo-12"]
        assert len(numbered_slug(long, 12)) == 64
        assert is_numbered(numbered_slug(long, 12), long)
        assert is_numbered("foo", "foo")
        assert not is_numbered("foo-bar", "foo")
        assert not is_numbered("bar-2", "foo")


class TestRecord:
    def test_the_cheapest_plan_is_the_lowest_monthly_fee_then_the_lowest_initial_fee(self):
        record = product_record(
            plans=[
                plan("a", monthly_fee=900, initial_fee=1),
                plan("b", monthly_fee=500, initial_fee=3),
                plan("c", monthly_fee=500, initial_fee=2),
            ]
        )
        assert cheapest(record.plans).code == "c"
        assert cheapest(()) is None

    def test_the_hash_knows_neither_the_slug_nor_the_order_of_answers(self):
        one = product_record("one", name="勤怠", specification={"two_factor": True, "uptime": 99.9})
        two = product_record("two", name="勤怠", specification={"uptime": "99.9", "two_factor": "yes"})
        assert record_hash(one) == record_hash(two)
        assert record_hash(one) != record_hash(product_record("one", name="会計"))

    def test_text_loses_control_characters_and_keeps_all_else(self):
        record = ProductRecord.model_validate(
            {
                "slug": "x",
                "name": "a\x00b\tc",
                "provider": "p",
                "category": "mail",
                "description": "=1+1 <b>%s</b>\x07\r\n'; --",
            }
        )
        assert record.name == "ab c"
        assert record.description == "=1+1 <b>%s</b>\n'; --"


def test_a_refused_value_is_shown_short_and_on_one_line():
    assert shown("あ" * 100) == "あ" * 39 + "…"
    assert shown("a\nb\x00c") == "a b c"
    assert shown(None) == ""


def test_a_field_is_named_as_its_file_writes_it():
    loc = ("plans", 0, "monthly_fee")
    assert field_name(loc, columns=False) == "plans[0].monthly_fee"
    assert field_name(loc, columns=True) == "plan1_monthly_fee"

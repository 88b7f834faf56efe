"""Importing files: what would change, what is refused, what is written."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, func, select

from ocmp_app.adapters.catalogue_files import CatalogueFile
from ocmp_app.adapters.catalogue_profiles import Profile
from ocmp_app.domain.catalogue_import import ChangeKind, Refusal
from ocmp_app.domain.product_record import ProductRecord
from ocmp_app.models import Category, Plan, Product, Provider
from ocmp_app.services import catalogue_import
from ocmp_app.services.catalogue_import import CatalogueChanged
from ocmp_app.services.import_plan import ImportReport
from tests.builders import a_product, plan, product_record, provider_record

REAL = Path(__file__).resolve().parents[3] / "shared" / "catalogue"

PROVIDER = provider_record().model_dump(exclude_unset=True)


def record(slug: str, **changes: Any) -> dict[str, Any]:
    """A product as a JSON line, its provider with it."""
    fields = product_record(slug, **changes).model_dump(mode="json", exclude_defaults=True)
    return fields | {"sales_kind": fields.get("sales_kind", "inquiry"), "provider": PROVIDER}


def run(
    shop, records: Iterable[Any] | bytes, *, apply: bool = True, keep_good: bool = False, profile=Profile.OCMP, name="a.jsonl"
) -> ImportReport:
    """Check, and write what may be written, as the command does."""
    content = records if isinstance(records, bytes) else "".join(json.dumps(item) + "\n" for item in records).encode()
    rows = CatalogueFile(io.BytesIO(content), name=name, profile=profile).rows()
    with shop.database.read() as session:
        plan = catalogue_import.check(session, rows, source=profile.value)
    with plan:
        if apply and (keep_good or plan.report.is_clean):
            with shop.database.transaction() as writing:
                catalogue_import.apply(writing, plan, now=shop.clock.now())
    return plan.report


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    return (report.new, report.changed, report.unchanged, report.renamed, report.refused)


def slugs(session: Session) -> list[str]:
    return list(session.exec(select(Product.slug).order_by(Product.slug)))


def only_refusal(report: ImportReport) -> Refusal:
    [refusal] = report.refusals
    return refusal


class TestImport:
    def test_a_dry_run_writes_nothing(self, shop):
        assert counts(run(shop, [record("a"), record("b")], apply=False)) == (2, 0, 0, 0, 0)
        with shop.database.read() as session:
            assert slugs(session) == []
            assert session.exec(select(func.count(col(Provider.id)))).one() == 0

    def test_a_second_run_finds_all_unchanged(self, shop):
        records = [record(f"p{number}") for number in range(3)]
        assert counts(run(shop, records)) == (3, 0, 0, 0, 0)
        second = run(shop, records)
        assert counts(second) == (0, 0, 3, 0, 0)
        assert (second.new_providers, second.changed_providers, second.vanished) == (0, 0, 0)

    def test_only_what_differs_is_changed(self, shop):
        run(shop, [record("a", monthly_fee=1000), record("b", monthly_fee=1000)])
        shop.clock.advance(timedelta(days=1))
        report = run(shop, [record("a", monthly_fee=1200), record("b", monthly_fee=1000)])
        assert counts(report) == (0, 1, 1, 0, 0)
        with shop.database.read() as session:
            updated = {product.slug: product.updated_at for product in session.exec(select(Product))}
            assert updated["a"] == shop.clock.now() > updated["b"]

    def test_what_is_missing_is_reported_and_kept(self, shop):
        run(shop, [record("a"), record("b")])
        report = run(shop, [record("a")])
        assert report.vanished == 1
        assert [(change.kind, change.slug) for change in report.changes] == [(ChangeKind.VANISHED, "b")]
        with shop.database.read() as session:
            assert slugs(session) == ["a", "b"]

    def test_what_came_from_elsewhere_has_not_vanished(self, shop):
        with shop.database.transaction() as session:
            a_product(session, shop.clock.now(), "handmade")
        assert run(shop, [record("a")]).vanished == 0

    def test_a_new_slug_under_the_same_key_is_a_new_name_for_the_same(self, shop):
        run(shop, [record("old", name="勤怠") | {"key": "K1"}])
        report = run(shop, [record("new", name="別の勤怠") | {"key": "K1"}])
        assert counts(report) == (0, 0, 0, 1, 0)
        assert [(change.former_slug, change.slug) for change in report.changes] == [("old", "new")]
        with shop.database.read() as session:
            assert slugs(session) == ["new"]

    def test_a_new_slug_with_the_same_name_and_provider_is_too(self, shop):
        run(shop, [record("old", name="勤怠"), record("other", name="会計")])
        with shop.database.read() as session:
            number = session.exec(select(Product.id).where(Product.slug == "old")).one()
        report = run(shop, [record("new", name="勤怠"), record("other", name="会計")])
        assert counts(report) == (0, 0, 1, 1, 0)
        assert report.vanished == 0
        with shop.database.read() as session:
            assert session.exec(select(Product.id).where(Product.slug == "new")).one() == number
        assert counts(run(shop, [record("new", name="勤怠"), record("other", name="会計")])) == (0, 0, 2, 0, 0)

    def test_two_of_the_same_name_are_not_taken_for_each_other(self, shop):
        run(shop, [record("one", name="勤怠"), record("two", name="勤怠")])
        report = run(shop, [record("three", name="勤怠")])
        assert counts(report) == (1, 0, 0, 0, 0)
        assert report.vanished == 2

    def test_a_slug_of_another_product_cannot_be_taken(self, shop):
        run(shop, [record("a") | {"key": "A"}, record("b") | {"key": "B"}])
        report = run(shop, [record("b") | {"key": "A"}])
        assert (only_refusal(report).field, report.refused) == ("slug", 1)

    def test_a_withdrawn_plan_stays_for_its_contracts(self, shop):
        run(shop, [record("a", plans=[plan("x"), plan("y")])])
        run(shop, [record("a", plans=[plan("y")])])
        with shop.database.read() as session:
            assert {row.code: row.on_sale for row in session.exec(select(Plan))} == {"x": False, "y": True}

    def test_what_the_operator_stopped_stays_stopped(self, shop):
        run(shop, [record("a")])
        with shop.database.transaction() as session:
            product = session.exec(select(Product)).one()
            product.status = "suspended"
            session.add(product)
        run(shop, [record("a", name="新しい名前")])
        with shop.database.read() as session:
            product = session.exec(select(Product)).one()
            assert (product.name, product.status) == ("新しい名前", "suspended")


class TestRefusals:
    def test_name_line_field_value_and_reason(self, shop):
        wrong = record("b") | {"plans": [plan(monthly_fee="abc")], "surprise": 1}
        report = run(shop, [record("a"), wrong])
        assert counts(report) == (1, 0, 0, 0, 1)
        assert [(item.line, item.field, item.value, item.reason) for item in report.refusals] == [
            (2, "plans[0].monthly_fee", "abc", "整数で入力してください"),
            (2, "surprise", "1", "この項目は取り込みの形式にありません。項目名を確認してください"),
        ]

    def test_one_keeps_all_out(self, shop):
        run(shop, [record("a"), record("b", category="nowhere")])
        with shop.database.read() as session:
            assert slugs(session) == []

    def test_the_good_ones_come_in_when_wanted(self, shop):
        report = run(shop, [record("a"), record("b", category="nowhere"), {"slug": "c"}], keep_good=True)
        assert counts(report) == (1, 0, 0, 0, 2)
        with shop.database.read() as session:
            assert slugs(session) == ["a"]

    def test_a_refused_row_has_not_vanished(self, shop):
        run(shop, [record("a"), record("b")])
        report = run(shop, [record("a"), record("b", category="nowhere")])
        assert (report.refused, report.vanished) == (1, 0)

    @pytest.mark.parametrize(
        ("second", "field", "reason"),
        [
            (record("a"), "slug", "1行目と同じURL名です"),
            (record("b") | {"key": "a"}, "key", "1行目と同じキーです"),
            (
                record("b") | {"provider": "unknown"},
                "provider",
                "この提供事業者は登録されていません。名称も入力すると、あわせて登録します",
            ),
            (record("b") | {"provider": PROVIDER | {"name": "別名"}}, "provider", "1行目にある提供事業者の内容と異なります"),
            (record("b", category="hr"), "category", "このカテゴリはありません。第2階層のカテゴリコードを入力してください"),
            (
                record("b") | {"terms": [{"version": "1", "effective_from": "いつか"}]},
                "terms[0].effective_from",
                "2026-04-01 のように、年月日で入力してください",
            ),
            (
                record("b") | {"slug": "B!"},
                "slug",
                "半角英小文字・数字・ハイフンの1～64文字で入力してください",
            ),
            (record("b") | {"plans": []}, "サービス", "ネットで直接契約できるサービスには、プランが1つ以上必要です"),
            (record("b") | {"specification": {"uptime": "高い"}}, "specification", "uptime：半角の数字で入力してください"),
        ],
    )
    def test_say_what_is_wrong(self, shop, second, field, reason):
        refusal = only_refusal(run(shop, [record("a"), second]))
        assert (refusal.line, refusal.field, refusal.reason) == (2, field, reason)

    def test_terms_once_written_are_not_changed(self, shop):  # R9
        run(shop, [record("a")])
        changed = record("a") | {"terms": [{"version": "1.0", "effective_from": "2026-04-01", "body": "別"}]}
        assert only_refusal(run(shop, [changed])).reason == "登録済みの版の規約は変更できません。新しい版を追加してください"

    def test_what_has_ended_stays_ended(self, shop):
        run(shop, [record("a", status="ended")])
        assert only_refusal(run(shop, [record("a")])).reason == "「終了」のサービスを「公開」にはできません"

    def test_a_change_since_the_check_stops_the_writing(self, shop):
        rows = CatalogueFile(io.BytesIO(json.dumps(record("a")).encode())).rows()
        with shop.database.read() as session:
            plan_ = catalogue_import.check(session, rows, source="ocmp")
        with shop.database.transaction() as session:
            a_product(session, shop.clock.now(), "meanwhile")
        with plan_, shop.database.transaction() as session, pytest.raises(CatalogueChanged):
            catalogue_import.apply(session, plan_, now=shop.clock.now())


class TestProviders:
    def test_come_with_their_products_and_change_only_where_something_is_said(self, shop):
        run(shop, [record("a")])
        report = run(shop, [record("a") | {"provider": {"slug": "aozora-works", "name": "新しい社名"}}])
        assert (report.unchanged, report.changed_providers) == (1, 1)
        with shop.database.read() as session:
            provider = session.exec(select(Provider)).one()
            assert (provider.name, provider.kana) == ("新しい社名", "アオゾラワークス")

    def test_may_be_named_by_slug_once_they_are_known(self, shop):
        assert counts(run(shop, [record("a"), record("b") | {"provider": "aozora-works"}])) == (2, 0, 0, 0, 0)


class TestCsv:
    HEADER = "slug,name,provider,provider_name,category,summary,plan1_monthly_fee"

    def test_from_excel_comes_in(self, shop):
        content = f"{self.HEADER}\r\nkintai,勤怠～①,aozora,あおぞら,attendance,要約,\r\n".encode("cp932")
        assert counts(run(shop, content, name="a.csv")) == (1, 0, 0, 0, 0)
        with shop.database.read() as session:
            assert session.exec(select(Product.name)).one() == "勤怠～①"

    def test_refusals_name_the_column(self, shop):
        content = f"{self.HEADER}\nkintai,,aozora,あおぞら,attendance,要約,千円\n".encode()
        report = run(shop, content, name="a.csv")
        assert [(item.line, item.field, item.value) for item in report.refusals] == [
            (2, "name", ""),
            (2, "plan1_name", "") ,
            (2, "plan1_monthly_fee", "千円"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "file", "rows"),
    [(Profile.AWESOME_SELFHOSTED, "awesome_selfhosted.jsonl", 1348), (Profile.CNCF, "cncf_landscape.jsonl", 1440)],
)
class TestRealCatalogues:
    def content(self, file: str) -> bytes:
        if not (REAL / file).exists():
            pytest.skip(f"../shared/catalogue/{file} is not here; the import of a real catalogue was not tested")
        return (REAL / file).read_bytes()

    def test_come_in_whole_and_twice_the_same(self, shop, profile, file, rows):
        content = self.content(file)
        assert counts(run(shop, content, profile=profile)) == (rows, 0, 0, 0, 0)
        assert counts(run(shop, content, profile=profile)) == (0, 0, rows, 0, 0)
        with shop.database.read() as session:
            assert session.exec(select(func.count(col(Product.id))).where(Product.sales_kind == "inquiry")).one() == rows
            top = session.exec(select(Category).where(col(Category.code).in_(["oss", "cncf"]))).one()
            assert session.exec(select(func.count(col(Category.id))).where(Category.parent_id == top.id)).one() > 50

    def test_names_and_texts_stay_as_they_are(self, shop, profile, file, rows):
        content = self.content(file)
        run(shop, content, profile=profile)
        originals = {(item["name"], (item["description"] or "").strip()) for item in map(json.loads, content.splitlines())}
        with shop.database.read() as session:
            saved = {(product.name, product.description) for product in session.exec(select(Product))}
        assert {name for name, _ in saved} == {name for name, _ in originals}
        assert len({text for _, text in originals} - {text for _, text in saved}) == 0


def test_a_name_of_both_catalogues_gets_a_number(shop):
    oss = {"slug": "nginx", "name": "NGINX", "tags": ["Web Servers"]}
    cncf = {"name": "NGINX", "category": "Orchestration", "subcategory": "Service Proxy"}
    run(shop, [oss], profile=Profile.AWESOME_SELFHOSTED)
    for _ in range(2):
        run(shop, [cncf], profile=Profile.CNCF)
        with shop.database.read() as session:
            assert slugs(session) == ["nginx", "nginx-2"]


def test_a_project_that_moves_to_another_category_stays_itself(shop):
    before = {"name": "NGINX", "category": "Orchestration", "subcategory": "Service Proxy"}
    run(shop, [before], profile=Profile.CNCF)
    report = run(shop, [before | {"subcategory": "API Gateway"}], profile=Profile.CNCF)
    assert (counts(report), report.vanished) == ((0, 1, 0, 0, 0), 0)
    with shop.database.read() as session:
        assert slugs(session) == ["nginx"]


FIELDS = sorted(ProductRecord.model_fields)
ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.dictionaries(st.sampled_from([*FIELDS, "key"]), ANY_VALUE, max_size=4), min_size=1, max_size=4),
    st.binary(max_size=200),
)
def test_any_values_are_imported_or_refused(shop, changes, garbage):
    lines = [json.dumps(record(f"p{number}") | change) for number, change in enumerate(changes)]
    report = run(shop, "\n".join(lines).encode() + b"\n" + garbage, keep_good=True)
    assert report.rows == report.new + report.changed + report.unchanged + report.renamed + report.refused

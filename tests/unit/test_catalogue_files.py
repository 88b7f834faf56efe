"""Reading files of products: encodings, columns, broken files. No database."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocmp_app.adapters import catalogue_files
from ocmp_app.adapters.catalogue_columns import column_names
from ocmp_app.adapters.catalogue_files import CatalogueFile, Encoding, Format
from ocmp_app.adapters.catalogue_profiles import Profile
from ocmp_app.domain.catalogue_import import Refusal, SourceRow
from ocmp_app.domain.product_record import ProductRecord


def read(content: bytes | str, name: str = "", **options) -> list[SourceRow | Refusal]:
    data = content.encode() if isinstance(content, str) else content
    return list(CatalogueFile(io.BytesIO(data), name=name, **options).rows())


class TestEncoding:
    TEXT = "slug,name\r\nkintai,勤怠クラウド～①髙\r\n"

    @pytest.mark.parametrize(
        ("encoding", "found"), [("utf-8", Encoding.UTF8), ("utf-8-sig", Encoding.UTF8), ("cp932", Encoding.CP932)]
    )
    def test_is_found_for_csv(self, encoding, found):
        file = CatalogueFile(io.BytesIO(self.TEXT.encode(encoding)), name="a.csv")
        [row] = file.rows()
        assert file.encoding is found
        assert row.data == {"slug": "kintai", "name": "勤怠クラウド～①髙"}

    def test_one_unreadable_line_refuses_that_line_only(self):
        content = self.TEXT.encode() + b"kaikei,\x83\x7f\xff\n" + "bcp,防災\n".encode()
        kintai, refused, bcp = read(content, "a.csv")
        assert (refused.line, refused.reason) == (3, "文字コード UTF-8 として読み取れない文字があります")
        assert (kintai.data["slug"], bcp.data["slug"]) == ("kintai", "bcp")

    def test_utf16_is_refused_with_the_cure(self):
        [refused] = read(self.TEXT.encode("utf-16"), "a.csv")
        assert "UTF-8" in refused.reason

    def test_format_is_told_by_the_ending_or_the_first_character(self):
        assert CatalogueFile(io.BytesIO(b'{"a":1}')).format is Format.JSON_LINES
        assert CatalogueFile(io.BytesIO(b"slug,name")).format is Format.CSV
        assert CatalogueFile(io.BytesIO(b'{"a":1}'), name="x.CSV").format is Format.CSV


class TestColumns:
    def row(self, header: str, cells: str) -> SourceRow:
        [row] = read(f"{header}\n{cells}\n", "a.csv")
        assert isinstance(row, SourceRow)
        return row

    def test_a_flat_record_becomes_a_whole_one(self):
        header = (
            "slug,name,provider,provider_name,category,sales_kind,status,tags,payment_methods,lead_time_days,minimum_term_months,company_sizes,"
            "plan1_code,plan1_name,plan1_monthly_fee,plan1_initial_fee,plan1_unit,plan1_max_quantity,plan2_name,plan2_monthly_fee,"
            "feature1_title,faq1_question,faq1_answer,terms1_version,terms1_effective_from,spec_data_location,spec_uptime,spec_two_factor"
        )
        cells = (
            'kintai,勤怠,aozora,あおぞら,attendance,ネットで直接契約,公開,勤怠|シフト,クレジットカード｜口座振替,5,1,"micro\nsmall",'
            'standard,スタンダード,"1,980",５５００円,ユーザー,500,プレミアム,¥2980,'
            "打刻,質問,答え,1.0,2026/4/1,日本国内|us,99.9,対応"
        )
        row = self.row(header, cells)
        record = ProductRecord.model_validate(row.data)
        assert record.tags == ("勤怠", "シフト")
        assert [method.value for method in record.payment_methods] == ["card", "account_transfer"]
        assert [size.value for size in record.company_sizes] == ["micro", "small"]
        assert [(plan.code, plan.monthly_fee, plan.initial_fee) for plan in record.plans] == [
            ("standard", 1980, 5500),
            ("plan2", 2980, 0),
        ]
        assert record.terms[0].effective_from.isoformat() == "2026-04-01"
        assert record.specification == {"data_location": "japan,us", "two_factor": "yes", "uptime": "99.9"}
        assert row.provider == {"slug": "aozora", "name": "あおぞら"}

    def test_text_is_text(self):
        row = self.row("slug,name,description", 'x,"=HYPERLINK(""http://x"")","+1 -1 @a %s {service} \\n"')
        assert row.data["name"] == '=HYPERLINK("http://x")'
        assert row.data["description"] == "+1 -1 @a %s {service} \\n"

    def test_what_is_no_number_is_kept_to_be_refused(self):
        assert self.row("slug,plan1_monthly_fee", "x,abc").data["plans"][0]["monthly_fee"] == "abc"

    def test_an_unknown_column_is_refused_with_a_hint_and_nothing_is_read(self):
        [refused] = read("slug,plan1_monthly_fe\nx,1\n", "a.csv")
        assert refused.field == "plan1_monthly_fe"
        assert "「plan1_monthly_fee」のことですか" in refused.reason

    def test_a_doubled_column_is_refused(self):
        [refused] = read("slug,name,name\nx,a,b\n", "a.csv")
        assert "2つ" in refused.reason

    def test_rows_may_be_short_or_blank_but_not_long(self):
        short, long = read("slug,name,kana\nx,a\n,,\n\ny,a,b,c\n", "a.csv")
        assert short.data == {"slug": "x", "name": "a"}
        assert (long.line, long.value) == (5, "c")

    def test_lines_are_counted_through_cells_of_several_lines(self):
        first, second = read('slug,name\n"x","a\nb"\n"y","c"\n', "a.csv")
        assert (first.line, second.line) == (2, 4)

    def test_a_quote_left_open_is_refused(self):
        assert "引用符" in read('slug,name\nx,"a\n', "a.csv")[0].reason
        assert "引用符" in read('slug,name\nx,"a"b\n', "a.csv")[0].reason

    def test_a_table_with_tabs_is_read(self):
        assert self.row("slug\tname", "x\ta").data == {"slug": "x", "name": "a"}

    def test_every_documented_column_is_known(self):
        assert not [item for item in read(",".join(column_names()) + "\n", "a.csv") if isinstance(item, Refusal)]


class TestJsonLines:
    def test_broken_lines_are_refused_and_the_others_read(self):
        rows = read('{"slug":"a"}\nnonsense\n[1]\n\n{"slug":"b"}\n{"slug":', "a.jsonl")
        assert [row.line for row in rows] == [1, 2, 3, 5, 6]
        assert [isinstance(row, Refusal) for row in rows] == [False, True, True, False, True]

    def test_the_provider_may_come_with_the_product(self):
        [row] = read(json.dumps({"slug": "a", "key": "k", "provider": {"slug": "p", "name": "会社"}}), "a.jsonl")
        assert (row.key, row.data, row.provider) == ("k", {"slug": "a", "provider": "p"}, {"slug": "p", "name": "会社"})

    def test_deep_nesting_is_refused(self):
        [refused] = read(b'{"a":' + b"[" * 100_000, "a.jsonl")
        assert isinstance(refused, Refusal)

    def test_a_line_without_end_does_not_fill_the_memory(self, monkeypatch):
        monkeypatch.setattr(catalogue_files, "MAX_LINE", 100)
        long, good = read(b'{"slug":"' + b"x" * 1000 + b'"}\n{"slug":"a"}\n', "a.jsonl")
        assert "長すぎます" in long.reason
        assert (good.line, good.data["slug"]) == (2, "a")

    def test_a_foreign_object_without_a_name_is_refused(self):
        [refused] = read('{"name": null}', "a.jsonl", profile=Profile.AWESOME_SELFHOSTED)
        assert refused.field == "name"


ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(ANY_TEXT | st.sampled_from(sorted(ProductRecord.model_fields)), inner, max_size=6)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=400) | st.tuples(st.just(b"slug,name,plan1_monthly_fee\n"), st.binary(max_size=300)).map(b"".join),
    st.sampled_from(["a.csv", "a.jsonl", ""]),
    st.sampled_from(Profile),
    st.sampled_from(Encoding),
)
def test_any_bytes_give_rows_or_refusals(content, name, profile, encoding):
    for row in read(content, name, profile=profile, encoding=encoding):
        assert isinstance(row, SourceRow | Refusal)


@settings(max_examples=200, deadline=None)
@given(ANY_JSON, st.sampled_from(Profile))
def test_any_json_gives_rows_or_refusals(value, profile):
    [row] = read(json.dumps(value), "a.jsonl", profile=profile)
    assert isinstance(row, SourceRow | Refusal)

"""The texts with the settings in them, the guide's example, and the search of the questions."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocmp_app.presenters.content import environment, faq, guide, hipayment, law, privacy, terms
from ocmp_app.presenters.content.faq import FAQ_BY_ID
from ocmp_app.presenters.content.model import SETTING_PLACEHOLDERS
from ocmp_app.presenters.faq import faq_count, faq_groups, search_faq
from ocmp_app.presenters.guide import PRINTED_APPLY_DAY, GuideExample, worked_example
from ocmp_app.presenters.markdown import plain
from ocmp_app.presenters.site import filled, placeholders
from ocmp_app.routes.heads_texts import text_heads
from ocmp_app.settings import Settings

SETTINGS = Settings(_env_file=None)  # type: ignore[call-arg]
PAGES = {
    "/faq": "よくあるご質問",
    "/guide": "利用開始までの流れ",
    "/environment": "推奨環境",
    "/terms": "会員規約",
    "/privacy": "プライバシーポリシー",
    "/law": "特定商取引法に基づく表記",
    "/hipayment": "HiPaymentサービスについて",
}


def other_settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[call-arg]


class TestFilling:
    def test_every_placeholder_of_the_texts_has_a_setting(self) -> None:
        assert set(placeholders(SETTINGS)) >= SETTING_PLACEHOLDERS
        assert placeholders(SETTINGS)["operator"] == SETTINGS.operator_name
        assert placeholders(SETTINGS)["contact_phone"] == SETTINGS.operator_phone

    @pytest.mark.parametrize(
        "content",
        [faq.FAQ_GROUPS, guide.STEPS, environment.SECTIONS, hipayment.STEPS, hipayment.SECTIONS, hipayment.TERMS, terms.ARTICLES, privacy.SECTIONS, law.ROWS],
    )
    def test_no_brace_is_left_in_any_text(self, content: object) -> None:
        assert "{" not in repr(filled(content, SETTINGS))

    def test_a_setting_reaches_the_screen(self) -> None:  # R21, R25, R30
        changed = other_settings(operator_name="見本システム株式会社", debit_day=12, statement_name_transfer="ミホン(カ")
        rows = {row.term: row.description for row in filled(law.ROWS, changed)}
        assert rows["販売業者"] == "見本システム株式会社"
        assert "翌月12日" in rows["お支払いの時期"]
        items = {item.id: item.answer for group in faq_groups(changed) for item in group.items}
        assert "「**ミホン(カ**」" in items["debit-passbook"]

    def test_braces_in_a_value_are_never_looked_at(self) -> None:
        assert filled("「{query}」", SETTINGS, query="{operator}") == "「{operator}」"


def days(example: GuideExample) -> dict[str, str]:
    return {event.code: event.day for event in example.events}


class TestGuideExample:
    # R4, R29, R30, R31; the amounts are E1 of billing.md
    def test_the_printed_example_is_the_first_worked_example(self) -> None:
        example = worked_example(PRINTED_APPLY_DAY, SETTINGS)
        assert days(example) == {
            "apply": "2026年11月9日(月)",
            "start": "2026年11月16日(月)",
            "closing": "2026年12月1日(火)",
            "publish": "2026年12月10日(木)ごろ",
            "pay-card": "カード会社の定める日",
            "pay-account-transfer": "2027年1月7日(木)",
            "pay-bank-transfer": "2027年1月29日(金)まで",
        }
        assert [line.amount for line in example.amounts] == ["5,500円（税抜）", "6,860円（税抜）", "12,360円（税抜）", "1,236円", "13,596円（税込）"]
        assert "{" not in repr(example)

    def test_every_payment_method_has_its_day(self) -> None:  # R12, R30
        example = worked_example(PRINTED_APPLY_DAY, SETTINGS)
        assert [event.method for event in example.events if event.method] == ["クレジットカード", "口座振替", "銀行振込"]

    @pytest.mark.parametrize(
        ("apply", "start", "closing", "debit"),
        [
            (date(2026, 12, 25), "2027年1月5日(火)", "2027年2月1日(月)", "2027年3月8日(月)"),  # over the new year; the 7th is a Sunday
            (date(2026, 11, 22), "2026年11月30日(月)", "2026年12月1日(火)", "2027年1月7日(木)"),  # a Sunday before 勤労感謝の日
            (date(2026, 9, 23), "2026年9月30日(水)", "2026年10月1日(木)", "2026年11月9日(月)"),
            (date(2026, 9, 24), "2026年10月1日(木)", "2026年10月1日(木)", "2026年11月9日(月)"),  # E3: begins on the closing day
        ],
    )
    def test_days_follow_the_bank_calendar(self, apply: date, start: str, closing: str, debit: str) -> None:  # R30
        found = days(worked_example(apply, SETTINGS))
        assert (found["start"], found["closing"], found["pay-account-transfer"]) == (start, closing, debit)


class TestSearchingQuestions:  # R3
    @pytest.mark.parametrize(
        ("query", "anchor"),
        [
            ("領収書", "bill-receipt"),
            ("りょうしゅうしょ", "bill-receipt"),
            ("リョウシュウショ", "bill-receipt"),
            ("ryoushuusho", "bill-receipt"),
            ("領収書はもらえますか", "bill-receipt"),
            ("ｾｷｭﾘﾃｨｺｰﾄﾞ", "card-code"),
            ("セキュリティーコード 桁", "card-code"),
            ("ブラウザ", "env-browser"),
            ("TLS", "env-tls"),
            ("ログインできない", "trouble-lock"),
            ("HIPAYMENT 審査", "hipay-join"),
        ],
    )
    def test_a_question_is_found_by_any_way_of_writing(self, query: str, anchor: str) -> None:
        found = search_faq(query, SETTINGS)
        assert anchor in found.anchors
        assert len(found.anchors) < faq_count(SETTINGS) / 2

    def test_all_words_must_match(self) -> None:
        both = search_faq("カード 変更", SETTINGS)
        assert "card-change" in both.anchors
        assert set(both.anchors) < set(search_faq("カード", SETTINGS).anchors)

    def test_a_word_can_be_excluded(self) -> None:
        assert set(search_faq("解約 -退会", SETTINGS).anchors) < set(search_faq("解約", SETTINGS).anchors)

    def test_the_count_is_announced(self) -> None:
        found = search_faq("領収書", SETTINGS)
        assert found.status == f"「領収書」に合う質問：{len(found.anchors)}件"

    @pytest.mark.parametrize("query", ["", "   ", "\u3000", "\n"])
    def test_nothing_asked_shows_everything(self, query: str) -> None:
        found = search_faq(query, SETTINGS)
        assert (found.searched, found.anchors, found.no_hit) == ("", (), "")
        assert found.status == f"全{faq_count(SETTINGS)}件の質問"

    def test_no_hit_repeats_the_word(self) -> None:
        found = search_faq("ずんだもち{operator}", SETTINGS)
        assert found.anchors == ()
        assert found.no_hit == found.status == "「ずんだもち{operator}」に合う質問は見つかりませんでした。"

    @given(st.text(st.characters(exclude_categories=[])))
    def test_any_text_is_a_query(self, query: str) -> None:
        found = search_faq(query, SETTINGS)
        assert set(found.anchors) <= set(FAQ_BY_ID)
        assert found.status
        assert len(found.searched) <= 41

    def test_every_question_is_found_by_its_own_words(self) -> None:
        for group in faq_groups(SETTINGS):
            for item in group.items:
                for query in (item.question, *item.words):
                    assert item.id in search_faq(query, SETTINGS).anchors, query


class TestHeads:
    @pytest.mark.parametrize("path", PAGES)
    def test_each_page_has_its_own_head(self, path: str) -> None:
        head = text_heads(SETTINGS)[path]
        assert head.title == PAGES[path]
        assert head.path == path
        assert 40 <= len(head.description) <= 120

    def test_the_descriptions_differ(self) -> None:
        assert len({head.description for head in text_heads(SETTINGS).values()}) == len(PAGES) == len(text_heads(SETTINGS))

    def test_the_questions_stand_in_structured_data(self) -> None:  # R3
        (data,) = text_heads(SETTINGS)["/faq"].json_ld
        assert len(data["mainEntity"]) == faq_count(SETTINGS)
        for question in data["mainEntity"]:
            assert not re.search(r"\*\*|\]\(|[{}]", question["acceptedAnswer"]["text"])
        assert data["mainEntity"][0]["acceptedAnswer"]["text"] == plain(filled(faq.FAQ_GROUPS[0].items[0].answer, SETTINGS))

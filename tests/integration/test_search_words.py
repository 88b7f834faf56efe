"""What words find, and in which order (R7, spec/search.md: Text)."""

from __future__ import annotations

import pytest

from ocmp_app.adapters import search_words
from ocmp_app.wiring import Shop
from tests.integration.search_catalogue import Catalogue


@pytest.fixture
def catalogue(shop: Shop) -> Catalogue:
    return Catalogue(shop)


class TestFields:
    def test_every_field_is_searched_in_the_order_of_its_weight(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("H", features={"": ""}, tags="台帳")
        catalogue.add("G", description="本文に台帳がある")
        catalogue.add("F", features={"特長": "台帳を作る"})
        catalogue.add("E", summary="台帳のための道具")
        catalogue.add("D", provider="台帳社")
        catalogue.add("C", kana="台帳")
        catalogue.add("やさしい台帳")
        catalogue.add("台帳ノート")
        catalogue.add("台帳")
        catalogue.add("X", summary="帳簿")
        assert catalogue.names("台帳") == ["台帳", "台帳ノート", "やさしい台帳", "C", "D", "E", "F", "G", "H"]

    def test_ties_go_by_popularity_then_by_age(self, catalogue: Catalogue) -> None:  # R7
        for name, popularity in (("台帳いち", 3), ("台帳に", 7), ("台帳さん", 7)):
            catalogue.add(name, popularity=popularity)
        assert catalogue.names("台帳") == ["台帳に", "台帳さん", "台帳いち"]

    def test_the_reading_of_the_provider_is_found(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("品", provider="青空社", provider_kana="アオゾラシャ")
        assert catalogue.names("あおぞら") == ["品"]


class TestFolding:
    @pytest.mark.parametrize(
        ("written", "typed"),
        [
            ("ＣＲＭクラウド", "crm"),
            ("CRMクラウド", "ＣＲＭ"),
            ("Baïkal", "baikal"),
            ("Baikal", "BAÏKAL"),
            ("Pønskelisten", "ponskelisten"),
            ("カタカナ", "かたかな"),
            ("ひらがな", "ヒラガナ"),
            ("ｸﾗｳﾄﾞ便", "クラウド"),
            ("クラウド便", "ｸﾗｳﾄﾞ"),
            ("サーバー監視", "サーバ監視"),
            ("サーバ監視", "サーバー監視"),
            ("ユーザーの窓口", "ユーザの窓口"),
            ("ヴァイオリン教室", "バイオリン"),
            ("ルイ・ブイ", "ルイ・ブイ"),
            ("ガガガ", "か\u3099か\u3099か\u3099"),
            ("100%果汁", "100%"),
            ("a_b*c", "_b*"),
            ("𠮷野家帳票", "𠮷野家"),
            ("🍣予約", "🍣"),
        ],
    )
    def test_finds_however_it_is_typed(self, catalogue: Catalogue, written: str, typed: str) -> None:  # R7
        catalogue.add(written)
        catalogue.add("別の品")
        assert catalogue.names(typed) == [written]

    def test_romaji_finds_kana_and_the_kanji_it_reads(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("勤怠クラウド", kana="キンタイクラウド")
        catalogue.add("給与計算", kana="キュウヨケイサン")
        assert catalogue.names("kintai") == ["勤怠クラウド"]
        assert catalogue.names("kuraudo") == ["勤怠クラウド"]
        assert catalogue.names("kyuuyo") == ["給与計算"]
        assert catalogue.names("きんたい") == ["勤怠クラウド"]

    def test_an_english_word_that_is_also_romaji_does_not_find_particles(self, catalogue: Catalogue) -> None:
        catalogue.add("品", description="共有して使う")
        assert catalogue.names("site") == []


class TestPairs:
    def test_words_without_spaces_are_found_apart_but_below(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("品一", summary="勤怠の管理をする", popularity=9)
        catalogue.add("品二", description="勤怠管理をする", popularity=1)
        catalogue.add("品三", summary="勤怠だけ")
        assert catalogue.names("勤怠管理") == ["品二", "品一"]

    def test_pairs_that_only_look_like_the_word_rank_below_it(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("品一", summary="経理と管理部", popularity=9)
        catalogue.add("品二", tags="経理部")
        assert catalogue.names("経理部") == ["品二", "品一"]

    def test_one_character_works(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("勤怠")
        catalogue.add("品", description="最後は勤")
        catalogue.add("無")
        assert catalogue.names("勤") == ["勤怠", "品"]
        assert catalogue.names("怠") == ["勤怠"]
        assert catalogue.names("無") == ["無"]

    def test_a_name_with_a_space_is_found_without_it_and_the_reverse(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("勤怠 クラウド")
        catalogue.add("給与クラウド")
        assert catalogue.names("勤怠クラウド") == ["勤怠 クラウド"]
        assert catalogue.names("給与 クラウド") == ["給与クラウド"]

    def test_latin_letters_do_not_match_scattered(self, catalogue: Catalogue) -> None:
        catalogue.add("品", description="bar ack acku upset kub")
        assert catalogue.names("backup") == []


class TestSeveralWords:
    @pytest.fixture(autouse=True)
    def _products(self, catalogue: Catalogue) -> None:
        catalogue.add("勤怠クラウド", summary="シフト表も作れる")
        catalogue.add("勤怠ノート", summary="紙の置き換え")
        catalogue.add("給与クラウド", summary="明細を配る")

    def test_all_must_match(self, catalogue: Catalogue) -> None:  # R7
        assert catalogue.names("勤怠 シフト") == ["勤怠クラウド"]
        assert catalogue.names("クラウド　勤怠") == ["勤怠クラウド"]
        assert catalogue.names("勤怠 明細") == []

    def test_a_quoted_phrase_matches_exactly(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("別便", summary="紙を置き、別に換えする置き場")
        assert catalogue.names('"紙の置き換え"') == ["勤怠ノート"]
        assert catalogue.names("“紙の置き換え”") == ["勤怠ノート"]
        assert catalogue.names('"勤怠管理"') == []

    def test_a_quoted_phrase_minds_its_spaces(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("Open Cloud Box")
        catalogue.add("Cloud and Open Box")
        assert catalogue.names('"open cloud"') == ["Open Cloud Box"]
        assert catalogue.names('"box open"') == []

    def test_a_word_with_minus_excludes(self, catalogue: Catalogue) -> None:  # R7
        assert catalogue.names("勤怠 -クラウド") == ["勤怠ノート"]
        assert catalogue.names("クラウド -シフト") == ["給与クラウド"]
        assert catalogue.names('クラウド -"明細を配る"') == ["勤怠クラウド"]
        assert sorted(catalogue.names("-クラウド")) == ["勤怠ノート"]

    def test_the_whole_text_can_be_a_name(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("クラウド勤怠", popularity=99)
        assert catalogue.names("勤怠 クラウド")[0] == "勤怠クラウド"


class TestTypingErrors:
    @pytest.mark.parametrize("typed", ["バックアプ", "バックアッブ", "ハックアップ", "バッアクップ", "バックアッププ", "bakcup", "backu", "bacckup"])
    def test_one_wrong_letter_still_finds(self, catalogue: Catalogue, typed: str) -> None:  # R7
        catalogue.add("らくらくバックアップ", tags="backup")
        catalogue.add("勤怠")
        assert catalogue.names(typed) == ["らくらくバックアップ"]

    def test_below_what_is_right(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("勤怠菅理", popularity=50)
        catalogue.add("品", description="勤怠管理の話", tags="勤怠管理")
        catalogue.add("別", summary="勤怠の管理")
        assert catalogue.names("勤怠管理") == ["品", "別", "勤怠菅理"]

    def test_short_words_must_be_right(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("勤怠表")
        assert catalogue.names("勤体表") == []

    def test_the_part_of_a_reading(self, catalogue: Catalogue) -> None:
        catalogue.add("勤怠クラウド", kana="キンタイクラウド")
        assert catalogue.names("きんたう") == ["勤怠クラウド"]
        assert catalogue.names("kintau") == ["勤怠クラウド"]

    def test_a_quoted_word_is_meant_as_it_stands(self, catalogue: Catalogue) -> None:
        catalogue.add("バックアップ")
        assert catalogue.names('"バックアプ"') == []


class TestNothingFound:
    def test_offers_the_nearest_known_word(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("らくらくスケジュール")
        assert catalogue.find("スケジール").total == 1  # one letter: found
        result = catalogue.find("スケジェル")
        assert (result.total, result.did_you_mean) == (0, "スケジュール")
        assert catalogue.find("らくらく スケヅーム").did_you_mean is None or catalogue.find("らくらく スケヅーム").total == 0

    def test_keeps_the_other_words(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("らくらくスケジュール", summary="予定を共有")
        assert catalogue.find('予定 スケジェル -"紙 箱" -紙').did_you_mean == '予定 スケジュール -"紙 箱" -紙'

    def test_says_nothing_where_no_word_is_near(self, catalogue: Catalogue) -> None:
        catalogue.add("スケジュール")
        assert catalogue.find("zzzzqqqq").did_you_mean is None

    def test_does_not_blame_the_words_for_the_conditions(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("スケジュール")
        result = catalogue.find("スケジュール", kind="inquiry", trial="1")
        assert result.did_you_mean is None
        assert [(option.condition.facet, option.condition.value, option.total) for option in result.drop_options] == [
            ("kind", "inquiry", 0),
            ("trial", "1", 0),
            ("q", "スケジュール", 0),
        ]
        result = catalogue.find("スケジュール", trial="1")
        assert [(option.condition.label, option.total) for option in result.drop_options] == [
            ("無料トライアルあり", 1),
            ("スケジュール", 0),
        ]


def test_long_queries_are_cut_with_a_note(shop: Shop) -> None:  # R7
    catalogue = Catalogue(shop)
    catalogue.add("あ" * 60)
    assert not catalogue.find("あ" * 50).query_cut
    result = catalogue.find("あ " * 100 + "ない")
    assert result.query_cut
    assert result.total == 1


def test_many_hits_are_found_without_comparing_each(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalogue(shop)
    catalogue.add("経理部", tags="経理部")
    catalogue.add("品", summary="経理と管理部")
    monkeypatch.setattr(search_words, "VERIFIED", 0)
    assert catalogue.names("経理部") == ["経理部", "品"]
    assert catalogue.names('"経理部"') == ["経理部"]


@pytest.mark.parametrize(
    "text",
    ['"', '""', "-", "--", '-"', "'", "';DROP TABLE product;--", "%", "_", "*", "a*", "NEAR(a b)", "AND", "a OR", "name:x", "\\", "{}", "{a}",
     "\x00", "\x1b[0m", "\ud800", "\U0010ffff", "🍣", "\u200d", "\u3099", "^", "()", "<!-->", ":q", "$1", "?", "\u202e", "ー", "－", "“"],
)  # fmt: skip
def test_any_input_is_text(shop: Shop, text: str) -> None:  # R7
    catalogue = Catalogue(shop)
    catalogue.add("品")
    for q in (text, f"品 {text}", f"-{text}", f'"{text}', text * 3):
        catalogue.find(q, category=text, provider=text, price_min=text, sort=text, page=text)

"""Folding, grams and the reading of queries (R7)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ocmp_app.domain.romaji import to_kana
from ocmp_app.domain.search_text import (
    QUERY_LIMIT,
    Word,
    distance,
    fold,
    gram_codes,
    gram_of,
    grams,
    nearest,
    needed_grams,
    parse_query,
    scattered_grams,
    vocabulary,
)

ANY = st.text(st.characters(), max_size=40)
JAPANESE = st.text("ァアイウヴサバーー－〜あいヽゝがｶﾞﾞ゛゜々 　aAé_-1\u3099\u309a", max_size=12)


class TestFold:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("ＡＢＣ　１２３", "abc 123"),
            ("ｸﾗｳﾄﾞ", "くらうど"),
            ("サーバー", "さーば"),
            ("サーバ", "さーば"),
            ("ユーザー管理", "ゆーざ管理"),
            ("サーバーの監視", "さーばの監視"),
            ("サーバールーム", "さーばーるーむ"),
            ("ラーメン", "らーめん"),
            ("らーめん", "らーめん"),
            ("ヴァイオリンとヴィオラ", "ばいおりんとびおら"),
            ("ゔぁいおりん", "ばいおりん"),
            ("Baïkal", "baikal"),
            ("Pønskelisten", "ponskelisten"),
            ("µTask", "utask"),
            ("GoSƐ", "gose"),
            ("Straße", "strasse"),
            ("か\u3099き\u3099", "がぎ"),
            ("a\tb\n c\u3000", "a b c"),
            ("a\x00b", "a b"),
            ("ze\u200bro", "zero"),
            ("\ud800x", "x"),
            ("㍿", "株式会社"),
        ],
    )
    def test_examples(self, text: str, folded: str) -> None:  # R7
        assert fold(text) == folded

    @given(ANY | JAPANESE)
    @example("アーヽ")
    @example("ー\u0300ー")
    def test_twice_is_once(self, text: str) -> None:  # R7
        assert fold(fold(text)) == fold(text)

    @given(ANY | JAPANESE)
    def test_width_and_composition_make_no_difference(self, text: str) -> None:  # R7
        assert fold(unicodedata.normalize("NFKC", text)) == fold(text)

    @given(st.text("abcéÀñZ", max_size=10))
    def test_case_makes_no_difference(self, text: str) -> None:  # R7
        assert fold(text.upper()) == fold(text.lower()) == fold(unicodedata.normalize("NFD", text))

    @given(st.text("ぁあいうえおかがきぱんっゃーゔ", max_size=10))
    def test_katakana_is_hiragana(self, text: str) -> None:  # R7
        katakana = "".join(chr(ord(letter) + 0x60) if letter != "ー" else letter for letter in text)
        assert fold(katakana) == fold(text)

    @given(ANY | JAPANESE)
    def test_is_storable_anywhere(self, text: str) -> None:
        folded = fold(text)
        folded.encode()
        assert "\x00" not in folded
        assert folded == " ".join(folded.split())


class TestGrams:
    @given(ANY | JAPANESE)
    def test_codes_are_the_grams(self, text: str) -> None:
        folded = fold(text)
        assert sorted(filter(None, map(gram_of, gram_codes(folded)))) == sorted(grams(folded))

    @given(ANY, ANY, ANY)
    def test_a_text_has_all_grams_of_each_of_its_parts(self, before: str, part: str, after: str) -> None:  # R7
        word = fold(part)
        text = fold(before) + word + fold(after)
        held = set(grams(text)) | set("".join(text.split()))
        assert set(needed_grams(word)) <= held
        assert all(held.intersection(clause) for clause in scattered_grams(word))

    def test_examples(self) -> None:
        assert grams("勤怠 ai api") == ["勤怠", "怠", "ai", "i", "ap", "pi", "i", "api"]
        assert needed_grams("勤怠管理") == ("勤怠", "怠管", "管理")
        assert scattered_grams("勤怠管理") == (("勤怠",), ("管理",))
        assert scattered_grams("経費精算書") == (("経費",), ("費精", "精算"), ("算書",))
        assert scattered_grams("backup") == (("bac",), ("ack",), ("cku",), ("kup",))
        assert scattered_grams("の") == (("の",),)


class TestQuery:
    def test_words_phrases_and_exclusions(self) -> None:  # R7
        query = parse_query('勤怠 "給与 明細" -クラウド　-"a b" Ｗｅｂ会議 - ""')
        assert [word.text for word in query.words] == ["勤怠", "給与 明細", "web会議", "-"]
        assert [word.quoted for word in query.words] == [False, True, False, False]
        assert [(word.text, word.quoted) for word in query.excluded] == [("くらうど", False), ("a b", True)]

    def test_a_quote_left_open_reaches_to_the_end(self) -> None:  # R7
        assert parse_query('a "b c').words == (Word("a"), Word("b c", quoted=True))

    def test_the_name_is_all_words_together(self) -> None:
        assert parse_query("Open Cloud").name == "opencloud"

    def test_is_cut_at_its_limit_with_a_note(self) -> None:  # R7
        assert not parse_query("あ" * (QUERY_LIMIT - 1)).cut
        query = parse_query("あ" * QUERY_LIMIT)
        assert query.cut
        assert len(query.words[0].text) < QUERY_LIMIT

    @given(ANY)
    def test_any_text_is_a_query(self, text: str) -> None:  # R7
        query = parse_query(text)
        assert all(word.text == fold(word.text) != "" for word in (*query.words, *query.excluded))


class TestRomaji:
    @pytest.mark.parametrize(
        ("romaji", "kana"),
        [
            ("kintai", "きんたい"), ("kinntai", "きんたい"), ("kuraudo", "くらうど"), ("shinbun", "しんぶん"), ("shimbun", "しんぶん"),
            ("sinbun", "しんぶん"), ("matcha", "まっちゃ"), ("gakkou", "がっこう"), ("kyuuyo", "きゅうよ"), ("onna", "おんな"),
            ("kon'ya", "こんや"), ("fairu", "ふぁいる"), ("tuuti", "つうち"), ("tsuuchi", "つうち"), ("jimu", "じむ"), ("zyouhou", "じょうほう"),
        ],
    )  # fmt: skip
    def test_reads(self, romaji: str, kana: str) -> None:  # R7
        assert to_kana(romaji)[0] == kana

    def test_a_doubled_vowel_may_be_a_long_one(self) -> None:  # R7
        assert to_kana("saabaa") == ("さあばあ", "さーばー")

    @pytest.mark.parametrize("word", ["", "mail", "crm", "x", "勤怠", "365", "-", "kintaix"])
    def test_is_not_romaji(self, word: str) -> None:
        assert to_kana(word) == ()

    @given(ANY)
    def test_never_fails(self, word: str) -> None:
        to_kana(word)


class TestTypingErrors:
    @pytest.mark.parametrize(
        ("one", "other", "errors"),
        [("abcd", "abcd", 0), ("abcd", "abxd", 1), ("abcd", "abd", 1), ("abcd", "abxcd", 1), ("abcd", "acbd", 1), ("abcd", "xbcx", 2), ("ab", "xy", 2),
         ("abc", "xyz", 3), ("abcdef", "ab", 3), ("", "ab", 2), ("ca", "abc", 3)],
    )  # fmt: skip
    def test_distance(self, one: str, other: str, errors: int) -> None:
        assert distance(one, other) == distance(other, one) == errors

    @given(st.text("ab", max_size=6), st.text("ab", max_size=6))
    def test_distance_has_no_direction(self, one: str, other: str) -> None:
        assert distance(one, other) == distance(other, one)
        assert (distance(one, other) == 0) == (one == other)

    def test_nearest_first(self) -> None:
        assert nearest("abcd", ["abxx", "abxd", "abcd", "wxyz"], 2) == ["abxd", "abxx"]


class TestVocabulary:
    def test_takes_texts_apart_by_their_letters(self) -> None:
        words = vocabulary(
            "勤怠クラウドPro", "キンタイクラウドプロ", others=["あおぞら社", "は"], prose=["ネットワークを一元管理できるAPI連携"]
        )
        assert words == {
            "勤怠くらうどpro": "勤怠クラウドPro", "きんたいくらうどぷろ": "キンタイクラウドプロ", "きんたい": "キンタイ", "ぷろ": "プロ", "勤怠": "勤怠",
            "くらうど": "クラウド", "pro": "Pro", "ねっとわーく": "ネットワーク", "一元管理": "一元管理", "api": "API", "連携": "連携", "あおぞら": "あおぞら",
        }  # fmt: skip

    @given(ANY, ANY)
    def test_any_text_has_one(self, text: str, kana: str) -> None:
        for word in vocabulary(text, kana, others=[text], prose=[text]):
            assert word == fold(word)

"""Romaji to kana: what people type before, or instead of, an input method (Hepburn and Kunrei spelling)."""

from __future__ import annotations

import re

_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの",
    "h": "はひふへほ", "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ",
    "d": "だぢづでど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
}  # fmt: skip
_CONTRACTED = {
    "ky": "き", "sy": "し", "ty": "ち", "ny": "に", "hy": "ひ", "my": "み", "ry": "り",
    "gy": "ぎ", "zy": "じ", "jy": "じ", "dy": "ぢ", "by": "び", "py": "ぴ", "sh": "し", "ch": "ち", "j": "じ",
}  # fmt: skip
_OTHERS = {
    "ya": "や", "yu": "ゆ", "yo": "よ", "wa": "わ", "wo": "を", "shi": "し", "chi": "ち", "tsu": "つ", "fu": "ふ", "ji": "じ",
    "she": "しぇ", "che": "ちぇ", "je": "じぇ", "fa": "ふぁ", "fi": "ふぃ", "fe": "ふぇ", "fo": "ふぉ", "thi": "てぃ", "dhi": "でぃ",
    "wi": "うぃ", "we": "うぇ", "va": "ば", "vi": "び", "vu": "ぶ", "ve": "べ", "vo": "ぼ", "tsa": "つぁ", "ye": "いぇ", "-": "ー",
}  # fmt: skip


def _table() -> dict[str, str]:
    table = {consonant + vowel: kana for consonant, row in _ROWS.items() for vowel, kana in zip("aiueo", row, strict=True)}
    for letters, kana in _CONTRACTED.items():
        table |= {letters + vowel: kana + small for vowel, small in zip("auo", "ゃゅょ", strict=True)}
    return table | _OTHERS


_TABLE = _table()
_SYLLABLE = re.compile(
    "|".join(sorted(map(re.escape, _TABLE), key=len, reverse=True))
    + r"|(?P<stop>([kstcgzdbpfjhr])(?=\2)|t(?=ch))"
    + r"|(?P<n>n'|n(?![aiueoy])|m(?=[bmp]))"
)
_DOUBLE = re.compile(r"(?<=[ぁ-ゖ])(?:(?<=[あかさたなはまやらわがざだばぱゃぁ])あ|(?<=[いきしちにひみりぎじぢびぴぃ])い"
                     r"|(?<=[うくすつぬふむゆるぐずづぶぷゅ])う|(?<=[えけせてねへめれげぜでべぺぇ])え"
                     r"|(?<=[おこそとのほもよろごぞどぼぽょぉ])お)")


def to_kana(word: str) -> tuple[str, ...]:
    """The hiragana that a lower-case word in romaji spells; none if it is not romaji from end to end.

    A doubled vowel may stand for a long one (saabaa: さあばあ, さーばー), so there may be two.
    """
    kana: list[str] = []
    at = 0
    while at < len(word):
        found = _SYLLABLE.match(word, at)
        if found is None:
            return ()
        kana.append("っ" if found["stop"] else "ん" if found["n"] else _TABLE[found[0]])
        at = found.end()
        if found["n"] == "n" and word.startswith("n", at) and not re.match("n[aiueoy]", word[at:]):
            at += 1  # "nn", as input methods take it
    plain = "".join(kana)
    if not plain or plain == "ー":
        return ()
    long = _DOUBLE.sub("ー", plain)
    return (plain,) if long == plain else (plain, long)

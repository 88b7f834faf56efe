"""Text as the search sees it: folding, pairs of letters, the words of a query (docs/domain/search.md).

`fold` is used on both sides, so what folds alike is found alike. Any Unicode string is text
here; nothing raises.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from operator import add

from ocmp_app.domain.romaji import to_kana

QUERY_LIMIT = 200
"""A query of this many characters or more is cut to one less, with a note (R7)."""

TYPO_LETTERS = 4
"""Words of this many letters or more are also found with one letter wrong."""

_LONGEST_WORD = 30  # of the vocabulary, letters

# Folding

# Letters that Unicode does not take apart, though readers do.
_LATIN = {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ɛ": "e", "ə": "e", "μ": "u"}
_KATAKANA_TO_HIRAGANA = {chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)} | {"ヽ": "ゝ", "ヾ": "ゞ"}
_VOICED_MARKS = "\u3099\u309a"
# The mark ends a word where no katakana follows; within hiragana, where no kana follows.
_FINAL_LONG_MARK = re.compile(r"(?<=[ァ-ヺ])ー+(?![ァ-ヺー])|(?<=[ぁ-ゖ])ー+(?![ぁ-ゖァ-ヺー])")
_VU = re.compile("ゔ([ぁぃぇぉ]?)")
_VU_ROW = {"": "ぶ", "ぁ": "ば", "ぃ": "び", "ぇ": "べ", "ぉ": "ぼ"}
_SPACES = re.compile(r"\s+")
_KATAKANA_RUN = re.compile("[ァ-ヺ][ァ-ヺー]*")
_SETTLED = re.compile("[ -~ぁ-んー一-鿿々、。「」・]*")  # letters that folding does not change


def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Cs") or category.startswith("Z"):
        return " "
    if category == "Cf" or category in ("Mn", "Me"):
        return ""
    small = unicodedata.normalize("NFKC", character.casefold())
    parts = unicodedata.normalize("NFD", small)
    bare = "".join(part for part in parts if part in _VOICED_MARKS or unicodedata.category(part) not in ("Mn", "Me"))
    text = unicodedata.normalize("NFC", bare)
    return "".join(_LATIN.get(part) or _KATAKANA_TO_HIRAGANA.get(part, part) for part in text)


class _FoldTable(dict[int, str]):
    """Character → folded characters, filled as characters come by."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


_TABLE = _FoldTable()


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    if "ー" in text:
        text = _FINAL_LONG_MARK.sub("", text)
    text = text.translate(_TABLE)
    if "ゔ" in text:
        text = _VU.sub(lambda found: _VU_ROW[found[1]], text)
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=20_000)
def _fold_katakana(run: str) -> str:
    hiragana = run.rstrip("ー").translate(_TABLE)
    return _VU.sub(lambda found: _VU_ROW[found[1]], hiragana) if "ゔ" in hiragana else hiragana


def fold(text: str) -> str:
    """`text` with all that makes no difference removed: width, case, accents, kind of kana, final ー.

    `fold(fold(x)) == fold(x)`. Every run of white space is one space, none stands at the ends.
    """
    # The usual letters of Japanese and English take a short way to the same result.
    quick = unicodedata.normalize("NFKC", text).lower()
    if not quick.isascii():
        quick = _KATAKANA_RUN.sub(lambda run: _fold_katakana(run[0]), quick)
        if "ー" in quick:
            quick = _FINAL_LONG_MARK.sub("", quick)
    quick = " ".join(quick.split())
    if _SETTLED.fullmatch(quick):
        return quick
    folded = _fold_once(text)
    while (again := _fold_once(folded)) != folded:  # rare: taking something away brought two letters together
        folded = again
    return folded


def squeeze(folded: str) -> str:
    """A folded name without spaces, so that 「勤怠 クラウド」 and 「勤怠クラウド」 are one name."""
    return folded.replace(" ", "")


# Pairs of letters

_LATIN_RUN = re.compile(r"[a-z0-9]{3,}")
_RUNS = re.compile(r"[a-z0-9]+|[^a-z0-9]")


def grams(folded: str) -> list[str]:
    """What stands in the index for a folded text, with repetitions: its pairs of neighbouring letters,
    of Latin runs also the triples, and the last letter of each word alone.

    Pairs do not reach over a space. The first letters of all these are all letters of the text.
    """
    found: list[str] = []
    for segment in folded.split():
        found.extend(map(add, segment, segment[1:]))
        found.append(segment[-1])
        for run in _LATIN_RUN.findall(segment):
            found.extend(map(add, map(add, run, run[1:]), run[2:]))
    return found


def gram_codes(folded: str) -> Iterable[int | str]:
    """The same as `grams`, in numbers (`gram_of`) wherever that is possible: an import makes millions of them.

    Two letters of UTF-16 are one 32-bit number; a pair with the space behind it is the lone last letter.
    """
    if not folded:
        return ()
    encoded = (folded + " ").encode("utf-16-le")
    if len(encoded) != 2 * len(folded) + 2:
        return grams(folded)  # letters beyond 16 bits
    even = array("I", encoded[: len(encoded) & ~3])
    odd = array("I", encoded[2 : 2 + (len(encoded) - 2 & ~3)])
    triples: list[str] = []
    for run in _LATIN_RUN.findall(folded):
        triples.extend(map(add, map(add, run, run[1:]), run[2:]))
    return chain(even, odd, triples)


def gram_of(code: int | str) -> str:
    """The gram behind a code; empty for a space or line end with what follows it, which is no gram."""
    if isinstance(code, str):
        return code
    gram = code.to_bytes(4, "little").decode("utf-16-le")
    return "" if gram[0] in " \n" else gram.rstrip(" ")


def needed_grams(word: str) -> tuple[str, ...]:
    """The pairs (or triples, or the one letter) that a text holding the folded `word` as it stands must have."""
    return tuple(dict.fromkeys(gram for clause in _cover(word, together=True) for gram in clause))


def scattered_grams(word: str) -> tuple[tuple[str, ...], ...]:
    """When a text that does not hold `word` as it stands is still near it: AND of ORs of grams.

    Every letter must stand in at least one found pair: 「勤怠管理」 asks for 勤怠 and 管理, and 「勤怠の管理」
    has both. Latin runs stay together, since pairs of Latin letters are everywhere.
    """
    return _cover(word, together=False)


def _cover(word: str, *, together: bool) -> tuple[tuple[str, ...], ...]:
    clauses: list[tuple[str, ...]] = []
    for segment in word.split(" "):
        if len(segment) == 1:
            clauses.append((segment,))
        elif segment:
            clauses += _cover_segment(segment, together=together)
    must = {clause[0] for clause in clauses if len(clause) == 1}
    kept = [clause for clause in clauses if len(clause) == 1 or not must.intersection(clause)]
    return tuple(dict.fromkeys(kept))


def _cover_segment(segment: str, *, together: bool) -> Iterator[tuple[str, ...]]:
    last = len(segment) - 1
    for run in _RUNS.finditer(segment):
        start, end = run.span()
        if end - start > 2:
            yield from ((segment[i : i + 3],) for i in range(start, end - 2))
        elif end - start == 2:
            yield (run[0],)
        else:
            pairs = [segment[i : i + 2] for i in (start - 1, start) if 0 <= i < last]
            yield tuple(dict.fromkeys(pairs))
        if together and end <= last:
            yield (segment[end - 1 : end + 1],)


# Queries


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query, folded. `quoted`: exactly so, spaces and all. `readings`: kana of a word in romaji."""

    text: str
    quoted: bool = False
    readings: tuple[str, ...] = ()
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Query:
    """A query, read. All of `words` must be found, none of `excluded`. `cut`: it was too long."""

    words: tuple[Word, ...] = ()
    excluded: tuple[Word, ...] = ()
    cut: bool = False

    @property
    def name(self) -> str:
        """The words as one name, to compare with names."""
        return squeeze("".join(word.text for word in self.words))

    def __bool__(self) -> bool:
        return bool(self.words or self.excluded)


_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "＂": '"', "－": "-", "−": "-"})
_TOKEN = re.compile(r'(-?)"([^"]*)(?:"|$)|(-?)([^\s"]+)')


def parse_query(text: str) -> Query:
    """The query that `text` means: words, "exact phrases", -excluded words. A quote left open reaches to the end."""
    cut = len(text) >= QUERY_LIMIT
    text = text[: QUERY_LIMIT - 1] if cut else text
    words: dict[Word, None] = {}
    excluded: dict[Word, None] = {}
    for found in _TOKEN.finditer(text.translate(_QUOTES)):
        minus, phrase, word_minus, plain = found.groups()
        quoted = phrase is not None
        raw = phrase if quoted else plain
        folded = fold(raw)
        if not quoted and word_minus and not folded:
            folded, word_minus = fold("-" + raw), ""
        if not folded:
            continue
        if minus or word_minus:
            excluded[Word(folded, quoted=quoted, written=f'"{raw}"' if quoted else raw)] = None
        elif quoted:
            words[Word(folded, quoted=True, written=f'"{raw}"')] = None
        else:
            parts = folded.split(" ")
            for part in parts:
                words[Word(part, readings=_readings(part), written=raw if len(parts) == 1 else part)] = None
    return Query(tuple(words), tuple(excluded), cut)


def _readings(word: str) -> tuple[str, ...]:
    if len(word) < 3:
        return ()
    kana = to_kana(word)
    folded = (fold(reading) for reading in kana)
    return tuple(dict.fromkeys(reading for reading in folded if len(reading) > 1))


# The vocabulary: known words, for typing errors and 「もしかして」

_RUN = r"[々〆㐀-䶿一-鿿]{2,}|[ァ-ヺー]{2,}|[^\W\d_ぁ-ヿ㐀-鿿][^\W_ぁ-ヿ㐀-鿿]+"
_PROSE = re.compile(_RUN)
_NAMES = re.compile(rf"{_RUN}|[ぁ-ゖー]{{3,}}")  # in prose, hiragana are endings and particles
_KATAKANA = re.compile(r"[ァ-ヺー]{2,}")
_PARTS = re.compile(r"[^\s・/、,（）()「」]+")


def vocabulary(name: str, kana: str = "", *, others: Iterable[str] = (), prose: Iterable[str] = ()) -> dict[str, str]:
    """The words of a product, folded → as written: runs of kanji, of kana, of letters; its name and reading whole.

    `others` are further names (provider, tags). The reading is taken apart by the katakana words that the
    name shows: キンタイクラウド of 「勤怠クラウド」 gives キンタイ too.
    """
    name, kana, *others = (unicodedata.normalize("NFKC", text) for text in (name, kana, *others))
    found = [*_PARTS.findall(name), *_PARTS.findall(kana)]
    shown = _KATAKANA.findall(name)
    if shown and kana:
        found += re.split("|".join(map(re.escape, shown)), kana)
    for text in (name, *others):
        found += _NAMES.findall(text)
    for text in prose:
        found += _PROSE.findall(unicodedata.normalize("NFKC", text))
    words: dict[str, str] = {}
    for written in found:
        word = _word(written)
        if word:
            words.setdefault(word, written)
    return words


@lru_cache(maxsize=50_000)
def _word(written: str) -> str:
    word = fold(written) if 2 <= len(written) <= _LONGEST_WORD else ""
    return word if 2 <= len(word) <= _LONGEST_WORD and " " not in word else ""


def distance(one: str, other: str, limit: int = 2) -> int:
    """Typing errors between two words: letters wrong, missing, too many, or neighbours swapped; `limit` + 1 is "more"."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, row, above = row, [i], before
        for j, counterpart in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != counterpart))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == counterpart:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > limit and (not above or min(before) > limit):
            return limit + 1
    return min(row[-1], limit + 1)


def nearest(word: str, candidates: Iterable[str], limit: int, key: Callable[[str], str] = str) -> list[str]:
    """The candidates at a distance of 1 to `limit` from `word`, nearest first, then by the alphabet."""
    ranked = ((distance(word, key(candidate), limit), candidate) for candidate in candidates)
    return [candidate for far, candidate in sorted(ranked) if 1 <= far <= limit]

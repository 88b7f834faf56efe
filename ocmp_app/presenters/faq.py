"""Searching the questions (R3). Folded on both sides as products are (domain/search_text.py)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ocmp_app.domain.search_text import Query, Word, fold, parse_query, squeeze
from ocmp_app.presenters.content.errors import NO_FAQ_HIT
from ocmp_app.presenters.content.faq import FAQ_GROUPS
from ocmp_app.presenters.content.model import FaqGroup, FaqItem
from ocmp_app.presenters.markdown import plain
from ocmp_app.presenters.site import filled
from ocmp_app.settings import Settings

_CONTENT_WORDS = re.compile(r"[々〆㐀-鿿]{2,}|[ァ-ヺー]{2,}|[0-9A-Za-z]{2,}")
_SHOWN_LETTERS = 40


@dataclass(frozen=True)
class FaqAnswer:
    """What a search found. `searched` is the query as it is named on screen; empty: nothing was asked, all is shown."""

    searched: str
    anchors: tuple[str, ...]
    status: str
    no_hit: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    text: str
    squeezed: str

    def holds(self, word: str, *, quoted: bool = False) -> bool:
        return word in self.text or (not quoted and squeeze(word) in self.squeezed)


@lru_cache(maxsize=4)
def faq_groups(settings: Settings) -> tuple[FaqGroup, ...]:
    """The questions and answers, complete."""
    return filled(FAQ_GROUPS, settings)


def faq_count(settings: Settings) -> int:
    """How many questions there are."""
    return sum(len(group.items) for group in faq_groups(settings))


def search_faq(query: str, settings: Settings) -> FaqAnswer:
    """The questions for any text: those that hold all its words; if none does, those that share most of its words.

    「領収書はもらえますか」 is no word of any answer, but 領収書 is.
    """
    asked = parse_query(query)
    if not asked:
        return FaqAnswer("", (), faq_status(faq_count(settings)))
    entries = _entries(settings)
    anchors = tuple(entry.id for entry in entries if _fits(entry, asked)) or _nearest(entries, query, asked)
    shown = " ".join(query.split())
    shown = shown if len(shown) <= _SHOWN_LETTERS else shown[:_SHOWN_LETTERS] + "…"
    if not anchors:
        no_hit = NO_FAQ_HIT.happened.format_map({"query": shown})
        return FaqAnswer(shown, (), no_hit, no_hit)
    return FaqAnswer(shown, anchors, f"「{shown}」に合う質問：{len(anchors)}件")


def faq_status(count: int) -> str:
    """What stands above all questions."""
    return f"全{count}件の質問"


@lru_cache(maxsize=4)
def _entries(settings: Settings) -> tuple[_Entry, ...]:
    return tuple(_entry(group, item) for group in faq_groups(settings) for item in group.items)


def _entry(group: FaqGroup, item: FaqItem) -> _Entry:
    text = " | ".join(fold(part) for part in (item.question, plain(item.answer), group.title, *item.words))
    return _Entry(item.id, text, squeeze(text))


def _fits(entry: _Entry, query: Query) -> bool:
    return all(_has(entry, word) for word in query.words) and not any(_has(entry, word) for word in query.excluded)


def _has(entry: _Entry, word: Word) -> bool:
    return entry.holds(word.text, quoted=word.quoted) or any(map(entry.holds, word.readings))


def _nearest(entries: tuple[_Entry, ...], query: str, asked: Query) -> tuple[str, ...]:
    words = {fold(word) for word in _CONTENT_WORDS.findall(unicodedata.normalize("NFKC", query))} - {""}
    scored = [(sum(map(entry.holds, words)), entry) for entry in entries if not any(_has(entry, word) for word in asked.excluded)]
    best = max((points for points, _ in scored), default=0)
    return tuple(entry.id for points, entry in scored if points == best) if best else ()

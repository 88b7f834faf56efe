"""Rows of お気に入り・保存した検索条件."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocmp_app.domain.saved_searches import NAME_LENGTH, SavedSearch
from ocmp_app.domain.search_criteria import SearchCriteria
from ocmp_app.presenters.formats import japanese_instant


@dataclass(frozen=True, slots=True)
class SavedRow:
    """One saved search. `fresh` is empty when nothing new is there."""

    name: str
    href: str
    fresh: str
    seen: str


def saved_rows(searches: Sequence[SavedSearch], fresh: Sequence[int]) -> list[SavedRow]:
    """The rows, in the order of the list; `fresh` holds the number of new hits of each."""
    return [
        SavedRow(search.name, search.href, f"新着{count:,}件" if count else "", f"前回の確認：{japanese_instant(search.seen_at)}")
        for search, count in zip(searches, fresh, strict=True)
    ]


def suggested_name(criteria: SearchCriteria) -> str:
    """A name for a search: its words, else the names of its facets."""
    words = " ".join(criteria.q.split())
    facets = "・".join(dict.fromkeys(facet.label for facet, _ in criteria.active()))
    name = f"{words}（{facets}）" if words and facets else words or facets or "すべてのサービス"
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"

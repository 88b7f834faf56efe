"""Searches that a visitor keeps by name, until membership keeps them with the member (spec/search.md).

They stand in the browser's own storage: what is read is a claim and is cut to what such a list may
hold. The stored form is JSON, `[["name","canonical query","instant last looked, ISO 8601 UTC"], …]`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from ocmp_app.domain.errors import InvalidForm
from ocmp_app.domain.search_criteria import SearchCriteria

SAVED_LIMIT = 20
NAME_LENGTH = 40
_STORED_LENGTH = 40_000


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search with its name and the instant (UTC) at which its hits were last looked at."""

    name: str
    criteria: SearchCriteria
    seen_at: datetime

    @property
    def href(self) -> str:
        """The address of its hits."""
        query = self.criteria.to_query()
        return f"/search?{query}" if query else "/search"


def read_searches(stored: object) -> tuple[SavedSearch, ...]:
    """The list behind `stored`, each name once; what does not fit is left out, never an error."""
    if not isinstance(stored, str) or len(stored) > _STORED_LENGTH:
        return ()
    try:
        items = json.loads(stored) if stored else []
    except (ValueError, RecursionError):
        return ()
    found: dict[str, SavedSearch] = {}
    for item in items if isinstance(items, list) else []:
        match item:
            case [str(name), str(query), str(seen)] if name.strip() and name not in found:
                if (at := _instant(seen)) is not None:
                    found[name] = SavedSearch(name[:NAME_LENGTH], SearchCriteria.from_params(dict(parse_qsl(query)[:100])), at)
    return tuple(found.values())[:SAVED_LIMIT]


def write_searches(searches: Iterable[SavedSearch]) -> str:
    """The form in which the browser stores the list."""
    rows = [[search.name, search.criteria.to_query(), search.seen_at.astimezone(UTC).isoformat(timespec="seconds")] for search in searches]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else ""


def add_search(searches: Iterable[SavedSearch], form: Mapping[str, object], criteria: SearchCriteria, now: datetime) -> tuple[SavedSearch, ...]:
    """The list with one more; the same name again replaces. Raises InvalidForm for the field `name`."""
    name = " ".join(str(form.get("name", "")).split())
    if not name:
        raise InvalidForm({"name": "名前を入力してください。"})
    if len(name) > NAME_LENGTH:
        raise InvalidForm({"name": f"名前は{NAME_LENGTH}文字以内で入力してください。"})
    kept = [search for search in searches if search.name != name]
    if len(kept) >= SAVED_LIMIT:
        raise InvalidForm({"name": f"保存できる条件は{SAVED_LIMIT}件までです。使わない条件を削除してください。"})
    return (*kept, SavedSearch(name, criteria.with_page(1), now))


def looked_at(searches: Iterable[SavedSearch], criteria: SearchCriteria, now: datetime) -> tuple[SavedSearch, ...]:
    """The list after the hits of `criteria` have been shown."""
    query = criteria.with_page(1).to_query()
    return tuple(
        SavedSearch(search.name, search.criteria, now) if search.criteria.with_page(1).to_query() == query else search for search in searches
    )


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None

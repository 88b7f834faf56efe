"""Short lists of products that a browser keeps for its visitor: to compare, last viewed.

They stand in the browser's own storage, where anybody can write anything: what is read is a claim
and is cut to what such a list may hold. The stored form is JSON, `[["slug","name"], …]`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

COMPARE_LIMIT = 4
"""Columns that fit beside each other."""

RECENT_LIMIT = 6
"""Products in 「最近見たサービス」."""

_NAME_LENGTH = 120
_STORED_LENGTH = 8_000
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class KeptProduct:
    """A product in such a list. The name is what it was called when it was put there."""

    slug: str
    name: str


def is_slug(value: object) -> bool:
    """Whether `value` has the form of a product's slug."""
    return isinstance(value, str) and _SLUG.fullmatch(value) is not None


def read_kept(stored: object, limit: int) -> tuple[KeptProduct, ...]:
    """The list behind `stored`, each product once, at most `limit`; what does not fit is left out, never an error."""
    if not isinstance(stored, str) or len(stored) > _STORED_LENGTH:
        return ()
    try:
        items = json.loads(stored) if stored else []
    except (ValueError, RecursionError):
        return ()
    kept: dict[str, KeptProduct] = {}
    for item in items if isinstance(items, list) else []:
        match item:
            case [str(slug), str(name)] if is_slug(slug) and slug not in kept:
                kept[slug] = KeptProduct(slug, name[:_NAME_LENGTH] or slug)
    return tuple(kept.values())[:limit]


def write_kept(kept: Iterable[KeptProduct]) -> str:
    """The form in which the browser stores the list."""
    rows = [[item.slug, item.name] for item in kept]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else ""


def read_slugs(text: str, limit: int) -> tuple[str, ...]:
    """The slugs of an address such as `?ids=a,b`, each once, at most `limit`; others are left out."""
    return tuple(dict.fromkeys(part for raw in text[:2_000].split(",") if is_slug(part := raw.strip())))[:limit]

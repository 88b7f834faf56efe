"""The words of an import: what a reader hands over, and what is said about each refused value (docs/domain/import.md)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from ocmp_app.domain.catalogue import Category
from ocmp_app.domain.product_record import clean_line

MAX_SLUG = 64
SHOWN_VALUE = 40
"""Characters of a refused value that are shown."""


class ChangeKind(StrEnum):
    """What an import would do, or did, with a product."""

    NEW = "new"
    CHANGED = "changed"
    RENAMED = "renamed"  # another slug; what else differs is changed too
    VANISHED = "vanished"  # of the same source, missing in the file: only reported

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    ChangeKind.NEW: "新規",
    ChangeKind.CHANGED: "変更",
    ChangeKind.RENAMED: "URL名の変更",
    ChangeKind.VANISHED: "ファイルにないもの",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value that keeps its row out of the shop. `line` counts from 1, `value` is shortened, `reason` is Japanese."""

    line: int
    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """A product that an import touches. `line` is 0 and `slug` its present one where the file does not name it."""

    kind: ChangeKind
    line: int
    slug: str
    name: str
    former_slug: str = ""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of a file in the shop's words, not checked yet.

    `data` and `provider` hold fields of ProductRecord and ProviderRecord as the file gives them; without `provider`
    the product's provider must be known. `key` stays the same when the slug changes; "" stands for the slug itself.
    `columns` tells that fields are named as CSV columns. With `slug_is_generated` the slug may be changed to a free one.
    """

    line: int
    data: Mapping[str, Any]
    key: str = ""
    provider: Mapping[str, Any] | None = None
    category: Category | None = None  # a top category with the one child that the product belongs to
    columns: bool = False
    slug_is_generated: bool = False


# Slugs from names

_LETTERS = {
    "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ŋ": "n", "ħ": "h",
    "ɛ": "e", "ə": "e", "ɔ": "o", "μ": "u", "α": "a", "β": "b", "λ": "l", "π": "pi", "ω": "o", "&": " and ", "+": " plus ",
}  # fmt: skip
_LETTER_TABLE = str.maketrans(_LETTERS)
_NO_SLUG = re.compile(r"[^a-z0-9]+")


def slug_of(name: str) -> str:
    """A slug for `name`, the same each time: Baïkal → baikal, µTask → utask, GoSƐ → gose, C++ → c-plus-plus.

    A name without a letter that can be written in a-z gets one from its hash: 勤怠 → p-….
    """
    kept = "".join(letter for letter in name if letter not in "'’™®©")
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", kept).lower())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter)).translate(_LETTER_TABLE)
    slug = _NO_SLUG.sub("-", plain).strip("-")[:MAX_SLUG].strip("-")
    return slug or "p-" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:12]


def numbered_slug(slug: str, number: int) -> str:
    """The `number`th slug of those that would be the same: foo, foo-2, foo-3."""
    if number == 1:
        return slug
    suffix = f"-{number}"
    return slug[: MAX_SLUG - len(suffix)].rstrip("-") + suffix


def is_numbered(slug: str, base: str) -> bool:
    """Whether `slug` is `base` or one of its numbered slugs."""
    _, _, number = slug.rpartition("-")
    return slug == base or (number.isascii() and number.isdigit() and slug == numbered_slug(base, int(number)))


# Refusals


def refusal(line: int, field: str, value: object, reason: str) -> Refusal:
    """A refusal with `value` shortened to SHOWN_VALUE characters on one line."""
    return Refusal(line, clean_line(field[:80]), shown(value), reason)


def shown(value: object) -> str:
    """`value` as a report shows it."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else _spelt(value)
    text = "".join(letter if letter.isprintable() else " " for letter in text[: SHOWN_VALUE * 4])
    text = clean_line(text)
    return text if len(text) <= SHOWN_VALUE else text[: SHOWN_VALUE - 1] + "…"


def refusals_of(error: ValidationError, line: int, *, prefix: str = "", columns: bool = False) -> list[Refusal]:
    """One refusal an error of pydantic, with the field's name as the file writes it."""
    found = []
    for item in error.errors(include_url=False):
        loc = (prefix, *item["loc"]) if prefix else item["loc"]
        value = item["input"] if item["loc"] and item["type"] != "missing" else ""  # else it is what holds the value
        found.append(refusal(line, field_name(loc, columns=columns) or "サービス", value, _reason(item)))
    return found


def field_name(loc: Iterable[str | int], *, columns: bool) -> str:
    """`plans[0].name` for JSON, `plan1_name` for the columns of a CSV file."""
    parts = list(loc)
    if columns:
        return _column_name(parts)
    name = ""
    for part in parts:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name


_COLUMN_STEMS = {"plans": "plan", "features": "feature", "faq": "faq", "terms": "terms"}


def _column_name(parts: list[str | int]) -> str:
    match parts:
        case [str(head), int(place)] if head in _COLUMN_STEMS:
            return f"{_COLUMN_STEMS[head]}{place + 1}"
        case [str(head), int(place), str(field_)] if head in _COLUMN_STEMS:
            return f"{_COLUMN_STEMS[head]}{place + 1}_{field_}"
        case ["provider", str(field_)]:
            return "provider" if field_ == "slug" else f"provider_{field_}"
        case [head, *_]:
            return str(head)
    return ""


def _spelt(value: object) -> str:
    try:
        return str(value)
    except (RecursionError, ValueError):
        return "…"


_REASONS: Mapping[str, str] = {
    "missing": "必須の項目です。入力してください",
    "extra_forbidden": "この項目は取り込みの形式にありません。項目名を確認してください",
    "string_too_short": "入力してください",
    "string_too_long": "{max_length}文字以内にしてください",
    "string_type": "文字で入力してください",
    "string_unicode": "文字として読み取れない値です",
    "too_long": "{max_length}件以内にしてください",
    "greater_than_equal": "{ge}以上の整数で入力してください",
    "less_than_equal": "{le}以下の整数で入力してください",
    "int_type": "整数で入力してください",
    "int_parsing": "半角の整数で入力してください",
    "int_parsing_size": "数が大きすぎます",
    "int_from_float": "小数のない整数で入力してください",
    "finite_number": "整数で入力してください",
    "enum": "{expected} のいずれかで入力してください",
    "tuple_type": "一覧の形（複数の値）で入力してください",
    "dict_type": "項目と値の組で入力してください",
    "model_type": "項目と値の組で入力してください",
    "model_attributes_type": "項目と値の組で入力してください",
}


def _reason(item: Any) -> str:
    context = item.get("ctx") or {}
    kind = item["type"]
    if kind == "value_error":
        return str(context.get("error", "値が正しくありません"))
    if kind.startswith(("date_", "datetime_")):
        return "2026-04-01 のように、年月日で入力してください"
    text = _REASONS.get(kind, "値が正しくありません")
    return text.format(**{name: str(value).replace(" or ", ", ").replace("'", "") for name, value in context.items()})

"""Profiles: how the objects of a JSON Lines file become the shop's fields (docs/domain/import.md, Profiles).

`ocmp` is the shop's own record. The others map lists of open source software as a whole: such a product has no price and
is sold by inquiry only. Their texts are taken as they are; nothing in them is interpreted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from ocmp_app.domain.catalogue import Category
from ocmp_app.domain.catalogue_import import MAX_SLUG, Refusal, SourceRow, refusal, slug_of
from ocmp_app.domain.product_record import clean_line

_SUMMARY = 400
_FEATURE = 1000
_TAGS = 60


class Profile(StrEnum):
    """The layouts of objects that the import knows; the name is the source of the products as well."""

    OCMP = "ocmp"
    AWESOME_SELFHOSTED = "awesome-selfhosted"
    CNCF = "cncf"


class _Unfit(Exception):
    """A field is not what the profile expects."""

    def __init__(self, field: str, value: object, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.value = value
        self.reason = reason


def map_row(profile: Profile, line: int, raw: dict[str, Any]) -> SourceRow | Refusal:
    """The object of a line in the shop's fields, or why it is none."""
    try:
        return _MAPPINGS[profile](line, raw)
    except _Unfit as unfit:
        return refusal(line, unfit.field, unfit.value, unfit.reason)


def _ocmp(line: int, raw: dict[str, Any]) -> SourceRow:
    """The record itself; `provider` may be the provider's record, `key` names the product across slugs."""
    data = dict(raw)
    key = data.pop("key", "")
    if not isinstance(key, str):
        raise _Unfit("key", key, "文字で入力してください")
    provider = data.get("provider")
    if isinstance(provider, dict):
        data["provider"] = provider.get("slug", "")
        return SourceRow(line=line, data=data, key=key, provider=provider)
    return SourceRow(line=line, data=data, key=key)


def _awesome_selfhosted(line: int, raw: dict[str, Any]) -> SourceRow:
    name = _required(raw, "name")
    description = _text(raw, "description")
    tags = _texts(raw, "tags")
    stars, archived = raw.get("stars"), raw.get("archived")
    if stars is not None and (isinstance(stars, bool) or not isinstance(stars, int)):
        raise _Unfit("stars", stars, "整数で入力してください")
    if archived not in (None, True, False):
        raise _Unfit("archived", archived, "true または false で入力してください")
    category = _category("oss", "オープンソース", tags[0] if tags else "その他")
    development = [
        f"スター {stars:,}" if stars is not None else "",
        f"最終更新 {updated}" if (updated := _text(raw, "updated_at")) else "",
        "開発終了" if archived else "",
    ]
    return SourceRow(
        line=line,
        key=_text(raw, "slug") or name,
        data={
            "slug": slug_of(name),
            "name": name,
            "provider": "oss-community",
            "category": category.children[0].code,
            "sales_kind": "inquiry",
            "summary": _short(description, _SUMMARY),
            "description": description,
            "tags": tags[:_TAGS],
            "url": _text(raw, "url"),
            "environment": [f"動作環境：{platforms}"] if (platforms := "、".join(_texts(raw, "platforms"))) else [],
            "features": _features(
                ("ライセンス", "、".join(_texts(raw, "licenses"))),
                ("デモ", _text(raw, "demo_url")),
                ("開発の状況", "、".join(filter(None, development))),
            ),
        },
        provider={"slug": "oss-community", "name": "オープンソースコミュニティ"},
        category=category,
        slug_is_generated=True,
    )


def _cncf(line: int, raw: dict[str, Any]) -> SourceRow:
    name = _required(raw, "name")
    description = _text(raw, "description")
    group, subgroup = _required(raw, "category"), _required(raw, "subcategory")
    category = _category("cncf", "クラウドネイティブ", f"{group} / {subgroup}")
    provider = _vendor(_text(raw, "vendor_url"))
    return SourceRow(
        line=line,
        key=f"{group}/{subgroup}/{name}",
        data={
            "slug": slug_of(name),
            "name": name,
            "provider": provider["slug"],
            "category": category.children[0].code,
            "sales_kind": "inquiry",
            "summary": _short(description, _SUMMARY),
            "description": description,
            "tags": list(dict.fromkeys((subgroup, group))),
            "url": _text(raw, "url"),
            "features": _features(("リポジトリ", _text(raw, "repo"))),
        },
        provider=provider,
        category=category,
        slug_is_generated=True,
    )


_MAPPINGS: Mapping[Profile, Callable[[int, dict[str, Any]], SourceRow]] = {
    Profile.OCMP: _ocmp,
    Profile.AWESOME_SELFHOSTED: _awesome_selfhosted,
    Profile.CNCF: _cncf,
}


def _text(raw: dict[str, Any], field: str) -> str:
    """A text field; missing and null are the empty text."""
    value = raw.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Unfit(field, value, "文字で入力してください")
    return value


def _required(raw: dict[str, Any], field: str) -> str:
    value = clean_line(_text(raw, field))
    if not value:
        raise _Unfit(field, raw.get(field), "必須の項目です。入力してください")
    return value


def _texts(raw: dict[str, Any], field: str) -> list[str]:
    value = raw.get(field)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _Unfit(field, value, "文字の一覧で入力してください")
    return value


def _short(text: str, length: int) -> str:
    line = clean_line(text)
    return line if len(line) <= length else line[: length - 1] + "…"


def _features(*features: tuple[str, str]) -> list[dict[str, str]]:
    return [{"title": title, "text": _short(text, _FEATURE)} for title, text in features if text]


def _category(top: str, top_name: str, name: str) -> Category:
    """A category below the profile's top one."""
    code = f"{top}-{slug_of(name)}"[:MAX_SLUG].rstrip("-")
    return Category(top, top_name, "solid-gray", "package", (Category(code, _short(name, 120)),))


def _vendor(url: str) -> dict[str, str]:
    """The provider behind an address such as https://www.crunchbase.com/organization/red-hat: Red Hat."""
    try:
        last = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        last = ""
    if not last:
        return {"slug": "cncf-landscape", "name": "CNCF Landscape"}
    return {"slug": slug_of(last), "name": _short(last.replace("-", " ").title(), 120)}

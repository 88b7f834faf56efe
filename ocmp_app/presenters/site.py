"""The shop's own texts (presenters/content) with the names and numbers of the settings in them.

Pages are built once: a setting that stands in a text takes effect with the next build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from ocmp_app.presenters.content.law import EXTRA_PLACEHOLDERS
from ocmp_app.presenters.content.model import SETTING_PLACEHOLDERS
from ocmp_app.settings import Settings

T = TypeVar("T")

_FIELDS = {
    "operator": "operator_name",
    "agency": "agency_name",
    "hipayment": "hipayment_name",
    "contact_mail": "operator_mail",
    "contact_phone": "operator_phone",
}
"""Placeholders whose settings field has another name."""


def placeholders(settings: Settings) -> dict[str, object]:
    """What the texts may name, by placeholder; to be given to `str.format_map` together with a page's own values."""
    return {name: getattr(settings, _FIELDS.get(name, name)) for name in SETTING_PLACEHOLDERS | EXTRA_PLACEHOLDERS}


def filled(content: T, settings: Settings, **values: object) -> T:
    """A text, or a dataclass, tuple or mapping of texts, with every placeholder replaced in one pass.

    `values` are the page's own placeholders. Braces in a value are never looked at. Raises KeyError for an
    unknown placeholder.
    """
    return _fill(content, {**placeholders(settings), **values})  # type: ignore[no-any-return]


def _fill(content: Any, values: Mapping[str, object]) -> Any:
    if type(content) is str:  # not the StrEnums
        return content.format_map(values)
    if isinstance(content, tuple):
        return tuple(_fill(item, values) for item in content)
    if isinstance(content, Mapping):
        return {key: _fill(item, values) for key, item in content.items()}
    if is_dataclass(content) and not isinstance(content, type):
        return replace(content, **{field.name: _fill(getattr(content, field.name), values) for field in fields(content) if field.init})
    return content

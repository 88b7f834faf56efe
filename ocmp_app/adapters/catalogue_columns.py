"""The columns of a CSV file: a product's record laid flat for a spreadsheet (docs/domain/import.md, Columns)."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ocmp_app.domain.catalogue import Certification, CompanySize, PaymentMethod, ProductStatus, SalesKind
from ocmp_app.domain.catalogue_import import Refusal, SourceRow, refusal
from ocmp_app.domain.product_record import ProviderRecord
from ocmp_app.domain.specification import QUESTIONS

Reader = Callable[[str], Any]

_INTEGER = re.compile(r"[+-]?\d{1,12}", re.ASCII)
_DATE = re.compile(r"(\d{4})[/.年-](\d{1,2})[/.月-](\d{1,2})日?", re.ASCII)
_LIST = re.compile(r"[|｜\n]")
_NUMBERED = re.compile(r"(plan|feature|faq|terms)([1-9][0-9]?)_([a-z_]+)")


def _text(cell: str) -> str:
    return cell


def _integer(cell: str) -> int | str:
    """1,980 and １９８０ are what a spreadsheet makes of 1980; what is no number stays text, to be refused as it is."""
    plain = unicodedata.normalize("NFKC", cell).strip().removeprefix("¥").removesuffix("円").replace(",", "").strip()
    return int(plain) if _INTEGER.fullmatch(plain) else cell


def _date(cell: str) -> str:
    """2026/4/1 is what Excel makes of 2026-04-01."""
    parts = _DATE.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    return f"{parts[1]}-{int(parts[2]):02}-{int(parts[3]):02}" if parts else cell


def _list(cell: str) -> list[str]:
    return [item.strip() for item in _LIST.split(cell) if item.strip()]


def _code(codes: type[StrEnum]) -> Reader:
    """The code of a label: 「クレジットカード」 → card. Codes stay."""
    by_label = {getattr(item, "label", ""): item.value for item in codes}

    def read(cell: str) -> str:
        return by_label.get(cell.strip(), cell.strip())

    return read


def _codes(codes: type[StrEnum]) -> Reader:
    one = _code(codes)
    return lambda cell: [one(item) for item in _list(cell)]


_PLAIN: Mapping[str, Reader] = {
    "slug": str.strip,
    "name": _text,
    "kana": _text,
    "provider": str.strip,
    "category": str.strip,
    "sales_kind": _code(SalesKind),
    "status": _code(ProductStatus),
    "summary": _text,
    "tags": _list,
    "description": _text,
    "url": str.strip,
    "payment_methods": _codes(PaymentMethod),
    "trial_days": _integer,
    "lead_time_days": _integer,
    "minimum_term_months": _integer,
    "company_sizes": _codes(CompanySize),
    "certifications": _codes(Certification),
    "environment": _list,
    "published_days_ago": _integer,
    "popularity": _integer,
}
_PROVIDER: Mapping[str, Reader] = {f"provider_{name}": _text for name in ProviderRecord.model_fields if name != "slug"}
_ITEMS: Mapping[str, Mapping[str, Reader]] = {
    "plan": {
        "code": str.strip,
        "name": _text,
        "monthly_fee": _integer,
        "initial_fee": _integer,
        "unit": _text,
        "min_quantity": _integer,
        "max_quantity": _integer,
        "quantity_step": _integer,
        "description": _text,
    },
    "feature": {"title": _text, "text": _text},
    "faq": {"question": _text, "answer": _text},
    "terms": {"version": str.strip, "effective_from": _date, "body": _text},
}
_FIELD_OF = {"plan": "plans", "feature": "features", "faq": "faq", "terms": "terms"}
KEY = "key"


@dataclass(frozen=True, slots=True)
class _Column:
    """Where a cell goes: `group` is "", "provider", "key", "spec", or the stem of a numbered column."""

    group: str
    number: int
    field: str
    read: Reader


@dataclass(frozen=True, slots=True)
class Columns:
    """The header of one file."""

    names: tuple[str, ...]
    columns: tuple[_Column | None, ...]

    @staticmethod
    def of(line: int, header: list[str]) -> tuple[Columns | None, list[Refusal]]:
        """The columns of `header`, or what is wrong with it: an unknown or doubled name is never passed over."""
        names = [unicodedata.normalize("NFKC", name).strip().lower() for name in header]
        columns: list[_Column | None] = []
        wrong = []
        for place, name in enumerate(names):
            column = _column(name) if name else None
            columns.append(column)
            if name and column is None:
                wrong.append(refusal(line, name, header[place], _unknown(name)))
            elif name and name in names[:place]:
                wrong.append(refusal(line, name, header[place], "同じ名前の列が2つあります"))
        if not wrong and "slug" not in names:
            wrong.append(refusal(line, "slug", "", "列「slug」がありません。1行目に列の名前を書いてください"))
        return (None, wrong) if wrong else (Columns(tuple(names), tuple(columns)), [])

    def row(self, line: int, cells: list[str]) -> SourceRow | Refusal:
        """A row of the file. Empty cells say nothing; what they would name keeps its plain value."""
        if any(cell.strip() for cell in cells[len(self.columns) :]):
            return refusal(line, "", cells[len(self.columns)], f"列の数が見出しより多くあります（見出しは{len(self.columns)}列）")
        data: dict[str, Any] = {}
        provider: dict[str, Any] = {}
        specification: dict[str, Any] = {}
        items: dict[str, dict[int, dict[str, Any]]] = {}
        key = ""
        for column, cell in zip(self.columns, cells, strict=False):
            if column is None or not cell or cell.isspace():
                if column is None and cell.strip():
                    return refusal(line, "", cell, "見出しのない列に値があります")
                continue
            match column.group:
                case "":
                    data[column.field] = column.read(cell)
                case "provider":
                    provider[column.field] = column.read(cell)
                case "key":
                    key = cell.strip()
                case "spec":
                    specification[column.field] = column.read(cell)
                case stem:
                    items.setdefault(_FIELD_OF[stem], {}).setdefault(column.number, {})[column.field] = column.read(cell)
        if specification:
            data["specification"] = specification
        for field, numbered in items.items():
            data[field] = [numbered[number] for number in sorted(numbered)]
        for number, plan in sorted(items.get("plans", {}).items()):
            plan.setdefault("code", f"plan{number}")
        if provider:
            provider["slug"] = data.get("provider", "")
        return SourceRow(line=line, data=data, key=key, provider=provider or None, columns=True)


def column_names() -> list[str]:
    """Every column, numbered ones with 1, in the order of the documentation."""
    numbered = [f"{stem}1_{field}" for stem, fields in _ITEMS.items() for field in fields]
    return [KEY, *_PLAIN, *_PROVIDER, *numbered, *(f"spec_{code}" for code in QUESTIONS)]


def _column(name: str) -> _Column | None:
    if name in _PLAIN:
        return _Column("", 0, name, _PLAIN[name])
    if name in _PROVIDER:
        return _Column("provider", 0, name.removeprefix("provider_"), _PROVIDER[name])
    if name == KEY:
        return _Column("key", 0, name, _text)
    if name.startswith("spec_") and (code := name.removeprefix("spec_")) in QUESTIONS:
        return _Column("spec", 0, code, _answer)
    if (parts := _NUMBERED.fullmatch(name)) and (read := _ITEMS[parts[1]].get(parts[3])):
        return _Column(parts[1], int(parts[2]), parts[3], read)
    return None


def _answer(cell: str) -> str | list[str]:
    """Several choices may stand apart by | or by a line end, as in all lists, or by a comma."""
    items = _list(cell)
    return items if len(items) > 1 else cell


def _unknown(name: str) -> str:
    stem = re.sub(r"\d+", "1", name)
    near = difflib.get_close_matches(stem[:60], column_names(), 1)
    hint = f"「{near[0]}」のことですか。" if near else ""
    return f"この名前の列はありません。{hint}列の名前を確認してください"

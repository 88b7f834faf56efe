"""Bringing a whole file of products into the shop: first `check`, then `apply` (docs/domain/import.md).

`check` reads, refuses and compares, and writes nothing; what is to be written waits in a file of its own, so that memory
stays flat and `apply` holds the database for the writing alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count, islice
from typing import Any

from pydantic import ValidationError
from sqlalchemy import and_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from ocmp_app.domain.catalogue import CATEGORY_PARENT, Category, ProductStatus
from ocmp_app.domain.catalogue_import import (
    Change,
    ChangeKind,
    Refusal,
    SourceRow,
    is_numbered,
    numbered_slug,
    refusal,
    refusals_of,
)
from ocmp_app.domain.errors import ShopError
from ocmp_app.domain.product_record import ProductRecord, ProviderRecord, clean_line
from ocmp_app.domain.product_status import ProductMoveNotAllowed, status_when_imported
from ocmp_app.domain.product_terms import Terms, TermsChanged, TermsWithoutText, added_versions
from ocmp_app.models import CatalogueStamp, Product, Provider
from ocmp_app.services.catalogue import (
    PROVIDER_COLUMNS,
    ProductRows,
    ProductToSave,
    kept_terms,
    prepare,
    save_products,
    save_providers,
)
from ocmp_app.services.categories import add_categories, category_ids, ensure_categories
from ocmp_app.services.import_plan import LISTED, ImportPlan, with_slug
from ocmp_app.services.tables import table_of

BATCH = 500
"""Rows that are compared at once."""


class CatalogueChanged(ShopError):
    """The catalogue was changed since the file was checked: what was shown may no longer be true."""

    retry_helps = True

    def __init__(self) -> None:
        super().__init__("the catalogue was changed since the check")


def check(
    session: Session,
    rows: Iterable[SourceRow | Refusal],
    *,
    source: str,
    on_refusal: Callable[[Refusal], None] | None = None,
    on_rows: Callable[[int], None] | None = None,
) -> ImportPlan:
    """Check the rows of a file against the rules and the shop. Changes nothing.

    `source` names the file's origin: products of the same source that the file leaves out are reported.
    `on_refusal` hears every refusal, `on_rows` the number of rows so far.
    """
    checker = _Checker(session, ImportPlan(source, _stamp(session)), on_refusal or (lambda _: None))
    try:
        remaining = iter(rows)
        while batch := list(islice(remaining, BATCH)):
            checker.take(batch)
            if on_rows is not None:
                on_rows(checker.report.rows)
        checker.finish()
    except BaseException:
        checker.plan.close()
        raise
    return checker.plan


def apply(session: Session, plan: ImportPlan, *, now: datetime, on_products: Callable[[int], None] | None = None) -> None:
    """Write what a check has put aside, with the search index; `on_products` hears how many are written so far.

    Whether refused rows forbid it is the caller's to decide. Raises CatalogueChanged.
    """
    if _stamp(session) != plan.stamp:
        raise CatalogueChanged
    ensure_categories(session)
    add_categories(session, _trees(plan.categories.values()))
    save_providers(session, plan.providers.values())
    written = 0
    for batch in plan.batches():
        written += len(save_products(session, batch, now=now, imported=True))
        if on_products is not None:
            on_products(written)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row that fits the record."""

    row: SourceRow
    record: ProductRecord
    provider: ProviderRecord | None
    key: str

    @property
    def line(self) -> int:
        return self.row.line


@dataclass(frozen=True, slots=True)
class _Present:
    """A product of the shop, as far as it is compared."""

    id: int
    slug: str
    name: str
    status: ProductStatus
    source: str
    source_key: str
    record_hash: str


class _Refused(Exception):
    """A row that fits the record but not the shop."""

    def __init__(self, field_name: str, value: object, reason: str) -> None:
        super().__init__(reason)
        self.field = field_name
        self.value = value
        self.reason = reason


class _Checker:
    """The state of one check. Remembers slugs, keys and products met, a few dozen bytes a row."""

    def __init__(self, session: Session, plan: ImportPlan, on_refusal: Callable[[Refusal], None]) -> None:
        self.session = session
        self.plan = plan
        self.report = plan.report
        self._on_refusal = on_refusal
        self._categories = set(CATEGORY_PARENT) | set(category_ids(session))
        self._providers: dict[str, ProviderRecord | None] = {}  # as they will be; None: unknown
        self._defined: dict[str, tuple[ProviderRecord, int]] = {}  # by the file, with the line
        self._slugs: dict[str, int] = {}  # of the file, with the line
        self._keys: dict[str, int] = {}
        self._met: set[int] = set()  # products of the shop that the file names
        self._refused: set[str] = set()  # slugs and keys of refused rows: their products have not vanished

    def take(self, rows: list[SourceRow | Refusal]) -> None:
        """Check a batch of rows."""
        candidates = []
        refused_line = 0
        for row in rows:
            if isinstance(row, Refusal):
                if row.line != refused_line:
                    self.report.rows += 1
                    self.report.refused += 1
                    refused_line = row.line
                self._tell([row])
                continue
            self.report.rows += 1
            if candidate := self._read(row):
                candidates.append(candidate)
        self._load_providers(candidates)
        by_slug, by_key = self._load_products(candidates)
        terms = kept_terms(self.session, {there.id for there in (*by_slug.values(), *by_key.values())})
        for candidate in candidates:
            try:
                self._compare(candidate, by_slug, by_key, terms)
            except _Refused as refused:
                self._refuse(candidate.row)
                self._tell([refusal(candidate.line, refused.field, refused.value, refused.reason)])

    def finish(self) -> None:
        """After the last row: what vanished, and what of it only took another slug."""
        vanished = self._vanished()
        for product in self._recognised(vanished):
            del vanished[product]
        self.report.vanished = len(vanished)
        for there, _ in vanished.values():
            self.report.note(Change(ChangeKind.VANISHED, 0, there.slug, there.name))

    def _refuse(self, row: SourceRow) -> None:
        self.report.refused += 1
        self._refused |= {name for name in (row.key, row.data.get("slug")) if isinstance(name, str)}

    def _tell(self, refusals: list[Refusal]) -> None:
        for item in refusals:
            if len(self.report.refusals) < LISTED:
                self.report.refusals.append(item)
            self._on_refusal(item)

    def _read(self, row: SourceRow) -> _Candidate | None:
        """The row as records, or None and its refusals told."""
        refusals = []
        record = provider = None
        try:
            record = ProductRecord.model_validate(row.data)
        except ValidationError as error:
            refusals += refusals_of(error, row.line, columns=row.columns)
        except RecursionError:
            refusals.append(refusal(row.line, "", "", "入れ子が深すぎます"))
        if row.provider is not None:
            try:
                provider = ProviderRecord.model_validate(row.provider)
            except ValidationError as error:
                refusals += refusals_of(error, row.line, prefix="provider", columns=row.columns)
        if refusals or record is None:
            self._refuse(row)
            self._tell(refusals)
            return None
        return _Candidate(row, record, provider, clean_line(row.key)[:200])

    def _load_providers(self, candidates: list[_Candidate]) -> None:
        unknown = {candidate.record.provider for candidate in candidates} - self._providers.keys()
        if unknown:
            self._providers |= dict.fromkeys(unknown)
            for found in self.session.exec(select(Provider).where(col(Provider.slug).in_(unknown))):
                values = {name: getattr(found, name) for name in PROVIDER_COLUMNS}
                self._providers[found.slug] = ProviderRecord.model_construct(**values)

    def _load_products(self, candidates: list[_Candidate]) -> tuple[dict[str, _Present], dict[str, _Present]]:
        """Products of the shop by slug, and those of this source by key."""
        keys = [candidate.key or candidate.record.slug for candidate in candidates]
        table = table_of(Product)
        of_source = and_(table.c.source == self.plan.source, table.c.source_key.in_(keys))
        by_slug = {there.slug: there for there in self._present(table.c.slug.in_([item.record.slug for item in candidates]))}
        by_key = {there.source_key: there for there in self._present(of_source)}
        return by_slug, by_key

    def _present(self, *where: Any) -> Iterator[_Present]:
        table = table_of(Product)
        columns = [table.c[name] for name in _Present.__dataclass_fields__]
        for row in self.session.connection().execute(select_columns(*columns).where(*where)):
            number, slug, name, status, source, source_key, record_hash = row
            yield _Present(number, slug, name, ProductStatus(status), source, source_key, record_hash)

    def _compare(
        self,
        candidate: _Candidate,
        by_slug: dict[str, _Present],
        by_key: dict[str, _Present],
        terms: dict[int, dict[str, Terms]],
    ) -> None:
        """Find out what becomes of a row; put it aside if it is to be written. Raises _Refused."""
        rows = prepare(candidate.record)
        base = rows.slug if candidate.row.slug_is_generated else ""
        there = by_key.get(candidate.key or rows.slug)
        if base:
            slug = there.slug if there and is_numbered(there.slug, base) else self._free_slug(base, by_slug)
            rows = with_slug(rows, slug)
        else:
            there = self._same_product(rows.slug, there, by_slug.get(rows.slug))
        key = candidate.key or rows.slug
        self._check_once(candidate, rows.slug, key, there)
        self._check_category(candidate)
        provider = self._check_provider(candidate)
        self._check_history(rows, there, terms, provider)
        self._slugs[rows.slug] = candidate.line
        self._keys[key] = candidate.line
        if there is not None:
            self._met.add(there.id)
        if there and (there.record_hash, there.slug, there.source, there.source_key) == (
            rows.columns["record_hash"], rows.slug, self.plan.source, key,
        ):  # fmt: skip
            self.report.unchanged += 1
            return
        product = ProductToSave(rows, self.plan.source, key, there.id if there else None)
        self.plan.keep(candidate.line, product, base)
        self._count(candidate.line, rows, there)

    def _same_product(self, slug: str, of_key: _Present | None, of_slug: _Present | None) -> _Present | None:
        if of_key and of_slug and of_key.id != of_slug.id:
            raise _Refused("slug", slug, f"このURL名は別のサービス「{of_slug.name}」が使っています")
        return of_key or of_slug

    def _free_slug(self, base: str, by_slug: dict[str, _Present]) -> str:
        """The first numbered slug of `base` that neither the file nor the shop uses."""
        if base not in self._slugs and base not in by_slug:
            return base
        for number in count(2):
            slug = numbered_slug(base, number)
            if slug not in self._slugs and not any(self._present(table_of(Product).c.slug == slug)):
                return slug
        raise AssertionError("unreachable")

    def _check_once(self, candidate: _Candidate, slug: str, key: str, there: _Present | None) -> None:
        if slug in self._slugs:
            raise _Refused("slug", slug, f"{self._slugs[slug]}行目と同じURL名です")
        if key in self._keys:
            raise _Refused("key", key, f"{self._keys[key]}行目と同じキーです")
        if there is not None and there.id in self._met:
            raise _Refused("slug", slug, f"すでに別の行が同じサービス「{there.name}」を指しています")

    def _check_category(self, candidate: _Candidate) -> None:
        code = candidate.record.category
        top = candidate.row.category
        if code in self._categories:
            return
        if top is None or not any(child.code == code for child in top.children):
            raise _Refused("category", code, "このカテゴリはありません。第2階層のカテゴリコードを入力してください")
        self._categories.add(code)
        self.plan.categories[code] = top
        self.report.new_categories += 1

    def _check_provider(self, candidate: _Candidate) -> ProviderRecord:
        """The provider as it will be after the import."""
        slug = candidate.record.provider
        given = candidate.provider
        present = self._providers[slug]
        if given is None:
            if present is None:
                raise _Refused("provider", slug, "この提供事業者は登録されていません。名称も入力すると、あわせて登録します")
            return present
        if given.slug != slug:
            raise _Refused("provider", given.slug, "サービスの提供事業者と異なります")
        if slug in self._defined:
            former, line = self._defined[slug]
            if former != given:
                raise _Refused("provider", slug, f"{line}行目にある提供事業者の内容と異なります")
            return present or given
        self._defined[slug] = (given, candidate.line)
        wanted = (
            given
            if present is None
            else present.model_copy(update={name: getattr(given, name) for name in given.model_fields_set})
        )
        if wanted != present:
            self.plan.providers[slug] = self._providers[slug] = wanted
            self.report.new_providers += present is None
            self.report.changed_providers += present is not None
        return wanted

    def _check_history(
        self, rows: ProductRows, there: _Present | None, terms: dict[int, dict[str, Terms]], provider: ProviderRecord
    ) -> None:
        """What was once agreed to stays, and the status moves along its table."""
        try:
            if there is not None:
                status_when_imported(there.status, rows.status)
            service = rows.columns["name"]
            added_versions(
                rows.terms,
                terms.get(there.id, {}) if there else {},
                slug=rows.slug,
                service=service,
                former_service=there.name if there else service,
                standard=provider.terms_body,
            )
        except ProductMoveNotAllowed as error:
            raise _Refused(
                "status", rows.status.value, f"「{error.status.label}」のサービスを「{rows.status.label}」にはできません"
            ) from error
        except TermsChanged as error:
            raise _Refused("terms", error.version, "登録済みの版の規約は変更できません。新しい版を追加してください") from error
        except TermsWithoutText as error:
            raise _Refused(
                "terms", error.version, "規約の本文がありません。提供事業者の標準の規約も登録されていません"
            ) from error

    def _count(self, line: int, rows: ProductRows, there: _Present | None) -> None:
        name = rows.columns["name"]
        if there is None:
            self.report.new += 1
            self.report.note(Change(ChangeKind.NEW, line, rows.slug, name))
        elif there.slug != rows.slug:
            self.report.renamed += 1
            self.report.note(Change(ChangeKind.RENAMED, line, rows.slug, name, there.slug))
        else:
            self.report.changed += 1
            self.report.note(Change(ChangeKind.CHANGED, line, rows.slug, name))

    def _vanished(self) -> dict[int, tuple[_Present, str]]:
        """Products of this source that the file did not name, with their provider's slug."""
        products, providers = table_of(Product), table_of(Provider)
        numbers = self.session.connection().execute(
            select_columns(products.c.id).where(
                products.c.source == self.plan.source, products.c.status != ProductStatus.ENDED.value
            )
        )
        missing = [row.id for row in numbers if row.id not in self._met]
        found: dict[int, tuple[_Present, str]] = {}
        for start in range(0, len(missing), BATCH):
            part = missing[start : start + BATCH]
            joined = select_columns(products.c.id, providers.c.slug).where(
                products.c.provider_id == providers.c.id, products.c.id.in_(part)
            )
            slugs = {row.id: row.slug for row in self.session.connection().execute(joined)}
            for there in self._present(products.c.id.in_(part)):
                if self._refused.isdisjoint((there.slug, there.source_key)):
                    found[there.id] = (there, slugs[there.id])
        return found

    def _recognised(self, vanished: dict[int, tuple[_Present, str]]) -> list[int]:
        """Vanished products that stand in the file as new ones of the same name and provider: only the slug is another."""
        same_name: dict[tuple[str, str], list[_Present]] = {}
        for product_there, provider in vanished.values():
            same_name.setdefault((product_there.name, provider), []).append(product_there)
        alone = {name: products[0] for name, products in same_name.items() if len(products) == 1}
        if not alone:
            return []
        terms = kept_terms(self.session, [there.id for there in alone.values()])
        found: list[tuple[int, ProductRows, _Present]] = []
        for line, product, base in self.plan.kept():
            name = (product.rows.columns["name"], product.rows.provider)
            if product.product_id is not None or name not in alone:
                continue
            there = alone[name]
            with suppress(_Refused):  # what may not follow on it is another product
                self._check_history(product.rows, there, terms, self._provider(product.rows.provider))
                slug = there.slug if base and is_numbered(there.slug, base) else product.rows.slug
                found.append((line, with_slug(product.rows, slug), there))
                del alone[name]
        self.plan.taken_over = {line: (there.id, rows.slug) for line, rows, there in found}
        self.report.changes = [change for change in self.report.changes if change.line not in self.plan.taken_over]
        self.report.new -= len(found)
        for line, rows, there in found:
            self._count(line, rows, there)
        return [there.id for _, _, there in found]

    def _provider(self, slug: str) -> ProviderRecord:
        provider = self._providers[slug]
        assert provider is not None, "only products of known providers are kept"  # noqa: S101
        return provider


def _trees(tops: Iterable[Category]) -> list[Category]:
    """The categories that rows have brought, each top one with all its children."""
    children: dict[Category, list[Category]] = {}
    for top in tops:
        children.setdefault(replace(top, children=()), []).extend(top.children)
    return [replace(top, children=tuple(below)) for top, below in children.items()]


def _stamp(session: Session) -> int:
    stamp = session.get(CatalogueStamp, 1)
    return stamp.version if stamp else 0

"""What a check of a file has found: the report for people, and the plan that `apply` writes (docs/domain/import.md)."""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from types import TracebackType
from typing import IO

from ocmp_app.domain.catalogue import Category
from ocmp_app.domain.catalogue_import import Change, ChangeKind, Refusal
from ocmp_app.domain.product_record import ProviderRecord
from ocmp_app.services.catalogue import ProductRows, ProductToSave

WRITTEN_AT_ONCE = 2000
"""Products that are written and indexed at once: the index is quicker in larger parts."""

LISTED = 1000
"""Refusals, and changes of each kind, that a report names; all are counted, and all are told as they are found."""


@dataclass
class ImportReport:
    """What an import would do. `rows` counts all rows of the file, `refused` those with at least one Refusal."""

    source: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    renamed: int = 0
    refused: int = 0
    vanished: int = 0
    new_providers: int = 0
    changed_providers: int = 0
    new_categories: int = 0
    refusals: list[Refusal] = field(default_factory=list)  # the first LISTED
    changes: list[Change] = field(default_factory=list)  # the first LISTED of each kind
    _listed: Counter[ChangeKind] = field(default_factory=Counter, repr=False)

    @property
    def writes(self) -> int:
        """Products that `apply` would write."""
        return self.new + self.changed + self.renamed

    @property
    def is_clean(self) -> bool:
        """Nothing was refused."""
        return self.refused == 0

    def note(self, change: Change) -> None:
        """List a change unless the list of its kind is full."""
        self._listed[change.kind] += 1
        if self._listed[change.kind] <= LISTED:
            self.changes.append(change)


class ImportPlan:
    """The outcome of a check: its report, and what `apply` will write. Close it, or use it as a context."""

    def __init__(self, source: str, stamp: int) -> None:
        self.report = ImportReport(source)
        self.source = source
        self.stamp = stamp
        self.providers: dict[str, ProviderRecord] = {}
        self.categories: dict[str, Category] = {}
        self.taken_over: dict[int, tuple[int, str]] = {}  # line → product and slug: found to be renamed at the end
        self._spool: IO[bytes] = tempfile.TemporaryFile(prefix="ocmp-import-")  # noqa: SIM115 - closed by close()

    def __enter__(self) -> ImportPlan:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Forget what waits to be written."""
        self._spool.close()

    def keep(self, line: int, product: ProductToSave, base: str) -> None:
        """Put a product aside. `base` is the slug before it was numbered, "" for one that the file gives."""
        pickle.dump((line, product, base), self._spool, pickle.HIGHEST_PROTOCOL)

    def kept(self) -> Iterator[tuple[int, ProductToSave, str]]:
        """What was put aside, in the order of the file."""
        self._spool.seek(0)
        with suppress(EOFError):
            while True:
                line, product, base = pickle.load(self._spool)  # noqa: S301 - our own unnamed file
                if line in self.taken_over:
                    number, slug = self.taken_over[line]
                    product = product._replace(rows=with_slug(product.rows, slug), product_id=number)
                yield line, product, base
        self._spool.seek(0, 2)

    def batches(self) -> Iterator[list[ProductToSave]]:
        """What was put aside, WRITTEN_AT_ONCE at a time."""
        products = (product for _, product, _ in self.kept())
        while batch := list(islice(products, WRITTEN_AT_ONCE)):
            yield batch


def with_slug(rows: ProductRows, slug: str) -> ProductRows:
    """The same rows under another slug."""
    return rows if rows.slug == slug else rows._replace(slug=slug, columns={**rows.columns, "slug": slug})

"""The demo's contents: the same data every time, relative to the demo's starting time (spec/pages.md, Demo data)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session, SQLModel, col, func, select

from ocmp_app.domain.product_record import ProductRecord, ProviderRecord
from ocmp_app.models import DemoClock, Product
from ocmp_app.services import search
from ocmp_app.services.catalogue import ProductToSave, prepare, save_products, save_providers
from ocmp_app.services.categories import ensure_categories
from ocmp_app.services.storage import Transactions

CATALOGUE = Path(__file__).parent / "catalogue"
"""The TOML files of invented providers and their services (docs/domain/catalogue.md)."""


@dataclass(frozen=True, slots=True)
class DemoCatalogue:
    """All providers and products of the files, checked."""

    providers: tuple[ProviderRecord, ...]
    products: tuple[ProductRecord, ...]


def load(folder: Path = CATALOGUE) -> DemoCatalogue:
    """Read the files by name. Raises pydantic's ValidationError where a record does not fit."""
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]
    return DemoCatalogue(
        providers=tuple(ProviderRecord.model_validate(raw) for file in files for raw in file.get("provider", ())),
        products=tuple(ProductRecord.model_validate(raw) for file in files for raw in file.get("product", ())),
    )


def seed(database: Transactions, now: datetime, *, folder: Path = CATALOGUE) -> int:
    """Fill an empty shop in one transaction, as if it were `now`. Gives the number of products."""
    catalogue = load(folder)
    with database.transaction() as session:
        _fill(session, catalogue, now)
    return len(catalogue.products)


def reset(database: Transactions, now: datetime, *, machine_now: datetime, folder: Path = CATALOGUE) -> int:
    """Empty the whole shop, fill it again and set the demo's clock to `now`, all in one transaction.

    `machine_now` is the machine's time, from which the demo's clock keeps its distance. Gives the number of products.
    """
    catalogue = load(folder)
    ahead = now - machine_now
    with database.transaction() as session:
        _empty(session)
        session.add(DemoClock(id=1, ahead_microseconds=round(ahead.total_seconds() * 1_000_000)))
        search.reindex(session)  # nothing: what the index held is forgotten
        _fill(session, catalogue, now)
    return len(catalogue.products)


def is_empty(session: Session) -> bool:
    """Whether the shop holds no product yet: the first `make run` fills it."""
    return session.exec(select(func.count(col(Product.id)))).one() == 0


def _fill(session: Session, catalogue: DemoCatalogue, now: datetime) -> None:
    ensure_categories(session)
    save_providers(session, catalogue.providers)
    save_products(session, [ProductToSave(prepare(record)) for record in catalogue.products], now=now)


def _empty(session: Session) -> None:
    names = list(_table_names())
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))
        return
    for name in names:
        session.connection().execute(text(f"DELETE FROM {name}"))  # noqa: S608 - our own table names


def _table_names() -> Iterator[str]:
    """Quoted, those that refer to others first."""
    return (f'"{table.name}"' for table in reversed(SQLModel.metadata.sorted_tables))

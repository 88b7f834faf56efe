"""Putting providers and products into the shop: one at a time or by the thousand, by the same rules (R8–R10, R12, R17).

A record (domain/product_record.py) is first turned into rows (`prepare`), then rows are saved (`save_products`), so that
an import can check in one transaction and write in another without checking twice. The search index is brought up to
date in the same transaction.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import delete, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from ocmp_app.domain.catalogue import ProductStatus
from ocmp_app.domain.errors import NotFound
from ocmp_app.domain.facets import Facet
from ocmp_app.domain.product_record import PlanRecord, ProductRecord, ProviderRecord
from ocmp_app.domain.product_status import ProductEvent, next_status, status_when_imported, status_when_saved
from ocmp_app.domain.product_terms import Terms, added_versions
from ocmp_app.models import (
    Plan,
    Product,
    ProductFacet,
    ProductFaq,
    ProductFeature,
    ProductSpecification,
    Provider,
    TermsVersion,
)
from ocmp_app.services import search
from ocmp_app.services.categories import category_ids
from ocmp_app.services.tables import insert_many, next_numbers, table_of, update_many

PLAN_COLUMNS = (
    "code",
    "name",
    "monthly_fee",
    "initial_fee",
    "unit",
    "min_quantity",
    "max_quantity",
    "quantity_step",
    "description",
)
_plan_values: Callable[[PlanRecord], tuple[Any, ...]] = attrgetter(*PLAN_COLUMNS)

PROVIDER_COLUMNS = ("slug", "name", "kana", "description", "url", "prefecture", "terms_body")
_ASKED_AT_ONCE = 1000

_REPLACED = (ProductFacet, ProductFeature, ProductSpecification, ProductFaq)
"""Tables that nothing else refers to: their rows are written anew with the product."""


class ProductRows(NamedTuple):
    """A checked record as rows, without the keys that only the database knows. Plain tuples: quick to keep on disk."""

    slug: str
    provider: str
    category: str
    status: ProductStatus
    columns: Mapping[str, Any]  # of `product`, as they are saved each time
    popularity: int  # this and the next count only for a new product
    published_days_ago: int
    facets: tuple[tuple[str, str], ...]
    plans: tuple[tuple[Any, ...], ...]  # as PLAN_COLUMNS says
    features: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]
    faq: tuple[tuple[str, str], ...]
    terms: tuple[Terms, ...]


class ProductToSave(NamedTuple):
    """Rows with where they came from. `product_id` names the product that takes a new slug, else the slug finds it."""

    rows: ProductRows
    source: str = ""
    source_key: str = ""
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Present:
    """What saving needs to know of a product that is there."""

    id: int
    name: str
    status: ProductStatus
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Provider:
    id: int
    terms_body: str


def save_provider(session: Session, record: ProviderRecord) -> Provider:
    """Create or update a provider; a new name is found by search at once."""
    save_providers(session, [record])
    return session.exec(select(Provider).where(Provider.slug == record.slug)).one()


def save_providers(session: Session, records: Iterable[ProviderRecord]) -> None:
    """Create or update providers, each slug once; the products of renamed ones are indexed anew."""
    session.flush()
    table = table_of(Provider)
    wanted = [tuple(getattr(record, name) for name in PROVIDER_COLUMNS) for record in records]
    for start in range(0, len(wanted), _ASKED_AT_ONCE):
        part = wanted[start : start + _ASKED_AT_ONCE]
        known = select_columns(table.c.slug, table.c.id, table.c.name, table.c.kana).where(
            table.c.slug.in_([row[0] for row in part])
        )
        there = {slug: (number, name, kana) for slug, number, name, kana in session.connection().execute(known)}
        insert_many(session, Provider, PROVIDER_COLUMNS, [row for row in part if row[0] not in there])
        changed = [row for row in part if row[0] in there]
        rows = [{"row_id": there[row[0]][0], **dict(zip(PROVIDER_COLUMNS, row, strict=True))} for row in changed]
        update_many(session, Provider, rows)
        renamed = [there[row[0]][0] for row in changed if there[row[0]][1:] != row[1:3]]
        if renamed:
            search.index_products(session, session.exec(select(_ID).where(col(Product.provider_id).in_(renamed))).all())
    session.expire_all()


def save_product(session: Session, record: ProductRecord, *, now: datetime, source: str = "", source_key: str = "") -> Product:
    """Create or update the product of the record's slug with all that belongs to it.

    Raises NotFound (provider, category), ProductMoveNotAllowed, TermsChanged, TermsWithoutText.
    """
    [number] = save_products(session, [ProductToSave(prepare(record), source, source_key)], now=now)
    session.expire_all()
    return session.get_one(Product, number)


def prepare(record: ProductRecord) -> ProductRows:
    """The rows of a record. The `*_from` columns come from its cheapest plan."""
    plan = cheapest(record.plans)
    columns = {
        "slug": record.slug,
        "name": record.name,
        "kana": record.kana,
        "sales_kind": record.sales_kind.value,
        "summary": record.summary,
        "tags": "\n".join(record.tags),
        "description": record.description,
        "environment": "\n".join(record.environment),
        "url": record.url,
        "trial_days": record.trial_days,
        "lead_time_days": record.lead_time_days,
        "minimum_term_months": record.minimum_term_months,
        "monthly_fee_from": plan.monthly_fee if plan else None,
        "initial_fee_from": plan.initial_fee if plan else None,
        "unit": plan.unit if plan else "",
        "record_hash": record_hash(record),
    }
    return ProductRows(
        slug=record.slug,
        provider=record.provider,
        category=record.category,
        status=record.status,
        columns=columns,
        popularity=record.popularity,
        published_days_ago=record.published_days_ago or 0,
        facets=(
            *((Facet.PAYMENT.value, item.value) for item in record.payment_methods),
            *((Facet.SIZE.value, item.value) for item in record.company_sizes),
            *((Facet.CERTIFICATION.value, item.value) for item in record.certifications),
        ),
        plans=tuple(_plan_values(item) for item in record.plans),
        features=tuple((item.title, item.text) for item in record.features),
        answers=tuple(record.specification.items()),
        faq=tuple((item.question, item.answer) for item in record.faq),
        terms=tuple(Terms(item.version, item.effective_from, item.body) for item in record.terms),
    )


def cheapest(plans: Sequence[PlanRecord]) -> PlanRecord | None:
    """The plan with the lowest monthly fee; of several, the one with the lowest initial fee, then the first."""
    return min(plans, key=lambda plan: (plan.monthly_fee, plan.initial_fee), default=None)


def record_hash(record: ProductRecord) -> str:
    """The same for records that say the same, whatever file they stood in and whatever their slug.

    Hexadecimal SHA-256 of the canonical JSON: fields in the record's order, answers sorted, defaults left out.
    """
    return hashlib.sha256(record.model_dump_json(exclude_defaults=True, exclude={"slug"}).encode()).hexdigest()


def save_products(session: Session, products: Sequence[ProductToSave], *, now: datetime, imported: bool = False) -> list[int]:
    """Create or update products, each slug once; gives their row numbers in order. Some thousand a call at most.

    Nothing that a contract may refer to disappears: a plan that is missing is withdrawn from sale, versions of terms are
    only added. `imported`: what the operator has stopped stays stopped (domain/product_status.py).
    Raises NotFound (provider, category), ProductMoveNotAllowed, TermsChanged, TermsWithoutText.
    """
    session.flush()
    providers = _providers(session, {product.rows.provider for product in products})
    categories = category_ids(session)
    present = _present(session, products)
    new, known = [], []
    for product in products:
        rows, there = product.rows, present.get(product.rows.slug)
        if rows.provider not in providers:
            raise NotFound("provider", rows.provider)
        if rows.category not in categories:
            raise NotFound("category", rows.category)
        columns = {
            **rows.columns,
            "provider_id": providers[rows.provider].id,
            "category_id": categories[rows.category],
            "source": product.source,
            "source_key": product.source_key,
            "updated_at": now,
        }
        if there is None:
            published_at = None if rows.status is ProductStatus.DRAFT else now - timedelta(days=rows.published_days_ago)
            columns |= {
                "status": rows.status.value,
                "popularity": rows.popularity,
                "published_at": published_at,
                "created_at": now,
            }
            new.append(columns)
        else:
            status = (status_when_imported if imported else status_when_saved)(there.status, rows.status)
            columns |= {"row_id": there.id, "status": status.value, "published_at": _first_publication(there, status, now)}
            known.append(columns)
    numbers = {slug: there.id for slug, there in present.items()}
    numbers |= _insert_products(session, new)
    update_many(session, Product, known)
    _write_children(session, products, numbers, present)
    _write_plans(session, products, numbers, present)
    _write_terms(session, products, numbers, present, providers)
    ordered = [numbers[product.rows.slug] for product in products]
    session.expire_all()
    search.index_products(session, ordered)
    return ordered


def change_status(session: Session, slug: str, event: ProductEvent, *, now: datetime) -> Product:
    """Publish, stop or end a product. Raises NotFound, ProductMoveNotAllowed."""
    product = session.exec(select(Product).where(Product.slug == slug)).first()
    if product is None:
        raise NotFound("product", slug)
    status = next_status(ProductStatus(product.status), event)
    product.status = status.value
    product.updated_at = now
    if status is ProductStatus.PUBLISHED and product.published_at is None:
        product.published_at = now
    session.add(product)
    session.flush()
    search.index_product(session, cast(int, product.id))
    return product


def kept_terms(session: Session, product_ids: Iterable[int]) -> dict[int, dict[str, Terms]]:
    """The versions of terms that are there: product → version → terms."""
    kept: defaultdict[int, dict[str, Terms]] = defaultdict(dict)
    for row in session.exec(select(TermsVersion).where(col(TermsVersion.product_id).in_(list(product_ids)))):
        kept[cast(int, row.product_id)][row.version] = Terms(row.version, row.effective_from, row.body)
    return kept


_ID = cast(Any, Product.id)


def _providers(session: Session, slugs: set[str]) -> dict[str, _Provider]:
    rows = session.exec(select(Provider).where(col(Provider.slug).in_(slugs)))
    return {row.slug: _Provider(cast(int, row.id), row.terms_body) for row in rows}


def _present(session: Session, products: Sequence[ProductToSave]) -> dict[str, _Present]:
    """Those of `products` that are there, by the slug that they will have."""
    slug_of = {product.product_id: product.rows.slug for product in products if product.product_id is not None}
    slugs = [product.rows.slug for product in products if product.product_id is None]
    table = table_of(Product)
    columns = (table.c.id, table.c.slug, table.c.name, table.c.status, table.c.published_at)
    wanted = or_(table.c.slug.in_(slugs), table.c.id.in_(list(slug_of)))
    return {
        slug_of.get(number, slug): _Present(number, name, ProductStatus(status), published_at)
        for number, slug, name, status, published_at in session.connection().execute(select_columns(*columns).where(wanted))
    }


def _first_publication(there: _Present, status: ProductStatus, now: datetime) -> datetime | None:
    if there.published_at is None and status is not ProductStatus.DRAFT:
        return now
    return there.published_at


def _insert_products(session: Session, rows: list[dict[str, Any]]) -> dict[str, int]:
    """Insert rows of the same columns; slug → row number."""
    if not rows:
        return {}
    numbers = next_numbers(session, Product, len(rows))
    values = [(number, *row.values()) for number, row in zip(numbers, rows, strict=True)]
    insert_many(session, Product, ("id", *rows[0]), values)
    return {row["slug"]: number for number, row in zip(numbers, rows, strict=True)}


def _write_children(
    session: Session, products: Sequence[ProductToSave], numbers: Mapping[str, int], present: Mapping[str, _Present]
) -> None:
    """Facets, features, answers and questions, anew."""
    if present:
        ids = [there.id for there in present.values()]
        for model in _REPLACED:
            table = table_of(model)
            session.connection().execute(delete(table).where(table.c.product_id.in_(ids)))
    facets, features, answers, faq = [], [], [], []
    for product in products:
        rows = product.rows
        number = numbers[rows.slug]
        facets += [(number, facet, value) for facet, value in rows.facets]
        features += [(number, place, title, text) for place, (title, text) in enumerate(rows.features)]
        answers += [(number, question, answer) for question, answer in rows.answers]
        faq += [(number, place, question, answer) for place, (question, answer) in enumerate(rows.faq)]
    insert_many(session, ProductFacet, ("product_id", "facet", "value"), facets)
    insert_many(session, ProductFeature, ("product_id", "position", "title", "text"), features)
    insert_many(session, ProductSpecification, ("product_id", "question", "answer"), answers)
    insert_many(session, ProductFaq, ("product_id", "position", "question", "answer"), faq)


def _write_plans(
    session: Session, products: Sequence[ProductToSave], numbers: Mapping[str, int], present: Mapping[str, _Present]
) -> None:
    """Plans by their code: new ones come, known ones change, missing ones are withdrawn from sale."""
    there: defaultdict[int, dict[str, int]] = defaultdict(dict)
    if present:
        statement = select(Plan).where(col(Plan.product_id).in_([product.id for product in present.values()]))
        for plan in session.exec(statement):
            there[plan.product_id][plan.code] = cast(int, plan.id)
    new: list[tuple[Any, ...]] = []
    known: list[dict[str, Any]] = []
    withdrawn: list[int] = []
    for product in products:
        number = numbers[product.rows.slug]
        left = there.get(number, {})
        for place, values in enumerate(product.rows.plans):
            row_id = left.pop(values[0], None)
            if row_id is None:
                new.append((number, place, True, *values))
            else:
                known.append(
                    {"row_id": row_id, "position": place, "on_sale": True, **dict(zip(PLAN_COLUMNS, values, strict=True))}
                )
        withdrawn += left.values()
    insert_many(session, Plan, ("product_id", "position", "on_sale", *PLAN_COLUMNS), new)
    update_many(session, Plan, known)
    if withdrawn:
        table = table_of(Plan)
        session.connection().execute(table.update().where(table.c.id.in_(withdrawn)).values(on_sale=False))


def _write_terms(
    session: Session,
    products: Sequence[ProductToSave],
    numbers: Mapping[str, int],
    present: Mapping[str, _Present],
    providers: Mapping[str, _Provider],
) -> None:
    """New versions of the terms; raises TermsChanged where a kept one would become another."""
    kept = kept_terms(session, [there.id for there in present.values()]) if present else {}
    new = []
    for product in products:
        rows = product.rows
        number = numbers[rows.slug]
        there = present.get(rows.slug)
        service = rows.columns["name"]
        added = added_versions(
            rows.terms,
            kept.get(number, {}),
            slug=rows.slug,
            service=service,
            former_service=there.name if there else service,
            standard=providers[rows.provider].terms_body,
        )
        new += [(number, *terms) for terms in added]
    insert_many(session, TermsVersion, ("product_id", "version", "effective_from", "body"), new)

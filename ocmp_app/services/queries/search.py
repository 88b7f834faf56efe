"""The SELECTs behind a page of hits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from ocmp_app.domain.catalogue import ProductStatus
from ocmp_app.domain.facets import Facet
from ocmp_app.models import Category, Product, ProductFacet, Provider

_child = Category.__table__.alias("child")  # type: ignore[attr-defined]
_top = Category.__table__.alias("top")  # type: ignore[attr-defined]
_payments = (
    select(func.aggregate_strings(col(ProductFacet.value), ","))
    .where(col(ProductFacet.product_id) == col(Product.id), col(ProductFacet.facet) == Facet.PAYMENT.value)
    .scalar_subquery()
)
_TILES = (
    select(
        col(Product.id),
        col(Product.slug),
        col(Product.name),
        col(Provider.slug).label("provider_slug"),
        col(Provider.name).label("provider_name"),
        _child.c.code.label("category_code"),
        _child.c.name.label("category_name"),
        func.coalesce(_top.c.hue, _child.c.hue).label("category_hue"),
        col(Product.summary),
        col(Product.monthly_fee_from),
        col(Product.unit),
        col(Product.initial_fee_from),
        col(Product.sales_kind),
        col(Product.trial_days),
        _payments.label("payments"),
        col(Product.published_at),
        col(Product.popularity),
        col(Product.status),  # compared below: as a condition it would lead SQLite to the wrong index
    )
    .join(Provider, col(Provider.id) == col(Product.provider_id))
    .join(_child, _child.c.id == col(Product.category_id))
    .outerjoin(_top, _top.c.id == _child.c.parent_id)
    .where(col(Product.id).in_(bindparam("ids", expanding=True)))
)


def tile_rows(session: Session, product_ids: Sequence[int]) -> list[Any]:
    """What the tiles of these products show, in their order; without those that are no longer published.
    `payments` are codes with commas between, in no order, or None."""
    if not product_ids:
        return []
    rows = session.connection().execute(_TILES, {"ids": product_ids})
    found = {row.id: row for row in rows if row.status == ProductStatus.PUBLISHED}
    return [found[product_id] for product_id in product_ids if product_id in found]


def tags_of(session: Session, product_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """The tags of these products."""
    rows = session.connection().execute(select(col(Product.id), col(Product.tags)).where(col(Product.id).in_(product_ids)))
    return {product_id: frozenset(filter(None, tags.split("\n"))) for product_id, tags in rows if product_id is not None}


def category_codes(session: Session, product_id: int) -> tuple[str, ...]:
    """The code of a product's category and that of the top category above it; none for an unknown product."""
    row = session.connection().execute(
        select(_child.c.code, _top.c.code)
        .join(Product, col(Product.category_id) == _child.c.id)
        .outerjoin(_top, _top.c.id == _child.c.parent_id)
        .where(col(Product.id) == product_id)
    ).first()
    return tuple(code for code in row if code is not None) if row else ()

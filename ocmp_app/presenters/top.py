"""The top page's rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ocmp_app.domain.catalogue import CATEGORIES, SalesKind
from ocmp_app.presenters.formats import initial_of, yen
from ocmp_app.presenters.search import NEW_FOR, Tile
from ocmp_app.services.queries.catalogue import CategoryCount, ProductCard

_BUILT_IN = frozenset(category.code for category in CATEGORIES)


@dataclass(frozen=True, slots=True)
class MoreCategory:
    """A top category that an import has added."""

    name: str
    href: str
    count: str


def counts(categories: Iterable[CategoryCount]) -> dict[str, str]:
    """Number of services by the code of a top category: 「12件」."""
    return {category.code: f"{category.count:,}件" for category in categories}


def more_categories(categories: Iterable[CategoryCount]) -> list[MoreCategory]:
    """Top categories beyond the built-in ones that hold something."""
    return [
        MoreCategory(category.name, f"/search?category={category.code}", f"{category.count:,}件")
        for category in categories
        if category.code not in _BUILT_IN and category.count
    ]


def card_tile(card: ProductCard, now: datetime) -> Tile:
    """A product card of the top page as a tile."""
    fee, initial = card.monthly_fee_from, card.initial_fee_from
    return Tile(
        slug=card.slug,
        href=f"/products/{card.slug}",
        name=card.name,
        initial=initial_of(card.name),
        hue=card.category.hue,
        provider=card.provider_name,
        category=card.category.name,
        summary=card.summary,
        price=yen(fee) if fee is not None else "",
        price_unit=f"{card.unit}/月（税抜）～" if fee is not None else "",
        initial_fee="" if initial is None else f"初期費用 {yen(initial)}（税抜）" if initial else "初期費用なし",
        kind=card.sales_kind.label,
        direct=card.sales_kind is SalesKind.DIRECT,
        trial=f"トライアル{card.trial_days}日間" if card.trial_days else "",
        payments="",
        is_new=card.published_at is not None and now - card.published_at < NEW_FOR,
    )

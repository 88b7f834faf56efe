"""A product in a list: what its tile shows."""

from __future__ import annotations

from dataclasses import dataclass

from ocmp_app.domain.catalogue import SalesKind
from ocmp_app.presenters.formats import initial_of, yen
from ocmp_app.services.queries.catalogue import ProductCard
from ocmp_app.services.search import Hit


@dataclass(frozen=True, slots=True)
class Tile:
    """Texts of one tile. `price` says 税抜 itself."""

    slug: str
    href: str
    name: str
    initial: str
    hue: str
    category: str
    provider: str
    summary: str
    price: str
    trial: str  # "" without a trial
    kind: str


def tile(product: ProductCard | Hit) -> Tile:
    """The tile of a product from a list or a search."""
    category = product.category_name if isinstance(product, Hit) else product.category.name
    hue = product.category_hue if isinstance(product, Hit) else product.category.hue
    return Tile(
        slug=product.slug,
        href=f"/products/{product.slug}",
        name=product.name,
        initial=initial_of(product.name),
        hue=hue,
        category=category,
        provider=product.provider_name,
        summary=product.summary,
        price=price_from(product.monthly_fee_from, product.unit),
        trial=f"無料トライアル{product.trial_days}日間" if product.trial_days else "",
        kind=SalesKind(product.sales_kind).label,
    )


def price_from(monthly_fee: int | None, unit: str) -> str:
    """「月額 980円／ユーザーから（税抜）」, 「月額 無料」, 「個別お見積り」."""
    if monthly_fee is None:
        return "個別お見積り"
    return f"月額 {yen(monthly_fee)}／{unit or '契約'}から（税抜）" if monthly_fee else "月額 無料から"

"""A small catalogue for the tests of search: products written by hand, straight into the tables."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from ocmp_app.domain.search_criteria import SearchCriteria
from ocmp_app.models import Category, Product, ProductFacet, ProductFeature, Provider
from ocmp_app.services import search
from ocmp_app.services.search import SearchResult
from ocmp_app.wiring import Shop

WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)
TREE = {"hr": ("attendance", "payroll"), "infrastructure": ("backup", "server")}
_LABELS = {
    "hr": "人事・労務", "attendance": "勤怠管理", "payroll": "人事給与",
    "infrastructure": "インフラ", "backup": "バックアップ", "server": "クラウドサーバ",
}  # fmt: skip


class Catalogue:
    """Puts products into the shop and asks for them."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._numbers = itertools.count(1)
        with shop.database.transaction() as session:
            for position, (top, children) in enumerate(TREE.items()):
                parent = Category(code=top, name=_LABELS[top], hue="orange", position=position)
                session.add(parent)
                session.flush()
                session.add_all(
                    Category(code=child, name=_LABELS[child], parent_id=parent.id, position=n) for n, child in enumerate(children)
                )

    def add(self, name: str, **fields: Any) -> int:
        """One product, indexed in its own transaction; returns its id."""
        with self.shop.database.transaction() as session:
            product_id = self.put(session, name, **fields)
            search.index_product(session, product_id)
        return product_id

    def put(
        self,
        session: Session,
        name: str,
        *,
        provider: str = "あおぞら社",
        provider_kana: str = "",
        category: str = "attendance",
        features: Mapping[str, str] | None = None,
        facets: Mapping[str, tuple[str, ...]] | None = None,
        **columns: Any,
    ) -> int:
        """One product, not indexed yet."""
        number = next(self._numbers)
        provider_row = session.exec(select(Provider).where(Provider.name == provider)).first()
        if provider_row is None:
            provider_row = Provider(slug=f"provider-{number}", name=provider, kana=provider_kana)
            session.add(provider_row)
            session.flush()
        category_row = session.exec(select(Category).where(Category.code == category)).one()
        defaults: dict[str, Any] = {
            "slug": f"product-{number}",
            "sales_kind": "direct",
            "status": "published",
            "published_at": WRITTEN + timedelta(days=number),
            "created_at": WRITTEN,
            "updated_at": WRITTEN,
        }
        product = Product(name=name, provider_id=provider_row.id, category_id=category_row.id, **(defaults | columns))
        session.add(product)
        session.flush()
        assert product.id is not None
        for position, (title, text) in enumerate((features or {}).items()):
            session.add(ProductFeature(product_id=product.id, position=position, title=title, text=text))
        for facet, values in (facets or {}).items():
            session.add_all(ProductFacet(product_id=product.id, facet=facet, value=value) for value in values)
        session.flush()
        return product.id

    def change(self, product_id: int, **columns: Any) -> None:
        """Change columns of a product and its index."""
        with self.shop.database.transaction() as session:
            product = session.get_one(Product, product_id)
            for name, value in columns.items():
                setattr(product, name, value)
            search.index_product(session, product_id)

    def find(self, q: str = "", **params: str) -> SearchResult:
        """The result of an address."""
        criteria = SearchCriteria.from_params({"q": q, **params})
        with self.shop.database.read() as session:
            return search.find(session, self.shop.search_index, criteria)

    def names(self, q: str = "", **params: str) -> list[str]:
        """The names found, in order."""
        return [hit.name for hit in self.find(q, **params).hits]

    def counts(self, facet: str, q: str = "", **params: str) -> dict[str, int]:
        """The counts of one facet, both levels of categories."""
        shown = next(shown for shown in self.find(q, **params).facets if shown.name == facet)
        return {value.code: value.count for top in shown.values for value in (top, *top.children)}

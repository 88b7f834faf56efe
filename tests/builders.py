"""Small products for tests, saved by the same services as all others.

    a_product(session, now, slug="kintai", monthly_fee=980)
    a_product(session, now, slug="bcp", sales_kind="inquiry")

Whatever a test does not name has a plain value, so that what it names is what it is about.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from ocmp_app.domain.catalogue import CATEGORY_PARENT, SalesKind
from ocmp_app.domain.product_record import ProductRecord, ProviderRecord
from ocmp_app.models import Category, Product, Provider
from ocmp_app.services.catalogue import save_product, save_provider
from ocmp_app.services.categories import ensure_categories


def provider_record(slug: str = "aozora-works", **changes: Any) -> ProviderRecord:
    """A provider's record; `changes` are fields of ProviderRecord."""
    fields = {
        "slug": slug,
        "name": "あおぞらワークス株式会社",
        "kana": "アオゾラワークス",
        "terms_body": "### 第1条（目的）\n本規約は「{service}」の利用条件を定めます。",
    }
    return ProviderRecord.model_validate(fields | changes)


def plan(code: str = "standard", **changes: Any) -> dict[str, Any]:
    """A plan as a record's `plans` takes it."""
    fields: dict[str, Any] = {"code": code, "name": "スタンダード", "monthly_fee": 1000, "unit": "ユーザー", "max_quantity": 100}
    return fields | changes


def product_record(slug: str = "kintai", *, monthly_fee: int = 1000, **changes: Any) -> ProductRecord:
    """A product's record, sold directly unless `sales_kind="inquiry"`; `changes` are fields of ProductRecord."""
    fields: dict[str, Any] = {
        "slug": slug,
        "name": f"サービス {slug}",
        "provider": "aozora-works",
        "category": "attendance",
        "sales_kind": "direct",
        "summary": "出勤と退勤を記録します",
    }
    if changes.get("sales_kind", "direct") == SalesKind.DIRECT:
        fields |= {
            "payment_methods": ["card"],
            "plans": [plan(monthly_fee=monthly_fee)],
            "lead_time_days": 5,
            "minimum_term_months": 1,
            "terms": [{"version": "1.0", "effective_from": "2026-04-01"}],
        }
    return ProductRecord.model_validate(fields | changes)


def a_provider(session: Session, slug: str = "aozora-works", **changes: Any) -> Provider:
    """A provider in the shop."""
    return save_provider(session, provider_record(slug, **changes))


def a_product(session: Session, now: datetime, slug: str = "kintai", *, monthly_fee: int = 1000, **changes: Any) -> Product:
    """A published product in the shop; its provider and the categories come with it where they are missing."""
    record = product_record(slug, monthly_fee=monthly_fee, **changes)
    if session.exec(select(Provider.id).where(Provider.slug == record.provider)).first() is None:
        a_provider(session, record.provider)
    known = session.exec(select(Category.id).where(Category.code == record.category)).first()
    if known is None and record.category in CATEGORY_PARENT:
        ensure_categories(session)
    return save_product(session, record, now=now)

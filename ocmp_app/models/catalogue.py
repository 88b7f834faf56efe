"""Tables of the catalogue: providers, categories, products and what belongs to a product.

Enumerations are stored as their codes (domain/catalogue.py), fees as integer yen,
tax excluded. `product_facet` holds the filter values a product can have several of.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from ocmp_app.models.base import BigId, foreign_key, instant, primary_key


class Provider(SQLModel, table=True):
    """提供事業者."""

    __tablename__ = "provider"

    id: int | None = primary_key()
    slug: str = Field(max_length=64, unique=True)
    name: str = Field(max_length=120)
    kana: str = Field(default="", max_length=120)
    description: str = Field(default="", sa_type=Text)
    url: str = Field(default="", max_length=520)
    prefecture: str = Field(default="", max_length=10)
    terms_body: str = Field(default="", sa_type=Text)


class Category(SQLModel, table=True):
    """カテゴリ, two levels: a row without parent is a top category."""

    __tablename__ = "category"

    id: int | None = primary_key()
    code: str = Field(max_length=64, unique=True)
    name: str = Field(max_length=120)
    parent_id: int | None = foreign_key("category.id", nullable=True, index=True)
    position: int = 0
    hue: str = Field(default="", max_length=20)
    icon: str = Field(default="", max_length=40)


class Product(SQLModel, table=True):
    """サービス. `*_from` columns are derived from the cheapest plan when the product is saved."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("status IN ('draft','published','suspended','ended')", name="status"),
        CheckConstraint("sales_kind IN ('direct','inquiry')", name="sales_kind"),
        Index("ix_product_source_source_key", "source", "source_key"),
        Index("ix_product_status_category_id", "status", "category_id"),
    )

    id: int | None = primary_key()
    slug: str = Field(max_length=64, unique=True)
    name: str = Field(max_length=120)
    kana: str = Field(default="", max_length=120)
    provider_id: int = foreign_key("provider.id", index=True)
    category_id: int = foreign_key("category.id", index=True)
    sales_kind: str = Field(max_length=10)
    status: str = Field(max_length=10)
    summary: str = Field(default="", max_length=400)
    tags: str = Field(default="", sa_type=Text)  # one a line
    description: str = Field(default="", sa_type=Text)
    environment: str = Field(default="", sa_type=Text)  # one a line
    url: str = Field(default="", max_length=520)
    trial_days: int = 0
    lead_time_days: int | None = None
    minimum_term_months: int | None = None
    monthly_fee_from: int | None = None
    initial_fee_from: int | None = None
    unit: str = Field(default="", max_length=20)
    popularity: int = 0  # contracts begun in the last 90 days
    published_at: datetime | None = instant(nullable=True)
    created_at: datetime = instant()
    updated_at: datetime = instant()
    source: str = Field(default="", max_length=64)  # the import it came from
    source_key: str = Field(default="", max_length=200)
    record_hash: str = Field(default="", max_length=64)  # of the exchange record last saved


class ProductFacet(SQLModel, table=True):
    """One value of a many-valued facet: payment, size, certification."""

    __tablename__ = "product_facet"
    __table_args__ = (Index("ix_product_facet_facet_value_product_id", "facet", "value", "product_id"),)

    product_id: int = Field(foreign_key="product.id", primary_key=True, sa_type=BigId, ondelete="CASCADE")
    facet: str = Field(primary_key=True, max_length=20)
    value: str = Field(primary_key=True, max_length=64)


class Plan(SQLModel, table=True):
    """プラン. Yen per unit and month, tax excluded; withdrawn plans stay for their contracts."""

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("product_id", "code"),
        CheckConstraint("monthly_fee >= 0 AND initial_fee >= 0", name="fees"),
        CheckConstraint("min_quantity >= 1 AND max_quantity >= min_quantity AND quantity_step >= 1", name="quantity"),
    )

    id: int | None = primary_key()
    product_id: int = foreign_key("product.id")
    code: str = Field(max_length=64)
    name: str = Field(max_length=60)
    monthly_fee: int
    initial_fee: int = 0
    unit: str = Field(max_length=20)
    min_quantity: int = 1
    max_quantity: int = 1
    quantity_step: int = 1
    description: str = Field(default="", max_length=300)
    position: int = 0
    on_sale: bool = True


class ProductFeature(SQLModel, table=True):
    """機能: one selling point."""

    __tablename__ = "product_feature"

    product_id: int = Field(foreign_key="product.id", primary_key=True, sa_type=BigId, ondelete="CASCADE")
    position: int = Field(primary_key=True)
    title: str = Field(max_length=60)
    text: str = Field(default="", sa_type=Text)


class ProductSpecification(SQLModel, table=True):
    """One answer of the specification sheet, in stored form (domain/specification.py)."""

    __tablename__ = "product_specification"

    product_id: int = Field(foreign_key="product.id", primary_key=True, sa_type=BigId, ondelete="CASCADE")
    question: str = Field(primary_key=True, max_length=40)
    answer: str = Field(sa_type=Text)


class ProductFaq(SQLModel, table=True):
    """よくある質問 of a product."""

    __tablename__ = "product_faq"

    product_id: int = Field(foreign_key="product.id", primary_key=True, sa_type=BigId, ondelete="CASCADE")
    position: int = Field(primary_key=True)
    question: str = Field(max_length=200)
    answer: str = Field(sa_type=Text)


class TermsVersion(SQLModel, table=True):
    """One version of the terms: of a product, or of the shop itself (`product_id` empty). Never changed."""

    __tablename__ = "terms_version"
    __table_args__ = (UniqueConstraint("product_id", "version"),)

    id: int | None = primary_key()
    product_id: int | None = foreign_key("product.id", nullable=True)
    version: str = Field(max_length=20)
    effective_from: date
    body: str = Field(sa_type=Text)


class Document(SQLModel, table=True):
    """資料: a file that shoppers may download from the product page."""

    __tablename__ = "document"

    id: int | None = primary_key()
    product_id: int = foreign_key("product.id", index=True)
    title: str = Field(max_length=120)
    file_name: str = Field(max_length=120)
    media_type: str = Field(max_length=80)
    size: int
    content: bytes = Field(sa_type=LargeBinary)
    position: int = 0


class CatalogueStamp(SQLModel, table=True):
    """One row; its version grows with every change of the catalogue, so that processes renew what they hold."""

    __tablename__ = "catalogue_stamp"

    id: int = Field(default=1, primary_key=True)
    version: int = 0

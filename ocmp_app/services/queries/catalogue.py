"""What the pages read from the catalogue, as frozen rows. Tables never leave this module.

Fees are integer yen, tax excluded; instants are aware UTC; `today` is a business date (JST).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from ocmp_app.domain import specification
from ocmp_app.domain.catalogue import Certification, CompanySize, PaymentMethod, ProductStatus, SalesKind
from ocmp_app.domain.errors import Gone, NotFound
from ocmp_app.domain.leaflet import Leaflet, LeafletPlan, PrintLeaflet
from ocmp_app.models import (
    Category,
    Document,
    Plan,
    Product,
    ProductFacet,
    ProductFaq,
    ProductFeature,
    ProductSpecification,
    Provider,
    TermsVersion,
)

LEAFLET_ID = 0
"""The document number of the leaflet that the shop prints itself; stored documents count from 1."""

_VISIBLE = (ProductStatus.PUBLISHED, ProductStatus.SUSPENDED)


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category as it stands beside a product. `hue` and `icon` are the top category's."""

    code: str
    name: str
    hue: str
    icon: str
    parent_code: str  # "" for a top category
    parent_name: str


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """A category with the number of published products in it and below it."""

    code: str
    name: str
    hue: str
    icon: str
    count: int
    children: tuple[CategoryCount, ...] = ()


@dataclass(frozen=True, slots=True)
class ProviderView:
    """提供事業者."""

    slug: str
    name: str
    kana: str
    description: str
    url: str
    prefecture: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan on sale. `monthly_fee` is per unit and month, `initial_fee` once a contract."""

    id: int
    code: str
    name: str
    monthly_fee: int
    initial_fee: int
    unit: str
    min_quantity: int
    max_quantity: int
    quantity_step: int
    description: str


@dataclass(frozen=True, slots=True)
class FeatureView:
    """機能."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class FaqView:
    """A question of the product with its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class SpecificationAnswer:
    """One answered question: `answer` is for the screen, `stored` for comparing."""

    code: str
    label: str
    answer: str
    stored: str


@dataclass(frozen=True, slots=True)
class SpecificationGroup:
    """Answered questions under one heading; groups without an answer are left out."""

    code: str
    label: str
    answers: tuple[SpecificationAnswer, ...]


@dataclass(frozen=True, slots=True)
class TermsView:
    """One version of the terms with its text."""

    id: int
    version: str
    effective_from: date
    body: str


@dataclass(frozen=True, slots=True)
class TermsRef:
    """One line of the list of versions, newest first."""

    version: str
    effective_from: date
    is_current: bool


@dataclass(frozen=True, slots=True)
class DocumentView:
    """資料 to download. `size` is in bytes, None for the leaflet, which is printed when asked for."""

    id: int
    title: str
    file_name: str
    media_type: str
    size: int | None


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A document with its bytes."""

    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product in a list: top page, alternatives."""

    slug: str
    name: str
    provider_name: str
    category: CategoryView
    summary: str
    sales_kind: SalesKind
    monthly_fee_from: int | None
    initial_fee_from: int | None
    unit: str
    trial_days: int
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProductView:
    """Everything of a product page (R9)."""

    id: int
    slug: str
    name: str
    kana: str
    summary: str
    description: str  # Markdown subset (docs/domain/catalogue.md); of foreign origin: treat as text
    url: str
    tags: tuple[str, ...]
    category: CategoryView
    provider: ProviderView
    sales_kind: SalesKind
    status: ProductStatus  # published or suspended
    payment_methods: tuple[PaymentMethod, ...]  # in the order of the screen
    company_sizes: tuple[CompanySize, ...]
    certifications: tuple[Certification, ...]
    trial_days: int  # 0 = no trial
    lead_time_days: int | None  # business days
    minimum_term_months: int | None
    monthly_fee_from: int | None  # of the cheapest plan on sale
    initial_fee_from: int | None
    unit: str
    plans: tuple[PlanView, ...]
    features: tuple[FeatureView, ...]
    specification: tuple[SpecificationGroup, ...]
    environment: tuple[str, ...]
    terms: TermsView | None  # in force on the asked day; before the first, the first to come
    terms_versions: tuple[TermsRef, ...]
    faq: tuple[FaqView, ...]
    documents: tuple[DocumentView, ...]
    published_at: datetime | None
    updated_at: datetime

    @property
    def is_suspended(self) -> bool:
        """The page is shown, nothing can be applied for."""
        return self.status is ProductStatus.SUSPENDED

    @property
    def can_apply(self) -> bool:
        """「利用申し込みを行う」 is offered: sold directly and not suspended (R8)."""
        return self.sales_kind is SalesKind.DIRECT and not self.is_suspended and bool(self.plans)

    @property
    def can_try(self) -> bool:
        """「トライアルを申し込む」 is offered (R17)."""
        return self.can_apply and self.trial_days > 0


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A published product for the sitemap."""

    slug: str
    updated_at: datetime


class ProductEnded(Gone):
    """The product's sale has ended: the page answers 410 and offers others of `category`."""

    def __init__(self, slug: str, name: str, category: CategoryView) -> None:
        super().__init__("product", slug)
        self.name = name
        self.category = category


def product_page(session: Session, slug: str, *, today: date) -> ProductView:
    """The product of a page. Raises NotFound (unknown, draft) and ProductEnded."""
    raise NotImplementedError


def products_by_slugs(session: Session, slugs: Sequence[str], *, today: date) -> tuple[ProductView, ...]:
    """The visible ones of `slugs` in their order, each once (compare). Unknown ones are left out."""
    raise NotImplementedError


def terms_version(session: Session, slug: str, version: str) -> TermsView:
    """One version of a visible product's terms. Raises NotFound."""
    raise NotImplementedError


def categories_with_counts(session: Session) -> tuple[CategoryCount, ...]:
    """The category tree in its order, with counts of published products."""
    raise NotImplementedError


def newest(session: Session, limit: int = 8) -> tuple[ProductCard, ...]:
    """Published products, latest first publication first."""
    raise NotImplementedError


def popular(session: Session, limit: int = 8) -> tuple[ProductCard, ...]:
    """Published products, most contracts of the last 90 days first."""
    raise NotImplementedError


def alternatives(session: Session, category_code: str, limit: int = 4) -> tuple[ProductCard, ...]:
    """Published products of a category (a top one: of all below it), most popular first."""
    raise NotImplementedError


def published_slugs(session: Session) -> tuple[SitemapEntry, ...]:
    """All published products by slug, for the sitemap."""
    raise NotImplementedError


def document(session: Session, slug: str, document_id: int, *, today: date, print_leaflet: PrintLeaflet) -> DocumentFile:
    """A document of a visible product; LEAFLET_ID is printed from its present data. Raises NotFound, ProductEnded."""
    raise NotImplementedError

"""All tables, so that one import gives Alembic and the tests the whole schema."""

from ocmp_app.models.catalogue import (
    CatalogueStamp,
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
from ocmp_app.models.inquiry import FormDraft, Inquiry
from ocmp_app.models.search import ProductSearch, SearchPosting, SearchWord
from ocmp_app.models.system import DemoClock, JobRun, NumberSeries, OutboxMail

__all__ = [
    "CatalogueStamp",
    "Category",
    "DemoClock",
    "Document",
    "FormDraft",
    "Inquiry",
    "JobRun",
    "NumberSeries",
    "OutboxMail",
    "Plan",
    "Product",
    "ProductFacet",
    "ProductFaq",
    "ProductFeature",
    "ProductSearch",
    "ProductSpecification",
    "Provider",
    "SearchPosting",
    "SearchWord",
    "TermsVersion",
]

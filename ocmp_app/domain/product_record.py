"""The exchange record of the catalogue: one service, completely described.

The demo catalogue, `cli import` and the operator's page read the same record, so one
set of checks decides what may stand in the shop (docs/domain/catalogue.md).
Every message is a Japanese sentence for the person who wrote the file.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from ocmp_app.domain import specification
from ocmp_app.domain.catalogue import Certification, CompanySize, PaymentMethod, ProductStatus, SalesKind

MAX_YEN = 100_000_000
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_URL = re.compile(r"https?://[^\s<>\"'\x00-\x1f\x7f\ud800-\udfff]{1,500}")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def clean_text(value: str) -> str:
    """`value` without control characters and surrounding space, line ends as \\n."""
    if value.isprintable():  # the usual case, told apart at the speed of C: an import cleans millions of texts
        return value.strip()
    return _FORBIDDEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def clean_line(value: str) -> str:
    """`value` as `clean_text`, on one line, with single spaces."""
    return " ".join(clean_text(value).split())


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise ValueError("半角英小文字・数字・ハイフンの1～64文字で入力してください")
    return value


def _url(value: str) -> str:
    if value and not _URL.fullmatch(value):
        raise ValueError("http:// または https:// で始まるURLを入力してください")
    return value


Slug = Annotated[str, AfterValidator(_slug)]
Url = Annotated[str, AfterValidator(_url)]
Line = Annotated[str, AfterValidator(clean_line)]
Text = Annotated[str, AfterValidator(clean_text)]
Yen = Annotated[int, Field(ge=0, le=MAX_YEN, strict=True)]


class Record(BaseModel):
    """Base of all records: unknown fields are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProviderRecord(Record):
    """A provider (提供事業者)."""

    slug: Slug
    name: Line = Field(min_length=1, max_length=120)
    kana: Line = Field(default="", max_length=120)
    description: Text = Field(default="", max_length=2000)
    url: Url = ""
    prefecture: Line = Field(default="", max_length=10)
    terms_body: Text = Field(default="", max_length=40_000)


class FeatureRecord(Record):
    """One selling point."""

    title: Line = Field(min_length=1, max_length=60)
    text: Text = Field(default="", max_length=1000)


class PlanRecord(Record):
    """One plan. Fees are integer yen, tax excluded; the monthly fee is per unit and month."""

    code: Slug
    name: Line = Field(min_length=1, max_length=60)
    monthly_fee: Yen
    initial_fee: Yen = 0
    unit: Line = Field(default="契約", min_length=1, max_length=20)
    min_quantity: int = Field(default=1, ge=1, le=1_000_000)
    max_quantity: int = Field(default=1, ge=1, le=1_000_000)
    quantity_step: int = Field(default=1, ge=1, le=1_000_000)
    description: Line = Field(default="", max_length=300)

    @model_validator(mode="after")
    def _range(self) -> PlanRecord:
        if self.max_quantity < self.min_quantity:
            raise ValueError("数量の上限は下限以上にしてください")
        if (self.max_quantity - self.min_quantity) % self.quantity_step:
            raise ValueError("数量の上限と下限の差は、数量の単位の倍数にしてください")
        return self


class FaqRecord(Record):
    """A question of a product with its answer."""

    question: Line = Field(min_length=1, max_length=200)
    answer: Text = Field(min_length=1, max_length=4000)


class TermsRecord(Record):
    """One version of a product's terms of use; an empty body takes the provider's."""

    version: Line = Field(min_length=1, max_length=20)
    effective_from: date
    body: Text = Field(default="", max_length=40_000)


class ProductRecord(Record):
    """A service. Limits of length guard the page's layout and the index."""

    slug: Slug
    name: Line = Field(min_length=1, max_length=120)
    kana: Line = Field(default="", max_length=120)
    provider: Slug
    category: Slug
    sales_kind: SalesKind = SalesKind.INQUIRY
    status: ProductStatus = ProductStatus.PUBLISHED
    summary: Line = Field(default="", max_length=400)
    tags: tuple[Line, ...] = Field(default=(), max_length=60)
    description: Text = Field(default="", max_length=20_000)
    url: Url = ""
    published_days_ago: int | None = Field(default=None, ge=0, le=10_000)
    popularity: int = Field(default=0, ge=0, le=10_000_000)
    payment_methods: tuple[PaymentMethod, ...] = ()
    trial_days: int = Field(default=0, ge=0, le=365)
    lead_time_days: int | None = Field(default=None, ge=0, le=365)
    minimum_term_months: int | None = Field(default=None, ge=1, le=120)
    company_sizes: tuple[CompanySize, ...] = ()
    certifications: tuple[Certification, ...] = ()
    environment: tuple[Line, ...] = Field(default=(), max_length=30)
    features: tuple[FeatureRecord, ...] = Field(default=(), max_length=20)
    plans: tuple[PlanRecord, ...] = Field(default=(), max_length=30)
    specification: dict[str, str] = Field(default_factory=dict)
    faq: tuple[FaqRecord, ...] = Field(default=(), max_length=50)
    terms: tuple[TermsRecord, ...] = Field(default=(), max_length=30)

    @field_validator("specification", mode="before")
    @classmethod
    def _answers(cls, value: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise ValueError("項目と回答の組で入力してください")
        try:
            return {
                str(code): specification.parse(str(code), clean_text(answer) if isinstance(answer, str) else answer)
                for code, answer in sorted(value.items(), key=lambda item: str(item[0]))
            }
        except specification.BadAnswer as error:
            raise ValueError(f"{error.question}：{error.reason}") from error

    @field_validator("payment_methods", "company_sizes", "certifications", "tags")
    @classmethod
    def _unique(cls, value: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(item for item in value if item != ""))

    @model_validator(mode="after")
    def _sellable(self) -> ProductRecord:
        codes = [plan.code for plan in self.plans]
        if len(set(codes)) != len(codes):
            raise ValueError("プランのコードが重複しています")
        versions = [terms.version for terms in self.terms]
        if len(set(versions)) != len(versions):
            raise ValueError("規約の版が重複しています")
        if self.sales_kind is SalesKind.DIRECT:
            if not self.plans:
                raise ValueError("ネットで直接契約できるサービスには、プランが1つ以上必要です")
            if not self.payment_methods:
                raise ValueError("ネットで直接契約できるサービスには、お支払い方法が1つ以上必要です")
            if self.lead_time_days is None or self.minimum_term_months is None:
                raise ValueError("ネットで直接契約できるサービスには、利用開始までの日数と最低利用期間が必要です")
        elif self.payment_methods or self.trial_days:
            raise ValueError("問い合わせのみのサービスには、お支払い方法とトライアルを設定できません")
        return self

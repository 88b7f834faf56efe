"""Tables of 資料請求・お問い合わせ (R2, R6, R15)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from ocmp_app.models.base import foreign_key, instant, primary_key


class Inquiry(SQLModel, table=True):
    """One inquiry, as sent. `submission_key` comes from the draft: a second sending finds the first."""

    __tablename__ = "inquiry"
    __table_args__ = (
        CheckConstraint("kind IN ('material','question','start_date')", name="kind"),
        CheckConstraint("state IN ('open','answered','closed')", name="state"),
    )

    id: int | None = primary_key()
    number: str = Field(max_length=20, unique=True)
    submission_key: str = Field(max_length=64, unique=True)
    kind: str = Field(max_length=20)
    product_id: int | None = foreign_key("product.id", nullable=True, index=True)
    company: str = Field(max_length=100)
    name: str = Field(max_length=60)
    mail: str = Field(max_length=254)
    phone: str = Field(default="", max_length=20)
    body: str = Field(default="", sa_type=Text)
    state: str = Field(default="open", max_length=10)
    created_at: datetime = instant()


class FormDraft(SQLModel, table=True):
    """What a visitor has typed into a form, kept so that nothing is lost (thrown away after some days).

    The owner is the hash of the visitor's HttpOnly cookie; `data` is JSON text.
    """

    __tablename__ = "form_draft"

    owner: str = Field(primary_key=True, max_length=64)
    form: str = Field(primary_key=True, max_length=80)
    data: str = Field(sa_type=Text)
    submission_key: str = Field(max_length=64)
    updated_at: datetime = instant(index=True)

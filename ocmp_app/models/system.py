"""Tables of the machinery: mail outbox, jobs, numbers, the demo's clock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Text
from sqlmodel import Field, SQLModel

from ocmp_app.models.base import instant, primary_key


class OutboxMail(SQLModel, table=True):
    """A mail to be sent, written in the transaction of what it tells.

    waiting → sent | failed. `claim_token` and `claimed_until` belong to the one sender at work.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (
        CheckConstraint("state IN ('waiting','sent','failed')", name="state"),
        Index("ix_outbox_mail_state_due_at", "state", "due_at"),
    )

    id: int | None = primary_key()
    key: str = Field(max_length=200, unique=True)  # what it tells; a second one of the same key is not written
    to: str = Field(max_length=320, index=True)
    subject: str = Field(max_length=300)
    text: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    reply_to: str = Field(default="", max_length=320)
    state: str = Field(default="waiting", max_length=10)
    created_at: datetime = instant()
    due_at: datetime = instant()
    sent_at: datetime | None = instant(nullable=True)
    attempts: int = 0
    last_error: str = Field(default="", max_length=500)
    claim_token: str = Field(default="", max_length=40)
    claimed_until: datetime | None = instant(nullable=True)


class JobRun(SQLModel, table=True):
    """One row a job: when it is due and who runs it."""

    __tablename__ = "job"

    name: str = Field(primary_key=True, max_length=60)
    due_at: datetime = instant()
    claim_token: str = Field(default="", max_length=40)
    claimed_until: datetime | None = instant(nullable=True)
    last_started_at: datetime | None = instant(nullable=True)
    last_finished_at: datetime | None = instant(nullable=True)
    last_result: str = Field(default="", max_length=1000)
    failures: int = 0  # in a row


class NumberSeries(SQLModel, table=True):
    """The next number of a series such as 受付番号."""

    __tablename__ = "number_series"

    name: str = Field(primary_key=True, max_length=60)
    next_value: int = 1


class DemoClock(SQLModel, table=True):
    """One row, in demo mode only: how far the shop's clock runs ahead of the machine's."""

    __tablename__ = "demo_clock"

    id: int = Field(default=1, primary_key=True)
    ahead_microseconds: int = Field(default=0, sa_type=BigInteger)

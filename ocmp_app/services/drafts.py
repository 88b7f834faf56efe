"""What a visitor has typed and not yet sent, so that a reload or a restart loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from ocmp_app.domain.errors import ShopError

DATA_LIMIT = 65_536
"""Characters of JSON text a draft may take: 4,000 emoji and the other fields fit."""


class DraftTooLarge(ShopError):
    """What was typed is too much to keep as a draft (`size` characters of JSON)."""

    def __init__(self, form: str, size: int) -> None:
        super().__init__(f"draft of {form}: {size} characters")
        self.form = form
        self.size = size


@dataclass(frozen=True, slots=True)
class Draft:
    """A stored draft. `submission_key` is the name of the sending that will come from it."""

    form: str
    data: dict[str, Any]
    submission_key: str
    updated_at: datetime


def load(session: Session, owner: str, form: str) -> Draft | None:
    """The draft of `form` that belongs to `owner` (hash of the visitor's cookie), None where there is none."""
    raise NotImplementedError


def save(session: Session, owner: str, form: str, data: Mapping[str, Any], now: datetime) -> Draft:
    """Keep `data` (JSON values) as the draft; the key stays that of the first saving. Raises DraftTooLarge."""
    raise NotImplementedError


def renew(session: Session, owner: str, form: str, data: Mapping[str, Any], now: datetime) -> Draft:
    """After a sending: keep `data` (say the contact, without the text) under a new submission key."""
    raise NotImplementedError


def discard(session: Session, owner: str, form: str) -> None:
    """Forget the draft; nothing happens where there is none."""
    raise NotImplementedError


def discard_older_than(session: Session, limit: datetime) -> int:
    """Forget all drafts last saved before `limit`; the number of them."""
    raise NotImplementedError

"""What a visitor has typed and not yet sent, so that a reload or a restart loses nothing."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from ocmp_app.domain.errors import ShopError
from ocmp_app.models import FormDraft
from ocmp_app.services.storage import insert_once

DATA_LIMIT = 65_536
"""Characters of ASCII JSON a draft may take; a Japanese character is 6 of them (\\u3042), an emoji 12."""


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
    row = session.get(FormDraft, (owner, form))
    return _draft(row) if row and owner else None


def save(session: Session, owner: str, form: str, data: Mapping[str, Any], now: datetime) -> Draft:
    """Keep `data` (JSON values) as the draft; the key stays that of the first saving.

    A visitor without cookie (`owner` empty) gets a draft that is not kept. Raises DraftTooLarge.
    """
    return _put(session, owner, form, data, now, new_key=False)


def renew(session: Session, owner: str, form: str, data: Mapping[str, Any], now: datetime) -> Draft:
    """After a sending: keep `data` (say the contact, without the text) under a new submission key."""
    return _put(session, owner, form, data, now, new_key=True)


def discard(session: Session, owner: str, form: str) -> None:
    """Forget the draft; nothing happens where there is none."""
    session.connection().execute(delete(FormDraft).where(col(FormDraft.owner) == owner, col(FormDraft.form) == form))


def discard_older_than(session: Session, limit: datetime) -> int:
    """Forget all drafts last saved before `limit`; the number of them."""
    return session.connection().execute(delete(FormDraft).where(col(FormDraft.updated_at) < limit)).rowcount


def _put(session: Session, owner: str, form: str, data: Mapping[str, Any], now: datetime, *, new_key: bool) -> Draft:
    """One statement a case, so that two tabs that save at once cannot lose the key of the first."""
    # ASCII JSON holds any text there is, also halves of characters and NUL, which PostgreSQL's text refuses.
    text = json.dumps(dict(data), ensure_ascii=True, allow_nan=False)
    if len(text) > DATA_LIMIT:
        raise DraftTooLarge(form, len(text))
    key = secrets.token_urlsafe(32)
    if not owner:
        return Draft(form, json.loads(text), key, now)
    values = {"owner": owner, "form": form, "data": text, "submission_key": key, "updated_at": now}
    if not insert_once(session, FormDraft, ("owner", "form"), values):
        changes = {"data": text, "updated_at": now, **({"submission_key": key} if new_key else {})}
        mine = (col(FormDraft.owner) == owner, col(FormDraft.form) == form)
        session.connection().execute(update(FormDraft).where(*mine).values(changes))
    row = session.exec(
        select(FormDraft).where(FormDraft.owner == owner, FormDraft.form == form).execution_options(populate_existing=True)
    ).one()
    return _draft(row)


def _draft(row: FormDraft) -> Draft:
    return Draft(row.form, json.loads(row.data), row.submission_key, row.updated_at)

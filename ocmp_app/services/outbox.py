"""The outbox: a mail is a row in the transaction of what it tells, and is sent afterwards (docs/domain/mail.md).

waiting → sent | failed. A row is claimed before it is sent, so that of several processes one works on it. The
attempt is counted with the claim: a process that dies with the mail in hand has used one up.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import random
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, event, or_, update
from sqlmodel import Session, col, select

from ocmp_app.domain.clock import Clock
from ocmp_app.domain.errors import NotFound
from ocmp_app.domain.ports import MailNotSent, MailSender, MailServerUnavailable, OutgoingMail
from ocmp_app.models import OutboxMail
from ocmp_app.services.storage import Transactions, insert_once
from ocmp_app.settings import Settings

SUBJECT_LENGTH = 300
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=12)

_log = logging.getLogger(__name__)
_unsafe = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_listeners: list[Callable[[], None]] = []
_sent_unrecorded: dict[str, datetime] = {}
"""Message-ID → when the server took it, where the database then refused to note it: not to be sent again."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to put. `to` and `reply_to` are single checked addresses; `html` says the same as `text`."""

    to: str
    subject: str
    text: str
    html: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail of the outbox as operators and testers see it."""

    id: int
    to: str
    subject: str
    text: str
    html: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    attempts: int
    last_error: str


@dataclass(frozen=True, slots=True)
class SendingReport:
    """What one round of sending did."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0

    def __str__(self) -> str:
        return f"sent {self.sent}, put off {self.put_off}, failed {self.failed}"


def put(session: Session, mail: Mail, key: str, now: datetime) -> bool:
    """Write `mail` in the caller's transaction; whether it is new.

    `key` names the event that the mail tells (up to 200 characters): a second mail of the same key is not written.
    """
    new = insert_once(
        session,
        OutboxMail,
        "key",
        {
            "key": key,
            "to": mail.to,
            "subject": _unsafe.sub("", " ".join(mail.subject.split()))[:SUBJECT_LENGTH],
            "text": _unsafe.sub("", mail.text),
            "html": _unsafe.sub("", mail.html),
            "reply_to": mail.reply_to,
            "state": "waiting",
            "created_at": now,
            "due_at": now,
            "attempts": 0,
            "last_error": "",
            "claim_token": "",
        },
    )
    if new and not session.info.get("mail_put"):
        session.info["mail_put"] = True
        event.listen(session, "after_commit", _tell_listeners, once=True)
    return new


@contextmanager
def when_put(listener: Callable[[], None]) -> Iterator[None]:
    """While inside, `listener` is called after each commit of this process that put a mail, in that thread."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def has_due(session: Session, now: datetime) -> bool:
    """Whether a mail waits that may be sent now."""
    return session.exec(select(OutboxMail.id).where(_sendable(now)).limit(1)).first() is not None


def listing(session: Session, *, to: str | None = None, state: str | None = None, limit: int = 100) -> list[MailRow]:
    """Mails, newest first, of one receiver or state where asked."""
    question = select(OutboxMail).order_by(col(OutboxMail.created_at).desc(), col(OutboxMail.id).desc()).limit(limit)
    if to is not None:
        question = question.where(OutboxMail.to == to)
    if state is not None:
        question = question.where(OutboxMail.state == state)
    return [_row(mail) for mail in session.exec(question)]


def send_again(session: Session, mail_id: int, now: datetime) -> None:
    """Give a failed mail all its attempts once more. Raises NotFound where no failed mail has this number."""
    changed = session.connection().execute(
        update(OutboxMail)
        .where(col(OutboxMail.id) == mail_id, col(OutboxMail.state) == "failed")
        .values(state="waiting", attempts=0, due_at=now, claim_token="", claimed_until=None)
    )
    if not changed.rowcount:
        raise NotFound("failed mail", mail_id)


def discard_sent_before(session: Session, limit: datetime) -> int:
    """Delete mails sent before `limit`; the number of them. Waiting and failed ones stay."""
    gone = delete(OutboxMail).where(col(OutboxMail.state) == "sent", col(OutboxMail.sent_at) < limit)
    return session.connection().execute(gone).rowcount


async def send_due(
    database: Transactions,
    sender: MailSender,
    clock: Clock,
    settings: Settings,
    *,
    at_most: int = 100,
    stopping: Callable[[], bool] = lambda: False,
) -> SendingReport:
    """Send what is due, oldest first, one mail after the other; safe beside other processes that do the same.

    Raises MailServerUnavailable when nothing can go out: the mail in hand is put off, the others stay as they were.
    """
    sent = put_off = failed = 0
    for _ in range(at_most):
        if stopping():
            break
        mail = await asyncio.to_thread(_claim, database, sender, clock, settings)
        if mail is None:
            break
        match await _send(mail, database, sender, clock, settings):
            case "sent":
                sent += 1
            case "failed":
                failed += 1
            case "waiting":
                put_off += 1
    return SendingReport(sent, put_off, failed)


def retry_after(attempts: int) -> timedelta:
    """How long to wait after the attempt of this number: 1, 3, 9, 27 … minutes, 12 hours at most, ± 20 %.

    Eight attempts span about 18 hours, a night's outage; the jitter keeps mails from coming back as one flock.
    """
    wait: timedelta = min(LONGEST_RETRY, FIRST_RETRY * 3 ** min(attempts - 1, 10))
    return wait * random.uniform(0.8, 1.2)


def message_id(mail: OutboxMail, settings: Settings) -> str:
    """The Message-ID, the same at every attempt, so that a server can drop a second copy.

    Not from the number alone: a database may use the number of a deleted row again.
    """
    digest = hashlib.sha256(f"{mail.id}\n{mail.key}\n{mail.created_at.isoformat()}".encode()).hexdigest()
    return f"outbox.{mail.id}.{digest[:24]}@{settings.mail_from.rpartition('@')[2]}"


def _sendable(now: datetime) -> ColumnElement[bool]:
    """Waiting, due, and in nobody's hands. A claim that ran out counts for nothing: its process is gone."""
    free = or_(col(OutboxMail.claimed_until).is_(None), col(OutboxMail.claimed_until) <= now)
    return and_(col(OutboxMail.state) == "waiting", col(OutboxMail.due_at) <= now, free)


def _claim(database: Transactions, sender: MailSender, clock: Clock, settings: Settings) -> OutboxMail | None:
    """Take the next mail and commit that we have it, before a byte goes out. None when nothing is due."""
    while True:
        now = clock.now()
        with database.transaction() as session:
            mail = session.exec(
                select(OutboxMail)
                .where(_sendable(now))
                .order_by(col(OutboxMail.due_at), col(OutboxMail.id))
                .limit(1)
                .with_for_update(skip_locked=True)  # PostgreSQL; on SQLite a transaction is alone anyway
            ).first()
            if mail is None:
                return None
            if sent_at := _sent_unrecorded.pop(message_id(mail, settings), None):
                mail.state, mail.sent_at, mail.claim_token, mail.claimed_until = "sent", sent_at, "", None
                continue
            if mail.attempts < settings.mail_attempts:
                mail.attempts += 1
                mail.claim_token = secrets.token_hex(16)
                # Twice the longest sending: as long as this process lives nobody else takes the mail.
                mail.claimed_until = now + timedelta(seconds=2 * sender.longest_seconds + 60)
                return mail
            # Each of its attempts ended with the death of the process.
            mail.state, mail.claim_token, mail.claimed_until = "failed", "", None
            mail.last_error = mail.last_error or "the sending process died at every attempt"
        _log.error("mail %s failed for good: %s", mail.id, mail.last_error)


async def _send(mail: OutboxMail, database: Transactions, sender: MailSender, clock: Clock, settings: Settings) -> str:
    """Send a claimed mail and record the outcome: the state it is in then."""
    outgoing = OutgoingMail(
        message_id=message_id(mail, settings),
        to=mail.to,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        reply_to=mail.reply_to,
        date=mail.created_at,
    )
    try:
        await sender.send(outgoing)
    except MailNotSent as error:
        state = await asyncio.to_thread(_record_failure, mail, error, database, clock, settings)
        if isinstance(error, MailServerUnavailable):
            raise
        return state
    except Exception as error:  # a mistake of ours in one mail must not hold up the others
        _log.exception("mail %s could not be sent", mail.id)
        unforeseen = MailNotSent(f"{type(error).__name__}: {error}", permanent=False)
        return await asyncio.to_thread(_record_failure, mail, unforeseen, database, clock, settings)
    await asyncio.to_thread(_record_success, mail, outgoing.message_id, database, clock)
    return "sent"


def _record_success(mail: OutboxMail, sent_as: str, database: Transactions, clock: Clock) -> None:
    """It is sent, whoever has the claim by now."""
    sent_at = clock.now()
    mine = and_(col(OutboxMail.id) == mail.id, col(OutboxMail.state) == "waiting")
    values = {"state": "sent", "sent_at": sent_at, "last_error": "", "claim_token": "", "claimed_until": None}
    try:
        with database.transaction() as session:
            session.connection().execute(update(OutboxMail).where(mine).values(values))
    except Exception:
        _sent_unrecorded[sent_as] = sent_at
        raise


def _record_failure(mail: OutboxMail, error: MailNotSent, database: Transactions, clock: Clock, settings: Settings) -> str:
    """Put the mail off or give it up; nothing where the claim ran out and another process has the mail."""
    gone = error.permanent or mail.attempts >= settings.mail_attempts
    state = "failed" if gone else "waiting"
    mine = and_(col(OutboxMail.id) == mail.id, col(OutboxMail.claim_token) == mail.claim_token)
    due = clock.now() + retry_after(mail.attempts)
    reason = _unsafe.sub("", error.reason)[:500]
    values = {"state": state, "due_at": due, "last_error": reason, "claim_token": "", "claimed_until": None}
    with database.transaction() as session:
        session.connection().execute(update(OutboxMail).where(mine).values(values))
    if gone:
        _log.error("mail %s failed for good after %s attempts: %s", mail.id, mail.attempts, reason)
    else:
        _log.warning("mail %s put off after attempt %s: %s", mail.id, mail.attempts, reason)
    return state


def _tell_listeners(session: Session) -> None:
    session.info.pop("mail_put", None)
    for listener in list(_listeners):
        listener()


def _row(mail: OutboxMail) -> MailRow:
    return MailRow(
        mail.id or 0,
        mail.to,
        mail.subject,
        mail.text,
        mail.html,
        mail.state,
        mail.created_at,
        mail.sent_at,
        mail.attempts,
        mail.last_error,
    )

"""The jobs: what the shop does by the clock, once a due time, whichever process gets to it first.

docs/domain/jobs.md has the rules: claim, catch-up, back-off. A job may always be run a second time for the
same due time (its process died before the end was noted), so it must be able to bear that.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, or_, update
from sqlmodel import Session, col, select

from ocmp_app.domain.clock import JST, Clock, business_date
from ocmp_app.domain.ports import MailSender, MailServerUnavailable
from ocmp_app.models import JobRun
from ocmp_app.services import drafts, outbox
from ocmp_app.services.storage import Transactions, insert_once
from ocmp_app.settings import Settings

LEASE = timedelta(minutes=15)
"""How long a job belongs to the process that took it; after it the process counts as dead."""
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(minutes=15)
SENT_MAIL_KEPT = timedelta(days=90)
MAILS_A_RUN = 100

_log = logging.getLogger(__name__)


class JobShop(Protocol):
    """What jobs need of the shop (wiring.Shop has it)."""

    @property
    def settings(self) -> Settings: ...
    @property
    def database(self) -> Transactions: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def mail_sender(self) -> MailSender: ...


@dataclass(frozen=True, slots=True)
class Every:
    """Each so many minutes; what was missed is not made up for."""

    minutes: int

    def first(self, now: datetime) -> datetime:
        return now

    def after(self, due_at: datetime, now: datetime) -> datetime:
        return now + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Daily:
    """Each day at this time in Japan; a day that was missed is made up for."""

    hour: int
    minute: int = 0

    def first(self, now: datetime) -> datetime:
        """The latest time that has come: a new shop does today's work at once."""
        today = self._on(now)
        return today if today <= now else self._on(now - timedelta(days=1))

    def after(self, due_at: datetime, now: datetime) -> datetime:
        return self._on(due_at + timedelta(days=1))

    def _on(self, instant: datetime) -> datetime:
        return datetime.combine(business_date(instant), time(self.hour, self.minute), tzinfo=JST)


@dataclass(frozen=True, slots=True)
class JobRunning:
    """One run as the job sees it: work for `due_at`; look at `stopping` where the work can be cut."""

    shop: JobShop
    due_at: datetime
    stopping: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Job:
    """A job. `run` opens its own transactions and says in a few words what it did.

    `waiting` finds work that does not wait for the schedule, unless the job has just failed.
    """

    name: str
    schedule: Every | Daily
    run: Callable[[JobRunning], Awaitable[str]]
    waiting: Callable[[Session, datetime], bool] | None = None


@dataclass(frozen=True, slots=True)
class JobResult:
    """One run: of which job, for which due time, how it went (`text` is for operators)."""

    name: str
    due_at: datetime
    ok: bool
    text: str


async def _send_mails(running: JobRunning) -> str:
    shop = running.shop
    report = await outbox.send_due(
        shop.database, shop.mail_sender, shop.clock, shop.settings, at_most=MAILS_A_RUN, stopping=running.stopping
    )
    return str(report)


async def _discard_drafts(running: JobRunning) -> str:
    def work() -> str:
        limit = running.due_at - timedelta(days=running.shop.settings.draft_days)
        with running.shop.database.transaction() as session:
            return f"discarded {drafts.discard_older_than(session, limit)} drafts"

    return await asyncio.to_thread(work)


async def _discard_mails(running: JobRunning) -> str:
    def work() -> str:
        with running.shop.database.transaction() as session:
            return f"discarded {outbox.discard_sent_before(session, running.due_at - SENT_MAIL_KEPT)} sent mails"

    return await asyncio.to_thread(work)


JOBS: tuple[Job, ...] = (
    Job("discard-drafts", Daily(3, 10), _discard_drafts),
    Job("discard-mails", Daily(3, 20), _discard_mails),
    Job("send-mails", Every(1), _send_mails, waiting=outbox.has_due),  # last: what the others put goes out at once
)


async def run_due(shop: JobShop, jobs: Sequence[Job] = JOBS, *, stopping: Callable[[], bool] = lambda: False) -> list[JobResult]:
    """Run whatever is due by the shop's clock, earliest due time first, until nothing is due.

    After a jump of the clock each daily job runs once for each day, in the order in which the days came. A job that
    fails is logged and waits; the others go on. Safe in several processes at once: each due time runs in one of them.
    """
    await asyncio.to_thread(_register, shop, jobs)
    results: list[JobResult] = []
    while not stopping():
        found = await asyncio.to_thread(_next_due, shop, jobs)
        if found is None:
            break
        job, due_at = found
        token = await asyncio.to_thread(_claim, shop, job, due_at)
        if token is not None:  # else another process has just taken it
            results.append(await _run(shop, job, due_at, token, stopping))
    return results


async def loop(shop: JobShop, jobs: Sequence[Job] = JOBS, *, tick_seconds: float = 1.0) -> None:
    """Run what becomes due, each `tick_seconds` and at once after a commit that put a mail. Ends when cancelled.

    A cancellation waits for the mail or job in hand (as long as MailSender.longest_seconds at most, for mails):
    a mail that the server has taken and that nobody noted would be sent again.
    """
    events = asyncio.get_running_loop()
    woken, stopped = asyncio.Event(), threading.Event()

    def wake() -> None:
        if not events.is_closed():
            events.call_soon_threadsafe(woken.set)

    with outbox.when_put(wake):
        while True:
            woken.clear()
            round_ = asyncio.create_task(run_due(shop, jobs, stopping=stopped.is_set))
            try:
                await asyncio.shield(round_)
            except asyncio.CancelledError:
                stopped.set()
                await asyncio.gather(round_, return_exceptions=True)
                raise
            except Exception:  # the database is away: the shop waits for it, it does not end
                _log.exception("the jobs could not be looked at")
            try:
                async with asyncio.timeout(tick_seconds):
                    await woken.wait()
            except TimeoutError:
                pass


def _register(shop: JobShop, jobs: Sequence[Job]) -> None:
    """A row for each job that has none yet."""
    with shop.database.read() as session:
        known = set(session.exec(select(JobRun.name)))
    new = [job for job in jobs if job.name not in known]
    if not new:
        return
    now = shop.clock.now()
    with shop.database.transaction() as session:
        for job in new:
            row = {"name": job.name, "due_at": job.schedule.first(now), "claim_token": "", "last_result": "", "failures": 0}
            insert_once(session, JobRun, "name", row)


def _next_due(shop: JobShop, jobs: Sequence[Job]) -> tuple[Job, datetime] | None:
    """The free job that has been due longest; among equals the order of `jobs`. Its due time is in UTC, as stored."""
    now = shop.clock.now()
    with shop.database.read() as session:
        rows = {row.name: row for row in session.exec(select(JobRun).where(_free(now)))}
        due = [
            (row.due_at if row.due_at <= now else now, position, job, row.due_at)
            for position, job in enumerate(jobs)
            if (row := rows.get(job.name)) and _is_due(session, job, row, now)
        ]
    if not due:
        return None
    _, _, job, due_at = min(due, key=lambda one: one[:2])
    return job, due_at


def _is_due(session: Session, job: Job, row: JobRun, now: datetime) -> bool:
    if row.due_at <= now:
        return True
    return job.waiting is not None and not row.failures and job.waiting(session, now)


def _free(now: datetime) -> ColumnElement[bool]:
    """In nobody's hands and not held back after a failure; a claim that ran out counts for nothing."""
    return or_(col(JobRun.claimed_until).is_(None), col(JobRun.claimed_until) <= now)


def _claim(shop: JobShop, job: Job, due_at: datetime) -> str | None:
    """Take the run of `job` for `due_at`; None where another process was first."""
    now, token = shop.clock.now(), secrets.token_hex(16)
    with shop.database.transaction() as session:
        taken = session.connection().execute(
            update(JobRun)
            .where(col(JobRun.name) == job.name, col(JobRun.due_at) == due_at, _free(now))
            .values(claim_token=token, claimed_until=now + LEASE, last_started_at=now)
        )
    return token if taken.rowcount else None


async def _run(shop: JobShop, job: Job, due_at: datetime, token: str, stopping: Callable[[], bool]) -> JobResult:
    try:
        text = await job.run(JobRunning(shop, due_at, stopping))
    except Exception as error:
        unforeseen = not isinstance(error, MailServerUnavailable)
        _log.error("job %s failed for %s: %s", job.name, due_at.astimezone(JST).isoformat(), error, exc_info=unforeseen)
        result = JobResult(job.name, due_at, False, f"{type(error).__name__}: {error}"[:1000])
    else:
        result = JobResult(job.name, due_at, True, text[:1000])
    await asyncio.to_thread(_finish, shop, job, result, token)
    return result


def _finish(shop: JobShop, job: Job, result: JobResult, token: str) -> None:
    """Note the outcome and give the claim back; after a failure hold the job back for a while, its due time stays."""
    now = shop.clock.now()
    values: dict[str, object] = {"claim_token": "", "last_finished_at": now, "last_result": result.text.replace("\x00", "")}
    with shop.database.transaction() as session:
        mine = (col(JobRun.name) == job.name, col(JobRun.claim_token) == token)
        row = session.exec(select(JobRun).where(*mine).with_for_update()).first()
        if row is None:
            _log.warning("job %s took longer than its claim and was taken over", job.name)
            return
        if result.ok:
            values |= {"due_at": job.schedule.after(result.due_at, now), "failures": 0, "claimed_until": None}
        else:
            held_back = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(row.failures, 10))
            values |= {"failures": row.failures + 1, "claimed_until": now + held_back}
        session.connection().execute(update(JobRun).where(*mine).values(values))

"""Jobs by the shop's clock: each due time once, days made up for, failures apart."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from ocmp_app.adapters.clock import FixedClock
from ocmp_app.domain.clock import JST
from ocmp_app.domain.ports import MailServerUnavailable, OutgoingMail
from ocmp_app.models import FormDraft, JobRun, OutboxMail
from ocmp_app.services import drafts, jobs, outbox
from ocmp_app.services.jobs import Daily, Every, Job, JobResult, JobRunning
from ocmp_app.services.outbox import Mail
from ocmp_app.wiring import Shop


@dataclass
class Diary:
    """A job that notes what it was run for; `breaks` lets it fail so many times."""

    runs: list[str] = field(default_factory=list)
    breaks: int = 0
    during: Callable[[], Awaitable[None]] | None = None

    def job(self, name: str, schedule: Every | Daily) -> Job:
        async def run(running: JobRunning) -> str:
            if self.during:
                await self.during()
            if self.breaks:
                self.breaks -= 1
                raise ConnectionError("the gateway is away")
            self.runs.append(f"{name} {running.due_at.astimezone(JST):%m-%d %H:%M}")
            return "done"

        return Job(name, schedule, run)


def run(shop: Shop, *todo: Job) -> list[JobResult]:
    return asyncio.run(jobs.run_due(shop, todo))


def put(shop: Shop, key: str) -> None:
    with shop.database.transaction() as session:
        outbox.put(session, Mail("taro@example.co.jp", "件名", "本文", "<p>本文</p>"), key, shop.clock.now())


def states(shop: Shop) -> list[str]:
    with shop.database.read() as session:
        return list(session.exec(select(OutboxMail.state).order_by(OutboxMail.key)))


class TestBySchedule:
    def test_a_daily_job_runs_once_a_day(self, shop: Shop, clock: FixedClock) -> None:
        diary = Diary()
        closing = diary.job("closing", Daily(3, 30))
        for _ in range(24 * 2):
            run(shop, closing)
            clock.advance(timedelta(hours=1))
        assert diary.runs == ["closing 11-16 03:30", "closing 11-17 03:30", "closing 11-18 03:30"]

    def test_a_new_shop_before_the_time_of_day_begins_with_yesterday(self, shop: Shop) -> None:
        diary = Diary()
        run(shop, diary.job("evening", Daily(22)))
        assert diary.runs == ["evening 11-15 22:00"]

    def test_a_jump_of_the_clock_is_made_up_for_day_by_day(self, shop: Shop, clock: FixedClock) -> None:
        diary = Diary()
        todo = (diary.job("publish", Daily(9)), diary.job("close", Daily(3)))
        run(shop, *todo)
        diary.runs.clear()
        clock.advance(timedelta(days=3))
        results = run(shop, *todo)
        assert diary.runs == [
            "close 11-17 03:00",
            "publish 11-17 09:00",
            "close 11-18 03:00",
            "publish 11-18 09:00",
            "close 11-19 03:00",
            "publish 11-19 09:00",
        ]
        assert [result.ok for result in results] == [True] * 6
        assert run(shop, *todo) == []

    def test_a_job_of_every_few_minutes_makes_up_for_nothing(self, shop: Shop, clock: FixedClock) -> None:
        diary = Diary()
        often = diary.job("often", Every(5))
        run(shop, often)
        clock.advance(timedelta(minutes=4))
        assert run(shop, often) == []
        clock.advance(timedelta(days=3))
        assert len(run(shop, often)) == 1
        assert len(diary.runs) == 2


class TestAFailure:
    def test_is_logged_and_does_not_stop_the_others(self, shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
        bad, good = Diary(breaks=1), Diary()
        with caplog.at_level(logging.ERROR):
            results = run(shop, bad.job("bad", Daily(3)), good.job("good", Daily(4)))
        assert [(result.name, result.ok) for result in results] == [("bad", False), ("good", True)]
        assert results[0].text == "ConnectionError: the gateway is away"
        assert "job bad failed" in caplog.text
        assert good.runs

    def test_waits_longer_each_time_and_keeps_its_due_time(self, shop: Shop, clock: FixedClock) -> None:
        diary = Diary(breaks=3)
        job = diary.job("bad", Daily(3))
        waits = []
        while not diary.runs:
            waited = 0
            while not run(shop, job):
                clock.advance(timedelta(seconds=10))
                waited += 10
            waits.append(waited)
        assert waits == [0, 30, 60, 120]
        assert diary.runs == ["bad 11-16 03:00"]
        with shop.database.read() as session:
            row = session.get(JobRun, "bad")
        assert row is not None
        assert (row.failures, row.last_result, row.due_at) == (0, "done", datetime(2026, 11, 17, 3, tzinfo=JST))

    def test_of_a_day_holds_up_the_next_day_of_that_job(self, shop: Shop, clock: FixedClock) -> None:
        diary = Diary()
        job = diary.job("close", Daily(3))
        run(shop, job)
        diary.breaks = 1
        clock.advance(timedelta(days=2))
        assert [result.ok for result in run(shop, job)] == [False]
        clock.advance(timedelta(minutes=1))
        run(shop, job)
        assert diary.runs[1:] == ["close 11-17 03:00", "close 11-18 03:00"]


class TestSeveralProcesses:
    def test_run_each_due_time_once(self, shop: Shop, clock: FixedClock) -> None:
        diary = Diary()
        todo = tuple(diary.job(f"job-{n}", Daily(n)) for n in range(4))
        run(shop, *todo)
        diary.runs.clear()
        clock.advance(timedelta(days=5))

        async def together() -> None:
            await asyncio.gather(*(jobs.run_due(shop, todo) for _ in range(6)))

        asyncio.run(together())
        assert len(diary.runs) == len(set(diary.runs)) == 20

    def test_leave_a_job_to_the_one_that_has_it(self, shop: Shop) -> None:
        diary = Diary()

        async def meanwhile() -> None:
            diary.during = None
            assert await jobs.run_due(shop, (job,)) == []

        diary.during = meanwhile
        job = diary.job("close", Daily(3))
        assert len(run(shop, job)) == 1
        assert diary.runs == ["close 11-16 03:00"]

    def test_take_over_from_a_dead_one(self, shop: Shop, clock: FixedClock) -> None:
        class Dead(BaseException):
            pass

        async def dies() -> None:
            diary.during = None
            raise Dead

        diary = Diary(during=dies)
        job = diary.job("close", Daily(3))
        with pytest.raises(Dead):
            run(shop, job)
        assert run(shop, job) == []
        clock.advance(jobs.LEASE)
        run(shop, job)
        assert diary.runs == ["close 11-16 03:00"]

    def test_a_slow_one_does_not_undo_what_its_successor_did(
        self, shop: Shop, clock: FixedClock, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def too_long() -> None:
            diary.during = None
            clock.advance(jobs.LEASE)
            await jobs.run_due(shop, (job,))

        diary = Diary(during=too_long)
        job = diary.job("close", Daily(3))
        run(shop, job)
        assert diary.runs == ["close 11-16 03:00"] * 2  # why a job must be able to bear it
        assert "taken over" in caplog.text
        with shop.database.read() as session:
            row = session.get(JobRun, "close")
        assert row is not None
        assert (row.due_at, row.claimed_until) == (datetime(2026, 11, 17, 3, tzinfo=JST), None)


class TestTheShopsJobs:
    def test_everything_due_runs_and_says_what_it_did(self, shop: Shop) -> None:
        put(shop, "a")
        results = asyncio.run(jobs.run_due(shop))
        assert {result.name: result.text for result in results} == {
            "discard-drafts": "discarded 0 drafts",
            "discard-mails": "discarded 0 sent mails",
            "send-mails": "sent 1, put off 0, failed 0",
        }
        assert all(result.ok for result in results)

    def test_a_mail_does_not_wait_for_the_next_minute(self, shop: Shop) -> None:  # R40
        asyncio.run(jobs.run_due(shop))
        put(shop, "a")
        assert [result.name for result in asyncio.run(jobs.run_due(shop))] == ["send-mails"]
        assert states(shop) == ["sent"]

    def test_many_mails_go_out_in_one_go(self, shop: Shop) -> None:
        for n in range(jobs.MAILS_A_RUN + 1):
            put(shop, f"mail-{n}")
        asyncio.run(jobs.run_due(shop))
        assert set(states(shop)) == {"sent"}

    def test_a_mail_server_that_is_away_is_asked_now_and_then(self, shop: Shop, clock: FixedClock) -> None:
        class Away:
            longest_seconds = 1.0
            asked = 0

            async def send(self, mail: OutgoingMail) -> None:
                self.asked += 1
                raise MailServerUnavailable("connection refused")

        away = Away()
        closed = replace(shop, mail_sender=away)
        for key in "abc":
            put(shop, key)
        for _ in range(60):
            asyncio.run(jobs.run_due(closed))
            clock.advance(timedelta(seconds=10))
        assert 3 <= away.asked <= 8  # not sixty times, and no mail lost an attempt a tick
        clock.advance(timedelta(hours=1))
        asyncio.run(jobs.run_due(shop))
        assert states(shop) == ["sent"] * 3

    def test_old_drafts_are_thrown_away(self, shop: Shop, clock: FixedClock) -> None:
        with shop.database.transaction() as session:
            drafts.save(session, "c" * 64, "inquiry", {"body": "古い"}, clock.now())
        clock.advance(timedelta(days=shop.settings.draft_days - 1))
        with shop.database.transaction() as session:
            drafts.save(session, "d" * 64, "inquiry", {"body": "新しい"}, clock.now())
        clock.advance(timedelta(days=2))
        asyncio.run(jobs.run_due(shop))
        with shop.database.read() as session:
            assert list(session.exec(select(FormDraft.owner))) == ["d" * 64]

    def test_sent_mails_are_thrown_away_and_failed_ones_stay(self, shop: Shop, clock: FixedClock) -> None:
        put(shop, "sent")
        run(shop, *(job for job in jobs.JOBS if job.name == "send-mails"))
        put(shop, "waiting")
        with shop.database.transaction() as session:
            session.exec(select(OutboxMail).where(OutboxMail.key == "waiting")).one().state = "failed"
        clock.advance(timedelta(days=92))
        run(shop, *(job for job in jobs.JOBS if job.name == "discard-mails"))
        assert states(shop) == ["failed"]


def test_the_command_runs_what_is_due_and_says_so(sqlite_template: Path, tmp_path: Path) -> None:
    path = shutil.copy(sqlite_template, tmp_path / "shop.db")
    command = [sys.executable, "-m", "ocmp_app.cli", "jobs", "--once"]
    environment = {**os.environ, "OCMP_DATABASE_URL": f"sqlite:///{path}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "send-mails" in done.stdout
    assert "discard-drafts" in done.stdout


class TestTheLoop:
    def test_sends_a_mail_as_soon_as_it_is_committed_and_ends_when_cancelled(self, shop: Shop) -> None:
        sent = asyncio.Event()

        class Office:
            longest_seconds = 1.0

            async def send(self, mail: OutgoingMail) -> None:
                sent.set()

        async def story() -> None:
            working = asyncio.create_task(jobs.loop(replace(shop, mail_sender=Office()), tick_seconds=3600))
            while not outbox._listeners:  # the loop is awake
                await asyncio.sleep(0)
            await asyncio.to_thread(put, shop, "a")
            async with asyncio.timeout(10):
                await sent.wait()
            working.cancel()
            with pytest.raises(asyncio.CancelledError):
                await working
            assert not outbox._listeners

        asyncio.run(story())
        assert states(shop) == ["sent"]  # the mail in hand was noted before the end

    def test_ends_between_two_mails(self, shop: Shop) -> None:
        hands_on, go_on = asyncio.Event(), asyncio.Event()

        class Office:
            longest_seconds = 1.0

            async def send(self, mail: OutgoingMail) -> None:
                hands_on.set()
                await go_on.wait()

        async def story() -> None:
            working = asyncio.create_task(jobs.loop(replace(shop, mail_sender=Office()), tick_seconds=3600))
            async with asyncio.timeout(10):
                await hands_on.wait()
            working.cancel()
            await asyncio.sleep(0)
            assert not working.done()
            go_on.set()
            with pytest.raises(asyncio.CancelledError):
                await working

        put(shop, "a")
        put(shop, "b")
        asyncio.run(story())
        assert states(shop) == ["sent", "waiting"]

    def test_outlives_a_database_that_is_away(self, shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
        rounds = asyncio.Event()

        class Clock:
            """Stands in for whatever breaks outside of a job."""

            calls = 0

            def now(self) -> datetime:
                self.calls += 1
                if self.calls == 1:
                    raise ConnectionError("the database is away")
                events.call_soon_threadsafe(rounds.set)
                return shop.clock.now()

        async def story() -> None:
            nonlocal events
            events = asyncio.get_running_loop()
            working = asyncio.create_task(jobs.loop(replace(shop, clock=Clock()), tick_seconds=0))
            async with asyncio.timeout(10):
                await rounds.wait()
            working.cancel()
            with pytest.raises(asyncio.CancelledError):
                await working

        events: asyncio.AbstractEventLoop
        asyncio.run(story())
        assert "could not be looked at" in caplog.text

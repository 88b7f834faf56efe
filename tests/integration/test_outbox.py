"""The outbox: once written with what it tells, sent once, whatever happens on the way (R6, R40)."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from ocmp_app.adapters.clock import FixedClock
from ocmp_app.domain.errors import NotFound
from ocmp_app.domain.ports import MailServerUnavailable, OutgoingMail
from ocmp_app.models import OutboxMail
from ocmp_app.services import outbox
from ocmp_app.services.outbox import Mail, SendingReport
from ocmp_app.services.storage import Transactions
from ocmp_app.wiring import Shop
from tests.integration.post_office import PostOffice, open_post_office

TARO = "taro@example.co.jp"


def mail(to: str = TARO, subject: str = "受け付けました") -> Mail:
    return Mail(to=to, subject=subject, text="本文", html="<p>本文</p>")


def put(shop: Shop, *keys: str, to: str = TARO) -> None:
    with shop.database.transaction() as session:
        for key in keys:
            outbox.put(session, mail(to), key, shop.clock.now())


def rows(shop: Shop) -> list[OutboxMail]:
    with shop.database.read() as session:
        return list(session.exec(select(OutboxMail).order_by(col(OutboxMail.id))))


async def send(shop: Shop, database: Transactions | None = None) -> SendingReport:
    return await outbox.send_due(database or shop.database, shop.mail_sender, shop.clock, shop.settings)


def with_office(shop: Shop, story: Callable[[Shop, PostOffice], Awaitable[None]]) -> None:
    """Run `story` with the shop's mails going to a real server."""

    async def run() -> None:
        async with open_post_office() as office:
            await story(replace(shop, mail_sender=office.sender()), office)

    asyncio.run(run())


class TestAMailThatIsPut:
    def test_goes_out_once(self, shop: Shop) -> None:
        async def story(shop: Shop, office: PostOffice) -> None:
            put(shop, "a", "b")
            assert await send(shop) == SendingReport(sent=2)
            assert await send(shop) == SendingReport()
            assert [message["Subject"] for message in office.taken] == ["受け付けました"] * 2
            assert {row.state for row in rows(shop)} == {"sent"}
            assert {row.sent_at for row in rows(shop)} == {shop.clock.now()}

        with_office(shop, story)

    def test_of_the_same_key_is_one_mail(self, shop: Shop) -> None:
        with shop.database.transaction() as session:
            assert [outbox.put(session, mail(), "a", shop.clock.now()) for _ in range(2)] == [True, False]
        put(shop, "a", to="somebody@example.jp")
        assert [row.to for row in rows(shop)] == [TARO]

    def test_of_the_same_key_at_once_is_one_mail(self, shop: Shop) -> None:
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda _: put(shop, "a"), range(16)))
        assert len(rows(shop)) == 1

    def test_is_not_there_when_what_it_tells_did_not_happen(self, shop: Shop) -> None:
        def use_case() -> None:
            with shop.database.transaction() as session:
                outbox.put(session, mail(), "a", shop.clock.now())
                raise RuntimeError("the use case failed")

        with pytest.raises(RuntimeError):
            use_case()
        assert rows(shop) == []

    def test_cannot_carry_a_second_header_or_a_character_that_no_database_takes(self, shop: Shop) -> None:
        with shop.database.transaction() as session:
            outbox.put(session, mail(subject="件名\r\nBcc: eve@example.jp\x00" + "あ" * 400), "a", shop.clock.now())
        (row,) = rows(shop)
        assert row.subject.startswith("件名 Bcc: eve@example.jpあ")
        assert len(row.subject) == 300

    def test_wakes_who_listens_after_the_commit_only(self, shop: Shop) -> None:
        woken: list[int] = []
        with outbox.when_put(lambda: woken.append(len(rows(shop)))):
            with shop.database.transaction() as session:
                outbox.put(session, mail(), "a", shop.clock.now())
                outbox.put(session, mail(), "b", shop.clock.now())
                assert woken == []
            assert woken == [2]
            put(shop, "a")  # nothing new
        put(shop, "c")
        assert woken == [2]

    def test_can_be_read(self, shop: Shop, clock: FixedClock) -> None:
        put(shop, "a")
        clock.advance(timedelta(minutes=1))
        put(shop, "b", to="hanako@example.jp")
        with shop.database.read() as session:
            assert [row.to for row in outbox.listing(session)] == ["hanako@example.jp", TARO]
            assert [row.text for row in outbox.listing(session, to=TARO)] == ["本文"]
            assert outbox.listing(session, state="failed") == []

    def test_of_the_demo_counts_as_sent(self, shop: Shop) -> None:
        put(shop, "a")
        assert asyncio.run(send(shop)) == SendingReport(sent=1)


class TestARefusal:
    def test_for_now_is_tried_again_later_and_later(self, shop: Shop, clock: FixedClock) -> None:
        async def story(shop: Shop, office: PostOffice) -> None:
            put(shop, "a")
            office.replies[TARO] = ["450 busy", "450 busy"]
            assert await send(shop) == SendingReport(put_off=1)
            assert await send(shop) == SendingReport()  # not at once
            clock.advance(timedelta(minutes=2))
            assert await send(shop) == SendingReport(put_off=1)
            clock.advance(timedelta(minutes=2))
            assert await send(shop) == SendingReport()  # three minutes now
            clock.advance(timedelta(minutes=2))
            assert await send(shop) == SendingReport(sent=1)
            (row,) = rows(shop)
            assert (row.attempts, row.state, row.last_error) == (3, "sent", "")

        with_office(shop, story)

    def test_for_good_ends_at_once_and_is_seen(self, shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
        async def story(shop: Shop, office: PostOffice) -> None:
            put(shop, "a", "b")
            office.replies[TARO] = ["550 no such user"]
            assert await send(shop) == SendingReport(sent=1, failed=1)
            with shop.database.read() as session:
                (failed,) = outbox.listing(session, state="failed")
            assert (failed.last_error, failed.attempts) == ("550 no such user", 1)
            assert "failed for good" in caplog.text

        with_office(shop, story)

    def test_ends_after_the_last_attempt_and_can_be_sent_again(self, shop: Shop, clock: FixedClock) -> None:
        async def story(shop: Shop, office: PostOffice) -> None:
            put(shop, "a")
            office.replies[TARO] = ["450 busy"] * shop.settings.mail_attempts
            for _ in range(shop.settings.mail_attempts + 3):
                await send(shop)
                clock.advance(timedelta(days=1))
            (row,) = rows(shop)
            assert (row.state, row.attempts) == ("failed", shop.settings.mail_attempts)
            with shop.database.transaction() as session:
                outbox.send_again(session, row.id or 0, clock.now())
            assert await send(shop) == SendingReport(sent=1)
            with pytest.raises(NotFound), shop.database.transaction() as session:
                outbox.send_again(session, row.id or 0, clock.now())

        with_office(shop, story)

    def test_of_one_mail_does_not_hold_up_the_others(self, shop: Shop) -> None:
        async def story(shop: Shop, office: PostOffice) -> None:
            put(shop, "a", to="hangs@example.jp")
            put(shop, "b", to="not an address")
            put(shop, "c")
            office.replies["hangs@example.jp"] = ["hang"]
            assert await send(shop) == SendingReport(sent=1, put_off=1, failed=1)

        with_office(shop, story)

    def test_by_a_server_that_is_away_costs_one_mail_one_attempt(self, shop: Shop, clock: FixedClock) -> None:
        async def story(shop: Shop, office: PostOffice) -> None:
            put(shop, "a", "b", "c")
            office.greeting = "drop"
            with pytest.raises(MailServerUnavailable):
                await send(shop)
            assert [row.attempts for row in rows(shop)] == [1, 0, 0]
            office.greeting = ""
            clock.advance(timedelta(minutes=2))
            assert await send(shop) == SendingReport(sent=3)

        with_office(shop, story)

    def test_waits_grow_to_half_a_day_and_are_never_the_same(self) -> None:
        for attempts, minutes in ((1, 1), (2, 3), (3, 9), (6, 243), (7, 720), (500, 720)):
            waits = {outbox.retry_after(attempts) for _ in range(20)}
            assert len(waits) > 1
            assert all(timedelta(minutes=0.8 * minutes) <= wait <= timedelta(minutes=1.2 * minutes) for wait in waits)


class TestNeverTwice:
    @pytest.mark.parametrize("ending", ["drop", "hang"])
    def test_when_the_server_leaves_after_taking_it(self, shop: Shop, clock: FixedClock, ending: str) -> None:
        async def story(shop: Shop, office: PostOffice) -> None:
            put(shop, "a")
            office.quit = ending
            assert await send(shop) == SendingReport(sent=1)
            clock.advance(timedelta(days=1))
            assert await send(shop) == SendingReport()
            assert len(office.taken) == 1

        with_office(shop, story)

    @pytest.mark.parametrize("breaking", ["drop", "hang"])
    def test_when_it_broke_before_the_server_had_it_it_goes_once(self, shop: Shop, clock: FixedClock, breaking: str) -> None:
        async def story(shop: Shop, office: PostOffice) -> None:
            put(shop, "a")
            office.data = [breaking]
            assert await send(shop) == SendingReport(put_off=1)
            clock.advance(timedelta(minutes=2))
            assert await send(shop) == SendingReport(sent=1)
            assert len(office.taken) == 1

        with_office(shop, story)

    def test_by_eight_senders_at_once(self, shop: Shop) -> None:
        async def story(shop: Shop, office: PostOffice) -> None:
            put(shop, *(f"mail-{n}" for n in range(12)))
            reports = await asyncio.gather(*(send(shop) for _ in range(8)))
            assert sum(report.sent for report in reports) == 12
            assert len(office.taken) == 12
            assert len({message["Message-ID"] for message in office.taken}) == 12

        with_office(shop, story)

    def test_while_another_process_has_it_in_hand(self, shop: Shop) -> None:
        async def story(shop: Shop, office: PostOffice) -> None:
            put(shop, "a")
            seen: list[SendingReport] = []
            inside = threading.Event()

            def other_process() -> None:
                seen.append(asyncio.run(send(shop)))
                inside.set()

            def on_data() -> None:
                threading.Thread(target=other_process).start()
                assert inside.wait(5)

            office.on_data = on_data
            assert await send(shop) == SendingReport(sent=1)
            assert seen == [SendingReport()]

        with_office(shop, story)

    def test_when_the_database_does_not_note_the_success(self, shop: Shop, clock: FixedClock) -> None:
        async def story(shop: Shop, office: PostOffice) -> None:
            put(shop, "a")
            with pytest.raises(ConnectionError):
                await send(shop, FailsAt(shop.database, 2))  # the claim is the first transaction, the outcome the second
            assert rows(shop)[0].state == "waiting"
            clock.advance(timedelta(hours=1))
            assert await send(shop) == SendingReport()
            assert rows(shop)[0].state == "sent"
            assert len(office.taken) == 1

        with_office(shop, story)


class TestADeadProcess:
    """It claimed the mail and died: nobody knows whether the server has it (docs/domain/mail.md)."""

    def dies(self, shop: Shop) -> None:
        class Dead(BaseException):
            pass

        class Dying:
            longest_seconds = 1.0

            async def send(self, mail: OutgoingMail) -> None:
                raise Dead

        with pytest.raises(Dead):
            asyncio.run(send(replace(shop, mail_sender=Dying())))

    def test_loses_its_claim_and_the_mail_goes_again_under_the_same_id(self, shop: Shop, clock: FixedClock) -> None:
        async def story(shop: Shop, office: PostOffice) -> None:
            assert await send(shop) == SendingReport()  # the claim holds
            clock.advance(timedelta(minutes=5))
            assert await send(shop) == SendingReport(sent=1)
            (message,) = office.taken
            assert message["Message-ID"] == f"<{outbox.message_id(rows(shop)[0], shop.settings)}>"
            assert rows(shop)[0].attempts == 2

        put(shop, "a")
        self.dies(shop)
        with_office(shop, story)

    def test_at_every_attempt_ends_the_mail(self, shop: Shop, clock: FixedClock, caplog: pytest.LogCaptureFixture) -> None:
        put(shop, "a")
        for _ in range(shop.settings.mail_attempts):
            self.dies(shop)
            clock.advance(timedelta(minutes=5))
        with caplog.at_level(logging.ERROR):
            assert asyncio.run(send(shop)) == SendingReport()
        assert rows(shop)[0].state == "failed"
        assert "failed for good" in caplog.text

    def test_that_was_only_slow_still_notes_its_success(self, shop: Shop, clock: FixedClock) -> None:
        async def story(shop: Shop, office: PostOffice) -> None:
            put(shop, "a")
            office.on_data = lambda: clock.advance(timedelta(days=1))  # a tester moves the clock: the claim runs out
            assert await send(shop) == SendingReport(sent=1)
            assert await send(shop) == SendingReport()
            assert len(office.taken) == 1

        with_office(shop, story)


def test_a_message_id_is_not_used_again_with_the_number_of_a_deleted_row(shop: Shop, clock: FixedClock) -> None:
    put(shop, "a")
    first = outbox.message_id(rows(shop)[0], shop.settings)
    with shop.database.transaction() as session:
        session.delete(session.exec(select(OutboxMail)).one())
    clock.advance(timedelta(days=91))
    put(shop, "a")
    assert outbox.message_id(rows(shop)[0], shop.settings) != first
    assert first.endswith("@ocmp.example.jp")


class FailsAt:
    """The shop's database, whose n-th transaction finds the server gone."""

    def __init__(self, database: Transactions, number: int) -> None:
        self._database = database
        self._left = number

    def read(self) -> AbstractContextManager[Session]:
        return self._database.read()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        self._left -= 1
        if self._left == 0:
            raise ConnectionError("the database is away")
        with self._database.transaction() as session:
            yield session

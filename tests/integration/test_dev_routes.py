"""The testers' routes of the demo (spec/pages.md): mails, clock, jobs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from ocmp_app.domain.clock import JST
from ocmp_app.routes.around import plain_routes
from ocmp_app.routes.dev import dev_routes
from ocmp_app.services import outbox
from ocmp_app.services.outbox import Mail
from ocmp_app.settings import Settings
from ocmp_app.wiring import Shop, build
from tests.asking import Asking

JUNK: list[Any] = [
    {}, [], "now", None, 3, {"now": "tomorrow"}, {"now": "2030-01-01T00:00:00"}, {"now": 1_900_000_000}, {"now": None},
    {"advance_days": 0}, {"advance_days": -1}, {"advance_days": 1.5}, {"advance_days": "3"}, {"advance_days": True},
    {"advance_days": 10**30}, {"advance_days": 36_500}, {"advance_days": 1, "now": "2030-01-01T00:00:00+09:00"},
    {"now": "9999-12-31T23:59:59-23:00"},
]  # fmt: skip
FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://localhost:3001"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
]
ALICE, BOB = "alice@example.co.jp", "bob@example.co.jp"


@pytest.fixture
def shop(settings: Settings) -> Iterator[Shop]:
    """A shop whose clock testers move: the demo's, not one that stands."""
    shop = build(settings)
    yield shop
    shop.database.dispose()


@pytest.fixture
def tester(shop: Shop) -> Asking:
    """Comes without a browser's headers."""
    return Asking(dev_routes(lambda: shop))


def put(shop: Shop, to: str, subject: str, text: str = "本文") -> None:
    with shop.database.transaction() as session:
        outbox.put(session, Mail(to=to, subject=subject, text=text, html="<p></p>"), subject, shop.clock.now())


def now(tester: Asking) -> datetime:
    return datetime.fromisoformat(tester.get("/dev/clock").json()["now"])


class TestOutbox:
    def test_lists_mails_newest_first(self, shop: Shop, tester: Asking) -> None:
        put(shop, ALICE, "一通目")
        put(shop, BOB, "二通目")
        mails = tester.get("/dev/outbox.json").json()
        assert [mail["subject"] for mail in mails] == ["二通目", "一通目"]
        assert set(mails[0]) == {"id", "to", "subject", "text", "created_at", "sent_at"}
        assert mails[0]["created_at"].endswith("+09:00")
        assert mails[0]["sent_at"] is None

    def test_of_one_receiver(self, shop: Shop, tester: Asking) -> None:
        put(shop, ALICE, "一通目")
        put(shop, BOB, "二通目")
        assert [mail["to"] for mail in tester.get("/dev/outbox.json", params={"to": ALICE}).json()] == [ALICE]
        assert tester.get("/dev/outbox.json", params={"to": "nobody@example.co.jp"}).json() == []

    def test_what_a_sender_wrote_is_only_text_on_the_page(self, shop: Shop, tester: Asking) -> None:
        put(shop, ALICE, "<script>alert(1)</script>", "http://localhost:3000/inquiry と http://evil.example/ <img src=x>")
        answer = tester.get("/dev/outbox")
        assert answer.status_code == 200
        assert "<script" not in answer.text
        assert "<img" not in answer.text
        assert '<a href="http://localhost:3000/inquiry">' in answer.text
        assert 'href="http://evil' not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]


class TestClock:
    def test_moves_forward_by_days(self, tester: Asking) -> None:
        before = now(tester)
        answer = tester.post("/dev/clock", json={"advance_days": 3})
        assert answer.status_code == 200
        moved = datetime.fromisoformat(answer.json()["now"]) - before
        assert timedelta(days=3) <= moved < timedelta(days=3, minutes=1)

    def test_is_set_to_an_instant_and_everything_follows(self, shop: Shop, tester: Asking) -> None:
        wanted = now(tester).replace(hour=9, minute=0, second=0) + timedelta(days=30)
        answer = tester.post("/dev/clock", json={"now": wanted.isoformat()})
        assert answer.json()["now"] == wanted.isoformat()
        assert wanted.isoformat().endswith("+09:00")
        assert shop.clock.now().astimezone(JST) - wanted < timedelta(minutes=1)

    def test_does_not_go_back(self, tester: Asking) -> None:
        tester.post("/dev/clock", json={"advance_days": 10})
        reached = now(tester)
        answer = tester.post("/dev/clock", json={"now": (reached - timedelta(days=1)).isoformat()})
        assert answer.status_code == 400
        assert "only moves forward" in answer.json()["error"]
        assert now(tester) >= reached

    def test_junk_gets_a_reason(self, tester: Asking) -> None:
        before = now(tester)
        for body in JUNK:
            answer = tester.post("/dev/clock", json=body)
            assert (answer.status_code, bool(answer.json()["error"])) == (400, True), body
        for content in (b"", b"{", b"\xff\xfe", b"[" * 5000, b'{"advance_days": 1}' + b" " * 5000):
            answer = tester.post("/dev/clock", content=content)
            assert (answer.status_code, bool(answer.json()["error"])) == (400, True), content[:20]
        assert now(tester) - before < timedelta(hours=1)


class TestJobs:
    def test_runs_what_is_due_and_says_what_ran(self, shop: Shop, tester: Asking) -> None:
        put(shop, ALICE, "待っているメール")
        ran = tester.post("/dev/jobs").json()["ran"]
        assert "send-mails" in [one["name"] for one in ran]
        assert all(one["ok"] for one in ran)
        assert tester.get("/dev/outbox.json").json()[0]["sent_at"] is not None

    def test_a_second_run_finds_nothing_due(self, tester: Asking) -> None:
        tester.post("/dev/jobs")
        assert tester.post("/dev/jobs").json()["ran"] == []

    def test_after_three_days_the_daily_jobs_have_run_three_times(self, tester: Asking) -> None:
        tester.post("/dev/jobs")
        tester.post("/dev/clock", json={"advance_days": 3})
        ran = [one["name"] for one in tester.post("/dev/jobs").json()["ran"]]
        assert ran.count("discard-drafts") == 3


class TestOtherSites:
    def test_a_page_of_another_site_moves_nothing(self, tester: Asking) -> None:
        before = now(tester)
        for headers in FOREIGN:
            assert tester.post("/dev/clock", json={"advance_days": 1}, headers=headers).status_code == 403, headers
            assert tester.post("/dev/jobs", headers=headers).status_code == 403, headers
        assert now(tester) - before < timedelta(hours=1)

    def test_our_own_page_may(self, tester: Asking) -> None:
        own = {"origin": "http://localhost:3000", "sec-fetch-site": "same-origin"}
        assert tester.post("/dev/clock", json={"advance_days": 1}, headers=own).status_code == 200

    def test_a_link_changes_nothing(self, tester: Asking) -> None:
        assert tester.get("/dev/jobs").status_code == 405


def test_outside_the_demo_these_routes_do_not_exist(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    production = settings.model_copy(update={"mode": "production"})
    assert production.is_demo is False
    monkeypatch.setattr("ocmp_app.routes.around.get_settings", lambda: production)
    assert not [route for route in plain_routes() if route.path.startswith("/dev")]  # type: ignore[attr-defined]

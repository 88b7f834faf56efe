"""The gate before every event, in Reflex' real pipeline: guard, socket server, queue, middleware, states."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any

import pytest
import reflex as rx
import structlog
from reflex.app import _ContextMiddleware
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY
from starlette.types import ASGIApp

from ocmp_app.ocmp_app import app
from ocmp_app.routes.guard import SocketGuard
from ocmp_app.settings import Settings, get_settings
from ocmp_app.state import arguments
from ocmp_app.state.access import (
    BROWSER_ERROR,
    BROWSER_STORAGE,
    FROM_BROWSERS,
    FROM_THE_SERVER,
    HYDRATE,
    LOADED,
    ON_LOAD,
    Access,
    access,
    level_of,
    may_come_from_a_browser,
)
from ocmp_app.state.gate import visitor_of
from tests.wire import ROOT, Tab, reflex_event

ALICE = "ocmp_visitor=" + "a" * 43
CHARLIE = "ocmp_visitor=" + "c" * 43
BASE = get_settings().base_url
"""Reflex has read its configuration from the settings of this machine."""

in_process = partial(Tab.in_process, origin=BASE)


async def visit(shop: ASGIApp, **scope: Any) -> Tab:
    """A tab on an address without a page, so that no state of the shop begins to load."""
    return await (await in_process(shop, **scope)).join(path="/nowhere")


@access(Access.PUBLIC)
class OpenState(rx.State):
    """What anybody may call."""

    done: list[str] = []  # noqa: RUF012 - a var of Reflex
    note: str = ""
    kept: str = rx.LocalStorage("", name="test-kept")
    _private: str = ""

    def _record(self, what: str) -> None:
        self.done = [*self.done, what]

    @rx.event
    def plain(self) -> None:
        self._record("plain")

    @rx.event
    def write(self, text: str) -> None:
        self.note = text
        self._private = text
        self._record("write")

    @rx.event
    def submit(self, form: dict[str, Any]) -> None:
        self._record("submit")

    @rx.event
    def typed(self, number: int, flag: bool = False, names: list[str] | None = None, extra: Any = None) -> None:
        self._record("typed")

    @rx.event
    def odd(self, when: complex) -> None:
        self._record("odd")

    @rx.event
    def follow(self) -> Any:
        return [OpenState.plain, MemberState.secret, ClosedState.secret]

    @rx.event
    def fail(self) -> None:
        raise RuntimeError("not foreseen")

    @rx.event
    def who(self) -> None:
        self.note = f"{visitor_of(self)} {self.router.session.client_ip}"

    @rx.event
    def where(self) -> None:
        self.note = f"{self.router.url.origin} {self.router.url.path} {dict(self.router.url.query_parameters)}"


@access(Access.MEMBER)
class MemberState(rx.State):
    """What members may call."""

    done: bool = False

    @rx.event
    def secret(self) -> None:
        self.done = True


class ClosedState(rx.State):
    """Nobody has said who may call this."""

    done: bool = False

    @rx.event
    def secret(self) -> None:
        self.done = True

    @rx.event(background=True)
    async def in_the_background(self) -> None:
        async with self:
            self.done = True


OPEN, MEMBER, CLOSED = (one.get_full_name() for one in (OpenState, MemberState, ClosedState))
Run = Callable[[Callable[[ASGIApp], Coroutine[Any, Any, None]]], None]


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    """One event loop with Reflex' event processor running in it."""
    with asyncio.Runner() as runner:
        processing = app._setup_event_processor()
        runner.run(processing.__aenter__())
        yield runner
        runner.run(processing.__aexit__(None, None, None))


@pytest.fixture
def tell(loop: asyncio.Runner) -> Run:
    """Runs a story against the guarded app."""
    settings = Settings(_env_file=None, base_url=BASE)  # type: ignore[call-arg]
    assert app._api is not None
    guarded = SocketGuard(_ContextMiddleware(app._api, app), settings, may_come_from_a_browser)
    return lambda story: loop.run(story(guarded))


class TestWhoMayCall:
    def test_a_public_handler_runs(self, tell: Run) -> None:
        async def story(shop: ASGIApp) -> None:
            tab = await visit(shop)
            await tab.call(f"{OPEN}.write", {"text": "こんにちは"})
            await tab.settle()
            assert tab.var(OPEN, "note") == "こんにちは"

        tell(story)

    @pytest.mark.parametrize(
        "name",
        [
            f"{MEMBER}.secret",
            f"{CLOSED}.secret",
            f"{CLOSED}.in_the_background",
            f"{OPEN}._record",
            f"{OPEN}.setvar",
            f"{OPEN}.reset",
            f"{OPEN}.get_state",
            f"{OPEN}.no_such",
            f"{ROOT}.setvar",
            f"{ROOT}.hydrate",
            f"{ROOT}.set_is_hydrated",
            LOADED,
            f"{ROOT}.reflex___istate___shared____shared_state_base_internal.setvar",
        ],
    )
    def test_nothing_else_runs(self, tell: Run, name: str) -> None:
        async def story(shop: ASGIApp) -> None:
            tab = await visit(shop)
            for payload in ({}, {"value": True}, {"var_name": "note", "value": "x"}):
                await tab.call(name, payload)
            await tab.settle()
            assert not tab.var(MEMBER, "done")
            assert not tab.var(CLOSED, "done")
            assert tab.var(OPEN, "done") in (None, [])
            assert tab.var(OPEN, "note") in (None, "")

        tell(story)

    def test_not_as_the_event_that_rides_along_either(self, tell: Run) -> None:
        async def story(shop: ASGIApp) -> None:
            tab = await in_process(shop)
            await tab.send(f"40/_event,{json.dumps({'event': reflex_event(f'{CLOSED}.secret')})}")
            assert await tab.until_closed() == 1008
            assert tab.deltas == []

        tell(story)

    def test_not_on_the_way_through_another_handler(self, tell: Run) -> None:
        """A handler of ours that hands on to one that the caller may not call."""

        async def story(shop: ASGIApp) -> None:
            tab = await visit(shop)
            await tab.call(f"{OPEN}.follow")
            await tab.until(lambda: tab.var(OPEN, "done") == ["plain"])
            await tab.settle()
            assert not tab.var(MEMBER, "done")
            assert not tab.var(CLOSED, "done")

        tell(story)

    def test_the_gate_holds_without_the_guard(self, tell: Run) -> None:
        """Deny by default does not hang on the outer wall alone."""

        async def story(_shop: ASGIApp) -> None:
            from reflex_base.event import Event

            token = str(uuid.uuid4())
            for name in (f"{CLOSED}.secret", f"{MEMBER}.secret", f"{CLOSED}.in_the_background"):
                future = await app.event_processor.enqueue(token, Event(name=name))
                await future.wait_all()
            root = await app.state_manager.get_state(rx.BaseStateToken(ident=token, cls=rx.State))
            assert not (await root.get_state(ClosedState)).done
            assert not (await root.get_state(MemberState)).done

        tell(story)

    def test_levels(self) -> None:
        assert level_of(f"{OPEN}.plain") is Access.PUBLIC
        assert level_of(f"{MEMBER}.secret") is Access.MEMBER
        assert level_of(f"{CLOSED}.secret") is None
        assert level_of(f"{OPEN}.setvar") is None
        assert level_of("") is None
        assert level_of("no.such.state.handler") is None

    def test_what_reflex_itself_brings_has_the_names_written_down(self) -> None:
        from reflex_base.registry import RegistrationContext

        known = RegistrationContext.ensure_context().event_handlers
        assert known.keys() >= FROM_BROWSERS | FROM_THE_SERVER
        assert {name for name in known if may_come_from_a_browser(name) and not level_of(name)} == set()


class TestArguments:
    @pytest.mark.parametrize(
        ("handler", "payload"),
        [
            ("plain", {}),
            ("write", {"text": ""}),
            ("submit", {"form": {}}),
            ("submit", {"form": {"a": ["b", {"c": None}]}}),
            ("submit", {"form": {FORM_DATA_ENTRIES_KEY: [["name", "山田"], ["kind", "a"], ["kind", "b"]]}}),
            ("typed", {"number": 1}),
            ("typed", {"number": "12", "flag": True, "names": ["a"], "extra": [{}]}),
            ("typed", {"number": -1, "names": None}),
        ],
    )
    def test_that_fit(self, handler: str, payload: dict[str, Any]) -> None:
        assert arguments.fit(f"{OPEN}.{handler}", payload)

    @pytest.mark.parametrize(
        ("handler", "payload"),
        [
            ("plain", {"x": 1}),
            ("plain", {"self": 1}),
            ("write", {}),
            ("write", {"text": "", "more": ""}),
            *[("write", {"text": junk}) for junk in (None, 7, 1.5, True, [], {}, ["a"])],
            *[("submit", {"form": junk}) for junk in (None, 7, "x", [], [["a", "b"]])],
            *[
                ("submit", {"form": {FORM_DATA_ENTRIES_KEY: junk}})
                for junk in (None, 7, "x", {}, [7], [["a"]], [[7, "x"]], [[[], "x"]])
            ],
            ("submit", {"form": {FORM_DATA_ENTRIES_KEY: [], "more": "x"}}),
            *[("typed", {"number": junk}) for junk in (None, True, 1.5, "x", "1e3", "９", "1" * 99, [], {})],
            ("typed", {"number": 1, "flag": "true"}),
            ("typed", {"number": 1, "flag": 1}),
            ("typed", {"number": 1, "names": "abc"}),
            ("typed", {"number": 1, "names": [1]}),
            ("write", {"text": {"secret": "secret"}}),
            ("odd", {"when": "secret"}),  # an annotation that is not plain: nobody gets through
        ],
    )
    def test_that_do_not_fit(self, tell: Run, handler: str, payload: dict[str, Any]) -> None:
        async def story(shop: ASGIApp) -> None:
            tab = await visit(shop)
            with structlog.testing.capture_logs() as log:
                await tab.call(f"{OPEN}.{handler}", payload)
                await tab.settle()
            assert tab.var(OPEN, "done") in (None, [])
            assert [(entry["event"], entry["handler"]) for entry in log] == [("event refused", f"{OPEN}.{handler}")]
            assert "secret" not in json.dumps(log)

        tell(story)

    @pytest.mark.parametrize(
        ("name", "payload"),
        [
            (HYDRATE, {"vars": []}),
            (HYDRATE, {"vars": {"x": 1}, "hashes": {"0": "x"}}),
            (HYDRATE, {"hashes": [1] * 7}),
            (HYDRATE, {"value": 1}),
            (BROWSER_STORAGE, {}),
            (BROWSER_STORAGE, {"vars": None}),
            (BROWSER_ERROR, {"info": None, "component_stack": None}),
            (BROWSER_ERROR, {"info": {"a": 1}, "component_stack": ""}),
            (ON_LOAD, {"x": 1}),
        ],
    )
    def test_of_reflex_own_handlers(self, name: str, payload: dict[str, Any]) -> None:
        assert not arguments.fit(name, payload)

    def test_no_error_of_a_browser_can_keep_the_shop_busy(self) -> None:
        """Reflex searches the text with patterns whose time grows with its square: a frame was worth a minute."""
        payload = {"info": "TypeError: can't access property \"" + '", ' * 40_000, "component_stack": "x" * 40_000}
        assert arguments.fit(BROWSER_ERROR, payload)
        assert {len(text) for text in payload.values()} == {1000}


class TestWhatBrowsersKeepForUs:
    def test_only_vars_that_they_may_keep(self, tell: Run) -> None:
        async def story(shop: ASGIApp) -> None:
            tab = await visit(shop)
            given = {
                f"{OPEN}.kept_rx_state_": "mine",
                f"{OPEN}.note_rx_state_": "overwritten",
                f"{OPEN}._private": "overwritten",
                f"{ROOT}.is_hydrated_rx_state_": "overwritten",
                f"{ROOT}.router_rx_state_": "x",
                "no.such.state.x": "x",
                "": "x",
            }
            with structlog.testing.capture_logs() as log:
                await tab.call(BROWSER_STORAGE, {"vars": given})
                await tab.settle()
            assert log == []
            assert tab.var(OPEN, "note") in (None, "")

        tell(story)

    @pytest.mark.parametrize("junk", [None, 7, [], {"a": 1}, "x" * 20_000])
    def test_only_short_texts(self, junk: Any) -> None:
        payload = {"vars": {f"{OPEN}.kept_rx_state_": junk, f"{OPEN}.kept": "fine"}}
        assert arguments.fit(HYDRATE, payload)
        assert payload["vars"] == {f"{OPEN}.kept": "fine"}


class TestWhoseStateItIs:
    def test_a_browser_finds_its_state_again(self, tell: Run) -> None:
        async def story(shop: ASGIApp) -> None:
            tab = await visit(shop, cookie=ALICE)
            await tab.call(f"{OPEN}.write", {"text": "Alice's draft"})
            await tab.settle()
            await tab.close()
            again = await visit(shop, token=tab.token, cookie=ALICE)
            assert again.var(OPEN, "note") == "Alice's draft"

        tell(story)

    @pytest.mark.parametrize("cookie", [CHARLIE, ""])
    def test_a_stolen_token_finds_nothing(self, tell: Run, cookie: str) -> None:
        async def story(shop: ASGIApp) -> None:
            alice = await visit(shop, cookie=ALICE)
            await alice.call(f"{OPEN}.write", {"text": "Alice's draft"})
            await alice.settle()
            inside = alice.var(ROOT, "rx_router_session")["client_token"]
            await alice.close()
            for token in (alice.token, inside):
                thief = await visit(shop, token=token, cookie=cookie)
                await thief.call(ON_LOAD)
                await thief.settle()
                assert "Alice" not in "".join(thief.received)
                await thief.close()
            again = await visit(shop, token=alice.token, cookie=ALICE)
            assert again.var(OPEN, "note") == "Alice's draft"  # and destroys nothing

        tell(story)

    def test_a_thief_beside_the_open_tab_hears_nothing(self, tell: Run) -> None:
        async def story(shop: ASGIApp) -> None:
            alice = await visit(shop, cookie=ALICE)
            thief = await visit(shop, token=alice.token, cookie=CHARLIE)
            await alice.call(f"{OPEN}.write", {"text": "Alice's draft"})
            await alice.settle()
            await thief.settle()
            assert alice.var(OPEN, "note") == "Alice's draft"
            assert "Alice" not in "".join(thief.received)

        tell(story)

    def test_a_duplicated_tab_has_a_state_of_its_own_and_comes_back_to_it(self, tell: Run) -> None:
        async def story(shop: ASGIApp) -> None:
            alice = await visit(shop, cookie=ALICE)
            copy = await visit(shop, token=alice.token, cookie=ALICE)
            await copy.call(f"{OPEN}.write", {"text": "of the copy"})
            await copy.settle()
            assert alice.var(OPEN, "note") in (None, "")
            (said,) = [frame for frame in copy.received if "new_token" in frame]
            await copy.close()
            again = await visit(shop, token=json.loads(said[10:])[1], cookie=ALICE)
            assert again.var(OPEN, "note") == "of the copy"

        tell(story)

    def test_a_state_knows_its_visitor_by_hash_and_the_page_does_not_know_it_at_all(self, tell: Run) -> None:
        async def story(shop: ASGIApp) -> None:
            tab = await visit(shop, cookie=ALICE)
            await tab.settle()
            before = "".join(tab.received)
            await tab.call(f"{OPEN}.who")
            await tab.settle()
            visitor, address = tab.var(OPEN, "note").split()
            assert (len(visitor), address) == (64, "203.0.113.7")
            assert visitor not in before
            assert "a" * 43 not in "".join(tab.received)

        tell(story)

    @pytest.mark.parametrize("address", ["@evil.example/x", "//evil.example/x", "/\\evil.example", "/[x", "/\t/evil.example?q=1"])
    def test_a_page_cannot_say_that_it_is_of_another_site(self, tell: Run, address: str) -> None:
        async def story(shop: ASGIApp) -> None:
            tab = await visit(shop)
            path = address if address.startswith("/") else "/"
            await tab.call(f"{OPEN}.where", router_data={"pathname": path, "asPath": address})
            await tab.settle()
            assert tab.var(OPEN, "note").startswith(f"{BASE} /")

        tell(story)


class TestWhatGoesWrong:
    def test_an_error_of_ours_is_logged_and_the_page_lives_on(self, tell: Run) -> None:
        async def story(shop: ASGIApp) -> None:
            tab = await visit(shop)
            with structlog.testing.capture_logs() as log:
                await tab.call(f"{OPEN}.fail")
                await tab.call(f"{OPEN}.plain")
                await tab.until(lambda: tab.var(OPEN, "done") == ["plain"])
            assert [entry["event"] for entry in log] == ["event failed"]

        tell(story)

    def test_what_a_browser_reports_is_one_short_line(self, tell: Run) -> None:
        async def story(shop: ASGIApp) -> None:
            tab = await visit(shop)
            claim = "boom\n2026-11-22 [error] forged \x1b[31m" + "x" * 900
            with structlog.testing.capture_logs() as log:
                await tab.call(BROWSER_ERROR, {"info": claim, "component_stack": ""})
                await tab.send(f"42/_event,{json.dumps(['client_error', {'message': claim, 'error_type': 'x'}])}")
                await tab.settle()
            assert [entry["event"] for entry in log] == ["a browser reports an error"] * 2
            assert all(entry["claim"].isprintable() and len(entry["claim"]) <= 300 for entry in log)

        tell(story)

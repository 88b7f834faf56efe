"""An attacker before the running shop: everything the socket and the HTTP port take from a stranger.

The attacker speaks the protocols by hand (tests/wire.py). A shop of its own is attacked; it believes one proxy, so that
attacker and visitors have different addresses here as they have outside.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import sqlite3
import statistics
import time
import uuid
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from reflex_base.registry import RegistrationContext
from wsproto import events as ws

import ocmp_app.ocmp_app
from ocmp_app.state.access import BROWSER_ERROR, BROWSER_STORAGE, FROM_BROWSERS, level_of
from ocmp_app.state.arguments import signature_of
from tests.e2e.conftest import RunningShop, running_shop
from tests.wire import HYDRATE, ROOT, Closed, Tab, TcpLine, reflex_event

pytestmark = pytest.mark.e2e

assert ocmp_app.ocmp_app.app  # all states are registered

MARK = "JUNK-CANARY"
"""Stands in everything the attacker sends, and must not come to stand in the log."""
PRIVATE = "ALICE-CANARY"
"""Stands in what Alice has typed, and must not reach anybody else."""
ALICE = "ocmp_visitor=" + "A" * 43
CHARLIE = "ocmp_visitor=" + "C" * 43
TOKEN = "6f1f7f0e-6c4d-4a5b-9c58-0f3f6f0a5d11"
ORIGINS = (None, "https://evil.example", "null", "http://localhost", "http://localhost:1", "http://localhost.evil.example:3000")
SEARCH = f"{ROOT}.ocmp_app___state___search____search_state"
INQUIRY = f"{ROOT}.ocmp_app___state___inquiry____inquiry_state"
CLOSED = (1008, 1006)
"""By the guard; the second where the line was gone before its last word was read."""
CLICK_SECONDS = 1.5
"""A visitor's search may take so long under attack (median), on two cores that carry attacker and shop."""

PARAMETERS = {
    name: list(signature_of(one.handler).hints)
    for name, one in sorted(RegistrationContext.ensure_context().event_handlers.items())
    if one.states[0].__module__.startswith(("ocmp_app.", "reflex"))
}
"""Of every event handler."""
CALLABLE = [name for name in PARAMETERS if level_of(name) is not None]
JUNK: tuple[Any, ...] = (
    None, True, -1, 10**15, 1.5, "", MARK, MARK * 5000, f"{MARK}' OR '1'='1", f"../../{MARK}", f"{MARK}\x00\ud800", f"<img src=x>{MARK}",
    [], [[MARK]] * 50, {}, {"a": {"b": {"c": {"d": MARK}}}}, {"__proto__": MARK, "": None}, {"__reflex_form_data__": MARK},
    {"name": [MARK], "mail": None, "body": {"x": MARK}}, "kintai-cloud", "１" * 50,
)  # fmt: skip

_addresses = count(1)


@pytest.fixture(scope="module")
def shop(seeded_database: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """The shop under attack."""
    settings = {"OCMP_TRUSTED_PROXY_HOPS": "1", "OCMP_RUN_JOBS": "false", "OCMP_SOCKETS_PER_IP": "20"}
    with running_shop(seeded_database, tmp_path_factory.mktemp("attack"), **settings) as shop:
        yield shop
        text = shop.log.read_text(encoding="utf-8", errors="replace")
        assert len(text) < 300_000
        text = "\n".join(line for line in text.splitlines() if "a browser reports an error" not in line)  # its claim, 30 a minute
        for forbidden in (MARK, PRIVATE, "A" * 43, "C" * 43, "Traceback", "event failed", "socket failed", "payload", "panicked"):
            assert forbidden not in text, _around(text, forbidden)


def _around(text: str, what: str) -> str:
    at = text.index(what)
    return text[max(0, at - 1500) : at + 1500]


@pytest.fixture(autouse=True)
def still_open(shop: RunningShop) -> Iterator[None]:
    """After each attack the same process serves on."""
    before = shop.process.pid if shop.process else 0
    yield
    assert shop.process is not None
    assert shop.process.pid == before
    assert shop.process.poll() is None
    assert httpx.get(f"{shop.url}/search").status_code == 200


def run(story: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run a story in a thread of its own: Playwright's loop may live in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(story())).result()


async def visit(shop: RunningShop, *, address: str = "", path: str = "/nowhere", **more: Any) -> Tab:
    """A tab from an address of its own that has joined."""
    address = address or f"198.51.{next(_addresses) % 250}.{next(_addresses) % 250}"
    tab = await Tab.over_tcp(shop.url, headers=[(b"x-forwarded-for", address.encode())], **more)
    return await tab.join(path=path)


async def search(tab: Tab, number: int) -> float:
    """A visitor searches and waits for the list; the seconds it took."""
    words = ("会計", "勤怠", "セキュリティ", "グループウェア", "バックアップ")[number % 5]
    address = f"/search?q={words}&n={number}-{uuid.uuid4()}"
    begin = time.perf_counter()
    seen = len(tab.received)
    await tab.call(f"{SEARCH}.run", router_data={"pathname": "/search", "asPath": address, "query": {"q": words}})
    await tab.until(lambda: any(words in frame and SEARCH in frame for frame in tab.received[seen:]))
    return time.perf_counter() - begin


def rows(shop: RunningShop, table: str) -> int:
    with sqlite3.connect(f"file:{shop.database}?mode=ro", uri=True) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


class TestEveryHandler:
    def test_bears_every_kind_of_argument(self, shop: RunningShop) -> None:
        """Without login, with foreign ids, wrong types, too many and too few: nothing is done, nobody hears anything."""
        before = rows(shop, "inquiry"), rows(shop, "outbox_mail")

        async def bombard(name: str) -> list[str]:
            parameters = PARAMETERS[name]
            payloads = [{}, {MARK: MARK}, {"self": 1}, *({one: junk} for one in parameters for junk in JUNK)]
            if len(parameters) > 1:
                payloads += [dict.fromkeys(parameters, junk) for junk in JUNK]
            heard = []
            for start in range(0, len(payloads), 20):  # a tab may say so much at once
                tab = await visit(shop, cookie=CHARLIE)
                for payload in payloads[start : start + 20]:
                    await tab.call(name, payload)
                await tab.settle()
                heard += tab.received
                await tab.close()
            return heard

        async def story() -> list[str]:
            alice = await visit(shop, cookie=ALICE)
            await alice.call(f"{INQUIRY}.keep", {"form": {"kind": "question", "company": PRIVATE, "name": PRIVATE}})
            await alice.settle()
            heard = []
            for name in CALLABLE:
                heard += await bombard(name)
            alice.received.clear()
            await search(alice, 1)
            return heard

        heard = run(story)
        assert not [frame for frame in heard if PRIVATE in frame]
        assert (rows(shop, "inquiry"), rows(shop, "outbox_mail")) == before

    def test_that_is_closed_stays_closed(self, shop: RunningShop) -> None:
        closed = [name for name in PARAMETERS if level_of(name) is None]
        invented = [f"{SEARCH}.{name}" for name in ("_search", "_show", "setvar", "reset", "__init__", "get_state", "dict", "no_such", "run.run")]
        invented += [f"{ROOT}.set_is_hydrated", f"{ROOT}.hydrate", "run", "os.system", "x" * 90 + ".y", f"{ROOT}.nowhere.load"]

        async def story() -> None:
            for name in [*closed, *invented]:
                tab = await visit(shop)
                before = len(tab.deltas)
                try:
                    for payload in ({}, {"value": True}, {"var_name": "q", "value": MARK}):
                        await tab.call(name, payload)
                    await tab.settle()
                except Closed:
                    continue
                changed = [delta for delta in tab.deltas[before:] if SEARCH in delta and delta[SEARCH].get("q_rx_state_")]
                assert changed == []
                await tab.close()

        run(story)

    def test_after_a_storm_of_all_of_them_at_once(self, shop: RunningShop) -> None:
        async def story() -> None:
            async def one(number: int) -> None:
                tab = await visit(shop)
                for step in range(40):
                    await tab.call(CALLABLE[(number + step) % len(CALLABLE)], {})
                await tab.settle()
                await tab.close()

            await asyncio.gather(*(one(number) for number in range(8)))

        run(story)


class TestSomebodyElsesState:
    def test_a_stolen_token_shows_nothing(self, shop: RunningShop) -> None:
        async def story() -> None:
            alice = await visit(shop, cookie=ALICE, path="/inquiry")
            await alice.call(f"{INQUIRY}.keep", {"form": {"kind": "question", "company": PRIVATE}}, path="/inquiry")
            await alice.call(f"{INQUIRY}.load", path="/inquiry")
            await alice.until(lambda: PRIVATE in "".join(alice.received))
            inside = alice.var(ROOT, "rx_router_session")["client_token"]
            for is_there in (True, False):  # while Alice is there, and after she has gone
                for token in (alice.token, inside):
                    for cookie in (CHARLIE, "", "ocmp_visitor=" + "B" * 43, f"{CHARLIE}; {ALICE.lower()}"):
                        thief = await visit(shop, token=token, cookie=cookie, path="/inquiry")
                        await thief.call(f"{INQUIRY}.load", path="/inquiry")
                        await thief.call(f"{INQUIRY}.send", {"form": {}}, path="/inquiry?step=confirm")
                        await thief.settle()
                        assert PRIVATE not in "".join(thief.received)
                        await thief.close()
                if is_there:
                    await alice.close()
            again = await visit(shop, token=alice.token, cookie=ALICE, path="/inquiry")
            await again.until(lambda: PRIVATE in "".join(again.received))

        run(story)
        assert rows(shop, "inquiry") == 0 or PRIVATE not in _table(shop, "inquiry")

    def test_the_visitor_cannot_be_made_up(self, shop: RunningShop) -> None:
        """By headers, or by calling the server's own connect handler with an environment of one's own."""
        forged = {"QUERY_STRING": "token=stolen", "asgi.scope": {"headers": [[{"_placeholder": True, "num": 0}] * 2], "client": ["127.0.0.1"]}}

        async def story() -> None:
            for frames in (
                [f'452-/_event,{json.dumps(["connect", forged, None])}', b"cookie", b"x"],
                [f'42/_event,{json.dumps(["connect", {"QUERY_STRING": "token=stolen"}, None])}'],
                ['42/_event,["disconnect"]'],
            ):
                tab = await visit(shop)
                with suppress(Closed):  # the first frame was one too many
                    for frame in frames:
                        await tab.send(frame)
                assert await tab.until_closed() in CLOSED
            spoofed = [(b"x-ocmp-visitor", b"f" * 64), (b"asgi-scope-client", b"127.0.0.1"), (b"x-forwarded-for", b"9.9.9.9, 198.51.100.9")]
            tab = await (await Tab.over_tcp(shop.url, headers=spoofed, cookie=CHARLIE)).join(path="/nowhere")
            await tab.settle()
            said = "".join(tab.received)
            assert tab.var(ROOT, "rx_router_session")["client_ip"] == "198.51.100.9"
            assert "f" * 64 not in said
            assert "9.9.9.9" not in said
            assert "cookie" not in said.lower()

        run(story)

    def test_what_browsers_keep_for_us_is_a_claim(self, shop: RunningShop) -> None:
        async def story() -> None:
            stored = {f"{name}.stored_rx_state_": json.dumps([[MARK, "<img>"]] * 200) for name in _states("compare_list", "favorites", "recent")}
            others = {f"{SEARCH}.q_rx_state_": MARK, f"{ROOT}.is_hydrated_rx_state_": MARK, f"{MARK}.x": 1, "": MARK}
            for given in (stored, others, dict.fromkeys(stored, 7), dict.fromkeys(stored, MARK * 1000), dict.fromkeys(stored, "[" * 3000)):
                tab = await visit(shop)
                await tab.call(BROWSER_STORAGE, {"vars": given})
                await tab.call(HYDRATE, {"vars": given, "hashes": [MARK]}, path="/compare")
                await tab.settle()
                assert tab.var(SEARCH, "q") in (None, "")
                await tab.close()

        run(story)


class TestTheWire:
    @pytest.mark.parametrize("origin", ORIGINS)
    def test_no_other_site_opens_a_socket(self, shop: RunningShop, origin: str | None) -> None:
        with pytest.raises(Closed):
            run(lambda: Tab.over_tcp(shop.url, origin=origin, cookie=ALICE))

    @pytest.mark.parametrize(
        "target",
        [
            "/_event/?EIO=4&transport=websocket",
            "/_event/?token=x&EIO=4&transport=websocket",
            f"/_event/?token={TOKEN}&EIO=3&transport=websocket",
            f"/_event/?token={TOKEN}&EIO=4&transport=polling",
            f"/?token={TOKEN}&EIO=4&transport=websocket",
            f"//_event/?token={TOKEN}&EIO=4&transport=websocket",
            f"/_event/x/?token={TOKEN}&EIO=4&transport=websocket",
            f"/socket.io/?token={TOKEN}&EIO=4&transport=websocket",
        ],
    )
    def test_no_other_door(self, shop: RunningShop, target: str) -> None:
        with pytest.raises(Closed):
            run(lambda: Tab.over_tcp(shop.url, target=target))

    def test_junk_closes_the_line_and_nothing_else(self, shop: RunningShop) -> None:
        frames: list[str | bytes] = [
            "", "x", "b", "b!!!", "4", "4x", "40", "40/admin,", "42", "42[]", '42["event",{}]', "42/_event,", "42/_event,{", "42/_event,[[]]",
            '42/_event,["event"]', '42/_event,["event",null]', f'42/_event,["{MARK}",{{}}]', '42/_event,12["event",{}]', '43/_event,1[]',
            '451-/_event,["event",{"_placeholder":true,"num":9}]', "44/_event,", "49", "4" * 5000, "0", "2", "5", "6", "7", "４", "\ufeff",
            "42/_event," + "[" * 60_000, '42/_event,["event",' + '{"a":' * 5000 + "}" * 5000 + "]", "\x00" * 1000, b"", b"\x00" * 1000, b"4",
            f'42/_event,["event",{{"name":["{MARK}"]}}]', '42/_event,["event",{"name":"a.b","payload":[1]}]', "40/_event,",
        ]  # fmt: skip

        async def story() -> None:
            for frame in frames:
                tab = await visit(shop)
                with suppress(Closed):
                    await tab.send(frame)
                assert await tab.until_closed() in CLOSED, frame

        run(story)

    def test_frames_of_two_megabytes(self, shop: RunningShop) -> None:
        async def story() -> None:
            for frame in ("x" * 2_000_000, f"42/_event,{json.dumps(['event', reflex_event(HYDRATE, {'vars': {'x': MARK * 200_000}})])}"):
                tab = await visit(shop)
                with suppress(Closed):
                    await tab.send(frame)
                assert await tab.until_closed() in (1009, 1006)

        run(story)

    def test_frames_in_pieces(self, shop: RunningShop) -> None:
        async def story() -> None:
            whole = await visit(shop)
            assert isinstance(whole.line, TcpLine)
            text = f"42/_event,{json.dumps(['event', reflex_event(HYDRATE, path='/pieces')])}"
            for number, sign in enumerate(text):
                piece = ws.TextMessage(sign, message_finished=number == len(text) - 1)
                whole.line.writer.write(whole.line.connection.send(piece))
            await whole.until(lambda: any("/pieces" in frame for frame in whole.received))
            endless = await visit(shop)
            assert isinstance(endless.line, TcpLine)
            for _ in range(2000):
                endless.line.writer.write(endless.line.connection.send(ws.TextMessage("x" * 1000, message_finished=False)))
            await endless.line.writer.drain()
            endless.line.writer.transport.abort()  # never finished, and gone without a word

        run(story)

    def test_long_polling_does_not_exist(self, shop: RunningShop) -> None:
        with httpx.Client(base_url=shop.url) as client:
            for path in ("/_event", "/_event/", "/_event/x", "/%5Fevent/", "/socket.io/"):
                for method in ("GET", "POST"):
                    answer = client.request(method, path, params={"EIO": "4", "transport": "polling", "token": str(uuid.uuid4())})
                    assert answer.status_code in (403, 404, 405, 308)
                    assert "sid" not in answer.text


class TestUnderLoad:
    def test_a_visitor_does_not_feel_an_attack(self, shop: RunningShop) -> None:
        """Floods, strangers at the door, and texts made to keep the shop busy, all at once."""

        async def flood(stop: asyncio.Event, address: str) -> None:
            while not stop.is_set():
                try:
                    tab = await visit(shop, address=address)
                    for number in range(300):
                        await tab.call(f"{SEARCH}.run", path="/search" if number % 2 else "/")
                    await tab.until_closed()
                except (Closed, TimeoutError, OSError):
                    await asyncio.sleep(0.01)

        async def knock(stop: asyncio.Event) -> None:
            while not stop.is_set():
                try:
                    await Tab.over_tcp(shop.url, origin="https://evil.example")
                except (Closed, OSError):
                    await asyncio.sleep(0.01)

        async def think(stop: asyncio.Event, address: str) -> None:
            hard = 'TypeError: can\'t access property "' + '", ' * 25_000
            while not stop.is_set():
                try:
                    tab = await visit(shop, address=address)
                    for _ in range(20):
                        await tab.call(BROWSER_ERROR, {"info": hard, "component_stack": MARK})
                    await tab.until_closed()
                except (Closed, TimeoutError, OSError):
                    await asyncio.sleep(0.01)

        async def story() -> tuple[list[float], list[float]]:
            visitor = await visit(shop, address="203.0.113.99")
            calm = [await search(visitor, number) for number in range(6)]
            stop = asyncio.Event()
            attackers = [flood(stop, "192.0.2.1") for _ in range(10)] + [knock(stop) for _ in range(5)] + [think(stop, "192.0.2.2")]
            tasks = [asyncio.create_task(one) for one in attackers]
            await asyncio.sleep(0.5)
            busy = []
            for number in range(15):
                busy.append(await search(visitor, number))
                await asyncio.sleep(0.1)
            stop.set()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            return calm, busy

        calm, busy = run(story)
        print(f"\na search: calm {statistics.median(calm) * 1000:.0f} ms, under attack {statistics.median(busy) * 1000:.0f} ms, worst {max(busy) * 1000:.0f} ms")
        assert statistics.median(busy) < CLICK_SECONDS

    def test_one_address_has_its_share_of_sockets(self, shop: RunningShop) -> None:
        async def story() -> int:
            opened = 0
            tabs = []
            try:
                for _ in range(25):
                    tabs.append(await Tab.over_tcp(shop.url, headers=[(b"x-forwarded-for", b"192.0.2.77")]))
                    opened += 1
            except Closed:
                pass
            await visit(shop)  # another address
            for tab in tabs:
                await tab.close()
            return opened

        assert run(story) == 20


class TestHttp:
    """Below httpx, which would tidy up what is sent."""

    @pytest.mark.parametrize(
        "line",
        [
            "GET /%09/evil.example/ HTTP/1.1",
            "GET //evil.example/ HTTP/1.1",
            "GET /%5cevil.example/ HTTP/1.1",
            "GET /%0d%0aSet-Cookie:%20x=y/ HTTP/1.1",
            "GET /%ff%fe/ HTTP/1.1",
            "GET http://evil.example/search/ HTTP/1.1",
        ],
    )
    def test_nobody_is_sent_away(self, shop: RunningShop, line: str) -> None:
        head = raw(shop, f"{line}\r\nHost: evil.example\r\nConnection: close\r\n\r\n").partition("\r\n\r\n")[0].lower()
        locations = re.findall(r"^location: (.*)$", head, re.MULTILINE)
        assert all(re.match(r"/[a-z0-9%]", one) for one in locations)
        assert "x=y" not in "".join(re.findall(r"^set-cookie: (.*)$", head, re.MULTILINE))

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
    def test_pages_are_only_read(self, shop: RunningShop, method: str) -> None:
        for path in ("/", "/search", "/_upload", "/assets/x.js", "/ping"):
            answer = raw(shop, f"{method} {path} HTTP/1.1\r\nHost: x\r\nCookie: {ALICE}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            assert answer.startswith("HTTP/1.1 405")
            assert ALICE not in answer

    @pytest.mark.parametrize(
        "path", ["/_health", "/_upload", "/_all_routes", "/index.html", "/.env", "/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2findex.html", "/search%00"]
    )
    def test_nothing_of_the_works_is_shown(self, shop: RunningShop, path: str) -> None:
        assert raw(shop, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").startswith("HTTP/1.1 404")

    @pytest.mark.parametrize("origin", ["https://evil.example", "null"])
    def test_no_other_site_may_read(self, shop: RunningShop, origin: str) -> None:
        for method, more in (("GET", {}), ("OPTIONS", {"access-control-request-method": "POST"})):
            for path in ("/", "/search", "/healthz", "/assets/x.js"):
                answer = httpx.request(method, shop.url + path, headers={"origin": origin, "cookie": ALICE, **more})
                assert "access-control-allow-origin" not in answer.headers

    def test_big_and_odd_requests(self, shop: RunningShop) -> None:
        ends = "Host: x\r\nConnection: close\r\n\r\n"
        assert raw(shop, f"GET /{'x' * 70_000} HTTP/1.1\r\n{ends}").startswith("HTTP/1.1 414")
        assert raw(shop, f"GET /search?{'a=1&' * 3000} HTTP/1.1\r\n{ends}").startswith("HTTP/1.1 414")
        assert raw(shop, f"GET /search?{'a=1&' * 500} HTTP/1.1\r\n{ends}").startswith("HTTP/1.1 400")
        assert raw(shop, f"GET / HTTP/1.1\r\nX-Long: {'x' * 1_000_000}\r\n{ends}").startswith(("HTTP/1.1 4", ""))
        answer = raw(shop, f"GET / HTTP/1.1\r\nCookie: a=b\r\nCookie: {ALICE}\r\nCookie: c=d\r\n{ends}")
        assert answer.startswith("HTTP/1.1 200")
        assert "set-cookie" not in answer.partition("\r\n\r\n")[0].lower()


def raw(shop: RunningShop, request: str) -> str:
    """Send bytes as they are; the answer."""
    place = urlsplit(shop.url)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=5) as line:
        answer = b""
        try:
            line.sendall(request.encode("latin-1"))
            while part := line.recv(65536):
                answer += part
        except ConnectionError:
            pass
        return answer.decode("utf-8", "replace")


def _states(*modules: str) -> list[str]:
    return sorted({name.rpartition(".")[0] for name in CALLABLE for module in modules if f"___state___{module}____" in name})


def _table(shop: RunningShop, table: str) -> str:
    with sqlite3.connect(f"file:{shop.database}?mode=ro", uri=True) as connection:
        return str(connection.execute(f"SELECT * FROM {table}").fetchall())


def test_the_list_of_attacked_handlers_is_not_empty() -> None:
    assert len(CALLABLE) > len(FROM_BROWSERS)
    assert os.environ.get("OCMP_MODE", "demo") == "demo"

"""What stands before Reflex' socket: who may open one, what may come through it, and how fast."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from ocmp_app.routes.frames import BadFrame, Kind, read_frame
from ocmp_app.routes.guard import Bucket, SocketGuard
from ocmp_app.routes.visitor import client_address, state_token, visitor_hash, visitor_value
from ocmp_app.settings import Settings
from tests.wire import Closed, Tab, reflex_event, socket_scope

TOKEN = "0f8fad5b-d9cb-469f-a165-70867728950e"
ALICE = "ocmp_visitor=" + "a" * 43
CHARLIE = "ocmp_visitor=" + "c" * 43
ORIGIN = (b"origin", b"http://localhost:3000")
HANDLER = "state.shop.search"
JOIN = "40/_event,"


def make_settings(**changes: Any) -> Settings:
    return Settings(_env_file=None, base_url="http://localhost:3000", **changes)  # type: ignore[call-arg]


class Inside:
    """Stands where Reflex stands, and keeps what reaches it."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.frames: list[str] = []
        self.answer = "got it"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"inside"})
            return
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            assert message.get("bytes") is None
            self.frames.append(message["text"])
            await send({"type": "websocket.send", "text": self.answer})

    @property
    def headers(self) -> dict[bytes, bytes]:
        """Of the last socket that came through."""
        return dict(self.scopes[-1]["headers"])

    @property
    def token(self) -> str:
        """Under which Reflex would keep the state of the last socket that came through."""
        return parse_qs(self.scopes[-1]["query_string"].decode())["token"][0]


@pytest.fixture
def inside() -> Inside:
    return Inside()


def guard(inside: Inside, **changes: Any) -> SocketGuard:
    return SocketGuard(inside, make_settings(**changes), {HANDLER}.__contains__)


def call(name: Any = HANDLER, payload: Any = None, **more: Any) -> str:
    return f"42/_event,{json.dumps(['event', reflex_event(name, payload, **more)])}"


class TestWhoMayOpenASocket:
    @pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1:3000"])
    def test_the_shops_own_pages(self, inside: Inside, origin: str) -> None:
        asyncio.run(Tab.in_process(guard(inside), headers=[(b"origin", origin.encode())]))
        assert inside.headers[b"origin"] == origin.encode()

    @pytest.mark.parametrize(
        "headers",
        [
            [],
            [(b"origin", b"https://evil.example")],
            [(b"origin", b"null")],
            [(b"origin", b"http://localhost:3000.evil.example")],
            [(b"origin", b"http://localhost")],
            [(b"origin", b"https://localhost:3000")],
            [(b"origin", b"HTTP://LOCALHOST:3000")],
            [(b"origin", b"http://localhost:3000, https://evil.example")],
            [(b"origin", b"https://evil.example"), ORIGIN],
            [ORIGIN, ORIGIN],
            [(b"host", b"localhost:3000"), (b"referer", b"http://localhost:3000/")],
        ],
    )
    def test_no_other_site(self, inside: Inside, headers: Sequence[tuple[bytes, bytes]]) -> None:
        with pytest.raises(Closed) as refused:
            asyncio.run(Tab.in_process(guard(inside), headers=headers))
        assert refused.value.code == 1008
        assert inside.scopes == []

    @pytest.mark.parametrize("path", ["/", "/_events/", "/_event/x", "/_event/../", "//_event/", "/search", "/_EVENT/"])
    def test_nowhere_else(self, inside: Inside, path: str) -> None:
        with pytest.raises(Closed):
            asyncio.run(Tab.in_process(guard(inside), path=path))
        assert inside.scopes == []

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "EIO=4&transport=websocket",
            "token=&EIO=4&transport=websocket",
            "token=abc&EIO=4&transport=websocket",
            f"token={TOKEN}_x&EIO=4&transport=websocket",
            f"token={TOKEN.upper()}&EIO=4&transport=websocket",
            f"token={TOKEN}%0A&EIO=4&transport=websocket",
            f"token={TOKEN}&token={TOKEN}&EIO=4&transport=websocket",
            f"token={TOKEN}&EIO=3&transport=websocket",
            f"token={TOKEN}&EIO=4&transport=polling",
            f"token={TOKEN}&EIO=4&transport=websocket&sid=abc",
            f"token={TOKEN}&EIO=4&transport=websocket&j=1",
            "&".join(["token=x"] * 100),
        ],
    )
    def test_not_in_other_ways(self, inside: Inside, query: str) -> None:
        with pytest.raises(Closed):
            asyncio.run(Tab.in_process(guard(inside), query=query))
        assert inside.scopes == []

    @pytest.mark.parametrize("path", ["/_event", "/_event/", "/_event/x"])
    @pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
    def test_not_by_long_polling(self, inside: Inside, path: str, method: str) -> None:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            raise AssertionError("reads a request that it refuses")

        scope = {**socket_scope(TOKEN), "type": "http", "method": method, "path": path}
        asyncio.run(guard(inside)(scope, receive, send))
        assert sent[0]["status"] == 403
        assert inside.scopes == []

    def test_only_so_many_of_one_address(self, inside: Inside) -> None:
        async def story() -> None:
            app = guard(inside, sockets_per_ip=3)
            tabs = [await Tab.in_process(app) for _ in range(3)]
            with pytest.raises(Closed):
                await Tab.in_process(app)
            await Tab.in_process(app, client=("203.0.113.8", 1))
            await tabs[0].close()
            await Tab.in_process(app)

        asyncio.run(story())

    def test_only_so_fast(self, inside: Inside) -> None:
        async def story() -> None:
            app = guard(inside, socket_opens_per_minute=5)
            for _ in range(5):
                await (await Tab.in_process(app)).close()
            with pytest.raises(Closed):
                await Tab.in_process(app)
            await Tab.in_process(app, client=("203.0.113.8", 1))

        asyncio.run(story())

    def test_strangers_do_not_use_up_a_visitors_share(self, inside: Inside) -> None:
        """A hostile page in the visitor's browser has the visitor's address."""

        async def story() -> None:
            app = guard(inside, socket_opens_per_minute=2)
            for _ in range(10):
                with pytest.raises(Closed):
                    await Tab.in_process(app, headers=[(b"origin", b"https://evil.example")])
            await Tab.in_process(app)

        asyncio.run(story())

    def test_an_address_is_forgotten_when_it_has_been_idle(self, inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ocmp_app.routes.guard._ADDRESSES_KEPT", 2)

        async def story() -> None:
            app = guard(inside, socket_opens_per_minute=1_000_000)
            for number in range(20):
                await (await Tab.in_process(app, client=(f"203.0.113.{number}", 1))).close()
                await asyncio.sleep(0.001)
            assert len(app._addresses) <= 4

        asyncio.run(story())


class TestWhatReflexLearnsOfTheHandshake:
    SPOOFED = (
        ORIGIN,
        (b"host", b"evil.example"),
        (b"authorization", b"Basic eyJhbGciOi"),
        (b"x-ocmp-visitor", b"f" * 64),
        (b"asgi-scope-client", b"127.0.0.1"),
        (b"x-forwarded-for", b"198.51.100.1"),
        (b"user-agent", b"\xff\xfe"),
        (b"cookie", ALICE.encode()),
        (b"sec-websocket-key", b"dGhlIHNhbXBsZSBub25jZQ=="),
    )

    def test_nothing_that_the_client_made_up(self, inside: Inside) -> None:
        asyncio.run(Tab.in_process(guard(inside), headers=self.SPOOFED))
        assert set(inside.headers) == {b"origin", b"upgrade", b"connection", b"sec-websocket-protocol", b"cookie"}
        assert inside.scopes[-1]["client"] == ("203.0.113.7", 0)

    def test_the_visitor_by_a_keyed_hash_only(self, inside: Inside) -> None:
        asyncio.run(Tab.in_process(guard(inside), headers=self.SPOOFED))
        assert inside.headers[b"cookie"].decode() == visitor_hash("a" * 43, make_settings())
        assert b"a" * 43 not in b"".join(inside.headers.values())

    def test_no_version_that_is_none(self, inside: Inside) -> None:
        asyncio.run(Tab.in_process(guard(inside), subprotocols=["0.10.1\n[error] forged"]))
        assert inside.scopes[-1]["subprotocols"] == []
        assert b"sec-websocket-protocol" not in inside.headers

    @pytest.mark.parametrize(
        ("hops", "headers", "address"),
        [
            (0, [(b"x-forwarded-for", b"198.51.100.1")], "203.0.113.7"),
            (1, [(b"x-forwarded-for", b"198.51.100.1, 198.51.100.2")], "198.51.100.2"),
            (2, [(b"x-forwarded-for", b"198.51.100.1"), (b"x-forwarded-for", b"198.51.100.2")], "198.51.100.1"),
            (2, [(b"x-forwarded-for", b"198.51.100.1")], "203.0.113.7"),
            (1, [(b"x-forwarded-for", b"<script>")], "203.0.113.7"),
            (1, [], "203.0.113.7"),
            (1, [(b"x-forwarded-for", b"2001:db8:1:2:3:4:5:6")], "2001:db8:1:2::"),
            (1, [(b"x-forwarded-for", b"::ffff:198.51.100.1")], "198.51.100.1"),
        ],
    )
    def test_the_callers_address(self, hops: int, headers: list[tuple[bytes, bytes]], address: str) -> None:
        assert client_address(socket_scope(TOKEN, headers=headers), make_settings(trusted_proxy_hops=hops)) == address


class TestTheVisitorsCookie:
    VALUE = "v" * 43

    @pytest.mark.parametrize(
        "headers",
        [
            ["ocmp_visitor=" + VALUE],
            ["theme=dark; ocmp_visitor=" + VALUE + "; x=1"],
            ["theme=dark", "ocmp_visitor=" + VALUE],  # HTTP/2
            ['broken={"a": 1}; =; ;;; ocmp_visitor=' + VALUE],  # of a neighbour on localhost
            ["ocmp_visitor=" + VALUE + "; ocmp_visitor=" + VALUE],
        ],
    )
    def test_is_found(self, headers: list[str]) -> None:
        assert visitor_value([(b"cookie", one.encode()) for one in headers], make_settings()) == self.VALUE

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "ocmp_visitor=",
            "ocmp_visitor=" + "v" * 42,
            "ocmp_visitor=" + "v" * 44,
            "ocmp_visitor=" + "v" * 42 + "!",
            "ocmp_visitor=" + "ｖ" * 43,
            f'ocmp_visitor="{VALUE}"',
            "xocmp_visitor=" + VALUE,
            "ocmp_visitor=" + VALUE + "; ocmp_visitor=" + "w" * 43,  # one of them may have been planted
        ],
    )
    def test_is_nothing_else(self, header: str) -> None:
        assert visitor_value([(b"cookie", header.encode())], make_settings()) == ""

    def test_is_tied_to_the_host_by_https(self) -> None:
        secure = Settings(_env_file=None, base_url="https://shop.example.jp")  # type: ignore[call-arg]
        assert visitor_value([(b"cookie", f"__Host-ocmp_visitor={self.VALUE}".encode())], secure) == self.VALUE
        assert visitor_value([(b"cookie", f"ocmp_visitor={self.VALUE}".encode())], secure) == ""


class TestATokenBelongsToAVisitor:
    def test_the_same_browser_comes_back_to_its_state(self, inside: Inside) -> None:
        asyncio.run(Tab.in_process(guard(inside), token=TOKEN, cookie=ALICE))
        before = inside.token
        asyncio.run(Tab.in_process(guard(inside), token=TOKEN, cookie=ALICE))
        assert inside.token == before

    def test_a_stolen_token_opens_nothing(self, inside: Inside) -> None:
        tokens = []
        for cookie in (ALICE, CHARLIE, ""):
            asyncio.run(Tab.in_process(guard(inside), token=TOKEN, cookie=cookie))
            tokens.append(inside.token)
        assert len({TOKEN, *tokens}) == 4

    def test_not_even_the_token_inside(self, inside: Inside) -> None:
        """The page is told under which token its state is kept; from there is no way back."""
        asyncio.run(Tab.in_process(guard(inside), token=TOKEN, cookie=ALICE))
        alices = inside.token
        asyncio.run(Tab.in_process(guard(inside), token=alices, cookie=CHARLIE))
        assert inside.token != alices

    def test_another_key_another_state(self) -> None:
        other = make_settings(secret_key="another secret of sufficient length 0123")
        assert state_token(TOKEN, "a", make_settings()) != state_token(TOKEN, "a", other)

    def test_a_duplicated_tab_gets_a_token_that_it_can_come_back_with(self, inside: Inside) -> None:
        async def story() -> None:
            app = guard(inside)
            await Tab.in_process(app, token=TOKEN, cookie=ALICE)
            first = inside.token
            copy = await Tab.in_process(app, token=TOKEN, cookie=ALICE)
            second = inside.token
            assert second != first
            await copy.send(JOIN)
            await copy.until(lambda: len(copy.received) == 2)
            kind, new_token = json.loads(copy.received[0].removeprefix("42/_event,"))
            assert kind == "new_token"
            await copy.close()
            await Tab.in_process(app, token=new_token, cookie=ALICE)
            assert inside.token == second

        asyncio.run(story())


class TestWhatMayComeThrough:
    def spoken(self, inside: Inside, frames: Sequence[str | bytes], **changes: Any) -> int | None:
        """Join, say the frames, then a pong; the code of the close, or None while the line is open."""

        inside.frames.clear()

        async def story() -> int | None:
            tab = await Tab.in_process(guard(inside, **changes))
            for frame in [*frames, "3"]:
                await tab.send(frame)
            try:
                await tab.until(lambda: inside.frames[-1:] == ["3"])
            except Closed as closed:
                return closed.code
            return None

        return asyncio.run(story())

    def test_the_shops_pages(self, inside: Inside) -> None:
        assert self.spoken(inside, [JOIN, call(payload={"q": "会計"}), "41/_event,"]) is None
        assert [frame[:2] for frame in inside.frames] == ["40", "42", "41", "3"]
        assert json.loads(inside.frames[1][10:])[1]["payload"] == {"q": "会計"}

    @pytest.mark.parametrize(
        "frame",
        [
            # Reflex' own connect handler, called as an event with an environment of the attacker's making
            '42/_event,["connect",{"QUERY_STRING":"token=stolen","asgi.scope":{"headers":[]}},null]',
            '42/_event,["disconnect"]',
            '42/_event,["ping"]',
            '42/_event,["event"]',
            '42/_event,["event",{},{}]',
            '42/_event,["event","{\\"name\\":\\"state.shop.search\\"}"]',
            '42/_event,["event",[]]',
            '42/_event,[{"a":1},{}]',
            "42/_event,[null,{}]",
            "42/_event,{}",
            "42/_event,[]",
            "42/_event,",
            "42/_event",
            '42/_event,["client_error",[]]',
            '42/_event,7["event",{}]',  # asks for an acknowledgement
            '42["event",{}]',
            '42/admin,["event",{}]',
            '42/_event?x,["event",{}]',
            '43/_event,1["event"]',
            "44/_event,{}",
            '451-/_event,["event",{"_placeholder":true,"num":0}]',
            '461-/_event,1[{"_placeholder":true,"num":0}]',
            "40/admin,",
            "40",
            "40/_event,[]",
            "40/_event,7",
            "41/_event,{}",
            "0{}",
            "2",
            "2probe",
            "3probe",
            "5",
            "6",
            "7",
            "x",
            "",
            "b",
            "bAAAA",
            "４2/_event,[]",
            "４",
            b"",
            b"\x00",
            b'42/_event,["event",{}]',
        ],
    )
    def test_nothing_else_of_the_protocols(self, inside: Inside, frame: str | bytes) -> None:
        assert self.spoken(inside, [JOIN, frame]) == 1008
        assert inside.frames == [JOIN]

    @pytest.mark.parametrize(
        "event",
        [
            {"name": None},
            {"name": 7},
            {"name": ["a.b"]},
            {"name": {"a": "b"}},
            {"name": ""},
            {"name": "search"},
            {"name": "state.shop.search\n[error] forged"},
            {"name": "state.shop.search" + "x" * 500},
            {"name": "_redirect"},
            {"payload": []},
            {"payload": "x"},
            {"payload": 7},
            {"router_data": []},
            {"router_data": {"pathname": 7}},
            {"router_data": {"pathname": None, "asPath": None}},
            {"router_data": {"pathname": "@evil.example/", "asPath": "@evil.example/"}},
            {"router_data": {"pathname": "/" + "x" * 2000}},
        ],
    )
    def test_no_event_of_another_shape(self, inside: Inside, event: dict[str, Any]) -> None:
        assert self.spoken(inside, [JOIN, f"42/_event,{json.dumps(['event', {**reflex_event(HANDLER), **event}])}"]) == 1008
        assert inside.frames == [JOIN]

    @pytest.mark.parametrize(
        "content",
        [
            "[" * 100_000,
            '["event",{"name":"state.shop.search","payload":{"q":' + '{"q":' * 20 + "1" + "}" * 20 + "}}]",
            '["event",{"name":"state.shop.search","payload":{"q":' + "9" * 5000 + "}}]",
            '["event",{"name":"state.shop.search","payload":{"q":NaN}}]',
            '["event",{"name":"state.shop.search","payload":{"q":-Infinity}}]',
            '["event",{"name":"state.shop.search","payload":{"q":1e999}}]',
            '["event",{"name":"state.shop.search","payload":{"q":"',
            "\ufeff[]",
        ],
    )
    def test_no_json_that_hurts(self, inside: Inside, content: str) -> None:
        assert self.spoken(inside, [JOIN, f"42/_event,{content}"]) == 1008
        assert inside.frames == [JOIN]

    @pytest.mark.parametrize("name", ["state.shop.remove", "state.shop._secret", "state.shop", "state.other.search"])
    def test_no_call_of_what_browsers_may_not_call(self, inside: Inside, name: str) -> None:
        """Dropped without a word: an old page may still ask for what a new version no longer has."""
        assert self.spoken(inside, [JOIN, call(name)]) is None
        assert inside.frames == [JOIN, "3"]

    def test_nor_while_joining(self, inside: Inside) -> None:
        assert self.spoken(inside, [JOIN + json.dumps({"event": reflex_event("state.shop.remove")})]) == 1008
        assert inside.frames == []

    @pytest.mark.parametrize("frames", [[call()], [JOIN, JOIN], [JOIN, "41/_event,", call()]])
    def test_nothing_out_of_turn(self, inside: Inside, frames: list[str]) -> None:
        assert self.spoken(inside, frames) == 1008

    def test_a_page_may_join_again_when_the_server_has_sent_it_away(self, inside: Inside) -> None:
        inside.answer = '44/_event,{"message":"no"}'
        assert self.spoken(inside, [JOIN, JOIN]) is None

    def test_clean_text_only(self, inside: Inside) -> None:
        payload = '{"a\\u0000":"\\ud83d","b":["\\u0000x","\\ud83d\\ude00"]}'
        frame = f'42/_event,["event",{{"name":"{HANDLER}","payload":{payload},"token":"t","event_actions":{{}}}}]'
        assert self.spoken(inside, [JOIN, frame]) is None
        event = json.loads(inside.frames[1][10:])[1]
        assert event == {"name": HANDLER, "payload": {"a\ufffd": "\ufffd", "b": ["\ufffdx", "😀"]}, "router_data": {}}
        inside.frames[1].encode()

    def test_of_the_address_only_what_an_address_has(self, inside: Inside) -> None:
        router = {"pathname": "/search", "asPath": "/search?q=x", "query": {"q": "x", "y": 7, "z": "z" * 3000, "z" * 200: ""}}
        more = {"headers": {"cookie": "forged"}, "ip": "127.0.0.1", "token": "stolen", "sid": "x"}
        assert self.spoken(inside, [JOIN, call(router_data={**router, **more})]) is None
        assert json.loads(inside.frames[1][10:])[1]["router_data"] == {**router, "query": {"q": "x"}}

    @pytest.mark.parametrize("address", ["/search?q=" + "x" * 5000, "@evil.example/search", "https://evil.example/", 7, None])
    def test_an_address_that_is_none_is_cut_to_the_path(self, inside: Inside, address: Any) -> None:
        assert self.spoken(inside, [JOIN, call(router_data={"pathname": "/search", "asPath": address})]) is None
        assert json.loads(inside.frames[1][10:])[1]["router_data"]["asPath"] == "/search"

    def test_a_report_of_an_error_is_short(self, inside: Inside) -> None:
        report = {"message": "m" * 9000, "error_type": "t", "substate": 7, "other": "x"}
        assert self.spoken(inside, [JOIN, f"42/_event,{json.dumps(['client_error', report])}"]) is None
        assert json.loads(inside.frames[1][10:]) == ["client_error", {"message": "m" * 500, "error_type": "t"}]

    def test_no_big_frames(self, inside: Inside) -> None:
        content = json.dumps(["event", reflex_event(HANDLER, {"q": "あ" * 1300})], ensure_ascii=False)
        assert self.spoken(inside, [JOIN, f"42/_event,{content}"], socket_frame_bytes=4096) is None
        assert self.spoken(inside, [JOIN, f"42/_event,{content}{' ' * 200}"], socket_frame_bytes=4096) == 1009  # bytes, not letters

    @given(st.text() | st.text(alphabet='0123456,/_event[]{}":-'))
    def test_bears_any_text(self, text: str) -> None:
        try:
            frame = read_frame(text)
        except BadFrame:
            return
        assert frame.kind in Kind
        frame.text.encode()


class TestHowFast:
    def test_a_flood_is_closed(self, inside: Inside) -> None:
        async def story() -> int | None:
            tab = await Tab.in_process(guard(inside, socket_events_per_second=1, socket_event_burst=20))
            await tab.send(JOIN)
            for _ in range(1000):
                await tab.send(call())
            return await tab.until_closed()

        assert asyncio.run(story()) == 1008
        assert len(inside.frames) == 20

    def test_big_frames_count_more(self, inside: Inside) -> None:
        async def story() -> int | None:
            tab = await Tab.in_process(guard(inside, socket_events_per_second=1, socket_event_burst=20))
            await tab.send(JOIN)
            for _ in range(1000):
                await tab.send(call(payload={"q": "x" * 50_000}))
            return await tab.until_closed()

        assert asyncio.run(story()) == 1008
        assert len(inside.frames) == 1 + 2

    def test_many_sockets_of_one_address_share(self, inside: Inside) -> None:
        async def story() -> None:
            app = guard(inside, address_events_per_second=1, address_event_burst=30)
            tabs = [await Tab.in_process(app) for _ in range(10)]
            other = await Tab.in_process(app, client=("203.0.113.8", 1))
            for tab in tabs:
                await tab.send(JOIN)
                for _ in range(10):
                    await tab.send(call())
            for tab in tabs[-7:]:
                assert await tab.until_closed() == 1008
            assert len(inside.frames) == 30
            await other.send(JOIN)
            await other.until(lambda: len(inside.frames) == 31)

        asyncio.run(story())

    def test_who_does_not_read_is_sent_away(self, inside: Inside) -> None:
        """Answers that nobody takes would fill the memory."""

        async def story() -> float:
            taken = 0

            async def send(message: Message) -> None:
                nonlocal taken
                taken += 1
                if taken > 3:
                    await asyncio.Event().wait()

            incoming: asyncio.Queue[Message] = asyncio.Queue()
            incoming.put_nowait({"type": "websocket.connect"})
            for text in [JOIN, *[call()] * 10]:
                incoming.put_nowait({"type": "websocket.receive", "text": text})
            begin = time.monotonic()
            serving = asyncio.create_task(guard(inside, socket_send_seconds=0.05)(socket_scope(TOKEN), incoming.get, send))
            await asyncio.wait({serving}, timeout=5)
            assert serving.done()
            return time.monotonic() - begin

        assert asyncio.run(story()) < 2
        assert len(inside.frames) < 6

    def test_a_bucket_fills_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = 100.0
        monkeypatch.setattr("ocmp_app.routes.guard.time.monotonic", lambda: now)
        bucket = Bucket(rate=2, burst=4)
        assert [bucket.take() for _ in range(5)] == [True] * 4 + [False]
        now += 1
        assert [bucket.take() for _ in range(3)] == [True, True, False]
        now += 60
        assert bucket.is_full
        assert bucket.take(100)  # at most all
        assert not bucket.take()

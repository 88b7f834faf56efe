"""A hand-made client of the shop's socket: it says whatever a test wants, well-formed or not.

`Tab` speaks like the tab of a browser; below it lies a line, to an ASGI app in this process (`AsgiLine`) or over TCP
to a served shop (`TcpLine`).
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Scope
from wsproto import ConnectionType, WSConnection
from wsproto import events as ws
from wsproto.utilities import LocalProtocolError

ROOT = "reflex___state____state"
HYDRATE = f"{ROOT}.hydrate_and_load"
PATIENCE = 10.0
"""Seconds until a test gives up waiting for an answer."""

Data = str | bytes


class Closed(Exception):
    """The line is closed; holds the code that the server gave."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class Line(Protocol):
    """A websocket, already open."""

    async def send(self, data: Data) -> None: ...
    async def read(self) -> Data: ...
    async def close(self) -> None: ...


class AsgiLine:
    """A websocket to an ASGI app in this process."""

    def __init__(self, app: ASGIApp, scope: Scope) -> None:
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[Message] = asyncio.Queue()
        self._to_app.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(self._run(app, scope))

    async def _run(self, app: ASGIApp, scope: Scope) -> None:
        try:
            await app(scope, self._to_app.get, self._from_app.put)
        finally:
            await self._from_app.put({"type": "websocket.close", "code": 1006})

    async def opened(self) -> Self:
        message = await self._from_app.get()
        if message["type"] != "websocket.accept":
            raise Closed(message.get("code"))
        return self

    async def send(self, data: Data) -> None:
        await self._to_app.put({"type": "websocket.receive", "text" if isinstance(data, str) else "bytes": data})

    async def read(self) -> Data:
        message = await self._from_app.get()
        if message["type"] == "websocket.close":
            raise Closed(message.get("code"))
        data: Data | None = message.get("text")
        return data if data is not None else message["bytes"]

    async def close(self) -> None:
        await self._to_app.put({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait({self._task}, timeout=PATIENCE)


class TcpLine:
    """A websocket over TCP; `connection` and `writer` are open to tests that break the rules below it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connection = WSConnection(ConnectionType.CLIENT)
        self.reader, self.writer = reader, writer
        self._inbox: list[ws.Event] = []
        self._text = ""

    @classmethod
    async def open(cls, url: str, target: str, headers: Sequence[tuple[bytes, bytes]], subprotocols: Sequence[str]) -> Self:
        place = urlsplit(url)
        line = cls(*await asyncio.open_connection(place.hostname, place.port))
        request = ws.Request(host=place.netloc, target=target, extra_headers=list(headers), subprotocols=list(subprotocols))
        line.writer.write(line.connection.send(request))
        answer = await line._next()
        if not isinstance(answer, ws.AcceptConnection):
            raise Closed(answer.status_code if isinstance(answer, ws.RejectConnection) else None)
        return line

    async def _next(self) -> ws.Event:
        while not self._inbox:
            try:
                data = await self.reader.read(65536)
            except ConnectionError:
                data = b""
            if not data:
                raise Closed(1006)
            self.connection.receive_data(data)
            self._inbox.extend(self.connection.events())
        return self._inbox.pop(0)

    async def send(self, data: Data) -> None:
        message: ws.Event = ws.TextMessage(data) if isinstance(data, str) else ws.BytesMessage(data)
        try:
            self.writer.write(self.connection.send(message))
            await self.writer.drain()
        except (ConnectionError, LocalProtocolError) as error:
            raise Closed(1006) from error

    async def read(self) -> Data:
        while True:
            event = await self._next()
            if isinstance(event, ws.CloseConnection):
                raise Closed(int(event.code))
            if isinstance(event, ws.Ping):
                self.writer.write(self.connection.send(event.response()))
            elif isinstance(event, ws.BytesMessage):
                return bytes(event.data)
            elif isinstance(event, ws.TextMessage):
                self._text += event.data
                if event.message_finished:
                    text, self._text = self._text, ""
                    return text

    async def close(self) -> None:
        self.writer.close()


class Tab:
    """The tab of a browser: its token, and what the server has told it.

    `deltas` are the changes of state so far, `events` what the server asked the browser to do.
    """

    def __init__(self, line: Line, token: str) -> None:
        self.line = line
        self.token = token
        self.received: list[str] = []
        self.deltas: list[Mapping[str, Mapping[str, Any]]] = []
        self.events: list[Mapping[str, Any]] = []
        self.closed: Closed | None = None

    @classmethod
    async def in_process(cls, app: ASGIApp, *, token: str = "", **scope: Any) -> Self:
        """Open a tab on an ASGI app; raises Closed when it is refused. `scope` as for `socket_scope`."""
        token = token or str(uuid.uuid4())
        return cls(await AsgiLine(app, socket_scope(token, **scope)).opened(), token)

    @classmethod
    async def over_tcp(
        cls,
        url: str,
        *,
        token: str = "",
        cookie: str = "",
        origin: str | None = "",
        headers: Sequence[tuple[bytes, bytes]] = (),
        target: str = "",
        subprotocols: Sequence[str] = ("0.10.1",),
    ) -> Self:
        """Open a tab on a served shop; raises Closed when it is refused. `origin=None` leaves the header out."""
        token = token or str(uuid.uuid4())
        sent = list(headers)
        if origin is not None:
            sent.append((b"origin", (origin or url).encode()))
        if cookie:
            sent.append((b"cookie", cookie.encode()))
        target = target or f"/_event/?token={token}&EIO=4&transport=websocket"
        return cls(await TcpLine.open(url, target, sent, subprotocols), token)

    async def send(self, data: Data) -> None:
        """Send a raw frame."""
        await self.line.send(data)

    async def join(self, **event: Any) -> Self:
        """Join the namespace as the shop's pages do, the first event riding along, and wait for the state."""
        boot = {"event": reflex_event(HYDRATE, **event)}
        await self.send(f"40/_event,{json.dumps(boot)}")
        await self.until(lambda: bool(self.deltas))
        return self

    async def call(self, name: str, payload: Any = None, **more: Any) -> None:
        """Call an event handler."""
        await self.send(f"42/_event,{json.dumps(['event', reflex_event(name, payload, **more)])}")

    async def settle(self) -> None:
        """Wait until everything sent before has been worked off: the events of one tab run one after another."""
        mark = f"/settled-{uuid.uuid4()}"
        await self.call(HYDRATE, {}, path=mark)
        await self.until(lambda: any(mark in frame for frame in self.received))

    async def until(self, there: Callable[[], bool]) -> None:
        """Read until `there()`; raises Closed when the server closes the line, TimeoutError when nothing comes."""
        async with asyncio.timeout(PATIENCE):
            while not there():
                self.take(await self._read())

    async def until_closed(self) -> int | None:
        """Read until the server closes the line; the code it gives."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    self.take(await self._read())
                except Closed as closed:
                    return closed.code

    async def _read(self) -> Data:
        try:
            return await self.line.read()
        except Closed as closed:
            self.closed = closed
            raise

    def take(self, data: Data) -> None:
        """Sort in what the server has sent."""
        text = data if isinstance(data, str) else data.decode("latin-1")
        self.received.append(text)
        if text.startswith('42/_event,["event"'):
            update = json.loads(text.removeprefix("42/_event,"))[1]
            if update.get("delta"):
                self.deltas.append(update["delta"])
            self.events += update.get("events", [])

    def var(self, state: str, name: str) -> Any:
        """The last value that the server told of a var; None when it has told none."""
        values = [delta[state][f"{name}_rx_state_"] for delta in self.deltas if f"{name}_rx_state_" in delta.get(state, {})]
        return values[-1] if values else None

    async def close(self) -> None:
        await self.line.close()


def reflex_event(name: Any, payload: Any = None, path: str = "/", **more: Any) -> dict[str, Any]:
    """An event as the shop's pages send it; `more` replaces or adds fields."""
    event = {"name": name, "payload": {} if payload is None else payload, "router_data": {"pathname": path, "asPath": path}}
    return {**event, **more}


def socket_scope(
    token: str,
    *,
    headers: Sequence[tuple[bytes, bytes]] | None = None,
    origin: str = "http://localhost:3000",
    cookie: str = "",
    query: str | None = None,
    path: str = "/_event/",
    client: tuple[str, int] = ("203.0.113.7", 50_000),
    subprotocols: Sequence[str] = ("0.10.1",),
) -> Scope:
    """The ASGI scope of a socket as the shop's pages open it; `headers` replace those of Host and Origin."""
    if headers is None:
        headers = [(b"host", urlsplit(origin).netloc.encode()), (b"origin", origin.encode())]
    return {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": (f"token={token}&EIO=4&transport=websocket" if query is None else query).encode(),
        "headers": [*headers, *([(b"cookie", cookie.encode())] if cookie else [])],
        "client": client,
        "server": ("127.0.0.1", 3000),
        "subprotocols": list(subprotocols),
        "state": {},
        "extensions": {},
    }

"""Stands before Reflex' socket: who may open one, what may come through it, and how fast.

Reflex would take sockets from any site, frames of any size and events at any rate, log whole events with
their headers, send all headers of the handshake back to the browser's scripts, and let a client token alone open
what another browser left behind. So of a handshake only what is written down here goes on: our Origin, the caller's
address, a token bound to the visitor, and the visitor's keyed hash in the place of the cookies. Frames are
read and written anew (routes/frames.py), and only handlers that a browser may call are named in them.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog import get_logger

from ocmp_app.routes.frames import BadFrame, Frame, Kind, read_frame
from ocmp_app.routes.visitor import client_address, state_token, visitor_hash, visitor_value
from ocmp_app.settings import Settings

SOCKET_PATH = "/_event"
_TOKEN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_VERSION = re.compile(r"[\w.+-]{1,32}", re.ASCII)
_SHARE_BYTES = 8192
"""A frame costs one token of its bucket for each share of this size that it begins."""

_POLICY_VIOLATION = 1008
_TOO_BIG = 1009
_ADDRESSES_KEPT = 10_000

log = get_logger(__name__)

MayCall = Callable[[str], bool]
"""Whether a browser may call the event handler of this full name."""


class Bucket:
    """A token bucket: `rate` tokens a second up to `burst`."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._tokens = float(burst)
        self._at = time.monotonic()

    def take(self, amount: int = 1) -> bool:
        """Take tokens, at most all that fit into the bucket; False when there are not so many."""
        self._fill()
        wanted = min(float(amount), self._burst)
        if self._tokens < wanted:
            return False
        self._tokens -= wanted
        return True

    @property
    def is_full(self) -> bool:
        """Whether nothing was taken lately."""
        self._fill()
        return self._tokens >= self._burst

    def _fill(self) -> None:
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now


@dataclass(slots=True)
class Address:
    """What one address has used of its share."""

    openings: Bucket
    events: Bucket
    sockets: int = 0

    @property
    def is_idle(self) -> bool:
        return not self.sockets and self.openings.is_full and self.events.is_full


class Refused(Exception):
    """The handshake is not one that the shop's pages make; says why."""


@dataclass(frozen=True, slots=True)
class Call:
    """A handshake as it goes on to Reflex."""

    scope: Scope
    token: str
    """Under which Reflex keeps the state."""
    new_token: str = ""
    """What the browser tab must call itself from now on; empty: as before."""


class SocketGuard:
    """ASGI wrapper around the whole app; touches only sockets and the socket's path."""

    def __init__(self, app: ASGIApp, settings: Settings, may_call: MayCall) -> None:
        self._app = app
        self._settings = settings
        self._may_call = may_call
        self._addresses: dict[str, Address] = {}
        self._tokens: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http" and f"{scope['path']}/".startswith(f"{SOCKET_PATH}/"):
            await _answer(send, 403, "この接続方法には対応していません。")
        else:
            await self._app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = client_address(scope, self._settings)
        try:
            call = self._handshake(scope, address)
            with self._admit(address) as used:
                self._tokens.add(call.token)
                try:
                    wire = Wire(receive, send, self._settings, used.events, self._may_call, call.new_token)
                    await self._app(call.scope, wire.receive, wire.send)
                finally:
                    self._tokens.discard(call.token)
        except Refused as refusal:
            log.warning("socket refused", reason=str(refusal))
            await receive()  # websocket.connect
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})

    @contextmanager
    def _admit(self, address: str) -> Iterator[Address]:
        """Count a socket of this address; raises Refused when it has too many, or opens them too fast."""
        if len(self._addresses) > _ADDRESSES_KEPT:
            self._addresses = {name: used for name, used in self._addresses.items() if not used.is_idle}
        settings = self._settings
        used = self._addresses.get(address)
        if used is None:
            used = self._addresses[address] = Address(
                openings=Bucket(settings.socket_opens_per_minute / 60, settings.socket_opens_per_minute),
                events=Bucket(settings.address_events_per_second, settings.address_event_burst),
            )
        if used.sockets >= settings.sockets_per_ip:
            raise Refused("too many of one address")
        if not used.openings.take():
            raise Refused("opened too fast")
        used.sockets += 1
        try:
            yield used
        finally:
            used.sockets -= 1

    def _handshake(self, scope: Scope, address: str) -> Call:
        """Of the handshake only what is known to be needed and harmless. Raises Refused."""
        if str(scope["path"]).rstrip("/") != SOCKET_PATH:
            raise Refused("path")
        origins = [content.decode("latin-1") for name, content in scope["headers"] if name == b"origin"]
        if len(origins) != 1 or origins[0] not in self._settings.origins:
            raise Refused("origin")
        claimed = _claimed_token(scope["query_string"])
        visitor = visitor_hash(visitor_value(scope["headers"], self._settings), self._settings)
        token, new_token = state_token(claimed, visitor, self._settings), ""
        if token in self._tokens:
            # A duplicated tab has the token of its original. Reflex would make up a new one that is not bound to the visitor.
            new_token = str(uuid4())
            token = state_token(new_token, visitor, self._settings)
        versions = [name for name in scope.get("subprotocols", ())[:1] if _VERSION.fullmatch(name)]
        headers = [(b"origin", origins[0].encode()), (b"upgrade", b"websocket"), (b"connection", b"upgrade")]
        headers += [(b"sec-websocket-protocol", version.encode()) for version in versions]
        # Reflex shows every header of the handshake to the browser's scripts, save this one.
        headers.append((b"cookie", visitor.encode()))
        return Call(
            scope={
                **scope,
                "path": SOCKET_PATH + "/",
                "raw_path": SOCKET_PATH.encode() + b"/",
                "query_string": urlencode({"token": token, "EIO": "4", "transport": "websocket"}).encode(),
                "headers": headers,
                "subprotocols": versions,
                "client": (address, 0),
            },
            token=token,
            new_token=new_token,
        )


@dataclass(slots=True)
class Wire:
    """Both directions of one open socket: `receive` and `send` for Reflex."""

    _receive: Receive
    _send: Send
    _settings: Settings
    _address_events: Bucket
    _may_call: MayCall
    _new_token: str
    _task: asyncio.Task[object] | None = field(default_factory=asyncio.current_task)
    _events: Bucket = field(init=False)
    _joined: bool = False
    _closed: bool = False

    def __post_init__(self) -> None:
        self._events = Bucket(self._settings.socket_events_per_second, self._settings.socket_event_burst)

    async def receive(self) -> Message:
        """The next message that may go on to Reflex."""
        while not self._closed:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            try:
                frame = self._read(message)
            except BadFrame as bad:
                await self._close(str(bad), _TOO_BIG if str(bad) == "size" else _POLICY_VIOLATION)
                break
            if frame is None:
                log.warning("event refused", reason="no handler for browsers")
                continue
            if frame.kind is Kind.JOIN and self._new_token:
                await self.send({"type": "websocket.send", "text": f'42{SOCKET_PATH},["new_token","{self._new_token}"]'})
            return {"type": "websocket.receive", "text": frame.text}
        return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}

    async def send(self, message: Message) -> None:
        """Send on, as long as the browser takes what it is sent."""
        if self._closed:
            return
        text = message.get("text") or ""
        if text.startswith((f"41{SOCKET_PATH}", f"44{SOCKET_PATH}")):
            self._joined = False
        if message["type"] == "websocket.close":
            self._closed = True
        try:
            async with asyncio.timeout(self._settings.socket_send_seconds):
                await self._send(message)
        except TimeoutError:
            # Who asks and never reads would fill the memory with answers.
            log.warning("socket closed", reason="does not read")
            self._closed = True
            if self._task is not None:
                self._task.cancel()

    def _read(self, message: Message) -> Frame | None:
        """The frame; None when it calls what no browser may call. Raises BadFrame for what no page of the shop sends."""
        text = message.get("text")
        if not isinstance(text, str):
            raise BadFrame("binary")
        # In UTF-8 a character takes up to four bytes; few frames are near the limit.
        size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
        if size > self._settings.socket_frame_bytes:
            raise BadFrame("size")
        cost = 1 + size // _SHARE_BYTES
        if not (self._events.take(cost) and self._address_events.take(cost)):
            raise BadFrame("speed")
        frame = read_frame(text)
        allowed = not frame.handler or self._may_call(frame.handler)
        if frame.kind is Kind.JOIN:
            if self._joined or not allowed:
                raise BadFrame("join")
            self._joined = True
        elif frame.kind is Kind.LEAVE:
            self._joined = False
        elif frame.kind in (Kind.EVENT, Kind.REPORT) and not self._joined:
            raise BadFrame("not joined")
        return frame if allowed else None

    async def _close(self, reason: str, code: int) -> None:
        log.warning("socket closed", reason=reason)
        await self.send({"type": "websocket.close", "code": code})
        self._closed = True


def _claimed_token(query_string: bytes) -> str:
    """The token that a browser tab made up for itself. Raises Refused."""
    try:
        query = parse_qs(query_string.decode("ascii"), max_num_fields=8)
    except ValueError:
        raise Refused("query") from None
    tokens = query.pop("token", [])
    if query != {"EIO": ["4"], "transport": ["websocket"]} or len(tokens) != 1:
        raise Refused("query")
    if not _TOKEN.fullmatch(tokens[0]):
        raise Refused("token")
    return tokens[0]


async def _answer(send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

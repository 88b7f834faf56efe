"""Stands before Reflex' socket: who may open one, what may come through it, and how fast.

Reflex would take sockets from any site, frames of any size and events at any rate, and would keep
all request headers (the Cookie among them) in its states. So: Origin must be ours; only websockets
(no long polling); frames up to a limit; a token bucket an open socket; a limit of sockets an address;
and of the headers only harmless ones go on, with the visitor's cookie replaced by its keyed hash.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog import get_logger

from ocmp_app.routes.visitor import visitor_hash, visitor_value
from ocmp_app.settings import Settings

SOCKET_PATH = "/_event"
VISITOR_HEADER = b"x-ocmp-visitor"
_KEPT_HEADERS = frozenset(
    {
        b"host", b"origin", b"user-agent", b"accept-language", b"upgrade", b"connection",
        b"sec-websocket-key", b"sec-websocket-version", b"sec-websocket-protocol", b"sec-websocket-extensions",
        b"x-forwarded-for", b"x-forwarded-proto",
    }
)  # fmt: skip
_POLICY_VIOLATION = 1008
_TOO_BIG = 1009

log = get_logger(__name__)


class Bucket:
    """A token bucket: `rate` tokens a second up to `burst`."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._tokens = float(burst)
        self._at = time.monotonic()

    def take(self) -> bool:
        """Take one token; False when there is none."""
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class SocketGuard:
    """ASGI wrapper around the whole app; touches only the socket's path."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not str(scope.get("path", "")).startswith(SOCKET_PATH):
            if scope["type"] == "websocket":
                await _refuse_socket(receive, send)
                return
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await _answer(send, 403, "この接続方法には対応していません。")

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        address = self._address(scope, headers)
        if origin not in self._settings.origins:
            log.warning("socket refused", reason="origin", origin=origin[:200])
            await _refuse_socket(receive, send)
            return
        if self._open[address] >= self._settings.sockets_per_ip:
            log.warning("socket refused", reason="too many from one address")
            await _refuse_socket(receive, send)
            return
        self._open[address] += 1
        try:
            await self._app(self._without_secrets(scope), self._limited(receive, send), send)
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    def _address(self, scope: Scope, headers: dict[bytes, bytes]) -> str:
        hops = self._settings.trusted_proxy_hops
        forwarded = [part.strip() for part in headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",") if part.strip()]
        if hops and len(forwarded) >= hops:
            return forwarded[-hops]
        client = scope.get("client")
        return str(client[0]) if client else ""

    def _without_secrets(self, scope: Scope) -> Scope:
        cookie = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
        kept = [(name, value) for name, value in scope["headers"] if name in _KEPT_HEADERS]
        visitor = visitor_hash(visitor_value(cookie, self._settings), self._settings)
        return {**scope, "headers": [*kept, (VISITOR_HEADER, visitor.encode())]}

    def _limited(self, receive: Receive, send: Send) -> Receive:
        bucket = Bucket(self._settings.socket_events_per_second, self._settings.socket_event_burst)
        closed = False

        async def limited() -> Message:
            nonlocal closed
            if closed:
                return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            size = _size(message)
            reason = "frame too big" if size > self._settings.socket_frame_bytes else "" if bucket.take() else "too fast"
            if not reason:
                return message
            log.warning("socket closed", reason=reason, bytes=size)
            closed = True
            await send({"type": "websocket.close", "code": _TOO_BIG if "big" in reason else _POLICY_VIOLATION})
            return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}

        return limited


def _size(message: Message) -> int:
    text: Any = message.get("text")
    data: Any = message.get("bytes")
    return len(text.encode("utf-8", "surrogatepass")) if text else len(data or b"")


async def _refuse_socket(receive: Receive, send: Send) -> None:
    await receive()  # websocket.connect
    await send({"type": "websocket.close", "code": _POLICY_VIOLATION})


async def _answer(send: Send, status: int, text: str) -> None:
    body = text.encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())],
        }
    )
    await send({"type": "http.response.body", "body": body})

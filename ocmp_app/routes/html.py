"""Serves the built pages: real status codes, head and readable body injected, security and cache headers.

The build gives one HTML file a route. Around it the server puts what the build cannot know
(title and description of a product, canonical address, JSON-LD, a body for `<noscript>`) and a
Content-Security-Policy that allows just the inline scripts that the file holds, by their hashes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote

from starlette.routing import BaseRoute, Match, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog import get_logger

from ocmp_app.routes.first_paint import paint_first
from ocmp_app.routes.head import Head, escape, render_head
from ocmp_app.routes.visitor import new_cookie, visitor_value
from ocmp_app.settings import Settings

HeadOf = Callable[[str, dict[str, str]], Awaitable[Head]]
"""Gives the head for a path and its query; status 404 or 410 in it decide the answer's status."""

_SCRIPT = re.compile(r"<script([^>]*)>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_REFLEX_PICTURE = '<meta content="favicon.ico" property="og:image"/>'
"""Reflex puts it on every page; a link preview would take it before ours."""
_NOT_SERVED = {".html", ".gz", ".br", ".map"}
"""Pages are served with their heads; compressed files in the place of the others."""
_LONGEST_PATH = 1024
_LONGEST_QUERY = 8192
_QUERY_FIELDS = 100
_NOTHING = b"default-src 'none'; frame-ancestors 'none'"
_DYNAMIC = {re.compile(r"/products/[^/]+"): "products/_", re.compile(r"/apply/[^/]+"): "apply/_"}

log = get_logger(__name__)


@dataclass(frozen=True)
class BuiltPage:
    """One HTML file of the build, cut where something is put in."""

    before_title: str
    head_rest: str
    body: str
    csp_sources: tuple[str, str]  # script-src, style-src hashes

    @classmethod
    def read(cls, path: Path) -> BuiltPage:
        text, modules = paint_first(path.read_text(encoding="utf-8").replace(_REFLEX_PICTURE, ""))
        inline = [body for attributes, body in _SCRIPT.findall(text) if "src=" not in attributes and "text/plain" not in attributes]
        scripts = [*inline, *modules]
        styles = [body for body in _STYLE.findall(text) if body]
        head, separator, body = text.partition("</head>")
        if not separator:
            raise ValueError(f"{path}: no </head>")
        title = _TITLE.search(head)
        cut = title.start() if title else head.index("<link")
        rest = head[title.end() :] if title else head[cut:]
        return cls(head[:cut], rest, body, (_hashes(scripts), _hashes(styles)))


class PageServer:
    """ASGI app of the whole shop: plain routes first, then files of the build, then pages; nothing else.

    Of Reflex only the socket, its files and `/ping` can be reached: what else it may bring (uploads, its
    health check, a list of all routes) has no way in.
    """

    def __init__(
        self, reflex_app: ASGIApp, routes: Sequence[BaseRoute], build: Path, settings: Settings, head_of: HeadOf
    ) -> None:
        self._reflex = reflex_app
        self._routes = Router(routes)
        self._settings = settings
        self._head_of = head_of
        files = [file.relative_to(build) for file in sorted(build.rglob("*")) if file.is_file()]
        self._pages = {_address_of(file): BuiltPage.read(build / file) for file in files if file.suffix == ".html"}
        self._files = {f"/{file.as_posix()}" for file in files if file.suffix not in _NOT_SERVED} | {"/ping"}
        sockets = sorted(origin.replace("http", "ws", 1) for origin in settings.origins)
        self._connect = " ".join(["'self'", *sockets])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._reflex(scope, receive, send)
            return
        path, reading = str(scope["path"]), scope["method"] in ("GET", "HEAD")
        if any(route.matches(scope)[0] is Match.FULL for route in self._routes.routes):
            await self._routes(scope, receive, _with_headers(send, path, self._settings))
        elif not reading:
            await self._text(scope, send, 405, "この操作には対応していません。", [(b"allow", b"GET, HEAD")])
        elif path in self._files:
            await self._reflex(scope, receive, _with_headers(send, path, self._settings))
        elif path.startswith("/assets/"):
            await self._text(scope, send, 404, "ファイルが見つかりません。")
        elif len(path) > _LONGEST_PATH or len(scope["query_string"]) > _LONGEST_QUERY:
            await self._text(scope, send, 414, "アドレスが長すぎます。")
        elif path != "/" and path.endswith("/"):
            await self._redirect(scope, send, path.rstrip("/") or "/")
        else:
            await self._page(scope, send, path)

    async def _page(self, scope: Scope, send: Send, path: str) -> None:
        try:
            query = dict(
                parse_qsl(
                    scope["query_string"].decode("latin-1"), encoding="utf-8", errors="replace", max_num_fields=_QUERY_FIELDS
                )
            )
        except ValueError:
            await self._text(scope, send, 400, "アドレスの項目が多すぎます。")
            return
        try:
            head = await self._head_of(path, query)
        except Exception:
            log.exception("page failed", path=ascii(path[:200]))
            await self._send(scope, send, 500, _ERROR_PAGE, _csp("", "", "'self'"))
            return
        page = self._pages.get(self._file_for(path)) if head.status != 404 else None
        page = page or self._pages["/404"]
        body = page.body
        if head.body_html:
            start = body.index(">", body.index("<body")) + 1
            body = f"{body[:start]}<noscript>{head.body_html}</noscript>{body[start:]}"
        document = (
            f"{page.before_title}<title>{escape(head.full_title)}</title>{page.head_rest}"
            f"{render_head(head, self._settings.base_url)}</head>{body}"
        )
        await self._send(scope, send, head.status, document, _csp(*page.csp_sources, self._connect))

    def _file_for(self, path: str) -> str:
        for pattern, shell in _DYNAMIC.items():
            if pattern.fullmatch(path):
                return "/" + shell
        return path

    async def _send(self, scope: Scope, send: Send, status: int, document: str, csp: str) -> None:
        content = document.encode("utf-8", "replace")
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"cache-control", b"private, no-cache"),
            (b"vary", b"Accept-Encoding, Cookie"),
            (b"content-security-policy", csp.encode()),
            *_safe_headers(self._settings),
        ]
        if any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"]):
            content = gzip.compress(content, compresslevel=5, mtime=0)
            headers.append((b"content-encoding", b"gzip"))
        if not visitor_value(scope["headers"], self._settings):
            headers.append((b"set-cookie", new_cookie(self._settings).encode()))
        await _respond(scope, send, status, headers, content)

    async def _text(self, scope: Scope, send: Send, status: int, text: str, more: Sequence[tuple[bytes, bytes]] = ()) -> None:
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"content-security-policy", _NOTHING),
            *_safe_headers(self._settings),
            *more,
        ]
        await _respond(scope, send, status, headers, text.encode())

    async def _redirect(self, scope: Scope, send: Send, path: str) -> None:
        # One slash, and every other sign quoted: browsers drop tabs and take // or /\ for the beginning of a host.
        location = ("/" + quote(path.lstrip("/"), safe="/-._~!$'()*+,;=:@")).encode("ascii")
        query = scope["query_string"]
        headers = [(b"location", location + (b"?" + query if query else b"")), *_safe_headers(self._settings)]
        await _respond(scope, send, 308, headers, b"")


def _address_of(file: Path) -> str:
    """`search.html` → `/search`, `index.html` → `/`."""
    name = file.with_suffix("").as_posix()
    return "/" if name == "index" else f"/{name}"


async def _respond(scope: Scope, send: Send, status: int, headers: list[tuple[bytes, bytes]], content: bytes) -> None:
    headers = [*headers, (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})


def _hashes(blocks: list[str]) -> str:
    digests = {base64.b64encode(hashlib.sha256(block.encode()).digest()).decode() for block in blocks}
    return "".join(f" 'sha256-{digest}'" for digest in sorted(digests))


def _csp(scripts: str, styles: str, connect: str) -> str:
    return (
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; form-action 'self'; "
        f"script-src 'self'{scripts}; style-src 'self'{styles}; img-src 'self' data:; font-src 'self'; "
        f"connect-src {connect}; manifest-src 'self'"
    )


def _safe_headers(settings: Settings) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"strict-origin-when-cross-origin"),
        (b"x-frame-options", b"DENY"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ]
    if settings.secure_cookies:
        headers.append((b"strict-transport-security", b"max-age=63072000; includeSubDomains"))
    return headers


def _with_headers(send: Send, path: str, settings: Settings) -> Send:
    cache = b"public, max-age=31536000, immutable" if path.startswith("/assets/") else b""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = message.get("headers")
            headers = list(given) if isinstance(given, list | tuple) else []
            names = {name.lower() for name, _ in headers}
            headers += [item for item in _safe_headers(settings) if item[0] not in names]
            if b"content-security-policy" not in names:
                headers.append((b"content-security-policy", _NOTHING))
            if b"cache-control" not in names:
                status = message.get("status")
                headers.append((b"cache-control", cache if cache and status in (200, 206, 304) else b"no-cache"))
            message = {**message, "headers": headers}
        await send(message)

    return sending


_ERROR_PAGE = """<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/><title>ただいま表示できません | オープンクラウドマーケットプレース</title></head>
<body><main><h1>ただいまこのページを表示できません</h1>
<p>ご不便をおかけして申し訳ありません。しばらくしてから、もう一度お試しください。</p>
<p><a href="/">トップページへ</a></p></main></body></html>"""

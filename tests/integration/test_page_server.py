"""The pages as the server gives them: what is served, with which headers, and what is not served at all."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ocmp_app.routes.head import Head, render_head
from ocmp_app.routes.html import PageServer
from ocmp_app.settings import Settings

PAGE = """<!DOCTYPE html><html lang="ja"><head><meta charSet="utf-8"/><title>built</title>\
<link rel="modulepreload" href="/assets/a.js"/><script>var theme = 1</script></head>\
<body class="x"><div id="root">{name}</div><script type="module" async="">import "/assets/a.js"</script></body></html>"""
ANSWERED_BY_REFLEX = b"answered by Reflex"
MEMBER_COOKIE = "ocmp_visitor=" + "m" * 43


class Reflex:
    """Stands for Reflex' app, which would answer anything."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/javascript")]})
        await send({"type": "http.response.body", "body": ANSWERED_BY_REFLEX})


async def heads(path: str, query: dict[str, str]) -> Head:
    if path == "/broken":
        raise RuntimeError("the database does not answer")
    if path == "/products/gone":
        return Head("掲載終了", status=410)
    if path in ("/", "/search", "/products/kintai-cloud", "/登録"):
        title = f"<探す> & {query.get('q', '')}"
        return Head(title, '説明 "文"', path, json_ld=[{"name": "</script>"}], body_html="<p>本文</p>")
    return Head("ページが見つかりません", status=404, index=False)


async def told(request: Request) -> PlainTextResponse:
    return PlainTextResponse("plain route")


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build leaves behind."""
    folder = tmp_path_factory.mktemp("build")
    for name in ("index", "search", "404", "products/_", "__spa-fallback"):
        file = folder / f"{name}.html"
        file.parent.mkdir(exist_ok=True)
        file.write_text(PAGE.replace("{name}", name), encoding="utf-8")
    (folder / "assets").mkdir()
    for name in (
        "assets/a.js",
        "assets/a.js.br",
        "assets/a.js.gz",
        "assets/a.js.map",
        "index.html.br",
        "shop.css",
        "favicon.svg",
    ):
        (folder / name).write_text("x", encoding="utf-8")
    return folder


@pytest.fixture
def reflex() -> Reflex:
    return Reflex()


Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(build: Path, reflex: Reflex) -> Ask:
    """Sends one request; `ask("/search", method="POST", headers=…)`. Settings by `base_url=`."""

    def sending(path: str, *, method: str = "GET", base_url: str = "http://localhost:3000", **more: Any) -> httpx.Response:
        settings = Settings(_env_file=None, base_url=base_url)  # type: ignore[call-arg]
        routes = [Route("/plain", told), Route("/search", told, methods=["POST"])]
        server = PageServer(reflex, routes, build, settings, heads)

        async def story() -> httpx.Response:
            transport = httpx.ASGITransport(server, raise_app_exceptions=True)
            async with httpx.AsyncClient(transport=transport, base_url=base_url) as client:
                return await client.request(method, path, **more)

        return asyncio.run(story())

    return sending


class TestAPage:
    def test_carries_its_head_and_a_readable_body(self, ask: Ask) -> None:
        page = ask("/search?q=%E4%BC%9A%E8%A8%88")
        assert page.status_code == 200
        assert "<title>&lt;探す&gt; &amp; 会計 | オープンクラウドマーケットプレース</title>" in page.text
        assert 'name="description" content="説明 &quot;文&quot;"/>' in page.text
        assert '<body class="x"><noscript><p>本文</p></noscript>' in page.text
        assert "built" not in page.text

    def test_cannot_be_broken_out_of(self, ask: Ask) -> None:
        page = ask("/search", params={"q": "</title><script>alert(1)</script>"})
        assert "<script>alert" not in page.text
        assert '{"name":"\\u003c/script\\u003e"}' in page.text

    def test_a_shell_serves_all_products(self, ask: Ask) -> None:
        page = ask("/products/kintai-cloud")
        assert (page.status_code, "products/_" in page.text) == (200, True)

    @pytest.mark.parametrize(
        "path",
        [
            "/nosuch",
            "/products/nosuch",
            "/a.php",
            "/.env",
            "/.git/config",
            "/wp-admin",
            "/a/b/c",
            "/index",
            "/404",
            "/products/_",
        ],
    )
    def test_an_unknown_address_is_a_real_404(self, ask: Ask, reflex: Reflex, path: str) -> None:
        page = ask(path)
        assert page.status_code == 404
        assert "ページが見つかりません" in page.text
        assert 'name="robots" content="noindex"/>' in page.text
        assert reflex.asked == []

    def test_what_is_gone_says_so(self, ask: Ask) -> None:
        assert ask("/products/gone").status_code == 410

    def test_an_error_of_ours_shows_nothing_of_it(self, ask: Ask) -> None:
        page = ask("/broken")
        assert page.status_code == 500
        assert "database" not in page.text
        assert "ただいまこのページを表示できません" in page.text

    def test_head_is_get_without_a_body(self, ask: Ask) -> None:
        page, head = ask("/search"), ask("/search", method="HEAD")
        assert head.content == b""
        assert head.headers["content-length"] == page.headers["content-length"]

    def test_compressed_when_the_reader_can(self, ask: Ask) -> None:
        assert ask("/search", headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"
        assert "content-encoding" not in ask("/search", headers={"accept-encoding": "identity"}).headers


class TestHeaders:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/search"),
            ("GET", "/nosuch"),
            ("GET", "/broken"),
            ("GET", "/search/"),
            ("GET", "/plain"),
            ("GET", "/assets/a.js"),
            ("GET", "/assets/nosuch.js"),
            ("GET", "/ping"),
            ("POST", "/"),
            ("GET", "/" + "x" * 3000),
        ],
    )
    def test_of_safety_are_on_every_answer(self, ask: Ask, method: str, path: str) -> None:
        headers = ask(path, method=method).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "strict-transport-security" not in headers
        assert "unsafe" not in headers.get("content-security-policy", "")

    def test_of_a_page_allow_its_own_scripts_by_their_hashes_only(self, ask: Ask) -> None:
        policy = dict(part.split(" ", 1) for part in ask("/search").headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["frame-ancestors"] == "'none'"
        assert policy["base-uri"] == "'none'"
        assert re.fullmatch(r"'self'( 'sha256-[\w+/]{43}=')+", policy["script-src"])
        assert set(policy["connect-src"].split()) == {"'self'", "ws://localhost:3000", "ws://127.0.0.1:3000"}

    def test_https_is_kept_once_used(self, ask: Ask) -> None:
        headers = ask("/search", base_url="https://shop.example.jp").headers
        assert headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
        assert headers["set-cookie"].startswith("__Host-ocmp_visitor=")
        assert headers["set-cookie"].endswith("; Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax; Secure")

    def test_files_with_a_digest_in_their_name_are_kept_for_good(self, ask: Ask) -> None:
        assert ask("/assets/a.js").headers["cache-control"] == "public, max-age=31536000, immutable"
        assert ask("/favicon.svg").headers["cache-control"] == "no-cache"
        assert ask("/assets/nosuch.js").headers["cache-control"] == "no-store"

    def test_a_visitor_gets_one_cookie(self, ask: Ask) -> None:
        assert re.fullmatch(
            r"ocmp_visitor=[\w-]{43}; Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax", ask("/").headers["set-cookie"]
        )
        assert "set-cookie" not in ask("/", headers={"cookie": f"theme=dark; {MEMBER_COOKIE}"}).headers
        assert "set-cookie" not in ask("/", headers=[("cookie", "theme=dark"), ("cookie", MEMBER_COOKIE)]).headers
        assert "set-cookie" in ask("/", headers={"cookie": "ocmp_visitor=planted"}).headers

    @pytest.mark.parametrize("host", ["evil.example", "localhost:3000@evil.example", "localhost:3000, evil.example"])
    def test_the_host_that_was_asked_for_stands_nowhere(self, ask: Ask, host: str) -> None:
        for path in ("/search", "/search/", "/nosuch"):
            answer = ask(path, headers={"host": host, "x-forwarded-host": host})
            assert "evil" not in answer.text
            assert "evil" not in str(answer.headers)


class TestWhatIsNotServed:
    @pytest.mark.parametrize(
        "path",
        [
            "/_upload",
            "/_upload/x.txt",
            "/_health",
            "/_all_routes",
            "/auth-codespace",
            "/_event",
            "/_event/",
            "/%5Fupload",
            "/__spa-fallback",
            "/__spa-fallback.html",
            "/index.html",
            "/index.html.br",
            "/404.html",
            "/products/_.html",
            "/search.html",
            "/assets/../index.html",
            "/assets/%2e%2e/index.html",
            "/assets/..%2findex.html",
            "/assets/a.js.map",
            "/assets/a.js.br",
            "/assets/",
            "/assets/a.js/",
            "/assets%00/a.js",
            "//assets/a.js",
            "/ping/",
            "/shop.css%00",
        ],
    )
    def test_of_what_reflex_brings(self, ask: Ask, reflex: Reflex, path: str) -> None:
        answer = ask(path)
        assert answer.status_code in (308, 404)
        assert reflex.asked == []

    @pytest.mark.parametrize("path", ["/assets/a.js", "/shop.css", "/favicon.svg", "/ping"])
    def test_but_its_files(self, ask: Ask, path: str) -> None:
        assert ask(path).content == ANSWERED_BY_REFLEX

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "X-ODD"])
    @pytest.mark.parametrize("path", ["/", "/nosuch", "/_upload", "/ping", "/assets/a.js", "/plain"])
    def test_to_those_who_want_to_write(self, ask: Ask, reflex: Reflex, method: str, path: str) -> None:
        answer = ask(path, method=method, content=b"x")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
        assert answer.text == "この操作には対応していません。"
        assert reflex.asked == []

    def test_a_form_may_be_sent_to_a_plain_route_behind_a_page(self, ask: Ask) -> None:
        assert ask("/search", method="POST").text == "plain route"
        assert "noscript" in ask("/search").text

    def test_too_long_an_address(self, ask: Ask) -> None:
        assert ask("/" + "x" * 2000).status_code == 414
        assert ask("/search?q=" + "x" * 9000).status_code == 414
        assert ask("/search?" + "a=1&" * 500).status_code == 400


class TestATrailingSlash:
    @pytest.mark.parametrize(
        ("path", "location"),
        [
            ("/search/", "/search"),
            ("/search/?q=%E4%BC%9A&x=//", "/search?q=%E4%BC%9A&x=//"),
            ("/search///", "/search"),
            ("/%E7%99%BB%E9%8C%B2/", "/%E7%99%BB%E9%8C%B2"),
            ("/a%20b/", "/a%20b"),
        ],
    )
    def test_leads_to_the_page(self, ask: Ask, path: str, location: str) -> None:
        answer = ask(path)
        assert (answer.status_code, answer.headers["location"]) == (308, location)

    @pytest.mark.parametrize(
        "path",
        [
            "//evil.example/",
            "///evil.example/",
            "/%2Fevil.example/",
            "/%5Cevil.example/",
            "/\\evil.example/",
            "/%09/evil.example/",
            "/%0A/evil.example/",
            "/%0D%0ASet-Cookie:x=y/",
            "/%0d%0a%0d%0a<script>/",
            "/%E2%80%AE/",
            "/%FF/",
        ],
    )
    def test_never_leads_away(self, ask: Ask, path: str) -> None:
        answer = ask(f"http://localhost:3000{path}")
        location = answer.headers["location"]
        assert re.fullmatch(r"/[A-Za-z0-9\-._~!$'()*+,;=:@%][^\\\s]*", location)
        assert location.isascii()
        assert "set-cookie" not in answer.headers


class TestTheHead:
    def test_names_the_canonical_address_of_the_settings(self) -> None:
        head = render_head(Head("探す", path="/search?q=a&b"), "https://shop.example.jp")
        assert 'rel="canonical" href="https://shop.example.jp/search?q=a&amp;b"/>' in head

    @pytest.mark.parametrize("text", ["</script>", "<!--", "]]>", "\u2028", "&lt;", '"><img onerror=x>'])
    def test_json_ld_stays_data(self, text: str) -> None:
        head = render_head(Head("x", description=text, json_ld=[{"name": text}]), "https://shop.example.jp")
        inside = head.split('type="application/ld+json">')[1].removesuffix("</script>")
        assert not set("<>&\u2028") & set(inside)
        assert "<img" not in head

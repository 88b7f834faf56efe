"""What search engines, link previews and readers without JavaScript get (R9): status, head, body, pictures, sitemap, documents."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from PIL import Image

from ocmp_app.adapters.preview_picture import draw
from ocmp_app.domain.preview import Preview
from ocmp_app.models import Document
from ocmp_app.routes.documents import attachment, documents
from ocmp_app.routes.heads_product import head_of_product
from ocmp_app.routes.html import PageServer
from ocmp_app.routes.og import pictures
from ocmp_app.routes.sitemap import Entry, sitemap, write_files
from ocmp_app.services.queries import catalogue as queries
from tests.builders import a_product, plan

EVIL = "<script>alert(1)</script>\"'&</noscript></title>"
_SHELL = '<!DOCTYPE html><html lang="ja"><head><title></title><link rel="icon" href="/favicon.svg"/><meta content="favicon.ico" property="og:image"/></head><body><div id="app"></div>{boot}</body></html>'
_BOOT = '<script type="module" async="">import "/assets/x.js";</script>'


class Page(HTMLParser):
    """An answer as a reader without scripts sees it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self._inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ("meta", "link", "br", "input"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts.setdefault(self._inside[-1], []).append(data)

    def meta(self, name: str) -> list[str]:
        """Contents of the meta tags `name`."""
        return [attributes["content"] for tag, attributes in self.elements if tag == "meta" and name in (attributes.get("name"), attributes.get("property"))]

    def hrefs(self, rel: str) -> list[str]:
        """Targets of the link tags `rel`."""
        return [attributes["href"] for tag, attributes in self.elements if tag == "link" and attributes.get("rel") == rel]

    def json_ld(self) -> dict[str, dict[str, Any]]:
        """The structured data by type."""
        found = [json.loads(text) for text in self.texts.get("script", []) if text.startswith("{")]
        return {item["@type"]: item for item in found}


class Web:
    """Asks the shop as a browser without scripts does."""

    def __init__(self, app: PageServer) -> None:
        self._app = app

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """The answer to one request."""

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost:3000") as client:
                return await client.get(path, headers=headers)

        return asyncio.run(ask())


@pytest.fixture
def web(shop, tmp_path: Path) -> Web:
    """The pages and plain routes of this test's shop, on a build of three empty pages."""
    build = tmp_path / "build"
    for name in ("index.html", "404.html", "products/_.html"):
        (build / name).parent.mkdir(parents=True, exist_ok=True)
        (build / name).write_text(_SHELL.format(boot=_BOOT), encoding="utf-8")

    async def head_of(path: str, query: dict[str, str]):
        return head_of_product(shop, path.removeprefix("/products/"))

    async def nothing(scope, receive, send) -> None:
        raise AssertionError("nothing is left for Reflex")

    routes = [*pictures(lambda: shop), *documents(lambda: shop), *sitemap(lambda: shop)]
    return Web(PageServer(nothing, routes, build, shop.settings, head_of))


def read(web: Web, path: str, status: int = 200) -> Page:
    """The page at `path`."""
    answer = web.get(path)
    assert answer.status_code == status
    return Page(answer.text)


@pytest.fixture
def add(shop, clock):
    """Adds products to the shop."""

    def add_product(slug: str, **changes: Any) -> None:
        with shop.database.transaction() as session:
            a_product(session, clock.now(), slug, **changes)

    return add_product


class TestProduct:
    def test_says_everything_once(self, web, add) -> None:  # R9
        add("kintai-cloud", name="勤怠クラウド", monthly_fee=980)
        page = read(web, "/products/kintai-cloud")
        assert "".join(page.texts["title"]) == "勤怠クラウド | オープンクラウドマーケットプレース"
        assert page.meta("description") == ["出勤と退勤を記録します"]
        assert page.hrefs("canonical") == ["http://localhost:3000/products/kintai-cloud"]
        assert page.meta("og:image") == ["http://localhost:3000/og/kintai-cloud.png"]
        assert page.texts["h1"] == ["勤怠クラウド"]
        assert page.texts["h2"] == ["サービスの概要", "料金", "機能", "サービス仕様", "利用環境", "利用規約", "よくある質問", "資料", "提供事業者"]

    def test_the_ways_follow_the_kind(self, web, add) -> None:  # R2 R8 R17
        add("kintai", trial_days=30)
        add("bcp", sales_kind="inquiry")
        links = {slug: dict(re.findall(r'<a href="(/(?:apply|inquiry)[^"]*)">([^<]+)</a>', web.get(f"/products/{slug}").text)) for slug in ("kintai", "bcp")}
        assert links["kintai"] == {
            "/apply/kintai": "利用申し込みを行う",
            "/apply/kintai?trial=1": "トライアルを申し込む",
            "/inquiry?product=kintai": "資料請求・お問い合わせ",
        }
        assert links["bcp"] == {"/inquiry?product=bcp": "資料請求・お問い合わせ"}

    def test_offers_name_the_price_with_tax(self, web, add) -> None:  # R9
        add("kintai", plans=[plan(monthly_fee=980, initial_fee=5500), plan("large", name="ラージ", monthly_fee=333)])
        data = read(web, "/products/kintai").json_ld()
        assert [(offer["price"], offer["priceCurrency"]) for offer in data["Product"]["offers"]] == [("1078", "JPY"), ("366", "JPY")]
        assert data["Product"]["offers"][0]["priceSpecification"]["valueAddedTaxIncluded"] is True
        assert [step["item"] for step in data["BreadcrumbList"]["itemListElement"]][-1] == "http://localhost:3000/products/kintai"

    def test_a_suspended_one_stays_and_is_out_of_stock(self, web, add) -> None:  # R8
        add("kintai", status="suspended", trial_days=30)
        page = read(web, "/products/kintai")
        assert page.json_ld()["Product"]["offers"][0]["availability"].endswith("OutOfStock")
        assert "利用申し込みを行う" not in page.texts["a"]

    def test_hostile_texts_stay_texts(self, web, add) -> None:
        evil = {"name": EVIL, "summary": EVIL, "description": f"{EVIL}\n\n### {EVIL}\n- **{EVIL}** [x](javascript:alert(1))"}
        lists = {"features": [{"title": EVIL[:50], "text": EVIL}], "faq": [{"question": EVIL, "answer": EVIL}], "environment": [EVIL]}
        add("evil", plans=[plan(name=EVIL[:50], unit="<b>", description=EVIL)], terms=[{"version": "1.0", "effective_from": "2026-04-01", "body": EVIL}], **evil, **lists)
        page = read(web, "/products/evil")
        assert page.json_ld()["Product"]["name"] == EVIL
        assert page.texts["h1"] == [EVIL]
        assert "".join(page.texts["title"]).startswith(EVIL)
        scripts = [attributes for tag, attributes in page.elements if tag == "script"]
        assert len(scripts) == len([script for script in scripts if script.get("type") == "application/ld+json"]) + 2  # the shop's own boot
        assert not [tag for tag, attributes in page.elements if tag == "b" or attributes.get("href", "").startswith("javascript:")]

    @pytest.mark.parametrize("path", ["/products/nope", "/products/draft", "/products/%3Cscript%3E", "/products/" + "a" * 200, "/products/a%00b"])
    def test_an_unknown_one_and_a_draft_are_not_there(self, web, add, path: str) -> None:  # R9
        add("draft", status="draft")
        page = read(web, path, 404)
        assert page.meta("robots") == ["noindex"]
        assert page.hrefs("canonical") == []

    def test_an_ended_one_is_gone_and_offers_others(self, web, add) -> None:  # R9
        add("former", name="むかしの勤怠", status="ended")
        add("kintai", name="いまの勤怠")
        page = read(web, "/products/former", 410)
        assert page.texts["h1"] == ["むかしの勤怠"]
        assert "いまの勤怠" in page.texts["a"]
        assert page.meta("robots") == ["noindex"]


class TestPictures:
    def test_every_page_has_one(self, web, add) -> None:
        add("kintai", name="勤怠クラウド")
        for name in ("kintai", "shop"):
            answer = web.get(f"/og/{name}.png")
            assert answer.headers["content-type"] == "image/png"
            assert Image.open(BytesIO(answer.content)).size == (1200, 630)
            assert len(answer.content) < 100_000

    def test_is_not_sent_twice_and_changes_with_the_product(self, web, add) -> None:
        add("kintai", name="勤怠クラウド")
        first = web.get("/og/kintai.png").headers["etag"]
        assert web.get("/og/kintai.png", headers={"if-none-match": first}).status_code == 304
        add("kintai", name="勤怠クラウド2")
        assert web.get("/og/kintai.png", headers={"if-none-match": first}).status_code == 200

    @pytest.mark.parametrize("name", ["nope", "draft", "ended", "..", "%2e%2e%2fshop", "a" * 100])
    def test_nothing_else_has_one(self, web, add, name: str) -> None:
        add("draft", status="draft")
        add("ended", status="ended")
        assert web.get(f"/og/{name}.png").status_code == 404

    @pytest.mark.parametrize("text", ["", "長い名前" * 40, "word " * 60, "W" * 200, "。" * 100, "😀\u202eabc\n\t"])
    def test_any_text_can_be_drawn(self, text: str) -> None:
        image = draw(Preview(title=text, text=text, site="店", initial="店", above=text, below=text, price=text))
        assert Image.open(BytesIO(image)).size == (1200, 630)


class TestSitemap:
    NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}  # noqa: RUF012

    def addresses(self, text: str) -> list[str]:
        return [str(loc.text) for loc in ElementTree.fromstring(text).iterfind(".//s:loc", self.NAMES)]

    def test_names_what_is_published_and_nothing_else(self, web, add) -> None:
        for status in ("published", "suspended", "draft", "ended"):
            add(f"is-{status}", status=status)
        found = self.addresses(web.get("/sitemap.xml").text)
        assert [address for address in found if "/products/" in address] == ["http://localhost:3000/products/is-published"]
        assert {"http://localhost:3000/", "http://localhost:3000/faq", "http://localhost:3000/search?category=attendance"} <= set(found)
        assert web.get("/sitemap-1.xml").status_code == 404

    def test_follows_the_catalogue(self, web, add) -> None:
        add("first")
        assert "/products/second" not in web.get("/sitemap.xml").text
        add("second")
        assert "/products/second" in web.get("/sitemap.xml").text

    def test_a_large_one_comes_in_parts(self) -> None:
        files = write_files([Entry(f"/products/p{number}", "2026-11-16") for number in range(5)], "https://shop.example.jp", part=2)
        assert self.addresses(files["sitemap.xml"]) == [f"https://shop.example.jp/sitemap-{number}.xml" for number in (1, 2, 3)]
        assert [len(self.addresses(files[f"sitemap-{number}.xml"])) for number in (1, 2, 3)] == [2, 2, 1]

    def test_is_compressed_only_for_those_who_read_it(self, web) -> None:
        plain = web.get("/sitemap.xml", headers={"accept-encoding": "identity"})
        packed = web.get("/sitemap.xml", headers={"accept-encoding": "gzip"})
        assert "content-encoding" not in plain.headers
        assert (packed.headers["content-encoding"], packed.text) == ("gzip", plain.text)

    def test_robots_know_where_it_is(self, web) -> None:
        assert "Sitemap: http://localhost:3000/sitemap.xml" in web.get("/robots.txt").text


class TestDocuments:
    def test_the_leaflet_is_printed_now(self, web, add) -> None:  # R6 R9
        add("kintai")
        answer = web.get("/documents/kintai/0/kintai-leaflet.pdf")
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["content-disposition"].startswith('attachment; filename="kintai-leaflet.pdf"')
        assert answer.headers["x-content-type-options"] == "nosniff"

    def test_a_providers_page_never_becomes_one_of_ours(self, web, add, shop, clock) -> None:
        add("kintai")
        with shop.database.transaction() as session:
            owner = queries.product_page(session, "kintai", today=clock.now().date()).id
            file = Document(product_id=owner, title="料金", file_name='料金";表.html', media_type="text/html", size=9, content=b"<script>")
            session.add(file)
            session.flush()
            number = file.id
        answer = web.get(f"/documents/kintai/{number}/x")
        assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "application/octet-stream", b"<script>")
        assert answer.headers["content-disposition"] == "attachment; filename=\"_____.html\"; filename*=UTF-8''%E6%96%99%E9%87%91%22%3B%E8%A1%A8.html"

    @pytest.mark.parametrize("path", ["nope/0/x", "kintai/9/x", "kintai/-1/x", "kintai/0x1/x", f"kintai/{'9' * 40}/x", "draft/0/x", "%2e%2e/0/x"])
    def test_nothing_else_is_there(self, web, add, path: str) -> None:
        add("kintai")
        add("draft", status="draft")
        assert web.get(f"/documents/{path}").status_code == 404

    def test_of_an_ended_product_they_are_gone(self, web, add) -> None:
        add("former", status="ended")
        assert web.get("/documents/former/0/x").status_code == 410

    @pytest.mark.parametrize("name", ["", "..", "a\r\nSet-Cookie: x=1", "..\\..\\evil.exe", "x" * 300, "\ud800"])
    def test_a_file_name_never_leaves_its_header(self, name: str) -> None:
        value = attachment(name)
        assert value.isascii()
        assert not re.search(r"[\r\n/\\]", value)
        assert value.count('"') == 2


def test_pages_change_with_the_day(web, shop, clock, add) -> None:  # R9: the terms in force are those of the day
    versions = [{"version": "1.0", "effective_from": "2026-04-01", "body": "旧"}, {"version": "2.0", "effective_from": "2026-11-20", "body": "新"}]
    add("kintai", terms=versions)
    assert "旧" in read(web, "/products/kintai").texts["p"]
    clock.advance(timedelta(days=7))
    assert "新" in read(web, "/products/kintai").texts["p"]

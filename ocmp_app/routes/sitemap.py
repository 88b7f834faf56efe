"""/sitemap.xml and /robots.txt: what search engines may know of."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ocmp_app.services.queries import catalogue as queries
from ocmp_app.state.base import in_thread
from ocmp_app.wiring import Shop, get_shop

PART = 50_000
"""Addresses in one file (sitemaps.org)."""

STATIC_PATHS = (
    "/", "/search", "/guide", "/faq", "/environment", "/hipayment", "/inquiry", "/terms", "/privacy", "/law",
)  # fmt: skip
"""Pages that are the same for everybody; what stands behind a login or belongs to one visitor is left out."""

_PRIVATE = ("/apply/", "/compare", "/favorites", "/mypage", "/operator", "/dev/", "/_event", "/documents/")
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@dataclass(frozen=True, slots=True)
class Entry:
    """An address; `changed` is a date such as 2026-11-16, or empty."""

    path: str
    changed: str = ""


def sitemap(shop: Callable[[], Shop] = get_shop) -> list[BaseRoute]:
    """The routes; `shop` is asked at each request."""
    files = _Files()

    async def file(request: Request) -> Response:
        """One of the files; there is no other before the catalogue has more than PART addresses."""
        name = request.url.path.removeprefix("/")
        content = (await in_thread(lambda: files.of(shop()))).get(name)
        if content is None:
            return PlainTextResponse("このファイルはありません。", 404)
        headers = {"cache-control": "public, max-age=3600", "vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(content, media_type="application/xml", headers={**headers, "content-encoding": "gzip"})
        return Response(gzip.decompress(content), media_type="application/xml", headers=headers)

    async def robots(request: Request) -> Response:
        """What robots should leave alone, and where the sitemap is."""
        base_url = shop().settings.base_url
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in _PRIVATE), "", f"Sitemap: {base_url}/sitemap.xml", ""]
        return PlainTextResponse("\n".join(lines), headers={"cache-control": "public, max-age=3600"})

    return [Route("/sitemap.xml", file), Route("/sitemap-{part}.xml", file), Route("/robots.txt", robots)]


class _Files:
    """The files, compressed, kept until the catalogue changes."""

    def __init__(self) -> None:
        self._version = -1
        self._kept: dict[str, bytes] = {}

    def of(self, shop: Shop) -> dict[str, bytes]:
        """The files of the present catalogue, by their names."""
        with shop.database.read() as session:
            version = queries.catalogue_version(session)
            if version != self._version:
                written = write_files(entries(session), shop.settings.base_url)
                self._kept = {name: gzip.compress(text.encode(), 6, mtime=0) for name, text in written.items()}
                self._version = version
            return self._kept


def entries(session: Session) -> list[Entry]:
    """All addresses worth finding: fixed pages, categories with something in them, published products."""
    found = [Entry(path) for path in STATIC_PATHS]
    for category in queries.categories_with_counts(session):
        found += [Entry(f"/search?category={item.code}") for item in (category, *category.children) if item.count]
    found += [Entry(f"/products/{row.slug}", row.updated_at.date().isoformat()) for row in queries.published_slugs(session)]
    return found


def write_files(found: list[Entry], base_url: str, part: int = PART) -> dict[str, str]:
    """The files by their names: one, or an index and its parts of `part` addresses."""
    parts = [found[start : start + part] for start in range(0, len(found), part)]
    if len(parts) <= 1:
        return {"sitemap.xml": _urlset(found, base_url)}
    files = {f"sitemap-{number}.xml": _urlset(rows, base_url) for number, rows in enumerate(parts, start=1)}
    rows = "".join(f"<sitemap><loc>{escape(base_url)}/{name}</loc></sitemap>" for name in files)
    return {"sitemap.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex {_NAMESPACE}>{rows}</sitemapindex>\n', **files}


def _urlset(rows: list[Entry], base_url: str) -> str:
    urls = "".join(
        f"<url><loc>{escape(base_url + row.path)}</loc>{f'<lastmod>{row.changed}</lastmod>' if row.changed else ''}</url>\n" for row in rows
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_NAMESPACE}>\n{urls}</urlset>\n'

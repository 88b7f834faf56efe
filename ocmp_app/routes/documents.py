"""資料 to download: stored documents and the leaflet that the shop prints itself (R6, R9)."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ocmp_app.domain.clock import business_date
from ocmp_app.domain.errors import Gone, NotFound
from ocmp_app.domain.kept_products import is_slug
from ocmp_app.routes.printing import Press, PressBusy
from ocmp_app.services.queries import catalogue as queries
from ocmp_app.services.queries.catalogue import DocumentFile
from ocmp_app.wiring import Shop, get_shop

_NUMBER = re.compile(r"[0-9]{1,18}")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_SCRIPTABLE = ("text/html", "image/svg", "application/xhtml", "text/xml", "application/xml", "javascript")

_press = Press()


def documents(shop: Callable[[], Shop] = get_shop) -> list[BaseRoute]:
    """The routes; `shop` is asked at each request."""

    async def download(request: Request) -> Response:
        return await _download(shop(), request)

    return [Route("/documents/{slug}/{number}/{name}", download)]


async def _download(shop: Shop, request: Request) -> Response:
    """The file, always as an attachment: nothing of a provider's is ever shown as a page of the shop."""
    slug, number = request.path_params["slug"], request.path_params["number"]
    if not is_slug(slug) or not _NUMBER.fullmatch(number):
        return _absent(404)
    try:
        file = await _press.run(lambda: _read(shop, slug, int(number)))
    except NotFound:
        return _absent(404)
    except Gone:
        return _absent(410)
    except PressBusy:
        return PlainTextResponse("ただいま混み合っています。少し時間をおいて、もう一度お試しください。", 503, {"retry-after": "5"})
    headers = {
        "content-disposition": attachment(file.file_name),
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
    }
    return Response(file.content, headers=headers, media_type=_safe_type(file.media_type))


def attachment(file_name: str) -> str:
    """Content-Disposition by RFC 6266: a plain name for old readers, the real one by RFC 8187."""
    name = re.sub(r"[\x00-\x1f\x7f/\\]", "_", file_name).strip(". ") or "document"
    plain = re.sub(r'[^\x20-\x7e]|["%;]', "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"


def _read(shop: Shop, slug: str, number: int) -> DocumentFile:
    with shop.database.read() as session:
        return queries.document(session, slug, number, today=business_date(shop.clock.now()), print_leaflet=shop.print_leaflet)


def _safe_type(media_type: str) -> str:
    """The stored type, unless a browser could run something of it."""
    known = media_type.lower()
    if not _MEDIA_TYPE.fullmatch(known) or any(word in known for word in _SCRIPTABLE):
        return "application/octet-stream"
    return known


def _absent(status: int) -> Response:
    return PlainTextResponse("お探しの資料はありません。サービスのページからお確かめください。", status)

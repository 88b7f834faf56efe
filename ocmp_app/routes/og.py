"""Pictures for link previews: /og/<slug>.png for a product, /og/shop.png for every other page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ocmp_app.domain.errors import Gone, NotFound
from ocmp_app.domain.kept_products import is_slug
from ocmp_app.domain.preview import Preview
from ocmp_app.presenters.formats import initial_of, yen
from ocmp_app.routes.head import SITE_NAME
from ocmp_app.routes.printing import Press, PressBusy
from ocmp_app.services.queries import catalogue as queries
from ocmp_app.state.base import in_thread
from ocmp_app.wiring import Shop, get_shop

_CACHE = "public, max-age=86400"
_DESIGN = "1"
"""Part of the ETag: change it when the drawing changes."""

_press = Press()

SHOP = Preview(
    title=SITE_NAME.replace("マーケット", " マーケット"),  # where a line may break
    text="法人向けクラウドサービスの検索・比較・申し込み・お支払い・解約を、ひとつの窓口で。",
    site="クラウドサービスを、選ぶ・使う・支払う",
)


def pictures(shop: Callable[[], Shop] = get_shop) -> list[BaseRoute]:
    """The routes; `shop` is asked at each request."""

    async def picture(request: Request) -> Response:
        return await _picture(shop(), request)

    return [Route("/og/{name}.png", picture)]


async def _picture(shop: Shop, request: Request) -> Response:
    """A picture; 304 when the asker has it, 503 when too many are being drawn."""
    name = request.path_params["name"]
    preview = SHOP if name == "shop" else await in_thread(lambda: _preview_of(shop, name))
    if preview is None:
        return PlainTextResponse("この画像はありません。", 404)
    headers = {"cache-control": _CACHE, "etag": _etag(preview)}
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    try:
        content = await _press.run(lambda: shop.draw_preview(preview))
    except PressBusy:
        return PlainTextResponse("ただいま混み合っています。", 503, {"retry-after": "5"})
    return Response(content, media_type="image/png", headers=headers)


def _preview_of(shop: Shop, slug: str) -> Preview | None:
    if not is_slug(slug):
        return None
    with shop.database.read() as session:
        try:
            product = queries.preview(session, slug)
        except (NotFound, Gone):
            return None
    fee = product.monthly_fee_from
    return Preview(
        title=product.name,
        text=product.summary,
        site=SITE_NAME,
        initial=initial_of(product.name),
        hue=product.hue,
        above=product.category_name,
        below=product.provider_name,
        price="" if fee is None else f"月額 {yen(fee)}～（税抜）／{product.unit}",
    )


def _etag(preview: Preview) -> str:
    return f'"{hashlib.sha256((_DESIGN + repr(preview)).encode("utf-8", "replace")).hexdigest()[:32]}"'

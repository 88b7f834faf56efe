"""/healthz: the process answers. /readyz: it can do its work (the database answers, its schema is this version's)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route
from structlog import get_logger

from ocmp_app.wiring import Shop, get_shop

PATIENCE_SECONDS = 5
_NO_STORE = {"cache-control": "no-store"}

log = get_logger(__name__)


def health_routes(shop: Callable[[], Shop] = get_shop) -> Sequence[BaseRoute]:
    """The routes; `shop` is asked at each request."""

    async def alive(request: Request) -> JSONResponse:
        return JSONResponse({"status": "alive"}, headers=_NO_STORE)

    async def ready(request: Request) -> JSONResponse:
        reason = await _hindrance(shop)
        if reason:
            return JSONResponse({"status": "not ready", "reason": reason}, status_code=503, headers=_NO_STORE)
        return JSONResponse({"status": "ready"}, headers=_NO_STORE)

    return [Route("/healthz", alive), Route("/readyz", ready)]


async def _hindrance(shop: Callable[[], Shop]) -> str:
    """What stands in the way: "database", "schema" or nothing. Details go to the log only."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            current = await asyncio.to_thread(lambda: shop().database.is_up_to_date())
    except Exception as error:
        log.warning("not ready", reason=type(error).__name__)
        return "database"
    return "" if current else "schema"

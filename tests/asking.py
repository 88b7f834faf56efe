"""Asks plain HTTP routes in the process of the test, without a server: `Asking(routes).get("/healthz")`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx
from starlette.routing import BaseRoute, Router


class Asking:
    """A client without a browser's headers; each question runs in an event loop of its own."""

    def __init__(self, routes: Sequence[BaseRoute], *, base_url: str = "http://localhost:3000") -> None:
        self._app = Router(list(routes))
        self._base_url = base_url

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app)
            async with httpx.AsyncClient(transport=transport, base_url=self._base_url) as client:
                return await client.request(method, path, **options)

        return asyncio.run(ask())

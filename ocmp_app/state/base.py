"""What the states share: the way into the services, and messages for the live region."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

import reflex as rx
from sqlmodel import Session

from ocmp_app.state.gate import visitor_of
from ocmp_app.wiring import Shop, get_shop

P = ParamSpec("P")
R = TypeVar("R")

_THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="use-case")
"""Services talk to the database and would stop every user if they ran on the event loop."""


async def in_thread(work: Callable[[], R]) -> R:
    """Run blocking work beside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work)


class ShopState(rx.State, mixin=True):
    """Mixin of all the shop's states. Helpers begin with `_`: everything else can be called by any browser."""

    @property
    def _shop(self) -> Shop:
        return get_shop()

    @property
    def _now(self) -> datetime:
        return get_shop().clock.now()

    @property
    def _visitor(self) -> str:
        """Keyed hash of the visitor's cookie."""
        return visitor_of(self)

    @property
    def _client_ip(self) -> str:
        return str(self.router.session.client_ip)

    async def _ask(self, question: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a reading service in a thread: `await self._ask(queries.product_page, slug)`."""
        database = get_shop().database

        def work() -> R:
            with database.read() as session:
                return question(session, *args, **kwargs)

        return await in_thread(work)

    async def _do(self, use_case: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a writing service in a thread, as one transaction."""
        database = get_shop().database

        def work() -> R:
            with database.transaction() as session:
                return use_case(session, *args, **kwargs)

        return await in_thread(work)

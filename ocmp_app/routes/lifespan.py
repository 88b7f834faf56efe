"""What begins and ends with the process: migrations, logs, the loop of jobs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from ocmp_app.services import jobs
from ocmp_app.state.base import in_thread
from ocmp_app.wiring import get_shop


@asynccontextmanager
async def open_shop() -> AsyncIterator[None]:
    """Bring the database up to date, then run the jobs until the process ends (OCMP_RUN_JOBS)."""
    shop = get_shop()
    await in_thread(shop.database.migrate)
    running = asyncio.create_task(jobs.loop(shop), name="jobs") if shop.settings.run_jobs else None
    try:
        yield
    finally:
        if running is not None:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
        shop.database.dispose()

"""A small press for what is drawn on demand (link previews, leaflets): one at a time, beside the use cases' threads.

Drawing takes 20–100 ms of a core. Whoever asks for a thousand different pictures at once waits in a short
queue of their own and is then sent away; shoppers' pages never wait for them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

R = TypeVar("R")

_QUEUE = 24
_PRESS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="press")


class PressBusy(Exception):
    """Too many are waiting; the same works a little later."""


class Press:
    """Runs work one after another; refuses when the queue is full."""

    def __init__(self, queue: int = _QUEUE) -> None:
        self._free = queue

    async def run(self, work: Callable[[], R]) -> R:
        """What `work` gives. Raises PressBusy, and whatever `work` raises."""
        if self._free <= 0:
            raise PressBusy
        self._free -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(_PRESS, work)
        finally:
            self._free += 1

"""How often one key may do a thing: a moving window, in memory or, for several processes, in Redis.

Windows follow the machine's time, never the demo's clock: a limit protects the real machine, and a tester
who sets the clock forward must not be able to open it.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

from limits import RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """`amount` hits in any `seconds`."""

    amount: int
    seconds: int


class RateLimits:
    """A Limiter of named limits. `redis_url` empty: in the memory of this process.

    While Redis does not answer, each process counts for itself: a limit that is too wide for
    a while is better than a shop that is closed. May block for a second: call it in a thread.
    """

    def __init__(self, limits: Mapping[str, Limit], *, redis_url: str = "") -> None:
        self._items = {
            name: RateLimitItemPerSecond(limit.amount, limit.seconds, namespace=name) for name, limit in limits.items()
        }
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(_redis(redis_url)) if redis_url else None

    def hit(self, limit_name: str, key: str) -> int:
        item = self._items[limit_name]
        if self._shared is not None:
            try:
                return _hit(self._shared, item, key)
            except StorageError as error:
                _log.warning("Redis does not answer, this process counts alone: %s", error.storage_error)
        return _hit(self._own, item, key)


def _hit(limiter: MovingWindowRateLimiter, item: RateLimitItemPerSecond, key: str) -> int:
    if limiter.hit(item, key):
        return 0
    return max(1, math.ceil(limiter.get_window_stats(item, key).reset_time - time.time()))


def _redis(url: str) -> Storage:
    return RedisStorage(url, key_prefix="ocmp:limit", wrap_exceptions=True, socket_timeout=1, socket_connect_timeout=1)

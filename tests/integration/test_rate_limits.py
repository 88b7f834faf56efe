"""Limits by address, in memory and in Redis. They follow the machine's time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import redis

from ocmp_app.adapters.rate_limits import Limit, RateLimits
from tests.conftest import REDIS_URL, missing

LIMITS = {"inquiry": Limit(3, 3600), "login": Limit(1, 60)}


@pytest.fixture(params=["memory", "redis"])
def redis_url(request: pytest.FixtureRequest) -> str:
    """Where the limits are kept; empty for memory."""
    if request.param == "memory":
        return ""
    try:
        redis.Redis.from_url(REDIS_URL, socket_connect_timeout=1).ping()
    except redis.RedisError:
        missing("Redis", "OCMP_TEST_REDIS_URL")
    return REDIS_URL


@pytest.fixture
def ip() -> str:
    """A key that no other test has used."""
    return uuid4().hex


def test_so_many_and_no_more(redis_url: str, ip: str) -> None:
    limits = RateLimits(LIMITS, redis_url=redis_url)
    assert [limits.hit("inquiry", ip) for _ in range(3)] == [0, 0, 0]
    assert 3590 <= limits.hit("inquiry", ip) <= 3600  # seconds to wait


def test_keys_and_limits_do_not_touch_each_other(redis_url: str, ip: str) -> None:
    limits = RateLimits(LIMITS, redis_url=redis_url)
    assert [limits.hit("login", ip), limits.hit("inquiry", ip), limits.hit("login", ip + "x")] == [0, 0, 0]
    assert 0 < limits.hit("login", ip) <= 60


def test_many_at_once_get_no_more_than_the_limit(redis_url: str, ip: str) -> None:
    limits = RateLimits(LIMITS, redis_url=redis_url)
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda _: limits.hit("inquiry", ip), range(24))).count(0) == 3


def test_several_processes_share_redis_and_not_memory(redis_url: str, ip: str) -> None:
    one, other = (RateLimits(LIMITS, redis_url=redis_url) for _ in range(2))
    assert one.hit("login", ip) == 0
    assert bool(other.hit("login", ip)) is bool(redis_url)


def test_without_redis_each_process_counts_alone(ip: str, caplog: pytest.LogCaptureFixture) -> None:
    limits = RateLimits(LIMITS, redis_url="redis://127.0.0.1:1/0")
    assert limits.hit("login", ip) == 0
    assert limits.hit("login", ip) > 0
    assert "Redis does not answer" in caplog.text


def test_an_unknown_limit_is_our_mistake(ip: str) -> None:
    with pytest.raises(KeyError):
        RateLimits(LIMITS).hit("no-such-limit", ip)

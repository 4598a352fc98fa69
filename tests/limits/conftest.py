from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from redis.asyncio import Redis


@pytest.fixture
def count_calls(redis_url: str) -> Callable[[], Awaitable[int]]:
    """How often the script was run by Redis, so far."""

    async def count() -> int:
        async with Redis.from_url(redis_url) as client:
            stats = await client.info("commandstats")
        return sum(stats.get(f"cmdstat_{name}", {"calls": 0})["calls"] for name in ("evalsha", "eval"))

    return count

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

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


@pytest.fixture
async def count_trips(redis_url: str) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """How often Redis has read from a connection so far, but for this counting."""
    counted = 0
    async with Redis.from_url(redis_url, single_connection_client=True) as client:

        async def count() -> int:
            nonlocal counted
            counted += 1
            return int((await client.info("stats"))["total_reads_processed"]) - counted

        yield count

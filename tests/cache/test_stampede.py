"""Everybody who asks the same at the same time is answered by one execution of the statement, in however many processes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import asyncpg
import httpx2
import pytest

from gateway.settings import Settings
from tests import servers
from tests.cache.processes import settings_of
from tests.loading import make_tables
from tests.servers import Gateway

SERVE: Final = ["-m", "gateway.cli", "serve"]
ASKERS: Final = 500
# a view in the place of the table: each statement that reads it is counted, and takes its time
COUNTED: Final = """
ALTER TABLE card RENAME TO card_rows;
CREATE SEQUENCE executions;
CREATE VIEW card AS SELECT * FROM card_rows
    WHERE (SELECT nextval('executions')) > 0 AND (SELECT pg_sleep(0.2)) IS NOT NULL;
INSERT INTO card_rows (code, flag, details) VALUES ('abc', false, '{}');
"""


@pytest.fixture
async def connection(postgres_url: str) -> AsyncIterator[asyncpg.Connection]:
    found = await asyncpg.connect(postgres_url)
    yield found
    await found.close()


@pytest.fixture
async def gateways(
    postgres_url: str, redis_url: str, tmp_path: Path, connection: asyncpg.Connection
) -> AsyncIterator[list[str]]:
    settings: Settings = settings_of(postgres_url, redis_url, tmp_path)
    await make_tables(settings)
    await connection.execute(COUNTED)
    environment = {
        "DATABASE_URL": postgres_url,
        "REDIS_URL": redis_url,
        "GATEWAY_DOMAIN": "tests.desk",
        "GATEWAY_VAR": str(tmp_path),
        "GATEWAY_DEADLINE_SECONDS": "60",
        # on a machine that is busy with all of them, who has the lease may be late
        "GATEWAY_CACHE_RECENT_SECONDS": "10",
    }
    async with AsyncExitStack() as stack:
        found = [Gateway(SERVE, servers.free_port(), **environment) for _ in range(2)]
        for one in found:
            stack.callback(one.close)
            await asyncio.to_thread(one.wait_for, "answers are kept in redis")
        yield [one.url for one in found]


async def executions(connection: asyncpg.Connection) -> int:
    called = await connection.fetchval("SELECT is_called FROM executions")
    return int(await connection.fetchval("SELECT last_value FROM executions")) if called else 0


async def test_so_many_misses_are_one_execution(gateways: list[str], connection: asyncpg.Connection) -> None:
    limits = httpx2.Limits(max_connections=ASKERS)
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(httpx2.AsyncClient(base_url=url, limits=limits, timeout=60))
            for url in gateways
        ]
        # each has its connections, and knows the question
        await asyncio.gather(*(client.get("/api/v1/cards/xyz?fields=id") for client in clients for _ in range(20)))
        before = await executions(connection)
        replies = await asyncio.gather(
            *(clients[number % 2].get("/api/v1/cards/abc?fields=id") for number in range(ASKERS))
        )
    assert Counter(reply.text for reply in replies) == {'{"data":{"id":"abc"}}': ASKERS}
    assert await executions(connection) == before + 1

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import uvloop
from redis.asyncio import Redis

from tests import servers
from tests.interop import installed
from tests.servers import Gateway, PostgresServer, RedisServer

BODY_BYTES = 1000
DEADLINE_SECONDS = 0.4


def pytest_asyncio_loop_factories():
    # what production runs on
    return {"uvloop": uvloop.new_event_loop}


# files whose few tests take long begin first, or one worker is alone with them at the end
LONG = (
    "test_docs_browser",
    "test_browser",
    "test_family_machine",
    "test_machine",
    "test_schemathesis",
    "test_storefront",
    "test_secrets",
    "test_races",
    "test_clients",
    "test_cli",
    "test_commands",
    "test_noninterference",
    "test_scopes",
    "test_log_in",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with servers.postgres_server() as server:
        yield server


@pytest.fixture
async def postgres_url(postgres: PostgresServer) -> AsyncIterator[str]:
    """A database of its own for the test."""
    async with postgres.database() as url:
        yield url


@pytest.fixture(scope="session")
def redis() -> Iterator[RedisServer]:
    with servers.redis_server() as server:
        yield server


@pytest.fixture
async def redis_url(redis: RedisServer) -> str:
    """An empty Redis."""
    async with Redis.from_url(redis.url) as client:
        await client.flushdb()
    return redis.url


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A server of this test's own, to be frozen or killed; one that is given to the tests is somebody else's."""
    with servers.redis_server(servers.free_port()) as server:
        yield server


@pytest.fixture
def frozen(own_redis: RedisServer) -> Iterator[Callable[[], None]]:
    """Freezes it: it answers nobody and refuses nobody, until the test ends."""
    assert own_redis.process_id is not None
    process = own_redis.process_id
    yield lambda: os.kill(process, signal.SIGSTOP)
    os.kill(process, signal.SIGCONT)


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Where npm's packages are: clients, a provider and an examiner of pages that we did not write."""
    return installed.node_modules()


@pytest.fixture(scope="session")
def probe() -> Iterator[Gateway]:
    """Routes that behave badly, behind our middlewares, in a real server."""
    with servers.gateway(
        "-m", "tests.http.probe", GATEWAY_BODY_BYTES=str(BODY_BYTES), GATEWAY_DEADLINE_SECONDS=str(DEADLINE_SECONDS)
    ) as server:
        yield server
        server.stop()

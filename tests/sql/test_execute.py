"""What the database may do to us, on a real server: each becomes one of our errors, and none of them shows SQL."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import asyncpg
import pytest

from gateway.errors import DatabaseUnavailable, DeadlineExceeded, Internal, Overloaded, Unavailable
from gateway.settings import Settings
from gateway.sql.execute import PostgresDatabase, SqliteDatabase, probe
from tests import servers
from tests.servers import PostgresServer


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """A server of this module's own, to be stopped and frozen."""
    with servers.postgres_server() as server:
        yield server


def settings_of(url: str, **values: Any) -> Settings:
    return Settings.model_validate({"database_url": url, "domain": "tests.traps", **values})


@asynccontextmanager
async def opened(url: str, **values: Any) -> AsyncIterator[PostgresDatabase]:
    settings = settings_of(url, **values)
    database = PostgresDatabase(settings.tortoise_config({"traps": ["tests.traps"]}), settings.pool_acquire_seconds)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


async def test_a_statement_gives_its_only_value(postgres_url: str) -> None:
    async with opened(postgres_url) as database:
        assert await database.fetch("SELECT concat($1::text, $2::int)", ["a", 1]) == "a1"
        await probe(database)


async def test_a_statement_that_fails_is_internal_and_says_nothing(postgres_url: str) -> None:
    async with opened(postgres_url) as database:
        for statement in ("SELECT secret_column", "SELECT 1/0", "SELEKT", "SELECT 'x'::int"):
            with pytest.raises(Internal) as error:
                await database.fetch(statement, [])
            assert str(error.value) == Internal.title
        assert await database.fetch("SELECT 'still here'", []) == "still here"


async def test_a_statement_that_takes_too_long_is_given_up(postgres_url: str) -> None:
    async with opened(postgres_url, statement_timeout_ms=50) as database:
        with pytest.raises(DeadlineExceeded):
            await database.fetch("SELECT pg_sleep(5)", [])
        await probe(database)


async def test_a_pool_without_a_free_connection_is_overloaded(postgres_url: str) -> None:
    async with opened(postgres_url, pool_max=1, pool_acquire_seconds=0.05) as database:
        busy = asyncio.create_task(database.fetch("SELECT pg_sleep(1)::text", []))
        await asyncio.wait([asyncio.create_task(until_active(postgres_url))])
        with pytest.raises(Overloaded):
            await database.fetch("SELECT 1", [])
        await busy
        await probe(database)


async def until_active(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        active = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'"
        while not await connection.fetchval(active):
            pass
    finally:
        await connection.close()


async def test_a_cancelled_request_gives_its_connection_back(postgres_url: str) -> None:
    async with opened(postgres_url, pool_max=1) as database:
        for _ in range(20):
            task = asyncio.create_task(database.fetch("SELECT pg_sleep(5)", []))
            await asyncio.wait([asyncio.create_task(asyncio.sleep(0))])
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        await probe(database)


async def test_a_connection_that_was_killed_is_replaced_unnoticed(postgres_url: str) -> None:
    async with opened(postgres_url) as database:
        await probe(database)
        connection = await asyncpg.connect(postgres_url)
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        await connection.execute(others)
        await connection.close()
        await probe(database)


async def test_a_server_that_is_not_there_is_unavailable_until_it_is() -> None:
    async with opened(f"postgres://nobody@127.0.0.1:{servers.free_port()}/nothing?sslmode=disable") as database:
        for _ in range(2):
            with pytest.raises(DatabaseUnavailable) as error:
                await probe(database)
            assert error.value.headers == {"Retry-After": "1"}


async def test_a_frozen_server_is_answered_for_in_time(own_server: PostgresServer) -> None:
    """Neither connecting nor asking may wait for a server that has stopped to answer."""
    assert own_server.process_id is not None
    async with opened(own_server.url, command_timeout=0.5, pool_acquire_seconds=0.5, connect_timeout=0.5) as database:
        await probe(database)
        frozen = [own_server.process_id, *children(own_server.process_id)]
        for process in frozen:
            os.kill(process, signal.SIGSTOP)
        try:
            began = monotonic()
            answers = await asyncio.gather(*(probe(database) for _ in range(15)), return_exceptions=True)
            assert all(isinstance(answer, Unavailable) for answer in answers), answers
            assert monotonic() - began < 10
        finally:
            for process in frozen:
                os.kill(process, signal.SIGCONT)
        await probe(database)


def children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


async def test_sqlite_statements_fail_as_quietly(tmp_path: Path) -> None:
    settings = Settings.model_validate({"var": tmp_path, "domain": "tests.traps"})
    database = SqliteDatabase(settings.tortoise_config({"traps": ["tests.traps"]}), b"k" * 32)
    with pytest.raises(DatabaseUnavailable):
        await database.fetch("SELECT 1", [])
    await database.open()
    try:
        assert await database.fetch("SELECT ?1 || ?2", ["a", 1]) == "a1"
        for statement in ("SELECT secret_column", "SELEKT", "SELECT json('{')"):
            with pytest.raises(Internal):
                await database.fetch(statement, [])
        task = asyncio.create_task(database.fetch(ENDLESS, []))
        await asyncio.wait([asyncio.create_task(asyncio.sleep(0))])
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        # The one connection is free again: what nobody waits for does not go on.
        await asyncio.wait_for(probe(database), 5)
    finally:
        await database.close()


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

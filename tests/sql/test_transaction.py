"""A transaction is whole or not at all, whatever happens to the request that made it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from random import Random
from typing import Final

import pytest

from gateway import migrations
from gateway.app import make_database
from gateway.sql.execute import Database
from gateway.tables import Attempt
from tests import databases

CANCELLED: Final = 500 if "TORII_SOAK" in os.environ else 60
PATIENCE: Final = 20


@pytest.fixture(params=databases.DIALECTS)
async def database(request: pytest.FixtureRequest, tmp_path) -> AsyncIterator[Database]:
    async with databases.empty(request, tmp_path) as settings:
        await migrations.apply(settings)
        found = make_database(settings)
        await found.open()
        try:
            yield found
        finally:
            await found.close()


async def add(database: Database, key: str) -> None:
    async with database.transaction() as db:
        now = "2026-01-01T00:00:00Z"
        await Attempt.create(using_db=db, key=key, count=1, expires_at=now)
        await Attempt.filter(key=key).using_db(db).update(count=2)


async def fail(database: Database) -> None:
    async with database.transaction() as db:
        await Attempt.filter(key="done").using_db(db).update(count=9)
        raise ZeroDivisionError


async def kept(database: Database) -> dict[str, int]:
    async with database.transaction() as db:
        return dict(await Attempt.all().using_db(db).values_list("key", "count"))


async def test_what_is_done_is_kept_and_what_fails_is_not(database: Database):
    await add(database, "done")
    with pytest.raises(ZeroDivisionError):
        await fail(database)
    assert await kept(database) == {"done": 2}


async def test_nobody_reads_what_is_not_committed(database: Database):
    async with database.transaction() as db:
        await Attempt.create(using_db=db, key="hidden", count=1, expires_at="2026-01-01T00:00:00Z")
        assert await database.fetch('SELECT CAST(COUNT(*) AS VARCHAR(9)) FROM "gateway_attempt"', []) == "0"
    assert await database.fetch('SELECT CAST(COUNT(*) AS VARCHAR(9)) FROM "gateway_attempt"', []) == "1"


async def test_requests_that_are_given_up_leave_nothing_behind(database: Database):
    """At any moment, of many that run at once: no row is half written, no connection and no lock is lost."""
    chance = Random(7)
    for number in range(CANCELLED):
        tasks = [asyncio.create_task(add(database, f"{number}-{task}")) for task in range(4)]
        for _ in range(chance.randrange(40)):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(PATIENCE):
        # as many at once as the pool has connections
        await asyncio.gather(*(add(database, f"after-{number}") for number in range(10)))
        found = await kept(database)
    assert set(found.values()) == {2}
    assert {f"after-{number}" for number in range(10)} <= set(found)

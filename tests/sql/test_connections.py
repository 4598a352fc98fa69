"""Connections go from hand to hand, and none is ever lost on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from gateway.app import make_database
from gateway.errors import DatabaseUnavailable, Overloaded
from gateway.sql.connections import Connections
from gateway.sql.execute import PostgresDatabase
from tests import databases

MOST = 3


@pytest.fixture
async def database(postgres_url: str, tmp_path: Path) -> AsyncIterator[PostgresDatabase]:
    settings = databases.settings_of(postgres_url, tmp_path)
    found = make_database(settings.model_copy(update={"pool_max": MOST, "pool_acquire_seconds": 1}))
    assert isinstance(found, PostgresDatabase)
    await found.open()
    try:
        yield found
    finally:
        await found.close()


async def taken(connections: Connections, count: int) -> list[Any]:
    return [await connections.take() for _ in range(count)]


async def whole(connections: Connections) -> None:
    """All of them can be taken, and no more."""
    held = await taken(connections, MOST)
    assert len({id(connection) for connection in held}) == MOST
    with pytest.raises(Overloaded):
        await connections.take()
    for connection in held:
        await connections.give(connection, sound=True)


async def test_it_goes_to_whoever_has_waited_longest(database: PostgresDatabase) -> None:
    connections = database.connections
    held = await taken(connections, MOST)
    order: list[int] = []

    async def wait(number: int) -> None:
        connection = await connections.take()
        order.append(number)
        await connections.give(connection, sound=True)

    waiting = [asyncio.create_task(wait(number)) for number in range(5)]
    await asyncio.sleep(0)
    for connection in held:
        await connections.give(connection, sound=True)
    await asyncio.gather(*waiting)
    assert order == list(range(5))
    await whole(connections)


@pytest.mark.parametrize("sound", [True, False])
async def test_who_goes_away_takes_none_along(database: PostgresDatabase, sound: bool) -> None:
    connections, random = database.connections, Random(3)

    async def use() -> None:
        connection = await connections.take()
        try:
            await connection.fetchval("SELECT pg_sleep(0.001)")
        finally:
            await asyncio.shield(connections.give(connection, sound=sound))

    tasks = [asyncio.create_task(use()) for _ in range(200)]
    while not all(task.done() for task in tasks):
        random.choice(tasks).cancel()
        await asyncio.wait(tasks, timeout=0.002, return_when=asyncio.ALL_COMPLETED)
    await whole(connections)


async def test_who_is_handed_one_and_goes_away_hands_it_on(database: PostgresDatabase) -> None:
    connections = database.connections
    held = await taken(connections, MOST)
    first, second = asyncio.create_task(connections.take()), asyncio.create_task(connections.take())
    await asyncio.sleep(0)
    await connections.give(held[0], sound=True)
    first.cancel()
    assert await second is held[0]
    for connection in held:
        await connections.give(connection, sound=True)
    await whole(connections)


async def test_a_broken_one_is_replaced(database: PostgresDatabase) -> None:
    connections = database.connections
    held = await taken(connections, MOST)
    for connection in held:
        await connections.give(connection, sound=True)
    for connection in held:
        connection.terminate()
    await whole(connections)
    assert await database.fetch("SELECT 'up'", []) == "up"


async def test_nobody_waits_for_a_database_that_was_not_opened() -> None:
    with pytest.raises(DatabaseUnavailable):
        await Connections(1).take()

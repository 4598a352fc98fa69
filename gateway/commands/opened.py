"""The database, open for one command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from gateway import migrations, tables
from gateway.app import make_database
from gateway.auth.store import Store
from gateway.commands.terminal import CommandFailed
from gateway.settings import Settings, load_settings

T = TypeVar("T")


def run(work: Callable[[Store], Awaitable[T]], settings: Settings | None = None) -> T:
    """What `work` does with the database of the settings."""
    return asyncio.run(_run(work, settings or load_settings()))


async def _run(work: Callable[[Store], Awaitable[T]], settings: Settings) -> T:
    await _prepare(settings)
    async with opened(settings) as store:
        return await work(store)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Store]:
    database = make_database(settings)
    await database.open()
    try:
        yield Store(settings, database)
    finally:
        await database.close()


async def _prepare(settings: Settings) -> None:
    """The embedded database is kept up to date by itself; of another one somebody else decides when."""
    if settings.embedded:
        await migrations.apply(settings)
        return
    if any(name.startswith(f"{tables.APP}/") for name in await migrations.pending(settings)):
        raise CommandFailed(f"{settings.database.label} is not up to date: run `gateway migrate` first")

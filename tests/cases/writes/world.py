"""The shop of the cases, to be written to: each time with the same rows, behind the same doors."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import asyncpg
import pytest

from gateway.app import make_engine
from gateway.settings import Settings
from gateway.tables import KeptAnswer
from tests import databases
from tests.cases import shop
from tests.cases.world import load, secret
from tests.doors import MOMENT, Doors
from tests.recording import Recorded

# keys of new rows begin behind it, on every database
LAST_KEY: Final = 1000
_NAMES: Final = [name for name, _, _ in shop.TABLES]
_NUMBERED: Final = [name for name, columns, _ in shop.TABLES if "id" in columns]
_FILE: Final = "torii.sqlite3"


@dataclass(frozen=True, slots=True)
class Shop:
    """`recorded` is what the doors ask of the database."""

    dialect: str
    doors: Doors
    recorded: Recorded
    restore: Callable[[], Awaitable[Any]]

    @asynccontextmanager
    async def anew(self) -> AsyncIterator[None]:
        """All rows are as they were in the beginning, and nothing was recorded or told yet."""
        await self.restore()
        self.recorded.events.clear()
        self.doors.hooked.clear()
        await self.recorded.open()
        try:
            yield
        finally:
            await self.recorded.close()


@asynccontextmanager
async def open_shop(request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """For a fixture with `params=databases.DIALECTS`."""
    async with AsyncExitStack() as stack:
        settings = secret(await stack.enter_async_context(databases.empty(request, folders.mktemp("shop"))))
        await load(settings, shop.TABLES)
        if settings.database_url is None:
            restore = await _keep_file(settings, folders.mktemp("kept"))
        else:
            connection = await asyncpg.connect(settings.database_url.get_secret_value())
            stack.push_async_callback(connection.close)
            restore = await _keep_rows(connection)
        engine = make_engine(settings)
        recorded = Recorded(engine.database)
        doors = Doors(settings, MOMENT, engine=replace(engine, database=recorded))
        yield Shop(request.param, doors, recorded, restore)


async def _keep_file(settings: Settings, kept: Path) -> Callable[[], Awaitable[Any]]:
    await databases.run(settings, f"UPDATE sqlite_sequence SET seq = {LAST_KEY}")
    shutil.copy(settings.var / _FILE, kept)

    async def restore() -> None:
        shutil.copy(kept / _FILE, settings.var)

    return restore


async def _keep_rows(connection: Any) -> Callable[[], Awaitable[Any]]:
    """A database made from a template takes ten times as long as this."""
    kept = [f'CREATE TABLE kept."{name}" AS TABLE "{name}"' for name in _NAMES]
    await connection.execute("; ".join(["CREATE SCHEMA kept", *kept]))
    emptied = [KeptAnswer._meta.db_table, *reversed(_NAMES)]
    statements = [
        # genres keep each other from being deleted
        "UPDATE genre SET parent_id = NULL",
        *(f'DELETE FROM "{name}"' for name in emptied),
        *(f'INSERT INTO "{name}" SELECT * FROM kept."{name}"' for name in _NAMES),
        *(f"SELECT setval(pg_get_serial_sequence(quote_ident('{name}'), 'id'), {LAST_KEY})" for name in _NUMBERED),
    ]

    async def restore() -> None:
        await connection.execute("; ".join(statements))

    return restore

"""The same test on both databases: settings for an empty one of each dialect, and statements run beside the gateway."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from gateway.settings import Settings
from tests.servers import PostgresServer

DIALECTS = ("sqlite", "postgres")
REFUSED = (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)


def settings_of(url: str | None, var: Path, domain: str = "domain") -> Settings:
    return Settings.model_validate({"database_url": url, "var": var, "domain": domain})


@asynccontextmanager
async def empty(request: pytest.FixtureRequest, var: Path, domain: str = "domain") -> AsyncIterator[Settings]:
    """For a fixture with `params=DIALECTS`: PostgreSQL is only started for a test that is about to use it."""
    if request.param == "sqlite":
        yield settings_of(None, var, domain)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    async with server.database() as url:
        yield settings_of(url, var, domain)


async def run(settings: Settings, statement: str) -> list[tuple[Any, ...]]:
    """Run one statement as a program would that knows nothing of us, foreign keys enforced."""
    if settings.database_url is None:
        with closing(sqlite3.connect(settings.var / "torii.sqlite3", isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            return connection.execute(statement).fetchall()
    server = await asyncpg.connect(settings.database_url.get_secret_value())
    try:
        return [tuple(row) for row in await server.fetch(statement)]
    finally:
        await server.close()

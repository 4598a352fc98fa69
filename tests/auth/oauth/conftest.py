from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gateway import migrations
from tests.auth.oauth.world import World, opened, settings_of
from tests.databases import DIALECTS
from tests.servers import PostgresServer


@pytest.fixture(scope="session")
async def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables and nobody in it, to be copied."""
    var = tmp_path_factory.mktemp("migrated")
    await migrations.apply(settings_of(None, var))
    return var / "torii.sqlite3"


@pytest.fixture(scope="session")
async def migrated_postgres(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with postgres.database() as url:
        await migrations.apply(settings_of(url, tmp_path_factory.mktemp("migrated")))
        yield urlsplit(url).path.removeprefix("/")


@pytest.fixture(params=DIALECTS)
def template(request: pytest.FixtureRequest) -> str | Path:
    """Where the tables are: PostgreSQL is only started for a test that is about to use it."""
    found: str | Path = request.getfixturevalue("migrated" if request.param == "sqlite" else "migrated_postgres")
    return found


@pytest.fixture
async def world(template: str | Path, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    if isinstance(template, Path):
        shutil.copy(template, tmp_path / "torii.sqlite3")
        async with opened(settings_of(None, tmp_path)) as found:
            yield found
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    async with server.database(template) as url, opened(settings_of(url, tmp_path)) as found:
        yield found

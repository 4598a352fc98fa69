"""The domains of the cases, loaded with their rows, behind both doors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

import pytest
from pydantic import SecretStr

from gateway import migrations
from gateway.settings import Settings
from tests import databases, loading
from tests.cases import shop, studio
from tests.doors import Doors, open_doors

# cursors are signed with it, and are part of the answers
SECRET: Final = SecretStr("the cases' own secret, 32 bytes or more")


@dataclass(frozen=True, slots=True)
class World:
    """Both domains on one database."""

    dialect: str
    shop: Doors
    atelier: Doors


def secret(settings: Settings) -> Settings:
    return settings.model_copy(update={"secret_key": SECRET})


async def load(settings: Settings, tables: list[loading.Table]) -> None:
    """Make the tables of a domain in an empty database, with these rows."""
    if settings.domain == "domain":
        await migrations.apply(settings)
    else:
        await loading.make_tables(settings)
    await loading.fill(settings, tables)


@asynccontextmanager
async def open_world(request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> AsyncIterator[World]:
    """For a fixture with `params=databases.DIALECTS`."""
    async with AsyncExitStack() as stack:

        async def opened(domain: str, tables: list[loading.Table]) -> Doors:
            empty = databases.empty(request, folders.mktemp("world"), domain)
            settings = secret(await stack.enter_async_context(empty))
            await load(settings, tables)
            return await stack.enter_async_context(open_doors(settings))

        yield World(request.param, await opened("domain", shop.TABLES), await opened("tests.atelier", studio.TABLES))

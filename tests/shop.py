"""The sample shop as an application in this process, on a database file of its own, and tokens for its accounts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx2
from asgi_lifespan import LifespanManager
from fastapi import FastAPI

from gateway import migrations, seed
from gateway.app import create_app
from gateway.auth import tokens
from gateway.settings import Settings
from tests import databases

ROLES = ("customer", "label", "clerk")


async def seeded(var: Path) -> Settings:
    """Settings of the shop on SQLite, with its sample data."""
    settings = databases.settings_of(None, var).model_copy(update={"log_level": "warning"})
    await migrations.apply(settings)
    await seed.run(settings)
    return settings


def bearer(settings: Settings, *roles: str) -> dict[str, str]:
    """The header of the sample account that has the first of the roles, with all of them."""
    account = next(account for account in seed.accounts(settings.domain) if roles[0] in account.roles)
    return {"Authorization": "Bearer " + tokens.issue(settings, replace(account, roles=frozenset(roles)))}


@asynccontextmanager
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with (
        LifespanManager(app) as running,
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=running.app), base_url="http://test") as asking,
    ):
        yield asking


@asynccontextmanager
async def serving(var: Path) -> AsyncIterator[tuple[Settings, httpx2.AsyncClient]]:
    settings = await seeded(var)
    async with client(create_app(settings)) as asking:
        yield settings, asking

"""The sample shop as an application in this process, on a database file of its own, and tokens for its accounts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx2
from asgi_lifespan import LifespanManager
from fastapi import FastAPI

from gateway import migrations, seed
from gateway.app import create_app, make_database
from gateway.auth import tokens
from gateway.auth.keys import KeyRing, OwnKey
from gateway.auth.store import Store
from gateway.settings import Settings
from tests import databases

ROLES = ("customer", "label", "clerk")
KEYS: dict[str, OwnKey] = {}


async def seeded(var: Path) -> Settings:
    """Settings of the shop on SQLite, with its sample data."""
    settings = databases.settings_of(None, var).model_copy(update={"log_level": "warning"})
    await migrations.apply(settings)
    await seed.run(settings)
    return settings


def bearer(settings: Settings, *roles: str) -> dict[str, str]:
    """The header of the sample account that has the first of the roles, with all of them."""
    account = next(account for account in seed.accounts(settings.domain) if roles[0] in account.roles)
    key = signing_key(settings)
    return {"Authorization": "Bearer " + tokens.issue(settings, key, replace(account, roles=frozenset(roles)))}


def signing_key(settings: Settings) -> OwnKey:
    """The key that the application signs with, whether a loop is running here or not."""
    place = f"{settings.var} {settings.database.credentials}"
    if place not in KEYS:
        with ThreadPoolExecutor(1) as aside:
            KEYS[place] = aside.submit(asyncio.run, read_signing_key(settings)).result()
    return KEYS[place]


async def read_signing_key(settings: Settings) -> OwnKey:
    database = make_database(settings)
    await database.open()
    try:
        return await KeyRing(Store(settings, database)).signing()
    finally:
        await database.close()


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

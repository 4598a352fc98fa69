"""The application in this process, its database recorded, asked through both doors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import httpx2
import orjson
import pytest
from asgi_lifespan import LifespanManager

from gateway import app as application
from gateway import migrations
from gateway.auth.keys import KeyRing
from gateway.auth.store import Store
from gateway.auth.tokens import issue
from gateway.catalog import Catalog
from gateway.pipeline import Engine
from gateway.settings import Settings
from tests.loading import make_tables
from tests.recording import Recorded
from tests.reference import databases
from tests.reference.sample import SHOP, Sample
from tests.reference.world import World

SECRET: Final = "one secret key for all databases, or their cursors would differ"
REQUEST_ID: Final = "0123456789-0123456789"
PAGE_DEFAULT: Final = 4
LIFETIME: Final = 12 * 3600


@dataclass
class Doors:
    settings: Settings
    catalog: Catalog
    client: httpx2.AsyncClient
    recorded: Recorded
    tokens: Mapping[str, str | None]

    async def rest(self, caller: str, path: str) -> httpx2.Response:
        self.recorded.events.clear()
        return await self.client.get(path, headers=self.headers(caller))

    async def graphql(self, caller: str, query: str, variables: Mapping[str, Any]) -> httpx2.Response:
        self.recorded.events.clear()
        headers = self.headers(caller) | {"Content-Type": "application/json"}
        body = orjson.dumps({"query": query, "variables": variables})
        return await self.client.post("/graphql", content=body, headers=headers)

    def headers(self, caller: str) -> dict[str, str]:
        token = self.tokens[caller]
        return {"X-Request-Id": REQUEST_ID} | ({"Authorization": f"Bearer {token}"} if token else {})

    async def fill(self, world: World) -> None:
        await databases.fill(self.settings, self.catalog, world)


def settings_for(sample: Sample, url: str | None, var: Path) -> Settings:
    """The limits are out of the way: what they do is tested where they are."""
    return Settings.model_validate(
        {
            "database_url": url,
            "var": var,
            "domain": sample.domain,
            "secret_key": SECRET,
            "page_default": PAGE_DEFAULT,
            "cost_limit": 10**9,
            "document_bytes": 10**6,
            "tokens": 10**5,
            "aliases": 10**4,
            "uri_bytes": 60_000,
            "log_level": "error",
            # statements are counted
            "cache_bytes": 0,
        }
    )


@asynccontextmanager
async def opened(sample: Sample, settings: Settings) -> AsyncIterator[Doors]:
    """The doors over an empty database, which gets its tables."""
    await (migrations.apply(settings) if sample is SHOP else make_tables(settings))
    engines: list[Engine] = []
    recorded: list[Recorded] = []
    make_engine = application.make_engine

    def recording(settings: Settings) -> Engine:
        engine = make_engine(settings)
        recorded.append(Recorded(engine.database))
        engines.append(replace(engine, database=recorded[0]))
        return engines[0]

    async with AsyncExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(application, "make_engine", recording)
            app = application.create_app(settings)
        await stack.enter_async_context(LifespanManager(app))
        transport = httpx2.ASGITransport(app=app)
        client = await stack.enter_async_context(httpx2.AsyncClient(transport=transport, base_url="http://torii.test"))
        key = await KeyRing(Store(settings, recorded[0])).signing()
        tokens = {
            name: issue(settings, key, account, lifetime=LIFETIME, scope=account.scope) if account else None
            for name, account in sample.accounts.items()
        }
        yield Doors(settings, engines[0].catalog, client, recorded[0], tokens)

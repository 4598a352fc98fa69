"""The REST door over a small domain, on either database, asked by whoever a test says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import orjson
import pytest

from gateway.caller import Caller
from gateway.settings import Settings
from tests import databases
from tests.doors import Doors, Reply, Sent, encoded, open_doors, person
from tests.loading import make_tables

WRITER: Final = person("writer", account="w")
OWNER: Final = person("owner", account="o")
JSON: Final = "application/json"


@dataclass(frozen=True)
class Desk:
    settings: Settings
    doors: Doors

    async def ask(self, method: str, address: str, given: Any = None, caller: Caller = WRITER, **headers: str) -> Reply:
        """`given` is sent as JSON, bytes as they are; `kind` among the headers is the media type."""
        path, _, query = address.partition("?")
        body = given if isinstance(given, bytes) else b"" if given is None else orjson.dumps(given)
        kind = headers.pop("kind", JSON)
        also = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        also += [(b"content-type", kind.encode())] if given is not None else []
        sent = Sent(method, f"/api/v1{path}", encoded(query), body, also)
        return await self.doors.ask(self.doors.rest_door, sent, caller)

    async def count(self, table: str, where: str = "1 = 1") -> int:
        [(found,)] = await databases.run(self.settings, f"SELECT count(*) FROM {table} WHERE {where}")
        return int(found)


@asynccontextmanager
async def opened(
    request: pytest.FixtureRequest, factory: pytest.TempPathFactory, domain: str = "tests.desk"
) -> AsyncIterator[Desk]:
    """For a fixture with `params=DIALECTS`."""
    async with databases.empty(request, factory.mktemp("var"), domain) as settings:
        await make_tables(settings)
        async with open_doors(settings) as doors:
            yield Desk(settings, doors)

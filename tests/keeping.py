"""The archive on both databases, asked with GraphQL by the people who write to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from gateway.caller import Caller
from gateway.settings import Settings
from tests import databases, loading
from tests.doors import AS_JSON, Doors, Reply, Sent, open_doors, person

KEEPER: Final = person("keeper", account="kim")
SCRIBE: Final = person("scribe", account="sam")
GUEST: Final = person("guest", account="gus")
AUDITOR: Final = person("auditor", account="ada")
RESPONSE: Final = (b"accept", b"application/graphql-response+json")
TABLES: Final = ("line", "sheet", "folder", "ledger", "gateway_kept_answer")
MADE: Final = 'mutation { createFolder(input: {id: "Folder:a", title: "A"}) { created } }'


@dataclass
class Archive:
    settings: Settings
    doors: Doors

    async def ask(
        self,
        query: str,
        variables: Any = None,
        caller: Caller = KEEPER,
        extensions: Any = None,
        headers: Sequence[tuple[bytes, bytes]] = (RESPONSE,),
    ) -> Reply:
        said = {"query": query, "variables": variables, "extensions": extensions}
        return await self.send(orjson.dumps(said), caller, headers)

    async def send(
        self, body: bytes, caller: Caller = KEEPER, headers: Sequence[tuple[bytes, bytes]] = (RESPONSE,)
    ) -> Reply:
        sent = Sent("POST", "/graphql", b"", body, (*AS_JSON, *headers))
        return await self.doors.ask(self.doors.graphql_door, sent, caller)

    async def data(self, query: str, variables: Any = None, caller: Caller = KEEPER) -> Any:
        """Of an answer without errors."""
        reply = await self.ask(query, variables, caller)
        assert reply.status == 200 and "errors" not in reply.json, reply.body.decode()
        return reply.json["data"]

    async def error(self, query: str, variables: Any = None, caller: Caller = KEEPER) -> dict[str, Any]:
        """The extensions of the one error, with its path; nothing else is answered."""
        return self.refusal(await self.ask(query, variables, caller))

    def refusal(self, reply: Reply) -> dict[str, Any]:
        assert reply.json.keys() == {"errors"}, reply.body.decode()
        [error] = reply.json["errors"]
        more = {"path": error.get("path"), "detail": error["message"], "http": reply.status}
        return {**error["extensions"], **more}

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return await databases.run(self.settings, statement)

    async def count(self, table: str) -> int:
        [(found,)] = await self.rows(f"SELECT count(*) FROM {table}")
        return int(found)

    async def sheet(self, number: int = 1, fields: str = "id etag changedAt", **values: Any) -> Any:
        """A new sheet in the folder that is there."""
        asked = f"mutation ($i: SheetCreateInput!) {{ createSheet(input: $i) {{ sheet {{ {fields} }} }} }}"
        given = {"folderId": "Folder:a", "number": number, **values}
        return (await self.data(asked, {"i": given}))["createSheet"]["sheet"]

    async def empty(self) -> None:
        for table in TABLES:
            await databases.run(self.settings, f"DELETE FROM {table}")
        await self.data(MADE)
        self.doors.hooked.clear()


@asynccontextmanager
async def opened(request: pytest.FixtureRequest, var: Path) -> AsyncIterator[Archive]:
    async with databases.empty(request, var, "tests.archive") as settings:
        await loading.make_tables(settings)
        async with open_doors(settings) as doors:
            yield Archive(settings, doors)

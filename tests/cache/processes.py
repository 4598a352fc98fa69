"""Processes of one gateway over one database and one Redis: engines of their own, in this process, so that a test can hold
one at the very place where another must come between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Literal

import orjson

from gateway.app import caching
from gateway.caller import ANONYMOUS, Caller
from gateway.settings import Settings
from tests.doors import AS_JSON, MOMENT, Doors, Reply, Sent, person

WRITER: Final = person("writer", account="wanda")


class Process:
    """Its reads can be held: before the database is asked, or when it has answered and nobody knows the answer yet."""

    def __init__(self, settings: Settings) -> None:
        self.doors = Doors(settings, MOMENT)
        self.engine, self.writes = self.doors.engine, self.doors.writes
        assert self.engine.cache is not None
        self.cache = self.engine.cache
        self.statements = 0
        self._holds: dict[str, tuple[asyncio.Event, asyncio.Event]] = {}
        self._fetch = self.engine.database.fetch
        setattr(self.engine.database, "fetch", self._held)  # noqa: B010  (mypy forbids it otherwise)

    def hold(self, where: Literal["before", "after"]) -> tuple[asyncio.Event, asyncio.Event]:
        """The next read: an event that says that it is there, and one to let it go."""
        self._holds[where] = asyncio.Event(), asyncio.Event()
        return self._holds[where]

    async def _held(self, sql: str, parameters: list[Any]) -> str:
        self.statements += 1
        await self._pass("before")
        found = await self._fetch(sql, parameters)
        await self._pass("after")
        return found

    async def _pass(self, where: str) -> None:
        if (held := self._holds.pop(where, None)) is not None:
            held[0].set()
            await held[1].wait()

    @property
    def told(self) -> bool:
        """Whether nothing is on its way to Redis."""
        return self.cache.shared is None or not self.cache.shared.pipelined._sending

    @property
    def up(self) -> bool:
        return self.cache.shared is None or self.cache.shared.up

    def later(self, seconds: float) -> None:
        self.doors.moment += timedelta(seconds=seconds)

    async def title(self, key: int, caller: Caller = ANONYMOUS, *, door: str = "rest", token: str | None = None) -> Any:
        return (await self.note(key, caller, door=door, token=token))[0]

    async def note(
        self, key: int, caller: Caller = ANONYMOUS, *, door: str = "rest", token: str | None = None
    ) -> tuple[Any, Reply]:
        headers = [] if token is None else [(b"x-consistency-token", token.encode())]
        if door == "rest":
            sent = Sent("GET", f"/api/v1/notes/{key}", b"fields=title", b"", headers)
            reply = await self.doors.ask(self.doors.rest_door, sent, caller)
            return (reply.json["data"]["title"] if reply.status == 200 else None), reply
        query = f"query={{note(id:%22Note:{key}%22){{title}}}}".encode()
        sent = Sent("GET", "/graphql", query, b"", headers)
        reply = await self.doors.ask(self.doors.graphql_door, sent, caller)
        found = reply.json["data"]["note"]
        return (found["title"] if found else None), reply

    async def note_down(self, title: str, **more: Any) -> int:
        """The key of a new note."""
        sent = Sent("POST", "/api/v1/notes", b"", orjson.dumps({"title": title, **more}), AS_JSON)
        reply = await self.doors.ask(self.doors.rest_door, sent, WRITER)
        assert reply.status == 201, reply.body
        return int(reply.json["data"]["id"])

    async def rename(self, key: int, title: str) -> str:
        """The token that the writer is given."""
        sent = Sent("PATCH", f"/api/v1/notes/{key}", b"", orjson.dumps({"title": title}), AS_JSON)
        reply = await self.doors.ask(self.doors.rest_door, sent, WRITER)
        assert reply.status == 200, reply.body
        return reply.headers["x-consistency-token"]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Process]:
        await self.engine.database.open()
        try:
            async with caching(self.doors.settings, self.engine, self.writes):
                yield self
        finally:
            await self.engine.database.close()


@asynccontextmanager
async def processes(settings: Settings, count: int = 2) -> AsyncIterator[Sequence[Process]]:
    async with AsyncExitStack() as stack:
        found = [await stack.enter_async_context(Process(settings).running()) for _ in range(count)]
        await until(lambda: all(one.up for one in found))
        yield found


async def until(holds: Callable[[], Any], seconds: float = 20) -> None:
    """What another task does by itself, soon."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.005)


def settings_of(url: str | None, redis_url: str | None, var: Path, **more: Any) -> Settings:
    given = {"database_url": url, "redis_url": redis_url, "var": var, "domain": "tests.desk", "log_level": "error"}
    return Settings.model_validate(given | more)

"""The least that can be done: the very statements that Torii runs, through asyncpg, in an ASGI application of one function.

`/hello` touches no database: what the server and the load generator can do at all.
"""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any, Final

import asyncpg
from starlette.types import ASGIApp, Receive, Scope, Send

POOL: Final = 10
HELLO: Final = b'{"data":"hello"}'


async def pool(url: str) -> asyncpg.Pool:
    """Configured as Torii configures its own."""

    async def keep(_connection: Any) -> None:
        pass

    return await asyncpg.create_pool(
        url,
        min_size=POOL,
        max_size=POOL,
        statement_cache_size=500,
        reset=keep,
        server_settings={"jit": "off", "timezone": "UTC"},
    )


def create() -> ASGIApp:
    statements: dict[str, tuple[str, list[Any], int | None]] = pickle.loads(
        Path(os.environ["BENCH_STATEMENTS"]).read_bytes()
    )
    connections: asyncpg.Pool | None = None

    async def answer(path: str) -> bytes:
        if path == "/hello":
            return HELLO
        _, name, *key = path.split("/")
        sql, parameters, place = statements[name]
        if place is not None:
            parameters = [*parameters[:place], int(key[0]), *parameters[place + 1 :]]
        assert connections is not None
        found = await connections.fetchval(sql, *parameters)
        return found if isinstance(found, bytes) else found.encode()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal connections
        if scope["type"] == "lifespan":
            await receive()
            connections = await pool(os.environ["DATABASE_URL"])
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await connections.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = await answer(scope["path"])
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return application

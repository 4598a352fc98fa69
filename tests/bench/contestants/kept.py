"""The least that an answer can cost which is there already: bytes from memory, or from one GET in Redis."""

from __future__ import annotations

import os

from redis.asyncio import BlockingConnectionPool, Redis
from starlette.types import ASGIApp, Receive, Scope, Send


def create() -> ASGIApp:
    redis = Redis(connection_pool=BlockingConnectionPool.from_url(os.environ["REDIS_URL"], max_connections=32))
    known: dict[str, bytes] = {}

    async def answer(path: str) -> bytes:
        _, how, size = path.split("/")
        if path not in known:
            await redis.set(size, b"x" * int(size))
            known[path] = b"x" * int(size)
        if how == "bytes":
            return known[path]
        found = await redis.get(size)
        assert isinstance(found, bytes)
        return found

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await redis.aclose()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = await answer(scope["path"])
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return application

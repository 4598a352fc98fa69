"""The whole application in this process, middlewares and all, asked as a server asks it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import unquote

import orjson
from starlette.types import ASGIApp, Message

from gateway.app import create_app
from gateway.settings import Settings
from tests.doors import Reply

JSON: Final = {"content-type": "application/json"}


class Application:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def ask(
        self, method: str, target: str | bytes, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Reply:
        """`target` is a path with its query string as they travel."""
        raw = target.encode() if isinstance(target, str) else target
        path, _, query = raw.partition(b"?")
        given = {"host": "gateway", **(headers or {})} | ({"content-length": str(len(body))} if body else {})
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path.decode("ascii")),  # as uvicorn does it
            "raw_path": path,
            "root_path": "",
            "query_string": query,
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        return await _exchange(self.app, scope, body)

    async def get(self, target: str | bytes, headers: Mapping[str, str] | None = None) -> Reply:
        return await self.ask("GET", target, headers)

    async def post(self, body: Any, headers: Mapping[str, str] | None = None) -> Reply:
        """A GraphQL request: its members, or its body as bytes."""
        sent = body if isinstance(body, bytes) else orjson.dumps(body)
        return await self.ask("POST", "/graphql", JSON | dict(headers or {}), sent)

    async def graphql(self, query: str, variables: Mapping[str, Any] | None = None) -> Reply:
        return await self.post({"query": query, "variables": variables})


async def _exchange(app: ASGIApp, scope: dict[str, Any], body: bytes) -> Reply:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *rest = sent
    headers = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    return Reply(start["status"], headers, b"".join(message.get("body", b"") for message in rest))


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Application]:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield Application(app)


def codes(reply: Reply) -> list[str]:
    """What a reply says is wrong, on either door."""
    answer = reply.json
    return [error["extensions"]["code"] for error in answer["errors"]] if "errors" in answer else [answer["code"]]

"""What an application can be told, it can still be told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from asgi_lifespan import LifespanManager
from fastapi import Depends, FastAPI, WebSocket
from httpx2 import ASGITransport, AsyncClient, Response
from starlette.middleware import Middleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.http.application import Application


class Marking:
    """Fails where it is asked to."""

    def __init__(self, app: ASGIApp, mark: str) -> None:
        self.app, self.mark = app, mark

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("marks", []).append(self.mark)
        if scope["type"] == "http" and scope["query_string"] == self.mark.encode():
            raise ZeroDivisionError(self.mark)
        await self.app(scope, receive, send)


class NotFound(Exception):
    pass


def real() -> str:
    return "real"


def make(**more: Any) -> Application:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.alive = True
        yield
        app.state.alive = False

    app = Application(middleware=[Middleware(Marking, mark="inner")], lifespan=lifespan, **more)

    @app.get("/")
    async def seen(request: Request, given: str = Depends(real)) -> dict[str, Any]:
        return {
            "given": given,
            "alive": request.app.state.alive,
            "root": request.scope["root_path"],
            "marks": request.scope["marks"],
        }

    @app.get("/missing")
    async def missing() -> None:
        raise NotFound

    @app.websocket("/socket")
    async def socket(_socket: WebSocket) -> None:
        """Nobody asks for it."""

    return app


async def ask(app: ASGIApp, path: str = "/", body: bytes = b"") -> Response:
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with LifespanManager(app), AsyncClient(transport=transport, base_url="http://a") as client:
        return await client.request("POST" if body else "GET", path, content=body)


async def test_all_of_it_works_as_in_the_framework() -> None:
    app = make()
    app.add_middleware(Marking, mark="outer")
    app.dependency_overrides[real] = lambda: "other"
    found = (await ask(app)).json()
    assert found == {"given": "other", "alive": True, "root": "", "marks": ["outer", "inner"]}
    assert app.state.alive is False


async def test_handlers_of_errors_are_asked() -> None:
    app = make()

    @app.exception_handler(NotFound)
    async def not_found(_request: Request, _error: Exception) -> PlainTextResponse:
        return PlainTextResponse("handled", 404)

    reply = await ask(app, "/missing")
    assert (reply.status_code, reply.text) == (404, "handled")


@pytest.mark.parametrize("kind", [500, Exception])
async def test_so_are_those_of_all_errors(kind: Any) -> None:
    app = make()

    async def sorry(_request: Request, error: Exception) -> PlainTextResponse:
        return PlainTextResponse(f"sorry for {error}", 500)

    app.add_exception_handler(kind, sorry)
    reply = await ask(app, "/?inner")
    assert (reply.status_code, reply.text) == (500, "sorry for inner")


async def test_debug_shows_what_went_wrong() -> None:
    assert "ZeroDivisionError" in (await ask(make(debug=True), "/?inner")).text


async def test_a_body_may_have_a_size() -> None:
    app = make(max_body_size=10)

    @app.post("/")
    async def read(request: Request) -> int:
        return len(await request.body())

    assert (await ask(app, body=b"a" * 10)).json() == 10
    assert (await ask(app, body=b"a" * 11)).status_code == 413


async def test_it_may_stand_below_a_path() -> None:
    below = make()
    below.root_path = "/below"
    assert (await ask(below)).json()["root"] == "/below"
    outer = FastAPI()
    inner = make()
    inner.state.alive = "as a part"
    outer.mount("/part", inner)
    found = (await ask(outer, "/part/")).json()
    assert (found["root"], found["alive"], found["marks"]) == ("/part", "as a part", ["inner"])


async def test_what_is_put_around_the_stack_later_is_not_passed_by() -> None:
    app = make()
    app.state.alive = "again"

    async def asked() -> list[str]:
        transport = ASGITransport(app=app)
        async with AsyncClient(transport=transport, base_url="http://a") as client:
            found: list[str] = (await client.get("/")).json()["marks"]
            return found

    assert await asked() == await asked() == ["inner"]
    # as those do it who trace what goes through
    assert app.middleware_stack is not None
    app.middleware_stack = ServerErrorMiddleware(Marking(app.middleware_stack, "tracing"))
    assert await asked() == ["tracing", "inner"]
    app.middleware_stack = Marking(app.middleware_stack, "outermost")
    assert await asked() == ["outermost", "tracing", "inner"]


async def test_a_socket_goes_the_same_way() -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    app = make()
    for _ in range(2):
        scope: dict[str, Any] = {"type": "websocket", "path": "/nowhere", "headers": [], "query_string": b""}
        await app(scope, receive, send)
        assert scope["app"] is app and scope["marks"] == ["inner"]
    assert [message["type"] for message in sent] == ["websocket.close"] * 2

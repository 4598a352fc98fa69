"""An application with our middlewares around routes that behave badly on purpose."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from fastapi import Body, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint  # noqa: TID251  (what others use)
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from gateway.errors import Forbidden, TokenMissing, TooManyAttempts
from gateway.http.cors import Sharing
from gateway.http.headers import page_headers
from gateway.http.server import run
from gateway.http.stack import EXCEPTION_HANDLERS, middlewares
from gateway.observe import logs
from gateway.settings import Settings, load_settings

# the origin whose scripts may ask
GOOD: Final = "https://good.example"


async def echo(request: Request) -> Response:
    return Response(await request.body())


async def who(request: Request) -> Response:
    return PlainTextResponse(f"{request.state.request_id} {request.scope['scheme']} {request.client.host}")  # type: ignore[union-attr]


async def forbidden(_request: Request) -> Response:
    raise Forbidden("Not you.", hint="Ask somebody else.", pointer="release.price")


async def unauthenticated(_request: Request) -> Response:
    raise TokenMissing(headers={"WWW-Authenticate": "Bearer"})


async def too_often(_request: Request) -> Response:
    raise TooManyAttempts(headers={"Retry-After": "9"})


async def unexpected(_request: Request) -> Response:
    password = "hunter2-in-a-local"  # noqa: F841  (must not get into the log)
    raise ZeroDivisionError("the bug")


async def own_timeout(_request: Request) -> Response:
    raise TimeoutError("somebody else's clock")


async def late(_request: Request) -> Response:
    await asyncio.Event().wait()
    raise AssertionError


async def broken_off(_request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"begun"
        raise ZeroDivisionError("the bug after the start")

    return StreamingResponse(parts())


class UntilBodyEnds:
    """Answers while it reads."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = [(b"content-type", value) for name, value in scope["headers"] if name == b"x-kind"]
        await send({"type": "http.response.start", "status": 200, "headers": kind})
        more = True
        while more:
            message = await receive()
            more = message.get("more_body", False)
            # of a client that went away there is none
            await send({"type": "http.response.body", "body": message.get("body", b""), "more_body": True})
        await send({"type": "http.response.body", "body": b"end"})


class Twice:
    """Answers again when it has answered."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        for status in (200, 201):
            await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"5")]})
            await send({"type": "http.response.body", "body": b"first"})


async def remark(request: Request, call_next: RequestResponseEndpoint) -> Response:
    response = await call_next(request)
    response.headers["X-Remark"] = "passed"
    return response


def within(settings: Settings) -> FastAPI:
    """An application of somebody else, in a way that wraps what is sent, and ours again in that."""
    app = FastAPI(middleware=[Middleware(BaseHTTPMiddleware, dispatch=remark)], openapi_url=None)
    for endpoint in (who, unexpected, shaped):
        app.add_route("/" + endpoint.__name__, endpoint)
    inner = FastAPI(
        routes=[Route("/forbidden", forbidden), Route("/unexpected", unexpected), Route("/shaped", shaped)],
        middleware=[*middlewares(settings, Sharing(("/",), allows), compressed=("/",))],
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_url=None,
    )
    app.mount("/torii", inner)
    return app


async def page(_request: Request) -> Response:
    return HTMLResponse("<p>page", headers=page_headers("N0NCE"))


async def cached(_request: Request) -> Response:
    return Response(status_code=304, headers={"Cache-Control": "private, no-cache", "ETag": '"1"'})


async def shaped(request: Request) -> Response:
    """As the query says: `bytes` of a body in `parts`, and all else as headers."""
    headers = dict(request.query_params)
    size, parts = int(headers.pop("bytes", 0)), int(headers.pop("parts", 0))
    text = b"".join(b'{"row":%d}' % n for n in range(size // 8 + 1))[:size]

    async def streamed() -> AsyncIterator[bytes]:
        yield b""
        for at in range(0, size, size // parts):
            yield text[at : at + size // parts]

    return StreamingResponse(streamed(), headers=headers) if parts else Response(text, headers=headers)


async def given_up(_request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        raise ZeroDivisionError("the bug before the first part")
        yield b""

    return StreamingResponse(parts(), media_type="application/json")


async def allows(origin: str) -> bool:
    return origin == GOOD


async def number(n: int, words: list[str] = Body()) -> int:  # noqa: B008  (FastAPI's way)
    return n + len(words)


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or load_settings()
    logs.configure(settings.log_level, settings.log_format)
    endpoints = (
        echo,
        who,
        forbidden,
        unauthenticated,
        too_often,
        unexpected,
        own_timeout,
        late,
        broken_off,
        page,
        cached,
        shaped,
        given_up,
    )
    routes: list[BaseRoute] = [
        Route("/" + endpoint.__name__, endpoint, methods=["GET", "POST"]) for endpoint in endpoints
    ]
    routes.append(Route("/until_body_ends", UntilBodyEnds(), methods=["POST"]))
    routes.append(Route("/twice", Twice()))
    routes.append(Mount("/within", within(settings)))
    app = FastAPI(
        routes=routes,
        middleware=[*middlewares(settings, Sharing(("/",), allows), compressed=("/",))],
        exception_handlers=EXCEPTION_HANDLERS,
        redirect_slashes=False,
        openapi_url=None,
    )
    app.post("/number")(number)
    return app


if __name__ == "__main__":
    run("tests.http.probe:create_app", load_settings(), host="127.0.0.1", workers=1)

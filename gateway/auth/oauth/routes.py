"""The addresses of the authorization server, and which scripts of other origins may call them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Final

from authlib.oauth2.rfc6749 import InvalidRequestError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from gateway.auth.oauth import authorize, ending, metadata, tokens, userinfo, verifying
from gateway.auth.oauth.desk import Desk, unusable
from gateway.auth.oauth.metadata import public
from gateway.errors import GatewayError, MethodNotAllowed
from gateway.tables import Client

Endpoint = Callable[[Desk, Request], Awaitable[Response]]
Served = Callable[[Request], Awaitable[Response]]

PREFLIGHT_SECONDS: Final = "600"


def routes(desk: Desk) -> list[Route]:
    document, resource = metadata.document(desk), metadata.protected_resource(desk)

    async def described(_desk: Desk, _request: Request) -> Response:
        return public(document)

    async def protected(_desk: Desk, _request: Request) -> Response:
        return public(resource)

    def called(answering: tokens.Answering) -> Endpoint:
        return partial(_called, answering=answering)

    pages: list[tuple[str, Endpoint, tuple[str, ...]]] = [
        (authorize.PATH, authorize.authorize, ("GET", "POST")),
        (authorize.CONSENT, authorize.consent, ("POST",)),
        (ending.PATH, ending.end_session, ("GET", "POST")),
        (ending.CONFIRM, ending.confirm, ("POST",)),
        (verifying.PATH, verifying.enter, ("GET", "POST")),
        (verifying.DECIDE, verifying.decide, ("POST",)),
        ("/oauth/introspect", called(tokens.introspect), ("POST",)),
        ("/oauth/device", called(tokens.device), ("POST",)),
        ("/oauth/par", called(tokens.push), ("POST",)),
        ("/.well-known/openid-configuration", described, ("GET",)),
        ("/.well-known/oauth-authorization-server", described, ("GET",)),
        *((path, protected, ("GET",)) for path in metadata.resource_paths(desk)),
        ("/.well-known/jwks.json", metadata.jwks, ("GET",)),
    ]
    scripted: list[tuple[str, Endpoint, tuple[str, ...]]] = [
        ("/oauth/token", tokens.token, ("POST",)),
        ("/oauth/revoke", called(tokens.revoke), ("POST",)),
        ("/oauth/userinfo", userinfo.userinfo, ("GET", "POST")),
    ]
    return [
        *(_route(path, partial(endpoint, desk), methods) for path, endpoint, methods in pages),
        *(
            _route(path, _across(desk, endpoint, methods), (*methods, "OPTIONS"))
            for path, endpoint, methods in scripted
        ),
    ]


async def _called(desk: Desk, request: Request, *, answering: tokens.Answering) -> Response:
    return await tokens.authenticated(desk, request, answering)


def _route(path: str, endpoint: Served, methods: tuple[str, ...]) -> Route:
    allowed = ", ".join(methods)

    async def only(request: Request) -> Response:
        if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
            raise MethodNotAllowed(f"Use {allowed}.", headers={"Allow": allowed})
        try:
            return await endpoint(request)
        except InvalidRequestError as error:
            # from a page: the endpoints for clients answer it themselves
            return unusable(request, str(error.description))

    return Route(path, _Any(only))


class _Any:
    """A route for every method: the router's own refusal would not say which ones there are in our words."""

    def __init__(self, endpoint: Served) -> None:
        self.endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self.endpoint(Request(scope, receive))
        await response(scope, receive, send)


def _across(desk: Desk, endpoint: Endpoint, methods: tuple[str, ...]) -> Served:
    """For scripts of registered clients (their `origins`), never with cookies."""

    async def answered(request: Request) -> Response:
        origin = request.headers.get("origin")
        shared = origin is not None and await _registered(desk, origin)
        readable = {"Vary": "Origin"}
        if shared and origin is not None:
            readable |= {"Access-Control-Allow-Origin": origin, "Cross-Origin-Resource-Policy": "cross-origin"}
        if request.method == "OPTIONS":
            response = Response(status_code=HTTPStatus.NO_CONTENT)
            if shared:
                response.headers["Access-Control-Allow-Methods"] = ", ".join(methods)
                response.headers["Access-Control-Allow-Headers"] = "authorization, content-type"
                response.headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
        else:
            try:
                response = await endpoint(desk, request)
            except GatewayError as error:
                # a script must be able to read why it was refused
                error.headers |= readable
                raise
        response.headers.update(readable)
        return response

    return answered


async def _registered(desk: Desk, origin: str) -> bool:
    async with desk.store.transaction() as db:
        rows = await Client.filter(disabled_at=None).using_db(db).values_list("origins", flat=True)
    return any(origin in origins for origins in rows)

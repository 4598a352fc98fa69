"""The addresses of the authorization server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from authlib.oauth2.rfc6749 import InvalidRequestError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from gateway.auth.oauth import authorize, ending, metadata, tokens, userinfo, verifying
from gateway.auth.oauth.desk import Desk, unusable
from gateway.auth.oauth.metadata import public
from gateway.errors import MethodNotAllowed

Endpoint = Callable[[Desk, Request], Awaitable[Response]]
Served = Callable[[Request], Awaitable[Response]]

TOKEN: Final = "/oauth/token"  # noqa: S105  (an address)
REVOKE: Final = "/oauth/revoke"
USERINFO: Final = "/oauth/userinfo"
# what scripts of other origins may call
SCRIPTED: Final = (TOKEN, REVOKE, USERINFO)


def routes(desk: Desk) -> list[Route]:
    document, resource = metadata.document(desk), metadata.protected_resource(desk)

    async def described(_desk: Desk, _request: Request) -> Response:
        return public(document)

    async def protected(_desk: Desk, _request: Request) -> Response:
        return public(resource)

    def called(answering: tokens.Answering) -> Endpoint:
        return partial(_called, answering=answering)

    served: list[tuple[str, Endpoint, tuple[str, ...]]] = [
        (authorize.PATH, authorize.authorize, ("GET", "POST")),
        (authorize.CONSENT, authorize.consent, ("POST",)),
        (ending.PATH, ending.end_session, ("GET", "POST")),
        (ending.CONFIRM, ending.confirm, ("POST",)),
        (verifying.PATH, verifying.enter, ("GET", "POST")),
        (verifying.DECIDE, verifying.decide, ("POST",)),
        (TOKEN, tokens.token, ("POST",)),
        (REVOKE, called(tokens.revoke), ("POST",)),
        (USERINFO, userinfo.userinfo, ("GET", "POST")),
        ("/oauth/introspect", called(tokens.introspect), ("POST",)),
        ("/oauth/device", called(tokens.device), ("POST",)),
        ("/oauth/par", called(tokens.push), ("POST",)),
        ("/.well-known/openid-configuration", described, ("GET",)),
        ("/.well-known/oauth-authorization-server", described, ("GET",)),
        *((path, protected, ("GET",)) for path in metadata.resource_paths(desk)),
        ("/.well-known/jwks.json", metadata.jwks, ("GET",)),
    ]
    return [_route(path, partial(endpoint, desk), methods) for path, endpoint, methods in served]


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

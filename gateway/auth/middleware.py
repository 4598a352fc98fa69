"""Puts the Caller into every request's scope (RFC 6750). Nothing is anonymous by accident: a bad token is a 401."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.auth.tokens import Verifier
from gateway.caller import ANONYMOUS
from gateway.errors import GatewayError, RequestMalformed, TokenMissing


class Authentication:
    def __init__(self, app: ASGIApp, verifier: Verifier) -> None:
        self.app = app
        self.verifier = verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            try:
                token = _token(scope)
                scope["caller"] = ANONYMOUS if token is None else await self.verifier.verify(token)
            except GatewayError:
                if scope["type"] == "http":
                    raise
                # a handshake that is closed before it is accepted is answered with 403 by the server
                return await send({"type": "websocket.close", "code": 1008})
        return await self.app(scope, receive, send)


def _token(scope: Scope) -> str | None:
    query: bytes = scope["query_string"]
    # the literal search is for speed: almost no request has it, and what looks like it is then read with care
    if b"access_token" in query and _token_in_query(query):
        raise RequestMalformed("A token in the address ends up in logs", hint="Send it in the Authorization header")
    credentials: bytes | None = None
    for name, value in scope["headers"]:
        if name == b"authorization":
            if credentials is not None:
                raise RequestMalformed("The Authorization header may be sent once")
            credentials = value
    if credentials is None:
        return None
    scheme, _, token = credentials.partition(b" ")
    if scheme.lower() != b"bearer":
        raise TokenMissing("Only bearer tokens are accepted", headers={"WWW-Authenticate": "Bearer"})
    return token.decode("latin-1")


def _token_in_query(query: bytes) -> bool:
    return any(parameter.partition(b"=")[0] == b"access_token" for parameter in query.split(b"&"))

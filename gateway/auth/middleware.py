"""Puts the Caller into the scope of every request to a door (RFC 6750). Nothing is anonymous by accident: a bad
credential is a 401.

A request has one credential: what its Authorization header says, a token or an API key; without that header, the cookie
of a login. Only the cookie comes along without the caller's doing, so only it is guarded against other sites.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.auth.api_keys import Keys, is_key
from gateway.auth.csrf import Csrf, given_of
from gateway.auth.jws import refused
from gateway.auth.sessions import Sessions
from gateway.auth.tokens import Verifier
from gateway.caller import ANONYMOUS, Caller
from gateway.errors import GatewayError, RequestMalformed, TokenMissing, Unauthenticated
from gateway.headers import headers_of


class Authentication:
    """`metadata` is the address of what is said about these resources (RFC 9728)."""

    def __init__(
        self, app: ASGIApp, verifier: Verifier, keys: Keys, sessions: Sessions, csrf: Csrf, *, metadata: str
    ) -> None:
        self.app, self.metadata = app, metadata
        self.verifier, self.keys, self.sessions, self.csrf = verifier, keys, sessions, csrf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        try:
            if (token := _token(scope)) is not None:
                scope["caller"] = await (self.keys.caller(token) if is_key(token) else self.verifier.verify(token))
            elif (cookie := self.sessions.cookie_of(scope)) is not None:
                scope["caller"] = await self._logged_in(cookie, scope)
            else:
                scope["caller"] = ANONYMOUS
            return await self.app(scope, receive, send)
        except GatewayError as error:
            if scope["type"] == "websocket" and "caller" not in scope:
                # a handshake that is closed before it is accepted is answered with 403 by the server
                return await send({"type": "websocket.close", "code": 1008})
            if isinstance(error, Unauthenticated):
                # section 5.1: so that a client finds out by itself where tokens for us come from
                challenge = error.headers.get("WWW-Authenticate", "Bearer")
                separator = "," if "=" in challenge else ""
                error.headers["WWW-Authenticate"] = f'{challenge}{separator} resource_metadata="{self.metadata}"'
            raise

    async def _logged_in(self, cookie: str, scope: Scope) -> Caller:
        self.csrf.check(scope, cookie, given_of(scope))
        login = await self.sessions.find(cookie, scope)
        if login is None:
            refusal = refused("The login has ended")
            # the browser asks again without it, and is anonymous then
            refusal.headers["Set-Cookie"] = self.sessions.clear_cookie()
            raise refusal
        return await self.sessions.caller(login)


def _token(scope: Scope) -> str | None:
    query: bytes = scope["query_string"]
    # the literal search is for speed: almost no request has it, and what looks like it is then read with care
    if b"access_token" in query and _token_in_query(query):
        raise RequestMalformed("A token in the address ends up in logs", hint="Send it in the Authorization header")
    credentials = headers_of(scope).get(b"authorization")
    if credentials is None:
        return None
    if b"authorization" in headers_of(scope).repeated:
        raise RequestMalformed("The Authorization header may be sent once")
    scheme, _, token = credentials.partition(b" ")
    if scheme.lower() != b"bearer":
        raise TokenMissing("Only bearer tokens are accepted", headers={"WWW-Authenticate": "Bearer"})
    return token.decode("latin-1")


def _token_in_query(query: bytes) -> bool:
    return any(parameter.partition(b"=")[0] == b"access_token" for parameter in query.split(b"&"))

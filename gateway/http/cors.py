"""Scripts of other origins (the Fetch Standard's CORS protocol): an origin is allowed by name or not at all.

Never with credentials: a script of another origin brings a token, and the cookies of a browser do nothing for it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.headers import headers_of
from gateway.http.answer import Headers, answer_of
from gateway.http.varying import vary

# in the scope of a request from an origin that is allowed
SHARED: Final = "shared"

ORIGIN: Final = b"Origin"
EXPOSED: Final = (
    b"access-control-expose-headers",
    (
        b"x-request-id, ratelimit, ratelimit-policy, retry-after, etag, link, location, preference-applied, "
        b"idempotency-replayed, cache-status, age, x-consistency-token, allow, www-authenticate"
    ),
)
ASKED: Final = (
    b"access-control-allow-headers",
    (
        b"authorization, content-type, if-match, if-none-match, if-modified-since, if-unmodified-since, "
        b"idempotency-key, prefer, x-consistency-token, x-request-id"
    ),
)
PREFLIGHT: Final = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, PATCH, DELETE"),
    ASKED,
    (b"access-control-max-age", b"600"),
)


async def nobody(_origin: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Sharing:
    """Where scripts of other origins may ask: paths and what is below them. `allows` must not raise: it is asked where no
    error is answered."""

    paths: tuple[str, ...] = ()
    allows: Callable[[str], Awaitable[bool]] = nobody


class Cors:
    """Says who may read an answer. It asks for no headers but Origin, and looks nothing up for a request without."""

    def __init__(self, app: ASGIApp, sharing: Sharing) -> None:
        self.app, self.paths, self.allows = app, sharing.paths, sharing.allows

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http" or not scope["path"].startswith(self.paths):
            return self.app(scope, receive, send)
        answer_of(scope).finishing.append(_vary_by_origin)
        scope[SHARED] = False
        origin = headers_of(scope).get(b"origin")
        if origin is None or b"origin" in headers_of(scope).repeated:
            # two of them are no origin
            return self.app(scope, receive, send)
        return self._share(origin, scope, receive, send)

    async def _share(self, origin: bytes, scope: Scope, receive: Receive, send: Send) -> None:
        if await self.allows(origin.decode("latin-1")):
            scope[SHARED] = True
            answer_of(scope).added += [(b"access-control-allow-origin", origin), EXPOSED]
        return await self.app(scope, receive, send)


def _vary_by_origin(_status: int, headers: Headers) -> None:
    vary(headers, ORIGIN)


class Preflight:
    """Answers a browser that asks whether a script may ask. Whom we do not know is answered as if it were no preflight."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http" or scope["method"] != "OPTIONS" or not scope.get(SHARED) or not _asks(scope):
            return self.app(scope, receive, send)
        return _allow(send)


async def _allow(send: Send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": [*PREFLIGHT]})
    return await send({"type": "http.response.body", "body": b""})


def _asks(scope: Scope) -> bool:
    return b"access-control-request-method" in headers_of(scope)

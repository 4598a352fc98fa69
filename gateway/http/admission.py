"""Who is one too many is told so in our own shape, and its connection is not kept."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.errors import Overloaded

# in the scope of a request on a connection that is one too many
CROWDED: Final = "crowded"
HEALTH: Final = "/health/"
HEADERS: Final = {"Connection": "close", "Retry-After": "1"}


class Admission:
    """A platform is told that we live, however many others ask: it would start us again, and they would all come back."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope.get(CROWDED) and not scope["path"].startswith(HEALTH):
            raise Overloaded("There are too many connections just now.", headers=HEADERS)
        return self.app(scope, receive, send)

"""Torii itself, as `gateway serve` makes it."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.app import create_app
from gateway.caller import ANONYMOUS


def create() -> ASGIApp:
    application = create_app()

    async def anonymous(scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("caller", ANONYMOUS)
        await application(scope, receive, send)

    return anonymous

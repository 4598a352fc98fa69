"""One line per request: what was asked, what was answered, how long it took."""

from __future__ import annotations

from http import HTTPStatus
from logging import DEBUG, INFO
from time import perf_counter
from typing import Final

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.http.answer import answer_of

log = structlog.get_logger()

LONGEST_PATH: Final = 1024


class AccessLog:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        # bound once: a lazy logger is made anew for every line
        self.log = log.bind()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        answer, started = answer_of(scope), perf_counter()
        try:
            return await self.app(scope, receive, send)
        finally:
            # a platform asks for our health every second; only bad news is news
            quiet = scope["path"].startswith("/health/") and answer.status < HTTPStatus.BAD_REQUEST
            level = DEBUG if quiet else INFO
            # nothing is put together for nobody
            if self.log.is_enabled_for(level):
                self.log.log(
                    level,
                    "request",
                    method=scope["method"],
                    path=scope["path"][:LONGEST_PATH],
                    status=answer.status,
                    bytes=answer.size,
                    ms=round((perf_counter() - started) * 1000, 2),
                    client=scope["client"][0] if scope.get("client") else None,
                )

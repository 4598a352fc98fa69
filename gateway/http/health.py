"""/health/live: the process answers. /health/ready: so does the database, asked at most once a second."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.errors import GatewayError

BOUND: Final = 0.5
FRESH: Final = 1.0

Probe = Callable[[], Awaitable[object]]


class Readiness:
    """`probe` returns when requests can be served, and raises a GatewayError, OSError or TimeoutError when not."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._ready = False
        self._until = 0.0
        self._asking: asyncio.Task[bool] | None = None

    async def ready(self) -> bool:
        if monotonic() < self._until:
            return self._ready
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        # whoever goes away leaves the question to the others who wait for it
        return await asyncio.shield(self._asking)

    async def _ask(self) -> bool:
        try:
            async with asyncio.timeout(BOUND):
                await self._probe()
            self._ready = True
        except (GatewayError, OSError, TimeoutError):
            self._ready = False
        finally:
            self._until = monotonic() + FRESH
            self._asking = None
        return self._ready


def routes(probe: Probe) -> tuple[Route, ...]:
    readiness = Readiness(probe)

    async def live(_request: Request) -> Response:
        return Response(b'{"status":"live"}', media_type="application/json")

    async def ready(_request: Request) -> Response:
        if await readiness.ready():
            return Response(b'{"status":"ready"}', media_type="application/json")
        return Response(b'{"status":"unready"}', 503, headers={"Retry-After": "1"}, media_type="application/json")

    return (Route("/health/live", live), Route("/health/ready", ready))

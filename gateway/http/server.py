"""What the server is told: uvicorn with our limits, our log lines, and an end that is no failure."""

from __future__ import annotations

import resource
import signal
from functools import partial
from types import FrameType
from typing import Final, NoReturn

import uvicorn

from gateway.http.connection import TOLD, Bounds, Connection
from gateway.observe import logs
from gateway.settings import Settings

# routers keep idle connections for up to 90 s: closing first would race with their next request
KEEP_ALIVE_SECONDS: Final = 95
# platforms kill 30 s after they have asked to stop
GRACEFUL_SECONDS: Final = 20
# file descriptors for all that is no connection of a client
SPARE: Final = 128


def run(application: str, settings: Settings, *, host: str, workers: int) -> None:
    """Serve the application that the factory `module:function` makes, until SIGTERM or SIGINT."""
    # uvicorn ends with the signal that it was sent, once every request is finished: our handler makes that exit code 0
    signal.signal(signal.SIGTERM, _stop)
    logs.configure(settings.log_level, settings.log_format)
    bounds = Bounds(settings.deadline_seconds, affordable(settings.connections))
    uvicorn.run(
        application,
        factory=True,
        host=host,
        port=settings.port,
        # an SQLite file has one writer
        workers=1 if settings.database.dialect == "sqlite" else workers,
        loop="uvloop",
        http=partial(Connection, bounds=bounds),  # type: ignore[arg-type]  # it is called like a class
        lifespan="on",
        log_config=logs.standard_library(settings.log_level),
        access_log=False,
        server_header=False,
        # the middleware Proxies does it: of "*" the server would believe what the client says
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )


def affordable(wanted: int) -> int:
    """As many as the system lets us have: without a file descriptor for it, a connection would wait unseen."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + TOLD + SPARE
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else max(1, min(wanted, soft - TOLD - SPARE))


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)

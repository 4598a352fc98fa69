"""Serve an application factory as every contestant is served: `python -m tests.bench.serve module:factory PORT`.

Torii has a server of its own, which is a part of it; the others have uvicorn's, with the same loop and parser.
"""

from __future__ import annotations

import sys
from typing import Final

import uvicorn

from gateway.http import server
from gateway.settings import load_settings

HOST: Final = "127.0.0.1"
TORII: Final = "tests.bench.contestants.torii:create"


def main() -> None:
    application, port = sys.argv[1:]
    if application == TORII:
        settings = load_settings().model_copy(update={"port": int(port)})
        return server.run(application, settings, host=HOST, workers=1)
    return uvicorn.run(
        application,
        factory=True,
        host=HOST,
        port=int(port),
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()

"""Serve an application factory as every contestant is served: `python -m tests.bench.serve module:factory PORT`."""

from __future__ import annotations

import sys

import uvicorn


def main() -> None:
    application, port = sys.argv[1:]
    uvicorn.run(
        application,
        factory=True,
        host="127.0.0.1",
        port=int(port),
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()

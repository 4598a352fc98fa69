"""One JSON object per line on standard output: ours, the server's and the libraries'.

A line is shorter than 10 KB, which log routers cut at. No credential gets here: the access log names the path without
its query string, and nobody logs headers.
"""

from __future__ import annotations

import json
import logging
import logging.config
import sys
from contextvars import ContextVar
from typing import Any, Final

import orjson
import structlog
from structlog.types import EventDict, Processor, WrappedLogger

REQUEST_ID: Final[ContextVar[str]] = ContextVar("request_id")
LONGEST: Final = 6000
LEVELS: Final = logging.getLevelNamesMapping()


class StandardOutput:
    """Looks the stream up for each line: whoever redirects it later is obeyed. One write per line keeps lines whole."""

    def __init__(self, *_name: str) -> None:
        pass

    def msg(self, line: bytes | str) -> None:
        stream = sys.stdout.buffer
        stream.write((line if isinstance(line, bytes) else line.encode("utf-8", "replace")) + b"\n")
        stream.flush()

    debug = info = warning = error = critical = msg


class StructuredHandler(logging.Handler):
    """The standard library's records, through the same processors."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger()
        log.log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info or None)


def add_request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    request_id = REQUEST_ID.get(None)
    if request_id is not None:
        event["request_id"] = request_id
    return event


def shorten(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Keep the start of a text that is too long, and the end of a traceback: the cause is there."""
    for name, value in event.items():
        if isinstance(value, str) and len(value) > LONGEST:
            event[name] = "…" + value[-LONGEST:] if name == "exception" else value[:LONGEST] + "…"
    return event


def _json(event: EventDict, **_options: Any) -> bytes:
    try:
        return orjson.dumps(event, default=repr)
    except orjson.JSONEncodeError:
        # half a surrogate pair, or a number without bounds: a line that lost a character beats a lost line
        return json.dumps(event, default=repr, ensure_ascii=False).encode("utf-8", "replace")


def configure(level: str, style: str) -> None:
    """Route every logger of the process to one JSON (or, for people, text) line each."""
    rendering: list[Processor] = (
        [structlog.processors.format_exc_info, shorten, structlog.processors.JSONRenderer(serializer=_json)]
        if style == "json"
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stdout.isatty(),
                # a rich traceback shows the values of variables, the caller's claims among them
                exception_formatter=structlog.dev.plain_traceback,
            )
        ]
    )
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.add_log_level,
            add_request_id,
            *rendering,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level.upper()]),
        logger_factory=StandardOutput,
        cache_logger_on_first_use=False,
    )
    logging.config.dictConfig(standard_library(level))


def standard_library(level: str) -> dict[str, Any]:
    """The configuration of `logging`, also in the form that the server hands to its workers."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"lines": {"class": "gateway.observe.logs.StructuredHandler"}},
        "root": {"handlers": ["lines"], "level": max(LEVELS[level.upper()], logging.INFO)},
        "loggers": {
            "uvicorn": {"handlers": [], "level": "INFO", "propagate": True},
            "uvicorn.error": {"handlers": [], "propagate": True},
            # our own access log says more
            "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
            # they print statements with their values, and connection parameters
            "tortoise": {"level": "WARNING"},
            "aiosqlite": {"level": "WARNING"},
        },
    }

"""The middlewares around the application, outermost first, each with the reason for its place."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from gateway.address import proxies
from gateway.http.access_log import AccessLog
from gateway.http.admission import Admission
from gateway.http.compression import Compression
from gateway.http.cors import Cors, Preflight, Sharing
from gateway.http.deadline import Deadline
from gateway.http.errors import Errors, framework_error, invalid_request
from gateway.http.guard import Guard, Sizes
from gateway.http.headers import SecurityHeaders
from gateway.http.proxies import Proxies
from gateway.http.request_id import RequestId
from gateway.settings import Settings

# what the framework raises by itself, below all middlewares
EXCEPTION_HANDLERS: Final[dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]]] = {
    HTTPException: framework_error,
    RequestValidationError: invalid_request,
}


CLOSED: Final = Sharing()


def middlewares(
    settings: Settings, sharing: Sharing = CLOSED, compressed: tuple[str, ...] = ()
) -> tuple[Middleware, ...]:
    """`compressed` are the paths whose answers have no secrets beside what a stranger can put into them."""
    sizes = Sizes(
        body=settings.body_bytes,
        upload=settings.upload_bytes,
        uri=settings.uri_bytes,
        header_count=settings.header_count,
        header=settings.header_bytes,
        headers=settings.headers_bytes,
    )
    return (
        Middleware(Proxies, trusted=proxies(settings.forwarded_allow_ips)),  # all below see the client, not the proxy
        Middleware(RequestId),  # every line and every answer below carries it
        Middleware(AccessLog),  # sees the status that the client sees
        Middleware(SecurityHeaders),  # outside of Errors: problems need them as well
        Middleware(Cors, sharing=sharing),  # outside of Errors: a script must be able to read why it was refused
        Middleware(Compression, paths=compressed),  # outside of Errors: problems may be long
        Middleware(Errors),  # turns what is raised below into an answer
        Middleware(Admission),  # before anything is looked at, for whoever is one too many
        Middleware(Guard, sizes=sizes),  # refuses before anything is spent
        Middleware(Preflight),  # inside of Guard: what is malformed is refused, whoever asks
        Middleware(Deadline, seconds=settings.deadline_seconds),  # bounds all work below, authentication included
    )

"""An error as RFC 9457 `application/problem+json`: the one shape of everything that goes wrong outside GraphQL.

`type` is the URN `urn:torii:error:CODE`, a name that stays the same wherever the gateway is deployed, or the registered one
where there is one. `docs/errors.md` says what to do about each code. `instance` is the request's id, as in the logs.
"""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException

from gateway.errors import (
    BadRequest,
    BodyTooLarge,
    Conflict,
    Forbidden,
    GatewayError,
    HeadersTooLarge,
    Internal,
    MediaTypeUnsupported,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    RequestTimeout,
    TooManyAttempts,
    Unauthenticated,
    Unavailable,
    Unprocessable,
    UriTooLong,
)

Headers = list[tuple[bytes, bytes]]

TYPE: Final = "urn:torii:error:"
MEDIA_TYPE: Final = (b"content-type", b"application/problem+json")

BY_STATUS: Final[dict[int, type[GatewayError]]] = {
    error.status: error
    for error in (
        BadRequest,
        Unauthenticated,
        Forbidden,
        NotFound,
        MethodNotAllowed,
        NotAcceptable,
        RequestTimeout,
        Conflict,
        BodyTooLarge,
        UriTooLong,
        MediaTypeUnsupported,
        Unprocessable,
        TooManyAttempts,
        HeadersTooLarge,
        Internal,
        Unavailable,
    )
}


def problem(error: GatewayError, request_id: str) -> tuple[int, Headers, bytes]:
    """Status, headers and body of the answer."""
    members: dict[str, Any] = {
        "type": error.registered or TYPE + error.code,
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": "urn:request:" + request_id,
        "code": error.code,
    }
    if error.hint is not None:
        members["hint"] = error.hint
    if error.pointer is not None:
        members["pointer"] = error.pointer
    if error.violations:
        members["violations"] = [asdict(violation) for violation in error.violations]
    if error.index is not None:
        members["index"] = error.index
    if error.violated_policies:
        members["violated-policies"] = error.violated_policies
    body = orjson.dumps(members)
    headers = [MEDIA_TYPE, (b"content-length", b"%d" % len(body))]
    headers += [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in error.headers.items()]
    return error.status, headers, body


def from_framework(exception: HTTPException) -> GatewayError:
    """The error that an exception of the framework stands for."""
    if isinstance(exception.__cause__, GatewayError):
        # the framework wraps what the reading of a body raises
        return exception.__cause__
    kind = BY_STATUS.get(exception.status_code) or (
        BadRequest if exception.status_code < HTTPStatus.INTERNAL_SERVER_ERROR else Internal
    )
    return kind(headers=exception.headers)

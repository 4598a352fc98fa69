"""What comes back: statuses, headers, links from one answer to the next request, and every error with its codes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from gateway import errors
from gateway.errors import GatewayError
from gateway.rest.arriving import PRICE
from gateway.rest.openapi.naming import Names
from gateway.rest.openapi.shapes import Schema, reference

Response = dict[str, Any]

GIVEN: Final[tuple[type[GatewayError], ...]] = (
    errors.RequestMalformed,
    errors.BodyInvalid,
    errors.QueryStringInvalid,
    errors.FieldsSyntax,
    errors.TokenInvalid,
    errors.TokenMissing,
    errors.Forbidden,
    errors.CrossSite,
    errors.InsufficientScope,
    errors.WriteForbidden,
    errors.NotFound,
    errors.ResourceUnknown,
    errors.MethodNotAllowed,
    errors.NotAcceptable,
    errors.RequestTimeout,
    errors.Refusal,
    errors.NotUnique,
    errors.StillReferenced,
    errors.IdempotencyRunning,
    errors.PreconditionFailed,
    errors.BodyTooLarge,
    errors.UriTooLong,
    errors.MediaTypeUnsupported,
    errors.ParameterUnknown,
    errors.ParameterRepeated,
    errors.FieldUnknown,
    errors.OperatorUnknown,
    errors.FilterInvalid,
    errors.SortInvalid,
    errors.ValueInvalid,
    errors.PageInvalid,
    errors.CursorInvalid,
    errors.InputInvalid,
    errors.PreconditionInvalid,
    errors.IdempotencyKeyInvalid,
    errors.IdempotencyKeyReused,
    errors.MoreThanAllowed,
    errors.BatchInvalid,
    errors.DepthLimit,
    errors.NodeLimit,
    errors.CostLimit,
    errors.PreconditionRequired,
    errors.TooManyAttempts,
    errors.BudgetExceeded,
    errors.HeadersTooLarge,
    errors.Internal,
    errors.DatabaseUnavailable,
    errors.DeadlineExceeded,
    errors.Overloaded,
)
STATUSES: Final = {
    400: "The request cannot be read",
    401: "The access token is not accepted",
    403: "The caller may not do this",
    404: "There is nothing here that you may read",
    405: "This cannot be done with that method",
    406: "The answer is JSON, which `Accept` does not allow",
    408: "The request arrived too slowly",
    409: "Something is already so, or is in the way",
    412: "The row is not in the state that the request demands",
    413: "The body is larger than allowed",
    414: "The address is longer than allowed",
    415: "The body's media type or encoding is not supported",
    422: "The request is readable but asks for something impossible",
    428: "The request must say which state of the row it has seen",
    429: "This was tried too often, or is more than the budget allows",
    431: "The headers are more or larger than allowed",
    500: "Something went wrong on our side",
    503: "This cannot be answered just now",
}
HEADERS: Final[dict[str, Any]] = {
    "RequestId": {
        "description": "The id of the request: yours when it was well formed, else ours. Our logs know it.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9+/=-]{20,200}$"},
    },
    "Link": {
        "description": 'The neighbouring pages (RFC 8288), as `rel="next"` and `rel="prev"`.',
        "schema": {"type": "string"},
    },
    "ETag": {
        "description": "The entity tag of the state that the row is in (RFC 9110 section 8.8.3), or of a list as it is.",
        "schema": {"type": "string"},
    },
    "Age": {
        "description": "For how many seconds the answer has been kept (RFC 9111).",
        "schema": {"type": "integer", "minimum": 0},
    },
    "Cache-Status": {"description": "Whether it was kept (RFC 9211).", "schema": {"type": "string"}},
    "Cache-Control": {"description": "Who may keep it, and how long (RFC 9111).", "schema": {"type": "string"}},
    "Vary": {"description": "The headers of the request that it depends on.", "schema": {"type": "string"}},
    "Surrogate-Key": {
        "description": "What a cache in between may drop it by, where everybody may keep it.",
        "schema": {"type": "string"},
    },
    "X-Consistency-Token": {
        "description": "Sent with reads in the next 30 seconds, it has them see what was written.",
        "schema": {"type": "string"},
    },
    "Last-Modified": {"description": "When the row was last changed.", "schema": {"type": "string"}},
    "Location": {"description": "Where the new row is.", "schema": {"type": "string", "format": "uri-reference"}},
    "Allow": {"description": "The methods that are possible here.", "required": True, "schema": {"type": "string"}},
    "WWW-Authenticate": {"description": "How to say who asks (RFC 6750).", "schema": {"type": "string"}},
    "Retry-After": {
        "description": "How many seconds to wait before asking again.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "RateLimit-Policy": {
        "description": "The quotas of the budget: `q` points in `w` seconds (draft-ietf-httpapi-ratelimit-headers-11).",
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": "Of each quota, `r` points that are left, and `t` seconds until it is whole.",
        "schema": {"type": "string"},
    },
    "Accept-Encoding": {"description": "The encodings that a body may have.", "schema": {"type": "string"}},
    "Accept-Post": {"description": "The media types that a new row may be sent as.", "schema": {"type": "string"}},
    "Accept-Patch": {
        "description": "The media types that a change may be sent as (RFC 5789).",
        "schema": {"type": "string"},
    },
    "Preference-Applied": {
        "description": "Which of the preferences were heard (RFC 7240).",
        "schema": {"type": "string"},
    },
}
# what every write is answered with
WRITTEN: Final = ("Preference-Applied", "X-Consistency-Token")
# the answers of what is only there when it is looked for in the database
LOOKED_UP: Final = (404, 503)
# only what changes something is in the way of something
_READ: Final = frozenset(STATUSES) - {409, 412, 428}
_ALSO: Final[dict[int, tuple[str, ...]]] = {
    405: ("Allow",),
    403: ("WWW-Authenticate",),
    401: ("WWW-Authenticate",),
    409: ("Retry-After",),
    429: ("Retry-After",),
    503: ("Retry-After",),
    415: ("Accept-Encoding", "Accept-Post", "Accept-Patch"),
}


def components(names: Names) -> dict[str, Response]:
    return {f"Problem{status}": _problem(status, names) for status in STATUSES}


def known(found: Response) -> dict[str, Response]:
    """What a read may be answered with that says what the client has (RFC 9110 section 13)."""
    there = {"description": "The client has it already.", "headers": found["headers"]}
    return {"304": there, "412": {"$ref": "#/components/responses/Problem412"}}


def rows(says: str, schema: Schema, links: dict[str, Any], *, pages: bool) -> Response:
    """What is there when it is looked for."""
    return success(says, schema, links) | {"headers": read_headers(*(["Link"] if pages else []))}


def read_headers(*also: str) -> dict[str, Any]:
    return headers("ETag", *also, "Cache-Control", "Vary", "Age", "Cache-Status", "Surrogate-Key")


def success(says: str, schema: Schema, links: dict[str, Any] | None = None) -> Response:
    response: Response = {
        "description": says,
        "headers": headers(),
        "content": {"application/json": {"schema": schema}},
    }
    return response | ({"links": links} if links else {})


def priced(response: Response, names: Names) -> Response:
    """An answer, or its price."""
    content = response["content"] | {PRICE: {"schema": reference(names.price)}}
    return response | {"content": content, "headers": response["headers"] | headers("Preference-Applied")}


def headed(response: Response) -> Response:
    """The same answer without its body."""
    return {"description": f"{response['description']} The headers alone.", "headers": response["headers"]}


def nothing(says: str, *names: str) -> Response:
    return {"description": says, "headers": headers(*names)}


def responses(found: Response, never: Iterable[int] = ()) -> dict[str, Response]:
    """The answers of a read."""
    return {"200": found} | refused(_READ - frozenset(never))


def refused(statuses: Collection[int]) -> dict[str, Response]:
    """Why something is not answered, or not done."""
    return {str(status): _referred(status) for status in STATUSES if status in statuses}


def refusing(statuses: Collection[int], errors: Sequence[type[GatewayError]], names: Names) -> dict[str, Response]:
    """The same, where actions have reasons of their own."""
    own = {error.status: [one for one in errors if one.status == error.status] for error in errors}
    found = {
        status: _problem(status, names, own[status]) if status in own else _referred(status)
        for status in sorted({*own, *statuses})
    }
    return {str(status): response for status, response in found.items()}


def link(operation: str, says: str, key: str) -> dict[str, Any]:
    return {"operationId": operation, "description": says, "parameters": {"id": key}}


def _referred(status: int) -> Response:
    return {"$ref": f"#/components/responses/Problem{status}"}


def _problem(status: int, names: Names, own: Sequence[type[GatewayError]] = ()) -> Response:
    """`own` are the errors that are told of here, beside those that are told of with every status like it."""
    found = [error for error in GIVEN if error.status == status]
    codes = [error.code for error in (*own, *found)]
    narrowed = {"properties": {"status": {"const": status}, "code": {"enum": list(dict.fromkeys(codes))}}}
    content = {
        "schema": {"allOf": [reference(names.problem), narrowed]},
        "examples": {error.code: {"summary": error.title, "value": _example(error)} for error in own or found},
    }
    said = [f"{error.title}." for error in own] + ([f"{STATUSES[status]}."] if status in STATUSES else [])
    return {
        "description": " ".join(said),
        "headers": headers(*_ALSO.get(status, ())),
        "content": {"application/problem+json": content},
    }


def _example(error: type[GatewayError]) -> dict[str, Any]:
    return {
        "type": error.registered or f"urn:torii:error:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.title,
        "instance": "urn:request:6f9619ff-8b86-d011-b42d-00c04fc964ff",
        "code": error.code,
    }


def headers(*names: str) -> dict[str, Any]:
    found = {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}}
    names = (*names, "RateLimit-Policy", "RateLimit")
    return found | {name: {"$ref": f"#/components/headers/{name}"} for name in names}

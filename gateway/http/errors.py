"""What goes wrong becomes problem+json; what nobody expected becomes 500, and its traceback goes to the log."""

from __future__ import annotations

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.errors import GatewayError, Internal, ValueInvalid
from gateway.http.answer import answer_of
from gateway.http.problem import from_framework, problem

log = structlog.get_logger()


class Errors:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        answer = answer_of(scope)
        try:
            return await self.app(scope, receive, send)
        except GatewayError as raised:
            error = raised
        except ClientDisconnect:
            # nobody is there to be answered
            return None
        except Exception:
            log.exception("unexpected error")
            error = Internal()
        if answer.begun:
            # too late for another answer: the server closes the connection, so the client sees that it is incomplete
            return None
        status, headers, body = problem(error, scope["request_id"])
        await send({"type": "http.response.start", "status": status, "headers": headers})
        return await send({"type": "http.response.body", "body": body})


async def framework_error(request: Request, exception: Exception) -> Response:
    """The framework's own 404, 405 and the like, in the same shape as everybody else's."""
    assert isinstance(exception, HTTPException)  # noqa: S101  (registered for this class; narrows the type)
    return _rendered(from_framework(exception), request)


async def invalid_request(request: Request, exception: Exception) -> Response:
    assert isinstance(exception, RequestValidationError)  # noqa: S101  (registered for this class; narrows the type)
    first = exception.errors()[0]
    return _rendered(ValueInvalid(first["msg"], pointer=".".join(str(part) for part in first["loc"])), request)


def _rendered(error: GatewayError, request: Request) -> Response:
    status, headers, body = problem(error, request.scope["request_id"])
    response = Response(body, status_code=status)
    response.raw_headers = headers
    return response

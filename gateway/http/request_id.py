"""Every request has an id: the router's when it is well formed, else ours. It is in the answer and in every log line."""

from __future__ import annotations

import re
from random import getrandbits
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.headers import headers_of
from gateway.http.answer import ANSWER, Answer
from gateway.observe.logs import REQUEST_ID

HEADER: Final = b"x-request-id"
# Heroku's rule, which also keeps anything out that could break a log line
WELL_FORMED: Final = re.compile(rb"[A-Za-z0-9+/=-]{20,200}")


def request_id_of(scope: Scope) -> str:
    given = headers_of(scope).get(HEADER)
    # two of them are none: with what is put between them they are not well formed
    return str(given, "ascii") if given is not None and WELL_FORMED.fullmatch(given) else new_request_id()


def new_request_id() -> str:
    # it is no secret, and asking the system takes as long as all the rest; a forked process draws others
    drawn = f"{getrandbits(128):032x}"
    # a version 4 UUID (RFC 9562), without the object
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-a{drawn[17:20]}-{drawn[20:]}"


class RequestId:
    """The outermost that says something in an answer, so that it makes what all below it tell."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        request_id = request_id_of(scope)
        scope["request_id"] = request_id
        scope.setdefault("state", {})["request_id"] = request_id
        if scope["type"] == "http":
            scope[ANSWER] = send = Answer(send, (HEADER, request_id.encode("ascii")))
        token = REQUEST_ID.set(request_id)
        try:
            return await self.app(scope, receive, send)
        finally:
            REQUEST_ID.reset(token)
            # an answer knows of those who know the scope: it would wait for the collector, and all of them with it
            scope.pop(ANSWER, None)

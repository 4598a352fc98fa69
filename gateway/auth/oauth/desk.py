"""What the endpoints of the authorization server work with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidClientError, InvalidGrantError
from starlette.requests import Request
from starlette.responses import Response

from gateway.auth.attempts import Attempts
from gateway.auth.csrf import Csrf
from gateway.auth.keys import KeyRing
from gateway.auth.login.render import page
from gateway.auth.oauth.guessing import Guessing
from gateway.auth.people.accounts import People
from gateway.auth.sessions import Login, Sessions
from gateway.auth.store import Store
from gateway.auth.tokens import Verifier

JSON: Final = "application/json"
NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
# who guesses is told this; who makes a mistake is not counted
GUESSES: Final = (InvalidClientError, InvalidGrantError)


@dataclass(frozen=True, slots=True)
class Desk:
    """`scopes` are those that there are."""

    store: Store
    keys: KeyRing
    sessions: Sessions
    csrf: Csrf
    attempts: Attempts
    guessing: Guessing
    verifier: Verifier
    people: People
    scopes: frozenset[str]

    @property
    def issuer(self) -> str:
        return self.store.settings.issuer


def answer(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), status, {**NO_STORE, **(headers or {})}, media_type=JSON)


def refusal(error: OAuth2Error) -> Response:
    """RFC 6749 section 5.2."""
    challenge = {name: value for name, value in error.get_headers() if name == "WWW-Authenticate"}
    return answer(error.status_code, described(error), challenge)


def described(error: OAuth2Error) -> dict[str, str]:
    """The code of an error, and its sentence: Authlib's may repeat what was sent, so only ours go out."""
    members = {"error": str(error.error)}
    if error.description:
        members["error_description"] = str(error.description)
    return members


def unusable(request: Request, message: str) -> Response:
    """For people whom a request brought here that must not send them anywhere."""
    return page("error", status=400, title="This link does not work", message=message, request_id=_id(request))


def _id(request: Request) -> str:
    return str(request.scope["request_id"])


async def login_of(desk: Desk, request: Request) -> Login | None:
    cookie = desk.sessions.cookie_of(request.scope)
    return None if cookie is None else await desk.sessions.find(cookie)

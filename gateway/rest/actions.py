"""Actions as REST has them: `POST /<collection>/<action>` with a JSON object, and GET for those that only read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from starlette.types import Receive, Scope

from gateway import actions
from gateway.actions import ActionSpec
from gateway.errors import BodyInvalid, MediaTypeUnsupported, MethodNotAllowed, ParameterRepeated, ParameterUnknown
from gateway.rest import grammar
from gateway.writing.given import Spelling

JSON: Final = "application/json"
CHARSETS: Final = frozenset({"", "utf-8", "utf8"})


def allow(action: ActionSpec, *, row: bool) -> str:
    """The methods that its path has; `row`: a row may have the same path."""
    methods = ["GET", "HEAD"] if row or not action.changes else []
    return ", ".join([*methods, *(["POST"] if action.changes else []), "OPTIONS"])


async def answer(action: ActionSpec, scope: Scope, receive: Receive, allowed: str) -> bytes:
    """The body of the answer; empty where the action returns nothing."""
    method, caller = scope["method"], scope["caller"]
    if method not in ({"POST"} if action.changes else {"GET", "HEAD"}):
        raise MethodNotAllowed(
            f"{method} is not possible here.", hint=f"Possible are {allowed}.", headers={"Allow": allowed}
        )
    # what is wrong with the arguments is told to those alone who may run it
    actions.allow(action, caller)
    pairs = grammar.pairs(scope["query_string"])
    if action.changes:
        for name, _ in pairs:
            raise ParameterUnknown(f"There is no parameter {name[:60]} here.", hint="Arguments are in the body.")
        _check_media_type(scope["headers"])
        given: Mapping[str, Any] = arguments(await _body(receive))
    else:
        given = dict(pairs)
    done = await actions.run(action, caller, given, Spelling("key", textual=not action.changes))
    return b"" if action.result is None else orjson.dumps({"data": done})


def arguments(body: bytes) -> dict[str, Any]:
    """The members of a JSON object; raises BodyInvalid, and ParameterRepeated for a name that is there twice: which of
    the two is meant, parsers do not agree about."""
    try:
        given = orjson.loads(body)
        # only for the names; a number may be longer than Python would read
        json.loads(body, object_pairs_hook=_once, parse_int=str, parse_float=str)
    except orjson.JSONDecodeError as error:
        raise BodyInvalid(f"The body is not JSON: {error.msg}.") from error
    except RecursionError as error:
        raise BodyInvalid("The body is nested too deeply.") from error
    if not isinstance(given, dict):
        raise BodyInvalid("The body is not a JSON object.", hint="Send an object with the arguments by name.")
    return given


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ParameterRepeated(f"The parameter {name[:60]} is given more than once.", pointer=f"/{name[:60]}")
        found[name] = value
    return found


def _check_media_type(headers: Sequence[tuple[bytes, bytes]]) -> None:
    given = [value.decode("latin-1") for name, value in headers if name == b"content-type"]
    kind, _, parameters = (given[0] if len(given) == 1 else "").partition(";")
    charset = parameters.lower().replace(" ", "").replace('"', "").partition("charset=")[2].partition(";")[0]
    if kind.strip().lower() != JSON or charset not in CHARSETS:
        raise MediaTypeUnsupported("The body is sent as application/json, in UTF-8.", headers={"Accept-Post": JSON})


async def _body(receive: Receive) -> bytes:
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)

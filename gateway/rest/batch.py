"""Several operations in one transaction, where later ones may refer to what earlier ones gave."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import orjson

from gateway.errors import BatchInvalid, GatewayError
from gateway.rest import arriving, grammar
from gateway.rest.operations import PREFIX, Done, Operation
from gateway.writing.work import Work

PATH: Final = "batch"
OPERATIONS: Final = 100
REFERENCE: Final = "$ref"
METHODS: Final = ("POST", "PATCH", "PUT", "DELETE")
_IN_PATH: Final = re.compile(r"\{(\d+(?:/[^/{}]+)*)\}")
_MEMBERS: Final = {"method", "path", "body", "if_match", "if_unmodified_since"}


class Performer(Protocol):
    async def perform(self, work: Work, operation: Operation) -> Done: ...


async def perform(performer: Performer, work: Work, body: Any) -> Done:
    """The first failure is raised, with its index: nothing of the batch is done then."""
    asked = _operations(body)
    data: list[Any] = []
    results: list[dict[str, Any]] = []
    for index, one in enumerate(asked):
        try:
            done = await performer.perform(work, _operation(one, data, index))
        except GatewayError as error:
            error.index = index
            place = f"/operations/{index}/body"
            error.violations = tuple(v.below(place) for v in error.violations)
            if error.pointer is not None and not error.pointer.startswith("/operations/"):
                error.pointer = place + error.pointer
            raise
        answer = orjson.loads(done.body) if done.body else None
        data.append(answer.get("data") if isinstance(answer, dict) else None)
        headers = {name.decode(): value.decode() for name, value in done.headers}
        results.append({"status": done.status, "headers": headers, "body": orjson.Fragment(done.body or b"null")})
    return Done(200, orjson.dumps({"results": results}))


def _operations(body: Any) -> Sequence[Mapping[str, Any]]:
    found = body.get("operations") if isinstance(body, dict) and body.keys() == {"operations"} else None
    if not isinstance(found, list) or not 1 <= len(found) <= OPERATIONS:
        raise BatchInvalid(
            f'A batch is an object with a list "operations" of 1 to {OPERATIONS}.',
            hint='Send {"operations": [{"method": "POST", "path": "/artists", "body": {"name": "…"}}]}.',
        )
    return found


def _operation(one: Any, data: Sequence[Any], index: int) -> Operation:
    place = f"/operations/{index}"
    if not isinstance(one, dict) or not one.keys() <= _MEMBERS:
        raise BatchInvalid(f"An operation has {', '.join(sorted(_MEMBERS))}.", pointer=place)
    method, path = one.get("method"), one.get("path")
    if method not in METHODS or not isinstance(path, str):
        raise BatchInvalid(f"An operation has a path, and a method: {', '.join(METHODS)}.", pointer=place)
    path, _, query = _IN_PATH.sub(lambda found: _text(found[1], data, place), path).partition("?")
    path = path.removeprefix(PREFIX).strip("/")
    if path == PATH:
        raise BatchInvalid("A batch has no batches.", pointer=place)
    headers = {name.replace("_", "-"): one[name] for name in ("if_match", "if_unmodified_since") if name in one}
    if not all(isinstance(value, str) for value in headers.values()):
        raise BatchInvalid("A precondition is a text.", pointer=place)
    pairs = grammar.pairs(query.encode()) if query.isascii() else []
    return Operation(method, path, pairs, _resolved(one.get("body"), data, place), arriving.preconditions(headers))


def _resolved(value: Any, data: Sequence[Any], place: str) -> Any:
    """The body, with what earlier operations gave in the places of references to it."""
    if isinstance(value, dict):
        if value.keys() == {REFERENCE}:
            return _referred(value[REFERENCE], data, place)
        return {name: _resolved(inner, data, place) for name, inner in value.items()}
    return [_resolved(inner, data, place) for inner in value] if isinstance(value, list) else value


def _text(reference: str, data: Sequence[Any], place: str) -> str:
    found = _referred("/" + reference, data, place)
    if isinstance(found, bool) or not isinstance(found, int | str) or "/" in str(found) or "?" in str(found):
        raise BatchInvalid("A reference in a path leads to a key.", pointer=place)
    return str(found)


def _referred(pointer: Any, data: Sequence[Any], place: str) -> Any:
    """RFC 6901, into the list of what the operations gave: `/0/id` is the id of what the first did."""
    found: Any = list(data)
    if not isinstance(pointer, str) or not pointer.startswith("/"):
        raise BatchInvalid('A reference is a JSON pointer, such as "/0/id".', pointer=place)
    for step in pointer[1:].split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and name.isdigit() and int(name) < len(found):
            found = found[int(name)]
        elif isinstance(found, dict) and name in found:
            found = found[name]
        else:
            raise BatchInvalid(f"No earlier operation gave {pointer[:60]}.", pointer=place)
    return found

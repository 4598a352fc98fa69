"""Several operations in one transaction, where later ones may refer to what earlier ones gave."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from urllib.parse import quote, unquote

import orjson

from gateway.errors import BatchInvalid, BodyInvalid, GatewayError, PreconditionInvalid
from gateway.rest import arriving, grammar
from gateway.rest.operations import PREFIX, Done, Operation
from gateway.writing import bodies
from gateway.writing.preconditions import Preconditions
from gateway.writing.work import Work

PATH: Final = "batch"
OPERATIONS: Final = 100
REFERENCE: Final = "$ref"
METHODS: Final = ("POST", "PATCH", "PUT", "DELETE")
# bytes that references may bring: what each operation gives could else be twice what the one before it gave
BROUGHT: Final = 262_144
_IN_PATH: Final = re.compile(r"\{(\d+(?:/[^/{}]+)*)\}")
_INDEX: Final = re.compile(r"\d{1,9}\Z", re.ASCII)
_MEMBERS: Final = {"method", "path", "body", "if_match", "if_unmodified_since"}


class Performer(Protocol):
    async def perform(self, work: Work, operation: Operation) -> Done: ...

    def is_action(self, path: str) -> bool: ...

    def check_price(self, price: int) -> None:
        """Raises CostLimit."""


async def perform(performer: Performer, work: Work, body: Any) -> Done:
    """The first failure is raised, with its index: nothing of the batch is done then."""
    asked, earlier = _operations(body), _Earlier()
    results: list[dict[str, Any]] = []
    price = 0
    for index, one in enumerate(asked):
        place = f"/operations/{index}"
        try:
            operation = _operation(one, earlier, place)
            if performer.is_action(operation.path) and _IN_PATH.search(one["path"]):
                # what is run, and whether it may be so often, was counted before anything was done
                raise BatchInvalid("The path of an action has no references.", pointer=place)
            done = await _performed(performer, work, operation, f"{place}/body")
            price += done.price
            performer.check_price(price)
        except GatewayError as error:
            error.index = index
            raise
        answer = orjson.loads(done.body) if done.body else None
        earlier.data.append(answer.get("data") if isinstance(answer, dict) else None)
        headers = {name.decode(): value.decode() for name, value in done.headers}
        results.append({"status": done.status, "headers": headers, "body": orjson.Fragment(done.body or b"null")})
    return Done(200, orjson.dumps({"results": results}))


async def _performed(performer: Performer, work: Work, operation: Operation, place: str) -> Done:
    try:
        return await performer.perform(work, operation)
    except GatewayError as error:
        error.violations = tuple(v.below(place) for v in error.violations)
        if error.pointer is not None:
            error.pointer = place + error.pointer
        raise


def _operations(body: Any) -> Sequence[Mapping[str, Any]]:
    found = body.get("operations") if isinstance(body, dict) and body.keys() == {"operations"} else None
    if not isinstance(found, list) or not 1 <= len(found) <= OPERATIONS:
        raise BatchInvalid(
            f'A batch is an object with a list "operations" of 1 to {OPERATIONS}.',
            hint='Send {"operations": [{"method": "POST", "path": "/…", "body": {…}}]}.',
        )
    return found


@dataclass(slots=True)
class _Earlier:
    """What earlier operations gave, and how much of it may still be referred to."""

    data: list[Any] = field(default_factory=list)
    room: int = BROUGHT

    def at(self, pointer: Any, place: str) -> Any:
        """RFC 6901, into the list of what the operations gave: `/0/id` is the id of what the first did."""
        found: Any = self.data
        if not isinstance(pointer, str) or not pointer.startswith("/"):
            raise BatchInvalid('A reference is a JSON pointer, such as "/0/id".', pointer=place)
        for step in pointer[1:].split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            if isinstance(found, list) and _INDEX.match(name) and int(name) < len(found):
                found = found[int(name)]
            elif isinstance(found, dict) and name in found:
                found = found[name]
            else:
                raise BatchInvalid(f"No earlier operation gave {pointer[:60]}.", pointer=place)
        self.room -= len(orjson.dumps(found))
        if self.room < 0:
            raise BatchInvalid(f"The references of a batch may bring {BROUGHT} bytes.", pointer=place)
        return found


def _operation(one: Any, earlier: _Earlier, place: str) -> Operation:
    if not isinstance(one, dict) or not one.keys() <= _MEMBERS:
        raise BatchInvalid(f"An operation has {', '.join(sorted(_MEMBERS))}.", pointer=place)
    method, path = one.get("method"), one.get("path")
    if method not in METHODS or not isinstance(path, str):
        raise BatchInvalid(f"An operation has a path, and a method: {', '.join(METHODS)}.", pointer=place)
    path, _, query = _IN_PATH.sub(lambda found: _text(found[1], earlier, place), path).partition("?")
    path = _path(path, place)
    if path == PATH:
        raise BatchInvalid("A batch has no batches.", pointer=place)
    if method == "DELETE" and "body" in one:
        raise BodyInvalid("A DELETE has no body.", pointer=place)
    # what is not percent-encoded is refused, as in an address
    pairs = grammar.pairs(query.encode())
    return Operation(method, path, pairs, _body(one.get("body"), earlier, place), _preconditions(one, place))


def _path(path: str, place: str) -> str:
    """What an address with this path would name."""
    try:
        return unquote(path, errors="strict").removeprefix(PREFIX).removeprefix("/")
    except UnicodeDecodeError as error:
        raise BatchInvalid("The path is not percent-encoded UTF-8.", pointer=place) from error


def _preconditions(one: Mapping[str, Any], place: str) -> Preconditions:
    headers = {name.replace("_", "-"): one[name] for name in ("if_match", "if_unmodified_since") if name in one}
    if not all(isinstance(value, str) for value in headers.values()):
        raise BatchInvalid("A precondition is a text.", pointer=place)
    try:
        return arriving.preconditions(headers)
    except PreconditionInvalid as error:
        error.pointer = place + (error.pointer or "")
        raise


def _body(said: Any, earlier: _Earlier, place: str) -> Any:
    """The body, with what earlier operations gave in the places of references to it."""
    room = earlier.room
    found = _resolved(said, earlier, place)
    # what was brought is held to what is asked of every body
    return found if earlier.room == room else bodies.read(orjson.dumps(found))


def _resolved(value: Any, earlier: _Earlier, place: str) -> Any:
    if isinstance(value, dict):
        if value.keys() == {REFERENCE}:
            return earlier.at(value[REFERENCE], place)
        return {name: _resolved(inner, earlier, place) for name, inner in value.items()}
    return [_resolved(inner, earlier, place) for inner in value] if isinstance(value, list) else value


def _text(reference: str, earlier: _Earlier, place: str) -> str:
    found = earlier.at("/" + reference, place)
    if isinstance(found, bool) or not isinstance(found, int | str) or "/" in str(found):
        raise BatchInvalid("A reference in a path leads to a key.", pointer=place)
    return quote(str(found), safe="")

"""What a write costs, known before its transaction begins: so much for doing it, and the rows that it answers with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from gateway import actions
from gateway.actions import ActionSpec
from gateway.caller import Caller
from gateway.catalog import Resource
from gateway.errors import GatewayError
from gateway.plan.cost import UNPAGED
from gateway.rest import batch, grammar, parse
from gateway.rest.operations import KEYS, PREFIX, Operation
from gateway.rest.upload import PORTION, PORTION_BYTES
from gateway.rest.writing import CONTROL, RestWriter


def price(writer: RestWriter, caller: Caller, operation: Operation) -> int:
    """As on the other door. What is wrong with it is said by who does it, and costs no more than to be told."""
    if operation.path == batch.PATH:
        return sum(price(writer, caller, one) for one in _operations(operation.body) if one.path != batch.PATH)
    try:
        return actions.COST + _answer(writer, caller, operation)
    except GatewayError:
        return actions.COST


def actions_of(writer: RestWriter, operation: Operation) -> list[ActionSpec]:
    """Those that it runs."""
    some = _operations(operation.body) if operation.path == batch.PATH else [operation]
    found = [writer.writing.actions.by_path.get(one.path) for one in some]
    return [action for action in found if action is not None]


def of_upload(lines: int, size: int, most: int) -> int:
    """As many rows as are written at once cost what a list of them does; a file of any size, what one request may cost."""
    return min(most, actions.COST * (1 + max(lines // PORTION, size // PORTION_BYTES)))


def _answer(writer: RestWriter, caller: Caller, operation: Operation) -> int:
    action = writer.writing.actions.by_path.get(operation.path)
    if action is not None:
        if action.answers_with is None:
            return 0
        many = action.result is not None and action.result.many
        resource = writer.catalog.resources[action.answers_with]
        return _rows(writer, caller, operation, resource, UNPAGED if many else 1)
    target = parse.rest_path(writer.catalog, operation.path.split("/"))
    if target is None or operation.method == "DELETE":
        return 0
    if target.key is not None or isinstance(operation.body, dict):
        filtered = target.key is None and operation.method == "PATCH"
        return 0 if filtered else _rows(writer, caller, operation, target.resource, 1)
    control = {name for name, _ in operation.pairs if name in CONTROL}
    if not isinstance(operation.body, list) or (operation.minimal and "partial" not in control):
        return 0
    return _rows(writer, caller, operation, target.resource, len(operation.body))


def _rows(writer: RestWriter, caller: Caller, operation: Operation, resource: Resource, rows: int) -> int:
    author = writer.writing.writes.author(caller, KEYS)
    pairs = [pair for pair in operation.pairs if pair[0] not in CONTROL]
    asked = writer.answers.asked(author, resource, pairs, rows)
    return asked.plan.price * rows if asked is not None else 0


def _operations(body: Any) -> list[Operation]:
    asked = body.get("operations") if isinstance(body, dict) else None
    some = asked[: batch.OPERATIONS] if isinstance(asked, list) else []
    return [one for said in some if (one := _of_batch(said)) is not None]


def _of_batch(said: Any) -> Operation | None:
    """What can be told of an operation before those before it are done; None where it is none, or no more than nonsense."""
    if not isinstance(said, Mapping) or not isinstance(path := said.get("path"), str):
        return None
    path, _, query = path.partition("?")
    try:
        pairs = grammar.pairs(query.encode())
    except GatewayError:
        return None
    return Operation(
        str(said.get("method")), unquote(path).removeprefix(PREFIX).removeprefix("/"), pairs, said.get("body")
    )

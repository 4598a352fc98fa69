"""Whether a caller may run an action, what its arguments mean, and how its answer is written."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from enum import Enum
from typing import Any, Final
from uuid import UUID

from gateway.actions.reading import CALLER
from gateway.actions.spec import ActionSpec, Named, Record, Shape, kebab
from gateway.caller import Caller, covers
from gateway.errors import Forbidden, InsufficientScope, ParameterUnknown, TokenMissing, ValueInvalid
from gateway.values import LIST_LENGTH, Type, parse_many

# what it costs to run one, in points
COST: Final = 10
# in JSON they have a form of their own, beside text
_UNQUOTED: Final = frozenset({"int", "float", "bool"})
_SHOWN: Final = 60


def allow(action: ActionSpec, caller: Caller) -> None:
    """Raises TokenMissing, Forbidden, InsufficientScope."""
    if caller.kind == "anonymous":
        raise TokenMissing("Nobody may do this without saying who asks.", headers={"WWW-Authenticate": "Bearer"})
    if action.roles and action.roles.isdisjoint(caller.roles):
        raise Forbidden("Only callers with another role may do this.")
    if not covers(caller.scopes, action.scope, kebab(action.on)):
        # RFC 6750 section 3.1
        needed = f"{kebab(action.on)}:{action.scope}"
        raise InsufficientScope(
            f"The credential's scope does not cover {action.name}.",
            hint=f'It takes the scope "{needed}".',
            headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{needed}"'},
        )


async def run(action: ActionSpec, caller: Caller, given: Mapping[str, Any], *, textual: bool = False) -> Any:
    """What the action returns, ready to be written as JSON, its members named as in Python.

    `given` are the arguments by name, as JSON has them; `textual`, as a query string has them. Raises what `allow` does,
    ParameterUnknown, ValueInvalid, and what the action itself raises.
    """
    allow(action, caller)
    arguments = decoded(action, given, textual=textual)
    if action.asks_caller:
        arguments[CALLER] = caller
    result = await action.function(**arguments)
    return None if action.result is None else _written(result, action.result)


def decoded(action: ActionSpec, given: Mapping[str, Any], *, textual: bool = False) -> dict[str, Any]:
    return _members(action.name, action.parameters, given, "", textual=textual)


def _members(
    owner: str, known: Mapping[str, Named], given: Mapping[str, Any], place: str, *, textual: bool
) -> dict[str, Any]:
    """The arguments of an action, or the members of a record, which stand at a `place`."""
    for name in given:
        if name not in known:
            close = get_close_matches(name[:_SHOWN], known, n=1)
            raise ParameterUnknown(
                f'{owner} takes no "{name[:_SHOWN]}".',
                hint=f"Did you mean {close[0]}?" if close else None,
                pointer=f"{place}/{name[:_SHOWN]}",
            )
    found = {}
    for name, one in known.items():
        if name in given:
            found[name] = _decoded(one, given[name], f"{place}/{name}", textual=textual)
        elif one.required:
            raise ValueInvalid(f'"{name}" is missing.', pointer=f"{place}/{name}")
        else:
            found[name] = one.default
    return found


def _decoded(one: Named, value: Any, pointer: str, *, textual: bool) -> Any:
    shape = one.shape
    if value is None and shape.null:
        return None
    if shape.many is None:
        return _item(one, value, pointer, textual=textual)
    if textual:
        value = _listed(one, value, pointer)
    if not isinstance(value, list) or len(value) > LIST_LENGTH:
        raise ValueInvalid(f'"{one.name}" takes a list of at most {LIST_LENGTH} values.', pointer=pointer)
    return shape.many(_item(one, item, f"{pointer}/{at}", textual=textual) for at, item in enumerate(value))


def _listed(one: Named, text: str, pointer: str) -> list[str]:
    """Between commas, as in a filter."""
    try:
        return parse_many(Type("text"), text)
    except ValueError as error:
        raise ValueInvalid(f'"{one.name}" takes {error}.', pointer=pointer) from error


def _item(one: Named, value: Any, pointer: str, *, textual: bool) -> Any:
    kind = one.shape.of
    try:
        if isinstance(kind, Type):
            return _value(one.shape, kind, value, textual=textual)
        if not isinstance(value, Mapping):
            raise ValueError("an object")  # noqa: TRY004  (one kind of error for all that a client may write)
    except ValueError as error:
        raise ValueInvalid(f'"{one.name}" takes {error}.', pointer=pointer) from error
    known = {member.name: member for member in kind.members}
    return kind.cls(**_members(kind.name, known, value, pointer, textual=textual))


def _value(shape: Shape, kind: Type, value: Any, *, textual: bool) -> Any:
    """Raises ValueError that says what would be right."""
    if kind.kind == "json":
        kind.parse(value)
        if not isinstance(value, dict):
            raise ValueError("a JSON object")
        return value
    if kind.kind in _UNQUOTED and not textual:
        if isinstance(value, str):
            # which the type reads in a query string, and which is another type in JSON
            value = None
        elif kind.kind == "int" and isinstance(value, float) and value.is_integer():
            value = int(value)
    found = kind.parse(value)
    if kind.kind == "text" and kind.high is not None and not (kind.low or 0) <= len(found) <= kind.high:
        raise ValueError(f"a text of {kind.low or 0} to {kind.high} characters")
    return shape.enum(found) if shape.enum else found


def _written(value: Any, shape: Shape) -> Any:
    if value is None:
        return None
    if shape.many is not None:
        inner = dataclasses.replace(shape, many=None)
        return [_written(item, inner) for item in value]
    if isinstance(shape.of, Record):
        return {member.name: _written(getattr(value, member.name), member.shape) for member in shape.of.members}
    match value:
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Enum():
            return value.value if isinstance(value.value, str) else value.name
        case _:
            return value


def moment(value: datetime) -> str:
    """As the database writes it: in UTC, with as many digits of a second as it has."""
    text = value.astimezone(UTC).replace(tzinfo=None).isoformat()
    return (text.rstrip("0") if "." in text else text) + "Z"

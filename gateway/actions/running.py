"""Whether a caller may run an action, what its arguments mean, and how its answer is written."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from difflib import get_close_matches
from enum import Enum
from typing import Any, Final
from uuid import UUID

from gateway.actions.reading import CALLER
from gateway.actions.spec import NONE, Actions, ActionSpec, Named, Record, RowOf, Shape, kebab
from gateway.caller import Caller, covers
from gateway.errors import (
    Forbidden,
    GatewayError,
    InsufficientScope,
    ParameterUnknown,
    TokenMissing,
    ValueInvalid,
    Violation,
)
from gateway.values import LIST_LENGTH, Type, parse_many, parse_written
from gateway.writing import refusing
from gateway.writing.given import Spelling
from gateway.writing.keeping import Keeping
from gateway.writing.work import Work, Writes


@dataclasses.dataclass(frozen=True, slots=True)
class Writing:
    """Everything by which a door changes something."""

    writes: Writes
    keeping: Keeping
    actions: Actions = NONE


# what it costs to run one, in points
COST: Final = 10
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


async def run(
    action: ActionSpec, caller: Caller, given: Mapping[str, Any], spelling: Spelling, work: Work | None = None
) -> Any:
    """What the action returns: the keys of rows, or what is ready to be written as JSON, its members named as in Python.

    `given` are the arguments by name, as the door spells their values. `work` is the transaction that it runs in; one that
    only reads needs none. Raises what `allow` does, ParameterUnknown, ValueInvalid, InputInvalid, and what the action
    itself raises.
    """
    allow(action, caller)
    arguments, references = decoded(action, given, spelling)
    if work is not None:
        await _check_references(work, references)
    if action.asks_caller:
        arguments[CALLER] = caller
    with refusing.through_models():
        result = await action.function(**arguments)
    return None if action.result is None else _written(result, action.result)


def decoded(
    action: ActionSpec, given: Mapping[str, Any], spelling: Spelling
) -> tuple[dict[str, Any], list[tuple[str, Any, str]]]:
    """The arguments, and the rows that they refer to: (resource, key, where). An error is of the first thing that is
    wrong, and lists the others."""
    decoder = _Decoder(spelling)
    arguments = decoder.members(action.name, action.parameters, given, "")
    if decoder.wrong:
        first = decoder.wrong[0]
        first.violations = tuple(Violation(e.pointer or "", e.code, e.detail) for e in decoder.wrong)
        raise first
    return arguments, decoder.references


async def _check_references(work: Work, references: Sequence[tuple[str, Any, str]]) -> None:
    wrong = []
    for name in dict.fromkeys(name for name, _, _ in references):
        resource = work.catalog.resources[name]
        asked = [(key, pointer) for other, key, pointer in references if other == name]
        there = await work.existing(resource, [key for key, _ in asked], work.readable(resource))
        wrong += [refusing.unknown_reference(name, pointer) for key, pointer in asked if key not in there]
    if wrong:
        raise refusing.invalid(wrong)


class _Decoder:
    """Reads the arguments of one action; what is wrong with them is collected."""

    def __init__(self, spelling: Spelling) -> None:
        self.spelling = spelling
        self.wrong: list[GatewayError] = []
        self.references: list[tuple[str, Any, str]] = []

    def members(self, owner: str, known: Mapping[str, Named], given: Mapping[str, Any], place: str) -> dict[str, Any]:
        """The arguments of an action, or the members of a record, which stand at a `place`."""
        for name in given:
            if name not in known:
                close = get_close_matches(name[:_SHOWN], known, n=1)
                self.wrong.append(
                    ParameterUnknown(
                        f'{owner} takes no "{name[:_SHOWN]}".',
                        hint=f"Did you mean {close[0]}?" if close else None,
                        pointer=f"{place}/{name[:_SHOWN]}",
                    )
                )
        found = {}
        for name, one in known.items():
            at = f"{place}/{name}"
            if name in given:
                found[name] = self.argument(one, given[name], at)
            elif one.required:
                self.wrong.append(ValueInvalid(f'"{name}" is missing.', pointer=at))
            else:
                found[name] = one.default
        return found

    def argument(self, one: Named, value: Any, pointer: str) -> Any:
        shape = one.shape
        if value is None and shape.null:
            return None
        if shape.many is None:
            return self.item(one, value, pointer)
        try:
            if self.spelling.textual:
                # between commas, as in a filter
                value = parse_many(Type("text"), value)
            if not isinstance(value, list) or len(value) > LIST_LENGTH:
                raise ValueError(f"a list of at most {LIST_LENGTH} values")
        except ValueError as error:
            return self.refuse(one, error, pointer)
        return shape.many(self.item(one, item, f"{pointer}/{at}") for at, item in enumerate(value))

    def item(self, one: Named, value: Any, pointer: str) -> Any:
        kind = one.shape.of
        try:
            if isinstance(kind, Type):
                return self.value(one.shape, kind, value, pointer)
            if not isinstance(value, Mapping) or not isinstance(kind, Record):
                raise ValueError("an object")  # noqa: TRY004  (one kind of error for all that a client may write)
        except ValueError as error:
            return self.refuse(one, error, pointer)
        before = len(self.wrong)
        members = self.members(kind.name, {member.name: member for member in kind.members}, value, pointer)
        return kind.cls(**members) if len(self.wrong) == before else None

    def value(self, shape: Shape, kind: Type, value: Any, pointer: str) -> Any:
        """Raises ValueError that says what would be right."""
        if kind.kind == "json":
            kind.parse(value)
            if not isinstance(value, dict):
                raise ValueError("a JSON object")
            return value
        found = parse_written(self.spelling.of(kind), value, None, textual=self.spelling.textual)
        if kind.kind == "identity" and kind.target is not None:
            self.references.append((kind.target, found, pointer))
        if kind.kind == "text" and kind.high is not None and not (kind.low or 0) <= len(found) <= kind.high:
            raise ValueError(f"a text of {kind.low or 0} to {kind.high} characters")
        return shape.enum(found) if shape.enum else found

    def refuse(self, one: Named, error: ValueError, pointer: str) -> None:
        refused = ValueInvalid(f'"{one.name}" takes {error}.', pointer=pointer)
        refused.__cause__ = error
        self.wrong.append(refused)


def _written(value: Any, shape: Shape) -> Any:
    if value is None:
        return None
    if shape.many is not None:
        inner = dataclasses.replace(shape, many=None)
        return [_written(item, inner) for item in value]
    if isinstance(shape.of, RowOf):
        return value.pk
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

"""A new row and what is answered about it, in one statement: most writes are no more than that, and a transaction around
them would take the database five times as many turns.

The statement makes the row where all that it refers to exists for the caller, and shows it as the caller may read it. What
it does not do it does not explain either: nothing was written then, and the long way says what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from gateway.catalog import Resource
from gateway.errors import Violation
from gateway.plan.nodes import ALWAYS, Compare, Condition
from gateway.sql.write import Making
from gateway.writing import creating, refusing
from gateway.writing.answering import Asked, Shown
from gateway.writing.asked import Values
from gateway.writing.changes import Changes
from gateway.writing.given import Given
from gateway.writing.rights import Preset
from gateway.writing.work import Author, Committed, Written, normal


@dataclass(frozen=True, slots=True)
class Made:
    """`shown` is None where the caller may make the row and not read it."""

    key: Any
    shown: Shown | None


async def create(
    author: Author, resource: Resource, values: Values, asked: Asked | None, given: Sequence[Any]
) -> Made | None:
    """The row, committed; None where it takes more than a statement, or where there is something to explain. `given` are
    the values that what is asked speaks of. Raises TokenMissing, Forbidden, Conflict, InputInvalid."""
    if asked is None or not author.writes.engine.binder.dialect.writes_in_queries:
        return None
    violations: list[Violation] = []
    [new] = creating.read(author, resource, [values], [""], violations)
    if violations or new.below or new.given.links or new.rights[0].after != ALWAYS:
        return None
    found = _found(author, resource, new.rights[0].presets)
    if found is None:
        return None
    presets = {p.column: creating.known(author, p.operand) for p in new.rights[0].presets if p.over is None}
    row = creating.completed(author, new, presets)
    columns = tuple(name for name in resource.columns if name in row and name not in found)
    invalidation = author.writes.invalidation
    making = Making(
        asked.one,
        columns,
        found,
        _references(author, resource, new.given),
        told=bool(author.writes.hooks),
        noted=invalidation is not None and invalidation.noting,
    )
    kind = (columns, *found.items(), *making.references)
    statement = asked.statement(kind, lambda _: author.statements.made(making))
    if statement is None:
        return None
    bound = [*given, *(row[name] for name in (*columns, *making.references))]
    with refusing.constraints(resource, new.rights[0].fields, ""):
        rows = await author.writes.alone(author, statement, bound)
    return await _made(author, resource, row, making, rows[0]) if rows else None


def _found(author: Author, resource: Resource, presets: Sequence[Preset]) -> dict[str, Condition] | None:
    """By foreign key, what the one row is like that a rule lets it lead to; None where there may be several."""
    found: dict[str, Condition] = {}
    for preset in presets:
        if preset.over is not None:
            target = author.catalog.resources[resource.columns[preset.column].references or ""]
            if (preset.over,) not in target.written.uniques:
                return None
            found[preset.column] = Compare(preset.over, "eq", preset.operand)
    return found


def _references(author: Author, resource: Resource, given: Given) -> dict[str, Condition]:
    """What must exist, by the foreign keys that the client has said."""
    said = {name: resource.columns[name].references for name, value in given.columns.items() if value is not None}
    targets = {name: author.catalog.resources[target] for name, target in said.items() if target and name != "id"}
    return {name: author.readable(target) for name, target in targets.items()}


async def _made(
    author: Author, resource: Resource, values: Mapping[str, Any], making: Making, row: Sequence[Any]
) -> Made:
    """What follows the commit of a row with these values, and those that only the database knows."""
    key, text, tag, *rest = row
    key, found = normal(resource, key), dict(zip(making.found, rest, strict=False))
    rest = rest[len(making.found) :]
    if author.writes.invalidation is not None:
        changes = Changes(author.catalog)
        changes.row(resource, {**values, **found, "id": key})
        await author.writes.invalidate(changes, rest[-1] if making.noted else None)
    if making.told:
        written = Written(resource.name, key, None, orjson.loads(rest[0]))
        await author.writes.tell(Committed(author.caller, (written,)))
    return Made(key, None if text is None else Shown(text.encode(), orjson.loads(tag)))

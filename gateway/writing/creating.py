"""Rows are made: as the client said them, filled up by the rule that allows it, and held to what the rule demands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import orjson

from gateway.catalog import Column, Resource
from gateway.errors import Violation
from gateway.plan.nodes import Claim, Clock, Compare, Fixed, Operand
from gateway.writing import linking, refusing
from gateway.writing.asked import Values
from gateway.writing.given import Given, GivenReader
from gateway.writing.rights import Preset, Right
from gateway.writing.work import Work, normal

# rows in one statement, where the database takes no arrays
CHUNK: Final = 50


@dataclass(frozen=True, slots=True)
class Parents:
    """The rows that new rows are made with: their foreign key of this name leads to these, row by row."""

    column: str
    keys: Sequence[Any]


@dataclass(slots=True)
class _New:
    """A row on its way: `rights` are the rules that may allow it, of which the first is tried. `below` are the rows that
    are made with it, by relation."""

    given: Given
    rights: list[Right]
    pointer: str
    below: dict[str, list[_New]] = field(default_factory=dict)


async def create(work: Work, resource: Resource, rows: Sequence[Values], pointers: Sequence[str]) -> list[Any]:
    """The keys of the new rows. Raises TokenMissing, Forbidden, InputInvalid with everything that is wrong, Conflict."""
    violations: list[Violation] = []
    new = [await _read(work, resource, row, at, violations) for row, at in zip(rows, pointers, strict=True)]
    violations += await _unknown(work, resource, new)
    if violations:
        raise refusing.invalid(violations)
    return await _allowed(work, resource, new, None)


async def _read(
    work: Work,
    resource: Resource,
    values: Values,
    pointer: str,
    violations: list[Violation],
    parent: str | None = None,
) -> _New:
    """`parent` is the foreign key that leads to the row that this one is made with."""
    rights = work.rights(resource, "create")
    if not rights:
        raise refusing.denied(work, resource, "create")
    owned = {parent} if parent else set[str]()
    fields = frozenset[str]().union(*(right.fields for right in rights)) - owned
    reader = GivenReader(resource, work.catalog, work.spelling)
    given = reader.read(values, fields, pointer)
    names = (values.keys() & fields) | owned
    able = [right for right in rights if names <= right.fields | owned]
    if not able:
        raise refusing.together(resource, names)
    lacking = {right: list(reader.missing(given, right.fields - owned, pointer)) for right in able}
    able.sort(key=lambda right: len(lacking[right]))
    violations += [*given.violations, *lacking[able[0]]]
    new = _New(given, [right for right in able if not lacking[right]] or able, pointer)
    for name, below in given.below.items():
        relation = resource.relations[name]
        target = work.catalog.target(relation)
        places = [f"{pointer}/{name}/{index}" for index in range(len(below))]
        rows = zip(below, places, strict=True)
        new.below[name] = [await _read(work, target, row, at, violations, relation.back) for row, at in rows]
    return new


async def _unknown(work: Work, resource: Resource, new: Sequence[_New]) -> list[Violation]:
    """What the rows, and those that are made with them, refer to and that does not exist for the caller."""
    found = await linking.unknown(work, resource, [(one.given, one.pointer) for one in new])
    for name in dict.fromkeys(name for one in new for name in one.below):
        below = [inner for one in new for inner in one.below.get(name, ())]
        found += await _unknown(work, work.catalog.target(resource.relations[name]), below)
    return found


async def _allowed(work: Work, resource: Resource, new: list[_New], parents: Parents | None) -> list[Any]:
    """The keys, once every row is one that some rule allows. Rules may fill in different things, so that what was tried
    under one is undone before the next is."""
    while True:
        alternatives = any(len(_fillings(one.rights)) > 1 for one in new)
        if not alternatives:
            keys, refused = await _made(work, resource, new, parents)
            if refused:
                raise refusing.forbidden(resource, "create")
            return keys
        try:
            async with work.savepoint():
                keys, refused = await _made(work, resource, new, parents)
                if refused:
                    raise _TryNext(refused)
        except _TryNext as failed:
            for index in failed.rows:
                filling = new[index].rights[0].presets
                new[index].rights = [right for right in new[index].rights if right.presets != filling]
                if not new[index].rights:
                    raise refusing.forbidden(resource, "create") from None
        else:
            return keys


class _TryNext(Exception):
    def __init__(self, rows: list[int]) -> None:
        super().__init__()
        self.rows = rows


def _fillings(rights: Iterable[Right]) -> set[tuple[Preset, ...]]:
    return {right.presets for right in rights}


async def _made(
    work: Work, resource: Resource, new: list[_New], parents: Parents | None
) -> tuple[list[Any], list[int]]:
    """The keys, and the indexes of rows that no rule allows as they have become."""
    filled: dict[tuple[Preset, ...], dict[str, Any]] = {}
    for one in new:
        presets = one.rights[0].presets
        if presets not in filled:
            filled[presets] = {p.column: await preset(work, resource, p) for p in presets}
    values = [_row(work, resource, one, filled[one.rights[0].presets]) for one in new]
    if parents is not None:
        for row, key in zip(values, parents.keys, strict=True):
            row[parents.column] = key
    keys = await _inserted(work, resource, values, [one.pointer for one in new])
    work.made(resource, keys)
    await linking.link(
        work, resource, [(key, one.given.links, one.pointer) for key, one in zip(keys, new, strict=True)]
    )
    await _below(work, resource, keys, new)
    may = [[right for right in one.rights if right.presets == one.rights[0].presets] for one in new]
    holds = await work.holds(resource, keys, [right.after for rights in may for right in rights])
    pairs = enumerate(zip(keys, may, strict=True))
    return keys, [index for index, (key, rights) in pairs if not any(holds.of(key, right.after) for right in rights)]


async def preset(work: Work, resource: Resource, one: Preset) -> Any:
    """What a rule fills in."""
    if one.over is None:
        return known(work, one.operand)
    target = work.catalog.resources[resource.columns[one.column].references or ""]
    same = Compare(one.over, "eq", one.operand)
    found = await work.run(work.statements.same(target.name, same), [])
    if len(found) != 1:
        raise refusing.forbidden(resource, "create")
    return normal(target, found[0][0])


def known(work: Work, operand: Operand) -> Any:
    """The value of what a rule may fill in: a constant, a claim, the clock."""
    match operand:
        case Fixed(value):
            return value.value if isinstance(value, Enum) else value
        case Claim():
            return operand.read(work.caller.claim(operand.name))
        case Clock():
            return work.moment if operand.name == "now" else work.moment.date()
        case _:
            raise AssertionError(f"{operand} is nothing that a rule can say")


def _row(work: Work, resource: Resource, one: _New, presets: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(one.given.columns)
    for column in resource.columns.values():
        if column.name not in values:
            found = automatic(work.moment, column)
            # said even where it is null, so that all rows go in one statement
            if found is not None or (column.null and not column.writing.database_default):
                values[column.name] = found
    return {**values, **presets}


def automatic(moment: datetime, column: Column) -> Any:
    """What a column gets in a new row where nobody says it; None where the database knows."""
    writing = column.writing
    if writing.filled in {"at creation", "at change"}:
        return clock(moment, column)
    default = writing.default() if callable(writing.default) else writing.default
    if default is None:
        return None
    if isinstance(default, Enum):
        return default.value
    match (column.type.key or column.type).kind:
        case "json":
            return orjson.dumps(default, option=orjson.OPT_SORT_KEYS).decode()
        case "decimal":
            return Decimal(str(default))
        case _:
            return default


def clock(moment: datetime, column: Column) -> Any:
    match column.type.kind:
        case "date":
            return moment.date()
        case "time":
            return moment.time()
        case _:
            return moment


async def _inserted(
    work: Work, resource: Resource, values: Sequence[dict[str, Any]], pointers: Sequence[str]
) -> list[Any]:
    """The keys, in the order of the rows. Rows with the same columns go in one statement."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, row in enumerate(values):
        groups.setdefault(tuple(name for name in resource.columns if name in row), []).append(index)
    keys: list[Any] = [None] * len(values)
    arrays = work.writes.engine.binder.dialect.arrays
    for names, indexes in groups.items():
        size = len(indexes) if arrays else CHUNK
        for start in range(0, len(indexes), size):
            chunk = indexes[start : start + size]
            statement = work.statements.insert(resource.name, names, min(len(chunk), 2) if arrays else len(chunk))
            bound: list[Any] = [values[index][name] for index in chunk for name in names]
            if arrays and len(chunk) > 1:
                bound = [[values[index][name] for index in chunk] for name in names]
            # which of many it was, no database says
            place = pointers[chunk[0]] if len(chunk) == 1 else ""
            with refusing.constraints(resource, names, place):
                found = await work.run(statement, bound)
            for index, made in zip(chunk, found, strict=True):
                keys[index] = normal(resource, made[0])
    return keys


async def _below(work: Work, resource: Resource, keys: Sequence[Any], new: Sequence[_New]) -> None:
    """Rows that are made with the rows that they belong to."""
    for name in dict.fromkeys(name for one in new for name in one.below):
        relation = resource.relations[name]
        pairs = [(key, below) for key, one in zip(keys, new, strict=True) for below in one.below.get(name, ())]
        parents = Parents(relation.back or "", [key for key, _ in pairs])
        await _allowed(work, work.catalog.target(relation), [below for _, below in pairs], parents)

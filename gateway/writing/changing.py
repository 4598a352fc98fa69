"""Rows are changed and deleted: those that exist for the caller, in the state that it has seen, as a rule lets it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import orjson

from gateway.catalog import Resource
from gateway.errors import (
    BatchInvalid,
    GatewayError,
    MoreThanAllowed,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    StillReferenced,
    ValueInvalid,
    Violation,
    WriteForbidden,
)
from gateway.plan.nodes import ALWAYS, Condition, Etag, Value
from gateway.rules import conjunction, disjunction
from gateway.sql.session import ConstraintViolated
from gateway.sql.write import Selection
from gateway.values import parse_written
from gateway.writing import halving, linking, refusing
from gateway.writing.asked import Change, Precondition, Removal, State, Values, Verb
from gateway.writing.creating import preset
from gateway.writing.forms import automatic, clock, missing
from gateway.writing.given import Given
from gateway.writing.rights import Right
from gateway.writing.work import Work, normal


@dataclass(frozen=True, slots=True)
class Found:
    """A row that is about to change: the text of its columns, how the caller sees it, and the rules that let it."""

    key: Any
    old: str
    state: State
    rights: tuple[Right, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """Rows by what they are like, `at_most` so many. `values` are those of the condition's slots."""

    where: Condition
    values: Sequence[Any]
    at_most: int


@dataclass(slots=True)
class _Changed:
    found: Found
    given: Given
    rights: list[Right]
    pointer: str


async def update(work: Work, resource: Resource, changes: Sequence[Change]) -> list[Any]:
    """The keys, in the order of the changes. Raises NotFound, Forbidden, PreconditionFailed, InputInvalid, Conflict."""
    keys = _distinct([key_of(work, resource, change.key, change.pointer) for change in changes])
    found = await _select(work, resource, "update", keys)
    refused, rows = list[GatewayError](), list[Found]()
    for key, change in zip(keys, changes, strict=True):
        with _noting(refused, change.pointer):
            rows.append(_checked(work, resource, "update", found.get(key), change.match))
    if refused:
        raise refusing.several(refused)
    changed = [_read(work, resource, row, change) for row, change in zip(rows, changes, strict=True)]
    await _write(work, resource, changed, [wrong for one in changed for wrong in one.given.violations])
    return keys


async def update_where(work: Work, resource: Resource, asked: Filter, values: Values) -> list[Any]:
    """Every row that the filter finds and that the caller may update gets these values; their keys. Raises what `update`
    does, and MoreThanAllowed."""
    found = await _select_where(work, resource, "update", asked)
    changed = [_read(work, resource, row, Change(row.key, values)) for row in found]
    # they were given once, so what is wrong with them is said once
    await _write(work, resource, changed, changed[0].given.violations if changed else [])
    return [row.key for row in found]


async def delete(work: Work, resource: Resource, removals: Sequence[Removal]) -> list[Any]:
    """The keys. Raises NotFound, Forbidden, PreconditionFailed, StillReferenced."""
    rows = await select(work, resource, removals)
    await remove(work, resource, rows, [removal.pointer for removal in removals])
    return [row.key for row in rows]


async def select(work: Work, resource: Resource, removals: Sequence[Removal]) -> list[Found]:
    """The rows that are to be deleted, kept from others. Raises NotFound, Forbidden, PreconditionFailed."""
    keys = _distinct([key_of(work, resource, removal.key, removal.pointer) for removal in removals])
    found = await _select(work, resource, "delete", keys)
    refused, rows = list[GatewayError](), list[Found]()
    for key, removal in zip(keys, removals, strict=True):
        with _noting(refused, removal.pointer):
            rows.append(_checked(work, resource, "delete", found.get(key), removal.match))
    if refused:
        raise refusing.several(refused)
    return rows


async def select_where(work: Work, resource: Resource, asked: Filter) -> list[Found]:
    """The rows that the filter finds and that the caller may delete. Raises Forbidden, MoreThanAllowed."""
    return await _select_where(work, resource, "delete", asked)


async def remove(work: Work, resource: Resource, rows: Sequence[Found], pointers: Sequence[str] = ()) -> None:
    """Without pointers, nobody is told which of the rows others still refer to. Raises StillReferenced."""

    async def delete(some: Sequence[tuple[Found, str]]) -> None:
        try:
            await work.run(work.statements.delete(resource.name), [[row.key for row, _ in some]])
        except ConstraintViolated as error:
            referenced = StillReferenced(f"Other rows still refer to this {resource.name}.")
            raise refusing.at(referenced, some[0][1]) from error

    placed = list(zip(rows, pointers or [""] * len(rows), strict=True))
    if pointers and len(rows) > 1:
        if refused := await halving.refused(work, placed, delete):
            raise refusing.several([error for _, error in refused])
    elif rows:
        await delete(placed)
    for row in rows:
        work.deleted(resource, row.key, row.old)


def key_of(work: Work, resource: Resource, given: Any, pointer: str = "") -> Any:
    """A key as the door has it, as a value; raises ValueInvalid."""
    type_ = work.spelling.of(resource.key.type)
    try:
        return parse_written(type_, given, None, textual=True)
    except ValueError as error:
        raise ValueInvalid(f'The value for "id" is not {error}.', pointer=f"{pointer}/id") from error


def _distinct(keys: list[Any]) -> list[Any]:
    if len(set(keys)) < len(keys):
        raise BatchInvalid("A row can be changed once in a request.")
    return keys


async def _select(work: Work, resource: Resource, verb: Verb, keys: Sequence[Any]) -> dict[Any, Found]:
    """The rows with these keys that exist for the caller, kept from others until the transaction ends."""
    rights = work.rights(resource, verb)
    selection = Selection(resource.name, work.readable(resource), _etag(work, resource), _flags(rights))
    rows = await work.run(work.statements.select(selection), [list(keys)])
    return {one.key: one for one in (_found(work, resource, row, rights) for row in rows)}


async def _select_where(work: Work, resource: Resource, verb: Verb, asked: Filter) -> list[Found]:
    rights = work.rights(resource, verb)
    if not rights:
        raise refusing.denied(work, resource, verb)
    if resource.written.match_required:
        raise PreconditionRequired(f"Each {resource.name} is changed by its id, with the state that was seen.")
    where = conjunction([asked.where, disjunction(right.rows for right in rights)])
    etag, readable = _etag(work, resource), work.readable(resource)
    selection = Selection(resource.name, readable, etag, _flags(rights), where, asked.at_most + 1)
    rows = await work.run(work.statements.select(selection), asked.values)
    if len(rows) > asked.at_most:
        raise MoreThanAllowed(f"More than {asked.at_most} rows satisfy the filter.", hint="Nothing was changed.")
    return [_found(work, resource, row, rights) for row in rows]


@contextmanager
def _noting(refused: list[GatewayError], pointer: str) -> Iterator[None]:
    """Why a row is refused is kept, so that it can be said of others as well."""
    try:
        yield
    except (NotFound, WriteForbidden, PreconditionFailed, PreconditionRequired) as error:
        refused.append(refusing.at(error, pointer))


def _flags(rights: Sequence[Right]) -> tuple[Condition, ...]:
    return tuple(dict.fromkeys(right.rows for right in rights if right.rows != ALWAYS))


def _found(work: Work, resource: Resource, row: Sequence[Any], rights: Sequence[Right]) -> Found:
    key, old, tag, *flags = row
    asked = _flags(rights)
    able = tuple(r for r in rights if r.rows == ALWAYS or flags[asked.index(r.rows)])
    return Found(normal(resource, key), old, State(orjson.loads(tag), _modified(work, resource, old)), able)


def _modified(work: Work, resource: Resource, old: str) -> datetime | None:
    """When the row was last changed, where it says so and the caller may read it."""
    fields = work.writes.engine.policies.grants(work.reading)[resource.name].fields
    for column in resource.columns.values():
        if (
            column.writing.filled == "at change"
            and column.type.kind == "datetime"
            and fields.get(column.name) == ALWAYS
        ):
            found = orjson.loads(old)[column.name]
            return None if found is None else datetime.fromisoformat(found)
    return None


def _etag(work: Work, resource: Resource) -> Etag:
    """Of the columns that the caller may read, as the plan of a read has it."""
    policies = work.writes.engine.policies
    fields, grants = policies.grants(work.reading)[resource.name].fields, policies.grants(work.reading)
    items = []
    for name, column in resource.columns.items():
        if name in fields:
            guard = grants[column.references].rows if column.references is not None else ALWAYS
            items.append(Value(name, name, "key", fields[name], None if guard == ALWAYS else guard))
    return Etag("etag", tuple(items))


def _checked(work: Work, resource: Resource, verb: Verb, row: Found | None, match: Precondition | None) -> Found:
    if row is None:
        raise refusing.absent(work, resource)
    if not work.rights(resource, verb):
        raise refusing.denied(work, resource, verb)
    if not row.rights:
        raise refusing.forbidden(resource, verb)
    seen = match is not None and match(row.state)
    if resource.written.match_required and not seen:
        raise PreconditionRequired(
            f"{resource.name} rows are changed only by who says which state of them was seen.",
            hint="Send its entity tag in If-Match, or as ifMatch.",
        )
    return row


def _read(work: Work, resource: Resource, row: Found, change: Change) -> _Changed:
    fields = frozenset[str]().union(*(right.fields for right in row.rights))
    reader = work.reader(resource)
    given = reader.read(change.values, fields, change.pointer)
    names = change.values.keys() & fields
    able = [right for right in row.rights if names <= right.fields]
    if not able:
        raise refusing.at(refusing.together(resource, names), change.pointer)
    if change.replace:
        lacking = missing(resource, change.values.keys(), able[0].fields)
        given.violations += [refusing.missing(name, change.pointer) for name in lacking]
        for name in able[0].fields & resource.columns.keys() - given.columns.keys():
            # a default that only the database knows cannot be asked for by an update, so there all stays as it is
            if not resource.columns[name].writing.database_default:
                given.columns[name] = automatic(work.moment, resource.columns[name])
        able = able[:1]
    return _Changed(row, given, able, change.pointer)


async def _write(work: Work, resource: Resource, changed: Sequence[_Changed], violations: list[Violation]) -> None:
    violations = [*violations, *await linking.unknown(work, resource, [(one.given, one.pointer) for one in changed])]
    if violations:
        raise refusing.invalid(_once(violations))
    groups: dict[tuple[str, ...], list[_Changed]] = {}
    clocks = [column for column in resource.columns.values() if column.writing.filled == "at change"]
    for one in changed:
        filling = one.rights[0].presets
        one.rights = [right for right in one.rights if right.presets == filling]
        if one.given.columns:
            one.given.columns |= {p.column: await preset(work, resource, p) for p in filling}
            for column in clocks:
                one.given.columns.setdefault(column.name, clock(work.moment, column))
            groups.setdefault(tuple(sorted(one.given.columns)), []).append(one)
            work.changed(resource, one.found.key, one.found.old, one.given.columns)
    refused = list[GatewayError]()
    for names, group in groups.items():
        write = partial(_set, work, resource, names)
        if len(changed) == 1 or not group[0].pointer:
            await write(group)
        else:
            refused += [error for _, error in await halving.refused(work, group, write)]
    if refused:
        raise refusing.several(refused)
    await linking.link(work, resource, [(one.found.key, one.given.links, one.pointer) for one in changed])
    keys = [one.found.key for one in changed]
    holds = await work.holds(resource, keys, [right.after for one in changed for right in one.rights])
    for one in changed:
        if not any(holds.of(one.found.key, right.after) for right in one.rights):
            refused.append(refusing.forbidden(resource, "update", one.pointer))
    if refused:
        raise refusing.several(refused)


async def _set(work: Work, resource: Resource, names: tuple[str, ...], group: Sequence[_Changed]) -> None:
    """Raises InputInvalid and Conflict."""
    rows = [[one.given.columns[name] for name in names] for one in group]
    with refusing.constraints(resource, group[0].rights[0].fields, group[0].pointer):
        if all(row == rows[0] for row in rows[1:]):
            statement = work.statements.update(resource.name, names, many=True)
            await work.run(statement, [*rows[0], [one.found.key for one in group]])
        else:
            statement = work.statements.update(resource.name, names, many=False)
            bound = [work.bound(statement, [*row, one.found.key]) for row, one in zip(rows, group, strict=True)]
            await work.session.each(statement.sql, bound)


def _once(violations: Collection[Violation]) -> list[Violation]:
    return list(dict.fromkeys(violations))

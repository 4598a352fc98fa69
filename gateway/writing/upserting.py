"""A row is made, or changed where there is one with the same unique values already."""

from __future__ import annotations

from typing import Any

from gateway.catalog import Resource
from gateway.errors import NotFound, NotUnique
from gateway.plan.nodes import And, Compare, Ready
from gateway.writing import changing, creating, refusing
from gateway.writing.asked import Change, Values
from gateway.writing.work import Work, normal


async def upsert(
    work: Work, resource: Resource, by: tuple[str, ...], values: Values, pointer: str = ""
) -> tuple[Any, bool]:
    """The key, and whether the row is new. `by` is a group of columns that no two rows have the same values of. Whichever
    happens, the caller must have the right to either. A row that it may not read is in its way like any other that has
    these values. Raises what creating and updating raise, and NotUnique."""
    for verb in ("create", "update"):
        if not work.rights(resource, verb):
            raise refusing.denied(work, resource, verb)
    wanted = await _wanted(work, resource, by, values, pointer)
    found = await _existing(work, resource, wanted)
    if found is None:
        try:
            async with work.savepoint():
                [key] = await creating.create(work, resource, [values], [pointer])
        except NotUnique:
            # somebody else was faster, or another group of columns is in the way
            found = await _existing(work, resource, wanted)
            if found is None:
                raise
        else:
            return key, True
    return await _updated(work, resource, found, {n: v for n, v in values.items() if n not in by}, pointer), False


async def _updated(work: Work, resource: Resource, key: Any, values: Values, pointer: str) -> Any:
    spelled = str(key) if work.spelling.identities == "key" else f"{resource.name}:{key}"
    try:
        await changing.update(work, resource, [Change(spelled, values, pointer=pointer)])
    except NotFound:
        raise NotUnique(f"Another {resource.name} has these values already.") from None
    return key


async def _wanted(work: Work, resource: Resource, by: tuple[str, ...], values: Values, pointer: str) -> dict[str, Any]:
    """The values of the group, as the client says them or as the rule fills them in."""
    rights = work.rights(resource, "create")
    filled = {p.column: p for right in rights for p in right.presets}
    # by what a client may not say it would learn of rows that it may not read
    fields = frozenset[str]().union(*(right.fields for right in rights))
    said = [name for name in by if name not in filled]
    named = {name: values[name] for name in said if name in values}
    given = work.reader(resource).read(named, frozenset(by) & fields, pointer)
    missing = [refusing.missing(name, pointer) for name in said if name not in values]
    if violations := [*given.violations, *missing]:
        raise refusing.invalid(violations)
    presets = {name: await creating.preset(work, resource, filled[name]) for name in by if name in filled}
    return given.columns | presets


async def _existing(work: Work, resource: Resource, wanted: dict[str, Any]) -> Any | None:
    if None in wanted.values():
        return None  # which is equal to nothing, itself included
    types = [resource.columns[name].type for name in wanted]
    compared = [Compare(n, "eq", Ready(i, t.key or t)) for i, (n, t) in enumerate(zip(wanted, types, strict=True))]
    found = await work.run(work.statements.same(resource.name, And(tuple(compared))), list(wanted.values()))
    return normal(resource, found[0][0]) if found else None

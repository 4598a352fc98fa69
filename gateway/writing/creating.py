"""Rows are made: as the client said them, filled up by the rule that allows it, and held to what the rule demands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum
from functools import partial
from operator import itemgetter
from typing import Any, Final

from gateway.catalog import Resource
from gateway.errors import GatewayError, Violation
from gateway.plan.nodes import ALWAYS, Claim, Clock, Compare, Fixed, Operand
from gateway.writing import halving, linking, refusing
from gateway.writing.asked import Values
from gateway.writing.forms import Form
from gateway.writing.given import Given
from gateway.writing.rights import Preset, Right
from gateway.writing.work import Author, Work, normal, normals

# rows in one statement, where the database takes no arrays
CHUNK: Final = 50


@dataclass(frozen=True, slots=True)
class Parents:
    """The rows that new rows are made with: their foreign key of this name leads to these, row by row."""

    column: str
    keys: Sequence[Any]


@dataclass(slots=True)
class New:
    """A row on its way: `rights` are the rules that may still allow it, of which the first is tried. `below` are the rows
    that are made with it, by relation."""

    given: Given
    form: Form
    rights: Sequence[Right]
    pointer: str
    below: dict[str, list[New]]


async def create(work: Work, resource: Resource, rows: Sequence[Values], pointers: Sequence[str]) -> list[Any]:
    """The keys of the new rows. Raises TokenMissing, Forbidden, InputInvalid with everything that is wrong, Conflict."""
    violations: list[Violation] = []
    return await make(work, resource, read(work, resource, rows, pointers, violations), violations)


def read(
    author: Author,
    resource: Resource,
    rows: Sequence[Values],
    pointers: Sequence[str],
    violations: list[Violation],
    parent: str | None = None,
) -> list[New]:
    """What can be said without the database; what is wrong is added to the violations. `parent` is the foreign key that
    leads to the rows that these are made with. Raises TokenMissing, Forbidden."""
    forms, reader = author.forms(resource, parent), author.reader(resource)
    if not forms.rights:
        raise refusing.denied(author, resource, "create")
    new = []
    for values, pointer in zip(rows, pointers, strict=True):
        form = forms.of(values)
        if not form.rights:
            names = forms.fields.intersection(values) | ({parent} if parent else set())
            raise refusing.at(refusing.together(resource, names), pointer)
        given = reader.read(values, forms.fields, pointer)
        violations += given.violations
        violations += [refusing.missing(name, pointer) for name in form.missing]
        below = {}
        for name, inner in given.below.items():
            relation = resource.relations[name]
            places = [f"{pointer}/{name}/{index}" for index in range(len(inner))]
            target = author.catalog.target(relation)
            below[name] = read(author, target, inner, places, violations, relation.back)
        new.append(New(given, form, form.rights, pointer, below))
    return new


async def make(work: Work, resource: Resource, new: list[New], violations: Sequence[Violation]) -> list[Any]:
    """Rows that were read, with what is wrong with them; else as `create`."""
    wrong = [*violations, *await _unknown(work, resource, new)]
    if wrong:
        raise refusing.invalid(wrong)
    return await _allowed(work, resource, new, None)


async def _unknown(work: Work, resource: Resource, new: Sequence[New]) -> list[Violation]:
    """What the rows, and those that are made with them, refer to and that does not exist for the caller."""
    found = await linking.unknown(work, resource, [(one.given, one.pointer) for one in new])
    for name in dict.fromkeys(name for one in new for name in one.below):
        below = [inner for one in new for inner in one.below.get(name, ())]
        found += await _unknown(work, work.catalog.target(resource.relations[name]), below)
    return found


async def _allowed(work: Work, resource: Resource, new: list[New], parents: Parents | None) -> list[Any]:
    """The keys, once every row is one that some rule allows. Rules may fill in different things, so that what was tried
    under one is undone before the next is."""
    while True:
        alternatives = any(len(one.rights) > 1 and len(_fillings(one.rights)) > 1 for one in new)
        if not alternatives:
            keys, refused = await _made(work, resource, new, parents)
            if refused:
                raise _forbidden(resource, [new[index] for index in refused])
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
            if hopeless := [one for one in new if not one.rights]:
                raise _forbidden(resource, hopeless) from None
        else:
            return keys


def _forbidden(resource: Resource, rows: Sequence[New]) -> GatewayError:
    return refusing.several([refusing.forbidden(resource, "create", one.pointer) for one in rows])


class _TryNext(Exception):
    def __init__(self, rows: list[int]) -> None:
        super().__init__()
        self.rows = rows


def _fillings(rights: Iterable[Right]) -> set[tuple[Preset, ...]]:
    return {right.presets for right in rights}


async def _made(work: Work, resource: Resource, new: list[New], parents: Parents | None) -> tuple[list[Any], list[int]]:
    """The keys, and the indexes of rows that no rule allows as they have become."""
    # by identity: rules are many conditions, which are compared one by one
    tried = {id(one.rights[0]): one.rights[0] for one in new}
    filled = {i: {p.column: await preset(work, resource, p) for p in right.presets} for i, right in tried.items()}
    values = [completed(work, one, filled[id(one.rights[0])]) for one in new]
    if parents is not None:
        for one, key in zip(values, parents.keys, strict=True):
            one[parents.column] = key
    keys = await _inserted(work, resource, values, new, {parents.column} if parents else set())
    work.made(resource, keys, values)
    linked = [(key, one.given.links, one.pointer) for key, one in zip(keys, new, strict=True) if one.given.links]
    await linking.link(work, resource, linked)
    await _below(work, resource, keys, new)
    return keys, await _refused(work, resource, keys, new)


async def _refused(work: Work, resource: Resource, keys: Sequence[Any], new: Sequence[New]) -> list[int]:
    tried = {id(one.rights): one.rights for one in new}
    may = {i: [right.after for right in rights if right.presets == rights[0].presets] for i, rights in tried.items()}
    demands = {i: after for i, after in may.items() if ALWAYS not in after}
    rows = [(index, key) for index, (key, one) in enumerate(zip(keys, new, strict=True)) if id(one.rights) in demands]
    holds = await work.holds(resource, [key for _, key in rows], [one for after in demands.values() for one in after])
    return [i for i, key in rows if not any(holds.of(key, after) for after in demands[id(new[i].rights)])]


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


def known(author: Author, operand: Operand) -> Any:
    """The value of what a rule may fill in: a constant, a claim, the clock."""
    match operand:
        case Fixed(value):
            return value.value if isinstance(value, Enum) else value
        case Claim():
            return operand.read(author.caller.claim(operand.name))
        case Clock():
            return author.moment if operand.name == "now" else author.moment.date()
        case _:
            raise AssertionError(f"{operand} is nothing that a rule can say")


def completed(author: Author, one: New, presets: Mapping[str, Any]) -> dict[str, Any]:
    return {**one.form.unsaid(author.moment), **one.given.columns, **presets}


async def _inserted(
    work: Work, resource: Resource, values: Sequence[Mapping[str, Any]], new: Sequence[New], owned: AbstractSet[str]
) -> list[Any]:
    """The keys, in the order of the rows. Rows with the same columns go in one statement. What is `owned` is nothing that
    the client said."""
    in_order: dict[tuple[str, ...], tuple[str, ...]] = {}
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, row in enumerate(values):
        said = tuple(row)
        if said not in in_order:
            in_order[said] = tuple(name for name in resource.columns if name in row)
        groups.setdefault(in_order[said], []).append(index)
    insertion = _Insertion(work, resource, values, new, owned, [None] * len(values))
    if len(values) == 1:
        await insertion.insert(next(iter(groups)), [0])
        return insertion.keys
    refused: list[tuple[int, GatewayError]] = []
    for names, indexes in groups.items():
        size = len(indexes) if work.writes.engine.binder.dialect.arrays else CHUNK
        for start in range(0, len(indexes), size):
            insert = partial(insertion.insert, names)
            refused += await halving.refused(work, indexes[start : start + size], insert)
    if refused:
        raise refusing.several([error for _, error in sorted(refused, key=itemgetter(0))])
    return insertion.keys


@dataclass(frozen=True, slots=True)
class _Insertion:
    """The keys are filled in as rows are."""

    work: Work
    resource: Resource
    values: Sequence[Mapping[str, Any]]
    new: Sequence[New]
    owned: AbstractSet[str]
    keys: list[Any]

    async def insert(self, names: tuple[str, ...], indexes: Sequence[int]) -> None:
        """Some of the rows, which have these columns. Raises InputInvalid and Conflict."""
        work, values, first = self.work, self.values, self.new[indexes[0]]
        arrays = work.writes.engine.binder.dialect.arrays
        count = min(len(indexes), 2) if arrays else len(indexes)
        bound: list[Any] = [values[index][name] for index in indexes for name in names]
        if arrays and count > 1:
            bound = [[values[index][name] for index in indexes] for name in names]
        with refusing.constraints(self.resource, first.rights[0].fields - self.owned, first.pointer):
            found = await work.run(work.statements.insert(self.resource.name, names, count), bound)
        for index, key in zip(indexes, normals(self.resource, (row[0] for row in found)), strict=True):
            self.keys[index] = key


async def _below(work: Work, resource: Resource, keys: Sequence[Any], new: Sequence[New]) -> None:
    """Rows that are made with the rows that they belong to."""
    for name in dict.fromkeys(name for one in new for name in one.below):
        relation = resource.relations[name]
        pairs = [(key, below) for key, one in zip(keys, new, strict=True) for below in one.below.get(name, ())]
        parents = Parents(relation.back or "", [key for key, _ in pairs])
        await _allowed(work, work.catalog.target(relation), [below for _, below in pairs], parents)

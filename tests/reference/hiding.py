"""Random changes to a world that one caller must not notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

import orjson

from gateway.catalog import Catalog, Column, Resource
from tests.reference.evaluate import Evaluator
from tests.reference.reads import Select
from tests.reference.sample import Sample, key_of, values_of
from tests.reference.sight import Sight
from tests.reference.world import Row, World, keys

View = Mapping[str, Any]


def view(sight: Sight) -> View:
    """All that the caller may know: the rows that it sees, what they say, and what leads from one to another."""
    return {resource.name: dict(_rows(sight, resource)) for resource in sight.resources()}


def _rows(sight: Sight, resource: Resource) -> Iterator[tuple[Any, Any]]:
    evaluator = Evaluator(sight, b"", 0)
    names = sight.names(resource)
    fields = [name for name in (*resource.columns, *resource.calculations) if name in names]
    relations = [resource.relations[name] for name in resource.relations if name in names]
    for row in sight.rows(resource):
        known: dict[str, Any] = evaluator.row(resource, row, Select(columns=tuple(fields)))
        for relation in relations:
            target = sight.catalog.target(relation)
            reached = sight.related(resource, row, relation) if sight.readable(resource, row, relation.name) else None
            known[relation.name] = reached and sorted(repr(there[target.key.column]) for there in reached)
        yield row[resource.key.column], orjson.dumps(known, default=repr)


@dataclass
class Disguise:
    """Changes a world step by step, and takes back every step that `sight` would notice or the tables refuse."""

    sight: Sight
    sample: Sample

    def __post_init__(self) -> None:
        self.catalog: Catalog = self.sight.catalog
        self.seen = view(self.sight)
        self.numbers = count(100)
        self.random = Random()
        self.cells = [cell for resource in self.sight.resources() for cell in self.hidden_cells(resource)]

    def hidden_cells(self, resource: Resource) -> Iterator[tuple[Resource, Any, Column]]:
        """Cells of visible rows that may not be read, or point to what does not exist for the caller."""
        names = self.sight.names(resource)
        for row in self.sight.rows(resource):
            for column in resource.columns.values():
                readable = column.name in names and self.sight.readable(resource, row, column.name)
                if not readable or (row[column.column] is not None and self.sight.value(resource, row, column) is None):
                    yield resource, row[resource.key.column], column

    def changed(self, steps: Sequence[int]) -> World:
        """A world in which all was tried that the random numbers of these steps came upon."""
        world = self.sight.world
        for seed in steps:
            self.random.seed(seed)
            tried = world.copy()
            self.step(tried)
            if self.consistent(tried) and view(self.sight.of(tried)) == self.seen:
                world = tried
        return world

    def step(self, world: World) -> None:
        if self.cells and self.random.random() < 0.4:
            resource, key, column = self.one_of(self.cells)
            if key in world.rows[resource.name]:
                world.rows[resource.name][key][column.column] = self.value(world, resource, column, hidden=True)
            return
        resource = self.one_of([resource for resource in self.catalog.served if world.rows[resource.name]])
        if self.sees_all(world, resource):
            resource = self.one_of([resource for resource in self.catalog.served if world.rows[resource.name]])
        row = self.one_of(self.likely(world, resource))
        match self.one_of(("cell", "cell", "cell", "key", "delete", "add", "link")):
            case "cell":
                self.cell(world, resource, row)
            case "key":
                self.rename(world, resource, row)
            case "delete":
                self.delete(world, resource, row)
            case "add":
                self.add(world, resource, row)
            case "link":
                self.link(world)

    def likely(self, world: World, resource: Resource) -> list[Row]:
        """Hidden rows where there are some: those are the ones that may be changed."""
        rows = list(world.all(resource))
        hidden = [row for row in rows if row[resource.key.column] not in self.seen.get(resource.name, {})]
        return hidden if hidden and self.random.random() < 0.8 else rows

    def sees_all(self, world: World, resource: Resource) -> bool:
        hidden = len(world.rows[resource.name]) - len(self.seen.get(resource.name, {}))
        return not hidden and self.sight.names(resource) >= {*resource.columns}

    def one_of(self, items: Any) -> Any:
        return self.random.choice(items)

    # --- steps --------------------------------------------------------------------------------------------------------

    def cell(self, world: World, resource: Resource, row: Row) -> None:
        columns = [column for column in resource.columns.values() if column.name != "id"]
        # what may not be read at all, or leads to what may not, is worth more tries
        names = self.sight.names(resource)
        columns += [column for column in columns if column.name not in names or column.references]
        column = self.one_of(columns)
        row[column.column] = self.value(world, resource, column)

    def value(self, world: World, resource: Resource, column: Column, *, hidden: bool = False) -> Any:
        """Where it is `hidden`, a foreign key leads from one row that does not exist for the caller to another."""
        if column.null and self.random.random() < 0.25:
            return None
        if column.references:
            there = list(world.rows[column.references])
            seen = self.seen.get(column.references, {})
            return self.one_of([key for key in there if not hidden or key not in seen] or there)
        own = self.sample.values.get((resource.name, column.name))
        value = self.one_of(own or values_of(column.type))
        return value.format(next(self.numbers)) if own and isinstance(value, str) else value

    def rename(self, world: World, resource: Resource, row: Row) -> None:
        """Another key, and whoever referred to the row refers to it still."""
        old = row[resource.key.column]
        self.replace_key(world, resource, old, key_of(resource.key.type.key or resource.key.type, next(self.numbers)))

    def replace_key(self, world: World, resource: Resource, old: Any, new: Any) -> None:
        row = world.rows[resource.name].pop(old)
        row[resource.key.column] = new
        world.rows[resource.name][new] = row
        for other, column in self.referring(resource):
            for there in world.all(other):
                if there[column.column] == old:
                    there[column.column] = new
        for links, near in self.joining(world, resource):
            for link in links:
                if link[near] == old:
                    link[near] = new

    def delete(self, world: World, resource: Resource, row: Row) -> None:
        """The row, and what hangs on it."""
        key = row[resource.key.column]
        world.rows[resource.name].pop(key, None)
        for other, column in self.referring(resource):
            for there in [there for there in world.all(other) if there[column.column] == key]:
                if column.null:
                    there[column.column] = None
                else:
                    self.delete(world, other, there)
        for links, near in self.joining(world, resource):
            links[:] = [link for link in links if link[near] != key]

    def add(self, world: World, resource: Resource, row: Row) -> None:
        """A row like that one, with another key and some other values."""
        new = dict(row)
        new[resource.key.column] = key_of(resource.key.type.key or resource.key.type, next(self.numbers))
        for names in self.sample.unique.get(resource.name, ()):
            column = next(column for column in resource.columns.values() if column.column == names[-1])
            new[column.column] = self.value(world, resource, column)
        world.rows[resource.name][new[resource.key.column]] = new
        self.cell(world, resource, new)

    def link(self, world: World) -> None:
        for links in world.links.values():
            if links and self.random.random() < 0.5:
                links.remove(self.one_of(links))
            elif links:
                near, far = links[0]
                links.append({near: self.one_of(links)[near], far: self.one_of(links)[far]})

    # --- what the tables allow ----------------------------------------------------------------------------------------

    def referring(self, resource: Resource) -> Iterator[tuple[Resource, Column]]:
        for other in self.catalog.resources.values():
            yield from ((other, column) for column in keys(other) if column.references == resource.name)

    def joining(self, world: World, resource: Resource) -> Iterator[tuple[list[Row], str]]:
        for relation in resource.relations.values():
            if relation.through:
                yield world.links[relation.through[0]], relation.through[1]

    def consistent(self, world: World) -> bool:
        for resource in self.catalog.resources.values():
            for row in world.all(resource):
                if not self.sample.fits(world, resource, row) or not self.rooted(world, resource, row):
                    return False
        pairs = [[tuple(sorted(link.items())) for link in links] for links in world.links.values()]
        return all(len(set(found)) == len(found) for found in pairs)

    def rooted(self, world: World, resource: Resource, row: Row) -> bool:
        """Whether a row of a tree has an end above it."""
        for column in keys(resource):
            if column.references == resource.name:
                passed, at = {row[resource.key.column]}, row[column.column]
                while at is not None:
                    if at in passed:
                        return False
                    passed.add(at)
                    at = world.rows[resource.name][at][column.column]
        return True


def differences(catalog: Catalog, one: World, other: World) -> dict[str, frozenset[str]]:
    """By resource, the columns in which two worlds differ: all of them where a row is only in one."""
    found: dict[str, frozenset[str]] = {}
    for resource in catalog.served:
        before, after = one.rows[resource.name], other.rows[resource.name]
        changed: set[str] = set()
        for key in before.keys() | after.keys():
            here, there = before.get(key), after.get(key)
            columns = resource.columns.values()
            changed |= {c.name for c in columns if here is None or there is None or here[c.column] != there[c.column]}
        if changed:
            found[resource.name] = frozenset(changed)
    for resource in catalog.served:
        relations = [relation for relation in resource.relations.values() if relation.through]
        if any(one.links[r.through[0]] != other.links[r.through[0]] for r in relations if r.through):
            found.setdefault(resource.name, frozenset())
    return found

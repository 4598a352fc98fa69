"""All rows of a domain as plain Python values, and how they hang together. Knows nothing of who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.catalog import Catalog, Column, Relation, Resource

Row = dict[str, Any]


@dataclass
class World:
    """`rows` by resource and key, each by the names of its columns in the database; `links` by the table that joins."""

    rows: dict[str, dict[Any, Row]]
    links: dict[str, list[Row]] = field(default_factory=dict)
    _indexes: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict, repr=False, compare=False)

    def all(self, resource: Resource) -> Iterable[Row]:
        return self.rows[resource.name].values()

    def row(self, resource: Resource, key: Any) -> Row | None:
        return self.rows[resource.name].get(key)

    def where(self, name: str, rows: Iterable[Row], column: str, value: Any) -> list[Row]:
        """The rows of a table with this value; null is like nothing."""
        index = self._indexes.get((name, column))
        if index is None:
            index = self._indexes[name, column] = {}
            for row in rows:
                index.setdefault(row[column], []).append(row)
        return [] if value is None else index.get(value, [])

    def related(self, row: Row, relation: Relation, target: Resource) -> Iterator[Row]:
        """The rows that a relation leads to, whoever asks."""
        here = row[relation.local]
        if relation.through is None:
            yield from self.where(target.name, self.all(target), relation.remote, here)
            return
        name, near, far = relation.through
        for link in self.where(name, self.links[name], near, here):
            yield from self.where(target.name, self.all(target), relation.remote, link[far])

    def copy(self) -> World:
        rows = {name: {key: dict(row) for key, row in table.items()} for name, table in self.rows.items()}
        return World(rows, {name: [dict(link) for link in links] for name, links in self.links.items()})


def tables(catalog: Catalog, world: World) -> Iterator[tuple[str, tuple[str, ...], list[tuple[Any, ...]]]]:
    """Name, columns and rows of every table, rows that are referred to before those that refer to them."""
    for resource in referred_first(catalog):
        columns = tuple(resource.columns.values())
        names = tuple(column.column for column in columns)
        found = _parents_first(resource, world.all(resource))
        yield resource.table, names, [tuple(row[name] for name in names) for row in found]
    for name, links in world.links.items():
        names = through_columns(catalog)[name]
        yield name, names, [tuple(link[column] for column in names) for link in links]


def through_columns(catalog: Catalog) -> Mapping[str, tuple[str, str]]:
    relations = [r for resource in catalog.resources.values() for r in resource.relations.values() if r.through]
    return {r.through[0]: (min(r.through[1:]), max(r.through[1:])) for r in relations if r.through}


def referred_first(catalog: Catalog) -> list[Resource]:
    found: dict[str, Resource] = {}

    def visit(resource: Resource) -> None:
        for column in resource.columns.values():
            if column.references and column.references != resource.name:
                visit(catalog.resources[column.references])
        found[resource.name] = resource

    for resource in catalog.resources.values():
        visit(resource)
    return list(found.values())


def keys(resource: Resource) -> Iterator[Column]:
    """The foreign keys of a resource."""
    return (column for column in resource.columns.values() if column.references)


def _parents_first(resource: Resource, rows: Iterable[Row]) -> list[Row]:
    """Rows of a tree from its roots down."""
    own = [column.column for column in keys(resource) if column.references == resource.name]
    waiting, placed, found = list(rows), set(), list[Row]()
    while waiting:
        ready = [row for row in waiting if all(row[name] is None or row[name] in placed for name in own)]
        assert ready, f"the rows of {resource.table} refer to each other in a circle"
        found += ready
        placed |= {row[resource.key.column] for row in ready}
        waiting = [row for row in waiting if row[resource.key.column] not in placed]
    return found

"""What a transaction changed, as the tags of the answers that may no longer be right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from gateway import tables
from gateway.catalog import Catalog, Resource
from gateway.plan.dependencies import EVERYTHING, tags_of_link, tags_of_row, tags_of_table

# of more rows of a table, just that there were some
_ROWS: Final = 100


class Changes:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._tags: dict[str, None] = {}
        self._rows: dict[str, int] = {}
        self._tables: set[str] = set()
        self._gone: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._tables or self._rows)

    @property
    def tables(self) -> frozenset[str]:
        return frozenset(self._tables | self._rows.keys())

    @property
    def tags(self) -> list[str]:
        whole = (tag for table in self._tables for tag in tags_of_table(table))
        return list(dict.fromkeys([*self._tags, *whole]))

    def row(self, resource: Resource, *states: Mapping[str, Any]) -> None:
        """A row as it was, as it is, or both."""
        if self._counted(resource.table):
            for values in states:
                self._tags |= dict.fromkeys(tags_of_row(resource, values))

    def link(self, through: tuple[str, str, str], near: Any, far: Any) -> None:
        if self._counted(through[0]):
            self._tags |= dict.fromkeys(tags_of_link(through, near, far))

    def table(self, name: str) -> None:
        """Something of it was written, and nobody can say what."""
        self._tables.add(name)

    def through_models(self, touched: Iterable[str], emptied: Collection[str]) -> None:
        """Tables that an action wrote to, and those of them that it deleted from."""
        known = {resource.table: resource for resource in self._catalog.resources.values()}
        for table in touched:
            if table in known or table in self._links:
                self.table(table)
            elif not table.startswith(tables.PREFIX):
                self.table(EVERYTHING)
            if table in emptied and table in known:
                self.gone(known[table])

    def gone(self, resource: Resource) -> None:
        """A row was deleted: others went with it, or lost what led them to it."""
        if resource.name not in self._gone:
            self._gone.add(resource.name)
            self._tables |= set(_following(self._catalog, resource, set()))

    @property
    def _links(self) -> set[str]:
        relations = (one for resource in self._catalog.resources.values() for one in resource.relations.values())
        return {relation.through[0] for relation in relations if relation.through is not None}

    def _counted(self, table: str) -> bool:
        self._rows[table] = self._rows.get(table, 0) + 1
        if self._rows[table] > _ROWS:
            self.table(table)
        return table not in self._tables


def _following(catalog: Catalog, resource: Resource, seen: set[str]) -> Iterable[str]:
    seen.add(resource.name)
    for relation in resource.relations.values():
        target = catalog.target(relation)
        if relation.through is not None:
            yield relation.through[0]
        elif relation.cascades or relation.loosens:
            yield target.table
            if relation.cascades and target.name not in seen:
                yield from _following(catalog, target, seen)

"""A path and a query string become a plan. Spelling lives here, meaning does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.catalog import Catalog, Relation, Resource
from gateway.errors import ValueInvalid
from gateway.plan import cursor
from gateway.plan.nodes import (
    Asked,
    Field,
    Group,
    Item,
    Listing,
    Many,
    One,
    PageInfo,
    Part,
    Plan,
    Rows,
    Slot,
    ToMany,
    ToOne,
)
from gateway.rest import grammar
from gateway.rest.grammar import Fields, Pairs

PAGE = ("has_next", "has_previous", "start_cursor", "end_cursor")
SHAPING = ("fields", "sort", "first", "last", "count")


@dataclass(frozen=True, slots=True)
class Target:
    """What a path names: a collection, one of its rows (by `key`), or what is related to that row."""

    resource: Resource
    key: str | None = None
    relation: Relation | None = None


@dataclass(slots=True)
class Spoken:
    """What the parameters say of one list."""

    tree: dict[str, object] = field(default_factory=dict)
    sort: tuple[tuple[tuple[str, ...], bool], ...] = ()
    page: dict[str, Slot] = field(default_factory=dict)
    count: bool = False
    used: bool = False


def shape(target: Target, pairs: Pairs) -> tuple[Any, ...]:
    """What of a request decides its statement: everything but the values of filters and cursors."""
    relation = target.relation.name if target.relation else None
    return (target.resource.name, target.key is None, relation, tuple((n, _shaping(n, value)) for n, value in pairs))


def values(target: Target, pairs: Pairs) -> list[Any]:
    """The values of the request, where the plan's slots look for them: the parameters', then the path's."""
    found: list[Any] = [value for _, value in pairs]
    found.append(target.key)
    return found


def plan(target: Target, pairs: Pairs, catalog: Catalog) -> Plan:
    return _Parser(catalog, pairs).plan(target)


def selection(resource: Resource, pairs: Pairs, catalog: Catalog) -> tuple[Item, ...]:
    """What is to be answered of a row that was written; raises what the parameters of a read raise."""
    parser = _Parser(catalog, pairs)
    items = parser.items(resource, parser.fields, ())
    parser.check_used()
    return items


def _shaping(name: str, value: str) -> Any:
    word = name.rpartition(".")[2]
    if word in {"after", "before"}:
        return tuple(item is None for item in cursor.values(value, f"/{word}"))
    return None if "[" in name and not name.endswith("[is_null]") else value


class _Parser:
    def __init__(self, catalog: Catalog, pairs: Pairs) -> None:
        self.catalog = catalog
        self.key_slot = Slot(len(pairs), "/id")
        self.fields: Fields = {}
        self.spoken: dict[tuple[str, ...], Spoken] = {}
        self.names: dict[tuple[str, ...], str] = {}
        for index, (name, value) in enumerate(pairs):
            self.speak(index, name, value)

    def speak(self, index: int, name: str, value: str) -> None:
        parameter = grammar.parameter(name)
        path, word = parameter.path, parameter.word
        if word == "fields":
            if path:
                raise grammar.unknown(name)
            self.fields = grammar.fields(value) if value else {}
            return
        self.names.setdefault(path, name)
        spoken = self.spoken.setdefault(path, Spoken())
        slot = Slot(index, "/".join(["", *path, word]))
        match word:
            case "filter":
                grammar.insert(spoken.tree, parameter.keys, slot, name)
            case "sort":
                spoken.sort = grammar.sort(value)
            case "count":
                spoken.count = _exact(value, slot.pointer)
            case _:
                spoken.page[word] = slot

    def plan(self, target: Target) -> Plan:
        resource, relation = target.resource, target.relation
        if target.key is None:
            plan = Plan((Many("", self.listing(resource, self.fields, ())),), bare=True)
        elif relation is None:
            items = self.items(resource, self.fields, ())
            plan = Plan((One("data", resource.name, self.identity(resource), items),))
        else:
            reached = self.catalog.target(relation)
            item: Item = (
                ToMany("data", relation.name, self.listing(reached, self.fields, ()))
                if relation.many
                else ToOne("data", relation.name, self.items(reached, self.fields, ()))
            )
            one = One("data", resource.name, self.identity(resource), (item,), only=True)
            plan = Plan((one,), bare=relation.many)
        self.check_used()
        return plan

    def check_used(self) -> None:
        for path, spoken in self.spoken.items():
            if not spoken.used:
                raise grammar.unknown(self.names[path])

    def identity(self, resource: Resource) -> Slot:
        return Slot(self.key_slot.index, "/id", resource.key.type.key)

    def listing(self, resource: Resource, fields: Fields, path: tuple[str, ...]) -> Listing:
        spoken = self.spoken.get(path, Spoken())
        spoken.used = True
        page: list[Part] = [PageInfo(what, what) for what in PAGE]  # type: ignore[arg-type]
        if spoken.count:
            page.append(PageInfo("total", "total"))
        asked = Asked(grammar.listed(spoken.tree), spoken.sort, spoken.page, "".join(f"/{step}" for step in path))
        rows = Rows("data", self.items(resource, fields, path))
        return Listing(resource.name, (rows, Group("page", tuple(page))), asked)

    def items(self, resource: Resource, fields: Fields, path: tuple[str, ...]) -> tuple[Item, ...]:
        return tuple(self.item(resource, name, inner, (*path, name)) for name, inner in fields.items())

    def item(self, resource: Resource, name: str, inner: Fields, path: tuple[str, ...]) -> Item:
        relation = resource.relations.get(name)
        if relation is None:
            return (
                Field(name, "id", "global", bool(inner)) if name == "node_id" else Field(name, name, None, bool(inner))
            )
        target = self.catalog.target(relation)
        if relation.many:
            return ToMany(name, name, self.listing(target, inner, path))
        return ToOne(name, name, self.items(target, inner, path))


def _exact(value: str, pointer: str) -> bool:
    if value != "exact":
        raise ValueInvalid("The only count there is is exact.", hint="Write count=exact.", pointer=pointer)
    return True


def rest_path(catalog: Catalog, segments: Sequence[str]) -> Target | None:
    """What `releases`, `releases/7` or `artists/7/releases` names; None where there is nothing."""
    resource = catalog.collections.get(segments[0].replace("-", "_")) if "_" not in segments[0] else None
    if resource is None or len(segments) > 3 or not all(segments):  # noqa: PLR2004  (collection, key, relation)
        return None
    if len(segments) == 1:
        return Target(resource)
    if len(segments) == 2:  # noqa: PLR2004
        return Target(resource, segments[1])
    relation = resource.relations.get(segments[2].replace("-", "_")) if "_" not in segments[2] else None
    return Target(resource, segments[1], relation) if relation else None

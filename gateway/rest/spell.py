"""The REST request that asks the same as a plan, where there is one. The explorer shows it beside a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

import orjson

from gateway.catalog import Catalog, Column, Resource
from gateway.plan.nodes import (
    Asked,
    Field,
    Group,
    Item,
    Listing,
    Many,
    Nested,
    One,
    PageInfo,
    Part,
    Plan,
    Root,
    Rows,
    Slot,
    ToMany,
    ToOne,
)

PREFIX: Final = "/api/v1"
Pairs = list[tuple[str, str]]


class Unspeakable(Exception):
    """REST has no words for this: the same field twice with different arguments, say."""


def spell(plan: Plan, values: Sequence[Any], catalog: Catalog) -> list[dict[str, str]]:
    """For each root that REST can ask: its key in the answer, the method and the path."""
    spelled = []
    for root in plan.roots:
        try:
            path = _Speller(values, catalog).root(root)
        except Unspeakable:
            continue
        if path is not None:
            spelled.append({"field": root.key, "method": "GET", "path": path})
    return spelled


class _Speller:
    def __init__(self, values: Sequence[Any], catalog: Catalog) -> None:
        self.values, self.catalog = values, catalog
        self.pairs: Pairs = []

    def root(self, root: Root) -> str | None:
        match root:
            case Many(listing=listing):
                resource = self.catalog.resources[listing.resource]
                fields = self.listing(listing, ())
                path = f"{PREFIX}/{_kebab(resource.plural)}"
            case One():
                resource = self.catalog.resources[root.resource]
                fields = self.items(resource, root.items, ())
                key = str(self.values[root.identity.index]).partition(":")[2]
                path = f"{PREFIX}/{_kebab(resource.plural)}/{quote(key, safe='')}"
            case _:
                return None
        pairs = [("fields", fields), *self.pairs] if fields else self.pairs
        return f"{path}?{urlencode(pairs, safe='[](),')}" if pairs else path

    def listing(self, listing: Listing, path: tuple[str, ...]) -> str:
        resource = self.catalog.resources[listing.resource]
        prefix = "".join(f"{step}." for step in path)
        asked = listing.asked or Asked()
        self.pairs += [(f"{prefix}filter{keys}", text) for keys, text in self.tree(asked.tree or {}, resource, "")]
        if asked.sort:
            texts = (("-" if down else "") + ".".join(names) for names, down in asked.sort)
            self.pairs.append((f"{prefix}sort", ",".join(texts)))
        self.pairs += [(f"{prefix}{word}", str(self.values[slot.index])) for word, slot in (asked.page or {}).items()]
        if any(isinstance(part, PageInfo) and part.what == "total" for part in _parts(listing.parts)):
            self.pairs.append((f"{prefix}count", "exact"))
        rows = [part for part in _parts(listing.parts) if isinstance(part, Rows)]
        return self.items(resource, tuple(item for part in rows for item in part.items), path)

    def items(self, resource: Resource, items: tuple[Item, ...], path: tuple[str, ...]) -> str:
        texts: dict[str, str] = {}
        for name, item in _named(items):
            if name in texts and isinstance(item, ToOne | ToMany):
                raise Unspeakable  # it would have to be one field with two selections or two sets of parameters
            texts[name] = self.item(resource, name, item, path)
        return ",".join(texts.values())

    def item(self, resource: Resource, name: str, item: Item, path: tuple[str, ...]) -> str:
        match item:
            case ToOne():
                target = self.catalog.target(resource.relations[item.relation])
                inner = self.items(target, item.items, (*path, name))
            case ToMany():
                inner = self.listing(item.listing, (*path, name))
            case _:
                return name
        return f"{name}({inner or 'id'})"

    def tree(self, tree: Mapping[str, object], resource: Resource, keys: str) -> Iterator[tuple[str, str]]:
        for word, branch in tree.items():
            at = f"{keys}[{word}]"
            relation = resource.relations.get(word)
            target = self.catalog.target(relation) if relation else resource
            if isinstance(branch, list):
                for number, inner in enumerate(branch):
                    yield from self.tree(inner, resource, f"{at}[{number}]")
            elif word in resource.columns and isinstance(branch, Mapping):
                yield from self.comparisons(branch, resource.columns[word], at)
            elif isinstance(branch, Mapping):
                yield from self.tree(branch, target, at)

    def comparisons(self, branch: Mapping[str, object], column: Column, at: str) -> Iterator[tuple[str, str]]:
        for operator, slot in branch.items():
            if isinstance(slot, Slot):
                yield f"{at}[{operator}]", _text(self.values[slot.index], column)


def _named(items: tuple[Item, ...]) -> Iterator[tuple[str, Item]]:
    """The fields of a row by their REST names; the members of an edge are its row's."""
    for item in items:
        match item:
            case Nested():
                yield from _named(item.items)
            case Field(name="id", written=None):
                yield "node_id", item
            case Field():
                yield item.name, item
            case ToOne() | ToMany():
                yield item.relation, item


def _parts(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, Group):
            yield from _parts(part.parts)
        else:
            yield part


def _text(value: Any, column: Column) -> str:
    if isinstance(value, list):
        return ",".join(_text(item, column).replace(",", "\\,") for item in value)
    if column.type.kind == "json":
        return orjson.dumps(value).decode()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).partition(":")[2] if column.type.kind == "identity" else str(value)


def _kebab(name: str) -> str:
    return name.replace("_", "-")

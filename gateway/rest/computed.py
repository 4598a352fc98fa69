"""Computed fields on the REST door: only an answer that has some is read and written again."""

from __future__ import annotations

from typing import Any

import orjson

from gateway.catalog import Catalog, Resource
from gateway.plan import computed
from gateway.plan.nodes import Computed, Item, Many, One, Part, Plan, Rows, ToMany, ToOne


def computes(plan: Plan) -> bool:
    """Whether Python has to run over the answer."""
    return any(_computes_item(item) for root in plan.roots for item in _root_items(root))


def compute(plan: Plan, body: bytes, catalog: Catalog) -> bytes:
    answer = orjson.loads(body)
    for root in plan.roots:
        given = answer if plan.bare else answer[root.key]
        match root:
            case One(only=True):
                resource = catalog.resources[root.resource]
                _item(root.items[0], {root.items[0].key: given}, resource, catalog)
            case One():
                _items(root.items, given, catalog.resources[root.resource], catalog)
            case Many():
                _parts(root.listing.parts, given, catalog.resources[root.listing.resource], catalog)
    return orjson.dumps(answer)


def compute_row(one: One, row: dict[str, Any], catalog: Catalog) -> None:
    _items(one.items, row, catalog.resources[one.resource], catalog)


def _parts(parts: tuple[Part, ...], given: Any, resource: Resource, catalog: Catalog) -> None:
    for part in parts:
        if isinstance(part, Rows):
            for row in given[part.key]:
                _items(part.items, row, resource, catalog)


def _items(items: tuple[Item, ...], row: dict[str, Any] | None, resource: Resource, catalog: Catalog) -> None:
    for item in items if row is not None else ():
        _item(item, row or {}, resource, catalog)


def _item(item: Item, row: dict[str, Any], resource: Resource, catalog: Catalog) -> None:
    match item:
        case Computed():
            row[item.key] = computed.value(resource.calculations[item.field], row[item.key], resource, catalog)
        case ToOne():
            _items(item.items, row[item.key], catalog.target(resource.relations[item.relation]), catalog)
        case ToMany() if row[item.key] is not None:
            target = catalog.target(resource.relations[item.relation])
            _parts(item.listing.parts, row[item.key], target, catalog)


def _root_items(root: Any) -> tuple[Item, ...]:
    return root.items if isinstance(root, One) else _rows(root.listing.parts)


def _rows(parts: tuple[Part, ...]) -> tuple[Item, ...]:
    return tuple(item for part in parts if isinstance(part, Rows) for item in part.items)


def _computes_item(item: Item) -> bool:
    match item:
        case Computed():
            return True
        case ToOne():
            return any(_computes_item(inner) for inner in item.items)
        case ToMany():
            return any(_computes_item(inner) for inner in _rows(item.listing.parts))
        case _:
            return False

"""What the passes know besides the plan: the catalog, what the caller may read, the values sent, the limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from gateway.catalog import Calculation, Catalog, Column, Relation, Resource
from gateway.errors import FieldUnknown
from gateway.values import Type


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may ask: rows a page, levels, selected fields, sort keys and points of cost."""

    page_default: int = 20
    page_max: int = 100
    depth: int = 10
    nodes: int = 2000
    sort_keys: int = 5
    cost: int = 5000


@dataclass(frozen=True, slots=True)
class Context:
    """`readable` holds, by resource, the fields that the caller may read on at least some rows. `values` are looked at
    only where they shape the statement: page sizes, null tests, cursors. `identities` is how this door writes them."""

    catalog: Catalog
    readable: Mapping[str, frozenset[str]]
    values: Sequence[Any]
    limits: Limits
    identities: Literal["key", "global"]

    def find(self, resource: Resource, name: str, pointer: str) -> Column | Relation | Calculation:
        """The field called `name`. One that may not be read does not exist: the same error, the same suggestions."""
        if name in self.readable.get(resource.name, ()):
            return resource.columns.get(name) or resource.relations.get(name) or resource.calculations[name]
        raise unknown(resource.name, name, self.readable.get(resource.name, frozenset()), pointer)

    def written(self, type_: Type) -> Type:
        """A type as this door writes its values: identities as global ids, or as bare keys."""
        return type_.key if type_.kind == "identity" and type_.key and self.identities == "key" else type_


def unknown(resource: str, name: str, readable: frozenset[str], pointer: str) -> FieldUnknown:
    close = get_close_matches(name, sorted(readable), n=3)
    hint = (
        f"Did you mean {', '.join(close)}?" if close else f"It has {', '.join(sorted(readable))}." if readable else None
    )
    return FieldUnknown(f'{resource} has no field "{name}" that you may read.', hint=hint, pointer=pointer)

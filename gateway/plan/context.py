"""What the passes know besides the plan: the catalog, what the caller may read, the values sent, the limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from gateway.catalog import Calculation, Catalog, Column, Relation, Resource
from gateway.errors import FieldUnknown, GatewayError, InsufficientScope, ResourceUnknown
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
    only where they shape the statement: page sizes, null tests, cursors. `identities` is how this door writes them.
    `missing` tells the scopes that the caller lacks for a field of a resource, or for the resource."""

    catalog: Catalog
    readable: Mapping[str, frozenset[str]]
    values: Sequence[Any]
    limits: Limits
    identities: Literal["key", "global"]
    missing: Callable[[Resource, str | None], tuple[str, ...]]

    def find(self, resource: Resource, name: str, pointer: str) -> Column | Relation | Calculation:
        """The field called `name`. One that may not be read does not exist: the same error, the same suggestions."""
        if name in self.readable.get(resource.name, ()):
            return resource.columns.get(name) or resource.relations.get(name) or resource.calculations[name]
        raise self.refusal(resource, name, pointer)

    def refusal(self, resource: Resource, name: str | None = None, pointer: str | None = None) -> GatewayError:
        """Why a field, or anything of a resource, may not be read. That it exists is told to those alone who could read it
        with another credential."""
        if scopes := self.missing(resource, name):
            return out_of_scope(scopes, resource, name, pointer)
        if name is None:
            return ResourceUnknown("There is no such resource that you may read.")
        return unknown(resource.name, name, self.readable.get(resource.name, frozenset()), pointer)

    def written(self, type_: Type) -> Type:
        """A type as this door writes its values: identities as global ids, or as bare keys."""
        return type_.key if type_.kind == "identity" and type_.key and self.identities == "key" else type_


def unknown(resource: str, name: str, readable: frozenset[str], pointer: str | None) -> FieldUnknown:
    close = get_close_matches(name, sorted(readable), n=3)
    hint = (
        f"Did you mean {', '.join(close)}?" if close else f"It has {', '.join(sorted(readable))}." if readable else None
    )
    return FieldUnknown(f'{resource} has no field "{name}" that you may read.', hint=hint, pointer=pointer)


def out_of_scope(
    scopes: Sequence[str], resource: Resource, name: str | None = None, pointer: str | None = None
) -> InsufficientScope:
    """RFC 6750 section 3.1: what is asked needs more than the credential was given out for."""
    what, scope = resource.name if name is None else f"{resource.name}.{name}", " ".join(scopes)
    return InsufficientScope(
        f"The credential's scope does not cover {what}.",
        hint=f'It takes the scope "{scope}".',
        pointer=pointer,
        headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'},
    )

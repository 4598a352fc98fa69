"""Computed fields: the object that the database gave is what a method of the model sees; its value takes the place."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from gateway.catalog import Calculation, Catalog, Resource


def value(calculation: Calculation, given: Any, resource: Resource, catalog: Catalog) -> Any:
    """The field's value; None where the needs are withheld."""
    return None if given is None else calculation.function(row(given, resource, catalog))


def row(given: Mapping[str, Any], resource: Resource, catalog: Catalog) -> SimpleNamespace:
    """A row as the methods of its model see it: values of Python's types, related rows as such rows."""
    return SimpleNamespace(**{name: _attribute(name, inner, resource, catalog) for name, inner in given.items()})


def _attribute(name: str, given: Any, resource: Resource, catalog: Catalog) -> Any:
    if given is None:
        return None
    relation = resource.relations.get(name)
    if relation is None:
        type_ = resource.columns[name].type
        type_ = type_.key or type_
        return given if type_.kind == "json" else type_.parse(given)
    target = catalog.target(relation)
    return [row(inner, target, catalog) for inner in given] if relation.many else row(given, target, catalog)

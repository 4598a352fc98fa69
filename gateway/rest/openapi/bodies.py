"""What rows are written with, as JSON Schema: a member is there where some rule takes it; it has to be given where every
rule takes it and nobody else could know it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any, Final

from tortoise.validators import MaxValueValidator, MinLengthValidator, MinValueValidator

from gateway.catalog import Catalog, Column, Relation, Resource, accepted
from gateway.declare import Rule
from gateway.rest.openapi import shapes
from gateway.rest.openapi.naming import Names, words
from gateway.rest.openapi.shapes import Schema
from gateway.values import Type

LINKED: Final = 1000
MATCH: Final = "if_match"
# the kinds whose values are texts in JSON
_SPELLED: Final = frozenset({"decimal", "bigint", "date", "time", "uuid"})
_SHOWN: Final = frozenset({"int", "float", "bool", "text", "json"})


class Bodies:
    """The bodies of a catalog. Those of one resource have the same members, which are made once."""

    def __init__(self, catalog: Catalog, names: Names) -> None:
        self.catalog, self.names = catalog, names
        self._values: dict[tuple[str, str], Schema] = {}

    def components(self) -> dict[str, Schema]:
        found: dict[str, Schema] = {}
        for resource in self.catalog.served:
            one, written = words(resource.singular), resource.written
            if written.create:
                says = f"A new {one}. Who may say what depends on the caller."
                found[self.names.creates[resource.name]] = self._whole(resource, written.create, says)
            if written.update:
                found |= self._changing(resource)
        for (name, relation), below in self.names.below.items():
            found[below] = self._below(self.catalog.resources[name], relation)
        return found

    def _changing(self, resource: Resource) -> dict[str, Schema]:
        one, rules = words(resource.singular), resource.written.update
        says = f"A whole {one}: what is not said becomes as it is in a new one."
        replace = self._whole(resource, rules, says, _above(resource) | {"id"})
        members = {name: self._member(resource, name, changes=True) for name in replace["properties"]}
        identity = {
            "id": shapes.taken(resource.key.type, self.names) | {"description": f"Which {one} changes."},
            MATCH: shapes.text("Only if the row is in one of the states with these entity tags."),
        }
        return {
            self.names.updates[resource.name]: _object(f"Changes of a {one}; what is not said stays.", members),
            self.names.replaces[resource.name]: replace,
            self.names.changes[resource.name]: _object(
                f"Changes of one {one} among others; what is not said stays.", identity | members, ["id"]
            ),
        }

    def _below(self, resource: Resource, name: str) -> Schema:
        """The foreign key to the row that it is made with is known."""
        relation = resource.relations[name]
        target = self.catalog.target(relation)
        says = f"A new {words(target.singular)} that is made with its {words(resource.singular)}."
        return self._whole(target, target.written.create, says, frozenset({relation.back or ""}))

    def _whole(
        self, resource: Resource, rules: Iterable[Rule], says: str, never: frozenset[str] = frozenset()
    ) -> Schema:
        taken = [accepted(resource, rule) for rule in rules]
        some = frozenset[str]().union(*taken) - never
        members = [name for name in (*resource.columns, *resource.relations) if name in some]
        required = [
            name
            for name in members
            if name in resource.columns
            and resource.columns[name].writing.required
            and all(name in names for names in taken)
        ]
        return _object(says, {name: self._member(resource, name) for name in members}, required)

    def _member(self, resource: Resource, name: str, *, changes: bool = False) -> Schema:
        column = resource.columns.get(name)
        if column is not None:
            if (resource.name, name) not in self._values:
                self._values[resource.name, name] = self._value(column)
            schema = self._values[resource.name, name]
            default = None if changes else _default(column)
            return schema if default is None else schema | {"default": default}
        relation = resource.relations[name]
        if relation.through:
            return self._links(relation, changes=changes)
        items = shapes.reference(self.names.below[resource.name, name])
        says = relation.description or f"{words(name).capitalize()} that are made with it."
        return {"type": "array", "items": items, "maxItems": LINKED, "description": says}

    def _value(self, column: Column) -> Schema:
        schema = narrowed(taken(column.type, self.names), column)
        schema = shapes.nullable(schema) if column.null else schema
        said: Schema = {"description": column.description} if column.description else {}
        if column.deprecated:
            said = {"deprecated": True, "description": f"{column.description} Deprecated: {column.deprecated}".strip()}
        return ({"allOf": [schema]} if "$ref" in schema else schema) | said

    def _links(self, relation: Relation, *, changes: bool) -> Schema:
        key = taken(self.catalog.target(relation).key.type, self.names)
        keys = {"type": "array", "items": key, "maxItems": LINKED}
        says = f"Its {words(relation.name)}, by their ids."
        if not changes:
            return keys | {"description": says}
        exactly = _object("It has exactly these.", {"set": keys}, ["set"])
        some = _object("It has these as well, and those no longer.", {"add": keys, "remove": keys})
        return {"anyOf": [keys, exactly, some], "description": f"{says} A list is all of them."}


def taken(type_: Type, names: Names) -> Schema:
    """How a body takes a value: as a query string does, but that JSON has numbers and values of its own."""
    match type_.kind:
        case "identity":
            return taken(type_.key or Type("text"), names)
        case "json":
            return {"examples": [{"colour": "red"}]}
        case "bigint":
            bounds = {"minimum": type_.low, "maximum": type_.high} if type_.low is not None else {}
            return shapes.taken(type_, names) | {"type": ["string", "integer"], **bounds}
        case "decimal":
            return shapes.taken(type_, names) | _decimal(type_)
        case _:
            return shapes.taken(type_, names)


def _decimal(type_: Type) -> Schema:
    """A text, or a whole number; what is said of texts and of numbers holds for either alone."""
    digits, scale = type_.digits or 0, type_.scale or 0
    places = rf"\d{{1,{scale}}}0*" if scale else "0+"
    most = 10 ** (digits - scale) - 1
    return {
        "type": ["string", "integer"],
        "pattern": rf"^-?{shapes.whole(type_)}(\.{places})?$",
        "maxLength": digits + 3,
        "minimum": -most,
        "maximum": most,
    }


def narrowed(schema: Schema, column: Column) -> Schema:
    """By what the model says of the values."""
    if column.type.kind == "text":
        schema = schema | ({"maxLength": column.writing.length} if column.writing.length else {})
    for validator in column.writing.validators:
        match validator:
            case MinLengthValidator(min_length=length):
                schema = schema | {"minLength": length}
            case MinValueValidator(min_value=least) if column.type.kind in {"int", "float"}:
                schema = schema | {"minimum": max(least, schema.get("minimum", least))}
            case MaxValueValidator(max_value=most) if column.type.kind in {"int", "float"}:
                schema = schema | {"maximum": min(most, schema.get("maximum", most))}
            case _:
                pass  # what cannot be said in a schema
    return schema


def _default(column: Column) -> Any:
    """As JSON has it; None where there is none, or none that can be said."""
    default, type_ = column.writing.default, column.type
    if default is None or callable(default) or column.writing.filled != "by client":
        return None
    stored = default.value if isinstance(default, Enum) else default
    if type_.kind == "enum":
        return next((name for name, value in type_.members if value == stored), None)
    if type_.kind in _SPELLED:
        return str(stored)
    return stored if type_.kind in _SHOWN else None


def _above(resource: Resource) -> frozenset[str]:
    """What is made with a row, and is not changed with it."""
    return frozenset(name for name, relation in resource.relations.items() if relation.back)


def _object(says: str, members: dict[str, Schema], required: Iterable[str] = ()) -> Schema:
    schema: Schema = {"type": "object", "description": says, "additionalProperties": False, "properties": members}
    names = list(required)
    return schema | ({"required": names} if names else {})

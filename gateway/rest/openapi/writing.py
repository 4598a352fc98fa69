"""Writes in the description: what a body holds, and the methods that collections and rows have besides reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from gateway.catalog import Catalog, Column, Relation, Resource, accepted
from gateway.declare import Rule
from gateway.rest.openapi import answers, parameters, shapes
from gateway.rest.openapi.naming import Names, kebab, several, words
from gateway.rest.openapi.shapes import Schema

Operation = dict[str, Any]
Free = Callable[..., str]

JSON: Final = "application/json"
ROWS: Final = 1000
LINKED: Final = 1000
AT_MOST: Final = 10_000
OPERATIONS: Final = 100
_TAG: Final = '"ZHSAIvlPH5UUhKkz1wHllh"'


def _header(name: str, says: str, example: str) -> Schema:
    schema = {"type": "string"}
    return {"name": name, "in": "header", "description": says, "schema": schema, "example": example}


HEADERS: Final[dict[str, Schema]] = {
    "IfMatch": _header("If-Match", "Only if the row is in one of the states with these entity tags.", _TAG),
    "IfNoneMatch": _header("If-None-Match", "Only if the row is in no state with one of these entity tags.", _TAG),
    "IfUnmodifiedSince": _header(
        "If-Unmodified-Since",
        "Only if the row was not changed after this, where it says when it was.",
        "Sat, 31 Jan 2026 12:00:00 GMT",
    ),
    "IfModifiedSince": _header(
        "If-Modified-Since",
        "Only if the row was changed after this, where it says when it was.",
        "Sat, 31 Jan 2026 12:00:00 GMT",
    ),
    "IdempotencyKey": _header(
        "Idempotency-Key",
        "Do it once, however often the request is sent with this key within a day.",
        '"6f9619ff-8b86-d011-b42d-00c04fc964ff"',
    ),
    "Prefer": _header(
        "Prefer",
        "`return=minimal` answers with no body; `tx=rollback` answers as if it were done, and keeps nothing.",
        "return=representation",
    ),
}
READ: Final = ("IfMatch", "IfNoneMatch", "IfUnmodifiedSince", "IfModifiedSince")
_ROW: Final = ("IfMatch", "IfNoneMatch", "IfUnmodifiedSince", "IdempotencyKey", "Prefer")
_MANY: Final = ("IdempotencyKey", "Prefer")


def referred(names: Iterable[str]) -> list[Schema]:
    return [parameters.reference(name) for name in names]


# --- bodies -----------------------------------------------------------------------------------------------------------


def components(catalog: Catalog, names: Names) -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for resource in catalog.served:
        if resource.written.create:
            found[names.creates[resource.name]] = _create(resource, catalog, names)
        if resource.written.update:
            found[names.updates[resource.name]] = _update(resource, catalog, names)
    return found


def _create(resource: Resource, catalog: Catalog, names: Names) -> Schema:
    rules = resource.written.create
    fields = _said(resource, rules)
    properties = {name: _property(resource, name, catalog, names) for name in fields}
    # a foreign key may be that of the row that this one is made with
    required = [
        column.name
        for column in resource.columns.values()
        if column.writing.required
        and all(column.name in accepted(resource, rule) for rule in rules)
        and not (column.references and _owned(resource, column, catalog))
    ]
    says = f"A new {words(resource.singular)}. Who may say what depends on the caller."
    schema: Schema = {"type": "object", "description": says, "additionalProperties": False, "properties": properties}
    return schema | ({"required": required} if required else {})


def _update(resource: Resource, catalog: Catalog, names: Names) -> Schema:
    fields = [name for name in _said(resource, resource.written.update) if name != "id"]
    fields = [name for name in fields if name in resource.columns or resource.relations[name].through]
    properties = {name: _property(resource, name, catalog, names, changes=True) for name in fields}
    says = f"New values for a {words(resource.singular)}; what is not said stays as it is."
    return {"type": "object", "description": says, "additionalProperties": False, "properties": properties}


def _said(resource: Resource, rules: Iterable[Rule]) -> list[str]:
    """What some rule lets somebody say, in the order of the model."""
    known = frozenset[str]().union(*(accepted(resource, rule) for rule in rules))
    return [name for name in (*resource.columns, *resource.relations) if name in known]


def _owned(resource: Resource, column: Column, catalog: Catalog) -> bool:
    return any(
        relation.back == column.name and relation.target == resource.name
        for other in catalog.served
        for relation in other.relations.values()
        if any(relation.name in accepted(other, rule) for rule in other.written.create)
    )


def _property(resource: Resource, name: str, catalog: Catalog, names: Names, *, changes: bool = False) -> Schema:
    column = resource.columns.get(name)
    if column is not None:
        return _value(column, names, changes=changes)
    relation = resource.relations[name]
    return _links(relation, catalog, names, changes=changes) if relation.through else _below(relation, names)


def _value(column: Column, names: Names, *, changes: bool) -> Schema:
    schema = shapes.taken(column.type, names)
    if column.type.kind == "json":
        schema = {"examples": [{"colour": "red"}]}
    if column.type.kind == "text" and column.writing.length:
        schema = schema | {"maxLength": column.writing.length}
    schema = shapes.nullable(schema) if column.null else schema
    said: Schema = {"description": column.description} if column.description else {}
    if not changes and (default := _default(column)) is not None:
        said["default"] = default
    return ({"allOf": [schema]} if "$ref" in schema and said else schema) | said


def _default(column: Column) -> Any:
    """As JSON has it; None where there is none, or none that can be said."""
    default = column.writing.default
    if default is None or callable(default):
        return None
    if isinstance(default, Enum):
        return next((name for name, stored in column.type.members if stored == default.value), None)
    if isinstance(default, Decimal):
        return str(default)
    return default if isinstance(default, str | int | float) else None


def _links(relation: Relation, catalog: Catalog, names: Names, *, changes: bool) -> Schema:
    keys: Schema = {
        "type": "array",
        "items": shapes.taken(catalog.target(relation).key.type, names),
        "maxItems": LINKED,
    }
    if not changes:
        return keys | {"description": f"Its {words(relation.name)}, by their ids."}
    one = {"type": "object", "additionalProperties": False}
    exactly = one | {"required": ["set"], "properties": {"set": keys}}
    some = one | {"minProperties": 1, "properties": {"add": keys, "remove": keys}}
    return {"anyOf": [keys, exactly, some], "description": f"Its {words(relation.name)}: all of them, or what changes."}


def _below(relation: Relation, names: Names) -> Schema:
    items = shapes.reference(names.creates[relation.target])
    says = f"{words(relation.name).capitalize()} that are made with it."
    return {"type": "array", "items": items, "maxItems": LINKED, "description": says}


# --- methods ----------------------------------------------------------------------------------------------------------


def of_collection(resource: Resource, names: Names, free: Free, asked: list[Schema]) -> dict[str, Operation]:
    found: dict[str, Operation] = {}
    written, one = resource.written, words(resource.singular)
    row = shapes.reference(names.rows[resource.name])
    if written.create:
        found["post"] = _operation(resource, free("create", resource.singular), f"Create {several(resource)}") | {
            "description": "One as an object, many as a list, all of them or none; or as lines of a file.",
            "parameters": [*parameters.of_row(resource), *_creating(resource), *referred(_MANY)],
            "requestBody": _new(resource, names),
            "responses": _done(
                {"201": _created(one, row), "200": _answered(f"The {one} as it is now, or what could be created.", row)}
            ),
        }
    if written.update:
        body = {JSON: {"schema": _changes(resource, names)}}
        found["patch"] = _operation(resource, free("update", resource.plural), f"Change {several(resource)}") | {
            "description": "A list of changes by id; or an object with values for all that the filters find, "
            "at most `at_most`.",
            "parameters": [*asked, _at_most(), *referred(_MANY)],
            "requestBody": {"required": True, "content": body},
            "responses": _done({"200": _counted("updated"), "204": _nothing("It is done.")}),
        }
    if written.delete:
        found["delete"] = _operation(resource, free("delete", resource.plural), f"Delete {several(resource)}") | {
            "description": "All that the filters find, at most `at_most`.",
            "parameters": [*asked, _at_most(required=True), *referred(_MANY)],
            "responses": _done({"200": _counted("deleted")}),
        }
    return found


def of_row(resource: Resource, names: Names, free: Free) -> dict[str, Operation]:
    found: dict[str, Operation] = {}
    one, row = words(resource.singular), shapes.reference(names.rows[resource.name])
    asked = [*parameters.of_row(resource), *referred(_ROW)]
    answer = _done({"200": _answered(f"The {one} as it is now.", row), "204": _nothing("It is done.")})
    if resource.written.update:
        changes, whole = names.updates[resource.name], names.replaces[resource.name]
        content = {JSON: {"schema": shapes.reference(changes)}}
        content["application/merge-patch+json"] = content[JSON]
        found["patch"] = _operation(resource, free("update", resource.singular), f"Change one {one}") | {
            "parameters": asked,
            "requestBody": {"required": True, "content": content},
            "responses": answer,
        }
        found["put"] = _operation(resource, free("replace", resource.singular), f"Replace one {one}") | {
            "description": "What is not said becomes as it is in a new row.",
            "parameters": asked,
            "requestBody": {"required": True, "content": {JSON: {"schema": shapes.reference(whole)}}},
            "responses": answer,
        }
    if resource.written.delete:
        found["delete"] = _operation(resource, free("delete", resource.singular), f"Delete one {one}") | {
            "parameters": referred(_ROW),
            "responses": _done({"204": _nothing("It is gone.")}),
        }
    return found


def batch(free: Free, tag: str) -> dict[str, Operation]:
    one = {
        "type": "object",
        "required": ["method", "path"],
        "additionalProperties": False,
        "properties": {
            "method": {"enum": ["POST", "PATCH", "PUT", "DELETE"]},
            "path": {"type": "string", "examples": ["/artists"]},
            "body": {"description": 'As it would be sent; `{"$ref": "/0/id"}` is what an earlier operation gave.'},
            "if_match": {"type": "string"},
            "if_unmodified_since": {"type": "string"},
        },
    }
    several_ = {"type": "array", "items": one, "minItems": 1, "maxItems": OPERATIONS}
    schema = {
        "type": "object",
        "required": ["operations"],
        "additionalProperties": False,
        "properties": {"operations": several_},
    }
    result = {"type": "object", "required": ["status", "headers", "body"]}
    results = {"type": "object", "required": ["results"], "properties": {"results": {"type": "array", "items": result}}}
    return {
        "post": {
            "operationId": free("batch"),
            "summary": "Do several things, all of them or none",
            "description": "In one transaction. The first that fails undoes all, and its `index` is said.",
            "tags": [tag],
            "parameters": referred(_MANY),
            "requestBody": {"required": True, "content": {JSON: {"schema": schema}}},
            "responses": _done({"200": answers.success("What became of each.", results)}),
        }
    }


def _operation(resource: Resource, name: str, summary: str) -> Operation:
    return {"operationId": name, "summary": summary, "tags": [kebab(resource.plural)], "security": [{}, {"bearer": []}]}


def _new(resource: Resource, names: Names) -> Schema:
    row = shapes.reference(names.creates[resource.name])
    several_: Schema = {"type": "array", "items": row, "minItems": 1, "maxItems": ROWS}
    lines = {"schema": {"type": "string", "description": "A line for each row; in CSV the first has the names."}}
    content: dict[str, Any] = {JSON: {"schema": {"oneOf": [row, several_]}}}
    return {"required": True, "content": content | {"application/jsonl": lines, "text/csv": lines}}


def _changes(resource: Resource, names: Names) -> Schema:
    """Values for all rows that are found, or a list of changes, each with the id of its row."""
    row = shapes.reference(names.updates[resource.name])
    identified = {"type": "object", "required": ["id"]}
    return {"oneOf": [row, {"type": "array", "items": identified, "minItems": 1, "maxItems": ROWS}]}


def _creating(resource: Resource) -> list[Schema]:
    groups = [",".join(group) for group in resource.written.uniques if group != ("id",)]
    says = "Change the row that has the same values in these columns already, if there is one."
    upsert = [_query("upsert", says, {"enum": groups})] if groups and resource.written.update else []
    partial = _query("partial", "Of a list, create what can be created.", {"type": "boolean"})
    return [*upsert, partial]


def _at_most(*, required: bool = False) -> Schema:
    schema = {"type": "integer", "minimum": 1, "maximum": AT_MOST}
    return _query("at_most", "How many rows may change; if there are more, none does.", schema) | {"required": required}


def _query(name: str, says: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": says, "schema": schema}


def _created(one: str, row: Schema) -> Schema:
    found = answers.success(f"The new {one}, or how many there are.", _one_or_many(row, "created"))
    return found | {"headers": answers.headers("ETag", "Location")}


def _answered(says: str, row: Schema) -> Schema:
    return answers.success(says, _one_or_many(row, "created")) | {"headers": answers.headers("ETag")}


def _one_or_many(row: Schema, counted: str) -> Schema:
    data = {"anyOf": [row, {"type": "array", "items": {"anyOf": [row, {"type": "null"}]}}, {"type": "null"}]}
    properties: Schema = {"data": data, counted: {"type": "integer", "minimum": 0}, "withheld": shapes.WITHHELD}
    return {"type": "object", "properties": properties | {"errors": {"type": "array", "items": {"type": "object"}}}}


def _counted(name: str) -> Schema:
    schema = {"type": "object", "required": [name], "properties": {name: {"type": "integer", "minimum": 0}}}
    return answers.success("How many there were.", schema)


def _nothing(says: str) -> Schema:
    return {"description": says, "headers": answers.headers()}


def _done(found: dict[str, Schema]) -> dict[str, Schema]:
    return found | answers.refused()

"""Types, rows and lists as JSON Schema: what the answers hold, and what parameters take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from gateway.catalog import Calculation, Catalog, Column, Relation, Resource
from gateway.rest.openapi.naming import SCHEMAS, Names, words
from gateway.values import LIST_LENGTH, PATTERN_LENGTH, TEXT_LENGTH, Operand, Type

Schema = dict[str, Any]

_INT32: Final = 2**31
_CURSOR: Final[Schema] = {"type": ["string", "null"]}
_CLOCK: Final = r"\d{2}:\d{2}:\d{2}(\.\d{1,6})?"


def reference(name: str) -> Schema:
    return {"$ref": SCHEMAS + name}


def nullable(schema: Schema) -> Schema:
    """The schema, or null. Any JSON value may be null already."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    types = schema.get("type", ())
    types = [types] if isinstance(types, str) else [*types]
    return schema | {"type": [*types, "null"]} if types else schema


def written(type_: Type, names: Names) -> Schema:
    """How an answer holds a value."""
    match type_.kind:
        case "decimal":
            scale = type_.scale or 0
            places = rf"\.\d{{{scale}}}" if scale else ""
            return {"type": "string", "pattern": f"^-?{whole(type_)}{places}$", "examples": [_decimal(type_)]}
        case "datetime":
            pattern = rf"^\d{{4}}-\d{{2}}-\d{{2}}T{_CLOCK}Z$"
            return {"type": "string", "format": "date-time", "pattern": pattern, "examples": ["2026-01-31T12:00:00Z"]}
        case "json":
            return {"description": "Any JSON value.", "examples": [{"colour": "red"}]}
        case "text":
            return {"type": "string", "examples": ["text"]}
        case _:
            return taken(type_, names)


def taken(type_: Type, names: Names) -> Schema:
    """How a parameter takes a value."""
    match type_.kind:
        case "identity":
            return taken(type_.key or Type("text"), names)
        case "int":
            low, high = type_.low or 0, type_.high or 0
            width = {"format": "int32"} if low >= -_INT32 and high < _INT32 else {}
            return {"type": "integer", **width, "minimum": low, "maximum": high, "examples": [1]}
        case "bigint":
            return {"type": "string", "pattern": r"^-?(0|[1-9]\d{0,18})$", "examples": ["9007199254740993"]}
        case "float":
            return {"type": "number", "format": "double", "examples": [1.5]}
        case "decimal":
            return {"type": "string", "pattern": rf"^-?{whole(type_)}(\.\d+)?$", "examples": [_decimal(type_)]}
        case "bool":
            return {"type": "boolean", "examples": [True]}
        case "enum":
            return reference(names.enum(type_))
        case "datetime":
            return {"type": "string", "format": "date-time", "examples": ["2026-01-31T12:00:00Z"]}
        case "date":
            return {"type": "string", "format": "date", "examples": ["2026-01-31"]}
        case "time":
            return {"type": "string", "pattern": f"^{_CLOCK}$", "examples": ["18:30:00"]}
        case "uuid":
            return {"type": "string", "format": "uuid", "examples": ["6f9619ff-8b86-d011-b42d-00c04fc964ff"]}
        case "json":
            return {"type": "string", "contentMediaType": "application/json", "examples": ['{"colour": "red"}']}
        case "text":
            return {"type": "string", "maxLength": TEXT_LENGTH, "examples": ["text"]}


def operand(type_: Type, form: Operand, names: Names) -> Schema:
    """What an operator compares with."""
    match form:
        case "many":
            return {"type": "array", "items": taken(type_, names), "maxItems": LIST_LENGTH}
        case "flag":
            return {"type": "boolean", "examples": [False]}
        case "pattern":
            return {"type": "string", "maxLength": PATTERN_LENGTH, "examples": ["%a%"]}
        case "one" | "prefix":
            return taken(type_, names)


def components(catalog: Catalog, names: Names) -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for resource in catalog.served:
        found[names.rows[resource.name]] = _row(resource, catalog, names, found)
        found[names.lists[resource.name]] = _list(resource, names)
    for enum, name in names.enums.items():
        found[name] = {"type": "string", "enum": [written for written, _ in enum[1]]}
    found[names.page] = _page()
    found[names.problem] = _problem(names)
    found[names.violation] = _violation()
    found[names.price] = _price()
    return {name: found[name] for name in sorted(found)}


def _row(resource: Resource, catalog: Catalog, names: Names, found: dict[str, Schema]) -> Schema:
    identity = {"type": "string", "pattern": f"^{resource.name}:.+$", "examples": [f"{resource.name}:1"]}
    properties: dict[str, Schema] = {}
    for column in resource.columns.values():
        properties[column.name] = _column(resource, column, names)
    says = "The global id: the same thing under the same name on every door. Given when `fields` names it."
    properties["node_id"] = identity | {"description": says}
    says = "The entity tag of the state that the row is in, for `If-Match`. Given when `fields` names it."
    properties["etag"] = {"type": "string", "description": says}
    for relation in resource.relations.values():
        if catalog.target(relation).served:
            properties[relation.name] = _relation(resource, relation, names)
    for calculation in resource.calculations.values():
        properties[calculation.name] = _calculation(resource, calculation, found)
    says = f"{resource.description}\n\nA row has the members that `fields` names; without `fields`, its own columns."
    return {"type": "object", "description": says.strip(), "properties": properties}


def _column(resource: Resource, column: Column, names: Names) -> Schema:
    schema = written(column.type, names)
    readable = resource.gives_everyone(column.name)
    if column.null or column.references or not readable:
        schema = nullable(schema)
    return schema | _said(column.description or schema.get("description", ""), column, readable=readable)


def _relation(resource: Resource, relation: Relation, names: Names) -> Schema:
    readable = resource.gives_everyone(relation.name)
    schema = reference((names.lists if relation.many else names.rows)[relation.target])
    given = f"Given when `fields` names it: `fields={relation.name}` or `fields={relation.name}(id)`."
    if not relation.many or not readable:
        schema = nullable(schema)
    return schema | _said(f"{relation.description} {given}", relation, readable=readable)


def _calculation(resource: Resource, calculation: Calculation, found: dict[str, Schema]) -> Schema:
    schema: Schema = TypeAdapter(calculation.annotation).json_schema(
        mode="serialization", ref_template=SCHEMAS + "{model}"
    )
    # what a dataclass of the domain is made of becomes a schema of its own
    for name, inner in schema.pop("$defs", {}).items():
        found.setdefault(name, inner)
    heads = {calculation.name, *(need.partition(".")[0] for need in calculation.needs)}
    readable = all(resource.gives_everyone(head) for head in heads)
    if not readable:
        schema = nullable(schema) if isinstance(schema.get("type"), str | None) else schema
    return schema | _said(f"{calculation.description} Given when `fields` names it.", calculation, readable=readable)


def _said(text: str, field: Column | Relation | Calculation, *, readable: bool) -> Schema:
    parts = [text.strip()] if text.strip() else []
    if not readable:
        parts.append("Not everybody may read it: it is null, or there is no such field.")
    said: Schema = {"deprecated": True} if field.deprecated else {}
    if field.deprecated:
        parts.append(f"Deprecated: {field.deprecated}")
    return said | ({"description": " ".join(parts)} if parts else {})


def _list(resource: Resource, names: Names) -> Schema:
    return {
        "type": "object",
        "description": f"A page of a list of {words(resource.singular)} rows.",
        "required": ["data", "page"],
        "properties": {
            "data": {"type": "array", "items": reference(names.rows[resource.name])},
            "page": reference(names.page),
            "withheld": WITHHELD,
        },
    }


WITHHELD: Final[Schema] = {
    "type": "array",
    "items": {"type": "string", "format": "json-pointer"},
    "description": "JSON pointers (RFC 6901) to the nulls of this answer that stand for what the caller may not read. "
    "It stands beside the outermost `data` alone, and only where there are any.",
}


INDEX: Final[Schema] = {
    "type": "object",
    "required": ["data", "openapi"],
    "properties": {
        "data": {
            "type": "object",
            "description": "Where the collections are that the caller may read from.",
            "additionalProperties": {"type": "string", "format": "uri-reference"},
        },
        "methods": {
            "type": "object",
            "description": "What the caller can do with each collection, whether it may read from it or not.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "openapi": {"type": "string", "format": "uri-reference", "description": "Where this document is."},
    },
}


def single(schema: Schema) -> Schema:
    properties: Mapping[str, Schema] = {"data": schema, "withheld": WITHHELD}
    return {"type": "object", "required": ["data"], "properties": dict(properties)}


def _page() -> Schema:
    cursor = "; null where the page is empty. Opaque, and good for the order that it was given out for."
    return {
        "type": "object",
        "description": "Where a page stands in its list.",
        "required": ["has_next", "has_previous", "start_cursor", "end_cursor"],
        "properties": {
            "has_next": {"type": "boolean", "description": "Whether there are rows after this page."},
            "has_previous": {"type": "boolean", "description": "Whether there are rows before this page."},
            "start_cursor": _CURSOR | {"description": "The cursor of the first row, for `before`" + cursor},
            "end_cursor": _CURSOR | {"description": "The cursor of the last row, for `after`" + cursor},
            "total": {
                "type": "integer",
                "minimum": 0,
                "description": "How many rows the list has, with `count=exact`.",
            },
        },
    }


def text(description: str, **more: Any) -> Schema:
    return {"type": "string", "description": description, **more}


def violations(names: Names) -> Schema:
    says = "Everything that is wrong with the values that were sent."
    return {"type": "array", "description": says, "items": reference(names.violation)}


def _violation() -> Schema:
    return {
        "type": "object",
        "description": "What is wrong with one value that was sent.",
        "required": ["pointer", "code", "message"],
        "properties": {
            "pointer": text("Where it is in the body: a path of the names of fields and of places in lists."),
            "code": text("What is wrong with it, to decide on. Codes are stable."),
            "message": text("What is wrong with it."),
        },
    }


def _price() -> Schema:
    of_quota = {"type": ["integer", "null"], "minimum": 0}
    properties = {
        "requested": {"type": "integer", "minimum": 1, "description": "Points that the request would cost."},
        "actual": {"type": "integer", "minimum": 1, "description": "Points that were spent to be told so."},
        "limit": of_quota | {"description": "Points of the scarcest quota; null where nothing is limited, as below."},
        "remaining": of_quota | {"description": "What is left of it."},
        "reset_after": of_quota | {"description": "Seconds until it is whole again."},
    }
    cost = {"type": "object", "required": list(properties), "properties": properties}
    return {
        "type": "object",
        "description": "What a request would cost.",
        "required": ["cost"],
        "properties": {"cost": cost},
    }


def _problem(names: Names) -> Schema:
    return {
        "type": "object",
        "description": "What went wrong (RFC 9457).",
        "required": ["type", "title", "status", "detail", "instance", "code"],
        "properties": {
            "type": text("A name of the kind of error.", format="uri"),
            "title": text("The kind of error in words; the same for every error with this code."),
            "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "The status of the answer."},
            "detail": text("What is wrong here."),
            "instance": text("The id of the request, as in `X-Request-Id`.", format="uri", pattern="^urn:request:"),
            "code": text("The kind of error, to decide on. Codes are stable."),
            "hint": text("What would be right."),
            "pointer": text("Where in the request: a path of the names of parameters and fields."),
            "violations": violations(names),
            "violated-policies": {
                "type": "array",
                "description": "The quotas that have not enough left.",
                "items": {"type": "string"},
            },
            "index": {"type": "integer", "minimum": 0, "description": "Which operation of a batch failed."},
        },
    }


def whole(type_: Type) -> str:
    """The digits before the point: as many as there may be, and no zeros before them."""
    digits = (type_.digits or 0) - (type_.scale or 0)
    return "0" if digits < 1 else r"\d" if digits == 1 else rf"(0|[1-9]\d{{0,{digits - 1}}})"


def _decimal(type_: Type) -> str:
    whole = "18" if (type_.digits or 0) - (type_.scale or 0) > 1 else "0"
    return whole + ("." + "0" * type_.scale if type_.scale else "")

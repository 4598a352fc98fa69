"""Actions in the description: their paths, what they take, and what they return."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any

from gateway.actions import Actions, ActionSpec, Named, Record, RowOf, Shape, kebab
from gateway.rest.openapi import answers, naming, parameters, shapes
from gateway.rest.openapi.answers import Response
from gateway.rest.openapi.naming import Names, words
from gateway.rest.openapi.shapes import Schema
from gateway.values import LIST_LENGTH

PathItem = dict[str, Any]


def paths(served: Actions, names: Names, taken: set[str]) -> dict[str, PathItem]:
    """By path below the prefix; `taken` are the ids of operations that others have."""
    return {path: _item(action, names, taken) for path, action in served.by_path.items()}


def components(served: Actions, names: Names) -> dict[str, Schema]:
    found = {names.records[record.name]: _taken_record(record.members, names) for record in served.taken.values()}
    return found | {names.records[record.name]: _record(record, names) for record in served.returned.values()}


def tags(served: Actions, known: Iterable[str]) -> list[dict[str, str]]:
    """Of collections that have actions and no rows."""
    collections = dict.fromkeys(kebab(action.on) for action in served.all)
    return [
        {"name": tag, "description": f"What can be done with {words(tag.replace('-', '_'))}."}
        for tag in collections
        if tag not in known
    ]


def _item(action: ActionSpec, names: Names, taken: set[str]) -> PathItem:
    found = _found(action, names)
    operation: dict[str, Any] = {
        "operationId": naming.free(naming.operation(action.name), taken),
        "summary": words(action.name).capitalize(),
        "description": f"{action.description}\n\n{_who(action)}{_refusals(action)}".strip(),
        "tags": [kebab(action.on)],
        "security": [{"bearer": []}],
        "responses": found | _refused(action, names),
    }
    if action.changes:
        body = {"required": True, "content": {"application/json": {"schema": _arguments(action, names)}}}
        asked = [parameters.reference(f"{action.answers_with}.fields")] if action.answers_with else []
        asked += [parameters.reference(name) for name in ("IdempotencyKey", "Prefer")]
        return {"post": operation | {"parameters": asked, "requestBody": body}}
    head = operation | {
        "operationId": naming.free(naming.operation("head", action.name), taken),
        "summary": f"{operation['summary']}: the headers alone",
        "responses": {s: answers.headed(one) for s, one in found.items()} | _refused(action, names),
    }
    asked = [_parameter(parameter, names) for parameter in action.parameters.values()]
    return ({"parameters": asked} if asked else {}) | {"get": operation, "head": head}


def _found(action: ActionSpec, names: Names) -> dict[str, Response]:
    also = [*answers.WRITTEN] if action.changes else []
    if action.result is None:
        return {"204": answers.nothing("It is done.", *also)}
    if action.answers_with:
        # a row that the caller may not see is not shown
        row = shapes.nullable(shapes.reference(names.rows[action.answers_with]))
        schema = shapes.single({"type": "array", "items": row} if action.result.many else row)
        also += [] if action.result.many else ["ETag"]
    else:
        schema = {"type": "object", "required": ["data"], "properties": {"data": _shape(action.result, names)}}
    found = {"200": answers.success("What it returns.", schema) | {"headers": answers.headers(*also)}}
    # where nothing is returned, or the client prefers nothing
    return found | ({"204": answers.nothing("It is done.", *also)} if action.changes else {})


def _refused(action: ActionSpec, names: Names) -> dict[str, Response]:
    never = {412, 428} if action.changes else {409, 412, 428}
    return answers.refusing(frozenset(answers.STATUSES) - never, action.errors, names)


def _who(action: ActionSpec) -> str:
    who = f"callers with the role {' or '.join(sorted(action.roles))}" if action.roles else "whoever is known"
    return f"For {who}, with the scope `{action.scope}` or `{kebab(action.on)}:{action.scope}`."


def _refusals(action: ActionSpec) -> str:
    if not action.errors:
        return ""
    lines = "".join(f"\n- `{error.code}` ({error.status}): {error.title}." for error in action.errors)
    return f"\n\nIt may refuse with:\n{lines}"


def _arguments(action: ActionSpec, names: Names) -> Schema:
    return _taken_record(tuple(action.parameters.values()), names)


def _taken_record(members: Sequence[Named], names: Names) -> Schema:
    properties = {one.name: _described(_taken(one.shape, names), one) for one in members}
    schema: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    required = [one.name for one in members if one.required]
    return schema | ({"required": required} if required else {})


def _parameter(one: Named, names: Names) -> Schema:
    schema = _described(_taken(replace(one.shape, null=False), names), one)
    said = schema.pop("description", "")
    found = {"name": one.name, "in": "query", "required": one.required, "description": said, "schema": schema}
    return found | ({"style": "form", "explode": False} if one.shape.many else {})


def _described(schema: Schema, one: Named) -> Schema:
    default = one.default.value if isinstance(one.default, Enum) else one.default
    if "$ref" in schema and (one.description or default is not None):
        schema = {"allOf": [schema]}
    if one.description:
        schema = schema | {"description": one.description}
    if default is not None:
        schema = schema | {"default": list(default) if one.shape.many else default}
    return schema


def _taken(shape: Shape, names: Names) -> Schema:
    """In JSON, where whole numbers and objects are written as such."""
    if isinstance(shape.of, Record):
        schema = shapes.reference(names.records[shape.of.name])
    elif isinstance(shape.of, RowOf):
        schema = shapes.reference(names.rows[shape.of.resource])
    elif shape.of.kind == "json":
        schema = {"type": "object"}
    else:
        schema = shapes.taken(shape.of, names)
        if shape.of.kind == "text" and shape.of.high is not None:
            schema |= {"minLength": shape.of.low or 0, "maxLength": shape.of.high}
    schema = {"type": "array", "items": schema, "maxItems": LIST_LENGTH} if shape.many else schema
    return shapes.nullable(schema) if shape.null else schema


def _record(record: Record, names: Names) -> Schema:
    properties = {}
    for member in record.members:
        schema = _shape(member.shape, names)
        if member.description:
            schema = ({"allOf": [schema]} if "$ref" in schema else schema) | {"description": member.description}
        properties[member.name] = schema
    return {
        "type": "object",
        "description": record.description,
        "required": [member.name for member in record.members],
        "properties": properties,
    }


def _shape(shape: Shape, names: Names) -> Schema:
    """How an answer holds it."""
    if isinstance(shape.of, Record):
        schema = shapes.reference(names.records[shape.of.name])
    elif isinstance(shape.of, RowOf):
        schema = shapes.reference(names.rows[shape.of.resource])
    elif shape.of.kind == "json":
        schema = {"type": "object"}
    else:
        schema = shapes.written(shape.of, names)
    schema = {"type": "array", "items": schema} if shape.many else schema
    return shapes.nullable(schema) if shape.null else schema

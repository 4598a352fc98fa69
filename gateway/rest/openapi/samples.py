"""Examples of what is sent, made from the models: rows, lists of them, and files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson

from gateway.catalog import Column, Resource, accepted
from gateway.declare import Rule
from gateway.rest.openapi import bodies
from gateway.rest.openapi.bodies import MATCH
from gateway.rest.openapi.naming import Names, kebab
from gateway.rest.openapi.shapes import Schema

TAG: Final = '"ZHSAIvlPH5UUhKkz1wHllh"'
Row = dict[str, Any]


def new(resource: Resource, rules: Iterable[Rule], body: Schema, names: Names) -> Row:
    """What who may say most has to say of a new row; where there is nothing, one thing that it may say."""
    taken = max((accepted(resource, rule) for rule in rules), key=len) & body["properties"].keys()
    columns = [column for column in resource.columns.values() if column.name in taken]
    required = [column.name for column in columns if column.writing.required]
    return _row(resource, required or [column.name for column in columns][:1], names)


def change(resource: Resource, body: Schema, names: Names) -> Row:
    """One thing that may be said, and that may be the same in many rows, if there is such a thing."""
    columns = [name for name in body["properties"] if name in resource.columns]
    unique = {name for group in resource.written.uniques for name in group}
    plain = [name for name in columns if name not in unique and resource.columns[name].references is None]
    return _row(resource, (plain or columns)[:1], names)


def creating(row: Row) -> dict[str, Any]:
    """Of each media type that a collection takes."""
    table = io.StringIO()
    cells = [value if isinstance(value, str) else orjson.dumps(value).decode() for value in row.values()]
    csv.writer(table, lineterminator="\n").writerows([list(row), cells])
    return {
        "json": _named(one=row, several=[row]),
        "lines": _named(lines=orjson.dumps(row).decode() + "\n"),
        "csv": _named(lines=table.getvalue()),
    }


def changing(row: Row, key: Any) -> dict[str, Any]:
    return _named(several=[{"id": key, MATCH: TAG, **row}], all_that_are_found=row)


def key(resource: Resource, names: Names) -> Any:
    return _value(resource.key, names)


def batch(resource: Resource, row: Row, changed: Row | None) -> dict[str, Any]:
    path = f"/{kebab(resource.plural)}"
    operations: list[Row] = [{"method": "POST", "path": path, "body": row}]
    if changed is not None:
        operations.append({"method": "PATCH", "path": f"{path}/{{0/id}}", "body": changed})
    return _named(row_that_is_changed_at_once={"operations": operations})


def _named(**examples: Any) -> dict[str, Any]:
    return {"examples": {name: {"value": value} for name, value in examples.items()}}


def _row(resource: Resource, columns: Iterable[str], names: Names) -> Row:
    return {name: _value(resource.columns[name], names) for name in columns if name in resource.columns}


def _value(column: Column, names: Names) -> Any:
    type_ = column.type
    if type_.kind == "enum":
        return type_.members[0][0]
    schema: Mapping[str, Any] = bodies.narrowed(bodies.taken(type_, names), column)
    found = schema["examples"][0]
    if isinstance(found, str) and type_.kind == "text":
        return found.ljust(schema.get("minLength", 0), "t")[: schema["maxLength"]]
    if isinstance(found, int | float) and not isinstance(found, bool):
        return min(max(found, schema.get("minimum", found)), schema.get("maximum", found))
    return found

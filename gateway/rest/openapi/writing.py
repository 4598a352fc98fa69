"""Writes in the description: the methods that collections and rows have besides reading, and batches of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from gateway.actions import Actions
from gateway.catalog import Catalog, Resource
from gateway.declare import Rule
from gateway.errors import GatewayError
from gateway.rest.openapi import answers, parameters, samples, shapes
from gateway.rest.openapi.naming import Names, kebab, several, words
from gateway.rest.openapi.samples import TAG
from gateway.rest.openapi.shapes import Schema

Operation = dict[str, Any]
Free = Callable[..., str]

JSON: Final = "application/json"
MERGE: Final = "application/merge-patch+json"
LINES: Final = "application/jsonl"
CSV: Final = "text/csv"
ROWS: Final = 1000
AT_MOST: Final = 10_000
OPERATIONS: Final = 100
DATE: Final = "Sat, 31 Jan 2026 12:00:00 GMT"
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}


def _header(name: str, says: str, such_as: str = "", **more: Any) -> Schema:
    """Without an example of OpenAPI: a page on which requests are tried would send it."""
    described = f"{says} Such as `{such_as}`." if such_as else says
    return {"name": name, "in": "header", "description": described, "schema": {"type": "string", **more}}


SEEN: Final = "1764230400000.c.0011223344556677"

HEADERS: Final[dict[str, Schema]] = {
    "IfMatch": _header("If-Match", "Only if the row is in one of the states with these entity tags.", TAG),
    "IfNoneMatch": _header("If-None-Match", "Only if the row is in no state with one of these entity tags.", TAG),
    "IfUnmodifiedSince": _header(
        "If-Unmodified-Since", "Only if the row was not changed after this, where it says when it was.", DATE
    ),
    "IfModifiedSince": _header(
        "If-Modified-Since", "Only if the row was changed after this, where it says when it was.", DATE
    ),
    "ConsistencyToken": _header("X-Consistency-Token", "What a write was answered with, to see what it wrote.", SEEN),
    "IdempotencyKey": _header(
        "Idempotency-Key",
        "Do it once, however often the request is sent with this key within a day.",
        '"6f9619ff-8b86-d011-b42d-00c04fc964ff"',
        minLength=1,
    ),
    "Prefer": _header(
        "Prefer",
        "`return=minimal` answers with no body; `tx=rollback` answers as if it were done, and keeps nothing (RFC 7240).",
    ),
    "PreferPrice": _header(
        "Prefer", "`tx=rollback` answers with what the request would cost, for one point (RFC 7240)."
    ),
}
READ: Final = ("IfMatch", "IfNoneMatch", "IfUnmodifiedSince", "IfModifiedSince", "ConsistencyToken")
MANY: Final = ("IdempotencyKey", "Prefer")
_ROW: Final = ("IfMatch", "IfNoneMatch", "IfUnmodifiedSince", *MANY)
# what is refused whatever is written; the state of a row may matter besides
_ANY: Final = frozenset(answers.STATUSES) - {412, 428}


def referred(names: Iterable[str]) -> list[Schema]:
    return [parameters.reference(name) for name in names]


class Writes:
    """The methods of a catalog, by path. `bodies` are the schemas that are written with, by their names; examples are made
    from them."""

    def __init__(self, catalog: Catalog, names: Names, bodies: Mapping[str, Schema], free: Free) -> None:
        self.catalog, self.names, self.bodies, self.free = catalog, names, bodies, free

    # --- collections --------------------------------------------------------------------------------------------------

    def of_collection(self, resource: Resource) -> dict[str, Operation]:
        written, found = resource.written, dict[str, Operation]()
        if written.create:
            found["post"] = self._create(resource)
        if written.update:
            found["patch"] = self._change(resource)
        if written.delete:
            summary = f"Delete {several(resource)}"
            found["delete"] = self._operation(resource, "delete", resource.plural, summary, written.delete) | {
                "description": "All that the filters find, if they are no more than `at_most`. There is at least one filter.",
                "parameters": [*self._filters(resource), _at_most(required=True), *referred(MANY)],
                "responses": {"200": _answer("How many there were.", _object(deleted=COUNT))}
                | _refused(resource, 412, 428),
            }
        return found

    def _create(self, resource: Resource) -> Operation:
        rules, row = resource.written.create, self._row(resource)
        groups = [",".join(group) for group in resource.written.uniques if group != ("id",)]
        upserts = bool(groups and resource.written.update)
        says = "Change the row that has the same values in these columns already, if there is one."
        upsert = [_query("upsert", says, {"enum": groups})] if upserts else []
        says = "Of a list, create what can be created, and say why the rest cannot."
        partly = _query("partial", says, {"type": "boolean", "default": False})
        created = {"anyOf": [_one(row), _object(data=_list(row), created=COUNT), _object(created=COUNT)]}
        failed = {"type": "array", "items": shapes.reference(self.names.item)}
        rest = _object(data=_list(shapes.nullable(row)), created=COUNT, errors=failed)
        one = words(resource.singular)
        responses = {
            "201": _answer(f"The new {one}, or all of them, or how many there are.", created, "ETag", "Location"),
            "200": _answer(
                f"What could be created{f', or the {one} that was there already' if upserts else ''}.",
                {"anyOf": [_one(row), rest]} if upserts else rest,
                *(["ETag"] if upserts else []),
            ),
        }
        if upserts:
            responses["204"] = answers.nothing("It was there already, and is changed.", "ETag", *answers.WRITTEN)
        return self._operation(resource, "create", resource.singular, f"Create {several(resource)}", rules) | {
            "description": "One as an object, many as a list, all of them or none; or as lines of a file of any length, "
            "which takes no parameters. The rows are answered as a read would have them, as far as the caller may read them.",
            "parameters": [*parameters.of_row(resource), *upsert, partly, *referred(MANY)],
            "requestBody": self._new(resource),
            "responses": responses | _refused(resource, 428 if upserts else 0),
        }

    def _new(self, resource: Resource) -> Schema:
        schema = shapes.reference(self.names.creates[resource.name])
        many = {"type": "array", "items": schema, "minItems": 1, "maxItems": ROWS}
        examples = samples.creating(self._new_sample(resource))
        lines = shapes.text("A JSON object on each line, with what a new one has.")
        cells = shapes.text(
            "CSV (RFC 4180) in UTF-8. The first line has names; an empty cell is a value that is not given."
        )
        content = {
            JSON: {"schema": {"anyOf": [schema, many]}} | examples["json"],
            LINES: {"schema": lines} | examples["lines"],
            "application/x-ndjson": {"schema": lines} | examples["lines"],
            CSV: {"schema": cells} | examples["csv"],
        }
        return {"required": True, "content": content}

    def _change(self, resource: Resource) -> Operation:
        values, change = self.names.updates[resource.name], self.names.changes[resource.name]
        each = {"type": "array", "items": shapes.reference(change), "minItems": 1, "maxItems": ROWS}
        sample = samples.change(resource, self.bodies[values], self.names)
        content = {"schema": {"anyOf": [shapes.reference(values), each]}}
        content |= samples.changing(sample, samples.key(resource, self.names))
        rows = _object(data=_list(shapes.nullable(self._row(resource))), updated=COUNT)
        rules, summary = resource.written.update, f"Change {several(resource)}"
        return self._operation(resource, "update", resource.plural, summary, rules) | {
            "description": "A list of changes, each with the id of its row; or an object with new values for all rows that "
            "the filters find, if they are no more than `at_most`, which has to be said then, and a filter.",
            "parameters": [
                *parameters.of_row(resource), *self._filters(resource), _at_most(required=False), *referred(MANY),
            ],
            "requestBody": {"required": True, "content": {JSON: content, MERGE: content}},
            "responses": {
                "200": _answer("The rows of the list, or how many were found.", {"anyOf": [rows, _object(updated=COUNT)]}),
                "204": answers.nothing("It is done.", *answers.WRITTEN),
            }
            | _refused(resource, 412, 428),
        }  # fmt: skip

    # --- rows ---------------------------------------------------------------------------------------------------------

    def of_row(self, resource: Resource) -> dict[str, Operation]:
        found: dict[str, Operation] = {}
        one, written, asked = words(resource.singular), resource.written, referred(_ROW)
        responses = {
            "200": _answer(f"The {one} as it is now.", _one(self._row(resource)), "ETag"),
            "204": answers.nothing("It is done.", "ETag", *answers.WRITTEN),
        } | _refused(resource, 412, 428)
        if written.update:
            changes, whole = self.names.updates[resource.name], self.names.replaces[resource.name]
            change = _body(changes, samples.change(resource, self.bodies[changes], self.names))
            summary = f"Change one {one}"
            found["patch"] = self._operation(resource, "update", resource.singular, summary, written.update) | {
                "description": "What is not said stays as it is (RFC 7396).",
                "parameters": [*parameters.of_row(resource), *asked],
                "requestBody": {"required": True, "content": {MERGE: change, JSON: change}},
                "responses": responses,
            }
            row, summary = samples.new(resource, written.update, self.bodies[whole], self.names), f"Replace one {one}"
            found["put"] = self._operation(resource, "replace", resource.singular, summary, written.update) | {
                "description": "What is not said becomes as it is in a new row.",
                "parameters": [*parameters.of_row(resource), *asked],
                "requestBody": {"required": True, "content": {JSON: _body(whole, row)}},
                "responses": responses,
            }
        if written.delete:
            gone = {"204": answers.nothing("It is gone.", *answers.WRITTEN)}
            summary = f"Delete one {one}"
            found["delete"] = self._operation(resource, "delete", resource.singular, summary, written.delete) | {
                "parameters": asked,
                "responses": gone | _refused(resource, 412, 428),
            }
        return found

    # --- batches ------------------------------------------------------------------------------------------------------

    def batch(self, served: Actions, tag: str) -> dict[str, Operation]:
        """`served` are the actions, whose errors may be those of a batch."""
        operations = {"type": "array", "items": _OPERATION, "minItems": 1, "maxItems": OPERATIONS}
        schema = _object(operations=operations) | {"additionalProperties": False}
        status = {"type": "integer", "minimum": 200, "maximum": 299}
        headers = {"type": "object", "additionalProperties": {"type": "string"}}
        result = _object(status=status, headers=headers, body={"description": "As it would be answered, or null."})
        results = _object(results=_list(result))
        never = set() if any(r.written.match_required for r in self.catalog.served) else {428}
        errors = dict.fromkeys(error for action in served.all for error in action.errors)
        refused = answers.refusing(frozenset(answers.STATUSES) - never, list[type[GatewayError]](errors), self.names)
        return {
            "post": {
                "operationId": self.free("batch"),
                "summary": "Do several things, all of them or none",
                "description": "In one transaction. The first that fails undoes all; the answer is its own, with `index`. "
                'A later one may refer to what an earlier one gave: `{"$ref": "/0/id"}` as a value of a body, or '
                "`{0/id}` in a path, is the `id` in the `data` of the first.",
                "tags": [tag],
                "security": [{}, {"bearer": []}],
                "parameters": referred(MANY),
                "requestBody": {"required": True, "content": {JSON: {"schema": schema} | self._sample()}},
                "responses": {"200": _answer("What became of each.", results)} | refused,
            }
        }  # fmt: skip

    def _sample(self) -> dict[str, Any]:
        for resource in self.catalog.served:
            if resource.written.create:
                row = self._new_sample(resource)
                update = self.bodies.get(self.names.updates.get(resource.name, ""))
                return samples.batch(resource, row, update and samples.change(resource, update, self.names))
        return {}

    def _new_sample(self, resource: Resource) -> samples.Row:
        body = self.bodies[self.names.creates[resource.name]]
        return samples.new(resource, resource.written.create, body, self.names)

    # --- what they have in common -------------------------------------------------------------------------------------

    def _row(self, resource: Resource) -> Schema:
        return shapes.reference(self.names.rows[resource.name])

    def _filters(self, resource: Resource) -> list[Schema]:
        return parameters.filters(resource, self.names)

    def _operation(
        self, resource: Resource, verb: str, what: str, summary: str, rules: Iterable[Rule]
    ) -> dict[str, Any]:
        anybody: list[Schema] = [{}] if any(not rule.roles for rule in rules) else []
        return {
            "operationId": self.free(verb, what),
            "summary": summary,
            "tags": [kebab(resource.plural)],
            "security": [*anybody, {"bearer": []}],
        }


_OPERATION: Final[Schema] = {
    "type": "object",
    "required": ["method", "path"],
    "additionalProperties": False,
    "properties": {
        "method": {"enum": ["POST", "PATCH", "PUT", "DELETE"]},
        "path": shapes.text("Below `/api/v1`, with what stands behind `?`.", examples=["/…?fields=id"]),
        "body": {"description": "As it would be sent, and null where there is none."},
        "if_match": shapes.text("As the header `If-Match`."),
        "if_unmodified_since": shapes.text("As the header `If-Unmodified-Since`."),
    },
}


def item(names: Names) -> Schema:
    """Why one of many was not done."""
    properties = {
        "index": COUNT | {"description": "Which of the list it is."},
        "code": shapes.text("The kind of error, to decide on. Codes are stable."),
        "title": shapes.text("The kind of error in words."),
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": shapes.text("What is wrong here."),
    }
    return {
        "type": "object",
        "description": "Why one of a list was not created.",
        "required": list(properties),
        "properties": properties | {"violations": shapes.violations(names)},
    }


def _body(schema: str, example: Any) -> Schema:
    return {"schema": shapes.reference(schema), "example": example}


def _at_most(*, required: bool) -> Schema:
    schema = {"type": "integer", "minimum": 1, "maximum": AT_MOST, "examples": [50]}
    return _query("at_most", "How many rows may change; if there are more, none does.", schema) | {"required": required}


def _query(name: str, says: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": says, "schema": schema}


def _answer(says: str, schema: Schema, *headers: str) -> Schema:
    return answers.success(says, schema) | {"headers": answers.headers(*answers.WRITTEN, *headers)}


def _one(row: Schema) -> Schema:
    """What the caller may not see it is not shown."""
    return shapes.single(shapes.nullable(row))


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(**members: Schema) -> Schema:
    more = {"withheld": shapes.WITHHELD} if "data" in members else {}
    return {"type": "object", "required": list(members), "properties": {**members, **more}}


def _refused(resource: Resource, *also: int) -> dict[str, Schema]:
    never = set() if resource.written.match_required else {428}
    return answers.refused(_ANY | (set(also) - never))

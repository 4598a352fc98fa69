"""What a request means that writes, whichever door it is sent to: the same golden text for both."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from gateway.actions import ActionSpec, kebab
from gateway.caller import Caller
from gateway.catalog import Resource, snake
from gateway.graphql.given import arguments
from gateway.graphql.steps import Step
from gateway.graphql.writable import listed, values
from gateway.plan.nodes import ALWAYS, Condition, Many, Plan
from gateway.rest import grammar, parse
from gateway.rest.upload import CSV, KINDS
from gateway.rest.writing import CONTROL
from gateway.writing.answering import Asked
from gateway.writing.asked import Verb
from gateway.writing.given import Spelling
from tests.doors import Doors, Sent
from tests.golden import Write

Row = Mapping[str, Any]
VERBS: Final = {"POST": "create", "PATCH": "update", "PUT": "replace", "DELETE": "delete"}
RIGHTS: Final[Mapping[str, tuple[Verb, ...]]] = {
    "create": ("create",),
    "update": ("update",),
    "replace": ("update",),
    "upsert": ("create", "update"),
    "delete": ("delete",),
}
PREFIX: Final = "/api/v1/"


class Meaning:
    def __init__(self, doors: Doors, caller: Caller) -> None:
        self.doors, self.caller, self.catalog = doors, caller, doors.engine.catalog
        self.author = doors.writes.author(caller, Spelling("key"))

    # --- REST ---------------------------------------------------------------------------------------------------------

    def rest(self, sent: Sent) -> Iterator[Write]:
        headers = {name.decode(): value.decode() for name, value in sent.headers}
        kind = headers.get("content-type", "")
        path = sent.path.removeprefix(PREFIX)
        if kind in KINDS:
            rows = list(_lines(kind, sent.body))
            target = parse.rest_path(self.catalog, path.split("/"))
            assert target is not None
            yield self.write("create", target.resource, _several("create", rows, target.resource), rows)
            return
        body: Any = orjson.loads(sent.body) if sent.body else None
        if path == "batch":
            for one in body["operations"]:
                yield self.operation(one["method"], one["path"].removeprefix("/"), one.get("body"), one.get("if_match"))
            return
        yield self.operation(sent.method, f"{path}?{sent.query.decode()}", body, headers.get("if-match"))

    def operation(self, method: str, address: str, body: Any, seen: str | None) -> Write:
        path, _, query = address.partition("?")
        pairs = grammar.pairs(query.encode())
        control = {name: value for name, value in pairs if name in CONTROL}
        pairs = [pair for pair in pairs if pair[0] not in CONTROL]
        given = [value for _, value in pairs]
        answers = self.doors.rest_door.writer.answers
        if (action := self.doors.actions.by_path.get(path)) is not None:
            answered = self.catalog.resources[action.answers_with] if action.answers_with else None
            asked = answers.asked(self.author, answered, pairs) if answered else None
            return _action(action, body, asked, given)
        target = parse.rest_path(self.catalog, path.split("/"))
        assert target is not None, path
        resource, verb = target.resource, VERBS[method]
        if "at_most" in control:
            rows = [body] if body is not None else []
            does = f"{verb} {resource.name}, at most {control['at_most']}"
            return self.write(verb, resource, does, rows, where=self.filter(path, query, control), given=given)
        asked = answers.asked(self.author, resource, pairs) if verb != "delete" else None
        if "upsert" in control:
            does = f"upsert {resource.name} by {control['upsert']}"
            return self.write("upsert", resource, does, [body], asked=asked, given=given)
        if isinstance(body, list):
            does = _several(verb, body, resource, partly=control.get("partial") == "true")
            match = [_seen(resource, row, row.get("if_match")) for row in body]
            rows = [{n: v for n, v in row.items() if verb == "create" or n not in {"id", "if_match"}} for row in body]
            return self.write(verb, resource, does, rows, asked=asked, given=given, seen=match)
        does = f"{verb} {resource.name}" + (f" {target.key}" if target.key else "")
        rows = [body] if body is not None else []
        match = [_seen(resource, target.key, seen)]
        return self.write(verb, resource, does, rows, asked=asked, given=given, seen=match)

    def filter(self, path: str, query: str, control: Row) -> Condition:
        """As a read of the collection has it."""
        kept = [part for part in query.split("&") if part.partition("=")[0] not in control]
        [root] = self.doors.asked_rest(f"/{path}?{'&'.join(kept)}", self.caller).prepared.plan.roots
        assert isinstance(root, Many)
        return root.listing.where

    # --- GraphQL ------------------------------------------------------------------------------------------------------

    def graphql(self, sent: Sent) -> Iterator[Write]:
        body = orjson.loads(sent.body)
        door = self.doors.graphql_door
        read = door.persisted.documents.read(body["query"])
        operation = read.operation(None)
        known, variables = door.executor.kept(read, operation, body["variables"], self.caller)
        program, _ = door.executor.program((read, operation, body["variables"]), known, variables, self.caller)
        for step in program.steps:
            assert isinstance(step, Step)
            given = {name: one.value for name, one in arguments(step.node, variables).items()}
            yield self.step(step, given, program.values(variables))

    def step(self, step: Step, given: Row, slots: Sequence[Any]) -> Write:
        asked = next((member.asked for member in step.members if member.asked), None)
        if isinstance(step.does, ActionSpec):
            return _action(step.does, {snake(name): value for name, value in given.items()}, asked, slots)
        verb, resource = step.does.verb, step.does.resource
        several = listed(given.get("inputs", given.get("changes", given.get("ids"))))
        said = [given["input"]] if "input" in given else []
        if several is not None:
            said = [one.get("input", one) for one in several if isinstance(one, dict)]
        rows = [values(step.does.words, one) for one in said]
        seen = [_seen(resource, one, one.get("ifMatch")) for one in several or [given] if isinstance(one, dict)]
        match step.does.many:
            case "where":
                does = f"{verb} {resource.name}, at most {given['atMost']}"
            case "many":
                does = _several(verb, several or [], resource, partly=bool(given.get("partial")))
            case _ if verb == "upsert":
                does = f"upsert {resource.name} by {','.join(step.does.uniques[given['by']])}"
            case _:
                does = f"{verb} {resource.name}" + (f" {_key(given)}" if "id" in given else "")
        return self.write(verb, resource, does, rows, asked=asked, given=slots, seen=seen, where=step.where)

    # --- both ---------------------------------------------------------------------------------------------------------

    def write(
        self,
        verb: str,
        resource: Resource,
        does: str,
        rows: Sequence[Row],
        *,
        asked: Asked | None = None,
        given: Sequence[Any] = (),
        seen: Sequence[str | None] = (),
        where: Condition = ALWAYS,
    ) -> Write:
        may = {f"{one} {resource.name}": self.author.rights(resource, one) for one in RIGHTS[verb]}
        return Write(
            does,
            [one for one in seen if one is not None],
            _said(rows),
            {**may, **self.also(resource, rows)},
            ALWAYS if verb == "create" else self.author.readable(resource),
            where,
            _plan(asked),
            given,
        )

    def also(self, resource: Resource, rows: Sequence[Row]) -> dict[str, Any]:
        """The rules for what rows are linked to, and for rows that are made with them."""
        found: dict[str, Any] = {}
        for name in _names(rows):
            relation = resource.relations.get(name)
            if relation is not None and relation.through:
                links = self.doors.writes.rights.links(resource.name, name, self.author.writing)
                found[f"link {name} of {resource.name}"] = links
            elif relation is not None:
                target = self.catalog.target(relation)
                found[f"create {target.name}"] = self.author.rights(target, "create")
                found |= self.also(target, [below for row in rows for below in row.get(name, ())])
        return found


def _action(action: ActionSpec, given: Row, asked: Asked | None, slots: Sequence[Any]) -> Write:
    notes = [
        "for " + ", ".join(sorted(action.roles)),
        f"scope {kebab(action.on)}:{action.scope}",
        "refuses " + ", ".join(error.code for error in action.errors),
    ]
    return Write(f"action {action.name}", notes, _said([given]), shown=_plan(asked), values=slots)


def _plan(asked: Asked | None) -> Plan | None:
    return asked.plan if asked else None


def _several(verb: str, rows: Sequence[Any], resource: Resource, *, partly: bool = False) -> str:
    if verb != "create":
        return f"{verb} {resource.name} " + ", ".join(_key(row) for row in rows)
    return f"create {len(rows)} of {resource.name}" + (", those that can be made" if partly else "")


def _key(row: Any) -> str:
    """Without the resource, with which a global id begins."""
    given = row["id"] if isinstance(row, Mapping) else row
    return str(given).rpartition(":")[2]


def _seen(resource: Resource, row: Any, tag: str | None) -> str | None:
    return None if tag is None else f"{resource.name} {_key(row)} seen as {tag}"


def _said(rows: Sequence[Row]) -> list[str]:
    found = []
    for name in _names(rows):
        below = [one for row in rows if isinstance(row.get(name), list) for one in row[name] if isinstance(one, dict)]
        found.append(f"{name} ({', '.join(_said(below))})" if below else name)
    return found


def _names(rows: Sequence[Row]) -> list[str]:
    return sorted({name for row in rows for name in row})


def _lines(kind: str, body: bytes) -> Iterator[Row]:
    lines = body.decode().splitlines()
    if kind == CSV:
        yield from ({n: cell for n, cell in row.items() if cell} for row in csv.DictReader(lines))
        return
    for line in lines:
        try:
            yield orjson.loads(line)
        except orjson.JSONDecodeError:
            yield {}

"""The same write on either door: what is sent is spelled as the door wants it, what comes back as the catalog has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import orjson

from gateway.caller import Caller
from gateway.catalog import Resource, camel, snake
from tests.doors import AS_JSON, Doors, Reply, Sent

DOORS: Final = ("rest", "graphql")
RESPONSE: Final = (b"accept", b"application/graphql-response+json")
_VERBS: Final = {"create": "POST", "update": "PATCH", "replace": "PUT", "delete": "DELETE"}


@dataclass(frozen=True)
class Outcome:
    """`code` is None where it was done; `row` is what was answered of it, keys as REST has them."""

    status: int
    code: str | None
    row: Mapping[str, Any] | None = None
    violations: frozenset[tuple[str, str]] = frozenset()
    problem: Mapping[str, Any] = field(default_factory=dict)
    reply: Reply | None = None

    @property
    def refusal(self) -> tuple[str | None, frozenset[tuple[str, str]]]:
        return self.code, self.violations


@dataclass(frozen=True)
class Writer:
    doors: Doors
    door: str

    async def create(self, name: str, said: Mapping[str, Any], caller: Caller, **options: Any) -> Outcome:
        return await self.write("create", name, None, said, caller, **options)

    async def update(self, name: str, key: Any, said: Mapping[str, Any], caller: Caller, **options: Any) -> Outcome:
        return await self.write("update", name, key, said, caller, **options)

    async def delete(self, name: str, key: Any, caller: Caller, **options: Any) -> Outcome:
        return await self.write("delete", name, key, {}, caller, **options)

    async def write(
        self, verb: str, name: str, key: Any, said: Mapping[str, Any], caller: Caller, **options: Any
    ) -> Outcome:
        """`options`: `fields` to be answered, `match` an entity tag, `once` an idempotency key, `dry`."""
        resource = self.doors.engine.catalog.resources[name]
        if self.door == "rest":
            return await self._rest(verb, resource, key, said, caller, options)
        return await self._graphql(verb, resource, key, said, caller, options)

    async def read(self, name: str, key: Any, caller: Caller, fields: Sequence[str]) -> Mapping[str, Any] | None:
        """A row, by this door."""
        resource = self.doors.engine.catalog.resources[name]
        if self.door == "rest":
            path = f"/{resource.plural.replace('_', '-')}/{key}?fields={','.join(fields)}"
            reply = await self.doors.rest(path, caller)
            return reply.json.get("data") if reply.status == 200 else None
        query = f"query($id: ID!) {{ {camel(resource.singular)}(id: $id) {{ {_selected(fields)} }} }}"
        reply = await self.doors.graphql(query, {"id": f"{name}:{key}"}, caller)
        data = reply.json.get("data")
        return _row(resource, data[camel(resource.singular)]) if data and data[camel(resource.singular)] else None

    async def _rest(
        self,
        verb: str,
        resource: Resource,
        key: Any,
        said: Mapping[str, Any],
        caller: Caller,
        options: Mapping[str, Any],
    ) -> Outcome:
        path = f"/api/v1/{resource.plural.replace('_', '-')}" + ("" if key is None else f"/{key}")
        body = b"" if verb == "delete" else orjson.dumps(said)
        headers = [*(AS_JSON if body else ()), *_headers(options)]
        if options.get("dry"):
            headers.append((b"prefer", b"tx=rollback"))
        if options.get("match"):
            headers.append((b"if-match", options["match"].encode()))
        query = f"fields={','.join(options['fields'])}".encode() if options.get("fields") and verb != "delete" else b""
        return await self.send(Sent(_VERBS[verb], path, query, body, headers), caller)

    async def send(self, sent: Sent, caller: Caller) -> Outcome:
        """A request of REST, as it is."""
        reply = await self.doors.ask(self.doors.rest_door, sent, caller)
        answer = reply.json if reply.body else {}
        if reply.status >= 400:
            return _refused(reply, answer, answer)
        return Outcome(reply.status, None, answer.get("data"), reply=reply)

    async def mutate(self, query: str, variables: Mapping[str, Any], caller: Caller, **options: Any) -> Outcome:
        """A document of mutations, as it is. Nothing of what it answers is read."""
        body = {"query": query, "variables": variables, "extensions": {"dryRun": bool(options.get("dry"))}}
        sent = Sent("POST", "/graphql", b"", orjson.dumps(body), [*AS_JSON, RESPONSE, *_headers(options)])
        reply = await self.doors.ask(self.doors.graphql_door, sent, caller)
        if "errors" not in reply.json:
            return Outcome(reply.status, None, reply=reply)
        [error] = reply.json["errors"]
        return _refused(reply, error["extensions"], error["extensions"] | {"detail": error["message"]})

    async def _graphql(
        self,
        verb: str,
        resource: Resource,
        key: Any,
        said: Mapping[str, Any],
        caller: Caller,
        options: Mapping[str, Any],
    ) -> Outcome:
        variables: dict[str, Any] = {}
        declared, passed = [], []
        kind = verb.capitalize()
        for name, type_, value in (
            ("id", "ID!", None if key is None else f"{resource.name}:{key}"),
            ("input", f"{resource.name}{kind}Input!", None if verb == "delete" else self._given(verb, resource, said)),
            ("ifMatch", "String", options.get("match")),
        ):
            if value is not None:
                variables[name] = value
                declared.append(f"${name}: {type_}")
                passed.append(f"{name}: ${name}")
        row = camel(resource.singular)
        selected = f"{row} {{ {_selected(options.get('fields', ()))} }}"
        field_ = camel(f"{verb}_{resource.singular}")
        query = f"mutation({', '.join(declared)}) {{ done: {field_}({', '.join(passed)}) {{ {selected} }} }}"
        outcome = await self.mutate(query, variables, caller, **options)
        if outcome.code is not None or outcome.reply is None:
            return outcome
        found = outcome.reply.json["data"]["done"][row]
        return replace(outcome, row=None if found is None else _row(resource, found))

    def _given(self, verb: str, resource: Resource, said: Mapping[str, Any]) -> dict[str, Any]:
        found = self._input(resource, said)
        links = [camel(name) for name in resource.written.link if verb == "update" and camel(name) in found]
        return found | {name: {"set": found[name]} for name in links}

    def _input(self, resource: Resource, said: Mapping[str, Any]) -> dict[str, Any]:
        return {camel(name): self._value(resource, name, value) for name, value in said.items()}

    def _value(self, resource: Resource, name: str, value: Any) -> Any:
        column, relation = resource.columns.get(name), resource.relations.get(name)
        if column is not None and column.references is not None and value is not None:
            return f"{column.references}:{value}"
        if name == "id":
            return f"{resource.name}:{value}"
        if relation is None or not isinstance(value, list):
            return value
        if relation.through:
            return [f"{relation.target}:{key}" for key in value]
        return [self._input(self.doors.engine.catalog.target(relation), below) for below in value]


def _headers(options: Mapping[str, Any]) -> list[tuple[bytes, bytes]]:
    return [(b"idempotency-key", options["once"].encode())] if options.get("once") else []


def _selected(fields: Sequence[str]) -> str:
    return " ".join("databaseId" if name == "id" else camel(name) for name in fields) or "__typename"


def _row(resource: Resource, found: Mapping[str, Any]) -> dict[str, Any]:
    """As REST spells it."""
    row: dict[str, Any] = {}
    for name, value in found.items():
        spelled = "id" if name == "databaseId" else snake(name)
        column = resource.columns.get(spelled)
        if column is not None and column.references and value is not None:
            rest = value.partition(":")[2]
            row[spelled] = int(rest) if rest.isdigit() else rest
        else:
            row[spelled] = value
    return row


def _refused(reply: Reply, problem: Mapping[str, Any], shown: Mapping[str, Any]) -> Outcome:
    violations = frozenset((v["pointer"], v["code"]) for v in problem.get("violations", ()))
    kept = {name: shown.get(name) for name in ("code", "title", "detail", "hint", "status", "violations")}
    return Outcome(reply.status, problem["code"], None, violations, kept, reply)

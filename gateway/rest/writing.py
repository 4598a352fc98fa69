"""Writes as REST has them: methods on collections and rows become what is asked of the engine, its results an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import orjson

from gateway import actions
from gateway.actions import ActionSpec, Writing
from gateway.caller import Caller
from gateway.catalog import Resource
from gateway.errors import MethodNotAllowed, ResourceUnknown
from gateway.pipeline import Engine
from gateway.plan.cache import Cache
from gateway.rest import bulk, grammar, parse
from gateway.rest.answers import Answers
from gateway.rest.operations import KEYS, Done, Operation, an_object, location, no_parameters, unique, values
from gateway.rest.parse import Target
from gateway.writing import answering, changing, creating, refusing, single, upserting
from gateway.writing.answering import Asked
from gateway.writing.asked import Change, Removal, Verb
from gateway.writing.work import Work

# parameters that are not about the answer
CONTROL: Final = frozenset({"upsert", "partial", "at_most"})
_VERBS: Final[dict[Verb, frozenset[str]]] = {
    "create": frozenset({"POST"}),
    "update": frozenset({"PATCH", "PUT"}),
    "delete": frozenset({"DELETE"}),
}


class RestWriter:
    def __init__(self, engine: Engine, writing: Writing, cache: Cache[Asked]) -> None:
        self.engine, self.catalog, self.writing = engine, engine.catalog, writing
        self.answers = Answers(engine, cache)

    def is_action(self, path: str) -> bool:
        return path in self.writing.actions.by_path

    async def perform(self, work: Work, operation: Operation) -> Done:
        """Raises GatewayError."""
        action = self.writing.actions.by_path.get(operation.path)
        if action is not None and action.changes and operation.method == "POST":
            done = await self.act(work, action, operation)
            return replace(done, price=done.price + actions.COST)
        target = parse.rest_path(self.catalog, operation.path.split("/"))
        if target is None:
            raise ResourceUnknown("There is no such resource that you may read.")
        self.check_method(target, operation.method)
        if target.key is None:
            return await self.on_collection(work, target.resource, operation)
        return await self.on_row(work, target.resource, target.key, operation)

    def possible(self, target: Target, caller: Caller) -> list[str]:
        """What the caller can do with what a path names, to some row at least."""
        policies, resource = self.engine.policies, target.resource
        readable = policies.readable(policies.standing(caller))[resource.name]
        seen = bool(readable) and (target.relation is None or target.relation.name in readable)
        unable = frozenset() if seen else {"GET", "HEAD"}
        standing = policies.writing(caller)
        for verb, names in _VERBS.items():
            if not self.writing.writes.rights.of(resource.name, verb, standing):
                unable |= names
        return [method for method in methods(target) if method not in unable]

    def check_price(self, price: int) -> None:
        self.answers.check(price)

    def check_create(self, resource: Resource, caller: Caller) -> None:
        """Raises what making a row does for who may make none."""
        author = self.writing.writes.author(caller, KEYS)
        if not author.rights(resource, "create"):
            raise refusing.denied(author, resource, "create")

    def check_method(self, target: Target, method: str) -> None:
        possible = methods(target)
        if method not in possible:
            raise self.not_possible(method, possible)

    def not_possible(self, method: str, possible: list[str]) -> MethodNotAllowed:
        allowed = ", ".join(possible)
        return MethodNotAllowed(
            f"{method} is not possible here.", hint=f"Possible are {allowed}.", headers={"Allow": allowed}
        )

    # --- rows ---------------------------------------------------------------------------------------------------------

    async def on_row(self, work: Work, resource: Resource, key: str, operation: Operation) -> Done:
        match = operation.conditions.of_write if operation.conditions else None
        if operation.method == "DELETE":
            no_parameters(operation.pairs)
            await changing.delete(work, resource, [Removal(key, match)])
            return Done(204)
        asked = self.answers.asked(work, resource, operation.pairs)
        whole = operation.method == "PUT"
        change = Change(key, an_object(operation.body), match, replace=whole)
        keys = await changing.update(work, resource, [change])
        [shown] = await answering.rows(work, asked, keys, values(operation.pairs))
        return self.answers.single(asked, shown, 204 if operation.minimal else 200, minimal=operation.minimal)

    async def on_collection(self, work: Work, resource: Resource, operation: Operation) -> Done:
        control = {name: value for name, value in operation.pairs if name in CONTROL}
        rest = replace(operation, pairs=[pair for pair in operation.pairs if pair[0] not in CONTROL])
        if operation.method != "POST":
            return await bulk.change(self.answers, work, resource, rest, control)
        if "at_most" in control:
            raise grammar.unknown("at_most")
        if isinstance(operation.body, list):
            return await bulk.create(self.answers, work, resource, rest, control)
        return await self.create(work, resource, rest, control)

    async def alone(self, caller: Caller, operation: Operation) -> Done | None:
        """One new row, made without a transaction around it; None where it is not, or where more than that is asked for."""
        target = parse.rest_path(self.catalog, operation.path.split("/"))
        more = operation.method != "POST" or not isinstance(operation.body, dict)
        if target is None or target.key is not None or more or any(name in CONTROL for name, _ in operation.pairs):
            return None
        author, resource = self.writing.writes.author(caller, KEYS), target.resource
        asked = self.answers.asked(author, resource, operation.pairs)
        made = await single.create(author, resource, operation.body, asked, values(operation.pairs))
        if made is None:
            return None
        done = self.answers.single(asked, made.shown, 201, minimal=operation.minimal)
        return replace(done, headers=(*done.headers, location(resource, made.key)))

    async def create(self, work: Work, resource: Resource, operation: Operation, control: Mapping[str, str]) -> Done:
        if "partial" in control:
            raise grammar.unknown("partial")
        asked = self.answers.asked(work, resource, operation.pairs)
        given, made = an_object(operation.body), True
        if "upsert" in control:
            by = unique(resource, control["upsert"], self.sayable(work, resource))
            key, made = await upserting.upsert(work, resource, by, given)
        else:
            [key] = await creating.create(work, resource, [given], [""])
        [shown] = await answering.rows(work, asked, [key], values(operation.pairs))
        status = 201 if made else 204 if operation.minimal else 200
        done = self.answers.single(asked, shown, status, minimal=operation.minimal)
        return replace(done, headers=(*done.headers, location(resource, key))) if made else done

    def sayable(self, work: Work, resource: Resource) -> frozenset[str]:
        """What a new row can have by the caller, said by it or filled in for it."""
        rights = work.rights(resource, "create")
        if not rights:
            # which is said by who makes the row
            return frozenset(resource.columns)
        return frozenset[str]().union(*(right.fields | {p.column for p in right.presets} for right in rights))

    # --- actions --------------------------------------------------------------------------------------------------------

    async def act(self, work: Work, action: ActionSpec, operation: Operation) -> Done:
        # what is wrong with the arguments is told to those alone who may run it
        actions.allow(action, work.caller)
        resource = self.catalog.resources[action.answers_with] if action.answers_with else None
        if resource is None:
            no_parameters(operation.pairs, "Arguments are in the body.")
        asked = self.answers.asked(work, resource, operation.pairs) if resource is not None else None
        done = await actions.run(action, work.caller, an_object(operation.body), KEYS, work)
        if action.result is None or done is None:
            return Done(204)
        if resource is None:
            return Done(204 if operation.minimal else 200, b"" if operation.minimal else orjson.dumps({"data": done}))
        if action.result.many:
            if asked is not None:
                self.answers.check_price(asked, len(done))
            shown = await answering.rows(work, asked, done, values(operation.pairs))
            return self.answers.many(asked, shown, {})
        [one] = await answering.rows(work, asked, [done], values(operation.pairs))
        return self.answers.single(asked, one, 204 if operation.minimal else 200, minimal=operation.minimal)


def methods(target: Target) -> list[str]:
    """What can be done with what a path names, by somebody."""
    written, found = target.resource.written, ["GET", "HEAD"]
    if target.relation is None:
        of_row = target.key is not None
        found += ["POST"] if written.create and not of_row else []
        found += ["PATCH", *(["PUT"] if of_row else [])] if written.update else []
        found += ["DELETE"] if written.delete else []
    return [*found, "OPTIONS"]

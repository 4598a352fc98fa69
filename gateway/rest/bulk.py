"""Many rows at once: lists of new rows and of changes, and rows by what they are like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, Final

import orjson

from gateway import policy
from gateway.catalog import Resource
from gateway.errors import BatchInvalid, BodyInvalid, GatewayError, PreconditionFailed, ValueInvalid
from gateway.plan import passes
from gateway.plan.context import Context
from gateway.plan.nodes import Condition, Many
from gateway.rest import grammar, parse
from gateway.rest.answers import Answers
from gateway.rest.grammar import Pairs
from gateway.rest.operations import Done, Operation, an_object, values
from gateway.rest.parse import Target
from gateway.writing import answering, changing, creating, partly
from gateway.writing.asked import Change
from gateway.writing.changing import Filter
from gateway.writing.preconditions import Preconditions, tags
from gateway.writing.work import Work

ROWS: Final = 1000
AT_MOST: Final = 10_000
_CAP: Final = re.compile(r"[1-9]\d{0,4}\Z", re.ASCII)


async def create(
    answers: Answers, work: Work, resource: Resource, operation: Operation, control: Mapping[str, str]
) -> Done:
    """All of the rows or none; `partial`, those that can be made, and why the others cannot."""
    if "upsert" in control:
        raise grammar.unknown("upsert")
    rows, places = _objects(operation.body)
    asked = answers.asked(work, resource, operation.pairs, len(rows))
    if _flag(control, "partial"):
        results = await partly.create(work, resource, rows, places)
        keys = [one for one in results if not isinstance(one, GatewayError)]
        made = iter(await answering.rows(work, asked, keys, values(operation.pairs)))
        shown = [None if isinstance(one, GatewayError) else next(made) for one in results]
        errors = [{"index": i, **_described(e)} for i, e in enumerate(results) if isinstance(e, GatewayError)]
        return answers.many(asked, shown, {"created": len(keys), "errors": errors})
    keys = await creating.create(work, resource, rows, places)
    if operation.minimal:
        return Done(201)
    shown = await answering.rows(work, asked, keys, values(operation.pairs))
    return answers.many(asked, shown, {"created": len(keys)}, 201)


async def change(
    answers: Answers, work: Work, resource: Resource, operation: Operation, control: Mapping[str, str]
) -> Done:
    """PATCH with a list of changes, each with its id; PATCH and DELETE of what a filter finds."""
    for name in control.keys() - {"at_most"}:
        raise grammar.unknown(name)
    seen = operation.conditions.match
    if seen is not None and not seen.anything:
        # which would else be taken for a promise that nothing was changed meanwhile
        raise PreconditionFailed("A collection has no entity tag.", hint='Say "if_match" of each row in a list.')
    if operation.method == "PATCH" and isinstance(operation.body, list):
        if control:
            raise grammar.unknown("at_most")
        return await _update(answers, work, resource, operation)
    asked = _filter(answers, work, resource, operation.pairs, control)
    if operation.method == "DELETE":
        found = await changing.select_where(work, resource, asked)
        await changing.remove(work, resource, found)
        return Done(200, orjson.dumps({"deleted": len(found)}))
    keys = await changing.update_where(work, resource, asked, an_object(operation.body))
    return Done(200, orjson.dumps({"updated": len(keys)}))


async def _update(answers: Answers, work: Work, resource: Resource, operation: Operation) -> Done:
    rows, places = _objects(operation.body)
    changes = []
    for row, place in zip(rows, places, strict=True):
        if "id" not in row:
            raise ValueInvalid('"id" is missing.', pointer=f"{place}/id")
        said, match = {n: v for n, v in row.items() if n not in {"id", "if_match"}}, row.get("if_match")
        if match is not None and not isinstance(match, str):
            raise ValueInvalid('"if_match" takes an entity tag, as a text.', pointer=f"{place}/if_match")
        demanded = None if match is None else Preconditions(match=tags(match, f"{place}/if_match")).of_write
        changes.append(Change(row["id"], said, demanded, pointer=place))
    asked = answers.asked(work, resource, operation.pairs, len(changes))
    keys = await changing.update(work, resource, changes)
    if operation.minimal:
        return Done(204)
    shown = await answering.rows(work, asked, keys, values(operation.pairs))
    return answers.many(asked, shown, {"updated": len(keys)})


def _filter(answers: Answers, work: Work, resource: Resource, pairs: Pairs, control: Mapping[str, str]) -> Filter:
    """Raises ValueInvalid where no cap or no filter was given, and what reading a filter raises."""
    said = control.get("at_most", "")
    if not _CAP.match(said) or int(said) > AT_MOST:
        raise ValueInvalid(
            f'"at_most" takes a whole number from 1 to {AT_MOST}.',
            hint="It says how many rows may change at most.",
            pointer="/at_most",
        )
    for name, _ in pairs:
        if not name.startswith("filter["):
            raise grammar.unknown(name)
    if not pairs:
        raise ValueInvalid("Which rows is not said.", hint="Write filter[…].", pointer="/filter")
    return Filter(_where(answers, work, resource, pairs), values(pairs), int(said))


def _where(answers: Answers, work: Work, resource: Resource, pairs: Pairs) -> Condition:
    engine, standing = answers.engine, work.reading
    readable, missing = engine.policies.readable(standing), partial(engine.policies.missing, standing)
    target = Target(resource)
    given = parse.values(target, pairs)
    context = Context(engine.catalog, readable, given, engine.limits, "key", missing)
    plan = passes.complete(parse.plan(target, pairs, engine.catalog), context)
    [root] = policy.apply(plan, engine.policies.grants(standing), engine.catalog).roots
    assert isinstance(root, Many)  # noqa: S101  (that is what a collection is asked as; narrows the type)
    return root.listing.where


def _objects(body: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of a list and their places."""
    if not body or len(body) > ROWS:
        raise BatchInvalid(f"A list has 1 to {ROWS} rows.", hint="Send more as JSON Lines or CSV.")
    for index, row in enumerate(body):
        if not isinstance(row, dict):
            raise BodyInvalid("A row is a JSON object.", pointer=f"/{index}")
    return body, [f"/{index}" for index in range(len(body))]


def _flag(control: Mapping[str, str], name: str) -> bool:
    if control.get(name, "false") not in {"true", "false"}:
        raise ValueInvalid(f'"{name}" takes true or false.', pointer=f"/{name}")
    return control.get(name) == "true"


def _described(error: GatewayError) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "code": error.code,
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
    }
    return shown | ({"violations": [asdict(one) for one in error.violations]} if error.violations else {})

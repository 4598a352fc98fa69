"""The steps of a mutation, run one after the other in one transaction. What is answered about each is read at once, in the
state that it left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

import orjson

from gateway import actions
from gateway.actions import ActionSpec, Record, Shape
from gateway.catalog import camel
from gateway.errors import BatchInvalid, GatewayError, ValueInvalid
from gateway.graphql.given import Variables
from gateway.graphql.mutations import Write
from gateway.graphql.steps import Member, Program, Selection, Step, at_most, placed
from gateway.graphql.writable import listed, values
from gateway.values import Type
from gateway.writing import answering, changing, creating, partly, single, upserting
from gateway.writing.answering import Shown
from gateway.writing.asked import Change, Precondition, Removal
from gateway.writing.changing import Filter, Found
from gateway.writing.given import Spelling
from gateway.writing.preconditions import Preconditions, tags
from gateway.writing.work import Author, Work

GLOBAL: Final = Spelling("global")
ROWS: Final = 1000
Arguments = Mapping[str, Any]


async def run(work: Work, program: Program, variables: Variables) -> bytes:
    """The data as JSON text, in which what the caller may not read is marked. An error has the index of its step."""
    runner, parts = _Runner(work, program.values(variables)), []
    for index, step in enumerate(program.steps):
        with placed(index):
            text = await runner.step(step, variables) if isinstance(step, Step) else orjson.dumps(step.text)
        parts.append(orjson.dumps(step.key) + b":" + text)
    return b"{" + b",".join(parts) + b"}"


async def alone(author: Author, program: Program, variables: Variables) -> bytes | None:
    """The data of a mutation that makes one row and does nothing else, without a transaction around it; None where it is
    another, or where it is not done in this way."""
    if len(program.steps) != 1 or not isinstance(step := program.steps[0], Step) or not isinstance(step.does, Write):
        return None
    rows = _of_rows(step)
    if (step.does.verb, step.does.many) != ("create", "one") or len(rows) != 1:
        return None
    with placed(0):
        said = values(step.does.words, step.given(variables).get("input", {}))
        made = await single.create(author, step.does.resource, said, rows[0].asked, program.values(variables))
        if made is None:
            return None
        done = _Done([made.key], created=True, shown={rows[0].key: [made.shown]})
        return b"{" + orjson.dumps(step.key) + b":" + _payload(step, step.does, done) + b"}"


async def returned(
    work: Work, action: ActionSpec, asked: answering.Asked | None, done: Any, values: Sequence[Any]
) -> bytes:
    """The rows that an action has returned by their keys."""
    many = action.result is not None and action.result.many is not None
    if done is None:
        return b"null"
    shown = [_text(one) for one in await answering.rows(work, asked, done if many else [done], values)]
    return b"[" + b",".join(shown) + b"]" if many else shown[0]


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of the rows of a step: their keys, or why they were not written; those that were, as they are `shown` by
    each member of the payload."""

    results: Sequence[Any]
    created: bool = False
    shown: Mapping[str, Sequence[Shown | None]] = field(default_factory=dict)

    @property
    def keys(self) -> list[Any]:
        return [one for one in self.results if not isinstance(one, GatewayError)]


class _Runner:
    def __init__(self, work: Work, values: list[Any]) -> None:
        self.work, self.values = work, values

    async def step(self, step: Step, variables: Variables) -> bytes:
        given = step.given(variables)
        if isinstance(step.does, ActionSpec):
            return await self.act(step, step.does, given)
        done = await self.write(step, step.does, given)
        shown = {m.key: done.shown.get(m.key) or await self.rows(m, done.keys) for m in _of_rows(step)}
        return _payload(step, step.does, replace(done, shown=shown))

    async def rows(self, member: Member, keys: Sequence[Any]) -> list[Shown | None]:
        return await answering.rows(self.work, member.asked, keys, self.values)

    async def act(self, step: Step, action: ActionSpec, given: Arguments) -> bytes:
        named = _arguments(action, given)
        done = await actions.run(action, self.work.caller, named, GLOBAL, self.work)
        if action.result is None:
            return b"true"
        if action.answers_with is None:
            return orjson.dumps(done)
        return await returned(self.work, action, step.members[0].asked, done, self.values)

    # --- writes -------------------------------------------------------------------------------------------------------

    async def write(self, step: Step, write: Write, given: Arguments) -> _Done:
        match write.verb, write.many:
            case "create", _:
                return await self.create(write, given)
            case "upsert", _:
                by, said = write.uniques[given["by"]], values(write.words, given.get("input", {}))
                key, created = await upserting.upsert(self.work, write.resource, by, said)
                return _Done([key], created)
            case "delete", _:
                return await self.delete(step, write, given)
            case _, "where":
                said = values(write.words, given["input"])
                asked = self.filter(step, given)
                return _Done(await changing.update_where(self.work, write.resource, asked, said))
            case _:
                return _Done(await changing.update(self.work, write.resource, _changes(write, given)))

    async def create(self, write: Write, given: Arguments) -> _Done:
        if write.many == "one":
            said = values(write.words, given.get("input", {}))
            return _Done(await creating.create(self.work, write.resource, [said], [""]), created=True)
        rows = [values(write.words, one) for one in _several(given["inputs"])]
        make = partly.create if given.get("partial") else creating.create
        return _Done(await make(self.work, write.resource, rows, _places(rows)))

    async def delete(self, step: Step, write: Write, given: Arguments) -> _Done:
        """The rows are shown while they are there, and nobody else can change them any more."""
        found: list[Found]
        match write.many:
            case "one":
                removals = [Removal(given["id"], _match(given, ""))]
            case "many":
                ids = _several(given["ids"])
                removals = [Removal(one, pointer=place) for one, place in zip(ids, _places(ids), strict=True)]
            case _:
                removals = []
        if write.many == "where":
            found = await changing.select_where(self.work, write.resource, self.filter(step, given))
        else:
            found = await changing.select(self.work, write.resource, removals)
        keys = [one.key for one in found]
        shown = {member.key: await self.rows(member, keys) for member in _of_rows(step)}
        await changing.remove(self.work, write.resource, found, [removal.pointer for removal in removals])
        return _Done(keys, shown=shown)

    def filter(self, step: Step, given: Arguments) -> Filter:
        return Filter(step.where, self.values, at_most(given["atMost"]))


def _payload(step: Step, write: Write, done: _Done) -> bytes:
    parts = [orjson.dumps(member.key) + b":" + _member(write, member, done) for member in step.members]
    return b"{" + b",".join(parts) + b"}"


def _member(write: Write, member: Member, done: _Done) -> bytes:
    match member.name:
        case "rows":
            rest = iter(done.shown[member.key])
            texts = [b"null" if isinstance(one, GatewayError) else _text(next(rest)) for one in done.results]
            return texts[0] if write.many == "one" else b"[" + b",".join(texts) + b"]"
        case "created":
            return orjson.dumps(done.created)
        case "count":
            return orjson.dumps(len(done.keys))
        case "errors":
            wrong = [(i, one) for i, one in enumerate(done.results) if isinstance(one, GatewayError)]
            return orjson.dumps([_selected(_described(index, one), member.selected) for index, one in wrong])
        case _:
            return orjson.dumps(write.payload)


def _of_rows(step: Step) -> list[Member]:
    return [member for member in step.members if member.name == "rows"]


def _changes(write: Write, given: Arguments) -> list[Change]:
    if write.many == "one":
        said, whole = values(write.words, given["input"]), write.verb == "replace"
        return [Change(given["id"], said, _match(given, ""), whole)]
    several = _several(given["changes"])
    return [
        Change(one["id"], values(write.words, one["input"]), _match(one, place), pointer=place)
        for one, place in zip(several, _places(several), strict=True)
    ]


def _several(given: Any) -> list[Any]:
    found = listed(given) or []
    if not 1 <= len(found) <= ROWS:
        raise BatchInvalid(f"A list has 1 to {ROWS} rows.")
    return found


def _places(rows: Sequence[Any]) -> list[str]:
    return [f"/{index}" for index in range(len(rows))]


def _match(given: Arguments, place: str) -> Precondition | None:
    """Raises PreconditionInvalid and ValueInvalid."""
    match, since = given.get("ifMatch"), given.get("ifUnmodifiedSince")
    moment = None
    if since is not None:
        try:
            moment = Type("datetime").parse(since)
        except ValueError as error:
            pointer = f"{place}/if_unmodified_since"
            raise ValueInvalid(f'The value for "if_unmodified_since" is not {error}.', pointer=pointer) from error
    seen = None if match is None else tags(match, f"{place}/if_match")
    demanded = Preconditions(match=seen, unmodified_since=moment)
    return demanded.of_write if demanded.demands else None


def _text(shown: Shown | None) -> bytes:
    return b"null" if shown is None else shown.text


def _described(index: int, error: GatewayError) -> dict[str, Any]:
    return {
        "__typename": "ItemError",
        "index": index,
        "code": error.code,
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "hint": error.hint,
        "pointer": error.pointer,
        "violations": [{"__typename": "Violation", **asdict(one)} for one in error.violations],
    }


def _selected(value: Mapping[str, Any], selection: Selection) -> dict[str, Any]:
    found = {}
    for key, name, below in selection:
        inner = value[name]
        found[key] = [_selected(one, below) for one in inner] if isinstance(inner, list) else inner
    return found


def _arguments(action: ActionSpec, given: Arguments) -> dict[str, Any]:
    """The arguments of an action, in its own names."""
    return _members(action.parameters.values(), given)


def _members(members: Iterable[Any], given: Arguments) -> dict[str, Any]:
    known = {camel(one.name): one for one in members}
    return {known[name].name: _argument(known[name].shape, value) for name, value in given.items()}


def _argument(shape: Shape, value: Any) -> Any:
    if shape.many is not None:
        items = listed(value)
        return None if items is None else [_argument(replace(shape, many=None), one) for one in items]
    if isinstance(shape.of, Record) and value is not None:
        return _members(shape.of.members, value)
    return value

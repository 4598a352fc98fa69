"""The whole sentence. A door says what is asked; `prepare` makes it a statement, once per shape and standing; `bind` gives it
what this request brought; `at_hand` finds what it was answered with before, `answer` runs it where that is not certain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal, NamedTuple

import orjson

from gateway import policy
from gateway.cache.answers import Admit, AnswerCache
from gateway.cache.keeping import Keeping, keeping
from gateway.cache.question import Found, Freshness, Question
from gateway.caller import ANONYMOUS, Caller
from gateway.catalog import Catalog
from gateway.plan import passes
from gateway.plan.context import Context, Limits
from gateway.plan.nodes import Plan
from gateway.policy import Policies, Standing
from gateway.sql.bind import Binder
from gateway.sql.execute import Database
from gateway.sql.read import WITHHELD, compile_plan
from gateway.sql.statement import Statement

Path = list[str | int]
_MARKED = WITHHELD.encode()
_SENTINEL = "\x00withheld"


@dataclass(frozen=True, slots=True)
class Engine:
    """What every request needs, made once. `clock` gives the moment in UTC."""

    catalog: Catalog
    policies: Policies
    limits: Limits
    binder: Binder
    database: Database
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    cache: AnswerCache | None = None

    def told(self) -> list[tuple[bytes, bytes]]:
        """The header that a writer needs to read what it wrote."""
        return [] if self.cache is None else self.cache.told(self.clock().timestamp())


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan as one standing of callers may have it answered, ready to be bound."""

    plan: Plan
    statement: Statement
    keeping: Keeping | None = None
    common: bool = field(init=False)

    def __post_init__(self) -> None:
        """`common`: callers of the standing who give the same values are all answered with the same, at any time."""
        private = self.keeping is not None and self.keeping.kept == "private"
        object.__setattr__(self, "common", self.statement.common and not private)

    @property
    def size(self) -> int:
        """Bytes it takes in a cache, near enough: the plan is a few times its text."""
        return 4 * len(self.statement.sql) + 1024


@dataclass(frozen=True, slots=True)
class Bound:
    """A statement with all that is bound to it; `question` is what the cache is asked, where there is one."""

    prepared: Prepared
    parameters: list[Any]
    question: Question | None = None


class Answer(NamedTuple):
    """The JSON of the answer, and the paths of the values in it that are null because the caller may not read them; how it
    is kept, and how the cache came by it."""

    body: bytes
    withheld: tuple[Path, ...] = ()
    keeping: Keeping | None = None
    found: Found | None = None

    @property
    def at_hand(self) -> bool:
        """Whether nobody had to make it."""
        return self.found is not None and self.found.status == "hit"


def prepare(
    plan: Plan, values: Sequence[Any], standing: Standing, engine: Engine, identities: Literal["key", "global"]
) -> Prepared:
    """Everything that does not depend on values: pure, so that it may be kept for all requests of this shape."""
    grants = engine.policies.grants(standing)
    readable, missing = engine.policies.readable(standing), partial(engine.policies.missing, standing)
    context = Context(engine.catalog, readable, values, engine.limits, identities, missing)
    plan = passes.complete(plan, context)
    plan = policy.apply(plan, grants, engine.catalog)
    statement = compile_plan(plan, engine.catalog, engine.binder.dialect)
    tables = {dependency.table for dependency in statement.reads}
    # what asks for the moment is another question each time
    return Prepared(plan, statement, keeping(statement.sql, tables, engine.catalog) if statement.timeless else None)


def bind(prepared: Prepared, values: Sequence[Any], caller: Caller, engine: Engine) -> Bound:
    """Raises what is wrong with the values."""
    statement, moment = prepared.statement, engine.clock()
    parameters = engine.binder.parameters(statement, values, caller, moment)
    if engine.cache is None or prepared.keeping is None:
        return Bound(prepared, parameters)
    # what stays is no longer that of somebody
    whose = ANONYMOUS if prepared.common else caller
    tags = partial(engine.binder.tags, statement, values, whose, moment)
    return Bound(prepared, parameters, prepared.keeping.question(parameters, tags, caller))


def at_hand(bound: Bound, engine: Engine, consistency_token: str | None = None) -> Answer | None:
    """What is answered without anybody being asked, where there is that. It is the door that lets the caller have it."""
    if engine.cache is None or bound.question is None:
        return None
    found = engine.cache.at_hand(bound.question, _freshness(engine.cache, engine, consistency_token))
    return None if found is None else _plain(bound, found)


async def answer(bound: Bound, engine: Engine, admit: Admit, consistency_token: str | None = None) -> Answer:
    """`admit` lets the caller have it; `consistency_token` is what it was given when it last wrote something."""
    prepared, question = bound.prepared, bound.question

    async def make() -> bytes:
        return (await engine.database.fetch(prepared.statement.sql, bound.parameters)).encode()

    if engine.cache is None or question is None:
        await admit(at_hand=False)
        return unmarked(await make())._replace(keeping=prepared.keeping)
    fresh = _freshness(engine.cache, engine, consistency_token)
    return _plain(bound, await engine.cache.answer(question, make, admit, fresh))


def _freshness(cache: AnswerCache, engine: Engine, consistency_token: str | None) -> Freshness:
    if consistency_token is None:
        return Freshness.RECENT
    return cache.tokens.freshness(consistency_token, engine.clock().timestamp())


def _plain(bound: Bound, found: Found) -> Answer:
    plain = found.derived.get("plain")
    if plain is None:
        plain = found.derived["plain"] = unmarked(found.body)
    return Answer(plain.body, plain.withheld, bound.prepared.keeping, found)


def unmarked(body: bytes) -> Answer:
    """Only where something was withheld is the answer read: to say where."""
    if _MARKED not in body:
        return Answer(body)
    marked = orjson.loads(body.replace(_MARKED, orjson.dumps(_SENTINEL)))
    return Answer(body.replace(_MARKED, b"null"), tuple(_withheld(marked, [])))


def _withheld(value: Any, path: Path) -> list[Path]:
    if value == _SENTINEL:
        return [path]
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in _withheld(inner, [*path, key])]
    if isinstance(value, list):
        return [found for index, inner in enumerate(value) for found in _withheld(inner, [*path, index])]
    return []

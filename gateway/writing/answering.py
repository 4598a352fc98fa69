"""Rows that were written, as the caller may read them: one statement for all, in the transaction that wrote them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Literal

import orjson

from gateway import policy
from gateway.catalog import Resource
from gateway.pipeline import Engine
from gateway.plan import passes
from gateway.plan.context import Context
from gateway.plan.nodes import Field, Item, One, Plan, Slot
from gateway.policy import Standing
from gateway.sql.statement import Statement
from gateway.writing.work import Work, normal

# statements for what was asked: one reads rows, and one makes them for each set of columns that clients say
_KEPT: Final = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """What to answer about rows of a resource, for a standing: ready to be run for any keys."""

    plan: Plan
    _statements: dict[Any, Statement | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def one(self) -> One:
        [root] = self.plan.roots
        assert isinstance(root, One)  # noqa: S101  (made below; narrows the type)
        return root

    def statement(self, of: Hashable, make: Callable[[One], Statement | None]) -> Statement | None:
        """Made once for a kind. Kept here and not by what is asked, which has parts that cannot be hashed."""
        if of not in self._statements:
            if len(self._statements) >= _KEPT:
                self._statements.clear()
            self._statements[of] = make(self.one)
        return self._statements[of]

    @property
    def size(self) -> int:
        """Bytes it takes in a cache, near enough."""
        return 4096


@dataclass(frozen=True, slots=True)
class Shown:
    """The JSON of a row, in which what the caller may not read is marked as in every answer, and its entity tag."""

    text: bytes
    tag: str


def prepare(
    resource: Resource,
    items: tuple[Item, ...],
    values: Sequence[Any],
    standing: Standing,
    engine: Engine,
    identities: Literal["key", "global"],
) -> Asked | None:
    """Items as a door parsed them, none for the columns that the caller may read; None where it may read nothing of the
    resource. Raises what a read of them raises."""
    readable = engine.policies.readable(standing)
    if not readable[resource.name]:
        return None
    missing = partial(engine.policies.missing, standing)
    context = Context(engine.catalog, readable, values, engine.limits, identities, missing)
    selected = items or tuple(Field(name, name) for name in passes.own_columns(resource, context))
    one = One("", resource.name, Slot(0, "/id", resource.key.type), (*selected, Field("etag", "etag")))
    plan = passes.complete(Plan((one,)), context)
    return Asked(policy.apply(plan, engine.policies.grants(standing), engine.catalog))


async def rows(work: Work, asked: Asked | None, keys: Sequence[Any], values: Sequence[Any] = ()) -> list[Shown | None]:
    """In the order of the keys; None for a row that the caller may not read, as it is now."""
    if asked is None or not keys:
        return [None] * len(keys)
    resource = work.catalog.resources[asked.one.resource]
    statement = asked.statement("rows", work.statements.rows)
    assert statement is not None  # noqa: S101  (which this one never is; narrows the type)
    found = await work.run(statement, [*values, list(keys)])
    shown = {normal(resource, key): Shown(text.encode(), orjson.loads(tag)) for key, text, tag in found}
    return [shown.get(key) for key in keys]

"""Rows that were written, as the caller may read them: one statement for all, in the transaction that wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import orjson

from gateway import policy
from gateway.catalog import Resource
from gateway.pipeline import Engine
from gateway.plan import passes
from gateway.plan.context import Context
from gateway.plan.nodes import Field, Item, One, Plan, Slot
from gateway.policy import Standing
from gateway.sql.statement import Statement
from gateway.sql.write import WriteStatements
from gateway.writing.work import Work, normal


@dataclass(frozen=True, slots=True)
class Asked:
    """What to answer about rows of a resource, for a standing: ready to be run for any keys."""

    plan: Plan
    _statement: list[Statement] = field(default_factory=list, compare=False, repr=False)

    @property
    def one(self) -> One:
        [root] = self.plan.roots
        assert isinstance(root, One)  # noqa: S101  (made below; narrows the type)
        return root

    def statement(self, statements: WriteStatements) -> Statement:
        # kept here and not by what is asked, which has parts that cannot be hashed
        if not self._statement:
            self._statement.append(statements.rows(self.one))
        return self._statement[0]

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
    found = await work.run(asked.statement(work.statements), [*values, list(keys)])
    shown = {normal(resource, key): Shown(text.encode(), orjson.loads(tag)) for key, text, tag in found}
    return [shown.get(key) for key in keys]

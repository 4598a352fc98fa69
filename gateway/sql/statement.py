"""A statement that was written once and is bound as often as it is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pypika_tortoise.queries import QueryBuilder

from gateway.plan.dependencies import Dependency
from gateway.plan.nodes import Claim, Clock, Operand
from gateway.sql.dialect import CursorPad, Dialect
from gateway.sql.terms import Parameters


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text, what stands for each of its parameters, the cursors that it must have been given rightly: (slot, pointer,
    order); and, of a read, what it `reads`."""

    sql: str
    operands: tuple[Operand | CursorPad, ...]
    cursors: frozenset[tuple[int, str, str]] = frozenset()
    reads: tuple[Dependency, ...] = ()

    @property
    def timeless(self) -> bool:
        """Whether it asks the same a moment later."""
        return Clock("now") not in self.operands

    @property
    def common(self) -> bool:
        """Whether it asks the same for every caller, at any time."""
        return not any(isinstance(operand, Clock | Claim) for operand in self.operands)


def finished(
    query: QueryBuilder,
    dialect: Dialect,
    cursors: Iterable[tuple[int, str, str]] = (),
    reads: tuple[Dependency, ...] = (),
) -> Statement:
    parameters = Parameters(dialect.sign)
    sql = query.get_sql(dialect.query.SQL_CONTEXT.copy(parameterizer=parameters))
    return Statement(sql, tuple(parameters.numbers), frozenset(cursors), reads)

"""A statement that was written once and is bound as often as it is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pypika_tortoise.queries import QueryBuilder

from gateway.plan.nodes import Operand
from gateway.sql.dialect import Dialect
from gateway.sql.terms import Parameters


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text, what stands for each of its parameters, and the cursors that it must have been given rightly: (slot,
    pointer, order)."""

    sql: str
    operands: tuple[Operand, ...]
    cursors: frozenset[tuple[int, str, str]] = frozenset()


def finished(query: QueryBuilder, dialect: Dialect, cursors: Iterable[tuple[int, str, str]] = ()) -> Statement:
    parameters = Parameters(dialect.sign)
    sql = query.get_sql(dialect.query.SQL_CONTEXT.copy(parameterizer=parameters))
    return Statement(sql, tuple(parameters.numbers), frozenset(cursors))

"""What an answer depends on and what a write changes, by the same names: so that a write drops just the answers that it
may have changed.

A name is called a tag. There are three for a table: that any of its rows changed, that one with a value in a column did
(as it was before, or as it is now), and that something was written of which nobody can say more than the table. All answers
depend on EVERYTHING.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from gateway.catalog import Resource
from gateway.plan.nodes import Operand

EVERYTHING: Final = "*"
# a longer value is told by what it hashes to
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Dependency:
    """Rows of a table that an answer is made of: all that there are, or those with a value in a column, by its name in the
    database."""

    table: str
    column: str | None = None
    operand: Operand | None = None


def reads(used: Iterable[tuple[str, Mapping[str, Operand]]]) -> tuple[Dependency, ...]:
    """Of tables as a statement used them, each with what is known of the rows that it took from it."""
    found: dict[Dependency, None] = {}
    whole = {table for table, known in used if not known}
    for table, known in used:
        if table in whole:
            found[Dependency(table)] = None
        else:
            column, operand = next(iter(known.items()))
            found[Dependency(table, column, operand)] = None
    return tuple(found)


def tags_of_read(dependency: Dependency, value: Any) -> Iterator[str]:
    """What must not have happened for an answer to be as good as new. `value` is the operand's."""
    if dependency.column is None:
        yield any_row(dependency.table)
    else:
        yield unknown(dependency.table)
        yield row_with(dependency.table, dependency.column, value)


def tags_of_row(resource: Resource, values: Mapping[str, Any]) -> Iterator[str]:
    """What is written with a row that had, or has, these values, by column of the catalog. One that is not among them is
    not known, so that all that depends on it must be taken for changed."""
    yield any_row(resource.table)
    for column in resource.telling:
        if column.name not in values:
            yield unknown(resource.table)
        elif values[column.name] is not None:
            yield row_with(resource.table, column.column, values[column.name])


def tags_of_table(table: str) -> tuple[str, str]:
    return any_row(table), unknown(table)


def tags_of_link(through: tuple[str, str, str], near: Any, far: Any) -> tuple[str, ...]:
    table, here, there = through
    return any_row(table), row_with(table, here, near), row_with(table, there, far)


def any_row(table: str) -> str:
    return table


def unknown(table: str) -> str:
    return f"{table}!"


def row_with(table: str, column: str, value: Any) -> str:
    text = str(value)
    if len(text) > _LONGEST or not text.isascii() or not text.isprintable():
        text = f"#{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
    return f"{table}.{column}={text}"

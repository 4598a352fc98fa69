"""Rows that the database refuses together are halved, until it is known which of them it refuses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from gateway.errors import Conflict, GatewayError, InputInvalid
from gateway.writing.work import Work

T = TypeVar("T")

# rows that are named; each of them costs as many statements as the rest can be halved
NAMED: Final = 100


async def refused(
    work: Work, rows: Sequence[T], write: Callable[[Sequence[T]], Awaitable[None]]
) -> list[tuple[T, GatewayError]]:
    """Write rows: those that the database does not take, and why. All others are written, unless there are many that it
    does not take. `write` raises InputInvalid or Conflict where any of its rows is refused."""
    found = await _refused(work, rows, write)
    # a row may be in the way of another only until that is written as well
    while 0 < len(found) < min(len(rows), NAMED):
        rows = [row for row, _ in found]
        found = await _refused(work, rows, write)
    return found


async def _refused(
    work: Work, rows: Sequence[T], write: Callable[[Sequence[T]], Awaitable[None]]
) -> list[tuple[T, GatewayError]]:
    try:
        async with work.savepoint():
            await write(rows)
    except (InputInvalid, Conflict) as error:
        if len(rows) == 1:
            return [(rows[0], error)]
        half = len(rows) // 2
        found = await _refused(work, rows[:half], write)
        if len(found) < NAMED:
            found += await _refused(work, rows[half:], write)
        return found[:NAMED]
    return []

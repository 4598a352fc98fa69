"""Rows that are made one by one, so that those that can be are, whatever becomes of the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.catalog import Resource
from gateway.errors import GatewayError, Unavailable
from gateway.writing import creating
from gateway.writing.asked import Values
from gateway.writing.work import Work


async def create(
    work: Work, resource: Resource, rows: Sequence[Values], pointers: Sequence[str]
) -> list[Any | GatewayError]:
    """For each row its key, or why it could not be made. Raises what has nothing to do with a single row."""
    found: list[Any | GatewayError] = []
    for values, pointer in zip(rows, pointers, strict=True):
        try:
            async with work.savepoint():
                found += await creating.create(work, resource, [values], [pointer])
        except Unavailable:
            raise
        except GatewayError as error:
            found.append(error)
    return found

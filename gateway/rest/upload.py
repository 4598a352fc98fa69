"""New rows as lines: JSON Lines, or CSV with a head. They are read as they come, so that a file may be of any size."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any, Final

import orjson

from gateway.catalog import Resource
from gateway.errors import BodyInvalid, BodyTooLarge, GatewayError, InputInvalid, ParameterRepeated, Violation
from gateway.rest.operations import Done
from gateway.writing import bodies, creating, partly
from gateway.writing.given import Spelling
from gateway.writing.work import Work

LINES: Final = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
CSV: Final = "text/csv"
KINDS: Final = (*LINES, CSV)
PORTION: Final = 500
REPORTED: Final = 100
_LINE_BYTES: Final = 1_048_576
_MARK: Final = b"\xef\xbb\xbf"

Row = tuple[int, dict[str, Any] | GatewayError]


def spelling(kind: str) -> Spelling:
    return Spelling("key", textual=kind == CSV)


async def create(work: Work, resource: Resource, kind: str, chunks: AsyncIterator[bytes]) -> Done:
    """All of the rows, or none where a line is wrong: then InputInvalid has the first of those that are, each with the
    number of its line."""
    rows = _cells(_lines(chunks)) if kind == CSV else _objects(_lines(chunks))
    created, wrong = 0, list[Violation]()
    async for portion in _portions(rows):
        if len(wrong) >= REPORTED:
            break
        found = await _make(work, resource, portion)
        created += len(portion) - len({violation.pointer.split("/")[1] for violation in found})
        wrong += found
    if wrong:
        shown = sorted(wrong[:REPORTED], key=lambda violation: int(violation.pointer.split("/")[1]))
        raise InputInvalid(
            f"{'At least ' if len(wrong) >= REPORTED else ''}{len(shown)} values cannot be written; the first is in line "
            f"{shown[0].pointer.split('/')[1]}. Nothing was kept.",
            pointer=shown[0].pointer,
            violations=shown,
        )
    return Done(201, orjson.dumps({"created": created}))


async def _make(work: Work, resource: Resource, portion: Sequence[Row]) -> list[Violation]:
    wrong = [v for number, row in portion if isinstance(row, GatewayError) for v in _violations(row, number)]
    good = [(number, row) for number, row in portion if not isinstance(row, GatewayError)]
    rows, places = [row for _, row in good], [f"/{number}" for number, _ in good]
    try:
        async with work.savepoint():
            await creating.create(work, resource, rows, places)
    except InputInvalid as error:
        if all(v.pointer.split("/")[1].isdigit() for v in error.violations):
            return [*wrong, *error.violations]
    except GatewayError as error:
        if error.status not in {403, 409}:
            raise
    else:
        return wrong
    # the database says of many rows only that one of them is wrong
    made = await partly.create(work, resource, rows, places)
    refused = [(number, one) for (number, _), one in zip(good, made, strict=True) if isinstance(one, GatewayError)]
    return [*wrong, *(violation for number, error in refused for violation in _violations(error, number))]


def _violations(error: GatewayError, number: int) -> list[Violation]:
    found = error.violations or (Violation("", error.code, error.detail),)
    return [v if v.pointer.startswith(f"/{number}") else replace(v, pointer=f"/{number}{v.pointer}") for v in found]


async def _portions(rows: AsyncIterator[Row]) -> AsyncIterator[list[Row]]:
    portion: list[Row] = []
    async for row in rows:
        portion.append(row)
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[tuple[int, bytes]]:
    """The lines and their numbers, from 1; the last may have no end."""
    rest, number = b"", 0
    async for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            number += 1
            yield number, line
        if len(rest) > _LINE_BYTES:
            raise BodyTooLarge(f"A line may have {_LINE_BYTES} bytes.", pointer=f"/{number + 1}")
    if rest:
        yield number + 1, rest


async def _objects(lines: AsyncIterator[tuple[int, bytes]]) -> AsyncIterator[Row]:
    async for number, line in lines:
        text = line.strip()
        if text:
            yield number, _object(text)


def _object(text: bytes) -> dict[str, Any] | GatewayError:
    try:
        found = bodies.read(text)
    except (BodyInvalid, ParameterRepeated) as error:
        return error
    return found if isinstance(found, dict) else BodyInvalid("The line is not a JSON object.")


async def _cells(lines: AsyncIterator[tuple[int, bytes]]) -> AsyncIterator[Row]:
    """RFC 4180, in UTF-8. A cell without anything in it is a value that was not given."""
    names: list[str] | None = None
    async for number, record in _records(lines):
        try:
            [cells] = csv.reader([record.decode()], strict=True)
        except (csv.Error, UnicodeDecodeError, ValueError):
            if names is None:
                raise BodyInvalid("The head is no line of CSV in UTF-8.") from None
            yield number, BodyInvalid("This is no line of CSV in UTF-8.")
            continue
        if names is None:
            names = [cell.strip() for cell in cells]
            if len(set(names)) < len(names):
                raise ParameterRepeated("A column is there more than once.", pointer="/1")
        elif len(cells) != len(names):
            yield number, BodyInvalid(f"The line has {len(cells)} cells; the head has {len(names)}.")
        else:
            yield number, {name: cell for name, cell in zip(names, cells, strict=True) if cell != ""}
    if names is None:
        raise BodyInvalid("The body is empty.", hint="The first line has the names of the columns.")


async def _records(lines: AsyncIterator[tuple[int, bytes]]) -> AsyncIterator[tuple[int, bytes]]:
    """Lines, those together that a quoted cell goes over, with the number of the first."""
    start, record = 0, b""
    async for number, line in lines:
        if not record:
            start, record = number, line.removeprefix(_MARK) if number == 1 else line
        else:
            record += b"\n" + line
        if len(record) > _LINE_BYTES:
            raise BodyTooLarge(f"A line may have {_LINE_BYTES} bytes.", pointer=f"/{start}")
        if record.count(b'"') % 2 == 0:
            if record.strip():
                yield start, record.rstrip(b"\r")
            record = b""
    if record:
        yield start, record

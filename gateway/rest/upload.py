"""New rows as lines: JSON Lines, or CSV with a head. A few are in memory at a time, so that a file may be of any size."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
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
# lines, and bytes of them, that are written at once
PORTION: Final = 500
PORTION_BYTES: Final = 2_097_152
REPORTED: Final = 100
_LINE_BYTES: Final = 1_048_576
_MARK: Final = b"\xef\xbb\xbf"

# what is in a line of this number
Line = tuple[int, bytes]
Row = tuple[int, dict[str, Any] | GatewayError]
Sized = tuple[Row, int]

# a cell may be as long as a line; by itself the module stops at an eighth of that
csv.field_size_limit(_LINE_BYTES)


def spelling(kind: str) -> Spelling:
    return Spelling("key", textual=kind == CSV)


@dataclass(frozen=True, slots=True)
class Upload:
    """Lines of a `kind`, all of which are here. `progress` is called when some more of them are written, for whoever
    watches the time."""

    kind: str
    blocks: Callable[[], AsyncIterator[bytes]]
    progress: Callable[[], None]


async def create(work: Work, resource: Resource, upload: Upload) -> Done:
    """All of the rows, or none where a line is wrong: then InputInvalid has the first of those that are, each with the
    number of its line."""
    lines = _lines(upload.blocks())
    created, wrong = 0, list[Violation]()
    async for portion in _portions(_cells(lines) if upload.kind == CSV else _objects(lines)):
        if len(wrong) >= REPORTED:
            break
        wrong += await _make(work, resource, portion)
        created += len(portion)
        upload.progress()
    if wrong:
        shown = sorted(wrong, key=lambda violation: int(violation.pointer.split("/")[1]))[:REPORTED]
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


async def _portions(rows: AsyncIterator[Sized]) -> AsyncIterator[list[Row]]:
    portion, size = list[Row](), 0
    async for row, length in rows:
        portion.append(row)
        size += length
        if len(portion) == PORTION or size >= PORTION_BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


async def _lines(blocks: AsyncIterator[bytes]) -> AsyncIterator[Line]:
    """The lines and their numbers, from 1; the last may have no end."""
    rest, number = b"", 0
    async for block in blocks:
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            number += 1
            yield number, line
        if len(rest) > _LINE_BYTES:
            raise BodyTooLarge(f"A line may have {_LINE_BYTES} bytes.", pointer=f"/{number + 1}")
    if rest:
        yield number + 1, rest


async def _objects(lines: AsyncIterator[Line]) -> AsyncIterator[Sized]:
    async for number, line in lines:
        text = line.strip()
        if text:
            yield (number, _object(text)), len(text)


def _object(text: bytes) -> dict[str, Any] | GatewayError:
    try:
        found = bodies.read(text)
    except (BodyInvalid, ParameterRepeated) as error:
        return error
    return found if isinstance(found, dict) else BodyInvalid("The line is not a JSON object.")


async def _cells(lines: AsyncIterator[Line]) -> AsyncIterator[Sized]:
    """RFC 4180, in UTF-8. A cell without anything in it is a value that was not given."""
    names: list[str] | None = None
    async for number, record in _records(lines):
        if names is None:
            names = _head(record)
        else:
            yield (number, _row(record, names)), len(record)
    if names is None:
        raise BodyInvalid("The body is empty.", hint="The first line has the names of the columns.")


def _head(record: bytes) -> list[str]:
    try:
        [cells] = csv.reader([record.decode()], strict=True)
    except (csv.Error, ValueError):
        raise BodyInvalid("The head is no line of CSV in UTF-8.") from None
    names = [cell.strip() for cell in cells]
    if len(set(names)) < len(names):
        raise ParameterRepeated("A column is there more than once.", pointer="/1")
    return names


def _row(record: bytes, names: Sequence[str]) -> dict[str, Any] | GatewayError:
    try:
        [cells] = csv.reader([record.decode()], strict=True)
    except (csv.Error, ValueError):
        return BodyInvalid("This is no line of CSV in UTF-8.")
    if len(cells) != len(names):
        return BodyInvalid(f"The line has {len(cells)} cells; the head has {len(names)}.")
    return {name: cell for name, cell in zip(names, cells, strict=True) if cell != ""}


async def _records(lines: AsyncIterator[Line]) -> AsyncIterator[Line]:
    """Lines, those together that a quoted cell goes over, with the number of the first."""
    start, parts, size, quotes = 0, list[bytes](), 0, 0
    async for number, line in lines:
        if not parts:
            start = number
        parts.append(line.removeprefix(_MARK) if number == 1 else line)
        size += len(line) + 1
        quotes += line.count(b'"')
        if size > _LINE_BYTES:
            raise BodyTooLarge(f"A line may have {_LINE_BYTES} bytes.", pointer=f"/{start}")
        if quotes % 2 == 0:
            record = b"\n".join(parts)
            if record.strip():
                yield start, record.rstrip(b"\r")
            parts, size, quotes = [], 0, 0
    if parts:
        yield start, b"\n".join(parts)

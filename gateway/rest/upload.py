"""New rows as lines: JSON Lines, or CSV with a head. A few are in memory at a time, so that a file may be of any size."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, Final

import orjson

from gateway.catalog import Resource
from gateway.errors import (
    BodyInvalid,
    BodyTooLarge,
    Conflict,
    GatewayError,
    InputInvalid,
    ParameterRepeated,
    Violation,
    WriteForbidden,
)
from gateway.rest.operations import Done
from gateway.writing import bodies, creating, partly
from gateway.writing.creating import New
from gateway.writing.given import Spelling
from gateway.writing.work import Author, Work

LINES: Final = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
CSV: Final = "text/csv"
KINDS: Final = (*LINES, CSV)
# lines, and bytes of them, that are written at once
PORTION: Final = 1000
PORTION_BYTES: Final = 2_097_152
# lines that are read before anybody else gets a turn, the statement that writes those before them among them
SLICE: Final = 50
REPORTED: Final = 100
_LINE_BYTES: Final = 1_048_576
_MARK: Final = b"\xef\xbb\xbf"

# what is in a line of this number, and how long it was
Line = tuple[int, bytes]
Row = tuple[int, dict[str, Any] | GatewayError, int]

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


@dataclass(slots=True)
class _Portion:
    """Rows that are written at once, `read` as far as can be without the database. `unreadable` are lines that are no rows,
    `wrong` is what is wrong with the rows, and `refused` why they cannot be written together."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    read: list[New] = field(default_factory=list)
    unreadable: list[Violation] = field(default_factory=list)
    wrong: list[Violation] = field(default_factory=list)
    refused: GatewayError | None = None
    size: int = 0

    def add(self, author: Author, resource: Resource, lines: Sequence[Row]) -> None:
        begin = len(self.rows)
        for number, row, size in lines:
            self.size += size
            if isinstance(row, GatewayError):
                self.unreadable += _violations(row, f"/{number}")
            else:
                self.rows.append(row)
                self.places.append(f"/{number}")
        if self.refused is None:
            try:
                self.read += creating.read(author, resource, self.rows[begin:], self.places[begin:], self.wrong)
            except GatewayError as error:
                self.refused = error


async def create(work: Work, resource: Resource, upload: Upload) -> Done:
    """All of the rows, or none where a line is wrong: then InputInvalid has the first of those that are, each with the
    number of its line."""
    created, wrong = 0, list[Violation]()
    async with aclosing(_ahead(_portions(work, resource, upload))) as portions:
        async for portion in portions:
            if len(wrong) >= REPORTED:
                break
            wrong += await _make(work, resource, portion)
            created += len(portion.rows)
            upload.progress()
    if wrong:
        shown = sorted(wrong, key=lambda violation: int(violation.pointer.split("/")[1]))[:REPORTED]
        raise InputInvalid(
            f"{'At least ' if len(wrong) >= REPORTED else ''}{len(shown)} {'value' if len(shown) == 1 else 'values'} cannot be "
            "written; the first is in line "
            f"{shown[0].pointer.split('/')[1]}. Nothing was kept.",
            pointer=shown[0].pointer,
            violations=shown,
        )
    return Done(201, orjson.dumps({"created": created}))


async def _make(work: Work, resource: Resource, portion: _Portion) -> list[Violation]:
    try:
        if portion.refused is not None:
            raise portion.refused
        async with work.savepoint():
            await creating.make(work, resource, portion.read, portion.wrong)
    except (InputInvalid, Conflict) as error:
        return [*portion.unreadable, *_violations(error, "")]
    except WriteForbidden:
        pass
    else:
        return portion.unreadable
    # what is forbidden is said of the first alone
    made = await partly.create(work, resource, portion.rows, portion.places)
    refused = [(at, one) for at, one in zip(portion.places, made, strict=True) if isinstance(one, GatewayError)]
    return [*portion.unreadable, *(violation for at, error in refused for violation in _violations(error, at))]


def _violations(error: GatewayError, at: str) -> list[Violation]:
    found = error.violations or (Violation("", error.code, error.detail),)
    return [v if v.pointer.startswith(at) else replace(v, pointer=f"{at}{v.pointer}") for v in found]


async def _ahead(portions: AsyncIterator[_Portion]) -> AsyncGenerator[_Portion]:
    """The next is read while the database is busy with this one."""

    async def following() -> _Portion | None:
        return await anext(portions, None)

    coming = asyncio.ensure_future(following())
    try:
        while (portion := await coming) is not None:
            coming = asyncio.ensure_future(following())
            yield portion
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)


async def _portions(author: Author, resource: Resource, upload: Upload) -> AsyncGenerator[_Portion]:
    lines = _lines(upload.blocks())
    portion = _Portion()
    async for rows in _cells(lines) if upload.kind == CSV else _objects(lines):
        portion.add(author, resource, rows)
        if len(portion.rows) >= PORTION or portion.size >= PORTION_BYTES:
            yield portion
            portion = _Portion()
        await asyncio.sleep(0)
    if portion.rows or portion.unreadable:
        yield portion


async def _lines(blocks: AsyncIterator[bytes]) -> AsyncIterator[list[Line]]:
    """The lines and their numbers, from 1, a few at a time; the last may have no end."""
    rest, number = b"", 1
    async for block in blocks:
        *whole, rest = (rest + block).split(b"\n")
        for start in range(0, len(whole), SLICE):
            some = whole[start : start + SLICE]
            yield list(enumerate(some, number))
            number += len(some)
        if len(rest) > _LINE_BYTES:
            raise BodyTooLarge(f"A line may have {_LINE_BYTES} bytes.", pointer=f"/{number}")
    if rest:
        yield [(number, rest)]


async def _objects(slices: AsyncIterator[list[Line]]) -> AsyncIterator[list[Row]]:
    async for lines in slices:
        texts = [(number, line.strip()) for number, line in lines]
        yield [(number, _object(text), len(text)) for number, text in texts if text]


def _object(text: bytes) -> dict[str, Any] | GatewayError:
    try:
        found = bodies.read(text)
    except (BodyInvalid, ParameterRepeated) as error:
        return error
    return found if isinstance(found, dict) else BodyInvalid("The line is not a JSON object.")


async def _cells(slices: AsyncIterator[list[Line]]) -> AsyncIterator[list[Row]]:
    """RFC 4180, in UTF-8. A cell without anything in it is a value that was not given."""
    names: list[str] | None = None
    async for records in _records(slices):
        if names is None and records:
            names = _head(records.pop(0)[1])
        if names is not None:
            yield [(number, _row(record, names), len(record)) for number, record in records]
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


async def _records(slices: AsyncIterator[list[Line]]) -> AsyncIterator[list[Line]]:
    """Lines, those together that a quoted cell goes over, with the number of the first."""
    start, parts, size, quotes = 0, list[bytes](), 0, 0
    async for lines in slices:
        whole = list[Line]()
        for number, line in lines:
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
                    whole.append((start, record.rstrip(b"\r")))
                parts, size, quotes = [], 0, 0
        yield whole
    if parts:
        yield [(start, b"\n".join(parts))]

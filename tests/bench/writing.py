"""What it costs to write: one row next to the usual stack, ten thousand next to COPY, and a file that does not fit memory."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import asyncpg
import orjson

from gateway.settings import Settings
from tests.bench.load import Generator
from tests.bench.process import Server
from tests.bench.race import Rates, race, ratio, turn
from tests.bench.report import Line
from tests.loading import make_tables

TORII, USUAL = "Torii", "usual stack"
QUESTION: Final = "one new row"
ROWS: Final = 10_000
FILE_BYTES, WHOLE_FILE = 10_000_000, 100_000_000
COLUMNS: Final = ("book_id", "title", "amount", "note", "settled", "made_at")


def measure(
    url: str, given: Mapping[str, str], folder: Path, *, seconds: float, rounds: int, file_bytes: int
) -> tuple[list[Line], dict[str, dict[str, Rates]]]:
    ledger = {**given, "DATABASE_URL": url, "GATEWAY_DOMAIN": "tests.bench.ledger"}
    asyncio.run(_prepare(url, folder))
    with ExitStack() as stack:
        generator = Generator()
        stack.callback(generator.close)
        torii = stack.enter_context(Server("tests.bench.contestants.torii:create", **ledger))
        usual = stack.enter_context(Server("tests.bench.contestants.usual_writes:create", DATABASE_URL=url))
        own = "mutation($i: EntryCreateInput!) { createEntry(input: $i) { entry { databaseId title amount note settled } } }"
        theirs = "mutation($i: EntryInput!) { createEntry(input: $i) { id title amount note settled } }"
        row = {"title": "An entry of some length", "amount": "12.50", "note": "with a note beside it"}
        rates = race(
            {
                TORII: turn(generator, torii, [_asked(own, {"i": row | {"bookId": "Book:1"}})], seconds),
                USUAL: turn(generator, usual, [_asked(theirs, {"i": row | {"bookId": 1}})], seconds),
            },
            rounds,
        )
        value, spread = ratio(rates, TORII, USUAL)
        lines = [Line(f"{QUESTION}: against the {USUAL}", value, "x", 4, spread=spread)]
        lines.append(_bulk(url, torii, rounds))
        lines.append(_file(torii, file_bytes))
    return lines, {QUESTION: rates}


async def _prepare(url: str, folder: Path) -> None:
    await make_tables(Settings.model_validate({"database_url": url, "domain": "tests.bench.ledger", "var": folder}))
    connection = await asyncpg.connect(url)
    await connection.execute("INSERT INTO book (name) SELECT 'Book ' || n FROM generate_series(1, 50) n")
    await connection.close()


def _asked(query: str, variables: Mapping[str, Any]) -> bytes:
    body = orjson.dumps({"query": query, "variables": variables})
    head = f"POST /graphql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _line(number: int) -> bytes:
    row = {"book_id": 1 + number % 50, "title": f"Entry {number}", "amount": "12.50", "note": "a note of some length"}
    return orjson.dumps(row) + b"\n"


def _bulk(url: str, torii: Server, rounds: int) -> Line:
    """As many rows through the door as COPY takes, from a list in memory, into the same table."""
    body = b"".join(_line(number) for number in range(ROWS))
    pairs = []
    for _ in range(rounds):
        copied = asyncio.run(_copied(url))
        began = perf_counter()
        _send(torii, iter([body]), len(body))
        pairs.append(copied / (perf_counter() - began))
    return Line(f"{ROWS} new rows as JSON Lines: rate against COPY", median(pairs), "x", 0.3)


async def _copied(url: str) -> float:
    connection = await asyncpg.connect(url)
    now = await connection.fetchval("SELECT now()")
    rows = [(1 + n % 50, f"Entry {n}", Decimal("12.50"), "a note of some length", False, now) for n in range(ROWS)]
    began = perf_counter()
    await connection.copy_records_to_table("entry", records=rows, columns=list(COLUMNS))
    took = perf_counter() - began
    await connection.close()
    return took


def _file(torii: Server, size: int) -> Line:
    before = torii.resident
    _send(torii, _lines(size), None)
    grown = torii.peak - before
    return Line(f"memory while a file of {size / 1e6:.0f} MB comes in", grown / 1e6, "MB", 30, "below")


def _lines(size: int) -> Iterator[bytes]:
    sent, number = 0, 0
    while sent < size:
        chunk = b"".join(_line(number + n) for n in range(500))
        number, sent = number + 500, sent + len(chunk)
        yield chunk


def _send(torii: Server, chunks: Iterator[bytes], length: int | None) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", torii.port, timeout=600)
    headers = {"Content-Type": "application/jsonl"} | ({"Content-Length": str(length)} if length else {})
    connection.request("POST", "/api/v1/entries", chunks, headers, encode_chunked=length is None)
    reply = connection.getresponse()
    said = reply.read()
    assert reply.status == 201, said
    connection.close()

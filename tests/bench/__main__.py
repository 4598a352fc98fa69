"""`python -m tests.bench`: measure Torii against its rivals and against its own bars; exits with 1 when one does not hold."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import asyncpg

from tests.bench import data, growth, identity, kept, report, speed, writing
from tests.bench.growth import Growth
from tests.bench.load import Generator
from tests.bench.race import Rates
from tests.bench.report import Line
from tests.servers import PostgresServer, postgres_server


def arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--markdown", action="store_true", help="print the tables as Markdown")
    parser.add_argument(
        "--only",
        choices=("speed", "kept", "rows", "models", "answer", "identity", "writing", "soak"),
        help="measure one thing",
    )
    parser.add_argument("--seconds", type=float, default=1.5, help="length of one contestant's turn")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each contestant")
    parser.add_argument("--soak", action="store_true", help="a million requests where a short run sends 20,000")
    return parser.parse_args()


def settings(url: str, folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "GATEWAY_DOMAIN": "tests.bench.domain",
        "GATEWAY_VAR": str(folder),
        "GATEWAY_POOL_MIN": "10",
        # nobody writes an access log here
        "GATEWAY_LOG_LEVEL": "warning",
        # what is kept is measured by itself
        "GATEWAY_CACHE_BYTES": "0",
    }


async def fill(server: PostgresServer, stack: AsyncExitStack) -> tuple[str, str, str, str]:
    """Two databases, the second with a hundred times the rows, and an empty one; where the rows come from."""
    few = await stack.enter_async_context(server.database())
    many = await stack.enter_async_context(server.database())
    source = await data.fill(few)
    await data.fill(many)
    await data.multiply(many)
    await asyncio.gather(data.settle(few), data.settle(many))
    return few, many, await stack.enter_async_context(server.database()), source


async def keys(url: str) -> dict[tuple[str, int], int]:
    """By order and page, the key of the row before the page."""
    orders = dict(zip(growth.ORDERS, ("track_id", "track_id DESC", "milliseconds, track_id"), strict=True))
    connection = await asyncpg.connect(url)
    try:
        return {
            (asked, page): await connection.fetchval(
                f"SELECT track_id FROM track ORDER BY {order} OFFSET $1 LIMIT 1", (page - 1) * growth.PAGE - 1
            )
            for asked, order in orders.items()
            for page in (2, growth.FAR)
        }
    finally:
        await connection.close()


def measure(
    given: Namespace, urls: tuple[str, str, str], folder: Path
) -> tuple[list[Line], dict[str, dict[str, Rates]]]:
    few, many, empty = urls
    small, large = settings(few, folder), settings(many, folder)
    lines: list[Line] = []
    rates: dict[str, dict[str, Rates]] = {}

    def wanted(name: str) -> bool:
        return given.only in {None, name}

    if wanted("speed"):
        found = asyncio.run(speed.overheard(small))
        lines, rates = speed.measure(small, found, folder, seconds=given.seconds, rounds=given.rounds)
    if wanted("kept"):
        held, raced = kept.measure(small, folder, seconds=given.seconds, rounds=given.rounds)
        lines, rates = [*lines, *held], rates | raced
    if wanted("identity"):
        logins = identity.ALL_LOGINS if given.soak else identity.LOGINS
        known, raced = identity.measure(small, folder, seconds=given.seconds, rounds=given.rounds, logins=logins)
        lines, rates = [*lines, *known], rates | raced
    if wanted("writing"):
        size = writing.WHOLE_FILE if given.soak else writing.FILE_BYTES
        turns = {"seconds": given.seconds, "rounds": given.rounds}
        written, raced = writing.measure(empty, small, folder, **turns, file_bytes=size)
        lines, rates = [*lines, *written], rates | raced
    with ExitStack() as stack:
        generator = Generator()
        stack.callback(generator.close)
        growing = Growth(small, large, generator, given.seconds, given.rounds)
        if wanted("rows"):
            growing.before = asyncio.run(keys(many))
            lines += growing.rows()
        if wanted("models"):
            lines += growing.models(folder)
        if wanted("answer"):
            lines += growing.answer()
        if wanted("soak"):
            lines.append(growing.soak(growth.SOAK if given.soak else growth.ANSWERS))
    return lines, rates


async def prepared_and_measured(given: Namespace) -> tuple[list[Line], dict[str, dict[str, Rates]], str]:
    with postgres_server() as server, tempfile.TemporaryDirectory(prefix="torii-bench-") as folder:
        async with AsyncExitStack() as stack:
            few, many, empty, source = await fill(server, stack)
            # measured in a thread, for it has loops of its own
            lines, rates = await asyncio.to_thread(measure, given, (few, many, empty), Path(folder))
    return lines, rates, f"{source}, PostgreSQL, {os.cpu_count()} processors, 16 connections, one server process."


def main() -> int:
    given = arguments()
    lines, rates, about = asyncio.run(prepared_and_measured(given))
    rows = report.rate_rows(rates)
    if given.markdown:
        print(report.markdown(lines, rows, about))  # noqa: T201
    else:
        report.print_table(report.RATES, rows)
        report.print_table(report.RATIOS, [line.cells() for line in lines])
    return int(any(line.holds is False for line in lines))


if __name__ == "__main__":
    sys.exit(main())

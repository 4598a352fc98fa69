"""How fast, next to rivals: the questions on both doors, and the same statements without HTTP."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import orjson

from tests.bench import requests
from tests.bench.capture import KEY, Overheard, overhear
from tests.bench.contestants import bare
from tests.bench.load import Generator
from tests.bench.process import Server
from tests.bench.race import Rates, Turn, race, ratio, turn
from tests.bench.report import Line

TASKS: Final = 16
# by question: against the usual stack, against bare asyncpg
BARS: Final = {"nested": (15, 0.7), "small": (5, 0.5)}
TORII, USUAL, BY_HAND, BARE = "Torii", "usual stack", "FastAPI by hand", "bare asyncpg"
LOOP, HELLO = "asyncpg without HTTP", "bare hello"


async def overheard(settings: Mapping[str, str]) -> dict[str, Overheard]:
    """What Torii runs for every question."""
    asked = {name: some[0] for name, some in requests.TORII.items()}
    asked["small GraphQL"] = requests.post(requests.SMALL, {"id": f"Artist:{KEY}"})
    asked["small REST"] = requests.get(requests.SMALL_REST.format(KEY))
    return await overhear(settings, asked)


def write_statements(found: Mapping[str, Overheard], path: Path) -> None:
    path.write_bytes(pickle.dumps({name: (o.sql, o.parameters, o.place) for name, o in found.items()}))


def measure(
    settings: Mapping[str, str], found: Mapping[str, Overheard], folder: Path, *, seconds: float, rounds: int
) -> tuple[list[Line], dict[str, dict[str, Rates]]]:
    statements = folder / "statements"
    write_statements(found, statements)
    url = settings["DATABASE_URL"]
    lines = [Line(f"{name}: statements", o.statements, "", 1, "at most") for name, o in found.items()]
    rates: dict[str, dict[str, Rates]] = {}
    with ExitStack() as stack:
        generator = Generator()
        stack.callback(generator.close)
        torii = stack.enter_context(Server("tests.bench.contestants.torii:create", **settings))
        usual = stack.enter_context(Server("tests.bench.contestants.usual:create", DATABASE_URL=url))
        least = Server("tests.bench.contestants.bare:create", DATABASE_URL=url, BENCH_STATEMENTS=str(statements))
        stack.enter_context(least)
        check_same(generator, torii, usual)
        for name in requests.QUESTIONS:
            turns: dict[str, Turn] = {
                TORII: turn(generator, torii, requests.TORII[name], seconds),
                BARE: turn(generator, least, requests.BARE[name], seconds),
                LOOP: _without_http(url, found[name], seconds),
                USUAL: turn(generator, usual, requests.USUAL[name], seconds),
                HELLO: turn(generator, least, [requests.get("/hello")], seconds / 2),
            }
            if name in requests.BY_HAND:
                turns[BY_HAND] = turn(generator, usual, requests.BY_HAND[name], seconds)
            rates[name] = race(turns, rounds)
            lines += _lines(name, rates[name])
    return lines, rates


def _lines(name: str, rates: Mapping[str, Rates]) -> Iterator[Line]:
    times, part = BARS[name.partition(" ")[0]]
    for rival, bar in ((USUAL, times), (BARE, part), (BY_HAND, None), (LOOP, None), (HELLO, None)):
        if rival not in rates:
            continue
        value, spread = ratio(rates, TORII, rival)
        yield Line(f"{name}: against {rival}", value, "x", bar, spread=spread)


def _without_http(url: str, statement: Overheard, seconds: float) -> Turn:
    """The statement from as many tasks as there are connections elsewhere, as pgbench would."""

    async def go() -> tuple[int, float, float]:
        pool = await bare.pool(url)
        keys = cycle(requests.KEYS)
        async with pool:
            began = perf_counter()
            counts = await asyncio.gather(*(task(pool, keys, began + seconds) for _ in range(TASKS)))
            return sum(counts), perf_counter() - began, 0.0

    async def task(pool: Any, keys: Iterator[int], until: float) -> int:
        answers, place = 0, statement.place
        while perf_counter() < until:
            parameters = list(statement.parameters)
            if place is not None:
                parameters[place] = next(keys)
            await pool.fetchval(statement.sql, *parameters)
            answers += 1
        return answers

    # a loop of its own, for the caller's is waiting for us
    return lambda: _in_own_loop(go)


def _in_own_loop(go: Any) -> tuple[int, float, float]:
    found: tuple[int, float, float] = asyncio.run(go())
    return found


def check_same(generator: Generator, torii: Server, usual: Server) -> None:
    """Rivals that are compared give the same answer, but for the spelling."""
    for name in requests.QUESTIONS:
        ours = orjson.loads(generator.run(torii.port, requests.TORII[name][:1], answers=1).first)
        for rival in (requests.USUAL, requests.BY_HAND):
            if name in rival:
                theirs = orjson.loads(generator.run(usual.port, rival[name][:1], answers=1).first)
                assert _plain(ours) == _plain(theirs), (
                    f"{name}: the answers differ: {str(ours)[:300]} {str(theirs)[:300]}"
                )


def _plain(value: Any) -> Any:
    """Without envelopes, and names as Python spells them."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    members = {key: inner for key, inner in value.items() if key != "page"}
    if len(members) == 1 and next(iter(members)) in {"data", "nodes", "artists", "artist"}:
        return _plain(next(iter(members.values())))
    names = {"databaseId": "id", "unitPrice": "unit_price"}
    return {names.get(key, key): _plain(inner) for key, inner in members.items()}

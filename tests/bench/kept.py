"""How fast an answer is that is kept: in Redis, next to an application that does nothing but one GET; and in the process,
next to one that does nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from gateway import migrations
from gateway.settings import Settings
from tests.bench import requests
from tests.bench.load import Generator
from tests.bench.process import Server
from tests.bench.race import Rates, race, ratio, turn
from tests.bench.report import Line
from tests.servers import redis_server

BAR: Final = 0.4
IN_REDIS, FRESH, GET, HELLO = "Torii, kept in Redis", "Torii, fresh in the process", "bare Redis GET", "bare bytes"


def measure(
    settings: Mapping[str, str], folder: Path, *, seconds: float, rounds: int
) -> tuple[list[Line], dict[str, dict[str, Rates]]]:
    lines: list[Line] = []
    rates: dict[str, dict[str, Rates]] = {}
    # writes are noted there
    made = Settings.model_validate(
        {"database_url": settings["DATABASE_URL"], "var": folder, "domain": "tests.bench.domain"}
    )
    asyncio.run(migrations.apply(made, folder / "no-migrations"))
    with ExitStack() as stack:
        redis = stack.enter_context(redis_server())
        generator = Generator()
        stack.callback(generator.close)
        kept = {name: value for name, value in settings.items() if name != "GATEWAY_CACHE_BYTES"}
        kept |= {"REDIS_URL": redis.url}
        torii = "tests.bench.contestants.torii:create"
        # every answer is asked of Redis, and none is
        asking = stack.enter_context(Server(torii, **kept, GATEWAY_CACHE_RECENT_SECONDS="0"))
        fresh = stack.enter_context(Server(torii, **kept, GATEWAY_CACHE_RECENT_SECONDS="10"))
        least = stack.enter_context(Server("tests.bench.contestants.kept:create", REDIS_URL=redis.url))
        for name in requests.QUESTIONS:
            # the bare ones answer with as many bytes, by one address
            size = len(generator.run(fresh.port, requests.TORII[name][:1], answers=1).first)
            asked = requests.TORII[name]
            for server in (asking, fresh):
                generator.run(server.port, asked, answers=len(asked) * 2)
            turns = {
                IN_REDIS: turn(generator, asking, asked, seconds),
                GET: turn(generator, least, [requests.get(f"/get/{size}")], seconds),
                FRESH: turn(generator, fresh, asked, seconds),
                HELLO: turn(generator, least, [requests.get(f"/bytes/{size}")], seconds),
            }
            rates[f"{name}, kept"] = raced = race(turns, rounds)
            for ours, bare in ((IN_REDIS, GET), (FRESH, HELLO)):
                value, spread = ratio(raced, ours, bare)
                lines.append(Line(f"{name}: {ours}, against {bare}", value, "x", BAR, spread=spread))
    return lines, rates

"""How fast an answer is that is kept: in Redis, next to an application that does nothing but one GET; and in the process,
next to one that does nothing. And what the doors do before either is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from time import process_time
from typing import Any, Final

from gateway import migrations
from gateway.app import make_engine
from gateway.caller import ANONYMOUS
from gateway.configured import FASTEST, Quota
from gateway.limits import Gate, Spending, make_budget
from gateway.limits.spending import SPENDING
from gateway.plan.cache import Cache
from gateway.rest.reading import Reader
from gateway.settings import Settings
from tests.bench import requests
from tests.bench.load import Generator
from tests.bench.process import Server
from tests.bench.race import Rates, race, ratio, turn
from tests.bench.report import Line
from tests.servers import redis_server

BAR: Final = 0.4
# microseconds
TOGETHER: Final = 150
ASKED: Final = 5000
IN_REDIS, FRESH, GET, HELLO = "Torii, kept in Redis", "Torii, fresh in the process", "bare Redis GET", "bare bytes"


async def together(settings: Settings) -> float:
    """Microseconds of the processor for one request: its question found, priced, taken from three quotas, and looked up."""
    engine, quota = make_engine(settings), Quota(minute=60 * FASTEST, hour=3600 * FASTEST)
    budget = make_budget(settings.model_copy(update={"budgets": {"anonymous": quota}, "address_requests": FASTEST}))
    reader, gate = Reader(engine, Cache(settings.prepared_cache_bytes)), Gate(1, 1)
    standing = engine.policies.standing(ANONYMOUS)
    path, _, query = requests.SMALL_REST.format(1).removeprefix("/api/v1/").partition("?")

    async def ask() -> None:
        scope: dict[str, Any] = {
            "path": path,
            "query_string": query.encode(),
            "headers": [],
            "client": ("192.0.2.1", 1),
            "caller": ANONYMOUS,
        }
        spending = scope[SPENDING] = Spending(budget, gate, scope)
        spending.check()
        status, _, _ = await reader.read(path, standing, scope)
        assert status == 200
        assert len(spending.headers) == 2
        spending.close()

    await engine.database.open()
    try:
        times = []
        await ask()
        for _ in range(5):
            began = process_time()
            for _ in range(ASKED):
                await ask()
            times.append((process_time() - began) / ASKED)
    finally:
        await budget.close()
        await engine.database.close()
    return min(times) * 1e6


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
    spent = asyncio.run(together(made.model_copy(update={"cache_recent_seconds": 60.0})))
    lines.append(Line("price, budget and look-up together, in the process", spent, "µs", TOGETHER, "below"))
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
            # nobody but the server works for what is fresh, so that the one who asks can stay awake
            turns = {
                IN_REDIS: turn(generator, asking, asked, seconds),
                GET: turn(generator, least, [requests.get(f"/get/{size}")], seconds),
                FRESH: turn(generator, fresh, asked, seconds, restless=True),
                HELLO: turn(generator, least, [requests.get(f"/bytes/{size}")], seconds, restless=True),
            }
            rates[f"{name}, kept"] = raced = race(turns, rounds)
            for ours, bare in ((IN_REDIS, GET), (FRESH, HELLO)):
                value, spread = ratio(raced, ours, bare)
                lines.append(Line(f"{name}: {ours}, against {bare}", value, "x", BAR, spread=spread))
    return lines, rates

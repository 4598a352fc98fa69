"""Many write at once, change their minds, and go away: nothing is lost, nothing is half done, nothing is kept from others."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from random import Random
from typing import Any, Final

import orjson
import pytest

from gateway import migrations
from gateway.settings import Settings
from tests import databases
from tests.databases import DIALECTS
from tests.doors import AS_JSON, Doors, Reply, Sent, open_doors, person

SOAK = "TORII_SOAK" in os.environ
LOOPS: Final = 50 if SOAK else 20
CANCELLED: Final = 500 if SOAK else 120
CLERK: Final = person("clerk", account="acct-clerk")
PATIENT: Final = {"pool_acquire_seconds": 60.0}
RELEASE: Final = {"artist_id": 1, "format": "CD", "released_on": "2020-01-01", "price": "1.00"}


@pytest.fixture(scope="module", params=DIALECTS)
async def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    async with databases.empty(request, tmp_path_factory.mktemp("var")) as found:
        await migrations.apply(found)
        yield found.model_copy(update=PATIENT)


@pytest.fixture
async def doors(settings: Settings) -> AsyncIterator[Doors]:
    async with open_doors(settings) as found:
        yield found


async def send(doors: Doors, method: str, path: str, given: Any = None, **headers: str) -> Reply:
    also = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    body = b"" if given is None else orjson.dumps(given)
    path, _, query = path.partition("?")
    sent = Sent(method, f"/api/v1{path}", query.encode(), body, [*(AS_JSON if body else ()), *also])
    return await doors.ask(doors.rest_door, sent, CLERK)


async def made(doors: Doors, path: str, given: dict[str, Any]) -> int:
    reply = await send(doors, "POST", path, given)
    assert reply.status == 201, reply.body
    return int(reply.json["data"]["id"])


async def increase(doors: Doors, key: int) -> None:
    """Read, add one, and write where nobody else has written since, on one door and the other."""
    while True:
        read = await send(doors, "GET", f"/labels/{key}")
        founded = read.json["data"]["founded"] + 1
        if founded % 2:
            wrote = await send(doors, "PATCH", f"/labels/{key}", {"founded": founded}, if_match=read.headers["etag"])
            assert wrote.status in {200, 412}, wrote.body
            if wrote.status == 200:
                return
        else:
            mutation = "mutation M($id: ID!, $to: Int!, $seen: String) { updateLabel(id: $id, input: {founded: $to}, ifMatch: $seen) { created } }"
            given = {"id": f"Label:{key}", "to": founded, "seen": read.headers["etag"]}
            reply = await doors.graphql(mutation, given, CLERK)
            if "errors" not in reply.json:
                return
            assert reply.json["errors"][0]["extensions"]["code"] == "PRECONDITION_FAILED", reply.body


async def test_no_update_is_lost(doors: Doors) -> None:
    key = await made(doors, "/labels", {"name": "Counting", "founded": 0})
    await asyncio.gather(*(increase(doors, key) for _ in range(LOOPS)))
    reply = await send(doors, "GET", f"/labels/{key}")
    assert reply.json["data"]["founded"] == LOOPS


async def test_without_a_precondition_the_last_one_wins(doors: Doors) -> None:
    key = await made(doors, "/labels", {"name": "Overwritten", "founded": 0})
    replies = await asyncio.gather(*(send(doors, "PATCH", f"/labels/{key}", {"founded": n}) for n in range(1, LOOPS)))
    assert {reply.status for reply in replies} == {200}
    # each is told what it wrote, and one of these is what is there
    told = {reply.headers["etag"]: reply.json["data"]["founded"] for reply in replies}
    last = await send(doors, "GET", f"/labels/{key}")
    assert sorted(told.values()) == list(range(1, LOOPS))
    assert told[last.headers["etag"]] == last.json["data"]["founded"]


async def test_who_goes_away_leaves_nothing_behind(doors: Doors, settings: Settings) -> None:
    artist = await made(doors, "/artists", {"name": "Cancelled"})
    random, loop = Random(3), asyncio.get_running_loop()
    tracks = [{"title": "a", "position": 1, "seconds": 1}, {"title": "b", "position": 2, "seconds": 1}]
    given = {**RELEASE, "artist_id": artist, "title": "Half", "tracks": tracks}

    async def one(number: int) -> None:
        task = asyncio.create_task(send(doors, "POST", "/releases", given, idempotency_key=f"k{number}"))
        loop.call_later(random.uniform(0, 0.03), task.cancel)
        await asyncio.wait({task})

    for start in range(0, CANCELLED, 10):
        await asyncio.gather(*(one(number) for number in range(start, start + 10)))
    counts = "SELECT (SELECT count(*) FROM track t WHERE t.release_id = r.id) FROM release r"
    assert {row[0] for row in await databases.run(settings, counts)} <= {2}
    kept = await databases.run(settings, "SELECT count(*) FROM gateway_kept_answer")
    assert kept == await databases.run(settings, "SELECT count(*) FROM release")
    await nothing_is_held(doors, settings)


async def nothing_is_held(doors: Doors, settings: Settings) -> None:
    """The pool is whole, no transaction is open, no lock is held, and whoever comes next can write."""
    if settings.database_url is not None:
        sessions = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND (state LIKE 'idle in transaction%' OR state = 'active')"
        )
        assert await databases.run(settings, sessions) == [(0,)]
        locks = (
            "SELECT count(*) FROM pg_locks WHERE pid <> pg_backend_pid() AND locktype IN ('advisory', 'transactionid')"
        )
        assert await databases.run(settings, locks) == [(0,)]
        held = [doors.engine.database.session() for _ in range(settings.pool_max)]
        for session in held:
            await asyncio.wait_for(asyncio.create_task(session.__aenter__()), 10)
    assert (await send(doors, "POST", "/artists", {"name": "Next"})).status in {201, 503}

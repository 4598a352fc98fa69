"""The schedules that a cache is known to fall for, one by one: each is run as it would have to happen."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from gateway.declare import ALL, EXCEPT, rule
from gateway.rest.operations import KEYS
from gateway.writing.work import Work
from tests import servers
from tests.cache.processes import WRITER, Process, processes, settings_of, until
from tests.desk.papers import NotePolicy
from tests.doors import person
from tests.loading import make_tables

DOORS = ("rest", "graphql")


async def sees(process: Process, title: str, door: str = "rest") -> None:
    """Whatever is believed for a moment: who wants to know it exactly is told this."""
    process.cache.clear_here()
    assert await process.title(1, door=door) == title
    assert await process.title(1, door=door) == title


@pytest.mark.parametrize("door", DOORS)
async def test_a_reader_fills_in_what_it_read_before_a_write(pair: tuple[Process, Process], door: str) -> None:
    one, other = pair
    there, go = one.hold("after")
    reading = asyncio.create_task(one.title(1, door=door))
    await there.wait()
    await other.rename(1, "new")
    go.set()
    # it was asked before
    assert await reading == "old"
    assert await one.title(1, door=door) == "new"
    await sees(one, "new", door)
    await sees(other, "new", door)


async def test_b_a_process_dies_between_its_commit_and_telling(pair: tuple[Process, Process]) -> None:
    one, other = pair
    assert await one.title(1) == await other.title(1) == "old"

    async def die(*_: Any) -> None:
        """Nobody ever hears of what it was told."""

    assert one.writes.invalidation is not None
    setattr(one.writes.invalidation, "tell", die)  # noqa: B010
    await one.rename(1, "new")
    other.cache.clear_here()
    assert await other.title(1) == "old"
    # its note is found by whoever looks first
    one.later(1.1)
    other.later(1.1)
    await until(lambda: not other.cache.memory)
    await sees(one, "new")
    await sees(other, "new")


async def test_c_a_reader_fills_in_what_is_about_to_change(pair: tuple[Process, Process]) -> None:
    one, other = pair
    written, go = asyncio.Event(), asyncio.Event()

    async def run(work: Work) -> None:
        resource = work.catalog.resources["Note"]
        statement = work.statements.update("Note", ("title",), many=True)
        await work.run(statement, ["new", [1]])
        work.changed(resource, 1, '{"id": 1, "owner": null}', {"title": "new"})
        written.set()
        await go.wait()

    writing = asyncio.create_task(one.writes.transact(WRITER, KEYS, run))
    await written.wait()
    # in the middle of the transaction both fill what is still right
    assert await one.title(1) == await other.title(1) == "old"
    go.set()
    await writing
    assert await one.title(1) == "new"
    await sees(other, "new")


async def test_d_two_writers_tell_in_the_other_order(pair: tuple[Process, Process]) -> None:
    one, other = pair
    late, telling = asyncio.Event(), one.writes.invalidation
    assert telling is not None
    tell, told = telling.tell, asyncio.Event()

    async def slowly(*given: Any) -> None:
        told.set()
        await late.wait()
        await tell(*given)

    setattr(telling, "tell", slowly)  # noqa: B010
    first = asyncio.create_task(one.rename(1, "one"))
    await told.wait()
    await other.rename(1, "two")
    await sees(other, "two")
    # what is filled now is dropped in vain, and nothing else
    late.set()
    await first
    await sees(other, "two")
    await sees(one, "two")


async def test_e_a_long_read_fills_in_what_two_writes_have_passed(pair: tuple[Process, Process]) -> None:
    one, other = pair
    there, go = one.hold("after")
    reading = asyncio.create_task(one.title(1))
    await there.wait()
    await other.rename(1, "mid")
    await sees(other, "mid")
    await other.rename(1, "new")
    await sees(other, "new")
    go.set()
    assert await reading == "old"
    await sees(one, "new")
    await sees(other, "new")


async def test_e_the_versions_are_known_before_the_snapshot_is_taken(pair: tuple[Process, Process]) -> None:
    one, other = pair
    there, go = one.hold("before")
    reading = asyncio.create_task(one.title(1))
    await there.wait()
    await other.rename(1, "new")
    go.set()
    # what it reads is right, and yet it is not kept: nobody could tell
    assert await reading == "new"
    assert one.statements == 1
    await sees(one, "new")


class Restarting:
    """A Redis that writes down what it has, and can be killed and come back with what it had then."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, servers.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: Any = None

    def start(self) -> None:
        self.process = servers.start_redis(self.port, self.home)

    def kill(self) -> None:
        servers.end_redis(self.process)


@pytest.fixture
def restarting(tmp_path: Path) -> Iterator[Restarting]:
    redis = Restarting(tmp_path)
    redis.start()
    yield redis
    redis.kill()


@pytest.fixture
async def lossy(
    postgres_url: str, restarting: Restarting, tmp_path: Path
) -> AsyncIterator[tuple[Process, Process, Restarting]]:
    settings = settings_of(postgres_url, restarting.url, tmp_path)
    await make_tables(settings)
    async with processes(settings) as (one, other):
        await one.note_down("old")
        yield one, other, restarting


async def test_f_redis_comes_back_without_what_was_dropped(lossy: tuple[Process, Process, Restarting]) -> None:
    one, other, redis = lossy
    assert await one.title(1) == await other.title(1) == "old"
    async with Redis.from_url(redis.url) as client:
        await until(lambda: one.told)
        assert await client.save()
        await one.rename(1, "new")
        redis.kill()
    redis.start()
    async with Redis.from_url(redis.url) as client:
        # what was dropped is there again
        assert [key async for key in client.scan_iter("*:a:*")]
    await until(lambda: one.up and other.up)
    await sees(one, "new")
    await sees(other, "new")


async def test_f_redis_is_away_while_it_should_be_told(lossy: tuple[Process, Process, Restarting]) -> None:
    one, other, redis = lossy
    assert await one.title(1) == await other.title(1) == "old"
    os.kill(redis.process.pid, signal.SIGSTOP)
    token = await one.rename(1, "new")
    assert ".d." in token
    # who wrote it sees it, wherever it asks
    assert await one.title(1, token=token) == await other.title(1, token=token) == "new"
    os.kill(redis.process.pid, signal.SIGCONT)
    await until(lambda: one.up and other.up)
    await sees(one, "new")
    await sees(other, "new")


async def test_f_a_stamp_is_evicted(pair: tuple[Process, Process], redis_url: str) -> None:
    one, other = pair
    assert await one.title(1) == "old"
    async with Redis.from_url(redis_url) as client:
        stamps = [key async for key in client.scan_iter("*:t:*")]
        assert stamps
        await client.unlink(*stamps)
        before = other.statements
        await sees(other, "old")
        assert other.statements == before + 1
        await client.flushall()
    await sees(one, "old")


async def test_g_a_policy_changes_and_no_row_does(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = pair
    await one.note_down("open", owner="ann")
    ann = person("owner", account="ann")
    assert await one.title(2) == "open" == await one.title(2, ann)
    monkeypatch.setattr(NotePolicy, "read", (rule(ALL, roles="owner", fields=EXCEPT("secret")),))
    async with processes(one.doors.settings, 1) as [changed]:
        assert await changed.title(2) is None
        assert await changed.title(2, ann) == "open"
        assert await one.title(2) == "open"


async def test_h_what_is_filled_together_does_not_end_together(pair: tuple[Process, Process], redis_url: str) -> None:
    one, _ = pair
    for number in range(20):
        await one.title(number)
    await until(lambda: one.told)
    async with Redis.from_url(redis_url) as client:
        lives = sorted([await client.pttl(key) async for key in client.scan_iter("*:a:*")])
    assert len(lives) == 20
    assert 53_000 < lives[0] < 60_000 < lives[-1] <= 66_000
    assert lives[-1] - lives[0] > 2_000

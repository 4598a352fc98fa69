"""What many ask of Redis goes together, and comes back to whoever asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from gateway.observe import logs
from gateway.pipelined import MOST, Pipelined, Script
from gateway.shared import Away
from tests import servers
from tests.servers import RedisServer

ECHO = Script("return ARGV[1]")
FAIL = Script("return redis.error_reply('OOM command not allowed')")
LOAD = Script("redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])")


@pytest.fixture
async def pipelined(own_redis: RedisServer) -> AsyncIterator[Pipelined]:
    found = Pipelined(own_redis.url)
    yield found
    await found.close()


async def test_each_is_answered_with_its_own(pipelined: Pipelined) -> None:
    many = [str(number).encode() for number in range(3 * MOST)]
    assert await asyncio.gather(*(pipelined.call(ECHO, [], [one]) for one in many)) == many


async def test_who_has_gone_is_no_trouble_to_the_others(pipelined: Pipelined) -> None:
    gone, other = pipelined.call(ECHO, [], ["a"]), pipelined.call(ECHO, [], ["b"])
    gone.cancel()
    assert await other == b"b"
    assert gone.cancelled()


async def test_scripts_that_redis_has_forgotten_are_given_again(pipelined: Pipelined, own_redis: RedisServer) -> None:
    async with Redis.from_url(own_redis.url) as client:
        for _ in range(2):
            await client.script_flush()
            calls = [
                pipelined.call(ECHO, [], ["a"]),
                pipelined.call(LOAD, ["k"], ["b"]),
                pipelined.call(ECHO, [], ["c"]),
            ]
            assert await asyncio.gather(*calls) == [b"a", b"b", b"c"]


async def test_what_nobody_waits_for_is_done(pipelined: Pipelined, own_redis: RedisServer) -> None:
    pipelined.tell(LOAD, ["told"], ["yes"])
    await pipelined.close()
    async with Redis.from_url(own_redis.url) as client:
        assert await client.get("told") == b"yes"


async def test_a_redis_that_refuses_is_asked_no_more(pipelined: Pipelined, capsys: pytest.CaptureFixture[str]) -> None:
    # whatever others have made of it
    logs.configure("warning", "json")
    refused, good = pipelined.call(FAIL, [], []), pipelined.call(ECHO, [], ["a"])
    with pytest.raises(Away):
        await refused
    # of the same round trip
    assert await good == b"a"
    for _ in range(3):
        with pytest.raises(Away):
            await pipelined.call(ECHO, [], ["a"])
    pipelined.tell(ECHO, [], ["a"])
    assert capsys.readouterr().out.count("redis is away") == 1
    # that it answers somebody else says nothing of what it refuses
    pipelined.shared.reachable()
    assert pipelined.shared.away


async def test_nobody_is_left_waiting_for_one_that_is_not_there() -> None:
    away = Pipelined(f"redis://127.0.0.1:{servers.free_port()}/0")
    calls = [away.call(ECHO, [], [number]) for number in range(3 * MOST)]
    assert {type(error) for error in await asyncio.gather(*calls, return_exceptions=True)} == {Away}
    await away.close()

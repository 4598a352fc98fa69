"""The algorithm in both of its languages: what is given out, what comes back, and what is left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from gateway.limits import gcra, shared
from gateway.limits.gcra import LocalBuckets
from gateway.limits.policies import MICROSECONDS, Charge, Level, Policy
from gateway.limits.shared import SharedBuckets
from gateway.pipelined import Pipelined

HOURLY = Policy("hour", 100, 3600)
ODD = Policy("odd", 7, 3600)
MINUTELY = Policy("minute", 60, 60)


@dataclass
class Timer:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Buckets:
    """Of either kind, asked in the same way."""

    of: Any
    given: list[Level] = field(default_factory=list)

    async def take(self, *charges: Charge) -> bool:
        answer = self.of.take(charges)
        self.given = answer if isinstance(answer, list) else await answer
        return not any(level.wait for level in self.given)


@pytest.fixture(params=["local", "redis"])
async def buckets(request: pytest.FixtureRequest) -> AsyncIterator[Buckets]:
    if request.param == "local":
        yield Buckets(LocalBuckets())
        return
    url = request.getfixturevalue("redis").url
    async with Redis.from_url(url) as client:
        await client.flushdb()
    found = SharedBuckets(Pipelined(url))
    yield Buckets(found)
    await found.close()


@pytest.mark.parametrize("policy", [HOURLY, ODD, Policy("one", 1, 3600)], ids=lambda policy: policy.name)
async def test_exactly_the_quota_is_given_out(buckets: Buckets, policy: Policy) -> None:
    passed = [await buckets.take(Charge("k", policy, 1)) for _ in range(policy.quota * 2)]
    assert passed == [True] * policy.quota + [False] * policy.quota
    [level] = buckets.given
    assert level.remaining == 0
    assert 0 < level.wait <= 3600 * MICROSECONDS // policy.quota + 1
    assert (3600 - 60) * MICROSECONDS < level.reset <= 3600 * MICROSECONDS


async def test_what_is_left_goes_down_by_what_is_spent(buckets: Buckets) -> None:
    left = []
    for points in (10, 25, 1, 64, 1):
        await buckets.take(Charge("k", HOURLY, points))
        left.append(buckets.given[0].remaining)
    assert left == [90, 65, 64, 0, 0]


async def test_all_is_taken_or_nothing(buckets: Buckets) -> None:
    assert await buckets.take(Charge("a", HOURLY, 90), Charge("b", ODD, 7))
    assert not await buckets.take(Charge("a", HOURLY, 10), Charge("b", ODD, 1))
    assert [level.remaining for level in buckets.given] == [10, 0]
    assert [level.wait > 0 for level in buckets.given] == [False, True]
    assert await buckets.take(Charge("a", HOURLY, 10))


async def test_what_is_given_back_can_be_spent_again_and_no_more(buckets: Buckets) -> None:
    assert await buckets.take(Charge("k", ODD, 7))
    assert await buckets.take(Charge("k", ODD, -5))
    assert [await buckets.take(Charge("k", ODD, 1)) for _ in range(6)] == [True] * 5 + [False]
    # more than was ever taken leaves the bucket whole
    assert await buckets.take(Charge("k", ODD, -100))
    assert (buckets.given[0].remaining, buckets.given[0].reset) == (7, 0)
    assert not await buckets.take(Charge("k", ODD, 8))


async def test_buckets_are_apart(buckets: Buckets) -> None:
    assert await buckets.take(Charge("a", ODD, 7))
    assert await buckets.take(Charge("b", ODD, 7))


# a busy machine is no failure
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    quota=st.integers(1, 5000),
    asked=st.lists(st.tuples(st.integers(1, 400), st.floats(0, 30, width=32)), min_size=1, max_size=40),
)
def test_never_more_than_the_quota_and_what_has_come_back(quota: int, asked: list[tuple[int, float]]) -> None:
    timer = Timer()
    policy, local = Policy("p", quota, 60), LocalBuckets(timer=timer)
    began, given_out = timer.now, 0
    for points, pause in asked:
        timer.now += pause
        [level] = local.take([Charge("k", policy, points)])
        given_out += 0 if level.wait else points
        come_back = (timer.now - began) * quota / 60
        # less than a microsecond of each
        assert given_out <= quota + come_back + len(asked) * quota / (60 * MICROSECONDS) + 1e-6
        assert 0 <= level.remaining <= quota


@pytest.mark.parametrize("points", [1, 20])
def test_who_waits_as_long_as_told_is_let_in(points: int) -> None:
    timer = Timer()
    local = LocalBuckets(timer=timer)
    local.take([Charge("k", MINUTELY, 60)])
    [refused] = local.take([Charge("k", MINUTELY, points)])
    timer.now += refused.wait / MICROSECONDS - 0.01
    assert local.take([Charge("k", MINUTELY, points)])[0].wait
    timer.now += 0.02
    assert not local.take([Charge("k", MINUTELY, points)])[0].wait


def test_a_process_has_its_share() -> None:
    local = LocalBuckets(share=4)
    passed = [not local.take([Charge("k", HOURLY, 1)])[0].wait for _ in range(100)]
    assert passed.count(True) == 25
    # a quota smaller than the number of processes is not nothing
    assert not LocalBuckets(share=4).take([Charge("k", Policy("p", 2, 60), 1)])[0].wait


def test_what_is_larger_than_a_share_passes_when_nothing_else_is_spent() -> None:
    timer = Timer()
    local = LocalBuckets(share=4, timer=timer)
    assert local.take([Charge("k", HOURLY, 1)]) and local.take([Charge("k", HOURLY, 50)])[0].wait
    timer.now += 3600
    assert not local.take([Charge("k", HOURLY, 50)])[0].wait
    # and is paid for in its time: twice the share takes two hours
    timer.now += 3599
    assert local.take([Charge("k", HOURLY, 25)])[0].wait
    timer.now += 3602
    assert not local.take([Charge("k", HOURLY, 25)])[0].wait


def test_of_too_many_buckets_those_unused_for_longest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gcra, "BUCKETS", 3)
    local = LocalBuckets()

    def spend(key: str) -> bool:
        return not local.take([Charge(key, Policy("p", 1, 3600), 1)])[0].wait

    assert [spend(key) for key in "abc"] == [True] * 3
    assert not spend("a")
    assert spend("d") and not spend("b")
    assert not spend("d")


# --- Redis ------------------------------------------------------------------------------------------------------------


async def test_a_key_goes_when_its_bucket_is_whole(redis_url: str) -> None:
    found = SharedBuckets(Pipelined(redis_url))
    async with Redis.from_url(redis_url) as client:
        await found.take([Charge("k", MINUTELY, 30)])
        assert 29_000 < await client.pttl("k") <= 30_000
        await found.take([Charge("k", MINUTELY, -30)])
        assert await client.exists("k") == 0
    await found.close()


@pytest.mark.parametrize("ahead", [3600, -3600])
async def test_after_a_jump_of_the_clock_nobody_waits_longer_than_a_window(redis_url: str, ahead: int) -> None:
    found = SharedBuckets(Pipelined(redis_url))
    async with Redis.from_url(redis_url) as client:
        # the clock of Redis went back, or forward, by so much since this was written
        seconds, micros = await client.time()
        await client.set("k", str((seconds + 60 + ahead) * MICROSECONDS + micros))
        [level] = await found.take([Charge("k", MINUTELY, 1)])
    await found.close()
    if ahead > 0:
        assert 0 < level.wait <= MICROSECONDS and level.reset <= 60 * MICROSECONDS
    else:
        assert (level.wait, level.remaining) == (0, 59)


async def test_the_script_is_loaded_again_where_redis_has_lost_it(redis_url: str) -> None:
    found = SharedBuckets(Pipelined(redis_url))
    async with Redis.from_url(redis_url) as client:
        for left in (99, 98):
            await client.script_flush()
            [level] = await found.take([Charge("k", HOURLY, 1)])
            assert level.remaining == left
            assert (await client.script_exists(shared.TAKE.sha)) == [True]
    await found.close()


async def test_what_comes_at_once_goes_together(redis_url: str, count_trips: Callable[[], Awaitable[int]]) -> None:
    found = SharedBuckets(Pipelined(redis_url))
    await found.take([Charge("warm", HOURLY, 1)])
    before = await count_trips()
    levels = await asyncio.gather(*(found.take([Charge("k", HOURLY, 1), Charge("l", HOURLY, 2)]) for _ in range(50)))
    assert sorted(level.remaining for [level, _] in levels) == list(range(50, 100))
    assert await count_trips() - before == 1
    await found.close()

"""Which store counts, what a flood costs, and what becomes of budgets while Redis does not answer."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from secrets import token_hex

import pytest
from redis.asyncio import Redis

from gateway.configured import Quota
from gateway.errors import BudgetExceeded
from gateway.limits.budget import Budget, make_budget
from gateway.limits.gcra import LocalBuckets
from gateway.limits.policies import Charge, Policies, Policy
from gateway.limits.shared import SharedBuckets
from gateway.observe import logs
from gateway.pipelined import Pipelined
from gateway.settings import Settings
from gateway.shared import PAUSE_SECONDS
from tests import servers
from tests.servers import RedisServer

HOURLY = Policy("hour", 100, 3600)
NONE = Policies({}, 0)


@dataclass
class Timer:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
async def budget(own_redis: RedisServer, timer: Timer) -> AsyncIterator[Budget]:
    """Of one of four processes."""
    found = Budget(NONE, SharedBuckets(Pipelined(own_redis.url, timer=timer)), LocalBuckets(4, timer), b"s", timer)
    yield found
    await found.close()


async def spend(budget: Budget, points: int = 1, key: str = "k") -> int | None:
    """What is left, None where it is refused."""
    try:
        [level] = await budget.take([Charge(key, HOURLY, points)])
    except BudgetExceeded:
        return None
    return level.remaining


async def test_of_a_thousand_at_once_exactly_the_quota_is_let_through(redis_url: str) -> None:
    budgets = [Budget(NONE, SharedBuckets(Pipelined(redis_url)), LocalBuckets(), b"s") for _ in range(2)]
    found = await asyncio.gather(*(spend(budgets[n % 2]) for n in range(1000)))
    assert sorted(left for left in found if left is not None) == list(range(100))
    for budget in budgets:
        await budget.close()


async def test_who_has_none_left_is_refused_without_a_call(
    redis_url: str, timer: Timer, count_calls: Callable[[], Awaitable[int]]
) -> None:
    budget = Budget(NONE, SharedBuckets(Pipelined(redis_url)), LocalBuckets(), b"s", timer)
    assert await spend(budget, 95) == 5
    assert await spend(budget, 10) is None
    before = await count_calls()
    assert [await spend(budget, 10) for _ in range(20)] == [None] * 20
    assert await count_calls() == before
    # what costs less may be had, and after a second it is asked again
    assert await spend(budget, 5) == 0
    timer.now += 1.1
    assert await spend(budget, 10) is None
    assert await count_calls() == before + 2
    await budget.close()


async def test_a_refusal_tells_nobody_what_another_has_left(timer: Timer) -> None:
    """Two who come from one address, which has spent its requests."""
    budget = Budget(NONE, None, LocalBuckets(timer=timer), b"s", timer)
    address = Charge("address", Policy("address", 1, 60, "requests"), 1)
    ada, bob = Charge("ada", HOURLY, 7), Charge("bob", HOURLY, 1)
    await budget.take([ada, address])
    with pytest.raises(BudgetExceeded) as to_ada:
        await budget.take([ada, address])
    assert to_ada.value.headers["RateLimit"] == '"hour";r=93;t=252, "address";r=0;t=60'
    with pytest.raises(BudgetExceeded) as to_bob:
        await budget.take([bob, address])
    assert to_bob.value.headers["RateLimit"] == '"address";r=0;t=60'


async def test_while_redis_is_frozen_each_process_gives_out_its_share(
    budget: Budget, own_redis: RedisServer, timer: Timer
) -> None:
    assert own_redis.process_id is not None
    assert await spend(budget) == 99
    os.kill(own_redis.process_id, signal.SIGSTOP)
    took, left = [], []
    for _ in range(30):
        began = time.perf_counter()
        left.append(await spend(budget))
        took.append(time.perf_counter() - began)
    assert left == [*reversed(range(25)), *[None] * 5]
    assert max(took) < 0.3
    # after that nobody waits any more
    assert max(took[1:]) < 0.1
    os.kill(own_redis.process_id, signal.SIGCONT)
    timer.now += PAUSE_SECONDS
    await back(budget, timer)
    # what was counted before counts still; the call that was on its way when it froze is counted late
    assert 97 <= (await spend(budget) or 0) <= 98


async def test_redis_goes_and_comes_back_empty(budget: Budget, own_redis: RedisServer, timer: Timer) -> None:
    async with Redis.from_url(own_redis.url) as client:
        assert await spend(budget, 60) == 40
        await client.client_kill_filter(skipme=True)
        # a connection that was cut is no reason to give anything away twice
        assert await spend(budget, 20) in {20, 5}
        await client.flushall()
        await client.script_flush()
    timer.now += PAUSE_SECONDS
    await back(budget, timer)


async def test_redis_is_killed_and_another_takes_its_place(timer: Timer) -> None:
    port = servers.free_port()
    with servers.redis_server(port) as first:
        budget = Budget(NONE, SharedBuckets(Pipelined(first.url, timer=timer)), LocalBuckets(4, timer), b"s", timer)
        assert await spend(budget, 60) == 40
        assert first.process_id is not None
        os.kill(first.process_id, signal.SIGKILL)
        assert [await spend(budget) for _ in range(26)] == [*reversed(range(25)), None]
    with servers.redis_server(port):
        timer.now += PAUSE_SECONDS
        await back(budget, timer)
    await budget.close()


async def test_nobody_listens(timer: Timer) -> None:
    away = SharedBuckets(Pipelined(f"redis://127.0.0.1:{servers.free_port()}/0", timer=timer))
    budget = Budget(NONE, away, LocalBuckets(4, timer), b"s", timer)
    assert [await spend(budget) for _ in range(26)] == [*reversed(range(25)), None]
    # what is noted is lost, and hurts nobody
    budget.note([Charge("k", HOURLY, -1)])
    await budget.close()


async def test_what_redis_refuses_is_counted_here(own_redis: RedisServer, timer: Timer) -> None:
    async with Redis.from_url(own_redis.url) as client:
        await client.set("k", "no number at all")
    budget = Budget(NONE, SharedBuckets(Pipelined(own_redis.url, timer=timer)), LocalBuckets(4, timer), b"s", timer)
    assert await spend(budget) == 24
    await budget.close()


async def back(budget: Budget, timer: Timer) -> None:
    """Redis counts again: a bucket has the whole quota, and not this process's share."""
    async with asyncio.timeout(10):
        while (await spend(budget, key=token_hex(4)) or 0) < 99:
            timer.now += PAUSE_SECONDS


def test_a_key_says_nothing_of_whose_it_is() -> None:
    budget, other = Budget(NONE, None, LocalBuckets(), b"s"), Budget(NONE, None, LocalBuckets(), b"t")
    key = budget.key("hour", "person:ada@example.org")
    assert key.startswith("{budget}:hour:") and "ada" not in key
    assert len({key, budget.key("hour", "person:bob"), budget.key("minute", "person:ada@example.org")}) == 3
    assert other.key("hour", "person:ada@example.org") != key


@pytest.mark.parametrize(("workers", "warned"), [(1, 0), (4, 1)])
def test_without_redis_it_is_said_once(workers: int, warned: int, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings.model_validate(
        {
            "secret_key": "s" * 32,
            "database_url": "postgres://u@h/n",
            "workers": workers,
            "budgets": {"default": Quota(hour=100)},
        }
    )
    # whatever others have made of it
    logs.configure("warning", "json")
    make_budget(settings)
    assert capsys.readouterr().out.count("budgets are counted by each process") == warned

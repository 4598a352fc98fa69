"""Who works, who waits, and who is turned away at once."""

from __future__ import annotations

import asyncio
import time

import pytest

from gateway.errors import Overloaded
from gateway.limits import gate as gates
from gateway.limits.gate import Gate

CHEAP, DEAR = 1, 1000


async def settle() -> None:
    """Everybody who can go on has gone on."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
async def full() -> Gate:
    gate = Gate(2, 10)
    await gate.enter(CHEAP)
    await gate.enter(DEAR)
    return gate


async def test_there_is_room(full: Gate) -> None:
    assert full.working == 2
    full.leave(time.monotonic())
    full.check(DEAR)
    full.check(None)
    await full.enter(DEAR)
    assert full.working == 2


async def test_cheap_ones_go_first(full: Gate) -> None:
    order = []

    async def work(name: str, price: int) -> None:
        began = await full.enter(price)
        order.append(name)
        full.leave(began)

    tasks = [asyncio.create_task(work(*one)) for one in (("dear", DEAR), ("one", CHEAP), ("two", CHEAP))]
    await settle()
    assert order == []
    full.leave(time.monotonic())
    await asyncio.gather(*tasks)
    assert order == ["one", "two", "dear"]
    assert full.working == 1


async def test_a_dear_one_does_not_wait_long(full: Gate) -> None:
    began = time.perf_counter()
    with pytest.raises(Overloaded) as refused:
        await full.enter(DEAR)
    assert gates.DEAR_SECONDS <= time.perf_counter() - began < 0.5
    assert refused.value.headers == {"Retry-After": "1"}
    full.leave(time.monotonic())
    assert full.working == 1


@pytest.mark.parametrize("price", [DEAR, None])
async def test_who_would_wait_too_long_is_told_at_once(full: Gate, price: int | None) -> None:
    # what works here takes ten seconds
    full.leave(time.monotonic() - 10)
    await full.enter(CHEAP)
    with pytest.raises(Overloaded):
        full.check(price)
    # half a second for each that is ahead
    full.check(CHEAP)
    waiting = [asyncio.create_task(full.enter(CHEAP)) for _ in range(2)]
    await settle()
    with pytest.raises(Overloaded):
        full.check(CHEAP)
    for task in waiting:
        task.cancel()


async def test_the_queue_has_an_end(full: Gate) -> None:
    waiting = [asyncio.create_task(full.enter(CHEAP)) for _ in range(2 * gates.WAITING)]
    await settle()
    with pytest.raises(Overloaded):
        await full.enter(CHEAP)
    for task in waiting:
        task.cancel()
    await settle()
    full.check(CHEAP)


async def test_a_cheap_one_that_waits_in_vain(full: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "CHEAP_SECONDS", 0.01)
    with pytest.raises(Overloaded):
        await full.enter(CHEAP)


async def test_who_does_not_wait_any_more_is_passed_over(full: Gate) -> None:
    gone, stays = asyncio.create_task(full.enter(CHEAP)), asyncio.create_task(full.enter(CHEAP))
    await settle()
    # cancelled, and not gone yet
    gone.cancel()
    full.leave(time.monotonic())
    await stays
    assert full.working == 2


async def test_a_turn_that_nobody_takes_is_passed_on(full: Gate) -> None:
    gone, stays = asyncio.create_task(full.enter(CHEAP)), asyncio.create_task(full.enter(CHEAP))
    await settle()
    full.leave(time.monotonic())
    # it has its turn, and goes before it hears of it
    gone.cancel()
    await stays
    assert full.working == 2
    full.leave(time.monotonic())
    full.leave(time.monotonic())
    assert full.working == 0

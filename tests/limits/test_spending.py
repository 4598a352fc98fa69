"""What a request takes, and what it gives back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest

from gateway.actions import ActionSpec
from gateway.caller import ANONYMOUS
from gateway.configured import Quota
from gateway.errors import Overloaded
from gateway.limits import Budget, Gate, Metering, Spending, spending_of
from gateway.limits.gcra import LocalBuckets
from gateway.limits.policies import Policies
from gateway.limits.spending import SPENDING
from tests.doors import person

CALLER: Final = replace(person("clerk"), rate_key="person:ada")


@pytest.fixture
def budget() -> Budget:
    """Time stands still."""
    return Budget(Policies({"default": Quota(hour=100)}, 0), None, LocalBuckets(timer=lambda: 1000.0), b"s")


def spending(budget: Budget, gate: Gate | None = None, caller: Any = CALLER) -> Spending:
    return Spending(budget, gate or Gate(10, 50), {"type": "http", "caller": caller, "client": ("127.0.0.1", 1)})


def saying(*limits: tuple[int, int]) -> ActionSpec:
    return ActionSpec("say", "words", frozenset(), "write", {}, None, "", _say, asks_caller=False, limits=limits)


async def _say() -> None:
    """Nobody calls it."""


async def left(budget: Budget) -> int:
    """After a point for asking."""
    asking = spending(budget)
    await asking.enter()
    asking.close()
    return asking.levels[0].remaining


async def test_what_was_at_hand_costs_a_point(budget: Budget) -> None:
    one = spending(budget)
    await one.reserve(40)
    reservation = one.reservation
    assert reservation is not None
    assert one.levels[0].remaining == 60
    reservation.settle(1)
    assert (one.cost.requested, one.cost.actual) == (40, 1)
    one.close()
    assert await left(budget) == 98


@pytest.mark.parametrize(("actual", "remaining"), [(0, 98), (-5, 98), (30, 69), (40, 59), (90, 59)])
async def test_nothing_is_free_and_nothing_costs_more_than_was_said(
    budget: Budget, actual: int, remaining: int
) -> None:
    one = spending(budget)
    await one.reserve(40)
    assert one.reservation is not None
    one.reservation.settle(actual)
    one.close()
    assert await left(budget) == remaining


async def test_who_is_turned_away_has_run_nothing(budget: Budget) -> None:
    full, action = Gate(1, 50), saying((2, 3600))
    began = await full.enter(1)
    for _ in range(3):
        one = spending(budget, full)
        with pytest.raises(Overloaded):
            await one.reserve(60, [action])
        one.close()
    full.leave(began)
    for remaining in (1, 0):
        one = spending(budget, full)
        await one.reserve(10, [action])
        assert one.levels[1].remaining == remaining
        one.close()


async def test_a_place_is_left_once(budget: Budget) -> None:
    gate = Gate(2, 50)
    first, second = spending(budget, gate), spending(budget, gate, ANONYMOUS)
    await first.reserve(1)
    await second.reserve(1)
    first.done()
    first.close()
    assert gate.working == 1
    second.close()
    assert gate.working == 0


async def test_what_has_ended_does_not_wait_for_the_collector(budget: Budget) -> None:
    found = list[Spending]()

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        found.append(spending_of(scope))

    scope: dict[str, Any] = {"type": "http", "caller": CALLER, "client": ("127.0.0.1", 1)}
    await Metering(app, budget, Gate(10, 50))(scope, app, app)  # type: ignore[arg-type]  # nothing comes or goes
    assert len(found) == 1 and SPENDING not in scope
    assert await left(budget) == 98

"""When an idle connection is given up, however often it was not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gateway.http.idle import Idle


class Loop:
    """Its time passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.set = 0

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, call: Callable[[], None]) -> Loop:
        self.set += 1
        self.timers.append((when, call))
        return self

    def cancel(self) -> None:
        self.timers.clear()

    def passes(self, seconds: float) -> None:
        end = self.now + seconds
        while due := [timer for timer in self.timers if timer[0] <= end]:
            self.timers.remove(due[0])
            self.now = due[0][0]
            due[0][1]()
        self.now = end


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def expired() -> list[float]:
    return []


@pytest.fixture
def idle(loop: Loop, expired: list[float]) -> Idle:
    unlike: Any = loop
    return Idle(unlike, 10, lambda: expired.append(loop.now))


def test_each_time_it_has_the_whole_time_with_few_timers(idle: Idle, loop: Loop, expired: list[float]) -> None:
    for _ in range(100):
        idle.start()
        loop.passes(0.5)
        idle.cancel()
        loop.passes(0.5)
    idle.start()
    loop.passes(9.9)
    assert expired == [] and loop.set <= 12
    loop.passes(0.2)
    assert expired == [210.0]


def test_what_is_busy_when_the_timer_comes_has_no_timer(idle: Idle, loop: Loop, expired: list[float]) -> None:
    idle.start()
    idle.cancel()
    loop.passes(1000)
    assert (expired, loop.timers) == ([], [])
    idle.start()
    loop.passes(10)
    assert expired == [1110.0]


def test_what_is_closed_leaves_no_timer(idle: Idle, loop: Loop, expired: list[float]) -> None:
    idle.close()
    idle.start()
    idle.close()
    assert loop.timers == []
    loop.passes(1000)
    assert expired == []

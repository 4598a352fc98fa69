"""How many requests work at once. Past that they wait, cheap ones before dear ones, and as long only as waiting is of use;
who would wait longer is turned away at once.

What is turned away costs next to nothing, so that a gateway that is asked for five times as much as it can do goes on
doing what it can.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from gateway.errors import Overloaded

# seconds that a request may have to wait, and is told at once that it would have to wait longer
CHEAP_SECONDS: Final = 1.0
DEAR_SECONDS: Final = 0.025
# requests that wait for each one that works
WAITING: Final = 16
# the weight of a request in the mean of how long one works
_WEIGHT: Final = 0.1
_RETRY: Final = {"Retry-After": "1"}


class Gate:
    """`limit` requests work at once. One that costs up to `cheap` points is cheap."""

    def __init__(self, limit: int, cheap: int, timer: Callable[[], float] = time.monotonic) -> None:
        self.limit, self._cheap, self._timer = limit, cheap, timer
        self.working = 0
        self._work_seconds = 0.0
        self._waiting_cheap: deque[asyncio.Future[None]] = deque()
        self._waiting_dear: deque[asyncio.Future[None]] = deque()

    def check(self, price: int | None) -> None:
        """Raises Overloaded for who would wait too long. What has no price yet costs more to prepare than what is known, and
        counts as dear."""
        if self.working < self.limit:
            return
        cheap = price is not None and price <= self._cheap
        ahead = len(self._waiting_cheap) + (0 if cheap else len(self._waiting_dear))
        seconds = (ahead + 1) * self._work_seconds / self.limit
        if ahead >= self.limit * WAITING or seconds > (CHEAP_SECONDS if cheap else DEAR_SECONDS):
            raise overloaded()

    async def enter(self, price: int) -> float:
        """The moment at which the work begins, to be told to `leave`. Raises Overloaded."""
        if self.working >= self.limit:
            self.check(price)
            await self._wait(cheap=price <= self._cheap)
        else:
            self.working += 1
        return self._timer()

    def leave(self, began: float) -> None:
        self._work_seconds += _WEIGHT * (self._timer() - began - self._work_seconds)
        self._next()

    async def _wait(self, *, cheap: bool) -> None:
        waiting = self._waiting_cheap if cheap else self._waiting_dear
        turn = asyncio.get_running_loop().create_future()
        waiting.append(turn)
        served = False
        try:
            async with asyncio.timeout(2 * CHEAP_SECONDS if cheap else DEAR_SECONDS):
                await turn
            served = True
        except TimeoutError as error:
            raise overloaded() from error
        finally:
            if not served:
                _leave(waiting, turn)
                if not turn.cancelled():
                    # its turn came in the moment in which nobody waited for it any more
                    self._next()

    def _next(self) -> None:
        """Who waits takes the place of who is done."""
        for waiting in (self._waiting_cheap, self._waiting_dear):
            while waiting:
                turn = waiting.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self.working -= 1


def overloaded() -> Overloaded:
    return Overloaded("More is asked just now than can be worked on.", headers=_RETRY)


def _leave(waiting: deque[asyncio.Future[None]], turn: asyncio.Future[None]) -> None:
    with suppress(ValueError):
        waiting.remove(turn)

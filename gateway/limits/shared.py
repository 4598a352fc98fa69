"""Buckets in Redis, which all processes share. One call for all that a request takes, and for all requests that came while
the call before it was on its way.

The script is the algorithm of `gcra.py` by the clock of Redis. It is atomic, so that of any number at once no point is
given out twice. After a jump of that clock nobody waits longer than a window.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from hashlib import sha1
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import NoScriptError

from gateway.limits.policies import Charge, Level
from gateway.shared import Away, Shared

# requests of one call: a script holds up everybody else
MOST: Final = 100
_PER_CHARGE: Final = 3
# what a request takes, and who waits for the answer
_Waiting = tuple[Sequence[Charge], asyncio.Future[list[Level]] | None]

SCRIPT: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local reply, key, at = {}, 1, 1
while at <= #ARGV do
  local count, passes, found = tonumber(ARGV[at]), true, {}
  for i = 1, count do
    local quota, window, points = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
    at = at + 3
    local before = tonumber(redis.call('GET', KEYS[key]) or now)
    before = math.min(math.max(before, now), now + window)
    local spent = math.floor(math.abs(points) * window / quota)
    local after = points >= 0 and before + spent or math.max(now, before - spent)
    local wait = points > 0 and math.max(0, after - now - window) or 0
    passes = passes and wait == 0
    found[i] = {KEYS[key], quota, window, before, after, wait}
    key = key + 1
  end
  at = at + 1
  for i = 1, count do
    local name, quota, window, before, after, wait = unpack(found[i])
    if passes then
      if after > now then
        redis.call('SET', name, string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000))
      else
        redis.call('DEL', name)
      end
    end
    local reset = (passes and after or before) - now
    reply[#reply + 1] = math.max(0, math.floor((window - reset) * quota / window))
    reply[#reply + 1] = reset
    reply[#reply + 1] = wait
  end
end
return reply
"""
SHA: Final = sha1(SCRIPT.encode(), usedforsecurity=False).hexdigest()


class SharedBuckets:
    def __init__(self, url: str, timer: Callable[[], float] = time.monotonic) -> None:
        # one call is on its way at a time
        self._shared = Shared(url, connections=1, without="budgets are counted by each process", timer=timer)
        self._redis = Redis(connection_pool=self._shared.pool)
        self._waiting: deque[_Waiting] = deque()
        self._sending: asyncio.Task[None] | None = None

    async def take(self, charges: Sequence[Charge]) -> list[Level]:
        """Everything is taken, or nothing where one of the levels has a wait. Raises Away."""
        if self._shared.away:
            raise Away
        answered: asyncio.Future[list[Level]] = asyncio.get_running_loop().create_future()
        self._waiting.append((charges, answered))
        self._send()
        return await answered

    def note(self, charges: Sequence[Charge]) -> None:
        """Take or give back as soon as may be, and tell nobody; lost while Redis is away."""
        if charges and not self._shared.away:
            self._waiting.append((charges, None))
            self._send()

    async def close(self) -> None:
        if self._sending is not None:
            await asyncio.wait({self._sending})
        await self._shared.close()

    def _send(self) -> None:
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        some: list[_Waiting] = []
        try:
            while self._waiting:
                some = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                try:
                    reply = await self._called([charges for charges, _ in some])
                except Away:
                    # whoever came meanwhile has waited long enough as well
                    self._fail([*some, *self._waiting])
                    self._waiting.clear()
                else:
                    _answer(some, reply)
        finally:
            self._sending = None
            self._fail(some)

    def _fail(self, some: Sequence[_Waiting]) -> None:
        for _, answered in some:
            if answered is not None and not answered.done():
                answered.set_exception(Away())

    async def _called(self, some: Sequence[Sequence[Charge]]) -> list[int]:
        keys = [charge.key for charges in some for charge in charges]
        arguments: list[Any] = []
        for charges in some:
            arguments.append(len(charges))
            for charge in charges:
                arguments += (charge.policy.quota, charge.policy.microseconds, charge.points)

        async def question() -> list[int]:
            try:
                found: list[int] = await self._redis.evalsha(SHA, len(keys), *keys, *arguments)
            except NoScriptError:
                # which EVAL loads as well
                found = await self._redis.eval(SCRIPT, len(keys), *keys, *arguments)
            return found

        return await self._shared.ask(question)


def _answer(some: Sequence[_Waiting], reply: list[int]) -> None:
    at = 0
    for charges, answered in some:
        levels = []
        for charge in charges:
            levels.append(Level(charge.policy, *reply[at : at + _PER_CHARGE]))
            at += _PER_CHARGE
        if answered is not None and not answered.done():
            answered.set_result(levels)

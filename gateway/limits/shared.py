"""Buckets in Redis, which all processes share: one call for all that a request takes.

The script is the algorithm of `gcra.py` by the clock of Redis. It is atomic, so that of any number at once no point is
given out twice. After a jump of that clock nobody waits longer than a window.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from gateway.limits.policies import Charge, Level
from gateway.pipelined import Pipelined, Script

_PER_CHARGE: Final = 3

# KEYS: the buckets. ARGV: of each its quota, its window in microseconds, and the points to be taken
TAKE: Final = Script("""
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local passes, found, reply = true, {}, {}
for i = 1, #KEYS do
  local quota, window, points = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local before = tonumber(redis.call('GET', KEYS[i]) or now)
  before = math.min(math.max(before, now), now + window)
  local spent = math.floor(math.abs(points) * window / quota)
  local after = points >= 0 and before + spent or math.max(now, before - spent)
  local wait = points > 0 and math.max(0, after - now - window) or 0
  passes = passes and wait == 0
  found[i] = {quota, window, before, after, wait}
end
for i = 1, #KEYS do
  local quota, window, before, after, wait = unpack(found[i])
  if passes then
    if after > now then
      redis.call('SET', KEYS[i], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000))
    else
      redis.call('DEL', KEYS[i])
    end
  end
  local reset = (passes and after or before) - now
  reply[#reply + 1] = math.max(0, math.floor((window - reset) * quota / window))
  reply[#reply + 1] = reset
  reply[#reply + 1] = wait
end
return reply
""")


class SharedBuckets:
    def __init__(self, redis: Pipelined) -> None:
        self._redis = redis

    async def take(self, charges: Sequence[Charge]) -> list[Level]:
        """Everything is taken, or nothing where one of the levels has a wait. It is asked for before the first moment in which
        others work. Raises Away."""
        reply = await self._redis.call(TAKE, *_said(charges))
        parts = range(0, len(reply), _PER_CHARGE)
        return [Level(charge.policy, *reply[at : at + _PER_CHARGE]) for charge, at in zip(charges, parts, strict=True)]

    def note(self, charges: Sequence[Charge]) -> None:
        """Take or give back as soon as may be, and tell nobody; lost while Redis is away."""
        if charges:
            self._redis.tell(TAKE, *_said(charges))

    async def close(self) -> None:
        await self._redis.close()


def _said(charges: Sequence[Charge]) -> tuple[list[str], list[Any]]:
    keys = [charge.key for charge in charges]
    return keys, [said for _, policy, points in charges for said in (policy.quota, policy.microseconds, points)]

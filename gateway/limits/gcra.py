"""The generic cell rate algorithm, for this process alone: one number for each bucket, the moment at which it is whole.

Points become time: one of a quota of 60 in a minute is a second. What is spent moves the moment on, as far as a window
from now; what is less than a microsecond is in favour of whoever spends. `shared.py` has the same in the language of Redis.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final

from gateway.limits.policies import MICROSECONDS, Charge, Level

BUCKETS: Final = 100_000


class LocalBuckets:
    """`share` is the part of each quota that is this process's: one of so many. What costs more than that passes when the
    bucket is whole, and is paid back in its time. Of too many buckets, those that were used least lately are forgotten."""

    def __init__(self, share: int = 1, timer: Callable[[], float] = time.monotonic) -> None:
        self._share, self._timer = share, timer
        self._whole_at: OrderedDict[str, int] = OrderedDict()

    def take(self, charges: Sequence[Charge]) -> list[Level]:
        """Everything is taken, or nothing where one of the levels has a wait."""
        now = int(self._timer() * MICROSECONDS)
        found, passes = [], True
        for charge in charges:
            policy, window = charge.policy, charge.policy.microseconds
            quota = max(1, policy.quota // self._share)
            before = max(self._whole_at.get(charge.key, 0), now)
            spent = abs(charge.points) * window // quota
            after = before + spent if charge.points >= 0 else max(now, before - spent)
            most = max(window, spent) if charge.points <= policy.quota else window
            wait = max(0, after - now - most) if charge.points > 0 else 0
            passes = passes and wait == 0
            found.append((charge, quota, before, after, wait))
        levels = []
        for charge, quota, before, after, wait in found:
            if passes:
                self._put(charge.key, after)
            reset = (after if passes else before) - now
            window = charge.policy.microseconds
            levels.append(Level(charge.policy, max(0, (window - reset) * quota // window), reset, wait))
        return levels

    def _put(self, key: str, whole_at: int) -> None:
        self._whole_at[key] = whole_at
        self._whole_at.move_to_end(key)
        if len(self._whole_at) > BUCKETS:
            self._whole_at.popitem(last=False)

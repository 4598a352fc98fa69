"""One budget for everything that somebody asks. Redis counts; where there is none, or it is away, each process counts its
share of every quota."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import structlog

from gateway.errors import BudgetExceeded
from gateway.limits import fields
from gateway.limits.gcra import LocalBuckets
from gateway.limits.policies import MICROSECONDS, Charge, Level, Policies
from gateway.limits.shared import SharedBuckets
from gateway.pipelined import Pipelined
from gateway.settings import Settings
from gateway.shared import Away

# that a quota is spent need not be asked again at once: a flood costs no calls
REACHED_SECONDS: Final = 1.0
REACHED_MOST: Final = 10_000
_KEPT: Final = 8192

log = structlog.get_logger("gateway.limits")


class Budget:
    def __init__(
        self,
        policies: Policies,
        shared: SharedBuckets | None,
        local: LocalBuckets,
        secret: bytes,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.policies, self._shared, self._local, self._timer = policies, shared, local, timer
        self._secret = blake2b(secret, person=b"budget").digest()
        # by key: the least that was refused, until when it is refused again, and why. Of that bucket alone: one of an address
        # is met by others, to whom the rest of the refusal says what somebody else has left
        self._reached: OrderedDict[str, tuple[int, float, Level]] = OrderedDict()
        self.key = lru_cache(maxsize=_KEPT)(self._key)

    async def take(self, charges: Sequence[Charge]) -> list[Level]:
        """The levels afterwards. Raises BudgetExceeded, and has taken nothing then."""
        self.check(charges)
        levels = await self._taken(charges)
        if any(level.wait for level in levels):
            self._remember(charges, levels)
            raise refusal(levels)
        return levels

    def check(self, charges: Sequence[Charge]) -> None:
        """Raises BudgetExceeded where that is known without asking."""
        for charge in charges if self._reached else ():
            known = self._reached.get(charge.key)
            if known is not None and charge.points >= known[0] and self._timer() < known[1]:
                raise refusal([known[2]])

    def note(self, charges: Sequence[Charge]) -> None:
        """Take or give back, without anybody who waits for it."""
        if self._shared is not None:
            self._shared.note(charges)
        elif charges:
            self._local.take(charges)

    async def close(self) -> None:
        if self._shared is not None:
            await self._shared.close()

    async def _taken(self, charges: Sequence[Charge]) -> list[Level]:
        if self._shared is not None:
            try:
                return await self._shared.take(charges)
            except Away:
                pass
        return self._local.take(charges)

    def _remember(self, charges: Sequence[Charge], levels: list[Level]) -> None:
        for charge, level in zip(charges, levels, strict=True):
            if level.wait:
                until = self._timer() + min(REACHED_SECONDS, level.wait / MICROSECONDS)
                self._reached[charge.key] = (charge.points, until, level)
                self._reached.move_to_end(charge.key)
        while len(self._reached) > REACHED_MOST:
            self._reached.popitem(last=False)

    def _key(self, policy: str, whose: str) -> str:
        """Stores see whose it is only as a hash, for it may be somebody's address. The braces keep all of them in one slot
        of a cluster, for one script takes several."""
        sealed = blake2b(whose.encode("utf-8", "surrogatepass"), key=self._secret, digest_size=16)
        return f"{{budget}}:{policy}:{sealed.hexdigest()}"


def refusal(levels: Sequence[Level]) -> BudgetExceeded:
    violated = [level for level in levels if level.wait]
    said = ", ".join(f"{one.policy.quota} {one.policy.unit} in {one.policy.window} s" for one in violated)
    seconds = max(fields.seconds(level.wait) for level in violated)
    error = BudgetExceeded(
        f"This is more than the budget allows: {said}.",
        hint=f"Ask again in {seconds} s, or ask for less.",
        headers={"Retry-After": str(seconds), **fields.texts(levels)},
    )
    error.violated_policies = tuple(level.policy.name for level in violated)
    return error


def make_budget(settings: Settings, redis: Pipelined | None = None) -> Budget:
    """`redis` is asked together with whoever else asks it; it is made where there is none."""
    policies = Policies(settings.budgets, settings.address_requests)
    if redis is None and settings.redis_url is not None:
        redis = Pipelined(settings.redis_url.get_secret_value())
    shared = SharedBuckets(redis) if redis is not None else None
    workers = 1 if settings.database.dialect == "sqlite" else settings.workers
    if policies.any and shared is None and workers > 1:
        log.warning("budgets are counted by each process", error="there is no REDIS_URL")
    return Budget(policies, shared, LocalBuckets(workers), settings.secret)

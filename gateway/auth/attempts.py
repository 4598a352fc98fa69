"""How often somebody may guess. Counted in Redis, and by the database where Redis is not there or does not answer: a
guesser must gain nothing by taking Redis down.

A guess is counted before it is tried (`spend`), and taken off the record when it was right (`forget`): of many that come
at once none slips through between looking and counting.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import ceil
from typing import Any, Final, TypeVar

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter

from gateway.auth.counting import TableStorage
from gateway.auth.store import Store
from gateway.errors import TooManyAttempts
from gateway.shared import Away, Shared

T = TypeVar("T")

TURNS: Final = 4
# that a limit is reached need not be counted again at once: a flood of guesses costs no database
REACHED_SECONDS: Final = 1.0
REACHED_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """`count` times in `seconds`, which begin with the first."""

    name: str
    count: int
    seconds: int

    @property
    def item(self) -> RateLimitItem:
        return RateLimitItemPerSecond(self.count, self.seconds, self.name)


LOGIN: Final = Limit("login", 5, 900)  # per account and address
LOGIN_ADDRESS: Final = Limit("login-address", 50, 900)
OTP: Final = Limit("otp", 5, 900)  # per account
RESET: Final = Limit("reset", 3, 3600)  # per account and address
SIGN_UP: Final = Limit("sign-up", 10, 3600)  # per address
TOKEN: Final = Limit("token", 30, 60)  # failures, per client and per address
USER_CODE: Final = Limit("user-code", 10, 60)  # per address
USER_CODE_SESSION: Final = Limit("user-code-session", 5, 600)  # per session


class Attempts:
    """The key says whose attempts they are; stores see it only as a signature, for it may be somebody's address."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._signer = store.signer("attempts")
        self._database = FixedWindowRateLimiter(TableStorage(store))
        url = store.settings.redis_url
        self._redis = _Redis(store, url.get_secret_value()) if url is not None else None
        # a crowd of guessers waits here, and not for the connections that everybody else needs
        self._turns = asyncio.Semaphore(TURNS)
        # by key: until when nothing is counted, by the timer, and when the window ends, by the clock
        self._reached: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def spend(self, limit: Limit, *key: str) -> None:
        """Count one; raises TooManyAttempts when that is one too many, DatabaseUnavailable when nobody can count."""
        item, sealed = limit.item, self._signer.sign(limit.name, *key)
        self._refuse_reached(sealed)
        async with self._turns:
            # whoever had a turn meanwhile may have been the one too many
            self._refuse_reached(sealed)
            if not await self._ask(lambda limiter: limiter.hit(item, sealed)):
                raise await self._over(item, sealed)

    async def check(self, limit: Limit, *key: str) -> None:
        """Count nothing; raises TooManyAttempts when nothing is left."""
        item, sealed = limit.item, self._signer.sign(limit.name, *key)
        async with self._turns:
            if not await self._ask(lambda limiter: limiter.test(item, sealed)):
                raise await self._over(item, sealed)

    async def forget(self, limit: Limit, *key: str) -> None:
        item, sealed = limit.item, self._signer.sign(limit.name, *key)
        async with self._turns:
            await self._ask(lambda limiter: limiter.clear(item, sealed))
        self._reached.pop(sealed, None)

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.close()

    async def _ask(self, question: Callable[[FixedWindowRateLimiter], Awaitable[T]]) -> T:
        if self._redis is not None:
            try:
                return await self._redis.ask(question)
            except Away:
                pass
        return await question(self._database)

    def _refuse_reached(self, sealed: str) -> None:
        known = self._reached.get(sealed)
        if known is not None and self._store.timer() < known[0] and self._store.clock() < known[1]:
            raise self._refusal(known[1])

    async def _over(self, item: RateLimitItem, sealed: str) -> TooManyAttempts:
        stats = await self._ask(lambda limiter: limiter.get_window_stats(item, sealed))
        self._reached[sealed] = (self._store.timer() + REACHED_SECONDS, stats.reset_time)
        self._reached.move_to_end(sealed)
        if len(self._reached) > REACHED_MOST:
            self._reached.popitem(last=False)
        return self._refusal(stats.reset_time)

    def _refusal(self, until: float) -> TooManyAttempts:
        return TooManyAttempts(headers={"Retry-After": str(max(1, ceil(until - self._store.clock())))})


class _Redis:
    """The same strategy over the shared Redis."""

    def __init__(self, store: Store, url: str) -> None:
        without = "attempts are counted by the database"
        self._shared = Shared(url, connections=TURNS, without=without, timer=store.timer)
        # the pool knows where; the address here only says which kind of storage
        options: dict[str, Any] = {"connection_pool": self._shared.pool}
        storage = RedisStorage("async+redis://", implementation="redispy", key_prefix="attempts", **options)
        self._limiter = FixedWindowRateLimiter(storage)

    async def ask(self, question: Callable[[FixedWindowRateLimiter], Awaitable[T]]) -> T:
        """Raises Away."""
        return await self._shared.ask(lambda: question(self._limiter))

    async def close(self) -> None:
        await self._shared.close()

"""A Redis that processes share, and that each can do without: as soon as it fails once it is given up for some seconds.
Then one question finds out whether it is back, while all others do without it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import structlog
from redis.asyncio import BlockingConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

T = TypeVar("T")

# what one question to Redis may take
REDIS_SECONDS: Final = 0.25
# for how long Redis is not asked after it failed
PAUSE_SECONDS: Final = 5.0

log = structlog.get_logger("gateway.shared")


class Away(Exception):
    """Redis does not answer, or did not a moment ago."""


class Shared:
    """`without` says in the log what happens while it is away; `connected` is called with each new connection."""

    def __init__(
        self,
        url: str,
        *,
        connections: int,
        without: str,
        pause: float = PAUSE_SECONDS,
        connected: Callable[[Any], Awaitable[None]] | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._without, self._pause, self._timer = without, pause, timer
        self.pool = BlockingConnectionPool.from_url(
            url,
            max_connections=connections,
            timeout=REDIS_SECONDS,
            socket_timeout=REDIS_SECONDS,
            socket_connect_timeout=REDIS_SECONDS,
            retry=Retry(NoBackoff(), 0),
            redis_connect_func=connected,
        )
        self._given_up: Exception | None = None
        self._closed_until = 0.0

    @property
    def away(self) -> bool:
        """Whether it is not worth asking."""
        return self._timer() < self._closed_until

    async def ask(self, question: Callable[[], Awaitable[T]], well: Callable[[T], bool] = lambda _: True) -> T:
        """Raises Away. `well` is asked whether the answer shows that all is well again."""
        # the time that Redis has must not be spent on letting the rest of a crowd in
        await asyncio.sleep(0)
        if self.away:
            raise Away
        if self._given_up is not None:
            self._closed_until = self._timer() + self._pause
        try:
            async with asyncio.timeout(REDIS_SECONDS):
                answer = await question()
        except (RedisError, OSError) as error:
            self.give_up(error)
            raise Away from error
        if well(answer):
            self._found()
        return answer

    def give_up(self, error: Exception) -> None:
        if self._given_up is None:
            # once, however often it is tried in vain
            log.warning(self._without, error=type(error).__name__)
        self._given_up, self._closed_until = error, self._timer() + self._pause

    def reachable(self) -> None:
        """Somebody else has been answered, which says nothing of what it would refuse."""
        if not isinstance(self._given_up, ResponseError):
            self._found()

    def _found(self) -> None:
        if self._given_up is not None:
            self._given_up, self._closed_until = None, 0.0
            log.info("redis is asked again", instead_of=self._without)

    async def close(self) -> None:
        await self.pool.aclose()

"""PostgreSQL connections of a process: the pool's, a few of them kept in hand, and who waits for one.

Giving a connection to the pool and taking it again costs as much as a small read. So whoever is done with one hands it to
whoever has waited longest, or keeps it for the next.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, Final

from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.errors import DatabaseUnavailable, Overloaded

RETRY: Final = {"Retry-After": "1"}
KEPT: Final = 5


class Connections:
    """`seconds` is how long anybody waits. The pool is opened by the first who needs a connection."""

    def __init__(self, seconds: float) -> None:
        self.client: BaseDBAsyncClient | None = None
        self._seconds = seconds
        self._taken = 0
        self._kept: list[Any] = []
        self._waiting: deque[asyncio.Future[Any]] = deque()

    async def take(self) -> Any:
        """Raises DatabaseUnavailable, and Overloaded where all of them are taken and stay so."""
        while self._kept:
            connection = self._kept.pop()
            if _open(connection):
                return connection
            await self._release(connection)
        pool = await self._pool()
        try:
            async with asyncio.timeout(self._seconds):
                while self._taken >= pool.get_max_size():
                    connection = await self._handed()
                    if connection is not None:
                        return connection
                return await self._acquired(pool)
        except TimeoutError as error:
            raise Overloaded("Every database connection is taken.", headers=RETRY) from error

    async def give(self, connection: Any, *, sound: bool) -> None:
        """Give it back. One that is not sound, or may not be, is left to the pool, which replaces it where it must."""
        if not sound:
            await self._release(connection)
        elif not self._hand(connection):
            if len(self._kept) < KEPT:
                self._kept.append(connection)
            else:
                await self._release(connection)

    async def clear(self) -> None:
        """Keep none in hand."""
        while self._kept:
            await self._release(self._kept.pop())

    async def _handed(self) -> Any:
        """A connection that somebody is done with; None where there may be another in the pool now."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            return await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():
                # it was handed over in the moment in which nobody wanted it any more
                if waiting.result() is not None:
                    await asyncio.shield(self.give(waiting.result(), sound=True))
                else:
                    self._hand(None)
            raise

    def _hand(self, connection: Any) -> bool:
        """Whether somebody waits for it."""
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(connection)
                return True
        return False

    async def _acquired(self, pool: Any) -> Any:
        self._taken += 1
        acquired = None
        try:
            acquired = await pool.acquire()
        finally:
            if acquired is None:
                self._left()
        return acquired

    async def _release(self, connection: Any) -> None:
        try:
            await (await self._pool()).release(connection)
        finally:
            self._left()

    def _left(self) -> None:
        self._taken -= 1
        self._hand(None)

    async def _pool(self) -> Any:
        if self.client is None:
            raise DatabaseUnavailable(headers=RETRY)
        pool = self.client._pool  # noqa: SLF001  (Tortoise has no other way to its pool)
        if pool is None:
            # Tortoise makes the pool for whoever asks first, and lets the others wait for it.
            async with self.client.acquire_connection():
                pool = self.client._pool  # noqa: SLF001
        return pool


def unwrapped(connection: Any) -> Any:
    """The connection itself. What the pool wraps around it looks at each call whether it may be used, which costs a fifth of
    a small statement; whoever has taken it may."""
    return connection._con  # noqa: SLF001  (asyncpg has no other way to it)


def _open(connection: Any) -> bool:
    # when the other end closes it, the pool takes it back by itself
    inner = unwrapped(connection)
    return inner is not None and not inner.is_closed()

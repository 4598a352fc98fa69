"""What many requests ask of Redis, in few round trips: all that waits when a connection is free goes at once.

A request that has more than one thing to ask says all of it before it waits for any, so that it waits once.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from hashlib import sha1
from typing import Any, Final, NamedTuple, cast

from redis.asyncio import Redis
from redis.exceptions import NoScriptError, RedisError

from gateway.shared import Away, Shared

# of one round trip: who comes later waits for the whole of it
MOST: Final = 64
# round trips under way at once: one that brings much is not in the way of all others
CONNECTIONS: Final = 2


class Script:
    """Redis knows it by its hash once it has run it."""

    def __init__(self, text: str) -> None:
        self.text, self.sha = text, sha1(text.encode(), usedforsecurity=False).hexdigest()


class _Call(NamedTuple):
    """`answered` is None where nobody waits."""

    script: Script
    keys: Sequence[str]
    arguments: Sequence[Any]
    answered: asyncio.Future[Any] | None


class Pipelined:
    """Scripts that are run in Redis. `connected` is called with each new connection."""

    def __init__(
        self,
        url: str,
        *,
        connected: Callable[[Any], Awaitable[None]] | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        without = "redis is away: each process counts budgets and keeps answers by itself"
        self.shared = Shared(url, connections=CONNECTIONS, without=without, connected=connected, timer=timer)
        self._redis = Redis(connection_pool=self.shared.pool)
        self._waiting: deque[_Call] = deque()
        self._sending: set[asyncio.Task[None]] = set()

    def call(self, script: Script, keys: Sequence[str], arguments: Sequence[Any]) -> asyncio.Future[Any]:
        """The reply, to be awaited; it raises Away."""
        answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if self.shared.away:
            answered.set_exception(Away())
        else:
            self._put(_Call(script, keys, arguments, answered))
        return answered

    def tell(self, script: Script, keys: Sequence[str], arguments: Sequence[Any]) -> None:
        """As soon as may be, and nobody waits for it; lost while Redis is away."""
        if not self.shared.away:
            self._put(_Call(script, keys, arguments, None))

    async def close(self) -> None:
        while self._sending:
            await asyncio.wait(self._sending)
        await self.shared.close()

    def _put(self, call: _Call) -> None:
        self._waiting.append(call)
        if len(self._sending) < CONNECTIONS:
            task = asyncio.create_task(self._send_all())
            self._sending.add(task)

    async def _send_all(self) -> None:
        try:
            while self._waiting:
                await self._send()
        finally:
            # at once: whoever comes now must not count on it
            self._sending.discard(cast("asyncio.Task[None]", asyncio.current_task()))

    async def _send(self) -> None:
        calls = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        replies: list[Any] = []
        try:
            replies = await self.shared.ask(partial(self._trip, calls), _well)
        except Away:
            # whoever came meanwhile has waited long enough as well
            calls += self._waiting
            self._waiting.clear()
        finally:
            for call, reply in zip(calls, replies, strict=False):
                self._answer(call, reply)
            _fail(calls[len(replies) :])

    def _answer(self, call: _Call, reply: Any) -> None:
        if isinstance(reply, RedisError):
            # it is full, or no longer the one that may be written to
            self.shared.give_up(reply)
            _fail([call])
        elif call.answered is not None and not call.answered.done():
            call.answered.set_result(reply)

    async def _trip(self, calls: Sequence[_Call]) -> list[Any]:
        pipeline = self._redis.pipeline(transaction=False)
        for script, keys, arguments, _ in calls:
            pipeline.evalsha(script.sha, len(keys), *keys, *arguments)
        replies = await pipeline.execute(raise_on_error=False)
        unknown = [at for at, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
        if unknown:
            for at in unknown:
                script, keys, arguments, _ = calls[at]
                # which loads it as well
                pipeline.eval(script.text, len(keys), *keys, *arguments)
            for at, reply in zip(unknown, await pipeline.execute(raise_on_error=False), strict=True):
                replies[at] = reply
        return replies


def _well(replies: Sequence[Any]) -> bool:
    return not any(isinstance(reply, RedisError) for reply in replies)


def _fail(calls: Sequence[_Call]) -> None:
    for _, _, _, answered in calls:
        if answered is not None and not answered.done():
            answered.set_exception(Away())

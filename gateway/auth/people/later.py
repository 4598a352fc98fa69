"""Work that goes on after the answer, so that the time of an answer does not tell what there was to do."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

import structlog

from gateway.errors import Overloaded

MOST: Final = 200

log = structlog.get_logger()


class Later:
    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Raises Overloaded when there is too much of it already."""
        if len(self._tasks) >= self._most:
            work.close()
            raise Overloaded("Too many letters wait to be sent.", headers={"Retry-After": "5"})
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def settled(self) -> None:
        """Until nothing is going on any more: before the database is closed."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            # its message may quote what nobody else should read
            log.error("work failed", work=task.get_name(), error=type(error).__name__)

"""The clock of a connection that waits for its next request. It starts and stops with each of them, and its timer does not."""

from __future__ import annotations

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable
from typing import Self


class Idle:
    """A timer that comes too early is set again, which is cheaper than to set one anew for each request."""

    __slots__ = ("_expire", "_loop", "_seconds", "_timer", "_until")

    def __init__(self, loop: AbstractEventLoop, seconds: float, expire: Callable[[], None]) -> None:
        self._loop, self._seconds, self._expire = loop, seconds, expire
        self._timer: TimerHandle | None = None
        self._until: float | None = None

    def start(self) -> Self:
        self._until = self._loop.time() + self._seconds
        if self._timer is None:
            self._timer = self._loop.call_at(self._until, self._look)
        return self

    def cancel(self) -> None:
        """As the server cancels a timer of its own."""
        self._until = None

    def close(self) -> None:
        self._until = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        self._timer = None
        if self._until is None:
            return
        if self._until <= self._loop.time():
            self._expire()
        else:
            self._timer = self._loop.call_at(self._until, self._look)

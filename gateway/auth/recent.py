"""What was read from the database a moment ago, so that a busy credential is not read for every request."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """Bounded, and what was not found is not remembered. Of those who ask for the same at once, one reads."""

    def __init__(self, seconds: float, timer: Callable[[], float], most: int = 10_000) -> None:
        self._seconds, self._timer, self._most = seconds, timer, most
        self._known: OrderedDict[str, tuple[T, float]] = OrderedDict()
        self._readings: dict[str, asyncio.Task[T | None]] = {}

    async def find(
        self, key: str, read: Callable[[], Awaitable[T | None]], holds: Callable[[T], Awaitable[bool]]
    ) -> T | None:
        """What is known or can be read, if it `holds`. What does not may be from before a change, and is read again."""
        found = self._known_now(key)
        # what is remembered, what somebody began to read before the change, what is read now
        for _ in range(3):
            if found is None:
                found = await self._joined(key, read)
            if found is None or await holds(found):
                return found
            self._forget(key, found)
            found = None
        return None

    def _known_now(self, key: str) -> T | None:
        entry = self._known.get(key)
        return entry[0] if entry is not None and self._timer() < entry[1] else None

    def _forget(self, key: str, found: T) -> None:
        entry = self._known.get(key)
        # of many who find out at once the first one forgets, and the others join its reading
        if entry is not None and entry[0] is found:
            del self._known[key]
            self._readings.pop(key, None)

    async def _joined(self, key: str, read: Callable[[], Awaitable[T | None]]) -> T | None:
        reading = self._readings.get(key)
        if reading is None:
            reading = self._readings[key] = asyncio.create_task(self._read(key, read))
        # whoever goes away leaves the reading to the others who wait for it
        return await asyncio.shield(reading)

    async def _read(self, key: str, read: Callable[[], Awaitable[T | None]]) -> T | None:
        # the age counts from when the reading began
        until = self._timer() + self._seconds
        try:
            found = await read()
        finally:
            current = self._readings.get(key) is asyncio.current_task()
            if current:
                del self._readings[key]
        if not current:
            return found
        self._known.pop(key, None)
        if found is not None:
            self._known[key] = (found, until)
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        return found

"""Finds an answer, or has it made: once in a process, and once among processes, for all who ask at the same time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Any, Final, Protocol

from gateway.cache.consistency import HEADER, Tokens
from gateway.cache.memory import Memory
from gateway.cache.question import Entry, Found, Freshness, Question
from gateway.cache.shared import CatchUp, Looking, Seen, SharedAnswers
from gateway.errors import Overloaded

Make = Callable[[], Awaitable[bytes]]


class Admit(Protocol):
    """Lets an asker have an answer, or raises what it is refused with. `at_hand`: it has to be made by nobody. What it asks
    of Redis goes on its way before it waits for anything."""

    def __call__(self, *, at_hand: bool) -> Awaitable[object]: ...

    def check(self) -> None:
        """Raises as far as it is known without asking anybody: who is refused anyhow must not be worth a question."""

    def turned_away(self) -> Overloaded:
        """What an asker is refused with because somebody with the same question was."""


# who waits for another process to make an answer looks this often, and makes it itself when it has waited so long
POLL_SECONDS: Final = 0.02
PATIENCE_SECONDS: Final = 0.5
# no two answers that were made together end together
_JITTER: Final = 0.1


class _Flight:
    """An answer on its way: `spoiled` when something that it depends on changed meanwhile."""

    def __init__(self, question: Question, began: float) -> None:
        self.question, self.tags, self.began, self.spoiled = question, tuple(question.tags()), began, False
        self.turned_away = False
        self._landed: asyncio.Future[Found | None] = asyncio.get_running_loop().create_future()

    async def landed(self) -> Found | None:
        """None where whoever made it gave up, or was turned away."""
        return await asyncio.shield(self._landed)

    def land(self, found: Found | None) -> None:
        if not self._landed.done():
            self._landed.set_result(found)


class AnswerCache:
    """`recent` is for how many seconds an answer in this process is believed without asking Redis. Without Redis, an answer
    is believed as long as it is kept: `alone` says whether this process is the only one, or else keeps it no longer than
    `recent`. `redis` is an address, and whose answers these are."""

    def __init__(
        self,
        memory_bytes: int,
        tokens: Tokens,
        *,
        recent: float,
        alone: bool = True,
        redis: tuple[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.memory, self.tokens = Memory(memory_bytes), tokens
        self.recent, self.alone, self.clock = recent, alone, clock
        self.shared = SharedAnswers(*redis, self.drop_here, self.clear_here) if redis is not None else None
        # those that others may join, and all
        self._flights: dict[str, _Flight] = {}
        self._flying: set[_Flight] = set()
        self._random = Random()  # noqa: S311  (spreads ends of time)
        self._filling: set[asyncio.Task[Any]] = set()

    async def answer(
        self, question: Question, make: Make, admit: Admit, freshness: Freshness = Freshness.RECENT
    ) -> Found:
        """Raises what `make` and `admit` raise."""
        if freshness is Freshness.DATABASE:
            await admit(at_hand=False)
            return Found(await make(), "bypass", {})
        began = self.clock()
        while True:
            found = self.at_hand(question, freshness)
            if found is not None:
                await admit(at_hand=True)
                return found
            flight = self._joined(question, freshness, began)
            if flight is None:
                return await self._lead(question, make, admit)
            # who waits for what somebody else makes is in nobody's way
            found = await flight.landed()
            if found is not None:
                await admit(at_hand=True)
                return found
            if flight.turned_away:
                # there is no turn for what all of them wait for, and each of them would find that out after the other
                raise admit.turned_away()

    def at_hand(self, question: Question, freshness: Freshness = Freshness.RECENT) -> Found | None:
        """What this process has, where it need not ask whether it still is right."""
        entry, now = self.memory.found(question.key), self.clock()
        if entry is None or now >= entry.expires or freshness is Freshness.DATABASE:
            return None
        if self.shared is not None and (freshness is not Freshness.RECENT or now - entry.checked > self.recent):
            return None
        return _hit(entry, now)

    async def drop(self, tags: Iterable[str]) -> bool:
        """Whether no process is told any more that an answer with one of the tags is right."""
        names = list(tags)
        self.drop_here(names)
        return self.shared is None or await self.shared.drop(names)

    def told(self, now: float) -> list[tuple[bytes, bytes]]:
        """The header for a writer whose change is dropped, by the time of day: with it, it reads what it wrote."""
        told = self.alone if self.shared is None else self.shared.up
        return [(HEADER, self.tokens.make(now, told=told).encode())]

    def drop_here(self, tags: Sequence[str]) -> None:
        self.memory.drop(tags)
        self._spoil(lambda flight: not set(tags).isdisjoint(flight.tags))

    def clear_here(self) -> None:
        self.memory.clear()
        self._spoil(lambda _: True)

    @asynccontextmanager
    async def running(self, catch_up: CatchUp) -> AsyncIterator[None]:
        if self.shared is None:
            yield
            return
        async with self.shared.running(catch_up):
            yield
            await asyncio.gather(*self._filling, return_exceptions=True)

    # --- in this process ----------------------------------------------------------------------------------------------

    def _joined(self, question: Question, freshness: Freshness, began: float) -> _Flight | None:
        """The flight of others that brings what is recent enough for who asked at `began`: it may have read long ago."""
        flight = self._flights.get(question.key)
        if flight is None or (self.alone and self.shared is None):
            return flight
        return flight if freshness is Freshness.RECENT and began - flight.began <= self.recent else None

    def _spoil(self, which: Callable[[_Flight], bool]) -> None:
        for flight in self._flying:
            if which(flight):
                flight.spoiled = True
                # who comes later must not join it
                if self._flights.get(flight.question.key) is flight:
                    del self._flights[flight.question.key]

    async def _lead(self, question: Question, make: Make, admit: Admit) -> Found:
        now, entry = self.clock(), self.memory.found(question.key)
        if entry is not None and now >= entry.expires:
            entry = None
        flight = self._flights[question.key] = _Flight(question, now)
        self._flying.add(flight)
        found = None
        try:
            found = await self._found(flight, entry, make, admit)
        except Overloaded:
            flight.turned_away = True
            raise
        else:
            return found
        finally:
            self._flying.discard(flight)
            if self._flights.get(question.key) is flight:
                del self._flights[question.key]
            flight.land(found)

    # --- in Redis, or made --------------------------------------------------------------------------------------------

    async def _found(self, flight: _Flight, entry: Entry | None, make: Make, admit: Admit) -> Found:
        began, shared = self.clock(), self.shared if self.shared is not None and self.shared.up else None
        have = entry.versions if entry is not None else ""
        admit.check()
        # both are on their way before either is waited for
        looking = shared.look(flight.question, flight.tags, have) if shared is not None else None
        admitted = False
        try:
            await admit(at_hand=False)
            admitted = True
        finally:
            if not admitted and shared is not None and looking is not None:
                shared.forsake(flight.question, looking)
        seen = await self._seen(flight, looking, have)
        if seen is not None and seen.state == "same" and entry is not None:
            entry.checked = began
            return _hit(entry, began)
        if seen is not None and seen.state == "kept":
            kept = Entry(seen.body, flight.tags, began - seen.age, began + seen.ttl, began, seen.versions)
            self._keep(flight, kept)
            return _hit(kept, began)
        return await self._made(flight, seen, make)

    async def _seen(self, flight: _Flight, looking: Looking | None, have: str) -> Seen | None:
        """None where there is no Redis, or none that answers."""
        if self.shared is None or looking is None:
            return None
        patient = self.clock() + PATIENCE_SECONDS
        while True:
            seen = await self.shared.seen(flight.question, looking)
            if seen is None or seen.state != "wait" or self.clock() >= patient:
                return seen
            await asyncio.sleep(POLL_SECONDS)
            looking = self.shared.look(flight.question, flight.tags, have)

    async def _made(self, flight: _Flight, seen: Seen | None, make: Make) -> Found:
        question, began = flight.question, self.clock()
        versions = seen.versions if seen is not None else ""
        leased = self.shared if seen is not None and seen.state == "make" and question.shared else None
        body = None
        try:
            body = await make()
        finally:
            if body is None and leased is not None:
                leased.give_up(question, versions)
        ttl = self._ttl(question)
        made = Entry(body, flight.tags, began, began + ttl, began, versions)
        self._keep(flight, made)
        if leased is not None:
            self._meanwhile(leased.fill(question, versions, body, ttl))
        return Found(body, "miss", made.derived, 0, None if flight.spoiled else ttl, flight.tags)

    def _ttl(self, question: Question) -> float:
        ttl = question.ttl * self._random.uniform(1 - _JITTER, 1 + _JITTER)
        return min(ttl, self.recent) if self.shared is None and not self.alone else ttl

    def _keep(self, flight: _Flight, entry: Entry) -> None:
        if not flight.spoiled:
            self.memory.put(flight.question.key, entry)

    def _meanwhile(self, telling: Coroutine[Any, Any, None]) -> None:
        # nobody waits for it: the answer is there already
        task = asyncio.ensure_future(telling)
        self._filling.add(task)
        task.add_done_callback(self._filling.discard)


def _hit(entry: Entry, now: float) -> Found:
    return Found(entry.body, "hit", entry.derived, now - entry.made, entry.expires - now, entry.tags)

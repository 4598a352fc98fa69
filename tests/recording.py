"""A database that keeps what it was asked to run: statements with their values, and where transactions begin and end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from gateway.sql.execute import Database
from gateway.sql.session import ConstraintViolated, Row, Session
from gateway.sql.transaction import Noting


@dataclass(frozen=True, slots=True)
class Ran:
    """A statement, and what was bound to it, each time that it ran."""

    sql: str
    bound: tuple[tuple[Any, ...], ...]


# anything else that happened, in a word
Event = Ran | str


@dataclass
class Recorded:
    """Of the statements of ours, not of those of Tortoise's models."""

    database: Database
    events: list[Event] = field(default_factory=list)

    @property
    def statements(self) -> list[str]:
        return [event.sql for event in self.events if isinstance(event, Ran)]

    async def fetch(self, sql: str, parameters: list[Any]) -> str:
        with _ran(self.events, sql, [parameters]):
            return await self.database.fetch(sql, parameters)

    async def once(self, sql: str, parameters: Sequence[Any]) -> Sequence[Row]:
        with _ran(self.events, sql, [parameters]):
            return await self.database.once(sql, parameters)

    def transaction(self) -> AbstractAsyncContextManager[Noting]:
        return self.database.transaction()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        with _between(self.events, "begin", "commit", "rollback"):
            async with self.database.session() as session:
                yield _RecordedSession(session, self.events)

    def afterwards(self, callback: Callable[[], None]) -> None:
        self.database.afterwards(callback)

    async def open(self) -> None:
        await self.database.open()

    async def close(self) -> None:
        await self.database.close()


@dataclass
class _RecordedSession:
    session: Session
    events: list[Event]

    @property
    def client(self) -> Noting:
        return self.session.client

    @property
    def touched(self) -> frozenset[str]:
        return self.session.touched

    @property
    def emptied(self) -> frozenset[str]:
        return self.session.emptied

    async def rows(self, sql: str, parameters: Sequence[Any]) -> Sequence[Row]:
        with _ran(self.events, sql, [parameters]):
            return await self.session.rows(sql, parameters)

    async def each(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        with _ran(self.events, sql, parameters):
            await self.session.each(sql, parameters)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        with _between(self.events, "savepoint", "released", "undone"):
            async with self.session.savepoint():
                yield

    async def try_lock(self, number: int) -> bool:
        self.events.append("lock")
        return await self.session.try_lock(number)


@contextmanager
def _ran(events: list[Event], sql: str, bound: Sequence[Sequence[Any]]) -> Iterator[None]:
    events.append(Ran(sql, tuple(tuple(one) for one in bound)))
    try:
        yield
    except ConstraintViolated as error:
        events.append(f"refused: {error.kind}")
        raise


@contextmanager
def _between(events: list[Event], begun: str, done: str, undone: str) -> Iterator[None]:
    events.append(begun)
    ended = undone
    try:
        yield
        ended = done
    finally:
        events.append(ended)

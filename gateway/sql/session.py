"""What runs in one transaction: statements of ours beside the models of Tortoise. What a constraint refuses is an
exception that says which, for whoever knows what was written to say it in words."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, Literal, Protocol

import asyncpg

from gateway.sql.transaction import Noting, finish

Kind = Literal["unique", "foreign key", "check", "not null"]
Row = Sequence[Any]

_KINDS: Final[dict[type[Exception], Kind]] = {
    asyncpg.UniqueViolationError: "unique",
    asyncpg.ExclusionViolationError: "unique",
    asyncpg.ForeignKeyViolationError: "foreign key",
    asyncpg.RestrictViolationError: "foreign key",
    asyncpg.CheckViolationError: "check",
    asyncpg.NotNullViolationError: "not null",
}
_NAMED: Final[dict[str, Kind]] = {
    "SQLITE_CONSTRAINT_UNIQUE": "unique",
    "SQLITE_CONSTRAINT_PRIMARYKEY": "unique",
    "SQLITE_CONSTRAINT_ROWID": "unique",
    "SQLITE_CONSTRAINT_FOREIGNKEY": "foreign key",
    "SQLITE_CONSTRAINT_TRIGGER": "foreign key",
    "SQLITE_CONSTRAINT_CHECK": "check",
    "SQLITE_CONSTRAINT_NOTNULL": "not null",
}
# `Key (customer_id, release_id)=(1, 2) already exists.`, in whatever language: only the names are taken
_KEY: Final = re.compile(r"\(([^()]*)\)=")


class ConstraintViolated(Exception):
    """`columns` are those of a unique constraint, by their names in the database; `constraint` is the name of a check."""

    def __init__(self, kind: Kind, columns: tuple[str, ...] = (), constraint: str | None = None) -> None:
        super().__init__(kind)
        self.kind, self.columns, self.constraint = kind, columns, constraint


class Collided(Exception):
    """Two transactions were in each other's way: this one was undone, and may be run again."""


class Session(Protocol):
    @property
    def client(self) -> Noting:
        """The transaction for Tortoise."""

    @property
    def touched(self) -> frozenset[str]:
        """The tables that models have written to."""

    @property
    def emptied(self) -> frozenset[str]:
        """Those of them that models have deleted from."""

    async def rows(self, sql: str, parameters: Sequence[Any]) -> Sequence[Row]:
        """Raises ConstraintViolated and Collided."""

    async def each(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        """Run one statement with each of the lists; raises as `rows` does."""

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """What the block does is undone alone when it raises."""

    async def try_lock(self, number: int) -> bool:
        """Whether nobody else holds a lock of this number, which is held until the transaction ends then."""


@dataclass(slots=True)
class Ambient:
    """The transaction that a task is in, for whoever would begin one of its own. What is to happen `after` it happens when
    it is committed, and not at all when it is undone."""

    database: object
    session: Session
    task: asyncio.Task[Any] | None
    after: list[Callable[[], None]] = field(default_factory=list)


_AMBIENT: ContextVar[Ambient | None] = ContextVar("ambient", default=None)


def joined(database: object) -> Ambient | None:
    """The transaction that is open already. Not for a task that was begun in it and may outlive it."""
    current = _AMBIENT.get()
    belongs = current is not None and current.database is database and current.task is asyncio.current_task()
    return current if belongs else None


@contextmanager
def entered(current: Ambient) -> Iterator[None]:
    token = _AMBIENT.set(current)
    try:
        yield
    finally:
        _AMBIENT.reset(token)


class _Saving:
    """What sessions of both databases have in common."""

    def __init__(self, client: Noting, connection: Any) -> None:
        self.client, self._connection = client, connection
        self._savepoints = count()

    @property
    def touched(self) -> frozenset[str]:
        return self.client.touched

    @property
    def emptied(self) -> frozenset[str]:
        return self.client.emptied

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        async with _saved(self._connection.execute, next(self._savepoints)):
            yield


class PostgresSession(_Saving):
    async def rows(self, sql: str, parameters: Sequence[Any]) -> Sequence[Row]:
        with constrained():
            found: Sequence[Row] = await self._connection.fetch(sql, *parameters)
        return found

    async def each(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        with constrained():
            await self._connection.executemany(sql, parameters)

    async def try_lock(self, number: int) -> bool:
        return bool(await self._connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", number))


class SqliteSession(_Saving):
    async def rows(self, sql: str, parameters: Sequence[Any]) -> Sequence[Row]:
        with _sqlite():
            return list(await self._connection.execute_fetchall(sql, parameters))

    async def each(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        with _sqlite():
            await self._connection.executemany(sql, parameters)

    async def try_lock(self, number: int) -> bool:  # noqa: ARG002  (one transaction writes at a time, so all is locked)
        return True


@asynccontextmanager
async def _saved(execute: Any, number: int) -> AsyncIterator[None]:
    name = f"s{number}"
    await execute("SAVEPOINT " + name)
    done = False
    try:
        yield
        done = True
    finally:
        await finish(_released(execute, name) if done else _undone(execute, name))


async def _released(execute: Any, name: str) -> None:
    await execute("RELEASE SAVEPOINT " + name)


async def _undone(execute: Any, name: str) -> None:
    await execute("ROLLBACK TO SAVEPOINT " + name)
    await execute("RELEASE SAVEPOINT " + name)


@contextmanager
def collisions() -> Iterator[None]:
    """What models raise where transactions are in each other's way."""
    try:
        yield
    except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError) as error:
        raise Collided from error


@contextmanager
def constrained() -> Iterator[None]:
    """What PostgreSQL refuses, as an exception of ours."""
    try:
        yield
    except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError) as error:
        raise Collided from error
    except asyncpg.IntegrityConstraintViolationError as error:
        kind = _KINDS.get(type(error))
        if kind is None:
            raise
        named = _KEY.search(error.detail or "") if kind == "unique" else None
        columns = tuple(name.strip().strip('"') for name in named[1].split(",")) if named else ()
        raise ConstraintViolated(kind, columns or _column(error), error.constraint_name) from error


def violated(error: Exception) -> ConstraintViolated | None:
    """The constraint that a driver's error speaks of; None where it speaks of none."""
    try:
        with constrained(), _sqlite():
            raise error
    except ConstraintViolated as found:
        return found
    except (sqlite3.Error, asyncpg.PostgresError):
        return None


def _column(error: Any) -> tuple[str, ...]:
    return (error.column_name,) if error.column_name else ()


@contextmanager
def _sqlite() -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError as error:
        kind = _NAMED.get(error.sqlite_errorname)
        if kind is None:
            raise
        said = str(error).partition(": ")[2]
        columns = tuple(name.strip().rpartition(".")[2] for name in said.split(",")) if kind != "check" else ()
        raise ConstraintViolated(kind, columns if said else (), said if kind == "check" else None) from error

"""The database: the only place where a statement runs. Its errors become ours; no SQL ever leaves this file."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, Protocol, cast

import aiosqlite
import asyncpg
import structlog
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.exceptions import DBConnectionError

from gateway.errors import DatabaseUnavailable, DeadlineExceeded, DepthLimit, GatewayError, Internal
from gateway.sql.connections import RETRY, Connections, unwrapped
from gateway.sql.session import (
    Ambient,
    PostgresSession,
    Row,
    Session,
    SqliteSession,
    collisions,
    constrained,
    entered,
    joined,
)
from gateway.sql.sqlite import functions
from gateway.sql.transaction import Noting, SqliteWriter, active, ambient, begun, postgres_transaction

log = structlog.get_logger("gateway.sql")

LOST = (
    OSError,
    DBConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)
STOPPED = (asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError, TimeoutError)
INTERRUPT_SECONDS = 0.01
# SQLite before 3.46 reads a statement with a stack of 100 places, which five or six nested lists fill.
PARSER_FULL = "parser stack overflow"


class Database(Protocol):
    async def fetch(self, sql: str, parameters: list[Any]) -> str:
        """The only value of the statement's only row; raises Unavailable or Internal."""

    async def once(self, sql: str, parameters: Sequence[Any]) -> Sequence[Row]:
        """The rows of one statement, which is a transaction of its own; raises ConstraintViolated, Collided, Unavailable."""

    def transaction(self) -> AbstractAsyncContextManager[Noting]:
        """What the block does with it happens as a whole or not at all; raises Unavailable."""

    def session(self) -> AbstractAsyncContextManager[Session]:
        """A transaction for statements of ours. Models are in it without saying so, and transactions that are begun in it
        are parts of it; raises Unavailable."""

    def afterwards(self, callback: Callable[[], None]) -> None:
        """Call it when the session that is open is committed; at once where none is."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...


async def probe(database: Database) -> None:
    """Whether the database answers; raises Unavailable when it does not."""
    await database.fetch("SELECT 'up'", [])


class PostgresDatabase:
    """A pool of connections. It is opened by the first statement that needs it, so that a database which is away when
    the gateway starts is found again when it comes back."""

    def __init__(self, config: Mapping[str, Any], acquire_seconds: float) -> None:
        self.config = dict(config)
        self._context = TortoiseContext()
        self.connections = Connections(acquire_seconds)

    async def open(self) -> None:
        self.connections.client = await _client(self._context, self.config)

    async def close(self) -> None:
        await self.connections.clear()
        await self._context.close_connections()

    async def fetch(self, sql: str, parameters: list[Any]) -> str:
        try:
            return await self._fetch(sql, parameters)
        except LOST:
            # A read may be asked again. Once is enough: with one connection the others are likely broken too, and the
            # pool replaces what it is given back broken.
            await self.connections.clear()
            return await self._translated(sql, parameters)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Noting]:
        if (current := joined(self)) is not None:
            async with current.session.savepoint():
                yield current.session.client
            return
        with _translating():
            connection, sound = await self.connections.take(), False
            try:
                client = cast("AsyncpgDBClient", self.connections.client)
                transaction = postgres_transaction(client, connection)
                with active(self._context, "postgres"):
                    async with begun(transaction):
                        yield transaction
                sound = True
            finally:
                await asyncio.shield(self.connections.give(connection, sound=sound))

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        async with self.transaction() as client:
            session = PostgresSession(client, client._connection)  # noqa: SLF001
            current = Ambient(self, session, asyncio.current_task())
            with ambient(self._context, client), entered(current), collisions():
                yield session
        for callback in current.after:
            callback()

    def afterwards(self, callback: Callable[[], None]) -> None:
        afterwards(self, callback)

    async def _translated(self, sql: str, parameters: list[Any]) -> str:
        try:
            return await self._fetch(sql, parameters)
        except LOST as error:
            log.warning("database unavailable", error=type(error).__name__)
            raise DatabaseUnavailable(headers=RETRY) from error

    async def once(self, sql: str, parameters: Sequence[Any]) -> Sequence[Row]:
        # what was sent may have been done although no answer came: it is not sent again
        try:
            connection, sound = await self.connections.take(), False
            try:
                found: Sequence[Row] = await unwrapped(connection).fetch(sql, *parameters)
                sound = True
            finally:
                await self.connections.give(connection, sound=sound)
        except (asyncpg.PostgresError, *LOST):
            with _translating(), constrained():
                raise
        return found

    async def _fetch(self, sql: str, parameters: list[Any]) -> str:
        connection, sound = await self.connections.take(), False
        try:
            found = str(await unwrapped(connection).fetchval(sql, *parameters))
            sound = True
        except STOPPED as error:
            raise DeadlineExceeded(headers=RETRY) from error
        except (asyncpg.PostgresError, asyncpg.DataError) as error:
            if isinstance(error, LOST):
                raise
            raise _unexpected(error) from error
        finally:
            await self.connections.give(connection, sound=sound)
        return found


class SqliteDatabase:
    """One connection with a thread of its own, and the functions that our statements use besides SQLite's."""

    def __init__(self, config: Mapping[str, Any], cursor_key: bytes) -> None:
        self.config = dict(config)
        self._context = TortoiseContext()
        self._connection: aiosqlite.Connection | None = None
        self._lock = asyncio.Lock()
        path = config["connections"]["default"]["credentials"]["file_path"]
        self._functions = functions(cursor_key)
        self._writer = SqliteWriter(path, self._functions)

    async def open(self) -> None:
        client = await _client(self._context, self.config)
        await client.create_connection(with_db=True)
        connection: aiosqlite.Connection = client._connection  # noqa: SLF001
        for name, (arity, function) in self._functions.items():
            await connection.create_function(name, arity, function, deterministic=True)
        await self._writer.open()
        self._connection = connection

    async def close(self) -> None:
        self._connection = None
        await self._writer.close()
        await self._context.close_connections()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Noting]:
        if (current := joined(self)) is not None:
            async with current.session.savepoint():
                yield current.session.client
            return
        if self._connection is None:
            raise DatabaseUnavailable(headers=RETRY)
        with _translating():
            async with self._writer.transaction() as transaction:
                with active(self._context, "sqlite"):
                    yield transaction

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        async with self.transaction() as client:
            session = SqliteSession(client, client._connection)  # noqa: SLF001
            current = Ambient(self, session, asyncio.current_task())
            with ambient(self._context, client), entered(current):
                yield session
        for callback in current.after:
            callback()

    def afterwards(self, callback: Callable[[], None]) -> None:
        afterwards(self, callback)

    async def once(self, sql: str, parameters: Sequence[Any]) -> Sequence[Row]:
        async with self.session() as session:
            return await session.rows(sql, parameters)

    async def fetch(self, sql: str, parameters: list[Any]) -> str:
        if self._connection is None:
            raise DatabaseUnavailable(headers=RETRY)
        try:
            rows = await self._alone(self._connection, sql, parameters)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname in {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_INTERRUPT"}:
                raise DatabaseUnavailable(headers=RETRY) from error
            if str(error) == PARSER_FULL:
                raise DepthLimit("The request is nested more deeply than this database can read.") from error
            raise _unexpected(error) from error
        except sqlite3.Error as error:
            raise _unexpected(error) from error
        return str(next(iter(rows))[0])

    async def _alone(self, connection: aiosqlite.Connection, sql: str, parameters: list[Any]) -> Iterable[sqlite3.Row]:
        """Run one statement at a time, as the thread does anyway: then an interrupt can only hit the one it is for."""
        async with self._lock:
            running = asyncio.ensure_future(connection.execute_fetchall(sql, parameters))
            try:
                return await asyncio.shield(running)
            except asyncio.CancelledError:
                # Nobody waits for it any more. It may not have begun, and an interrupt before that is lost.
                while not running.done():
                    await connection.interrupt()
                    await asyncio.wait({running}, timeout=INTERRUPT_SECONDS)
                raise


def afterwards(database: Database, callback: Callable[[], None]) -> None:
    current = joined(database)
    if current is None:
        callback()
    else:
        current.after.append(callback)


async def _client(context: TortoiseContext, config: dict[str, Any]) -> BaseDBAsyncClient:
    with context:  # Tortoise looks for the context that is being made
        await context.init(config=config)
        return context.connections.get("default")


@contextmanager
def _translating() -> Iterator[None]:
    """What happens to a transaction that is nobody's fault, as an error of ours."""
    try:
        yield
    except STOPPED as error:
        raise DeadlineExceeded(headers=RETRY) from error
    except LOST as error:
        log.warning("database unavailable", error=type(error).__name__)
        raise DatabaseUnavailable(headers=RETRY) from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname in {"SQLITE_BUSY", "SQLITE_LOCKED"}:
            raise DatabaseUnavailable(headers=RETRY) from error
        raise


def _unexpected(error: Exception) -> GatewayError:
    """What the database says stays in the log: it may quote values and names."""
    log.error("statement failed", error=type(error).__name__, message=str(error))
    return Internal()

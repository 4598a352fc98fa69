"""The database: the only place where a statement runs. Its errors become ours; no SQL ever leaves this file."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, Protocol, cast

import aiosqlite
import asyncpg
import structlog
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.exceptions import DBConnectionError

from gateway.errors import DatabaseUnavailable, DeadlineExceeded, DepthLimit, GatewayError, Internal, Overloaded
from gateway.sql.session import Ambient, PostgresSession, Session, SqliteSession, collisions, entered, joined
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
KEPT = 5
INTERRUPT_SECONDS = 0.01
# SQLite before 3.46 reads a statement with a stack of 100 places, which five or six nested lists fill.
PARSER_FULL = "parser stack overflow"
RETRY = {"Retry-After": "1"}


class Database(Protocol):
    async def fetch(self, sql: str, parameters: list[Any]) -> str:
        """The only value of the statement's only row; raises Unavailable or Internal."""

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
        self.config, self.acquire_seconds = dict(config), acquire_seconds
        self._context = TortoiseContext()
        self._client: BaseDBAsyncClient | None = None
        self._kept: list[Any] = []
        self._waiting = 0

    async def open(self) -> None:
        self._client = await _client(self._context, self.config)

    async def close(self) -> None:
        await self._give_back()
        await self._context.close_connections()

    async def fetch(self, sql: str, parameters: list[Any]) -> str:
        try:
            return await self._fetch(sql, parameters)
        except LOST:
            # A read may be asked again. Once is enough: with one connection the others are likely broken too, and the
            # pool replaces what it is given back broken.
            await self._give_back()
            return await self._translated(sql, parameters)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Noting]:
        if (current := joined(self)) is not None:
            async with current.session.savepoint():
                yield current.session.client
            return
        with _translating():
            pool = await self._pool()
            connection = await self._acquired(pool)
            try:
                transaction = postgres_transaction(cast("AsyncpgDBClient", self._client), connection)
                with active(self._context, "postgres"):
                    async with begun(transaction):
                        yield transaction
            finally:
                await asyncio.shield(pool.release(connection))

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

    async def _fetch(self, sql: str, parameters: list[Any]) -> str:
        pool = await self._pool()
        connection = self._kept.pop() if self._kept else await self._acquired(pool)
        sound = False
        try:
            found = str(await connection.fetchval(sql, *parameters))
            sound = True
        except STOPPED as error:
            raise DeadlineExceeded(headers=RETRY) from error
        except (asyncpg.PostgresError, asyncpg.DataError) as error:
            if isinstance(error, LOST):
                raise
            raise _unexpected(error) from error
        finally:
            # Giving a connection back and taking it again costs as much as a small read; a few are kept in hand, but
            # never while somebody waits for one.
            if sound and not self._waiting and len(self._kept) < KEPT:
                self._kept.append(connection)
            else:
                await pool.release(connection)
        return found

    async def _pool(self) -> Any:
        if self._client is None:
            raise DatabaseUnavailable(headers=RETRY)
        pool = self._client._pool  # noqa: SLF001  (Tortoise has no other way to its pool)
        if pool is None:
            # Tortoise makes the pool for whoever asks first, and lets the others wait for it.
            async with self._client.acquire_connection():
                pool = self._client._pool  # noqa: SLF001
        return pool

    async def _acquired(self, pool: Any) -> Any:
        # A clock costs as much as taking a connection that is free, so only those who have to wait get one.
        if pool.get_idle_size():
            return await pool.acquire()
        self._waiting += 1
        try:
            async with asyncio.timeout(self.acquire_seconds):
                return await pool.acquire()
        except TimeoutError as error:
            raise Overloaded("Every database connection is taken.", headers=RETRY) from error
        finally:
            self._waiting -= 1

    async def _give_back(self) -> None:
        while self._kept:
            await (await self._pool()).release(self._kept.pop())


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

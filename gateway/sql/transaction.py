"""A transaction that a cancelled request cannot leave open: what was begun is ended, and the connection given back.

Tortoise's own `in_transaction` begins between two awaits without a net; a deadline that hits there leaks a connection
on PostgreSQL and locks the whole database on SQLite. The models are Tortoise's: `Account.filter(...).using_db(db)`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, Final, Protocol, TypeVar, cast

import aiosqlite
from pypika_tortoise.dialects import (
    PostgreSQLQuery,
    PostgreSQLQueryBuilder,
    SQLLiteQuery,
    SQLLiteQueryBuilder,
)
from pypika_tortoise.queries import Query, QueryBuilder
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.asyncpg.client import TransactionWrapper as PostgresTransaction
from tortoise.backends.base.client import (
    BaseDBAsyncClient,
    NestedTransactionContext,
    TransactionContext,
)
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper
from tortoise.context import TortoiseContext, _current_context

T = TypeVar("T")
_WRITES: Final = re.compile(
    r'\s*(INSERT INTO|UPDATE(?! ONLY| OR)|DELETE FROM(?! ONLY))\s+(?:"(\w+)"|(\w+))(?=[\s(]|$)', re.IGNORECASE
)
_READS: Final = re.compile(
    r"\s*(?:SELECT|VALUES|SHOW|PRAGMA|WITH(?!.*\b(?:INSERT|(?<!FOR )(?<!KEY )UPDATE|DELETE|MERGE)\b))\b",
    re.IGNORECASE | re.DOTALL,
)
# what stands for all tables, where a statement does not say in our words to which it writes
ANY_TABLE: Final = "*"
BUSY_MILLISECONDS = 5000
BUILDERS: Final[dict[str, tuple[type[Query], type[QueryBuilder]]]] = {
    "postgres": (PostgreSQLQuery, PostgreSQLQueryBuilder),
    "sqlite": (SQLLiteQuery, SQLLiteQueryBuilder),
}


class Connected(Protocol):
    """What a transaction of Tortoise's needs to be ended."""

    async def begin(self) -> None: ...
    async def commit(self) -> None: ...
    async def rollback(self) -> None: ...
    async def abandon(self) -> None:
        """It may have begun although we did not hear of it."""


@asynccontextmanager
async def begun(transaction: Connected) -> AsyncIterator[None]:
    """Commit what the block does, or roll it back when it raises or is cancelled."""
    open_, done = False, False
    try:
        await transaction.begin()
        open_ = True
        yield
        done = True
    finally:
        if done:
            await finish(transaction.commit())
        elif open_:
            await finish(transaction.rollback())
        else:
            await finish(transaction.abandon())


async def finish(ending: Coroutine[Any, Any, T]) -> T:
    """Wait for it even when we are cancelled meanwhile: half an ending is what must not be."""
    task = asyncio.ensure_future(ending)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await settled(task)
        raise


async def settled(task: asyncio.Future[Any]) -> None:
    """Until it is done, however often we are cancelled; what became of it is nobody's business any more."""
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait({task})
    if not task.cancelled():
        task.exception()


class Noting(BaseDBAsyncClient):
    """Remembers to which tables was written, through models or by statements of one's own, and from which rows were
    deleted."""

    touched: frozenset[str] = frozenset()
    emptied: frozenset[str] = frozenset()
    # the transaction that this one is a part of
    whole: Noting | None = None

    def _in_transaction(self) -> TransactionContext:
        part = cast("Any", type(self))(self)
        part.whole = self
        return NestedTransactionContext(part)

    def note(self, query: str) -> None:
        if self.whole is not None:
            self.whole.note(query)
        elif (found := _WRITES.match(query)) is not None:
            # a name without quotes is the same in any letters
            table = found[2] or found[3].lower()
            self.touched |= {table}
            if found[1][0] in "Dd":
                self.emptied |= {table}
        elif not _READS.match(query):
            self.touched |= {ANY_TABLE}

    async def execute_query_dict_with_affected(self, query: str, values: list[Any] | None = None) -> Any:
        self.note(query)
        return await super().execute_query_dict_with_affected(query, values)

    async def execute_script(self, query: str) -> None:
        self.touched |= {ANY_TABLE}
        await super().execute_script(query)

    async def execute_insert(self, query: str, values: list[Any]) -> Any:
        self.note(query)
        return await super().execute_insert(query, values)

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        self.note(query)
        await super().execute_many(query, values)

    async def execute_query(self, query: str, values: list[Any] | None = None) -> Any:
        self.note(query)
        return await super().execute_query(query, values)

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> Any:
        self.note(query)
        return await super().execute_query_dict(query, values)


class _Postgres(Noting, PostgresTransaction):
    async def abandon(self) -> None:
        """The pool rolls back what it is given back in the middle of something."""


def postgres_transaction(client: AsyncpgDBClient, connection: Any) -> _Postgres:
    transaction = _Postgres(client)
    transaction._connection = connection  # noqa: SLF001  (Tortoise would take one from the pool without a net)
    # Tortoise remembers INSERT statements by this name, whatever the dialect
    transaction.connection_name = "postgres"
    return transaction


class SqliteWriter:
    """The connection that writes. Reads have their own: they must not see what is not committed yet."""

    def __init__(self, path: str, functions: Mapping[str, tuple[int, Callable[..., Any]]]) -> None:
        self.path, self._functions = path, functions
        self._client = SqliteClient(path, connection_name="sqlite", busy_timeout=BUSY_MILLISECONDS)
        self._lock = asyncio.Lock()

    async def open(self) -> None:
        await self._client.create_connection(with_db=True)
        connection = cast("aiosqlite.Connection", self._client._connection)  # noqa: SLF001
        for name, (arity, function) in self._functions.items():
            await connection.create_function(name, arity, function, deterministic=True)

    async def close(self) -> None:
        await self._client.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Noting]:
        async with self._lock:
            transaction = _Immediate(self._client)
            async with begun(transaction):
                yield transaction


class _Immediate(Noting, SqliteTransactionWrapper):
    async def begin(self) -> None:
        # a transaction that only asks for the lock when it first writes may find that it has read in vain
        connection: aiosqlite.Connection = self._connection
        await connection.execute("BEGIN IMMEDIATE")

    async def abandon(self) -> None:
        # the thread does one thing after the other: when this is its turn, a BEGIN has been or will never be
        await self._connection.rollback()


@contextmanager
def active(context: TortoiseContext, dialect: str) -> Iterator[None]:
    """Within it models belong to this database.

    Tortoise keeps the query builder of whichever database was opened last on the model itself. A process that has one
    database never notices; one with two says before each transaction which it means.
    """
    _bind(context, dialect)
    # not `with context`, which remembers one entry only and forgets those of other tasks
    token = _current_context.set(context)
    try:
        yield
    finally:
        _current_context.reset(token)


@contextmanager
def ambient(context: TortoiseContext, client: BaseDBAsyncClient) -> Iterator[None]:
    """Within it models are read and written in this transaction, without saying so."""
    # some of Tortoise's own methods begin a transaction by the name that their connection has
    tokens = [context.connections.set(name, client) for name in ("default", client.connection_name)]
    try:
        yield
    finally:
        for token in reversed(tokens):
            context.connections.reset(token)


def _bind(context: TortoiseContext, dialect: str) -> None:
    query, builder = BUILDERS[dialect]
    for models in (context.apps or {}).values():
        for model in models.values():
            meta = model._meta  # noqa: SLF001
            if isinstance(meta.basequery, builder):
                return
            start = query.from_(meta.basetable)
            meta.basequery = cast("Query", start)
            meta.basequery_all_fields = cast("Query", start.select(*meta.db_fields))

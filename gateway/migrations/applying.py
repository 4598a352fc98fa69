"""Apply migrations: each file once and as a whole, however many processes start at the same moment.

Aerich's own `upgrade` has no lock and commits half a file on SQLite, so this reads Aerich's files and keeps Aerich's
ledger (the table `aerich`), but runs them itself.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import asyncpg
from aerich.coder import encoder
from aerich.utils import decompress_dict
from tortoise import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.exceptions import BaseORMException
from tortoise.transactions import in_transaction

from gateway.migrations import files
from gateway.migrations.files import FOLDER, Dialect, Migration, MigrationError
from gateway.migrations.histories import ENGINE, History, of_domain
from gateway.settings import Settings

PATIENCE_SECONDS: Final = 600
POLL_SECONDS: Final = 0.2
TOO_LONG: Final = "another process has been migrating this database for too long"
LOCK_KEY: Final = 0x746F726969  # any number, as long as it is always the same: "torii"

EXISTS: Final[dict[Dialect, str]] = {
    "postgres": "SELECT 1 FROM pg_class WHERE oid = to_regclass('aerich')",
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'aerich'",
}
APPLIED: Final[dict[Dialect, str]] = {
    "postgres": 'SELECT "version" FROM "aerich" WHERE "app" = $1',
    "sqlite": 'SELECT "version" FROM "aerich" WHERE "app" = ?',
}
RECORD: Final[dict[Dialect, str]] = {
    "postgres": 'INSERT INTO "aerich" ("version", "app", "content") VALUES ($1, $2, $3)',
    "sqlite": 'INSERT INTO "aerich" ("version", "app", "content") VALUES (?, ?, ?)',
}


async def apply(settings: Settings, folder: Path = FOLDER) -> list[str]:
    """Bring the database up to date; the names of the files applied now. A second runner waits for the first."""
    dialect = settings.database.dialect
    names = []
    async with _locked(settings), _client(settings) as client:
        for history in (ENGINE, of_domain(settings, folder)):
            done = await _applied(client, history.app, dialect)
            for migration in files.read(history.folder):
                if migration.name not in done:
                    await _run(client, history.app, dialect, migration)
                    names.append(_name(history, migration))
    return names


async def pending(settings: Settings, folder: Path = FOLDER) -> list[str]:
    """The names of the files that are not applied yet."""
    dialect = settings.database.dialect
    found = [(history, files.read(history.folder)) for history in (ENGINE, of_domain(settings, folder))]
    if dialect == "sqlite" and not _file(settings).exists():
        return [_name(history, migration) for history, migrations in found for migration in migrations]
    async with _client(settings) as client:
        done = {history.app: await _applied(client, history.app, dialect) for history, _ in found}
    return [
        _name(history, migration)
        for history, migrations in found
        for migration in migrations
        if migration.name not in done[history.app]
    ]


def _name(history: History, migration: Migration) -> str:
    return f"{history.app}/{migration.name}"


async def _applied(client: BaseDBAsyncClient, app: str, dialect: Dialect) -> set[str]:
    _, tables = await client.execute_query(EXISTS[dialect])
    if not tables:
        return set()
    _, rows = await client.execute_query(APPLIED[dialect], [app])
    return {row["version"] for row in rows}


async def _run(client: BaseDBAsyncClient, app: str, dialect: Dialect, migration: Migration) -> None:
    try:
        if dialect == "sqlite":
            await _run_on_sqlite(client, app, migration)
        elif migration.transactional:
            async with in_transaction("default") as transaction:
                await _run_on_postgres(transaction, app, migration)
        else:
            await _run_on_postgres(client, app, migration)
    except KeyError as error:
        raise MigrationError(
            f"{migration.name} has nothing for {dialect}: its SQL has to be written by hand"
        ) from error
    except asyncpg.LockNotAvailableError as error:
        raise MigrationError(f"{migration.name} waits for a table that is in use; nothing changed, try again") from error
    except (asyncpg.PostgresError, BaseORMException) as error:
        left = "nothing changed" if migration.transactional or dialect == "sqlite" else "part of it may be done"
        raise MigrationError(f"{migration.name} fails, {left}: {error}") from error


async def _run_on_postgres(client: BaseDBAsyncClient, app: str, migration: Migration) -> None:
    script = await migration.module.upgrade(client)
    # asyncpg fails on an empty text
    if script.strip():
        await client.execute_script(script)
    await client.execute_query(RECORD["postgres"], _entry(app, migration))


async def _run_on_sqlite(client: BaseDBAsyncClient, app: str, migration: Migration) -> None:
    # A table that is rebuilt is dropped for a moment, which would delete or refuse the rows that refer to it. The
    # pragma does nothing inside a transaction.
    await client.execute_query("PRAGMA foreign_keys = OFF")
    async with in_transaction("default") as transaction:
        # one by one: a script as a whole commits before it begins
        for statement in _statements(await migration.module.upgrade(transaction)):
            await transaction.execute_query(statement)
        _, dangling = await transaction.execute_query("PRAGMA foreign_key_check")
        if dangling:
            raise MigrationError(f"{migration.name} would leave rows that refer to nothing; nothing changed")
        await transaction.execute_query(RECORD["sqlite"], _entry(app, migration))
    await client.execute_query("PRAGMA foreign_keys = ON")


def _entry(app: str, migration: Migration) -> list[str]:
    state = decompress_dict(migration.state) if migration.state else {}
    return [migration.name, app, encoder(state)]


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \n;"):
                yield statement
            statement = ""
    if statement.strip(" \n;"):
        yield statement


@asynccontextmanager
async def _client(settings: Settings) -> AsyncIterator[BaseDBAsyncClient]:
    """A database client of its own, without the limits that requests have: changing a large table takes its time."""
    config = settings.tortoise_config({})
    if settings.database.dialect == "postgres":
        credentials = config["connections"]["default"]["credentials"]
        credentials |= {"minsize": 1, "maxsize": 1, "command_timeout": None, "statement_cache_size": 0}
        # DDL that waits for a lock makes everybody after it wait too, so it gives up before they notice
        credentials["server_settings"] |= {"statement_timeout": "0", "lock_timeout": "4000"}
    async with TortoiseContext() as context:
        # `context.init` wants models, and would move Aerich's own into an app of ours for the rest of the process
        await context.connections._init(config["connections"], create_db=False)  # noqa: SLF001
        yield context.connections.get("default")


@asynccontextmanager
async def _locked(settings: Settings) -> AsyncIterator[None]:
    held = _postgres_lock(settings) if settings.database.dialect == "postgres" else _sqlite_lock(settings)
    async with held:
        yield


@asynccontextmanager
async def _postgres_lock(settings: Settings) -> AsyncIterator[None]:
    """An advisory lock that an open transaction holds: a session's lock would get lost behind PgBouncer.

    It is asked for again and again, for a statement that waits would block CREATE INDEX CONCURRENTLY of the holder.
    """
    connection = await _connect(settings)
    try:
        for _ in range(int(PATIENCE_SECONDS / POLL_SECONDS)):
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            if await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", LOCK_KEY):
                yield
                return
            await transaction.rollback()
            await asyncio.sleep(POLL_SECONDS)
        raise MigrationError(TOO_LONG)
    finally:
        await connection.close()


async def _connect(settings: Settings) -> Any:
    credentials = dict(settings.database.credentials)
    name = credentials.pop("application_name")
    return await asyncpg.connect(
        **credentials,
        timeout=settings.connect_timeout,
        statement_cache_size=0,
        server_settings={"application_name": f"{name} migrations"},
    )


@asynccontextmanager
async def _sqlite_lock(settings: Settings) -> AsyncIterator[None]:
    """A lock on a file beside the database. The file is itself an (empty) SQLite database: that locks on every system,
    waits, and lets go when its process dies."""
    path = _file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(
        path.with_name(f"{path.name}.lock"), timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        try:
            await asyncio.to_thread(lock.execute, "BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise MigrationError(TOO_LONG) from error
        yield
    finally:
        lock.close()


def _file(settings: Settings) -> Path:
    return Path(settings.database.credentials["file_path"])

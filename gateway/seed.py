"""Fill an empty database with the domain's sample data: by COPY on PostgreSQL, in large batches on SQLite.

A domain that has sample data has a module `seed` with

    ACCOUNTS                                who can log in: (email, subject, roles)
    CLIENTS                                 programs that ask for themselves or for somebody, if there are any: mappings
                                            of what `auth.clients.Registration` has
    tables(scale: int, today: date)         the tables as (name, columns, expected number of rows, rows), parents first

in which a row is a tuple of Python values, the key `id` first. All of it is loaded or nothing.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, Final

import asyncpg
import orjson
from pypika_tortoise.functions import Max
from pypika_tortoise.queries import Query
from pypika_tortoise.terms import Field, Parameter

from gateway.settings import Settings

BATCH: Final = 5000
LOCK_KEY: Final = 0x73656564  # any number, as long as it is always the same: "seed"

Row = tuple[Any, ...]
Progress = Callable[[str, int, int], None]


class SeedError(Exception):
    """The sample data cannot be loaded; nothing was changed."""


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """Somebody who can log in to the sample data; `subject` is the `sub` of the account's tokens."""

    email: str
    subject: str
    roles: frozenset[str]
    claims: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(slots=True)
class _Loading:
    """One table on its way into the database; counts its rows and says how far it is."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Row]
    expected: int
    progress: Progress | None
    loaded: int = 0

    def counted(self, convert: Callable[[Any], Any]) -> Iterator[Row]:
        for row in self.rows:
            yield tuple([convert(value) for value in row])
            self.loaded += 1
            if self.loaded % BATCH == 0:
                self.report()

    def report(self) -> None:
        if self.progress is not None:
            self.progress(self.name, self.loaded, max(self.expected, self.loaded))

    def finish(self) -> None:
        self.expected = self.loaded
        self.report()


async def run(
    settings: Settings, scale: int = 1, progress: Progress | None = None, *, today: date | None = None
) -> dict[str, int]:
    """Load the sample data; the number of rows of each table.

    `progress` is told the table, how many of its rows are loaded and how many it will have. `today` divides what is out
    from what is to come.
    """
    if scale < 1:
        raise SeedError("the scale is a whole number from 1")
    plan = list(_plan(settings.domain, scale, today or datetime.now(UTC).date(), progress))
    if settings.database.dialect == "postgres":
        await _copy(settings, plan)
    else:
        await asyncio.to_thread(_insert, settings, plan)
    return {table.name: table.loaded for table in plan}


async def is_empty(settings: Settings) -> bool:
    """True when the domain has sample data and none of its tables has a row."""
    if not _has_sample(settings.domain):
        return False
    names = [table.name for table in _plan(settings.domain, 1, datetime.now(UTC).date(), None)]
    if settings.database.dialect == "postgres":
        connection = await _connect(settings)
        try:
            return await _first_filled_of_postgres(connection, names) is None
        finally:
            await connection.close()
    with closing(_open(settings)) as connection:
        return _first_filled_of_sqlite(connection, names) is None


def accounts(domain: str) -> tuple[SampleAccount, ...]:
    """The sample accounts of a domain; none when it has no sample data."""
    if not _has_sample(domain):
        return ()
    known = _module(domain).ACCOUNTS
    return tuple(SampleAccount(email, subject, frozenset(roles)) for email, subject, roles in known)


def clients(domain: str) -> tuple[Mapping[str, Any], ...]:
    """The sample clients of a domain, as they are to be registered."""
    return tuple(getattr(_module(domain), "CLIENTS", ())) if _has_sample(domain) else ()


def _has_sample(domain: str) -> bool:
    package = import_module(domain)
    return hasattr(package, "__path__") and find_spec(f"{domain}.seed") is not None


def _module(domain: str) -> ModuleType:
    if not _has_sample(domain):
        raise SeedError(f"the domain {domain!r} has no sample data: there is no module {domain}.seed")
    return import_module(f"{domain}.seed")


def _plan(domain: str, scale: int, today: date, progress: Progress | None) -> Iterator[_Loading]:
    for name, columns, expected, rows in _module(domain).tables(scale, today):
        yield _Loading(name, tuple(columns), rows, expected, progress)


async def _copy(settings: Settings, plan: list[_Loading]) -> None:
    connection = await _connect(settings)
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK_KEY)
            _refuse(await _first_filled_of_postgres(connection, [table.name for table in plan]))
            for table in plan:
                await connection.copy_records_to_table(
                    table.name, records=table.counted(_for_postgres), columns=table.columns
                )
                if "id" in table.columns and table.loaded:
                    await _continue_keys(connection, table.name)
                table.finish()
        # the planner guesses badly about tables that were empty a moment ago
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def _continue_keys(connection: Any, table: str) -> None:
    """Rows that came with their keys did not take them from the sequence, which would give them out again."""
    last = await connection.fetchval(Query.from_(table).select(Max(Field("id"))).get_sql())
    await connection.execute("SELECT setval(pg_get_serial_sequence(quote_ident($1), 'id'), $2)", table, last)


def _insert(settings: Settings, plan: list[_Loading]) -> None:
    with closing(_open(settings)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        _refuse(_first_filled_of_sqlite(connection, [table.name for table in plan]))
        for table in plan:
            statement = Query.into(table.name).columns(*table.columns).insert(*[Parameter("?")] * len(table.columns))
            rows = table.counted(_for_sqlite)
            while batch := list(islice(rows, BATCH)):
                connection.executemany(statement.get_sql(), batch)
            table.finish()
        connection.execute("COMMIT")
        connection.execute("ANALYZE")


def _refuse(filled: str | None) -> None:
    if filled is not None:
        raise SeedError(f"the database is not empty: there are rows in {filled!r}; sample data goes into an empty one")


async def _first_filled_of_postgres(connection: Any, names: Iterable[str]) -> str | None:
    try:
        for name in names:
            if await connection.fetchrow(_any_row(name)):
                return name
    except asyncpg.UndefinedTableError as error:
        raise SeedError("the database has no tables yet: run `gateway migrate` first") from error
    return None


def _first_filled_of_sqlite(connection: sqlite3.Connection, names: Iterable[str]) -> str | None:
    try:
        return next((name for name in names if connection.execute(_any_row(name)).fetchone()), None)
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        raise SeedError("the database has no tables yet: run `gateway migrate` first") from error


def _any_row(table: str) -> str:
    return Query.from_(table).select(1).limit(1).get_sql()


async def _connect(settings: Settings) -> Any:
    """A connection without the limits of requests: a COPY takes as long as it takes."""
    credentials = dict(settings.database.credentials)
    name = credentials.pop("application_name")
    return await asyncpg.connect(
        **credentials,
        timeout=settings.connect_timeout,
        statement_cache_size=0,
        server_settings={"application_name": f"{name} seed"},
    )


def _open(settings: Settings) -> sqlite3.Connection:
    path = Path(settings.database.credentials["file_path"])
    if not path.exists():
        raise SeedError("there is no database yet: run `gateway migrate` first")
    return sqlite3.connect(path, timeout=10, isolation_level=None)


def _for_postgres(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value


def _for_sqlite(value: Any) -> Any:
    """A value as Tortoise itself stores it, so that rows compare and sort alike whoever wrote them."""
    match value:
        case datetime():
            return value.isoformat(" ")
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case dict() | list():
            return orjson.dumps(value).decode()
    return value

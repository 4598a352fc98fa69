"""A world goes into a database, in the form in which Tortoise stores it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from gateway.catalog import Catalog
from gateway.settings import Settings
from tests.reference.world import World, tables

Table = tuple[str, tuple[str, ...], list[tuple[Any, ...]]]


async def fill(settings: Settings, catalog: Catalog, world: World) -> None:
    """Put these rows in the place of all that were there."""
    written = list(_written(settings, catalog, world))
    if settings.database.dialect == "postgres":
        await _fill_postgres(settings, written)
    else:
        await asyncio.to_thread(_fill_sqlite, settings, written)


def _written(settings: Settings, catalog: Catalog, world: World) -> Iterator[Table]:
    by_table = {resource.table: resource for resource in catalog.resources.values()}
    convert = _for_postgres if settings.database.dialect == "postgres" else _for_sqlite
    for name, columns, rows in tables(catalog, world):
        kinds = {c.column: c.type.kind for c in by_table[name].columns.values()} if name in by_table else {}
        documents = [kinds.get(column) == "json" for column in columns]
        yield (
            name,
            columns,
            [
                tuple(
                    _document(value) if document else convert(value)
                    for value, document in zip(row, documents, strict=True)
                )
                for row in rows
            ],
        )


async def _fill_postgres(settings: Settings, written: list[Table]) -> None:
    assert settings.database_url is not None
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    try:
        async with connection.transaction():
            names = ", ".join(f'"{name}"' for name, _, _ in written)
            await connection.execute(f"TRUNCATE {names} CASCADE")
            for name, columns, rows in written:
                await connection.copy_records_to_table(name, columns=columns, records=rows)
    finally:
        await connection.close()


def _fill_sqlite(settings: Settings, written: list[Table]) -> None:
    path = settings.database.credentials["file_path"]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN IMMEDIATE")
        # a tree is emptied in one statement, in which no order of its rows would be right
        connection.execute("PRAGMA defer_foreign_keys = ON")
        for name, _, _ in reversed(written):
            connection.execute(f'DELETE FROM "{name}"')
        for name, columns, rows in written:
            places = ", ".join("?" * len(columns))
            connection.executemany(f'INSERT INTO "{name}" ({", ".join(columns)}) VALUES ({places})', rows)
        connection.execute("COMMIT")


def _document(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


def _for_postgres(value: Any) -> Any:
    """Tortoise keeps a time of day in a column with a time zone."""
    return value.replace(tzinfo=UTC) if isinstance(value, time) else value


def _for_sqlite(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case bool():
            return int(value)
    return value

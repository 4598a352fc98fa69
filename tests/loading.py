"""Tables and rows for a domain, made by nothing of ours: tables by Tortoise, rows as Tortoise would have stored them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from pypika_tortoise.queries import Query
from pypika_tortoise.terms import Parameter
from tortoise.context import TortoiseContext
from tortoise.utils import generate_schema_for_client

from gateway import tables
from gateway.package import app_label, model_modules
from gateway.settings import Settings

# table, columns, rows
Table = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


async def make_tables(settings: Settings) -> None:
    """The engine's tables, and those of a domain that has no migrations."""
    context = TortoiseContext()
    with context:
        models = {tables.APP: tables.MODULES, app_label(settings.domain): model_modules(settings.domain)}
        await context.init(config=settings.tortoise_config(models))
        try:
            await generate_schema_for_client(context.connections.get("default"), safe=False)
        finally:
            await context.close_connections()


async def fill(settings: Settings, loaded: Iterable[Table]) -> None:
    """Tables in an order in which every foreign key finds its row."""
    if settings.database_url is not None:
        await _copy(settings.database_url.get_secret_value(), loaded)
        return
    with closing(sqlite3.connect(settings.var / "torii.sqlite3")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for name, columns, rows in loaded:
            statement = Query.into(name).columns(*columns).insert(*[Parameter("?")] * len(columns))
            connection.executemany(statement.get_sql(), ([_for_sqlite(value) for value in row] for row in rows))
        connection.commit()
        connection.execute("ANALYZE")


async def _copy(url: str, loaded: Iterable[Table]) -> None:
    connection = await asyncpg.connect(url)
    try:
        for name, columns, rows in loaded:
            records = [tuple(_for_postgres(value) for value in row) for row in rows]
            await connection.copy_records_to_table(name, records=records, columns=list(columns))
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


def _for_postgres(value: Any) -> Any:
    match value:
        case time():
            # the column is a TIMETZ
            return value.replace(tzinfo=UTC)
        case dict() | list():
            return orjson.dumps(value).decode()
        case _:
            return value


def _for_sqlite(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case dict() | list():
            return orjson.dumps(value).decode()
        case _:
            return value

"""Writes from outside of the gateway, told by triggers that a database may be given: each notes which table was written, in
its own transaction, and rings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import asyncpg

from gateway.settings import Settings
from gateway.tables import UntoldChange

CHANNEL: Final = "gateway_changes"
RETRY_SECONDS: Final = 1.0
_NOTES: Final = UntoldChange._meta.db_table  # noqa: SLF001
# what the gateway itself writes it tells more exactly; a note of that age is nobody's business but ours. The function has the
# rights of who made it, so that it looks for nothing where whoever calls it may have put something else
_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION gateway_note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF current_setting('application_name') <> '{name}' THEN
        INSERT INTO "{notes}" (tables, made_at) VALUES (TG_TABLE_NAME, now() - interval '1 hour');
        PERFORM pg_notify('{channel}', '');
    END IF;
    RETURN NULL;
END $$;
DO $$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION gateway_note_change() SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $$;
"""
_EVENTS: Final = {"gateway_note_rows": "INSERT OR UPDATE OR DELETE", "gateway_note_truncate": "TRUNCATE"}


def triggers(tables: Iterable[str], application_name: str) -> str:
    """A script that makes them, or makes them anew. `application_name` is what our own connections are called."""
    made = [
        f'CREATE OR REPLACE TRIGGER {name} AFTER {events} ON "{table}"\n'
        f"    FOR EACH STATEMENT EXECUTE FUNCTION gateway_note_change();\n"
        for table in tables
        for name, events in _EVENTS.items()
    ]
    function = _FUNCTION.lstrip().format(name=application_name.replace("'", "''"), notes=_NOTES, channel=CHANNEL)
    return function + "".join(made)


def without_triggers(tables: Iterable[str]) -> str:
    gone = [f'DROP TRIGGER IF EXISTS {name} ON "{table}";\n' for table in tables for name in _EVENTS]
    return "".join(gone) + "DROP FUNCTION IF EXISTS gateway_note_change();\n"


async def connection(settings: Settings) -> Any:
    """A connection beside the pool's."""
    credentials = dict(settings.database.credentials)
    named = {"application_name": credentials.pop("application_name")}
    return await asyncpg.connect(**credentials, server_settings=named, timeout=settings.connect_timeout)


@asynccontextmanager
async def listening(settings: Settings, rung: Callable[[], None]) -> AsyncIterator[None]:
    """Within it `rung` is called when a trigger rings. A ring may be missed: what it was about is noted."""
    task = asyncio.create_task(_listen(settings, rung))
    try:
        yield
    finally:
        # a driver may take a cancellation for its own
        while not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=1)


async def _listen(settings: Settings, rung: Callable[[], None]) -> None:
    while True:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
            await _hear(await connection(settings), rung)
        await asyncio.sleep(RETRY_SECONDS)


async def _hear(connection: Any, rung: Callable[[], None]) -> None:
    ended = asyncio.Event()
    try:
        connection.add_termination_listener(lambda _: ended.set())
        await connection.add_listener(CHANNEL, lambda *_: rung())
        await ended.wait()
    finally:
        connection.terminate()

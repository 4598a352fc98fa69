"""What other programs write: told by triggers, or by whoever wrote it, and else seen when what was kept ends."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import asyncpg
import pytest

from gateway.settings import Settings
from gateway.writing.invalidation import forget
from tests import databases, servers
from tests.cache.processes import Process, processes, settings_of, until
from tests.loading import make_tables

RENAME: Final = "UPDATE note SET title = 'new' WHERE id = 1"
NOTES: Final = "SELECT tables FROM gateway_untold_change"


def gateway(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    given = {"DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url}
    environment = {name: value.get_secret_value() for name, value in given.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-m", "gateway.cli", *arguments],
        env={
            **servers.without_settings(),
            **environment,
            "GATEWAY_DOMAIN": settings.domain,
            "GATEWAY_VAR": str(settings.var),
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
async def pair(postgres_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[tuple[Process, Process]]:
    settings = settings_of(postgres_url, redis_url, tmp_path, cache_recent_seconds=10)
    await make_tables(settings)
    async with processes(settings) as (one, other):
        await one.note_down("old")
        assert await one.title(1) == await other.title(1) == "old"
        # the time of the command and of the database is not that of a test
        one.later(10**8)
        other.later(10**8)
        yield one, other


async def sees(process: Process, title: str) -> None:
    """Soon, and although it believes for ten seconds what it has."""
    async with asyncio.timeout(10):
        while await process.title(1) != title:
            await asyncio.sleep(0.02)


async def test_triggers_tell_what_others_write(pair: tuple[Process, Process]) -> None:
    one, other = pair
    settings = one.doors.settings
    printed = await asyncio.to_thread(gateway, settings, "cache", "triggers")
    assert printed.returncode == 0 and 'ON "note"' in printed.stdout and 'ON "folder_note"' in printed.stdout
    for _ in range(2):
        done = await asyncio.to_thread(gateway, settings, "cache", "triggers", "--apply")
        assert done.returncode == 0, done.stderr
    await databases.run(settings, RENAME)
    await sees(one, "new")
    await sees(other, "new")
    # the gateway tells more exactly what it writes itself
    await one.rename(1, "newer")
    assert [row for row in await databases.run(settings, NOTES) if row[0] != "note"] == []
    await databases.run(settings, "TRUNCATE note CASCADE")
    async with asyncio.timeout(10):
        while await other.title(1) is not None:
            await asyncio.sleep(0.02)
    gone = await asyncio.to_thread(gateway, settings, "cache", "triggers", "--drop", "--apply")
    assert gone.returncode == 0, gone.stderr
    triggers = "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'gateway_note_%'"
    assert await databases.run(settings, triggers) == [(0,)]


async def test_who_writes_lends_the_triggers_nothing(pair: tuple[Process, Process]) -> None:
    """They have the rights of who made them: what a writer puts in the way of a name must not run with these."""
    settings = pair[0].doors.settings
    done = await asyncio.to_thread(gateway, settings, "cache", "triggers", "--apply")
    assert done.returncode == 0, done.stderr
    assert settings.database_url is not None
    writer = await asyncpg.connect(settings.database_url.get_secret_value())
    await writer.execute(f"""
        CREATE SCHEMA evil;
        CREATE FUNCTION evil.current_setting(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'trapped'; END $$;
        CREATE FUNCTION evil.pg_notify(text, text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE 'trapped'; END $$;
        SET search_path = evil, pg_catalog, public;
        CREATE TEMP TABLE gateway_untold_change (LIKE public.gateway_untold_change);
        {RENAME};
    """)
    await writer.close()
    await sees(pair[0], "new")


async def test_what_is_written_is_seen_when_everything_is_forgotten(pair: tuple[Process, Process]) -> None:
    one, other = pair
    await databases.run(one.doors.settings, RENAME)
    await forget(one.engine.database, datetime.now(UTC))
    await sees(one, "new")
    await sees(other, "new")


async def test_a_command_and_a_migration_have_everything_forgotten(
    postgres_url: str, redis_url: str, tmp_path: Path
) -> None:
    settings = settings_of(postgres_url, redis_url, tmp_path, domain="domain")
    for arguments, count in ((("migrate",), 1), (("migrate",), 1), (("cache", "clear"), 2)):
        done = await asyncio.to_thread(gateway, settings, *arguments)
        assert done.returncode == 0, done.stderr
        assert await databases.run(settings, NOTES) == [("*",)] * count


async def test_a_ring_that_was_missed_is_noted(pair: tuple[Process, Process]) -> None:
    one, other = pair
    settings = one.doors.settings
    done = await asyncio.to_thread(gateway, settings, "cache", "triggers", "--apply")
    assert done.returncode == 0, done.stderr
    listeners = "FROM pg_stat_activity WHERE query ILIKE 'LISTEN%' AND datname = current_database()"
    # who listens has a name for it
    await databases.run(settings, f"SELECT pg_terminate_backend(pid) {listeners}")
    await databases.run(settings, RENAME)
    await sees(one, "new")
    await sees(other, "new")


async def test_without_triggers_it_is_seen_when_what_was_kept_ends(pair: tuple[Process, Process]) -> None:
    one, _ = pair
    await databases.run(one.doors.settings, RENAME)
    one.cache.clock = lambda: 10**9
    assert one.cache.shared is not None
    await until(lambda: one.up)
    # what Redis has ends by Redis's own time
    assert await one.title(1, token=one.cache.tokens.make(one.doors.moment.timestamp(), told=False)) == "new"


@pytest.mark.parametrize(("arguments"), [("cache", "clear"), ("cache", "triggers")])
async def test_what_makes_no_sense_is_refused(tmp_path: Path, postgres_url: str, arguments: tuple[str, ...]) -> None:
    for url in (None, postgres_url):
        done = await asyncio.to_thread(gateway, settings_of(url, None, tmp_path), *arguments)
        assert done.returncode == 2 and done.stderr.startswith("gateway: ")

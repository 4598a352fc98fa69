"""`gateway cache`: what is kept of answers, and how writes from outside become known to it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from gateway.catalog import load
from gateway.commands.opened import run
from gateway.commands.terminal import answer, refuse, remark
from gateway.settings import Settings, load_settings
from gateway.sql.outside import connection, without_triggers
from gateway.sql.outside import triggers as script
from gateway.writing.invalidation import forget

commands: Final = typer.Typer(help="Answers that are kept.", no_args_is_help=True)


@commands.command()
def clear() -> None:
    """Have all processes forget all answers, after something was written that they cannot know of."""
    settings = load_settings()
    if settings.redis_url is None:
        refuse("without REDIS_URL each process keeps its own answers: restart it, or wait for them to end")
    forget_all(settings)
    remark("within a second nothing is answered with what was kept")


def forget_all(settings: Settings) -> None:
    """Where answers are shared: of what a process alone has kept nobody can be told."""
    if settings.redis_url is not None:
        run(lambda store: forget(store.database, datetime.now(UTC)), settings)


@commands.command()
def triggers(
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Run it instead of printing it.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="What takes them away again.")] = False,
) -> None:
    """Print triggers with which PostgreSQL tells what other programs write."""
    settings = load_settings()
    if settings.database.dialect != "postgres":
        refuse("SQLite has nobody to tell: triggers are for PostgreSQL")
    if settings.redis_url is None and not drop:
        refuse("without REDIS_URL nobody reads what triggers note, and nothing is kept for longer than a moment")
    resources = load(settings.domain).resources.values()
    links = {one.through[0] for resource in resources for one in resource.relations.values() if one.through}
    tables = sorted({resource.table for resource in resources if resource.kept != "none"} | links)
    name = settings.database.credentials["application_name"]
    text = without_triggers(tables) if drop else script(tables, name)
    if not apply:
        answer(text.rstrip())
        return
    asyncio.run(_apply(settings, text))
    remark(f"{'no trigger tells' if drop else 'triggers tell'} what is written to {len(tables)} tables")


async def _apply(settings: Settings, text: str) -> None:
    opened = await connection(settings)
    try:
        async with opened.transaction():
            await opened.execute(text)
    finally:
        await opened.close()

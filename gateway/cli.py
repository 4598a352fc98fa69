"""`gateway`: the same house from a shell."""

from __future__ import annotations

import asyncio
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, NoReturn

import orjson
import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from gateway import catalog, check, migrations, seed
from gateway.auth import tokens
from gateway.catalog import DomainError
from gateway.errors import GatewayError
from gateway.graphql import schema as graphql_schema
from gateway.http import server
from gateway.migrations import MigrationError
from gateway.observe import logs
from gateway.rest import openapi as rest_openapi
from gateway.seed import SampleAccount, SeedError
from gateway.settings import Settings, SettingsError, load_settings

MISUSE: Final = 2

commands: Final = typer.Typer(
    help="One Tortoise model and one policy, served as GraphQL and as REST.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
# standard output is for what was asked: a schema, a token, log lines; what is said to a person goes beside it
console: Final = Console(stderr=True, highlight=False)


class Door(StrEnum):
    graphql = "graphql"
    openapi = "openapi"


@commands.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on; PORT is the port.")] = "127.0.0.1",
    workers: Annotated[int | None, typer.Option(help="Server processes; WEB_CONCURRENCY if not given.")] = None,
) -> None:
    """Serve. An embedded database is migrated first, and filled with sample data when it is empty."""
    settings = load_settings()
    logs.configure(settings.log_level, settings.log_format)
    if settings.embedded:
        asyncio.run(_prepare(settings))
    if not settings.production:
        _greet(settings)
    server.run("gateway.app:create_app", settings, host=host, workers=workers or settings.workers)


async def _prepare(settings: Settings) -> None:
    for name in await migrations.apply(settings):
        console.print(f"migrated  {name}")
    if await seed.is_empty(settings):
        await _fill(settings, scale=1)


async def _fill(settings: Settings, *, scale: int) -> None:
    with Progress(console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        counts = await seed.run(settings, scale, progress)
    console.print("seeded    " + ", ".join(f"{count:,} {what}" for what, count in counts.items()), soft_wrap=True)


def _greet(settings: Settings) -> None:
    base = f"http://127.0.0.1:{settings.port}"
    lines = [
        f"[bold]Torii[/bold] serves [bold]{settings.domain}[/bold] from {settings.database.label}",
        "",
        f"  GraphQL   {base}/graphql" + ("   (a browser gets the explorer)" if settings.explorer else ""),
        f"  REST      {base}/api/v1",
        *([f"  pages     {base}/docs   {base}/redoc"] if settings.docs else []),
        f"  health    {base}/health/ready",
    ]
    accounts = seed.accounts(settings.domain)
    if accounts:
        width = max(len(account.email) for account in accounts)
        lines += ["", "  sample accounts"]
        lines += [f"    {account.email:<{width}}   {_standing(account)}" for account in accounts]
        # the issuer of a token is the address that it is for, so the command must know the port as well
        port = f"PORT={settings.port} " if settings.port != Settings.model_fields["port"].default else ""
        token = f"{port}{_itself()} token {accounts[0].email}"
        lines += ["", f'  curl -H "Authorization: Bearer $({token})" {base}/api/v1']
    console.print(*lines, "", sep="\n", soft_wrap=True)


def _standing(account: SampleAccount) -> str:
    return ", ".join([*sorted(account.roles), *(f"{name}={value}" for name, value in account.claims.items())])


def _itself() -> str:
    """This command as it was called, so that what is shown can be pasted."""
    return sys.argv[0] if Path(sys.argv[0]).name == "gateway" else "gateway"


@commands.command()
def migrate() -> None:
    """Bring the database up to date. Safe to run twice, also at the same time."""
    settings = load_settings()
    applied = asyncio.run(migrations.apply(settings))
    for name in applied:
        console.print(f"migrated  {name}")
    if not applied:
        console.print(f"{settings.database.label} is up to date")


@commands.command()
def makemigrations(name: Annotated[str, typer.Argument(help="What changes, in a word or two.")] = "update") -> None:
    """Write a migration for what changed in the models."""
    written = asyncio.run(migrations.make(load_settings(), name))
    for path in written:
        console.print(f"wrote     {path}")
    if not written:
        console.print("the models have not changed")


@commands.command("seed")
def seed_command(
    scale: Annotated[int, typer.Option(min=1, help="How many times the sample data.")] = 1,
) -> None:
    """Fill the database with sample data."""
    settings = load_settings()
    if settings.production:
        _refuse("sample data and sample accounts are not for production")
    asyncio.run(_fill(settings, scale=scale))


@commands.command("check")
def check_command() -> None:
    """Say what is wrong with the settings, the domain and the database, and what to do about it."""
    found = asyncio.run(check.problems(load_settings()))
    for problem in found:
        console.print(
            f"[bold]{problem.severity}[/bold]  {problem.where}: {problem.what}\n       {problem.fix}", soft_wrap=True
        )
    if any(problem.severity == "error" for problem in found):
        raise typer.Exit(1)
    if not found:
        console.print("nothing is wrong")


@commands.command()
def schema(door: Annotated[Door, typer.Argument(help="Whose schema to print.")]) -> None:
    """Print the GraphQL schema, or the OpenAPI document."""
    settings = load_settings()
    served = catalog.load(settings.domain)
    if door is Door.graphql:
        sys.stdout.write(graphql_schema.sdl(served).rstrip() + "\n")
    else:
        document = rest_openapi.document(served, settings)
        sys.stdout.write(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode())


@commands.command()
def token(account: Annotated[str, typer.Argument(help="E-mail address or subject of a sample account.")]) -> None:
    """Print an access token for a sample account."""
    settings = load_settings()
    if settings.production:
        _refuse("sample data and sample accounts are not for production")
    accounts = seed.accounts(settings.domain)
    for candidate in accounts:
        if account in {candidate.email, candidate.subject}:
            sys.stdout.write(tokens.issue(settings, candidate) + "\n")
            return
    _refuse(f"there is no sample account {account}; there are " + ", ".join(known.email for known in accounts))


def _refuse(why: str) -> NoReturn:
    console.print(f"gateway: {why}", markup=False, soft_wrap=True)
    raise typer.Exit(MISUSE)


def main() -> None:
    sys.path.insert(0, "")  # a domain is looked for where the command is called, as `python -m` would
    try:
        commands()
    except SettingsError as error:
        console.print("The settings do not allow a start:", markup=False)
        for problem in error.problems:
            console.print(f"  - {problem}", markup=False, soft_wrap=True)
        sys.exit(MISUSE)
    except (DomainError, GatewayError, MigrationError, SeedError, OSError) as error:
        console.print(f"gateway: {error}", markup=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

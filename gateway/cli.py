"""`gateway`: the same house from a shell."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import asyncpg
import orjson
import typer
from rich.console import Console
from rich.progress import Progress, TaskID
from tortoise.exceptions import BaseORMException

from gateway import catalog, check, identity, matrix, migrations, sample, seed
from gateway.app import read_manifest
from gateway.auth.clients import ClientUnknown, RegistrationInvalid
from gateway.auth.people.refusals import Refused
from gateway.commands import accounts, api_keys, cache, clients, documents, keys, roles, token
from gateway.commands.opened import opened
from gateway.commands.terminal import MISUSE, CommandFailed, answer_json, console, refuse
from gateway.errors import GatewayError
from gateway.graphql import schema as graphql_schema
from gateway.graphql.persisted.manifest import ManifestInvalid
from gateway.http import server
from gateway.migrations import MigrationError
from gateway.observe import logs
from gateway.package import DomainError
from gateway.policy import Policies
from gateway.rest import openapi as rest_openapi
from gateway.sealing import SealBroken
from gateway.seed import SeedError
from gateway.settings import Settings, SettingsError, load_settings

# of a table in a pipe, which has no edge
TABLE_WIDTH: Final = 120

commands: Final = typer.Typer(
    help="One Tortoise model and one policy, served as GraphQL and as REST.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
commands.add_typer(accounts.commands, name="accounts")
commands.add_typer(roles.commands, name="roles")
commands.add_typer(clients.commands, name="clients")
commands.add_typer(keys.commands, name="keys")
commands.add_typer(cache.commands, name="cache")
commands.add_typer(api_keys.commands, name="api-keys")
commands.add_typer(documents.commands, name="documents")
commands.command("token")(token.token)

# why a command cannot do what it was asked for, as a line for people; anything else is a fault of ours
FAILURES: Final = (
    BaseORMException,
    ClientUnknown,
    CommandFailed,
    DomainError,
    GatewayError,
    ManifestInvalid,
    MigrationError,
    OSError,
    Refused,
    RegistrationInvalid,
    SealBroken,
    SeedError,
    asyncpg.InterfaceError,
    asyncpg.PostgresError,
)


class Door(StrEnum):
    graphql = "graphql"
    openapi = "openapi"


class Form(StrEnum):
    text = "text"
    json = "json"
    markdown = "markdown"


@commands.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on; PORT is the port.")] = "127.0.0.1",
    workers: Annotated[int | None, typer.Option(help="Server processes; WEB_CONCURRENCY if not given.")] = None,
) -> None:
    """Serve. An embedded database is migrated first, and filled with sample data when it is empty."""
    settings = load_settings()
    logs.configure(settings.log_level, settings.log_format)
    if settings.document_manifest is not None:
        # a person reads it better here than from a worker that does not start
        read_manifest(settings, settings.document_manifest)
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
    await _fill_accounts(settings)


async def _fill(settings: Settings, *, scale: int) -> None:
    with Progress(console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        counts = await seed.run(settings, scale, progress)
    console.print("seeded    " + ", ".join(f"{count:,} {what}" for what, count in counts.items()), soft_wrap=True)


async def _fill_accounts(settings: Settings) -> None:
    async with opened(settings) as store:
        made = await sample.fill(store)
    if made:
        console.print("made      " + ", ".join(made), soft_wrap=True)


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
    lines += ["", *_sample_lines(settings, base)]
    console.print(*lines, "", sep="\n", soft_wrap=True)


def _sample_lines(settings: Settings, base: str) -> Iterator[str]:
    """Who can log in to the sample data, and how."""
    known = seed.accounts(settings.domain)
    secrets = sample.kept(settings) if settings.embedded else None
    if not known:
        return
    yield "  sample accounts" + (f"   ({base}/login)" if secrets else "")
    width = max(len(account.email) for account in known)
    for account in known:
        password = secrets.accounts.get(account.email, "") if secrets else ""
        standing = ", ".join([*sorted(account.roles), *(f"{name}={value}" for name, value in account.claims.items())])
        yield f"    {account.email:<{width}}   " + (f"{password}   " if password else "") + standing
    # the issuer of a token is the address that it is for, so the command must know the port as well
    port = f"PORT={settings.port} " if settings.port != Settings.model_fields["port"].default else ""
    if secrets:
        yield from ("", "  sample clients")
        yield from _client_lines(settings, secrets)
    yield from ("", f'  curl -H "Authorization: Bearer $({port}{_itself()} token {known[0].email})" {base}/api/v1')
    for name, secret in secrets.clients.items() if secrets else ():
        yield f"  curl -u {name}:{secret} -d grant_type=client_credentials {base}/oauth/token"


def _client_lines(settings: Settings, secrets: sample.Secrets) -> Iterator[str]:
    found = seed.clients(settings.domain)
    width = max((len(client["id"]) for client in found), default=0)
    for client in found:
        secret = secrets.clients.get(client["id"])
        grants = [str(grant).rpartition(":")[2] for grant in client["grant_types"]]
        yield (
            f"    {client['id']:<{width}}   " + (f"secret {secret}" if secret else "public") + f"   {', '.join(grants)}"
        )


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
    if applied:
        # the same statement may give another answer now
        cache.forget_all(settings)
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
        refuse("sample data and sample accounts are not for production")
    asyncio.run(_seed(settings, scale))
    cache.forget_all(settings)


async def _seed(settings: Settings, scale: int) -> None:
    await _fill(settings, scale=scale)
    if settings.embedded:
        await _fill_accounts(settings)


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
        sys.stdout.write(graphql_schema.sdl(served, identity.described(served)).rstrip() + "\n")
    else:
        document = rest_openapi.document(served, settings, identity.described(served))
        sys.stdout.write(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode())


@commands.command()
def policies(
    form: Annotated[Form, typer.Option("--format", help="For a person, a program or a page.")] = Form.text,
) -> None:
    """Print who may do what."""
    found = matrix.matrix(Policies(catalog.load(load_settings().domain)))
    match form:
        case Form.json:
            answer_json(matrix.document(found))
        case Form.markdown:
            sys.stdout.write(matrix.markdown(found))
        case Form.text:
            # a pipe has no width of its own
            Console(highlight=False, width=None if sys.stdout.isatty() else TABLE_WIDTH).print(matrix.table(found))


def main() -> None:
    sys.path.insert(0, "")  # a domain is looked for where the command is called, as `python -m` would
    try:
        commands()
    except SettingsError as error:
        console.print("The settings do not allow a start:", markup=False)
        for problem in error.problems:
            console.print(f"  - {problem}", markup=False, soft_wrap=True)
        sys.exit(MISUSE)
    except FAILURES as error:
        console.print(f"gateway: {_reason(error)}", markup=False, soft_wrap=True)
        sys.exit(1)


def _reason(error: BaseException) -> str:
    match error:
        case SealBroken():
            return "the database was used with another GATEWAY_SECRET_KEY; `gateway check` says what that means"
        case GatewayError(hint=str(hint)):
            return f"{error} {hint}"
        case _:
            return str(error) or type(error).__name__


if __name__ == "__main__":
    main()

"""`gateway clients`: programs that ask on their own or on somebody's behalf."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import orjson
import typer
from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth import clients
from gateway.auth.clients import AUTHORIZATION_CODE, DEVICE_CODE, PUBLIC, ClientUnknown, Registration
from gateway.auth.store import Store
from gateway.commands import known
from gateway.commands.opened import run
from gateway.commands.options import of_fields
from gateway.commands.terminal import (
    AsJson,
    CommandFailed,
    answer,
    answer_facts,
    answer_json,
    answer_rows,
    refuse,
    remark,
)
from gateway.settings import load_settings
from gateway.tables import Client

T = TypeVar("T")

commands: Final = typer.Typer(help="Programs that ask on their own or on somebody's behalf.", no_args_is_help=True)

# its name is an address (RFC 8628 section 3.4), which nobody remembers
SHORT: Final = {"device_code": DEVICE_CODE}
JWKS_BYTES: Final = 65_536

Id = Annotated[str, typer.Argument(metavar="ID", help="The client_id.")]


def _several(text: str) -> Any:
    return typer.Option(help=f"{text}; may be given several times.")


@dataclass(frozen=True, slots=True)
class New:
    id: Annotated[str, typer.Argument(metavar="ID", help="The client_id: letters, digits, dots, dashes.")]
    name: Annotated[str, typer.Option(help="What people see when they are asked to allow it something.")]
    method: Annotated[
        str, typer.Option(help="How it proves itself: client_secret_basic, private_key_jwt, client_secret_post.")
    ] = clients.SECRET_BASIC
    public: Annotated[bool, typer.Option("--public", help="It cannot keep a secret, and proves itself by PKCE.")] = (
        False
    )
    grant: Annotated[
        list[str],
        _several("authorization_code, refresh_token, client_credentials or device_code; the first two if not given"),
    ] = field(default_factory=list)
    redirect_uri: Annotated[list[str], _several("Where a browser returns to it")] = field(default_factory=list)
    post_logout_redirect_uri: Annotated[list[str], _several("Where a browser returns after a logout")] = field(
        default_factory=list
    )
    origin: Annotated[list[str], _several("An origin from which its scripts may ask for tokens")] = field(
        default_factory=list
    )
    scope: Annotated[list[str], _several("What it may ask for")] = field(default_factory=list)
    default_scope: Annotated[list[str], _several("What it gets when it does not say; all if not given")] = field(
        default_factory=list
    )
    role: Annotated[list[str], _several("What it is when it asks for itself")] = field(default_factory=list)
    browser: Annotated[bool, typer.Option("--browser", help="Its tokens live in a browser, so they live shorter.")] = (
        False
    )
    first_party: Annotated[bool, typer.Option("--first-party", help="It is ours: nobody is asked for consent.")] = False
    pushed_only: Annotated[
        bool, typer.Option("--pushed-only", help="Its authorization requests must be pushed (RFC 9126).")
    ] = False
    jwks: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A file with its public keys, for private_key_jwt.")
    ] = None
    force: Annotated[bool, typer.Option("--force", help="Also with a role that no policy speaks of.")] = False
    as_json: AsJson = False


@commands.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List the registered clients."""

    async def found(store: Store) -> Sequence[Client]:
        async with store.transaction() as db:
            return await Client.all().using_db(db).order_by("id")

    rows = [
        {
            "id": client.id,
            "name": client.name,
            "method": client.method,
            "grants": [_shortly(grant) for grant in client.grant_types],
            "roles": client.roles,
            "disabled": client.disabled_at is not None,
        }
        for client in run(found)
    ]
    answer_rows(rows, as_json=as_json, none="no client is registered; `gateway clients create --help` says how")


@commands.command()
@of_fields(New)
def create(new: New) -> None:
    """Register a client. A secret is shown once and never again."""
    settings = load_settings()
    known.check_roles(settings, new.role, force=new.force)
    vocabulary = known.scopes(settings)
    registration = _registration(new)

    async def made(store: Store) -> tuple[Client, str | None]:
        async with store.transaction() as db:
            return await clients.register(store, db, registration, scopes=vocabulary)

    client, secret = run(made, settings)
    if new.as_json:
        answer_json({"client_id": client.id, "client_secret": secret})
        return
    remark(f"registered {client.id}" + ("" if client.scopes else "; it may ask for nothing, for it has no --scope"))
    if secret is not None:
        _say_secret(secret)


def _registration(new: New) -> Registration:
    if new.public and new.method not in {clients.SECRET_BASIC, PUBLIC}:
        refuse(f"--public is --method {PUBLIC}; it cannot be {new.method} as well")
    grants = new.grant or [AUTHORIZATION_CODE, clients.REFRESH_TOKEN]
    return Registration(
        id=new.id,
        name=new.name,
        method=PUBLIC if new.public else new.method,
        grant_types=tuple(SHORT.get(grant, grant) for grant in grants),
        redirect_uris=tuple(new.redirect_uri),
        post_logout_redirect_uris=tuple(new.post_logout_redirect_uri),
        origins=tuple(new.origin),
        scopes=tuple(new.scope),
        default_scopes=tuple(new.default_scope) or None,
        roles=tuple(new.role),
        jwks=None if new.jwks is None else _key_set(new.jwks),
        browser=new.browser,
        first_party=new.first_party,
        pushed_only=new.pushed_only,
    )


def _key_set(path: Path) -> dict[str, Any]:
    text = path.read_bytes()
    try:
        document = orjson.loads(text) if len(text) <= JWKS_BYTES else None
    except orjson.JSONDecodeError:
        document = None
    if not isinstance(document, dict):
        raise CommandFailed(f"{path} is not a JWK set: a JSON object with the member keys (RFC 7517 section 5)")
    return document


@commands.command()
def show(client_id: Id, *, as_json: AsJson = False) -> None:
    """Show a client as it is registered."""

    async def found(store: Store) -> Client:
        async with store.transaction() as db:
            client = await Client.filter(id=client_id).using_db(db).first()
        if client is None:
            raise ClientUnknown(client_id)
        return client

    client = run(found)
    facts: dict[str, Any] = {
        name: getattr(client, name)
        for name in (
            "id", "name", "method", "grant_types", "redirect_uris", "post_logout_redirect_uris", "origins", "scopes",
            "default_scopes", "roles", "browser", "first_party", "pushed_only", "created_at", "disabled_at",
        )
    }  # fmt: skip
    facts["keys"] = [str(key.get("kid")) for key in (client.jwks or {}).get("keys", [])]
    answer_facts(facts, as_json=as_json)


@commands.command("rotate-secret")
def rotate_secret(client_id: Id, *, as_json: AsJson = False) -> None:
    """Give a client a new secret. The old one is not accepted any more."""
    secret = _in_transaction(lambda store, db: clients.rotate_secret(store, db, client_id))
    if as_json:
        answer_json({"client_id": client_id, "client_secret": secret})
    else:
        _say_secret(secret)


@commands.command()
def disable(client_id: Id) -> None:
    """Give a client nothing any more, and void what it was given."""
    _in_transaction(lambda store, db: clients.disable(store, db, client_id))
    remark(f"{client_id} is disabled, and its tokens are void")


@commands.command()
def enable(client_id: Id) -> None:
    """Let a disabled client ask again."""
    _in_transaction(lambda _store, db: clients.enable(db, client_id))
    remark(f"{client_id} may ask again")


@commands.command()
def delete(
    client_id: Id, *, yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False
) -> None:
    """Delete a client with its tokens, its API keys and what people allowed it."""
    if not yes:
        typer.confirm(f"Delete {client_id}? It cannot be brought back", abort=True, err=True)
    _in_transaction(lambda store, db: clients.delete(store, db, client_id))
    remark(f"{client_id} is deleted")


def _in_transaction(work: Callable[[Store, BaseDBAsyncClient], Awaitable[T]]) -> T:
    async def done(store: Store) -> T:
        async with store.transaction() as db:
            return await work(store, db)

    return run(done)


def _say_secret(secret: str) -> None:
    remark("this is its secret, shown here and never again:")
    answer(secret)


def _shortly(grant: str) -> str:
    return next((short for short, name in SHORT.items() if name == grant), grant)

"""`gateway api-keys`: credentials of scripts, each of an account or a client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any, Final

import typer
from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth import api_keys
from gateway.auth.clients import ClientUnknown
from gateway.auth.store import Store
from gateway.commands import known
from gateway.commands.accounts import existing
from gateway.commands.opened import run
from gateway.commands.options import of_fields
from gateway.commands.terminal import AsJson, CommandFailed, answer, answer_json, answer_rows, listed, refuse, remark
from gateway.settings import load_settings
from gateway.tables import ApiKey, Client

commands: Final = typer.Typer(help="Credentials of scripts.", no_args_is_help=True)

DAYS: Final = 90

Account = Annotated[str, typer.Option(metavar="ACCOUNT", help="E-mail address or id of the account that it is of.")]
ClientId = Annotated[str, typer.Option("--client", metavar="ID", help="The client that it is of.")]


@dataclass(frozen=True, slots=True)
class New:
    name: Annotated[str, typer.Argument(help="What it is for, so that it is known again.")]
    account: Account = ""
    client_id: ClientId = ""
    scope: Annotated[list[str], typer.Option(help="What it may be used for; may be given several times.")] = field(
        default_factory=lambda: ["read"]
    )
    days: Annotated[int, typer.Option(min=0, max=3650, help="For how long it is good; 0 is until it is revoked.")] = (
        DAYS
    )
    as_json: AsJson = False


@commands.command("list")
def list_(*, account: Account = "", client_id: ClientId = "", as_json: AsJson = False) -> None:
    """List API keys: all, or those of an account or a client."""

    async def found(store: Store) -> Sequence[ApiKey]:
        async with store.transaction() as db:
            which = await _owner(db, account, client_id) if account or client_id else {}
            return await ApiKey.filter(**which).using_db(db).order_by("created_at").prefetch_related("account")

    rows: list[dict[str, Any]] = [
        {
            "id": key.id,
            "begins": key.prefix,
            "name": key.name,
            "of": key.account.email if key.account else key.client_id,
            "scopes": key.scopes,
            "created": key.created_at,
            "expires": key.expires_at,
            "used": key.used_at,
            "revoked": key.revoked_at,
        }
        for key in run(found)
    ]
    answer_rows(rows, as_json=as_json, none="there are no API keys")


@commands.command()
@of_fields(New)
def create(new: New) -> None:
    """Make an API key for an account or a client. It is shown once and never again."""
    if bool(new.account) == bool(new.client_id):
        refuse("an API key is of somebody: give --account or --client")
    settings = load_settings()
    # who somebody is, a key tells nobody
    vocabulary = [scope for scope in known.scopes(settings) if api_keys.SCOPE.match(scope)]
    if unknown := [scope for scope in new.scope if scope not in vocabulary]:
        refuse(f"there is no scope {unknown[0]!r}; there are {listed(vocabulary)}")

    async def made(store: Store) -> tuple[ApiKey, str]:
        expires_at = store.now() + timedelta(days=new.days) if new.days else None
        async with store.transaction() as db:
            owner = await _owner(db, new.account, new.client_id)
            return await api_keys.create(store, db, name=new.name, scopes=new.scope, expires_at=expires_at, **owner)

    key, secret = run(made, settings)
    if new.as_json:
        answer_json({"id": key.id, "key": secret, "expires_at": key.expires_at})
        return
    remark("this is the key, shown here and never again:")
    answer(secret)


@commands.command()
def revoke(key_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the key, as `list` shows it.")]) -> None:
    """Accept an API key no more."""

    async def revoked(store: Store) -> bool:
        async with store.transaction() as db:
            return await api_keys.revoke(store, db, key_id)

    if not run(revoked):
        raise CommandFailed(f"there is no API key {key_id} that is in use; `gateway api-keys list` shows all")
    remark(f"{key_id} is revoked")


async def _owner(db: BaseDBAsyncClient, account: str, client_id: str) -> dict[str, Any]:
    if account:
        return {"account_id": (await existing(db, account)).id}
    if not await Client.filter(id=client_id).using_db(db).exists():
        raise ClientUnknown(client_id)
    return {"client_id": client_id}

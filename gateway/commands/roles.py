"""`gateway roles`: what accounts are. What a role may do is the policies' business."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer

from gateway.auth.store import Store
from gateway.commands import known
from gateway.commands.accounts import Who, existing, people
from gateway.commands.opened import run
from gateway.commands.terminal import AsJson, answer_rows, remark
from gateway.settings import load_settings
from gateway.tables import AccountRole, Client

commands: Final = typer.Typer(help="What accounts are.", no_args_is_help=True)

Role = Annotated[str, typer.Argument(metavar="ROLE", help="A role that the policies speak of.")]


@commands.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List the roles that policies speak of, and those that somebody has."""
    settings = load_settings()
    spoken_of = known.roles(settings)

    async def held(store: Store) -> tuple[Sequence[str], Sequence[str]]:
        async with store.transaction() as db:
            accounts = await AccountRole.all().using_db(db).values_list("role", flat=True)
            clients = await Client.all().using_db(db)
        return [str(role) for role in accounts], [role for client in clients for role in client.roles]

    of_accounts, of_clients = map(Counter, run(held, settings))
    rows: list[dict[str, Any]] = [
        {
            "role": role,
            "accounts": of_accounts[role],
            "clients": of_clients[role],
            "in_policies": role in spoken_of,
        }
        for role in sorted(spoken_of | of_accounts.keys() | of_clients.keys())
    ]
    answer_rows(rows, as_json=as_json, none="no policy speaks of a role")


@commands.command()
def grant(
    who: Who,
    role: Role,
    *,
    force: Annotated[bool, typer.Option("--force", help="Also a role that no policy speaks of.")] = False,
) -> None:
    """Give an account a role."""
    known.check_roles(load_settings(), [role], force=force)

    async def granted(store: Store) -> tuple[str, bool]:
        async with people(store) as service, store.transaction() as db:
            account = await existing(db, who)
            return account.email, await service.grant_role(db, account.id, role)

    email, new = run(granted)
    remark(f"{email} is {role} from now on" if new else f"{email} was {role} already")


@commands.command()
def revoke(who: Who, role: Role) -> None:
    """Take a role from an account. Its access tokens are void; it gets new ones without the role."""

    async def revoked(store: Store) -> tuple[str, bool]:
        async with people(store) as service, store.transaction() as db:
            account = await existing(db, who)
            return account.email, await service.revoke_role(db, account.id, role)

    email, had = run(revoked)
    remark(f"{email} is not {role} any more" if had else f"{email} was not {role}")

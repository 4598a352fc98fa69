"""`gateway accounts`: who can log in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

import typer
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.expressions import Q

from gateway.auth.attempts import Attempts
from gateway.auth.people import links
from gateway.auth.people.accounts import People
from gateway.auth.people.mail import make_mailer
from gateway.auth.people.passwords import Passwords
from gateway.auth.people.refusals import Refused
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
    remark,
)
from gateway.settings import load_settings
from gateway.tables import Account, AccountRole, ApiKey, Consent, Identity, Session

commands: Final = typer.Typer(help="Who can log in.", no_args_is_help=True)

Who = Annotated[str, typer.Argument(metavar="ACCOUNT", help="E-mail address or id of an account.")]


@dataclass(frozen=True, slots=True)
class New:
    email: Annotated[str, typer.Argument(help="The address that it logs in with.")]
    name: Annotated[str, typer.Option(help="What to call it.")] = ""
    role: Annotated[list[str], typer.Option(help="A role that it has; may be given several times.")] = field(
        default_factory=list
    )
    verified: Annotated[bool, typer.Option("--verified", help="You know that the address is theirs.")] = False
    force: Annotated[bool, typer.Option("--force", help="Also with a role that no policy speaks of.")] = False
    as_json: AsJson = False


@commands.command("list")
def list_(
    *,
    search: Annotated[str, typer.Option(help="Only those with this in their address, name or id.")] = "",
    role: Annotated[str, typer.Option(help="Only those with this role.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List accounts."""

    async def found(store: Store) -> tuple[Sequence[Account], Mapping[str, list[str]]]:
        condition = Q(email__icontains=search) | Q(name__icontains=search) | Q(id__icontains=search)
        async with store.transaction() as db:
            query = Account.filter(condition if search else Q()).using_db(db)
            if role:
                holders = await AccountRole.filter(role=role).using_db(db).values_list("account_id", flat=True)
                query = query.filter(id__in=list(holders))
            accounts = await query.order_by("email").limit(limit + 1)
            return accounts, await roles_of(db, accounts)

    accounts, held = run(found)
    rows = [_row(account, held[account.id]) for account in accounts[:limit]]
    answer_rows(rows, as_json=as_json, none="there is no such account" if search or role else "there are no accounts")
    if len(accounts) > limit:
        remark(f"and more; --limit shows more than {limit}, --search fewer")


@commands.command()
@of_fields(New)
def create(new: New) -> None:
    """Make an account, and a link with which its owner sets the password."""
    known.check_roles(load_settings(), new.role, force=new.force)

    async def made(store: Store) -> tuple[Account, str]:
        async with people(store) as service:
            try:
                account = await service.create(new.email, None, new.name, new.role, verified=new.verified)
            except Refused as refused:
                raise CommandFailed(f"{new.email}: {refused.message}") from refused
        async with store.transaction() as db:
            return account, await links.make(store, db, account.id, "reset", account.email)

    account, link = run(made)
    if new.as_json:
        answer_json({"id": account.id, "email": account.email, "password_link": link})
        return
    remark(f"made the account {account.id} of {account.email}")
    _say_link(link)


@commands.command()
def show(who: Who, *, as_json: AsJson = False) -> None:
    """Show everything about an account but its secrets."""

    async def found(store: Store) -> dict[str, Any]:
        async with store.transaction() as db:
            return await _facts(store, db, await existing(db, who))

    answer_facts(run(found), as_json=as_json)


@commands.command()
def disable(who: Who) -> None:
    """Let an account log in no more, and void everything that it was given."""
    _done(who, "disable", "cannot log in any more; its logins, tokens and API keys are void")


@commands.command()
def enable(who: Who) -> None:
    """Let a disabled account log in again."""
    _done(who, "enable", "can log in again")


@commands.command()
def delete(
    who: Who, *, yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False
) -> None:
    """Delete an account and all that belongs to it. What a domain knows of it stays."""
    if not yes:
        typer.confirm(f"Delete {who}? It cannot be brought back", abort=True, err=True)

    async def deleted(store: Store) -> Account:
        async with store.transaction() as db:
            account = await existing(db, who)
        async with people(store) as service:
            await service.disable(account.id)
        async with store.transaction() as db:
            await Account.filter(id=account.id).using_db(db).delete()
        return account

    remark(f"{run(deleted).email} is deleted")


@commands.command()
def password(who: Who) -> None:
    """Make a link with which an account sets a new password."""

    async def made(store: Store) -> str:
        async with store.transaction() as db:
            account = await existing(db, who)
            if account.disabled_at is not None:
                raise CommandFailed(f"{account.email} is disabled: run `gateway accounts enable {account.email}` first")
            return await links.make(store, db, account.id, "reset", account.email)

    _say_link(run(made))


@asynccontextmanager
async def people(store: Store) -> AsyncIterator[People]:
    attempts = Attempts(store)
    service = People(store, Passwords(store.settings), make_mailer(store.settings), attempts)
    try:
        yield service
    finally:
        await service.close()
        await attempts.close()


async def existing(db: BaseDBAsyncClient, who: str) -> Account:
    account = await Account.filter(Q(id=who) | Q(email=who.strip().lower())).using_db(db).first()
    if account is None:
        raise CommandFailed(f"there is no account {who}; `gateway accounts list` shows those that there are")
    return account


async def roles_of(db: BaseDBAsyncClient, accounts: Iterable[Account]) -> Mapping[str, list[str]]:
    """By the id of each account, in order."""
    held: dict[str, list[str]] = {account.id: [] for account in accounts}
    rows = AccountRole.filter(account_id__in=list(held)).using_db(db).order_by("role")
    for account_id, role in await rows.values_list("account_id", "role"):
        held[account_id].append(role)
    return held


def _done(who: str, what: str, said: str) -> None:
    async def work(store: Store) -> tuple[str, bool]:
        async with store.transaction() as db:
            account = await existing(db, who)
        async with people(store) as service:
            return account.email, await (service.disable if what == "disable" else service.enable)(account.id)

    email, changed = run(work)
    remark(f"{email} {said}" if changed else f"{email} was {what}d already")


def _say_link(link: str) -> None:
    minutes = int(links.LIFETIME.total_seconds()) // 60
    remark(f"for {minutes} minutes this link sets the password, once; give it to nobody but its owner:")
    answer(link)


def _row(account: Account, held: Sequence[str]) -> dict[str, Any]:
    return {
        "email": account.email,
        "id": account.id,
        "name": account.name,
        "roles": held,
        "verified": account.email_verified_at is not None,
        "disabled": account.disabled_at is not None,
        "created": account.created_at,
    }


async def _facts(store: Store, db: BaseDBAsyncClient, account: Account) -> dict[str, Any]:
    now = store.now()
    alive = Session.filter(account_id=account.id, revoked_at=None, expires_at__gt=now, idle_expires_at__gt=now)
    keys = ApiKey.filter(account_id=account.id, revoked_at=None)
    consents = Consent.filter(account_id=account.id).using_db(db).order_by("client_id")
    identities = Identity.filter(account_id=account.id).using_db(db)
    held = await roles_of(db, [account])
    return _row(account, held[account.id]) | {
        "disabled": account.disabled_at,
        "verified": account.email_verified_at,
        "password": account.password is not None,
        "second_factor": account.totp_confirmed_at is not None,
        "wrong_passwords": account.failures,
        "sessions": await alive.using_db(db).count(),
        "api_keys": await keys.using_db(db).count(),
        "clients": [str(client_id) for client_id in await consents.values_list("client_id", flat=True)],
        "logins_elsewhere": [f"{identity.issuer} {identity.subject}" for identity in await identities],
    }

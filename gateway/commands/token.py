"""`gateway token`: an access token for whoever develops, without a login."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from tortoise.expressions import Q

from gateway import seed
from gateway.auth import tokens
from gateway.auth.keys import KeyRing
from gateway.auth.store import Store
from gateway.commands.accounts import roles_of
from gateway.commands.opened import run
from gateway.commands.terminal import CommandFailed, answer, refuse
from gateway.settings import load_settings
from gateway.tables import Account


@dataclass(frozen=True, slots=True)
class Bearer:
    """An account as it is in the database; `claims` has the epoch, without which its token would be one of before."""

    subject: str
    roles: Iterable[str]
    claims: Mapping[str, Any]


def token(who: Annotated[str, typer.Argument(metavar="ACCOUNT", help="E-mail address or id of an account.")]) -> None:
    """Print an access token for an account, also for one of the sample data. Only in development."""
    settings = load_settings()
    if settings.production:
        refuse("tokens without a login are not for production; see `gateway clients create --help` for programs")
    samples = {name: known for known in seed.accounts(settings.domain) for name in (known.email, known.subject)}

    async def issued(store: Store) -> str | None:
        async with store.transaction() as db:
            found = await Account.filter(Q(email=who.lower()) | Q(id=who)).using_db(db).first()
            held = await roles_of(db, [found]) if found else {}
        if found is not None and found.disabled_at is not None:
            raise CommandFailed(f"{found.email} is disabled")
        if found is None and who not in samples:
            return None
        bearer = samples[who] if found is None else Bearer(found.id, held[found.id], {"epoch": found.epoch})
        return tokens.issue(settings, await KeyRing(store).signing(), bearer)

    issued_token = run(issued, settings)
    if issued_token is None:
        known = ", ".join(name for name in samples if "@" in name)
        refuse(f"there is no account {who}" + (f"; sample accounts are {known}" if known else ""))
    answer(issued_token)

"""The sample accounts and clients of a domain, so that somebody can log in to the sample data a minute after `make run`.

Only ever in the embedded database, with passwords that are made here and nowhere else the same. They are kept in a file
beside the database, which only its owner may read, and shown at each start. What somebody took away stays away.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from secrets import choice
from typing import Final

import orjson

from gateway import catalog, seed
from gateway.auth import clients, scopes
from gateway.auth.clients import Registration
from gateway.auth.people.passwords import Passwords
from gateway.auth.store import Store
from gateway.seed import SampleAccount
from gateway.settings import Settings
from gateway.tables import Account, AccountRole, Client

FILE: Final = "sample-accounts.json"
# without what is easily mistaken for something else
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 5


@dataclass(frozen=True, slots=True)
class Secrets:
    """Passwords by e-mail address, secrets by client."""

    accounts: dict[str, str]
    clients: dict[str, str]


def kept(settings: Settings) -> Secrets | None:
    """What the file says; None without one."""
    path = settings.var / FILE
    if not path.exists():
        return None
    found = orjson.loads(path.read_bytes())
    return Secrets(found["accounts"], found["clients"])


async def fill(store: Store) -> list[str]:
    """Make the sample accounts and clients where there are none of them; the names of what was made."""
    settings = store.settings
    if settings.production or not settings.embedded:
        return []
    accounts = seed.accounts(settings.domain)
    registrations = [Registration(**client) for client in seed.clients(settings.domain)]
    if not accounts or await _present(store, accounts, registrations):
        return []
    secrets = kept(settings) or Secrets({account.email: _password() for account in accounts}, {})
    return await _make(store, accounts, registrations, secrets)


async def _present(store: Store, accounts: Iterable[SampleAccount], registrations: Iterable[Registration]) -> bool:
    async with store.transaction() as db:
        subjects = [account.subject for account in accounts]
        names = [registration.id for registration in registrations]
        return bool(
            await Account.filter(id__in=subjects).using_db(db).exists()
            or await Client.filter(id__in=names).using_db(db).exists()
        )


async def _make(
    store: Store, accounts: Iterable[SampleAccount], registrations: Iterable[Registration], secrets: Secrets
) -> list[str]:
    hashes = await _hashed(store.settings, secrets.accounts)
    vocabulary = scopes.known(catalog.load(store.settings.domain))
    made = []
    async with store.transaction() as db:
        for account in accounts:
            await Account.create(
                using_db=db,
                id=account.subject,
                email=account.email,
                name=account.email.partition("@")[0].capitalize(),
                password=hashes.get(account.email),
                email_verified_at=store.now(),
                created_at=store.now(),
            )
            for role in sorted(account.roles):
                await AccountRole.create(using_db=db, account_id=account.subject, role=role, granted_at=store.now())
            made.append(account.email)
        for registration in registrations:
            client, secret = await clients.register(store, db, registration, scopes=vocabulary)
            if secret is not None:
                secrets.clients[client.id] = secret
            made.append(client.id)
        # before the end of the transaction: what nobody could read again must not be there
        _keep(store.settings.var / FILE, secrets)
    return made


async def _hashed(settings: Settings, secrets: dict[str, str]) -> dict[str, str]:
    passwords = Passwords(settings)
    try:
        hashes = await asyncio.gather(*map(passwords.hash, secrets.values()))
    finally:
        passwords.close()
    return dict(zip(secrets, hashes, strict=True))


def _keep(path: Path, secrets: Secrets) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    document = {"accounts": secrets.accounts, "clients": secrets.clients}
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    draft.replace(path)


def _password() -> str:
    """A hundred random bits, for somebody to type."""
    return "-".join("".join(choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))

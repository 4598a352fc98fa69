"""Links that are mailed: 256 random bits, of which a hash is kept, for half an hour and for one use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, Literal, NamedTuple

from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth.digests import digest, new_secret
from gateway.auth.people.refusals import LinkInvalid
from gateway.auth.store import Store
from gateway.tables import MailedLink

Purpose = Literal["verify", "change", "reset"]
LIFETIME: Final = timedelta(minutes=30)
PATHS: Final[dict[Purpose, str]] = {"verify": "/verify", "change": "/verify", "reset": "/reset"}


class Link(NamedTuple):
    account_id: str
    purpose: Purpose
    email: str


async def make(store: Store, db: BaseDBAsyncClient, account_id: str, purpose: Purpose, email: str) -> str:
    """The link's address, for a letter to `email` and for nothing else."""
    secret, now = new_secret(), store.now()
    await MailedLink.create(
        using_db=db,
        hash=digest(secret),
        account_id=account_id,
        purpose=purpose,
        email=email,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    await MailedLink.filter(account_id=account_id, expires_at__lte=now).using_db(db).delete()
    return f"{store.settings.issuer.rstrip('/')}{PATHS[purpose]}?token={secret}"


async def find(store: Store, db: BaseDBAsyncClient, secret: str, purposes: Sequence[Purpose]) -> Link | None:
    """A link that would hold, left as it is."""
    holds = MailedLink.filter(hash=digest(secret), purpose__in=purposes, used_at=None, expires_at__gt=store.now())
    found = await holds.using_db(db).first().values_list("account_id", "purpose", "email")
    return Link(*found) if found else None


async def use(store: Store, db: BaseDBAsyncClient, secret: str, purposes: Sequence[Purpose]) -> Link:
    """Raises LinkInvalid. Of any number that use it at once, one does."""
    now = store.now()
    holds = MailedLink.filter(hash=digest(secret), purpose__in=purposes, used_at=None, expires_at__gt=now)
    if await holds.using_db(db).update(used_at=now) != 1:
        raise LinkInvalid
    used = MailedLink.filter(hash=digest(secret)).using_db(db)
    return Link(*await used.get().values_list("account_id", "purpose", "email"))


async def void(store: Store, db: BaseDBAsyncClient, account_id: str) -> None:
    """All that the account was sent: somebody else may have asked for it."""
    now = store.now()
    await MailedLink.filter(account_id=account_id, used_at=None, expires_at__gt=now).using_db(db).update(used_at=now)

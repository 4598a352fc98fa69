"""API keys: credentials of scripts, which are as long-lived as their owners want. The key itself is shown once, when it
is made; the database has its hash.

A key is read at most once a minute while it is used. Its owner's roles are those of now: what changes them, disables the
owner or revokes the key in this process counts at once, in another one a second later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Final, TypedDict, Unpack

from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth import families
from gateway.auth.digests import digest, new_id, new_secret
from gateway.auth.jws import refused
from gateway.auth.recent import Recent
from gateway.auth.revocations import Marks
from gateway.auth.store import Store
from gateway.caller import Caller
from gateway.errors import TokenInvalid, ValueInvalid
from gateway.tables import Account, AccountRole, ApiKey, Client

START: Final = "torii_"
SHAPE: Final = re.compile(r"torii_[A-Za-z0-9_-]{43}\Z", re.ASCII)
# enough to tell one's keys apart; what is left cannot be guessed
PREFIX_LENGTH: Final = 12
NAME_MAX: Final = 120
SCOPE: Final = re.compile(r"(read|write|introspect|[a-z][a-z0-9-]*:(read|write))\Z", re.ASCII)
FRESH_SECONDS: Final = 60.0
USED: Final = timedelta(minutes=1)
# of keys that are made from outside; a leap year is a year as well
LIFETIME_MAX: Final = timedelta(days=366)
LIFETIME: Final = timedelta(days=90)
ENDS: Final = "When it ends: at most a year from now; in 90 days, if not given."


class Owner(TypedDict, total=False):
    """Whose key it is: one of the two."""

    account_id: str
    client_id: str


def ending(store: Store, wanted: datetime | None) -> datetime:
    """When a key ends that is made from outside. Raises ValueInvalid."""
    now = store.now()
    if wanted is not None and wanted > now + LIFETIME_MAX:
        raise ValueInvalid("A key works for a year at most.", pointer="/expires_at")
    return wanted or now + LIFETIME


async def create(
    store: Store,
    db: BaseDBAsyncClient,
    *,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime | None = None,
    **owner: Unpack[Owner],
) -> tuple[ApiKey, str]:
    """The row and the key, which nobody sees again. Raises ValueInvalid."""
    if len(owner) != 1:
        raise ValueError("a key has one owner")
    wanted, now = sorted(set(scopes)), store.now()
    name = name.strip()
    if not name or len(name) > NAME_MAX or not name.isprintable():
        raise ValueInvalid(f"The name has 1 to {NAME_MAX} characters that can be read.", pointer="/name")
    for scope in wanted:
        if SCOPE.match(scope) is None:
            raise ValueInvalid(
                "There is no such scope.",
                hint="Possible are read, write, and either for one resource.",
                pointer="/scopes",
            )
    if not wanted:
        raise ValueInvalid("A key without a scope is good for nothing.", pointer="/scopes")
    if expires_at is not None and expires_at <= now:
        raise ValueInvalid("The key would have expired already.", pointer="/expires_at")
    text = START + new_secret()
    row = await ApiKey.create(
        using_db=db,
        id=new_id(),
        hash=digest(text),
        prefix=text[:PREFIX_LENGTH],
        name=name,
        scopes=wanted,
        created_at=now,
        expires_at=expires_at,
        **owner,
    )
    return row, text


async def find(db: BaseDBAsyncClient, key_id: str, **owner: Unpack[Owner]) -> ApiKey | None:
    """A key that is not revoked, of this owner when one is given."""
    return await ApiKey.filter(id=key_id, revoked_at=None, **owner).using_db(db).first()


async def owned(db: BaseDBAsyncClient, **owner: Unpack[Owner]) -> list[ApiKey]:
    """The keys that are not revoked, the newest first."""
    return await ApiKey.filter(revoked_at=None, **owner).using_db(db).order_by("-created_at", "id")


async def revoke(store: Store, db: BaseDBAsyncClient, key_id: str, **owner: Unpack[Owner]) -> bool:
    """Whether there was one to revoke, of this owner when one is given."""
    return bool(await families.revoke_keys(store, db, id=key_id, **owner))


def is_key(credential: str) -> bool:
    return credential.startswith(START)


@dataclass(frozen=True, slots=True)
class _Known:
    caller: Caller
    marks: Marks
    expires_at: datetime | None


class Keys:
    """Keys that requests come with."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._recent: Recent[_Known] = Recent(FRESH_SECONDS, store.timer)

    async def caller(self, text: str) -> Caller:
        """Raises TokenInvalid, with nothing that tells why. Not for use in a transaction."""
        found = None
        if SHAPE.match(text):
            key = digest(text)
            found = await self._recent.find(key, partial(self._read, key), self._holds)
        if found is None:
            raise refused("The API key is not accepted")
        return found.caller

    async def _holds(self, known: _Known) -> bool:
        if known.expires_at is not None and self._store.now() >= known.expires_at:
            return False
        try:
            await self._store.revocations.check(known.marks)
        except TokenInvalid:
            return False
        return True

    async def _read(self, hashed: str) -> _Known | None:
        now = self._store.now()
        async with self._store.transaction() as db:
            alive = ApiKey.filter(hash=hashed, revoked_at=None).using_db(db)
            row = await alive.select_related("account", "client").first()
            if row is None or (row.expires_at is not None and row.expires_at <= now):
                return None
            known = _of_client(row, row.client) if row.client else await _of_account(db, row, row.account)
            if known is not None and (row.used_at is None or now - row.used_at >= USED):
                minute = now.replace(second=0, microsecond=0)
                await ApiKey.filter(id=row.id).using_db(db).update(used_at=minute)
        return known


async def _of_account(db: BaseDBAsyncClient, row: ApiKey, account: Account | None) -> _Known | None:
    if account is None or account.disabled_at is not None:
        return None
    granted = AccountRole.filter(account_id=account.id).using_db(db)
    caller = Caller(
        kind="person",
        id=account.id,
        roles=frozenset(str(role) for role in await granted.values_list("role", flat=True)),
        scopes=frozenset(row.scopes),
        claims=MappingProxyType({"sub": account.id, "email": account.email}),
        # all keys of an owner share its budget
        rate_key=f"person:{account.id}",
        credential="key",
    )
    return _Known(caller, Marks((f"key:{row.id}",), f"account:{account.id}", account.epoch), row.expires_at)


def _of_client(row: ApiKey, client: Client) -> _Known | None:
    if client.disabled_at is not None:
        return None
    caller = Caller(
        kind="client",
        id=client.id,
        roles=frozenset(client.roles),
        # what it may ask for may have become less since
        scopes=frozenset(scope for scope in row.scopes if {scope, scope.rpartition(":")[2]} & set(client.scopes)),
        claims=MappingProxyType({"sub": client.id, "client_id": client.id}),
        rate_key=f"client:{client.id}",
        credential="key",
    )
    return _Known(caller, Marks((f"key:{row.id}",), f"client:{client.id}", client.epoch), row.expires_at)

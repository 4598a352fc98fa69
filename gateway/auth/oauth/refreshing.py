"""Refresh tokens: every use makes a new one. Whoever comes with an old one is a client that did not hear us, or a thief.

A client that asks again within ten seconds, while nobody has used what it was sent, gets a fresh token instead of the
lost one. Anybody else who comes with a used token ends the family: of the two who have it, one stole it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth import families
from gateway.auth.digests import digest, new_id, new_secret
from gateway.auth.oauth.issuing import Authorized, idle_expiry
from gateway.auth.store import Store
from gateway.tables import Client, Family, RefreshToken

OVERLAP: Final = timedelta(seconds=10)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Presented:
    """A token that may be exchanged, and the family that it keeps locked until the transaction ends."""

    row: RefreshToken
    family: Family

    def check_client(self, _client: object) -> bool:
        """Authlib's question; it was answered before the token was looked at."""
        return True

    def get_scope(self) -> str:
        return str(self.row.scope)

    @property
    def authorized(self) -> Authorized:
        row, family = self.row, self.family
        return Authorized(
            family.id, family.session_id, row.scope, tuple(row.resources), row.authenticated_at, tuple(row.methods)
        )


async def present(
    store: Store, db: BaseDBAsyncClient, secret: str, client_id: str, stolen: list[Family]
) -> Presented | None:
    """Nothing is consumed yet: a request may still turn out to ask for too much. A family that was ended because two
    have its token is added to `stolen`."""
    row = await RefreshToken.filter(hash=digest(secret)).using_db(db).first()
    if row is None:
        return None
    # whoever else refreshes in this family waits here, so what follows sees the family as it is
    family = await Family.filter(id=row.family_id).using_db(db).select_for_update().get()
    row = await RefreshToken.get(using_db=db, id=row.id)
    now = store.now()
    if family.client_id != client_id or family.revoked_at is not None or family.expires_at <= now:
        return None
    if row.replaced_at is not None:
        if row.replaced_at + OVERLAP <= now:
            await _reused(store, db, family, stolen)
        return None
    if row.used_at is not None and not await _retried(store, db, row):
        await _reused(store, db, family, stolen)
        return None
    return Presented(row, family) if row.expires_at > now else None


async def _retried(store: Store, db: BaseDBAsyncClient, row: RefreshToken) -> bool:
    successor = await RefreshToken.filter(id=row.successor_id, used_at=None).using_db(db).first()
    return successor is not None and row.used_at is not None and store.now() < row.used_at + OVERLAP


async def _reused(store: Store, db: BaseDBAsyncClient, family: Family, stolen: list[Family]) -> None:
    stolen.append(family)
    await families.revoke(store, db, "reuse", id=family.id)
    log.warning("refresh token reused", client=family.client_id, account=family.account_id, family=family.id)


async def succeed(store: Store, db: BaseDBAsyncClient, presented: Presented, client: Client) -> str:
    """A new token in place of the presented one; of the token that a retry did not hear of, if there is one."""
    now, row = store.now(), presented.row
    secret = new_secret()
    successor = await _create(store, db, secret, client, presented.family, presented.authorized)
    unheard = row.successor_id
    if unheard is None:
        await RefreshToken.filter(id=row.id, used_at=None).using_db(db).update(used_at=now, successor_id=successor.id)
    else:
        await RefreshToken.filter(id=unheard, used_at=None).using_db(db).update(used_at=now, replaced_at=now)
        await RefreshToken.filter(id=row.id).using_db(db).update(successor_id=successor.id)
    return secret


async def first(store: Store, db: BaseDBAsyncClient, client: Client, family: Family, authorized: Authorized) -> str:
    secret = new_secret()
    await _create(store, db, secret, client, family, authorized)
    return secret


async def _create(
    store: Store, db: BaseDBAsyncClient, secret: str, client: Client, family: Family, authorized: Authorized
) -> RefreshToken:
    return await RefreshToken.create(
        using_db=db,
        id=new_id(),
        hash=digest(secret),
        family_id=family.id,
        scope=authorized.scope,
        resources=list(authorized.resources),
        authenticated_at=authorized.authenticated_at,
        methods=list(authorized.methods),
        created_at=store.now(),
        expires_at=idle_expiry(store, client, family.expires_at),
    )

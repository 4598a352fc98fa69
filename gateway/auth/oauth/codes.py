"""Authorization codes: on their way through a browser for a minute at most, and good for one redemption."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth import families
from gateway.auth.digests import digest, new_id, new_secret
from gateway.auth.oauth.issuing import Authorized, absolute_expiry
from gateway.auth.sessions import Login
from gateway.auth.store import Store
from gateway.tables import AuthorizationCode, Client, Family, Session

LIFETIME: Final = timedelta(seconds=60)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Approved:
    """What somebody allowed a client."""

    client: Client
    login: Login
    redirect_uri: str
    redirect_uri_given: bool
    scope: str
    resources: tuple[str, ...]
    challenge: str
    nonce: str | None


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A code as Authlib asks about it."""

    row: AuthorizationCode

    def get_redirect_uri(self) -> str | None:
        """None when the client relied on the one that it has registered; then it need not be named again."""
        return str(self.row.redirect_uri) if self.row.redirect_uri_given else None

    def get_scope(self) -> str:
        return str(self.row.scope)

    @property
    def code_challenge(self) -> str:
        return str(self.row.challenge)

    @property
    def authorized(self) -> Authorized:
        row = self.row
        return Authorized(
            row.family_id,
            row.session_id,
            row.scope,
            tuple(row.resources),
            row.authenticated_at,
            tuple(row.methods),
            row.nonce,
        )


async def save(store: Store, db: BaseDBAsyncClient, approved: Approved) -> str:
    code = new_secret()
    await AuthorizationCode.create(
        using_db=db,
        hash=digest(code),
        client_id=approved.client.id,
        account_id=approved.login.account_id,
        family_id=new_id(),
        session_id=approved.login.session_id,
        redirect_uri=approved.redirect_uri,
        redirect_uri_given=approved.redirect_uri_given,
        scope=approved.scope,
        resources=list(approved.resources),
        nonce=approved.nonce,
        challenge=approved.challenge,
        authenticated_at=approved.login.authenticated_at,
        methods=list(approved.login.methods),
        expires_at=store.now() + LIFETIME,
    )
    return code


async def redeem(store: Store, db: BaseDBAsyncClient, code: str, client_id: str) -> Redeemed | None:
    """Burn the code, whatever becomes of the request. A second redemption takes back what the first one got
    (RFC 6749 section 4.1.2): one of the two is not the client."""
    found = AuthorizationCode.filter(hash=digest(code), client_id=client_id).using_db(db)
    if await found.filter(used_at=None).update(used_at=store.now()) != 1:
        row = await found.first()
        if row is not None:
            await families.revoke(store, db, "code used twice", id=row.family_id)
            log.warning("authorization code used twice", client=client_id, family=row.family_id)
        return None
    row = await found.get()
    if row.expires_at <= store.now():
        return None
    return Redeemed(row)


async def login_holds(db: BaseDBAsyncClient, session_id: str | None) -> bool:
    """Whether nobody has logged out since; whoever is about to waits until the family is there to be revoked."""
    if session_id is None:
        return True
    row = await Session.filter(id=session_id).using_db(db).select_for_update().first()
    return row is not None and row.revoked_at is None


async def found_family(
    store: Store, db: BaseDBAsyncClient, authorized: Authorized, client: Client, account_id: str
) -> Family:
    return await Family.create(
        using_db=db,
        id=authorized.family_id,
        client_id=client.id,
        account_id=account_id,
        session_id=authorized.session_id,
        created_at=store.now(),
        expires_at=absolute_expiry(store, client),
    )

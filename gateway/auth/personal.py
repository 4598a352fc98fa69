"""What a person does with what is its own, on both doors: browsers, API keys, and clients that act for it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth import api_keys, families, giving, shown
from gateway.auth.shown import GatewayApiKey, GatewayGrant, GatewayNewApiKey, GatewaySession
from gateway.auth.store import Store
from gateway.caller import Caller
from gateway.declare import action
from gateway.errors import Forbidden, ValueInvalid
from gateway.tables import Account, Client, Consent, Family, Session


class Personal:
    def __init__(self, store: Store) -> None:
        self._store = store

    @action(on="sessions", scope="read")
    async def my_sessions(self, caller: Caller) -> list[GatewaySession]:
        """The browsers that you are logged in with."""
        now = self._store.now()
        async with self._store.transaction() as db:
            me = await _account(db, caller)
            alive = Session.filter(account_id=me, revoked_at=None, expires_at__gt=now, idle_expires_at__gt=now)
            rows = await alive.using_db(db).order_by("-seen_at").limit(shown.PAGE_MAX)
        return [
            GatewaySession(
                id=row.id,
                agent=row.agent,
                address=row.address,
                methods=tuple(row.methods),
                authenticated_at=row.authenticated_at,
                seen_at=row.seen_at,
                expires_at=row.expires_at,
            )
            for row in rows
        ]

    @action(on="sessions")
    async def revoke_session(self, caller: Caller, id: Annotated[str, "The id of a session.", range(33)]) -> None:  # noqa: A002  (its name outside)
        """Log out one of your browsers, and revoke all tokens that came from there."""
        async with self._store.transaction() as db:
            me = await _account(db, caller)
            if not await families.end_sessions(self._store, db, "logout", id=id, account_id=me):
                raise ValueInvalid("You have no such session.", pointer="/id")

    @action(on="api_keys", scope="read")
    async def my_api_keys(self, caller: Caller) -> list[GatewayApiKey]:
        """Your API keys that are not revoked, the newest first."""
        async with self._store.transaction() as db:
            rows = await api_keys.owned(db, account_id=await _account(db, caller))
        return [shown.api_key(row) for row in rows[: shown.PAGE_MAX]]

    @action(on="api_keys")
    async def create_my_api_key(
        self,
        caller: Caller,
        name: Annotated[str, "What it is for."],
        scopes: Annotated[tuple[str, ...], "What it may be used for: no more than the credential that makes it."],
        expires_at: Annotated[datetime | None, api_keys.ENDS] = None,
    ) -> GatewayNewApiKey:
        """Make an API key of your own, within five minutes of your login. The key is in this answer, and nowhere else."""
        shown.bound(caller, scopes, "/scopes")
        giving.check_credential(caller)
        until = api_keys.ending(self._store, expires_at)
        async with self._store.transaction() as db:
            me = await _account(db, caller)
            await giving.check_client(db, caller)
            giving.check_login(self._store, caller)
            row, key = await api_keys.create(self._store, db, name=name, scopes=scopes, expires_at=until, account_id=me)
        return GatewayNewApiKey(shown.api_key(row), key)

    @action(on="api_keys")
    async def revoke_my_api_key(self, caller: Caller, id: Annotated[str, "The id of an API key.", range(33)]) -> None:  # noqa: A002  (its name outside)
        """Accept one of your API keys no more."""
        async with self._store.transaction() as db:
            me = await _account(db, caller)
            if not await api_keys.revoke(self._store, db, id, account_id=me):
                raise ValueInvalid("You have no such API key.", pointer="/id")

    @action(on="grants", scope="read")
    async def my_grants(self, caller: Caller) -> list[GatewayGrant]:
        """The clients that may act for you: those that you allowed, and ours that hold tokens of yours."""
        async with self._store.transaction() as db:
            me = await _account(db, caller)
            consents = await Consent.filter(account_id=me).using_db(db)
            alive = Family.filter(account_id=me, revoked_at=None, expires_at__gt=self._store.now()).using_db(db)
            holders = {str(client) for client in await alive.values_list("client_id", flat=True)}
            allowed = {str(getattr(row, "client_id")): row for row in consents}  # noqa: B009  (Tortoise makes it)
            rows = await Client.filter(id__in=sorted(allowed.keys() | holders)).using_db(db).order_by("id")
        return [
            GatewayGrant(
                client=row.id,
                name=row.name,
                scopes=tuple(allowed[row.id].scopes) if row.id in allowed else (),
                since=allowed[row.id].created_at if row.id in allowed else None,
            )
            for row in rows[: shown.PAGE_MAX]
        ]

    @action(on="grants")
    async def revoke_grant(self, caller: Caller, client: Annotated[str, "The id of a client.", range(65)]) -> None:
        """Let a client act for you no more: it has to ask again, and its tokens are void."""
        async with self._store.transaction() as db:
            me = await _account(db, caller)
            found = await families.revoke_client_of(self._store, db, me, client)
        if not found:
            raise ValueInvalid("This client does not act for you.", pointer="/client")


async def _account(db: BaseDBAsyncClient, caller: Caller) -> str:
    """The id of the caller's account. People of other issuers have none here, and neither have clients."""
    if caller.kind == "person" and await Account.filter(id=caller.id).using_db(db).exists():
        return str(caller.id)
    raise Forbidden("Only people who have an account here may do this.")

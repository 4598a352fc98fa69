"""What administrators do from outside, on both doors. Each action writes one line to the log: who did what to whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Final

import structlog
from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth import api_keys, clients, families, giving, keys, shown
from gateway.auth.clients import RegistrationInvalid
from gateway.auth.keys import KeyRing
from gateway.auth.people.accounts import People
from gateway.auth.shown import (
    PAGE,
    PAGE_MAX,
    GatewayAccount,
    GatewayAccountPage,
    GatewayApiKeyPage,
    GatewayClient,
    GatewayClientPage,
    GatewayClientSecret,
    GatewayNewApiKey,
    GatewayRegistration,
    GatewaySigningKey,
)
from gateway.auth.store import Store
from gateway.caller import Caller
from gateway.declare import action
from gateway.errors import InsufficientScope, ValueInvalid
from gateway.tables import Account, ApiKey, Client

ADMIN: Final = "admin"
# as long as the columns are
ID, EMAIL, KEY = 64, 254, 32
FURTHER: Final = "The `next` of the page before."

Somebody = Annotated[str, "An account, by its e-mail address or its id.", range(EMAIL + 1)]
SomebodyOrAll = Annotated[str | None, "An account, by its e-mail address or its id.", range(EMAIL + 1)]
Program = Annotated[str, "The id of a client.", range(ID + 1)]
ProgramOrAll = Annotated[str | None, "The id of a client.", range(ID + 1)]
Role = Annotated[str, "The name of a role.", range(1, ID + 1)]
First = Annotated[int, "How many.", range(1, PAGE_MAX + 1)]

log = structlog.get_logger("gateway.audit")


class Administration:
    """`scopes` are all that there are, for clients that are registered."""

    def __init__(self, store: Store, people: People, ring: KeyRing, scopes: Collection[str]) -> None:
        self._store, self._people, self._ring, self._scopes = store, people, ring, scopes

    # --- accounts -----------------------------------------------------------------------------------------------------

    @action(on="accounts", roles=ADMIN, scope="read")
    async def list_accounts(
        self,
        caller: Caller,
        search: Annotated[str | None, "Only accounts with this in their e-mail address.", range(EMAIL + 1)] = None,
        first: First = PAGE,
        page: Annotated[str | None, FURTHER, range(EMAIL + 1)] = None,
    ) -> GatewayAccountPage:
        """The accounts, by their e-mail addresses."""
        async with self._store.transaction() as db:
            query = Account.filter(email__gt=page or "").using_db(db).order_by("email").limit(first + 1)
            rows = await (query.filter(email__contains=search.lower()) if search else query)
            found = await shown.accounts(db, rows[:first])
        _audit("list_accounts", caller, "accounts")
        return GatewayAccountPage(found, found[-1].email if len(rows) > first else None)

    @action(on="accounts", roles=ADMIN)
    async def grant_role(self, caller: Caller, account: Somebody, role: Role) -> GatewayAccount:
        """Give an account a role. Its access tokens of before are void; the next ones have the role."""
        if clients.ROLE.match(role) is None:
            raise ValueInvalid(
                '"role" takes letters, digits, dots, dashes and underlines, at most 64.', pointer="/role"
            )
        if role == ADMIN and "write" not in caller.scopes:
            # an administrator can do everything, so whoever makes one must be able to do everything
            raise InsufficientScope("Only a credential with the scope write can make an administrator.")
        async with self._store.transaction() as db:
            await giving.check_client(db, caller)
            found = await _account(db, account)
            await self._people.grant_role(db, found.id, role)
            [result] = await shown.accounts(db, [found])
        _audit("grant_role", caller, f"account:{found.id}", role=role)
        return result

    @action(on="accounts", roles=ADMIN)
    async def revoke_role(self, caller: Caller, account: Somebody, role: Role) -> GatewayAccount:
        """Take a role from an account. Its access tokens of before are void."""
        async with self._store.transaction() as db:
            found = await _account(db, account)
            await self._people.revoke_role(db, found.id, role)
            [result] = await shown.accounts(db, [found])
        _audit("revoke_role", caller, f"account:{found.id}", role=role)
        return result

    @action(on="accounts", roles=ADMIN)
    async def disable_account(self, caller: Caller, account: Somebody) -> GatewayAccount:
        """Let nobody log in as this account, and void everything that it was given."""
        found = await self._find(account)
        await self._people.disable(found.id)
        return await self._changed("disable_account", caller, found.id)

    @action(on="accounts", roles=ADMIN)
    async def enable_account(self, caller: Caller, account: Somebody) -> GatewayAccount:
        """Let an account that was disabled log in again."""
        found = await self._find(account)
        await self._people.enable(found.id)
        return await self._changed("enable_account", caller, found.id)

    @action(on="accounts", roles=ADMIN)
    async def end_sessions(self, caller: Caller, account: Somebody) -> None:
        """Log an account out everywhere, and revoke the tokens of all clients that act for it."""
        async with self._store.transaction() as db:
            found = await _account(db, account)
            await families.end_sessions(self._store, db, "admin", account_id=found.id)
            await families.revoke(self._store, db, "admin", account_id=found.id)
        _audit("end_sessions", caller, f"account:{found.id}")

    # --- clients ------------------------------------------------------------------------------------------------------

    @action(on="clients", roles=ADMIN, scope="read")
    async def list_clients(
        self, caller: Caller, first: First = PAGE, page: Annotated[str | None, FURTHER, range(ID + 1)] = None
    ) -> GatewayClientPage:
        """The clients, by their ids."""
        async with self._store.transaction() as db:
            rows = await Client.filter(id__gt=page or "").using_db(db).order_by("id").limit(first + 1)
        _audit("list_clients", caller, "clients")
        return GatewayClientPage([shown.client(row) for row in rows[:first]], _next(rows, first))

    @action(on="clients", roles=ADMIN)
    async def register_client(self, caller: Caller, client: GatewayRegistration) -> GatewayClientSecret:
        """Register a client. Its secret is in this answer, and nowhere else."""
        shown.bound(caller, set(client.scopes) - shown.OPENID, "/client/scopes")
        async with self._store.transaction() as db:
            await giving.check_client(db, caller)
            with _refusals("/client/"):
                made, secret = await clients.register(self._store, db, shown.registration(client), scopes=self._scopes)
        _audit("register_client", caller, f"client:{made.id}")
        return GatewayClientSecret(shown.client(made), secret)

    @action(on="clients", roles=ADMIN)
    async def rotate_client_secret(self, caller: Caller, client: Program) -> GatewayClientSecret:
        """Give a client a new secret in place of the old one. It is in this answer, and nowhere else."""
        async with self._store.transaction() as db:
            await giving.check_client(db, caller)
            row = await _client(db, client)
            # whoever has the secret has what the client may ask for
            shown.bound(caller, set(row.scopes) - shown.OPENID, "/client")
            with _refusals():
                secret = await clients.rotate_secret(self._store, db, client)
        _audit("rotate_client_secret", caller, f"client:{client}")
        return GatewayClientSecret(shown.client(row), secret)

    @action(on="clients", roles=ADMIN)
    async def disable_client(self, caller: Caller, client: Program) -> GatewayClient:
        """Give a client nothing any more, and void what it was given."""
        async with self._store.transaction() as db:
            await _client(db, client)
            await clients.disable(self._store, db, client)
            row = await _client(db, client)
        _audit("disable_client", caller, f"client:{client}")
        return shown.client(row)

    @action(on="clients", roles=ADMIN)
    async def enable_client(self, caller: Caller, client: Program) -> GatewayClient:
        """Let a client that was disabled ask again."""
        async with self._store.transaction() as db:
            await _client(db, client)
            await clients.enable(db, client)
            row = await _client(db, client)
        _audit("enable_client", caller, f"client:{client}")
        return shown.client(row)

    @action(on="clients", roles=ADMIN)
    async def delete_client(self, caller: Caller, client: Program) -> None:
        """Remove a client with everything that hangs on it: what people allowed it, its tokens, its API keys."""
        async with self._store.transaction() as db:
            await _client(db, client)
            await clients.delete(self._store, db, client)
        _audit("delete_client", caller, f"client:{client}")

    # --- API keys -----------------------------------------------------------------------------------------------------

    @action(on="api_keys", roles=ADMIN, scope="read")
    async def list_api_keys(
        self,
        caller: Caller,
        account: SomebodyOrAll = None,
        client: ProgramOrAll = None,
        first: First = PAGE,
        page: Annotated[str | None, FURTHER, range(KEY + 1)] = None,
    ) -> GatewayApiKeyPage:
        """The API keys that are not revoked: all, or those of one account or one client."""
        async with self._store.transaction() as db:
            query = ApiKey.filter(revoked_at=None, id__gt=page or "").using_db(db).order_by("id").limit(first + 1)
            if account is not None:
                query = query.filter(account_id=(await _account(db, account)).id)
            if client is not None:
                query = query.filter(client_id=(await _client(db, client)).id)
            rows = await query
        _audit("list_api_keys", caller, "api-keys")
        return GatewayApiKeyPage([shown.api_key(row) for row in rows[:first]], _next(rows, first))

    @action(on="api_keys", roles=ADMIN)
    async def create_api_key(
        self,
        caller: Caller,
        name: Annotated[str, "What it is for."],
        scopes: Annotated[tuple[str, ...], "What it may be used for: no more than the caller's own scopes cover."],
        account: SomebodyOrAll = None,
        client: ProgramOrAll = None,
        expires_at: Annotated[datetime | None, api_keys.ENDS] = None,
    ) -> GatewayNewApiKey:
        """Make an API key for an account or a client. The key is in this answer, and nowhere else."""
        if (account is None) == (client is None):
            raise ValueInvalid("A key belongs to an account or to a client: give one of the two.", pointer="/account")
        shown.bound(caller, scopes, "/scopes")
        giving.check_credential(caller)
        until = api_keys.ending(self._store, expires_at)
        async with self._store.transaction() as db:
            await giving.check_client(db, caller)
            owner: api_keys.Owner = (
                {"account_id": (await _account(db, account)).id}
                if account is not None
                else {"client_id": (await _client(db, client or "")).id}
            )
            if owner.get("account_id") == caller.id:
                giving.check_login(self._store, caller)
            row, key = await api_keys.create(self._store, db, name=name, scopes=scopes, expires_at=until, **owner)
        _audit("create_api_key", caller, f"key:{row.id}", **owner)
        return GatewayNewApiKey(shown.api_key(row), key)

    @action(on="api_keys", roles=ADMIN)
    async def revoke_api_key(self, caller: Caller, id: Annotated[str, "The id of an API key.", range(KEY + 1)]) -> None:  # noqa: A002  (its name outside)
        """Accept an API key no more."""
        async with self._store.transaction() as db:
            if not await api_keys.revoke(self._store, db, id):
                raise ValueInvalid("There is no such API key.", pointer="/id")
        _audit("revoke_api_key", caller, f"key:{id}")

    # --- signing keys -------------------------------------------------------------------------------------------------

    @action(on="signing_keys", roles=ADMIN, scope="read")
    async def list_signing_keys(self, caller: Caller) -> list[GatewaySigningKey]:
        """The keys that sign tokens, or did so not long ago; the oldest first."""
        async with self._store.transaction() as db:
            found = await keys.read(self._store, db)
        _audit("list_signing_keys", caller, "signing-keys")
        return [shown.signing_key(key) for key in found]

    @action(on="signing_keys", roles=ADMIN)
    async def rotate_signing_key(
        self,
        caller: Caller,
        *,
        now: Annotated[
            bool, "The others are not believed any more, for a private key got out: all tokens are void."
        ] = False,
    ) -> list[GatewaySigningKey]:
        """Make a new key that signs ten minutes from now, or at once. All keys, the oldest first."""
        async with self._store.transaction() as db:
            kid = await keys.rotate(self._store, db, at_once=now)
            found = await keys.read(self._store, db)
        self._ring.forget()
        _audit("rotate_signing_key", caller, f"signing-key:{kid}", now=now)
        return [shown.signing_key(key) for key in found]

    # --- what they share ----------------------------------------------------------------------------------------------

    async def _find(self, account: str) -> Account:
        async with self._store.transaction() as db:
            return await _account(db, account)

    async def _changed(self, what: str, caller: Caller, account_id: str) -> GatewayAccount:
        async with self._store.transaction() as db:
            [result] = await shown.accounts(db, [await _account(db, account_id)])
        _audit(what, caller, f"account:{account_id}")
        return result


async def _account(db: BaseDBAsyncClient, named: str) -> Account:
    column, sought, most = ("email", named.strip().lower(), EMAIL) if "@" in named else ("id", named, ID)
    found = await Account.filter(**{column: sought}).using_db(db).first() if len(sought) <= most else None
    if found is None:
        raise ValueInvalid("There is no such account.", pointer="/account")
    return found


async def _client(db: BaseDBAsyncClient, named: str) -> Client:
    found = await Client.filter(id=named).using_db(db).first()
    if found is None:
        raise ValueInvalid("There is no such client.", pointer="/client")
    return found


@contextmanager
def _refusals(place: str | None = None) -> Iterator[None]:
    """What cannot be registered is wrong in a member at this place, or in the client that was named."""
    try:
        yield
    except RegistrationInvalid as error:
        raise ValueInvalid(f"{error}.", pointer=f"{place}{error.field}" if place else "/client") from error


def _next(rows: Sequence[Client] | Sequence[ApiKey], count: int) -> str | None:
    return rows[count - 1].id if len(rows) > count else None


def _audit(what: str, caller: Caller, on: str, **more: object) -> None:
    log.info("administration", action=what, by=f"{caller.kind}:{caller.id}", on=on, **more)

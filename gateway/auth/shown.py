"""What actions return of accounts, clients, keys, sessions and grants: never a column that holds a secret or its hash."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Annotated, Any, Final

from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth.clients import Registration
from gateway.auth.keys import OwnKey
from gateway.caller import Caller
from gateway.errors import InsufficientScope
from gateway.tables import Account, AccountRole, ApiKey, Client

PAGE: Final = 20
PAGE_MAX: Final = 100
# what a client learns of a person who allows it; no credential of ours has these, and they open nothing here
OPENID: Final = frozenset({"openid", "profile", "email", "offline_access"})
NEXT: Final = "Give it as `page` to go on; null where the list ends."


@dataclass(frozen=True, slots=True)
class GatewayAccount:
    """Somebody who can log in."""

    id: str
    email: str
    name: str
    roles: tuple[str, ...]
    verified: Annotated[bool, "Whether the e-mail address is proven."]
    second_factor: Annotated[bool, "Whether a second factor is asked for."]
    created_at: datetime
    disabled_at: Annotated[datetime | None, "Since then nobody can log in as this account."]


@dataclass(frozen=True, slots=True)
class GatewayAccountPage:
    """Accounts, by their e-mail addresses."""

    accounts: list[GatewayAccount]
    next: Annotated[str | None, NEXT]


@dataclass(frozen=True, slots=True)
class GatewayClient:
    """A program that asks on its own or on somebody's behalf."""

    id: str
    name: str
    method: Annotated[str, "How it proves itself."]
    grant_types: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    origins: tuple[str, ...]
    scopes: Annotated[tuple[str, ...], "What it may ask for."]
    default_scopes: Annotated[tuple[str, ...], "What it gets when it does not say."]
    roles: Annotated[tuple[str, ...], "What it is when it asks for itself."]
    browser: Annotated[bool, "Its tokens live in a browser, and shorter."]
    first_party: Annotated[bool, "Ours: nobody is asked for consent."]
    pushed_only: Annotated[bool, "Its authorization requests must be pushed."]
    created_at: datetime
    disabled_at: Annotated[datetime | None, "Since then it is given nothing."]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayRegistration:
    """What somebody wants registered."""

    id: Annotated[str, "What the client is called in requests."]
    name: Annotated[str, "What people read when they are asked for their consent."]
    method: Annotated[str, "How it proves itself: none, client_secret_basic, client_secret_post or private_key_jwt."]
    grant_types: tuple[str, ...]
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    origins: Annotated[tuple[str, ...], "Origins from which its scripts may ask for tokens."] = ()
    scopes: Annotated[tuple[str, ...], "What it may ask for; no more than the caller's own scopes cover."] = ()
    default_scopes: Annotated[tuple[str, ...] | None, "What it gets when it does not say; else all."] = None
    roles: Annotated[tuple[str, ...], "What it is when it asks for itself."] = ()
    jwks: Annotated[dict[str, Any] | None, "Its public keys, for private_key_jwt."] = None
    browser: Annotated[bool, "Its tokens live in a browser, and shorter."] = False
    first_party: Annotated[bool, "Ours: nobody is asked for consent."] = False
    pushed_only: Annotated[bool, "Its authorization requests must be pushed."] = False


@dataclass(frozen=True, slots=True)
class GatewayClientPage:
    """Clients, by their ids."""

    clients: list[GatewayClient]
    next: Annotated[str | None, NEXT]


@dataclass(frozen=True, slots=True)
class GatewayClientSecret:
    """A client and its new secret, which nobody sees again."""

    client: GatewayClient
    secret: Annotated[str | None, "Null for a client that proves itself in another way."]


@dataclass(frozen=True, slots=True)
class GatewayApiKey:
    """A credential for a script, of an account or of a client."""

    id: str
    prefix: Annotated[str, "Its first characters, by which people know it again."]
    name: str
    account: Annotated[str | None, "The id of the account that it belongs to."]
    client: Annotated[str | None, "The id of the client that it belongs to."]
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    used_at: Annotated[datetime | None, "When it was used last, to the minute."]


@dataclass(frozen=True, slots=True)
class GatewayApiKeyPage:
    """API keys that are not revoked, by their ids."""

    api_keys: list[GatewayApiKey]
    next: Annotated[str | None, NEXT]


@dataclass(frozen=True, slots=True)
class GatewayNewApiKey:
    """An API key that was made, which nobody sees again."""

    api_key: GatewayApiKey
    key: Annotated[str, "What a script sends as its bearer token."]


@dataclass(frozen=True, slots=True)
class GatewaySigningKey:
    """A key pair that signs tokens."""

    kid: str
    algorithm: str
    state: Annotated[str, "next, active or retired."]
    signs_from: datetime
    until: Annotated[datetime | None, "When nothing that it signed is valid any more; null for the last one."]


@dataclass(frozen=True, slots=True)
class GatewaySession:
    """A browser that is logged in."""

    id: str
    agent: Annotated[str, "What the browser calls itself."]
    address: Annotated[str, "Where it was seen last."]
    methods: Annotated[tuple[str, ...], "How it was proven who this is (RFC 8176)."]
    authenticated_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class GatewayGrant:
    """A client that may act for a person."""

    client: Annotated[str, "The id of the client."]
    name: str
    scopes: Annotated[tuple[str, ...], "What the person allowed; empty for a client of ours, which asks nobody."]
    since: Annotated[datetime | None, "When the person allowed it."]


async def accounts(db: BaseDBAsyncClient, rows: Collection[Account]) -> list[GatewayAccount]:
    granted = AccountRole.filter(account_id__in=[row.id for row in rows]).using_db(db)
    roles: dict[str, list[str]] = {}
    for account, role in await granted.order_by("role").values_list("account_id", "role"):
        roles.setdefault(str(account), []).append(str(role))
    return [
        GatewayAccount(
            id=row.id,
            email=row.email,
            name=row.name,
            roles=tuple(roles.get(row.id, ())),
            verified=row.email_verified_at is not None,
            second_factor=row.totp_confirmed_at is not None,
            created_at=row.created_at,
            disabled_at=row.disabled_at,
        )
        for row in rows
    ]


def client(row: Client) -> GatewayClient:
    return GatewayClient(
        id=row.id,
        name=row.name,
        method=row.method,
        grant_types=tuple(row.grant_types),
        redirect_uris=tuple(row.redirect_uris),
        post_logout_redirect_uris=tuple(row.post_logout_redirect_uris),
        origins=tuple(row.origins),
        scopes=tuple(row.scopes),
        default_scopes=tuple(row.default_scopes),
        roles=tuple(row.roles),
        browser=row.browser,
        first_party=row.first_party,
        pushed_only=row.pushed_only,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )


def api_key(row: ApiKey) -> GatewayApiKey:
    return GatewayApiKey(
        id=row.id,
        prefix=row.prefix,
        name=row.name,
        account=getattr(row, "account_id"),  # noqa: B009  (Tortoise makes it; its types do not know)
        client=getattr(row, "client_id"),  # noqa: B009  (the same)
        scopes=tuple(row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )


def registration(given: GatewayRegistration) -> Registration:
    return Registration(**{one.name: getattr(given, one.name) for one in fields(given)})


def signing_key(key: OwnKey) -> GatewaySigningKey:
    return GatewaySigningKey(key.kid, key.algorithm, key.state, key.signs_from, key.until)


def bound(caller: Caller, scopes: Collection[str], pointer: str) -> None:
    """Raises InsufficientScope: a credential gives out no more than it has, or a narrow one would be as good as a wide
    one."""
    beyond = [s for s in scopes if s not in caller.scopes and s.rpartition(":")[2] not in caller.scopes]
    if beyond:
        raise InsufficientScope(
            f"A credential without the scope {', '.join(sorted(beyond))} cannot give it to another.", pointer=pointer
        )

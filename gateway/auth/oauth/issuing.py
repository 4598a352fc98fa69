"""What our tokens say: RFC 9068 access tokens, OpenID Connect ID tokens."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256, sha512
from typing import Any, Final

from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth.digests import new_id
from gateway.auth.keys import OwnKey
from gateway.auth.store import Store
from gateway.auth.tokens import signed
from gateway.tables import Account, AccountRole, Client

ID_TOKEN_SECONDS: Final = 3600

IDLE: Final = timedelta(days=14)
ABSOLUTE: Final = timedelta(days=90)
# what lives in a browser is easier to steal
BROWSER_IDLE: Final = timedelta(hours=24)
BROWSER_ABSOLUTE: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Person:
    """Whom tokens are about; `get_user_id` is Authlib's word."""

    account: Account
    roles: tuple[str, ...]

    def get_user_id(self) -> str:
        return str(self.account.id)


@dataclass(frozen=True, slots=True)
class Authorized:
    """What was authorized: by whom, when and how it was proven, and from which login and family the tokens descend."""

    family_id: str
    session_id: str | None
    scope: str
    resources: tuple[str, ...]
    authenticated_at: datetime
    methods: tuple[str, ...]
    nonce: str | None = None


async def person(db: BaseDBAsyncClient, account_id: str) -> Person | None:
    """The account with its roles as they are now; None when it may not get tokens."""
    account = await Account.filter(id=account_id, disabled_at=None).using_db(db).first()
    if account is None:
        return None
    roles = await AccountRole.filter(account_id=account_id).using_db(db).values_list("role", flat=True)
    return Person(account, tuple(sorted(str(role) for role in roles)))


def absolute_expiry(store: Store, client: Client) -> datetime:
    return store.now() + (BROWSER_ABSOLUTE if client.browser else ABSOLUTE)


def idle_expiry(store: Store, client: Client, absolute: datetime) -> datetime:
    return min(store.now() + (BROWSER_IDLE if client.browser else IDLE), absolute)


def access_token(store: Store, key: OwnKey, client: Client, scope: str, extra: dict[str, Any]) -> str:
    """`extra` has `sub`, `roles`, `epoch`, and `family` for people."""
    now = int(store.clock())
    claims = {
        "client_id": client.id,
        "iat": now,
        "exp": now + store.settings.access_token_seconds,
        "jti": new_id(),
        "scope": scope,
        **extra,
    }
    return signed(store.settings, key, claims, typ="at+jwt")


def of_person(person: Person, authorized: Authorized) -> dict[str, Any]:
    return {
        "sub": person.account.id,
        "roles": list(person.roles),
        "epoch": person.account.epoch,
        "family": authorized.family_id,
        "auth_time": int(authorized.authenticated_at.timestamp()),
        "amr": list(authorized.methods),
    }


def of_client(client: Client) -> dict[str, Any]:
    return {"sub": client.id, "roles": sorted(client.roles), "epoch": client.epoch}


def id_token(store: Store, key: OwnKey, client: Client, person: Person, authorized: Authorized, access: str) -> str:
    """OpenID Connect Core section 2. Names and addresses are asked for at the userinfo endpoint."""
    now = int(store.clock())
    claims: dict[str, Any] = {
        "sub": person.account.id,
        "aud": client.id,
        "azp": client.id,
        "iat": now,
        "exp": now + ID_TOKEN_SECONDS,
        "auth_time": int(authorized.authenticated_at.timestamp()),
        "amr": list(authorized.methods),
        "at_hash": _half_hash(access, key.algorithm),
    }
    if authorized.session_id is not None:
        claims["sid"] = authorized.session_id
    if authorized.nonce is not None:
        claims["nonce"] = authorized.nonce
    return signed(store.settings, key, claims, typ="JWT")


def _half_hash(access: str, algorithm: str) -> str:
    """OpenID Connect Core section 3.1.3.6: the left half of the hash that the signature uses."""
    whole = (sha512 if algorithm == "Ed25519" else sha256)(access.encode("ascii")).digest()
    return base64.urlsafe_b64encode(whole[: len(whole) // 2]).rstrip(b"=").decode("ascii")


def narrowed(resources: Iterable[str], asked: Iterable[str]) -> bool:
    """Whether what is asked for was authorized (RFC 8707 section 2.2)."""
    return set(asked) <= set(resources)

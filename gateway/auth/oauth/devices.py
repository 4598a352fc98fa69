"""Device codes (RFC 8628): a device asks and waits; a person enters its code elsewhere and decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import choice
from typing import Any, Final

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AccessDeniedError, InvalidGrantError
from authlib.oauth2.rfc8628 import AuthorizationPendingError, ExpiredTokenError, SlowDownError
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.expressions import F
from tortoise.queryset import QuerySet

from gateway.auth.digests import digest, new_id, new_secret
from gateway.auth.oauth.issuing import Authorized
from gateway.auth.sessions import Login
from gateway.auth.store import Store
from gateway.tables import Client, DeviceCode

GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
LIFETIME: Final = timedelta(seconds=600)
INTERVAL: Final = 5
# no vowels, so no words; section 6.1
ALPHABET: Final = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class Waiting:
    """A device that waits, as it is shown to the person who entered its code."""

    hash: str
    client: Client
    scope: str
    address: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """A device code that was allowed, and is redeemed; as Authlib asks about it."""

    row: DeviceCode
    family_id: str

    def get_scope(self) -> str:
        return str(self.row.scope)

    @property
    def authorized(self) -> Authorized:
        row = self.row
        assert row.authenticated_at is not None  # noqa: S101  (decided by somebody; narrows the type)
        return Authorized(self.family_id, row.session_id, row.scope, (), row.authenticated_at, tuple(row.methods))


def normalized(user_code: str) -> str:
    """The letters of what a person typed; case, dashes and spaces do not matter."""
    return "".join(letter for letter in user_code.upper() if letter in ALPHABET)


async def ask(store: Store, db: BaseDBAsyncClient, client: Client, scope: str, address: str) -> tuple[str, str]:
    """The device code and the user code, as `BCDF-GHJK`."""
    device_code, user_code = new_secret(), "".join(choice(ALPHABET) for _ in range(LENGTH))
    now = store.now()
    # whoever waits no longer gives its code free
    await DeviceCode.filter(expires_at__lt=now - LIFETIME).using_db(db).delete()
    await DeviceCode.create(
        using_db=db,
        hash=digest(device_code),
        user_code=digest(user_code),
        client_id=client.id,
        scope=scope,
        address=address,
        interval=INTERVAL,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    return device_code, f"{user_code[:4]}-{user_code[4:]}"


async def enter(store: Store, db: BaseDBAsyncClient, user_code: str, login: Login) -> Waiting | None:
    """Whoever enters a code first is the one who decides; for everybody else there is no such code from then on."""
    free = _undecided(store, db, user_code=digest(normalized(user_code)), account_id=None)
    await free.update(account_id=login.account_id)
    return await find(store, db, user_code, login)


async def find(store: Store, db: BaseDBAsyncClient, user_code: str, login: Login) -> Waiting | None:
    """The device whose code this account has entered."""
    entered = _undecided(store, db, user_code=digest(normalized(user_code)), account_id=login.account_id)
    row = await entered.first()
    if row is None:
        return None
    client = await Client.filter(id=row.client_id, disabled_at=None).using_db(db).first()
    if client is None:
        return None
    return Waiting(row.hash, client, row.scope, row.address, row.created_at)


async def decide(store: Store, db: BaseDBAsyncClient, waiting: Waiting, login: Login, *, approved: bool) -> bool:
    """False when somebody else was faster, or the code has expired."""
    entered = _undecided(store, db, hash=waiting.hash, account_id=login.account_id)
    changed = await entered.update(
        approved=approved,
        session_id=login.session_id,
        authenticated_at=login.authenticated_at,
        methods=list(login.methods),
    )
    return changed == 1


def _undecided(store: Store, db: BaseDBAsyncClient, **which: Any) -> QuerySet[DeviceCode]:
    return DeviceCode.filter(**which, approved=None, used_at=None, expires_at__gt=store.now()).using_db(db)


async def redeem(store: Store, db: BaseDBAsyncClient, device_code: str, client_id: str) -> Decided:
    """Raises one of the errors of RFC 8628 section 3.5 until somebody has decided, and after it was redeemed."""
    asked = DeviceCode.filter(hash=digest(device_code), client_id=client_id).using_db(db)
    row = await asked.select_for_update().first()
    if row is None or row.used_at is not None:
        raise InvalidGrantError("The device code is not valid.")
    if row.expires_at <= store.now():
        raise ExpiredTokenError
    if row.approved is None:
        raise await _pending(store, db, row)
    if not row.approved:
        raise AccessDeniedError
    if await asked.filter(used_at=None).update(used_at=store.now()) != 1:
        raise InvalidGrantError("The device code is not valid.")
    return Decided(row, new_id())


async def _pending(store: Store, db: BaseDBAsyncClient, row: DeviceCode) -> OAuth2Error:
    now = store.now()
    hasty = row.asked_at is not None and now < row.asked_at + timedelta(seconds=row.interval)
    more = F("interval") + INTERVAL if hasty else F("interval")
    await DeviceCode.filter(hash=row.hash).using_db(db).update(asked_at=now, interval=more)
    return SlowDownError() if hasty else AuthorizationPendingError()

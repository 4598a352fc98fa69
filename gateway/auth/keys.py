"""The gateway's own signing keys: in the database, so that every process has the same ones, private parts sealed.

A key is next, active or retired by its times alone. A new key is published ten minutes before it signs, as long as
readers may keep a key set; a retired one stays published until the last token that it signed has expired, and an hour.
"""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any, Final, Literal

import orjson
from joserfc.jwk import ECKey, Key, KeyParameters, OKPKey, RSAKey
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError

from gateway.auth.jwks import PRIVATE
from gateway.auth.store import Store
from gateway.tables import SigningKey

MAX_AGE_SECONDS: Final = 600
RETIRED_FOR: Final = timedelta(hours=1)
FRESH_SECONDS: Final = 60.0
UNKNOWN_SECONDS: Final = 1.0
PURPOSE: Final = "signing key"
RSA_BITS: Final = 2048


@dataclass(frozen=True, slots=True)
class OwnKey:
    kid: str
    algorithm: str
    private: Key
    public: dict[str, Any]
    state: Literal["next", "active", "retired"]
    signs_from: datetime
    until: datetime | None


class KeyRing:
    """The keys as the database had them a minute ago at most. Makes the first one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._keys: tuple[OwnKey, ...] = ()
        self._public: dict[tuple[str, str], Key] = {}
        self._read_at = -math.inf
        self._lock = asyncio.Lock()

    async def find(self, kid: str, alg: str) -> Key | None:
        if (kid, alg) not in self._public:
            await self._fresh(UNKNOWN_SECONDS)
        else:
            await self._fresh(FRESH_SECONDS)
        return self._public.get((kid, alg))

    async def signing(self) -> OwnKey:
        await self._fresh(FRESH_SECONDS)
        now = self._store.now()
        ready = [key for key in self._keys if key.signs_from <= now]
        # none is ready where clocks differ: another machine made the first one a moment ahead of ours
        return ready[-1] if ready else self._keys[0]

    async def published(self) -> dict[str, Any]:
        """The JWK set of what verifies our tokens now, and of what soon will."""
        # readers keep it for as long as a new key waits before it signs, so it must not be old when they get it
        await self._fresh(UNKNOWN_SECONDS)
        return {"keys": [key.public for key in reversed(self._keys)]}

    def forget(self) -> None:
        """The next question reads the database: a key was added."""
        self._read_at = self._store.timer() - FRESH_SECONDS

    async def _fresh(self, seconds: float) -> None:
        if self._keys and self._store.timer() - self._read_at < seconds:
            return
        async with self._lock:
            if self._keys and self._store.timer() - self._read_at < seconds:
                return
            async with self._store.transaction() as db:
                self._keys = await read(self._store, db) or await _first(self._store, db)
            self._public = {(key.kid, key.algorithm): key.private for key in self._keys}
            self._read_at = self._store.timer()


async def read(store: Store, db: BaseDBAsyncClient) -> tuple[OwnKey, ...]:
    """All keys that matter still, the oldest first. Raises SealBroken when the secret key was exchanged."""
    now = store.now()
    rows = await SigningKey.all().using_db(db).order_by("number")
    found = []
    for row, following in zip_longest(rows, rows[1:]):
        until = _until(store, following)
        if until is not None and until <= now:
            continue
        state: Literal["next", "active", "retired"] = "active"
        if row.signs_from > now:
            state = "next"
        elif following is not None and following.signs_from <= now:
            state = "retired"
        private = _imported(orjson.loads(store.seal.open(row.sealed, PURPOSE)))
        found.append(OwnKey(row.kid, row.algorithm, private, row.public, state, row.signs_from, until))
    return tuple(found)


def _until(store: Store, following: SigningKey | None) -> datetime | None:
    if following is None:
        return None
    return following.signs_from + timedelta(seconds=store.settings.access_token_seconds) + RETIRED_FOR


async def rotate(store: Store, db: BaseDBAsyncClient, *, at_once: bool = False) -> str:
    """Add a key that signs ten minutes from now, and return its kid. `at_once`: the others are not believed any more
    (a private key got out); every access token is void."""
    last = await SigningKey.all().using_db(db).order_by("-number").first()
    if at_once:
        kids = await SigningKey.all().using_db(db).values_list("kid", flat=True)
        await store.revocations.add(db, [f"signing-key:{kid}" for kid in kids])
        await SigningKey.all().using_db(db).delete()
    delay = 0 if at_once or last is None else MAX_AGE_SECONDS
    return await _make(store, db, (last.number if last else 0) + 1, delay)


async def _first(store: Store, db: BaseDBAsyncClient) -> tuple[OwnKey, ...]:
    await _make(store, db, 1, 0)
    return await read(store, db)


async def _make(store: Store, db: BaseDBAsyncClient, number: int, delay: int) -> str:
    algorithm = store.settings.signing_algorithm
    key = generate(algorithm)
    public = key.as_dict(private=False)
    if not PRIVATE.isdisjoint(public):
        raise RuntimeError("a private member in a public key")
    sealed = store.seal.close(orjson.dumps(key.as_dict(private=True)).decode(), PURPOSE)
    # of processes that make the same key at once the first one wins, and the others read it
    values = {
        "number": number,
        "algorithm": algorithm,
        "public": public,
        "sealed": sealed,
        "signs_from": store.now() + timedelta(seconds=delay),
        "created_at": store.now(),
    }
    try:
        async with db._in_transaction() as nested:  # noqa: SLF001  (a savepoint: Tortoise's name for it is private)
            await SigningKey.create(using_db=nested, kid=str(key.kid), **values)
    except IntegrityError:
        existing = await SigningKey.get(using_db=db, number=number)
        return str(existing.kid)
    return str(key.kid)


def generate(algorithm: str) -> Key:
    about: KeyParameters = {"use": "sig", "alg": algorithm}
    match algorithm:
        case "RS256":
            return RSAKey.generate_key(RSA_BITS, about, auto_kid=True)
        case "Ed25519":
            return OKPKey.generate_key("Ed25519", about, auto_kid=True)
        case _:
            return ECKey.generate_key("P-256", about, auto_kid=True)


def _imported(document: dict[str, Any]) -> Key:
    kinds: dict[str, type[ECKey | RSAKey | OKPKey]] = {"EC": ECKey, "RSA": RSAKey, "OKP": OKPKey}
    return kinds[document["kty"]].import_key(document)

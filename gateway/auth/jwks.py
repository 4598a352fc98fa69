"""JWK sets (RFC 7517) of whoever signs tokens: as a ring of public keys, given once or fetched and kept fresh."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import orjson
import structlog
from joserfc.errors import JoseError
from joserfc.jwa import JWS_ALGORITHMS, JWSAlgModel
from joserfc.jwk import JWKRegistry, Key, RSAKey

from gateway.address import check_address
from gateway.auth.fetch import SIZE_MAX, TIMEOUT, FetchFailed

Fetch = Callable[[str], Awaitable[bytes]]
Clock = Callable[[], float]

log = structlog.get_logger()

# asymmetric only: with HS256 everybody who can verify could also sign (RFC 8725 section 3.5). EdDSA is the name that
# most issuers still write for Ed25519 (RFC 9864)
NAMES: Final = frozenset(
    "ES256 ES384 ES512 RS256 RS384 RS512 PS256 PS384 PS512 Ed25519 EdDSA".split()  # noqa: SIM905  (a list of words)
)
ALGORITHMS: Final[Mapping[str, JWSAlgModel]] = {
    algorithm.name: algorithm for algorithm in JWS_ALGORITHMS if algorithm.name in NAMES
}
# what a public key of a type has (RFC 7518 section 6, RFC 8037); with a member of the last line it is not public
MEMBERS: Final = {"EC": ("crv", "x", "y"), "RSA": ("n", "e"), "OKP": ("crv", "x")}
SIGNING_CURVES: Final = frozenset({"P-256", "P-384", "P-521", "Ed25519"})
PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
RSA_BITS_MIN: Final = 2048
KEYS_MAX: Final = 100

FRESH_SECONDS: Final = 600.0
RETRY_SECONDS: Final = 30.0
STALE_SECONDS: Final = 24 * 3600.0


class JwksInvalid(ValueError):
    """Why a document is not a set of keys that we can use."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Public keys by what a token says about its key: `kid` and `alg`. An RSA key is simply not there for ES256."""

    keys: Mapping[tuple[str, str], Key]

    async def find(self, kid: str, alg: str) -> Key | None:
        return self.keys.get((kid, alg))


class KeySource(Protocol):
    async def find(self, kid: str, alg: str) -> Key | None: ...


def read_jwks(document: Any, algorithms: frozenset[str]) -> Ring:
    """A key that we do not understand or would not trust is skipped, as RFC 7517 section 5 has it."""
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list) or len(entries) > KEYS_MAX:
        raise JwksInvalid("is not a JWK set")
    keys: dict[tuple[str, str], Key] = {}
    for entry in entries:
        key = public_key(entry)
        if key is not None and key.kid:
            for name in algorithms:
                if _fits(ALGORITHMS[name], key):
                    keys.setdefault((key.kid, name), key)
    if not keys:
        raise JwksInvalid("has no key for the allowed algorithms")
    return Ring(keys)


def public_key(entry: Any) -> Key | None:
    # a private key that lies in public signs for everybody
    if not isinstance(entry, dict) or not PRIVATE.isdisjoint(entry):
        return None
    operations = entry.get("key_ops", ["verify"])
    members = MEMBERS.get(str(entry.get("kty")))
    if members is None or not isinstance(operations, list) or "verify" not in operations:
        return None
    wanted = ("kty", "kid", "use", "alg", *members)
    try:
        key = JWKRegistry.import_key({name: entry[name] for name in wanted if name in entry})
    except (JoseError, ValueError, KeyError, TypeError):
        return None
    if isinstance(key, RSAKey):
        return key if key.public_key.key_size >= RSA_BITS_MIN else None
    return key if key.get("crv") in SIGNING_CURVES else None


def _fits(algorithm: JWSAlgModel, key: Key) -> bool:
    try:
        algorithm.check_key(key)
    except JoseError:
        return False
    return True


class RemoteKeys:
    """An issuer's keys, fetched when they are first needed, so that we start while the issuer is down.

    Known keys never wait: a ring older than ten minutes is fetched again beside the request, and serves for up to a day
    if that fails. An unknown `kid` waits for one fetch, which all share, and for which there is a turn every 30 s.
    """

    def __init__(
        self,
        issuer: str,
        jwks_uri: str | None,
        algorithms: frozenset[str],
        fetch: Fetch,
        clock: Clock = time.monotonic,
    ) -> None:
        self._issuer = issuer
        self._jwks_uri = jwks_uri
        self._algorithms = algorithms
        self._fetch = fetch
        self._clock = clock
        self._ring = Ring({})
        self._fetched_at = self._tried_at = -math.inf
        self._flight: asyncio.Task[None] | None = None

    async def find(self, kid: str, alg: str) -> Key | None:
        age = self._clock() - self._fetched_at
        key = await self._ring.find(kid, alg) if age < STALE_SECONDS else None
        if key is not None and age < FRESH_SECONDS:
            return key
        flight = self._refresh()
        if key is not None or flight is None:
            return key
        # one request that goes away must not take the fetch from the others
        await asyncio.shield(flight)
        if self._clock() - self._fetched_at >= STALE_SECONDS:
            return None
        return await self._ring.find(kid, alg)

    def _refresh(self) -> asyncio.Task[None] | None:
        if self._flight is not None and not self._flight.done():
            return self._flight
        now = self._clock()
        if now - self._tried_at < RETRY_SECONDS:
            return None
        self._tried_at = now
        self._flight = asyncio.create_task(self._load())
        return self._flight

    async def _load(self) -> None:
        try:
            async with asyncio.timeout(TIMEOUT):
                address = self._jwks_uri or await self._discovered()
                ring = read_jwks(await self._json(address), self._algorithms)
        except (FetchFailed, OSError, ValueError) as error:
            log.warning("issuer keys unavailable", issuer=self._issuer, reason=f"{type(error).__name__}: {error}")
            return
        self._ring, self._fetched_at = ring, self._clock()

    async def _discovered(self) -> str:
        """The `jwks_uri` of OpenID Connect Discovery 1.0 section 4, whose document must name the same issuer (4.3)."""
        document = await self._json(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        if not isinstance(document, dict) or document.get("issuer") != self._issuer:
            raise JwksInvalid("the metadata is of another issuer")
        return check_address(str(document.get("jwks_uri")))

    async def _json(self, address: str) -> Any:
        body = await self._fetch(address)
        if len(body) > SIZE_MAX:
            raise FetchFailed("larger than 64 KiB")
        return orjson.loads(body)

"""RFC 9068 access tokens: `Verifier` turns one into a Caller, `issue` makes one for development."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, Final, Protocol

import orjson
from joserfc import jws as signatures
from joserfc.jwk import Key

from gateway.auth import claims as token_claims
from gateway.auth.issuers import Issuer
from gateway.auth.jwks import ALGORITHMS, Clock
from gateway.auth.jws import SIZE_MAX, Jws, read, refused
from gateway.auth.keys import OwnKey
from gateway.auth.revocations import Marks, Revocations
from gateway.caller import Caller
from gateway.settings import Settings

TYPES: Final = frozenset({"at+jwt", "application/at+jwt"})
ID_TYPES: Final = frozenset({"jwt"})
KID_MAX: Final = 256
# within this time a key that its issuer has withdrawn is noticed; the ring itself is at most ten minutes old
REMEMBER_SECONDS: Final = 300.0

CLI_CLIENT: Final = "gateway-cli"
CLI_LIFETIME: Final = 600
CLI_SCOPE: Final = "read write"


class Verifier:
    """Every check in a fixed order (RFC 9068 section 4, RFC 8725), cheap ones first; all failures are TokenInvalid.

    Verified callers are remembered by the hash of their token: a hit costs no cryptography and never outlives `exp`.
    """

    def __init__(
        self,
        issuers: Iterable[Issuer],
        revocations: Revocations | None = None,
        clock: Clock = time.time,
        remember: int = 10_000,
    ) -> None:
        self._issuers = {issuer.name: issuer for issuer in issuers}
        self._revocations = revocations
        self._clock = clock
        self._remember = remember
        self._callers: OrderedDict[bytes, tuple[Caller, Marks | None, float]] = OrderedDict()

    async def verify(self, token: str) -> Caller:
        if len(token) > SIZE_MAX:
            raise refused("The token is too long")
        digest = sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._callers.get(digest)
        if known is not None and self._clock() < known[2]:
            return await self._unrevoked(known[0], known[1])
        jws = read(token)
        _check_type(jws, TYPES)
        issuer = await self._signed(jws)
        now = self._clock()
        token_claims.check(jws.claims, issuer, now)
        caller = token_claims.caller(jws.claims, issuer)
        # what others revoke, they tell nobody
        marks = token_claims.marks(jws.claims, jws.header["kid"]) if issuer.own else None
        self._keep(digest, caller, marks, min(jws.claims["exp"], now + REMEMBER_SECONDS))
        return await self._unrevoked(caller, marks)

    async def _unrevoked(self, caller: Caller, marks: Marks | None) -> Caller:
        if marks is not None and self._revocations is not None:
            await self._revocations.check(marks)
        return caller

    async def access_token(self, token: str) -> Mapping[str, Any] | None:
        """The claims of an access token of our own that is accepted now; None for one of somebody else."""
        caller = await self.verify(token)
        ours = self._issuers.get(str(caller.claims.get("iss")))
        return caller.claims if ours is not None and ours.own else None

    async def id_token(self, token: str) -> dict[str, Any]:
        """The claims of an ID token of our own, which may have expired: as a hint to who is meant."""
        jws = read(token)
        _check_type(jws, ID_TYPES)
        issuer = await self._signed(jws)
        if not issuer.own or not all(isinstance(jws.claims.get(name), str) for name in ("sub", "aud")):
            raise refused("The token is not an ID token of ours")
        return jws.claims

    async def _signed(self, jws: Jws) -> Issuer:
        """Who signed it, checked."""
        issuer = self._issuer(jws)
        algorithm, kid = _algorithm(jws.header, issuer), _key_id(jws.header)
        _check_signature(jws, algorithm, await issuer.keys.find(kid, algorithm))
        return issuer

    def _issuer(self, jws: Jws) -> Issuer:
        name = jws.claims.get("iss")
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        if issuer is None:
            raise refused("The token is of an issuer that is not trusted here")
        return issuer

    def _keep(self, digest: bytes, caller: Caller, marks: Marks | None, until: float) -> None:
        self._callers[digest] = (caller, marks, until)
        self._callers.move_to_end(digest)
        if len(self._callers) > self._remember:
            self._callers.popitem(last=False)


def _check_type(jws: Jws, types: frozenset[str]) -> None:
    """An ID token, a logout token or a client assertion of the same issuer is no access token, nor the other way."""
    typ = jws.header.get("typ")
    if not isinstance(typ, str) or typ.lower() not in types:
        raise refused("The token is of another kind")


def _algorithm(header: Mapping[str, Any], issuer: Issuer) -> str:
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in issuer.algorithms:
        raise refused("The token is signed with an algorithm that is not accepted")
    # we understand no extension, so none may be critical (RFC 7515 section 4.1.11)
    if "crit" in header:
        raise refused("The token needs an extension that is not supported")
    return algorithm


def _key_id(header: Mapping[str, Any]) -> str:
    """Keys come from the issuer's set alone: `jwk`, `jku`, `x5u` and `x5c` are the sender's word, and not looked at."""
    kid = header.get("kid")
    if not isinstance(kid, str) or not 0 < len(kid) <= KID_MAX:
        raise refused("The token does not name its key")
    return kid


def _check_signature(jws: Jws, algorithm: str, key: Key | None) -> None:
    if key is None:
        raise refused("The key of the token is not known")
    if not ALGORITHMS[algorithm].verify(jws.signed, jws.signature, key):
        raise refused("The signature of the token is wrong")


class Account(Protocol):
    """For whom a token is issued."""

    @property
    def subject(self) -> str: ...
    @property
    def roles(self) -> Iterable[str]: ...
    @property
    def claims(self) -> Mapping[str, Any]: ...


def issue(
    settings: Settings,
    key: OwnKey,
    account: Account,
    *,
    lifetime: int = CLI_LIFETIME,
    scope: str = CLI_SCOPE,
    clock: Clock = time.time,
) -> str:
    """A token for an account of the sample data, as the development command prints it."""
    now = int(clock())
    payload = {
        "sub": account.subject,
        "client_id": CLI_CLIENT,
        "iat": now,
        "exp": now + lifetime,
        # whoever can run the command is no thief of an old login
        "auth_time": now,
        "jti": token_urlsafe(16),
        "roles": sorted(account.roles),
        "scope": scope,
    }
    if taken := sorted({"iss", "aud", *payload} & account.claims.keys()):
        raise ValueError(f"an account may not set the claims {', '.join(taken)}")
    return signed(settings, key, {**account.claims, **payload}, typ="at+jwt")


def signed(settings: Settings, key: OwnKey, claims: Mapping[str, Any], *, typ: str) -> str:
    """The claims as a token of ours. `aud` is whoever our access tokens are for, unless the claims say otherwise."""
    payload = {"iss": settings.issuer, "aud": settings.audience, **claims}
    header = {"typ": typ, "alg": key.algorithm, "kid": key.kid}
    return signatures.serialize_compact(header, orjson.dumps(payload), key.private, [key.algorithm])

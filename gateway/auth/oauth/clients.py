"""How a client proves itself: by a secret in the Authorization header, by a signature of its own, or not at all."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote_plus

from authlib.oauth2.rfc6749 import ClientMixin, InvalidClientError, InvalidRequestError
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError

from gateway.auth.clients import ID, redirect_allowed
from gateway.auth.digests import digest, same
from gateway.auth.jwks import ALGORITHMS, JwksInvalid, read_jwks
from gateway.auth.jws import Jws, read
from gateway.auth.oauth.parameters import Parameters
from gateway.auth.store import Store
from gateway.errors import TokenInvalid
from gateway.tables import Client, ClientAssertion

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# RFC 7523 section 3 leaves it to us how far ahead a statement may expire
ASSERTION_SECONDS: Final = 300
LEEWAY: Final = 30
ASSERTION_ALGORITHMS: Final = frozenset({"ES256", "RS256", "PS256", "Ed25519", "EdDSA"})
TEXT_MAX: Final = 512


class Registered(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """A row of ours as Authlib asks about a client."""

    def __init__(self, row: Client) -> None:
        self.row = row

    def get_client_id(self) -> str:
        return str(self.row.id)

    def get_default_redirect_uri(self) -> str | None:
        uris: list[str] = self.row.redirect_uris
        return uris[0] if len(uris) == 1 else None

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """What it gets, or None when it asks for more than it may."""
        asked = scope.split() if scope else list(self.row.default_scopes)
        return " ".join(dict.fromkeys(asked)) if set(asked) <= set(self.row.scopes) else None

    def check_redirect_uri(self, uri: str) -> bool:
        return redirect_allowed(self.row, uri)

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return bool(self.row.method == method)

    def check_response_type(self, response_type: str | None) -> bool:
        return response_type == "code" and "authorization_code" in self.row.grant_types

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self.row.grant_types


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request says about its client: `method` is how, `proof` the secret or the signed statement."""

    client_id: str
    method: str
    proof: str | None


def presented(headers: Mapping[str, str], parameters: Parameters) -> Credentials:
    """Raises InvalidRequestError for two ways at once, InvalidClientError for none."""
    basic = headers.get("authorization")
    assertion, secret = parameters.get("client_assertion"), parameters.get("client_secret")
    if sum(proof is not None for proof in (basic, assertion, secret)) > 1:
        raise InvalidRequestError("The client proves itself in two ways at once.")
    named = parameters.get("client_id")
    if basic is not None:
        client_id, proof = _basic(basic)
        if named is not None and named != client_id:
            raise InvalidRequestError("The client has two names.")
        return Credentials(client_id, "client_secret_basic", proof)
    if assertion is not None or parameters.get("client_assertion_type") is not None:
        return _asserted(assertion, parameters)
    if named is None:
        raise refused(headers)
    return Credentials(named, "none" if secret is None else "client_secret_post", secret)


def refused(headers: Mapping[str, str]) -> InvalidClientError:
    """The same for every reason, so that nobody learns which clients there are (RFC 6749 section 5.2)."""
    error = InvalidClientError("The client is not known, or did not prove itself.", status_code=401)
    if "authorization" not in headers:
        # a challenge is owed to those who tried with the header
        error.get_headers = super(InvalidClientError, error).get_headers
    return error


def _basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        if scheme.lower() != "basic":
            raise ValueError
        name, colon, secret = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
        # RFC 6749 section 2.3.1: both are form-encoded first
        name, secret = unquote_plus(name, errors="strict"), unquote_plus(secret, errors="strict")
    except (ValueError, binascii.Error):
        raise refused({"authorization": header}) from None
    if not colon or not name or "\x00" in name:
        raise refused({"authorization": header})
    return name, secret


def _asserted(assertion: str | None, parameters: Parameters) -> Credentials:
    if assertion is None or parameters.get("client_assertion_type") != ASSERTION_TYPE:
        raise InvalidRequestError("client_assertion and client_assertion_type belong together.")
    try:
        name = read(assertion).claims.get("sub")
    except TokenInvalid:
        raise refused({}) from None
    if not isinstance(name, str) or not name or parameters.get("client_id") not in {None, name}:
        raise refused({})
    return Credentials(name, "private_key_jwt", assertion)


async def known(db: BaseDBAsyncClient, client_id: str) -> Client | None:
    if ID.match(client_id) is None:
        # nor can the database be asked for whatever somebody may send
        return None
    return await Client.filter(id=client_id, disabled_at=None).using_db(db).first()


async def proven(
    store: Store, db: BaseDBAsyncClient, credentials: Credentials, headers: Mapping[str, str]
) -> Registered:
    """The client that proved itself as it is registered to. Raises InvalidClientError."""
    row = await known(db, credentials.client_id)
    if row is None or row.method != credentials.method:
        raise refused(headers)
    if row.method == "client_secret_post" and not store.settings.secret_post:
        raise refused(headers)
    if row.method in {"client_secret_basic", "client_secret_post"}:
        if not same(digest(credentials.proof or ""), row.secret or ""):
            raise refused(headers)
    elif row.method == "private_key_jwt":
        await _check_assertion(store, db, row, credentials.proof or "")
    return Registered(row)


async def _check_assertion(store: Store, db: BaseDBAsyncClient, row: Client, assertion: str) -> None:
    jws = read(assertion)
    await _check_signature(row, jws)
    expires = _checked_claims(store, row, jws.claims)
    used = {
        "hash": digest(f"{row.id}\n{jws.claims['jti']}"),
        "expires_at": datetime.fromtimestamp(expires + LEEWAY, UTC),
    }
    try:
        async with db._in_transaction() as nested:  # noqa: SLF001  (a savepoint: Tortoise's name for it is private)
            await ClientAssertion.create(using_db=nested, **used)
    except IntegrityError:
        raise refused({}) from None


async def _check_signature(row: Client, jws: Jws) -> None:
    algorithm, kid = jws.header.get("alg"), jws.header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ASSERTION_ALGORITHMS or "crit" in jws.header:
        raise refused({})
    document = row.jwks or {"keys": []}
    if kid is None and len(document.get("keys", [])) == 1:
        kid = document["keys"][0].get("kid")
    try:
        key = await read_jwks(document, ASSERTION_ALGORITHMS).find(str(kid), algorithm)
    except JwksInvalid:
        raise refused({}) from None
    if key is None or not ALGORITHMS[algorithm].verify(jws.signed, jws.signature, key):
        raise refused({})


def _checked_claims(store: Store, row: Client, claims: Mapping[str, Any]) -> int:
    now = store.clock()
    expires, identifier, audience = claims.get("exp"), claims.get("jti"), claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    # one audience, ourselves: a statement for several servers could be replayed by each of them at the others
    fits = (
        claims.get("iss") == row.id
        and audiences == [store.settings.issuer]
        and type(expires) is int
        and now - LEEWAY < expires <= now + ASSERTION_SECONDS + LEEWAY
        and isinstance(identifier, str)
        and 0 < len(identifier) <= TEXT_MAX
        and _not_ahead(claims, now)
    )
    if not fits or not isinstance(expires, int):
        raise refused({})
    return expires


def _not_ahead(claims: Mapping[str, Any], now: float) -> bool:
    times = [claims[name] for name in ("nbf", "iat") if name in claims]
    return all(type(value) is int and value <= now + LEEWAY for value in times)

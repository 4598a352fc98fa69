"""Registered clients: what a registration may say, and what becomes of a client later (RFC 6749 section 2)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth import digests, families, jwks, redirects
from gateway.auth.jwks import JwksInvalid
from gateway.auth.store import Store
from gateway.tables import Account, Client, Revocation

AUTHORIZATION_CODE: Final = "authorization_code"
REFRESH_TOKEN: Final = "refresh_token"  # noqa: S105  (the name of a grant)
CLIENT_CREDENTIALS: Final = "client_credentials"
DEVICE_CODE: Final = "urn:ietf:params:oauth:grant-type:device_code"
GRANTS: Final = (AUTHORIZATION_CODE, REFRESH_TOKEN, CLIENT_CREDENTIALS, DEVICE_CODE)

PUBLIC: Final = "none"
SECRET_BASIC: Final = "client_secret_basic"  # noqa: S105  (the name of a method)
SECRET_POST: Final = "client_secret_post"  # noqa: S105  (the same)
PRIVATE_KEY: Final = "private_key_jwt"
METHODS: Final = (PUBLIC, SECRET_BASIC, SECRET_POST, PRIVATE_KEY)
# what a client may sign its statements with
ASSERTION_ALGORITHMS: Final = frozenset({"ES256", "RS256", "PS256", "Ed25519", "EdDSA"})
WITH_SECRET: Final = frozenset({SECRET_BASIC, SECRET_POST})

ID: Final = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}\Z")
ROLE: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z", re.IGNORECASE)
# how ids of accounts begin
ACCOUNT: Final = "acct-"
NAME_MAX: Final = 120
LIST_MAX: Final = 50


class RegistrationInvalid(ValueError):
    """`field` of a registration cannot be so; the message reads on from its name."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field} {message}")
        self.field = field
        self.message = message


class ClientUnknown(LookupError):
    def __init__(self, client_id: str) -> None:
        super().__init__(f"there is no client {client_id}")
        self.client_id = client_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What somebody wants registered. Without `default_scopes` a client that asks for no scope gets all that it may."""

    id: str
    name: str
    method: str
    grant_types: tuple[str, ...]
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    default_scopes: tuple[str, ...] | None = None
    roles: tuple[str, ...] = ()
    jwks: dict[str, Any] | None = None
    browser: bool = False
    first_party: bool = False
    pushed_only: bool = False

    @property
    def native(self) -> bool:
        return self.method == PUBLIC and not self.browser


def redirect_allowed(client: Client, uri: str) -> bool:
    """Whether a browser may be sent there with an answer for the client."""
    return redirects.same(client.redirect_uris, uri, native=_native(client))


def post_logout_redirect_allowed(client: Client, uri: str) -> bool:
    """The same after a logout that the client asked for."""
    return redirects.same(client.post_logout_redirect_uris, uri, native=_native(client))


def _native(client: Client) -> bool:
    return bool(client.method == PUBLIC and not client.browser)


async def register(
    store: Store, db: BaseDBAsyncClient, registration: Registration, *, scopes: Collection[str]
) -> tuple[Client, str | None]:
    """The client, and its secret when it has one: shown here and never again. `scopes` are all that there are.

    Raises RegistrationInvalid.
    """
    _check(registration, scopes, secret_post=store.settings.secret_post)
    # a token names its subject alone, so a client must not be called like an account
    if any([await kind.exists(id=registration.id, using_db=db) for kind in (Client, Account)]):
        raise RegistrationInvalid("id", f"{registration.id} is taken")
    secret = digests.new_secret() if registration.method in WITH_SECRET else None
    default = registration.scopes if registration.default_scopes is None else registration.default_scopes
    client = await Client.create(
        using_db=db,
        id=registration.id,
        name=registration.name,
        method=registration.method,
        secret=None if secret is None else digests.digest(secret),
        jwks=registration.jwks,
        grant_types=list(registration.grant_types),
        redirect_uris=list(registration.redirect_uris),
        post_logout_redirect_uris=list(registration.post_logout_redirect_uris),
        origins=list(registration.origins),
        scopes=list(registration.scopes),
        default_scopes=list(default),
        roles=list(registration.roles),
        browser=registration.browser,
        first_party=registration.first_party,
        pushed_only=registration.pushed_only,
        epoch=await _first_epoch(store, db, registration.id),
        created_at=store.now(),
    )
    return client, secret


async def _first_epoch(store: Store, db: BaseDBAsyncClient, client_id: str) -> int:
    """After the tokens of a client of this name that was deleted a moment ago."""
    gone = Revocation.filter(subject=f"client:{client_id}", expires_at__gt=store.now()).using_db(db)
    return max([row.epoch or 0 for row in await gone], default=0)


async def rotate_secret(store: Store, db: BaseDBAsyncClient, client_id: str) -> str:
    """A new secret in place of the old one, which is not accepted any more, and neither are the tokens that were given for
    it: whoever had it may have them. Raises ClientUnknown, RegistrationInvalid."""
    client = await _existing(db, client_id)
    if client.method not in WITH_SECRET:
        raise RegistrationInvalid("method", f"of {client_id} is {client.method}, which has no secret")
    secret = digests.new_secret()
    await Client.filter(id=client_id).using_db(db).update(secret=digests.digest(secret))
    await families.void_client(store, db, client_id)
    await families.revoke(store, db, "secret rotated", client_id=client_id)
    return secret


async def disable(store: Store, db: BaseDBAsyncClient, client_id: str) -> None:
    """Nothing is given to it any more, and what it was given is void."""
    await _existing(db, client_id)
    await Client.filter(id=client_id, disabled_at=None).using_db(db).update(disabled_at=store.now())
    await families.void_client(store, db, client_id)
    await families.revoke(store, db, "client", client_id=client_id)


async def enable(db: BaseDBAsyncClient, client_id: str) -> None:
    await _existing(db, client_id)
    await Client.filter(id=client_id).using_db(db).update(disabled_at=None)


async def delete(store: Store, db: BaseDBAsyncClient, client_id: str) -> None:
    """The client and everything that hangs on it: what people allowed it, its tokens, its API keys."""
    await disable(store, db, client_id)
    await families.revoke_keys(store, db, client_id=client_id)
    await Client.filter(id=client_id).using_db(db).delete()


async def _existing(db: BaseDBAsyncClient, client_id: str) -> Client:
    client = await Client.get_or_none(id=client_id, using_db=db)
    if client is None:
        raise ClientUnknown(client_id)
    return client


def _check(registration: Registration, scopes: Collection[str], *, secret_post: bool) -> None:
    """Raises RegistrationInvalid with the first thing that is wrong."""
    for field, problem in _problems(registration, scopes, secret_post=secret_post):
        raise RegistrationInvalid(field, problem)


def _problems(registration: Registration, scopes: Collection[str], *, secret_post: bool) -> Iterator[tuple[str, str]]:
    yield from _name_problems(registration)
    yield from _method_problems(registration, secret_post=secret_post)
    yield from _grant_problems(registration)
    yield from _address_problems(registration)
    yield from _scope_problems(registration, scopes)


def _name_problems(registration: Registration) -> Iterator[tuple[str, str]]:
    # an id that is an address would be taken for one where a client's metadata can be fetched
    if not ID.match(registration.id) or registration.id.lower().startswith("https"):
        yield (
            "id",
            "has up to 64 letters, digits, dots, dashes or underlines, begins with a letter or digit, not with https",
        )
    if registration.id.lower().startswith(ACCOUNT):
        yield "id", f"begins with {ACCOUNT}, as those of people do"
    if not registration.name.strip() or len(registration.name) > NAME_MAX or not registration.name.isprintable():
        yield "name", f"is what people see when they are asked: 1 to {NAME_MAX} printable characters"
    for field in ("grant_types", "redirect_uris", "post_logout_redirect_uris", "origins", "scopes", "roles"):
        values = getattr(registration, field)
        if len(values) > LIST_MAX or len(set(values)) < len(values):
            yield field, f"has at most {LIST_MAX} values, and none twice"


def _method_problems(registration: Registration, *, secret_post: bool) -> Iterator[tuple[str, str]]:
    method = registration.method
    if method not in METHODS:
        yield "method", f"is not {method}, but one of {', '.join(METHODS)}"
    if method == SECRET_POST and not secret_post:
        yield "method", "client_secret_post is turned off here (GATEWAY_SECRET_POST); use client_secret_basic"
    if registration.browser and method != PUBLIC:
        yield "method", "of a program in a browser is none, for it cannot keep a secret"
    if method == PRIVATE_KEY and registration.jwks is None:
        yield "jwks", "is missing: private_key_jwt needs the public keys of the client"
    if method != PRIVATE_KEY and registration.jwks is not None:
        yield "jwks", "is only for private_key_jwt"
    if registration.jwks is not None and (problem := _jwks_problem(registration.jwks)):
        yield "jwks", problem


def _jwks_problem(document: dict[str, Any]) -> str | None:
    keys = document.get("keys")
    entries = [document, *(keys if isinstance(keys, list) else [])]
    if any(isinstance(entry, dict) and not jwks.PRIVATE.isdisjoint(entry) for entry in entries):
        return "has a private key in it, which nobody but the client may have; make a new one, and send its public part"
    try:
        jwks.read_jwks(document, ASSERTION_ALGORITHMS)
    except JwksInvalid:
        return "has no public key that can be used: a list of keys, each with a kid, of type EC (P-256), RSA (2048 bits) or OKP (Ed25519)"
    return None


def _grant_problems(registration: Registration) -> Iterator[tuple[str, str]]:
    grants = registration.grant_types
    if not grants or not set(grants) <= set(GRANTS):
        yield "grant_types", f"are one or more of {', '.join(GRANTS)}"
    if CLIENT_CREDENTIALS in grants and registration.method == PUBLIC:
        yield "grant_types", "of a public client have no client_credentials, for it has none"
    if REFRESH_TOKEN in grants and not {AUTHORIZATION_CODE, DEVICE_CODE} & set(grants):
        yield "grant_types", "have refresh_token only beside authorization_code or the device's"
    if AUTHORIZATION_CODE in grants and not registration.redirect_uris:
        yield "redirect_uris", "are missing: authorization_code needs at least one"
    if AUTHORIZATION_CODE not in grants and registration.redirect_uris:
        yield "redirect_uris", "are only for authorization_code"
    if AUTHORIZATION_CODE not in grants and registration.pushed_only:
        yield "pushed_only", "is only for authorization_code"


def _address_problems(registration: Registration) -> Iterator[tuple[str, str]]:
    for field in ("redirect_uris", "post_logout_redirect_uris"):
        for uri in getattr(registration, field):
            if problem := redirects.problem(uri, native=registration.native):
                yield field, f"{uri!r} {problem}"
    for origin in registration.origins:
        if problem := redirects.origin_problem(origin):
            yield "origins", f"{origin!r} {problem}"


def _scope_problems(registration: Registration, scopes: Collection[str]) -> Iterator[tuple[str, str]]:
    if unknown := [scope for scope in registration.scopes if scope not in scopes]:
        yield "scopes", f"{', '.join(map(repr, unknown))} there is not; there are {', '.join(sorted(scopes))}"
    if beyond := sorted(set(registration.default_scopes or ()) - set(registration.scopes)):
        yield "default_scopes", f"{', '.join(beyond)} it may not ask for"
    if wrong := [role for role in registration.roles if not ROLE.match(role)]:
        yield "roles", f"{', '.join(map(repr, wrong))} cannot be the name of a role"

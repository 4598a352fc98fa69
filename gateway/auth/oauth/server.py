"""Authlib's grants, made ours. The only file that knows how Authlib works.

Authlib is synchronous: its flow runs in a worker thread, and its questions come back to the event loop, where the
database is. One `Exchange` serves one request, within one transaction, which also holds what a refusal has burned.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

import anyio.from_thread
import anyio.to_thread
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    OAuth2Payload,
    OAuth2Request,
    UnauthorizedClientError,
    grants,
)
from authlib.oauth2.rfc7636 import CodeChallenge, create_s256_code_challenge
from authlib.oauth2.rfc8628 import DeviceCodeGrant
from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth.digests import same
from gateway.auth.keys import OwnKey
from gateway.auth.oauth import clients, codes, devices, issuing, refreshing
from gateway.auth.oauth.clients import Registered
from gateway.auth.oauth.issuing import Authorized, Person
from gateway.auth.oauth.parameters import InvalidTarget, Parameters
from gateway.auth.scopes import ScopeInvalid, parse
from gateway.auth.shown import OPENID
from gateway.auth.store import Store
from gateway.sql.transaction import settled
from gateway.tables import Client, Family

T = TypeVar("T")

CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}\Z", re.ASCII)
VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}\Z", re.ASCII)
METHODS: Final = ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"]


GRANTS: Final = frozenset({"authorization_code", "refresh_token", "client_credentials", devices.GRANT})


class UnsupportedGrantType(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    error = "unsupported_grant_type"


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is JSON's members; of an authorization, None, and `location` is where the browser goes."""

    status: int
    body: dict[str, Any] | None
    headers: Mapping[str, str]
    location: str | None = None


class _Payload(OAuth2Payload):  # type: ignore[misc]  # Authlib has no types
    def __init__(self, parameters: Parameters) -> None:
        self._values = dict(parameters.values)

    @property
    def data(self) -> dict[str, str]:
        return self._values

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        return defaultdict(list, {name: [value] for name, value in self._values.items()})


class Asked(OAuth2Request):  # type: ignore[misc]  # Authlib has no types
    """A request as Authlib reads it. Its parameters are a form at every endpoint but `authorize`."""

    def __init__(self, method: str, headers: Mapping[str, str], parameters: Parameters) -> None:
        # Authlib refuses http; whether it is https is for the settings to demand, and for the proxy to do
        super().__init__(method, "https://gateway", headers=headers)
        self.parameters = parameters
        self.payload = _Payload(parameters)

    @property
    def args(self) -> dict[str, str]:
        return self.payload.data

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data


class Exchange(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """`known` are the scopes that there are, `request` what is answered; `key` signs, where something is issued."""

    def __init__(
        self, store: Store, db: BaseDBAsyncClient, key: OwnKey | None, known: frozenset[str], request: Asked
    ) -> None:
        super().__init__(scopes_supported=known)
        self.store, self.db, self.request = store, db, request
        self._key = key
        self._given_up = False
        # families that ended because two have their token: their people are told, when the transaction is over
        self.stolen: list[Family] = []
        self._authorization_grants = [(_Code, [_Challenge()])]
        self._token_grants = [
            (_Code, [_Challenge(), _IdToken()]),
            (_Refresh, [_IdToken()]),
            (_Client, []),
            (_Device, [_IdToken()]),
        ]

    @property
    def key(self) -> OwnKey:
        assert self._key is not None  # noqa: S101  (given wherever tokens are made; narrows the type)
        return self._key

    def wait(self, question: Callable[..., Coroutine[Any, Any, T]], *arguments: Any) -> T:
        """From Authlib's thread: ask on the event loop."""
        if self._given_up:
            raise RuntimeError("the request was given up")
        return anyio.from_thread.run(partial(question, *arguments))

    async def _in_thread(self, flow: Callable[[], T]) -> T:
        """A thread cannot be cancelled: whoever gives the request up waits until it has stopped asking, for its
        transaction must not end before."""
        running = asyncio.ensure_future(anyio.to_thread.run_sync(flow))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            self._given_up = True
            await settled(running)
            raise

    # --- from the event loop ------------------------------------------------------------------------------------------

    async def token(self) -> Answer:
        return await self._in_thread(self._token)

    async def validated(self) -> grants.AuthorizationCodeGrant:
        """The grant of an authorization request. Raises OAuth2Error; the browser may only be sent back to the client
        when it has a redirect_uri."""
        return await self._in_thread(partial(self.get_consent_grant, self.request))

    async def authenticated(self) -> Registered:
        """The client of a request to another endpoint. Raises OAuth2Error."""
        credentials = clients.presented(self.request.headers, self.request.parameters)
        return await clients.proven(self.store, self.db, credentials, self.request.headers)

    def _token(self) -> Answer:
        grant_type = self.request.payload.grant_type
        if grant_type is None:
            raise InvalidRequestError("grant_type is missing.")
        # before Authlib, whose answer repeats what was sent
        if grant_type not in GRANTS:
            raise UnsupportedGrantType("There is no such grant_type here.")
        answer: Answer = self.create_token_response(self.request)
        return answer

    # --- what Authlib asks --------------------------------------------------------------------------------------------

    def query_client(self, client_id: str) -> Registered | None:
        row = self.wait(clients.known, self.db, client_id)
        return None if row is None else Registered(row)

    def authenticate_client(self, request: Asked, _methods: list[str], _endpoint: str = "token") -> Registered:
        client = self.wait(self.authenticated)
        request.auth_method, request.client = client.row.method, client
        return client

    def validate_requested_scope(self, scope: str | None) -> None:
        well_formed(scope)
        super().validate_requested_scope(scope)

    def generate_token(self, *, client: Registered, grant_type: str, user: Person | None = None, **asked: Any) -> Any:
        scope: str = asked["scope"] or ""
        claims = (
            issuing.of_client(client.row)
            if user is None
            else issuing.of_person(user, _authorized(self.request, grant_type))
        )
        return {
            "access_token": issuing.access_token(self.store, self.key, client.row, scope, claims),
            "token_type": "Bearer",
            "expires_in": self.store.settings.access_token_seconds,
            "scope": scope,
        }

    def save_token(self, _token: dict[str, Any], _request: Asked) -> None:
        """An access token speaks for itself; what is kept of a grant is kept by the grant."""

    def create_oauth2_request(self, request: Asked) -> Asked:
        return request

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Answer:
        given = dict(headers)
        return Answer(status, body if isinstance(body, dict) else None, given, given.get("Location"))

    def handle_error_response(self, _request: Asked, error: OAuth2Error) -> Answer:
        raise error


def _authorized(request: Asked, grant_type: str) -> Authorized:
    kept = {
        "authorization_code": request.authorization_code,
        "refresh_token": request.refresh_token,
        devices.GRANT: request.credential,
    }
    authorized: Authorized = kept[grant_type].authorized
    return authorized


class _Founding:
    """What a first token of a family does: found the family, and add a refresh token where the client may have one."""

    server: Exchange
    request: Asked

    def save_token(self, token: dict[str, Any]) -> None:
        client, person = self.request.client, self.request.user
        authorized = _authorized(self.request, self.GRANT_TYPE)  # type: ignore[attr-defined]
        secret = self.server.wait(self._founded, client.row, person, authorized)
        if secret is not None:
            token["refresh_token"] = secret

    async def _founded(self, client: Client, person: Person, authorized: Authorized) -> str | None:
        store, db = self.server.store, self.server.db
        family = await codes.found_family(store, db, authorized, client, person.account.id)
        if "refresh_token" not in client.grant_types:
            return None
        return await refreshing.first(store, db, client, family, authorized)

    def authenticate_user(self, credential: Any) -> Person | None:
        row, db = credential.row, self.server.db
        if not self.server.wait(codes.login_holds, db, row.session_id):
            return None
        return self.server.wait(issuing.person, db, row.account_id)


class _Code(_Founding, grants.AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    RESPONSE_TYPES = frozenset({"code"})

    def query_authorization_code(self, code: str, client: Registered) -> codes.Redeemed | None:
        found = self.server.wait(codes.redeem, self.server.store, self.server.db, code, client.row.id)
        if found is not None and not issuing.narrowed(found.row.resources, self.request.parameters.resources):
            raise InvalidTarget("The resource was not authorized.")
        return found

    def delete_authorization_code(self, _code: codes.Redeemed) -> None:
        """It was burned before it was looked at, and is kept to recognize a second use."""


class _Challenge(CodeChallenge):  # type: ignore[misc]  # Authlib has no types
    """PKCE for every client, and S256 alone (RFC 7636; RFC 9700 section 2.1.1)."""

    def validate_code_challenge(self, grant: _Code, _redirect_uri: str) -> None:
        given = grant.request.payload.data
        if given.get("code_challenge") is None:
            raise InvalidRequestError("code_challenge is missing.")
        if given.get("code_challenge_method") != "S256":
            raise InvalidRequestError("code_challenge_method must be S256.")
        if CHALLENGE.match(given["code_challenge"]) is None:
            raise InvalidRequestError("code_challenge must be the base64url of a SHA-256 hash.")

    def validate_code_verifier(self, grant: _Code, _result: None) -> None:
        verifier = grant.request.form.get("code_verifier")
        challenge = grant.request.authorization_code.code_challenge
        if verifier is None:
            raise InvalidGrantError("code_verifier is missing.")
        if VERIFIER.match(verifier) is None or not challenge:
            raise InvalidRequestError("code_verifier is malformed, or no challenge was made.")
        if not same(create_s256_code_challenge(verifier), challenge):
            raise InvalidGrantError("code_verifier does not fit the challenge.")


class _IdToken:
    """An ID token beside the access token, for whoever asked for `openid`."""

    def __call__(self, grant: Any) -> None:
        grant.register_hook("after_create_token_response", self.add)

    def add(self, grant: Any, response: tuple[int, dict[str, Any], Any]) -> None:
        token, request, server = response[1], grant.request, grant.server
        if "openid" in token["scope"].split():
            authorized = _authorized(request, grant.GRANT_TYPE)
            token["id_token"] = issuing.id_token(
                server.store, server.key, request.client.row, request.user, authorized, token["access_token"]
            )


class _Refresh(grants.RefreshTokenGrant):  # type: ignore[misc]  # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    server: Exchange

    def authenticate_refresh_token(self, refresh_token: str) -> refreshing.Presented | None:
        client: Registered = self.request.client
        server = self.server
        found = server.wait(refreshing.present, server.store, server.db, refresh_token, client.row.id, server.stolen)
        if found is not None and not issuing.narrowed(found.row.resources, self.request.parameters.resources):
            raise InvalidTarget("The resource was not authorized.")
        return found

    def authenticate_user(self, presented: refreshing.Presented) -> Person:
        person = self.server.wait(issuing.person, self.server.db, presented.family.account_id)
        if person is None:
            raise InvalidGrantError("The account is closed.")
        return person

    def save_token(self, token: dict[str, Any]) -> None:
        presented, client = self.request.refresh_token, self.request.client.row
        token["refresh_token"] = self.server.wait(
            refreshing.succeed, self.server.store, self.server.db, presented, client
        )

    def revoke_old_credential(self, _presented: refreshing.Presented) -> None:
        """It was used up in the statement that made its successor."""


class _Client(grants.ClientCredentialsGrant):  # type: ignore[misc]  # Authlib has no types
    # a client that proves nothing is told that it may not, rather than that it is not known
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def create_token_response(self) -> Any:
        if self.request.client.row.method == "none":
            raise UnauthorizedClientError("A client that proves nothing may not ask for itself.")
        asked = self.request.payload.scope
        scope = self.request.client.get_allowed_scope(asked)
        if asked is None and scope is not None:
            # what it gets when it does not say may be meant for people too
            scope = " ".join(one for one in scope.split() if one not in OPENID)
        if scope is None or "openid" in scope.split():
            raise InvalidScopeError("The client may not ask for this scope.")
        if not issuing.narrowed(resources(self.server.store), self.request.parameters.resources):
            raise InvalidTarget("There is no such resource.")
        return 200, self.generate_token(scope=scope), self.TOKEN_RESPONSE_HEADER


class _Device(_Founding, DeviceCodeGrant):  # type: ignore[misc]  # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def validate_token_request(self) -> None:
        client = self.authenticate_token_endpoint_client()
        if not client.check_grant_type(self.GRANT_TYPE):
            raise UnauthorizedClientError("The client may not use this grant.")
        device_code = self.request.payload.data.get("device_code")
        if device_code is None:
            raise InvalidRequestError("device_code is missing.")
        # before the code is used up: a device asks for none, so any of ours will do
        if not issuing.narrowed(resources(self.server.store), self.request.parameters.resources):
            raise InvalidTarget("There is no such resource.")
        decided = self.server.wait(devices.redeem, self.server.store, self.server.db, device_code, client.row.id)
        self.request.client, self.request.credential = client, decided
        self.request.user = self.authenticate_user(decided)
        if self.request.user is None:
            raise InvalidGrantError("The account is closed, or the login has ended.")


def well_formed(scope: str | None) -> None:
    """Raises InvalidScopeError."""
    try:
        if scope is not None:
            parse(scope)
    except ScopeInvalid as error:
        raise InvalidScopeError(str(error)) from None


def resources(store: Store) -> frozenset[str]:
    """By what names the doors can be asked for (RFC 8707)."""
    return frozenset({store.settings.audience, store.settings.issuer})

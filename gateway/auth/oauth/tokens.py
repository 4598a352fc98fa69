"""The endpoints that clients call without a browser: token, revoke, introspect, device, par."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError, InvalidScopeError, UnauthorizedClientError
from starlette.requests import Request
from starlette.responses import Response
from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth import families
from gateway.auth.digests import digest
from gateway.auth.oauth import clients, devices, parameters, pushed
from gateway.auth.oauth.desk import GUESSES, NO_STORE, Desk, answer, refusal
from gateway.auth.oauth.parameters import Parameters
from gateway.auth.oauth.requesting import PARAMETERS, Unreturnable, check_resources, returning, wanted
from gateway.auth.oauth.server import Asked, Exchange, resources, well_formed
from gateway.auth.people import letters
from gateway.errors import TokenInvalid, TooManyAttempts
from gateway.limits.addresses import address_of
from gateway.tables import Account, Client, Family, RefreshToken

HINTS: Final = frozenset({"access_token", "refresh_token"})


class UnsupportedTokenType(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """RFC 7009 section 2.2.1. Authlib's own is a 403."""

    error = "unsupported_token_type"


@dataclass(frozen=True, slots=True)
class Call:
    """A request of a client that has proved itself, within a transaction."""

    desk: Desk
    db: BaseDBAsyncClient
    client: Client
    given: Parameters
    address: str
    # of the access token that the request is about, if it is one of ours and valid
    claims: Mapping[str, Any] | None


Answering = Callable[[Call], Awaitable[Response]]


async def token(desk: Desk, request: Request) -> Response:
    """RFC 6749 section 3.2. Authlib leads, see server.py."""

    async def exchanged(given: Parameters) -> Response:
        key = await desk.keys.signing()
        async with desk.store.transaction() as db:
            exchange = Exchange(desk.store, db, key, desk.scopes, Asked("POST", request.headers, given))
            try:
                found = await exchange.token()
                response = answer(found.status, found.body or {})
            except OAuth2Error as error:
                # what was burned stays burned, so this must not roll back
                response = _refused(error)
        for family in exchange.stolen:
            await _warn(desk, family)
        return response

    return await _guarded(desk, request, exchanged)


async def _warn(desk: Desk, family: Family) -> None:
    async with desk.store.transaction() as db:
        account = await Account.get(using_db=db, id=family.account_id)
        client = await Client.get(using_db=db, id=family.client_id)
    desk.people.post(letters.login_stolen(desk.store.settings, account.email, client.name))


async def authenticated(desk: Desk, request: Request, answering: Answering) -> Response:
    """For endpoints at which a client proves itself and no grant is involved."""

    async def called(given: Parameters) -> Response:
        # before the transaction: to check it may itself read the database
        claims = await _claims(desk, given.get("token"))
        async with desk.store.transaction() as db:
            try:
                credentials = clients.presented(request.headers, given)
                client = await clients.proven(desk.store, db, credentials, request.headers)
                return await answering(Call(desk, db, client.row, given, address_of(request.scope), claims))
            except OAuth2Error as error:
                return _refused(error)

    return await _guarded(desk, request, called)


async def _guarded(desk: Desk, request: Request, answering: Callable[[Parameters], Awaitable[Response]]) -> Response:
    """Read the form; who has guessed too often is not listened to, even if this time it would be right."""
    try:
        if len(request.headers.getlist("authorization")) > 1:
            raise InvalidRequestError("The client proves itself twice.")
        given = await parameters.form(request)
    except OAuth2Error as error:
        return refusal(error)
    guesser = (f"address {address_of(request.scope)}", f"client {_named(request, given)}")
    try:
        await desk.guessing.check(guesser)
        response = await answering(given)
        if isinstance(response, _Guess):
            await desk.guessing.count(guesser)
    except TooManyAttempts as error:
        body = {"error": "temporarily_unavailable", "error_description": error.detail}
        return answer(error.status, body, error.headers)
    return response


def _named(request: Request, given: Parameters) -> str:
    """Anybody can speak for a client that proves nothing; from elsewhere that must not lock it out."""
    try:
        credentials = clients.presented(request.headers, given)
    except OAuth2Error:
        return "nobody"
    where = address_of(request.scope) if credentials.method == "none" else "anywhere"
    return digest(f"{credentials.client_id} {where}")


class _Guess(Response):
    """A refusal that counts."""


def _refused(error: OAuth2Error) -> Response:
    response = refusal(error)
    if isinstance(error, GUESSES):
        response.__class__ = _Guess
    return response


# --- revocation, RFC 7009 ---------------------------------------------------------------------------------------------


async def revoke(call: Call) -> Response:
    text, _ = _hinted(call.given)
    known = await _refresh_token(call, text)
    if known is not None and known[1].client_id == call.client.id:
        await families.revoke(call.desk.store, call.db, "revoked by the client", id=known[1].id)
    elif known is None:
        await _revoke_access(call)
    # of tokens that are unknown or somebody else's nothing is said (section 2.2)
    return Response(headers=NO_STORE)


async def _revoke_access(call: Call) -> None:
    claims = call.claims
    if claims is None or claims["client_id"] != call.client.id:
        return
    store = call.desk.store
    await store.revocations.add(call.db, [f"token:{claims['jti']}"])
    if "family" in claims:
        await families.revoke(store, call.db, "revoked by the client", id=claims["family"])


def _hinted(given: Parameters) -> tuple[str, str | None]:
    text, hint = given.get("token"), given.get("token_type_hint")
    if text is None:
        raise InvalidRequestError("token is missing.")
    if hint is not None and hint not in HINTS:
        raise UnsupportedTokenType("There are access_token and refresh_token.")
    return text, hint


async def _refresh_token(call: Call, text: str) -> tuple[RefreshToken, Family] | None:
    row = await RefreshToken.filter(hash=digest(text)).using_db(call.db).first()
    return None if row is None else (row, await Family.get(using_db=call.db, id=row.family_id))


async def _claims(desk: Desk, text: str | None) -> Mapping[str, Any] | None:
    """The claims of an access token of ours that is valid now; whatever else it is, None."""
    try:
        return None if text is None else await desk.verifier.access_token(text)
    except TokenInvalid:
        return None


# --- introspection, RFC 7662 ------------------------------------------------------------------------------------------


async def introspect(call: Call) -> Response:
    if call.client.method == "none":
        raise clients.refused({})
    text, _ = _hinted(call.given)
    members = await _described(call, text)
    return answer(200, {"active": False} if members is None else {"active": True, **members})


async def _described(call: Call, text: str) -> dict[str, Any] | None:
    """None for whatever is not valid, or is not this client's business: its own tokens are, and with the scope
    `tokens:read`, all."""
    everything = "tokens:read" in call.client.scopes
    known = await _refresh_token(call, text)
    if known is not None:
        row, family = known
        now = call.desk.store.now()
        alive = row.used_at is None and family.revoked_at is None and row.expires_at > now
        if not alive or not (everything or family.client_id == call.client.id):
            return None
        return {
            "scope": row.scope,
            "client_id": family.client_id,
            "sub": family.account_id,
            "iss": call.desk.issuer,
            "iat": int(row.created_at.timestamp()),
            "exp": int(row.expires_at.timestamp()),
            "token_type": "refresh_token",
        }
    claims = call.claims
    if claims is None or not (everything or claims["client_id"] == call.client.id):
        return None
    shown = ("scope", "client_id", "sub", "aud", "iss", "exp", "iat", "jti")
    return {name: claims[name] for name in shown if name in claims} | {"token_type": "Bearer"}


# --- device authorization, RFC 8628 section 3.1 -----------------------------------------------------------------------


async def device(call: Call) -> Response:
    if devices.GRANT not in call.client.grant_types:
        raise UnauthorizedClientError("The client may not use this grant.")
    asked = call.given.get("scope")
    well_formed(asked)
    scope = clients.Registered(call.client).get_allowed_scope(asked)
    if scope is None:
        raise InvalidScopeError("The client may not ask for this scope.")
    check_resources(call.given.resources, resources(call.desk.store))
    device_code, user_code = await devices.ask(call.desk.store, call.db, call.client, scope, call.address)
    uri = f"{call.desk.issuer}/device"
    members = {
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri": uri,
        "verification_uri_complete": f"{uri}?user_code={user_code}",
        "expires_in": int(devices.LIFETIME.total_seconds()),
        "interval": devices.INTERVAL,
    }
    return answer(200, members)


# --- pushed authorization requests, RFC 9126 --------------------------------------------------------------------------


async def push(call: Call) -> Response:
    given = call.given
    if given.get("request_uri") is not None:
        raise InvalidRequestError("A pushed request cannot refer to another one.")
    try:
        where = await returning(call.db, call.client.id, given.get("redirect_uri"), given.get("state"))
    except Unreturnable:
        raise InvalidRequestError("redirect_uri is not registered for this client, or is missing.") from None
    kept = {name: value for name, value in given.values.items() if name in PARAMETERS}
    pushed_request = Parameters({**kept, "client_id": call.client.id}, given.resources)
    await wanted(call.desk, call.db, pushed_request, where, pushed=True)
    uri = await pushed.save(call.desk.store, call.db, call.client.id, pushed_request)
    return answer(201, {"request_uri": uri, "expires_in": int(pushed.LIFETIME.total_seconds())})

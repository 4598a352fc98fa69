"""Whether an authorization request may be answered at all (RFC 6749 section 4.1.1), however it came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth.clients import redirect_allowed
from gateway.auth.jws import SIZE_MAX as TOKEN_MAX
from gateway.auth.oauth import clients
from gateway.auth.oauth.desk import Desk
from gateway.auth.oauth.parameters import InvalidTarget, Parameters
from gateway.auth.oauth.server import Asked, Exchange, resources
from gateway.tables import Client

PROMPTS: Final = frozenset({"none", "login", "consent", "select_account"})
# those that mean something; others are ignored, and not kept
PARAMETERS: Final = frozenset(
    {
        "response_type",
        "response_mode",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "prompt",
        "max_age",
        "id_token_hint",
        "request",
    }
)
NONCE_MAX: Final = 512
STATE_MAX: Final = 2048


class RequestNotSupported(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    error = "request_not_supported"


class InvalidRequestUri(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    error = "invalid_request_uri"


class UnsupportedResponseType(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    error = "unsupported_response_type"


class LoginRequired(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    error = "login_required"


class ConsentRequired(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    error = "consent_required"


@dataclass(frozen=True, slots=True)
class Returning:
    """Where a browser may be sent back to: checked against what the client has registered."""

    client: Client
    redirect_uri: str
    state: str | None

    @property
    def origin(self) -> str:
        """As a source of a content security policy: forms of ours may lead there."""
        parts = urlsplit(self.redirect_uri)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"

    @property
    def host(self) -> str:
        """As a person is told where the answer goes."""
        parts = urlsplit(self.redirect_uri)
        return parts.hostname or f"the app {parts.scheme}:"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A valid request."""

    returning: Returning
    redirect_uri_given: bool
    scope: str
    resources: tuple[str, ...]
    challenge: str
    nonce: str | None
    prompts: frozenset[str]
    max_age: int | None


class Unreturnable(Exception):
    """A request whose client or redirect_uri is not to be trusted: the browser stays here. The message is for people."""


async def returning(db: BaseDBAsyncClient, client_id: str | None, given: str | None, state: str | None) -> Returning:
    """Raises Unreturnable."""
    if client_id is None:
        raise Unreturnable("The request does not say which application it comes from.")
    client = await clients.known(db, client_id)
    if client is None:
        raise Unreturnable("The application that sent you here is not known.")
    registered: list[str] = client.redirect_uris
    if given is None and len(registered) != 1:
        raise Unreturnable("The application does not say where to send you back to.")
    if given is not None and not redirect_allowed(client, given):
        raise Unreturnable("The application wants you sent back to an address that it has not registered.")
    return Returning(client, given if given is not None else registered[0], state)


async def wanted(
    desk: Desk, db: BaseDBAsyncClient, parameters: Parameters, where: Returning, *, pushed: bool
) -> Wanted:
    """Raises OAuth2Error, which the client is told."""
    if parameters.get("request") is not None:
        raise RequestNotSupported("Request objects are not supported.")
    if not pushed and (where.client.pushed_only or desk.store.settings.pushed_only):
        raise InvalidRequestError("This client must push its authorization requests.")
    _check_response(parameters)
    prompts, max_age = _prompts(parameters.get("prompt")), _max_age(parameters.get("max_age"))
    nonce = parameters.get("nonce")
    if nonce is not None and len(nonce) > NONCE_MAX:
        raise InvalidRequestError("The nonce is too long.")
    if where.state is not None and len(where.state) > STATE_MAX:
        raise InvalidRequestError("The state is too long.")
    if len(parameters.get("id_token_hint") or "") > TOKEN_MAX:
        raise InvalidRequestError("The id_token_hint is too long.")
    check_resources(parameters.resources, resources(desk.store))
    asked = Asked("GET", {}, parameters)
    await Exchange(desk.store, db, None, desk.scopes, asked).validated()
    return Wanted(
        returning=where,
        redirect_uri_given=parameters.get("redirect_uri") is not None,
        scope=str(asked.scope),
        resources=parameters.resources,
        challenge=parameters.values["code_challenge"],
        nonce=nonce,
        prompts=prompts,
        max_age=max_age,
    )


def _check_response(parameters: Parameters) -> None:
    kind = parameters.get("response_type")
    if kind is None:
        raise InvalidRequestError("response_type is missing.")
    if kind != "code":
        raise UnsupportedResponseType("Only the response type code is supported.")
    if parameters.get("response_mode") not in {None, "query"}:
        raise InvalidRequestError("Only the response mode query is supported.")


def _prompts(value: str | None) -> frozenset[str]:
    prompts = frozenset((value or "").split())
    if not prompts <= PROMPTS:
        raise InvalidRequestError("prompt has a value that is not known.")
    if "none" in prompts and len(prompts) > 1:
        raise InvalidRequestError("prompt is none and something else.")
    return prompts


def _max_age(value: str | None) -> int | None:
    if value is None:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 10:  # noqa: PLR2004  (a century has 10 digits)
        raise InvalidRequestError("max_age is not a number of seconds.")
    return int(value)


def check_resources(asked: Iterable[str], known: frozenset[str]) -> None:
    """Raises InvalidTarget (RFC 8707 section 2)."""
    for resource in asked:
        if resource not in known or "#" in resource:
            raise InvalidTarget("There is no such resource.")

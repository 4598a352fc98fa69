"""Somebody else says who somebody is: OpenID providers, found by discovery, and GitHub. By Authlib's client."""

from __future__ import annotations

import asyncio
import base64
import math
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote_plus

import orjson
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from httpx2 import HTTPError, InvalidURL
from joserfc.errors import JoseError
from starlette.requests import Request

from gateway.address import check_address
from gateway.auth.fetch import FetchFailed, fetch
from gateway.auth.jwks import NAMES, public_key
from gateway.auth.login.told import GITHUB
from gateway.configured import SocialProvider
from gateway.settings import Settings

FRESH_SECONDS: Final = 600.0
# for all that is asked of a provider on one occasion, and less than a request of ours may take
SECONDS: Final = 8.0
OF_DEADLINE: Final = 0.8
NEEDED: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
BASIC, POST = "client_secret_basic", "client_secret_post"

# Why somebody else's word cannot be had. Authlib takes what a provider sends for what it should be, so that a list in
# place of an object ends in any of the last ones.
FAILED: Final = (
    AuthlibBaseError,
    JoseError,
    HTTPError,
    InvalidURL,
    FetchFailed,
    TimeoutError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Word:
    """What a provider says: its own name for a person, and an address, if it has verified that."""

    issuer: str
    subject: str
    email: str | None
    name: str


class Social:
    """The providers of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.issuer
        self._seconds = min(SECONDS, settings.deadline_seconds * OF_DEADLINE)
        self._registry = OAuth()
        self.providers = {provider.name: provider for provider in settings.social}
        # once: reading all that are trusted takes longer than asking one of them
        verify = ssl.create_default_context() if self.providers else None
        for provider in settings.social:
            about = _registration(provider)
            about["client_kwargs"]["verify"] = verify
            self._registry.register(provider.name, client_cls=Upstream, **about)

    async def leave(self, request: Request, provider: SocialProvider) -> str:
        """The address at the provider, with state, nonce and PKCE, which the session keeps. Raises FAILED."""
        app = self._registry.create_client(provider.name)
        back = f"{self._issuer}/login/with/{provider.name}/callback"
        async with asyncio.timeout(self._seconds):
            asked = await app.create_authorization_url(back)
        address = str(asked.pop("url"))
        await app.save_authorize_data(request, redirect_uri=back, **asked)
        return address

    async def began(self, request: Request, provider: SocialProvider) -> bool:
        """Whether it was in this browser that somebody left, and not long ago."""
        app, state = self._registry.create_client(provider.name), request.query_params.get("state")
        return await app.framework.get_state_data(request.session, state) is not None

    async def back(self, request: Request, provider: SocialProvider) -> Word:
        """Raises FAILED."""
        app = self._registry.create_client(provider.name)
        async with asyncio.timeout(self._seconds):
            word: Word = await app.word(request)
        return word


class Upstream(StarletteOAuth2App):  # type: ignore[misc]  # Authlib has no types
    """Authlib's client of one provider. Of what the provider publishes it reads what it needs, from where it may."""

    def __init__(self, framework: Any, name: str, *, provider: SocialProvider, **given: Any) -> None:
        super().__init__(framework, name, client_auth_methods=[(BASIC, _basic)], **given)
        self.provider = provider
        self._read_at = -math.inf
        self._keys: dict[str, Any] | None = None

    async def word(self, request: Request) -> Word:
        metadata, given = await self.load_server_metadata(), request.query_params
        # who is answering? Another provider may have sent the browser here (RFC 9207 section 2.4)
        said = given.get("iss")
        if said is None and metadata.get("authorization_response_iss_parameter_supported"):
            raise ValueError("the answer does not say whose it is")
        if said is not None and said not in self._names():
            raise ValueError("the answer is somebody else's")
        if "error" not in given and not given.get("code"):
            raise ValueError("the answer has no code")
        if self.provider.kind == "github":
            return await self._of_github(await self.authorize_access_token(request))
        must = {"iss": self.provider.issuer, "aud": self.client_id}
        options = {name: {"essential": True, "value": value} for name, value in must.items()}
        try:
            token = await self.authorize_access_token(request, claims_options=options)
        except JoseError:
            # the provider may sign with another key by now, under the same name
            self._read_at = -math.inf
            raise
        return await self._of_openid(token)

    def _names(self) -> tuple[str, ...]:
        if self.provider.kind == "oidc":
            return (str(self.provider.issuer),)
        base = self.provider.issuer or GITHUB
        return base, f"{base}/login/oauth"

    async def _of_openid(self, token: Mapping[str, Any]) -> Word:
        if "id_token" not in token:
            raise ValueError("there is no ID token")
        claims = token["userinfo"]
        subject = _subject(claims["sub"])
        if "email" not in claims and "userinfo_endpoint" in self.server_metadata:
            # where providers put them when there is an access token to ask with (OpenID Connect Core section 5.4)
            claims = await self.userinfo(token=token)
            if claims["sub"] != subject:
                raise ValueError("the userinfo is somebody else's")
        email = claims.get("email") if claims.get("email_verified") is True else None
        return Word(str(self.provider.issuer), subject, _text(email), str(claims.get("name") or ""))

    async def _of_github(self, token: Mapping[str, Any]) -> Word:
        answers = [await self.get(path, token=token) for path in ("user", "user/emails")]
        about, addresses = (answer.raise_for_status().json() for answer in answers)
        usable = [entry["email"] for entry in addresses if entry["primary"] is True and entry["verified"] is True]
        # logins are renamed, and then given to others
        subject = _subject(str(int(about["id"])))
        name = str(about.get("name") or about["login"])
        return Word(self.provider.issuer or GITHUB, subject, _text(next(iter(usable), None)), name)

    async def load_server_metadata(self) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0 section 4."""
        if self.provider.kind == "oidc" and time.monotonic() - self._read_at >= FRESH_SECONDS:
            document = await _json(f"{str(self.provider.issuer).rstrip('/')}/.well-known/openid-configuration")
            self.server_metadata = _metadata(document, self.provider)
            self._read_at, self._keys = time.monotonic(), None
        return dict(self.server_metadata)

    async def fetch_jwk_set(self, force: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002  (as it is called)
        metadata = await self.load_server_metadata()
        if self._keys is None or force:
            document = await _json(metadata["jwks_uri"])
            # one that we do not understand must not hide the others (RFC 7517 section 5)
            self._keys = {"keys": [entry for entry in document["keys"] if public_key(entry) is not None]}
        return self._keys


def _registration(provider: SocialProvider) -> dict[str, Any]:
    secret = None if provider.client_secret is None else provider.client_secret.get_secret_value()
    asking = {"scope": provider.scope, "code_challenge_method": "S256", "timeout": SECONDS, "trust_env": False}
    about = {"provider": provider, "client_id": provider.client_id, "client_secret": secret, "client_kwargs": asking}
    if provider.kind == "oidc":
        return about
    base = provider.issuer or GITHUB
    asking |= {"scope": "read:user user:email", "token_endpoint_auth_method": POST}
    return about | {
        "authorize_url": f"{base}/login/oauth/authorize",
        "access_token_url": f"{base}/login/oauth/access_token",
        "api_base_url": "https://api.github.com/" if base == GITHUB else f"{base}/api/v3/",
    }


async def _json(address: str) -> Any:
    return orjson.loads(await fetch(address))


def _metadata(document: Any, provider: SocialProvider) -> dict[str, Any]:
    if document["issuer"] != provider.issuer:
        raise ValueError("the provider calls itself otherwise")
    names = [*NEEDED, "userinfo_endpoint"] if "userinfo_endpoint" in document else NEEDED
    found: dict[str, Any] = {name: check_address(document[name]) for name in names}
    methods = document.get("token_endpoint_auth_methods_supported") or [BASIC]
    if provider.client_secret is not None:
        found["token_endpoint_auth_method"] = POST if POST in methods and BASIC not in methods else BASIC
    # with a symmetric algorithm, whoever can read a token could write one; none needs nobody at all
    signing = document.get("id_token_signing_alg_values_supported") or []
    found["id_token_signing_alg_values_supported"] = [name for name in signing if name in NAMES] or ["RS256"]
    says = "authorization_response_iss_parameter_supported"
    return found | {"issuer": provider.issuer, says: document.get(says) is True}


def _basic(client: Any, _method: str, uri: str, headers: Any, body: Any) -> tuple[Any, Any, Any]:
    """Authlib's own does not encode what it joins (RFC 6749 section 2.3.1)."""
    pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    return uri, headers, body


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _subject(text: Any) -> str:
    if not isinstance(text, str) or not 0 < len(text) <= 255 or not text.isprintable():  # noqa: PLR2004  (OpenID Connect Core section 2)
        raise ValueError("the subject is not usable")
    return text

"""The whole application with clients and people in it, on one database, at a time that a test moves."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Final
from urllib.parse import parse_qs, parse_qsl, quote_plus, urlsplit

import httpx2
from asgi_lifespan import LifespanManager
from joserfc.jwk import ECKey

from gateway import migrations
from gateway.app import create_app
from gateway.auth.digests import digest
from gateway.auth.oauth import devices
from gateway.identity import Identity
from gateway.settings import Settings
from gateway.tables import Account, AccountRole, Client

REDIRECT: Final = "https://shop.example/callback"
OTHER_REDIRECT: Final = "https://shop.example/other"
SCOPES: Final = ["openid", "profile", "email", "offline_access", "read", "write", "orders:read"]
ALICE: Final = "acct-customer"
BOB: Final = "acct-bob"


class Clock:
    """Now, and as much later as a test says."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass
class Pkce:
    verifier: str = field(default_factory=lambda: token_urlsafe(48))

    @property
    def challenge(self) -> str:
        return base64.urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass
class Reply:
    """An answer to a redirect: where to, and what is said there."""

    response: httpx2.Response

    @property
    def said(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.response.headers["location"]).query))


class World:
    def __init__(self, settings: Settings, identity: Identity, http: httpx2.AsyncClient, clock: Clock) -> None:
        self.settings, self.identity, self.http, self.clock = settings, identity, http, clock
        self.secrets: dict[str, str] = {}
        self.key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)

    # --- who there is

    async def account(self, account_id: str, *roles: str) -> None:
        async with self.identity.store.transaction() as db:
            now = self.identity.store.now()
            email = f"{account_id.removeprefix('acct-')}@people.example"
            await Account.create(
                using_db=db, id=account_id, email=email, name=account_id, email_verified_at=now, created_at=now
            )
            for role in roles:
                await AccountRole.create(using_db=db, account_id=account_id, role=role, granted_at=now)

    async def client(self, client_id: str, **changes: Any) -> None:
        self.secrets[client_id] = token_urlsafe(32)
        secret = digest(self.secrets[client_id]) if changes.get("method", "").startswith("client_secret") else None
        about = {
            "name": client_id.title(),
            "method": "none",
            "secret": secret,
            "grant_types": ["authorization_code", "refresh_token"],
            "redirect_uris": [REDIRECT],
            "scopes": SCOPES,
            "default_scopes": ["openid", "read"],
            "created_at": self.identity.store.now(),
        }
        async with self.identity.store.transaction() as db:
            await Client.create(using_db=db, id=client_id, **(about | changes))

    async def login(self, account_id: str = ALICE, methods: tuple[str, ...] = ("pwd",)) -> dict[str, str]:
        """The header of a browser in which somebody is logged in."""
        scope = {"type": "http", "headers": [], "client": ("127.0.0.1", 1)}
        async with self.identity.store.transaction() as db:
            value = await self.identity.sessions.start(db, account_id, methods, scope)
        return {"cookie": f"{self.identity.sessions.name}={value}"}

    # --- what clients do

    def asked(self, pkce: Pkce, client_id: str = "app", **changes: str | None) -> dict[str, str]:
        given = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": REDIRECT,
            "scope": "openid read",
            "state": "the state",
            "code_challenge": pkce.challenge,
            "code_challenge_method": "S256",
        } | changes
        return {name: value for name, value in given.items() if value is not None}

    async def authorize(self, parameters: Any, headers: Mapping[str, str] | None = None) -> httpx2.Response:
        return await self.http.get("/oauth/authorize", params=parameters, headers=headers)

    async def code(
        self, pkce: Pkce, headers: Mapping[str, str] | None = None, client_id: str = "app", **changes: Any
    ) -> str:
        """A code for somebody who says yes."""
        headers = headers or await self.login()
        response = await self.authorize(self.asked(pkce, client_id, **changes), headers)
        if response.status_code == 200:
            response = await self.decide(response, headers)
        assert response.status_code == 303, response.text
        return Reply(response).said["code"]

    async def decide(
        self, page: httpx2.Response, headers: Mapping[str, str], decision: str = "allow", **changes: str
    ) -> httpx2.Response:
        fields = hidden(page.text) | {"decision": decision} | changes
        return await self.http.post("/oauth/consent", data=fields, headers={**headers, "sec-fetch-site": "same-origin"})

    async def post(
        self, path: str, client_id: str | None = "app", headers: Mapping[str, str] | None = None, **form: Any
    ) -> httpx2.Response:
        given = dict(headers or {})
        if client_id in self.secrets and client_id is not None:
            row = await self.row(client_id)
            if row.method == "client_secret_basic" and "authorization" not in given:
                given["authorization"] = basic(client_id, self.secrets[client_id])
            elif row.method == "none":
                form = {"client_id": client_id, **form}
        return await self.http.post(path, data=form, headers=given)

    async def row(self, client_id: str) -> Client:
        async with self.identity.store.transaction() as db:
            return await Client.get(using_db=db, id=client_id)

    async def token(self, client_id: str | None = "app", **form: Any) -> httpx2.Response:
        return await self.post("/oauth/token", client_id, **form)

    async def redeem(self, code: str, pkce: Pkce, client_id: str = "app", **changes: Any) -> httpx2.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
            "code_verifier": pkce.verifier,
        } | changes
        given = {name: value for name, value in form.items() if value is not None}
        return await self.token(client_id, **given)

    async def tokens(self, client_id: str = "app", **changes: Any) -> dict[str, Any]:
        """What a client has after a whole flow."""
        pkce = Pkce()
        response = await self.redeem(await self.code(pkce, client_id=client_id, **changes), pkce, client_id)
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def refresh(self, token: str, client_id: str = "app", **form: Any) -> httpx2.Response:
        return await self.token(client_id, grant_type="refresh_token", refresh_token=token, **form)

    async def accepted(self, access_token: str) -> bool:
        """Whether the doors take it."""
        answers = [
            await self.http.get("/api/v1", headers=bearer(access_token)),
            await self.http.post("/graphql", json={"query": "{ __typename }"}, headers=bearer(access_token)),
        ]
        taken = {answer.status_code not in {401, 403} for answer in answers}
        assert len(taken) == 1, [answer.text for answer in answers]
        return taken.pop()


@asynccontextmanager
async def opened(settings: Settings, clock: Clock | None = None) -> AsyncIterator[World]:
    """Clients: `app` public, `other` public, `backend` with a secret, `signer` with a key, `tv` for devices."""
    await migrations.apply(settings)
    clock = clock or Clock()
    app = create_app(settings, clock)
    async with (
        LifespanManager(app) as running,
        httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=running.app), base_url=settings.issuer, follow_redirects=False
        ) as http,
    ):
        world = World(settings, app.state.identity, http, clock)
        await world.account(ALICE, "customer")
        await world.account(BOB, "clerk")
        await world.client("app")
        await world.client("other")
        await world.client("two", redirect_uris=[REDIRECT, OTHER_REDIRECT])
        await world.client(
            "backend",
            method="client_secret_basic",
            grant_types=["authorization_code", "refresh_token", "client_credentials"],
            roles=["label"],
            default_scopes=["read"],
            scopes=[*SCOPES, "tokens:read"],
        )
        await world.client(
            "partner",
            method="client_secret_basic",
            grant_types=["client_credentials"],
            roles=["label"],
            redirect_uris=[],
        )
        await world.client(
            "signer",
            method="private_key_jwt",
            grant_types=["client_credentials"],
            jwks={"keys": [world.key.as_dict(private=False)]},
            default_scopes=["read"],
        )
        await world.client("tv", grant_types=[devices.GRANT, "refresh_token"], redirect_uris=[])
        yield world


def settings_of(url: str | None, var: Path, **changes: Any) -> Settings:
    # a small domain, for a schema takes longer to make than most tests
    about = {
        "database_url": url,
        "domain": "tests.office",
        "var": var,
        "issuer": "https://id.example",
        "log_level": "warning",
    }
    return Settings.model_validate(about | changes)


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def basic(name: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{quote_plus(name)}:{quote_plus(secret)}".encode()).decode()


def hidden(text: str) -> dict[str, str]:
    """The hidden fields of a page's form."""

    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", text):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        found[attributes["name"]] = unescape(attributes.get("value", ""))
    return found


def queried(location: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(location).query, keep_blank_values=True)

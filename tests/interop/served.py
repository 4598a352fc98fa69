"""A gateway as it is deployed: set up by its commands, served by a process of its own, entered through its pages."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from tests.auth.login.browsing import FIREFOX, Browser
from tests.servers import Gateway, gateway, without_settings

EMAIL: Final = "ada@people.example"
PASSWORD: Final = "seven green umbrellas in the rain"
CALLBACK: Final = "http://127.0.0.1:4711/callback"
GOODBYE: Final = "http://127.0.0.1:4711/goodbye"
SCOPE: Final = "openid profile email offline_access read"
# one process for all of them: what it takes to start is most of what a command takes
COMMANDS: Final = """
import contextlib, io, json, sys
from gateway.cli import commands
said = []
for arguments in json.load(sys.stdin):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        commands(arguments, standalone_mode=False)
    said.append(out.getvalue())
json.dump(said, sys.stdout)
"""


class Visitor(Browser):
    """A browser on this machine."""

    def __init__(self, site: str) -> None:
        self.site, self.at = site, "127.0.0.1"
        self.client = httpx2.AsyncClient(base_url=site, headers={"User-Agent": FIREFOX}, timeout=30)


@dataclass
class Served:
    gateway: Gateway
    secrets: dict[str, str] = field(default_factory=dict)
    # what the client `signer` signs with
    jwk: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return self.gateway.url

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[Visitor]:
        """A browser in which somebody is logged in: once on the page, for all that do not say otherwise."""
        visitor = Visitor(self.issuer)
        async with visitor.client:
            if self.cookies:
                visitor.client.cookies.update(self.cookies)
            else:
                await self.log_in(visitor)
                self.cookies.update(visitor.cookies)
            yield visitor

    async def log_in(self, visitor: Visitor) -> None:
        visitor.client.cookies.clear()
        page = await visitor.open("/login")
        page = await visitor.send(page, page.form("/login"), email=EMAIL, password=PASSWORD)
        assert page.path == "/account", page.text

    async def callback(self, visitor: Visitor, url: str) -> str:
        """The address at the client to which somebody comes who allows what is asked for."""
        page = await visitor.open(url.removeprefix(self.issuer))
        if page.path == "/oauth/authorize" and page.forms:
            page = await visitor.send(page, page.form("/oauth/consent"), button="Allow")
        location = page.headers.get("location", "")
        assert location.startswith(CALLBACK), page.text
        return str(location)

    async def taken(self, token: str) -> bool:
        """Whether the doors take it."""
        headers = {"authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(base_url=self.issuer, headers=headers) as http:
            rest = await http.get("/api/v1/genres?first=1")
            graphql = await http.post("/graphql", json={"query": "{ genres(first: 1) { nodes { id } } }"})
        answers = {answer.status_code for answer in (rest, graphql)}
        assert len(answers) == 1 and answers <= {200, 401}, (rest.text, graphql.text)
        return answers == {200}

    def claims(self, token: str, audience: str | None = None) -> dict[str, Any]:
        """As a library sees them that has nothing of ours but the address of our keys."""
        key = jwt.PyJWKClient(f"{self.issuer}/.well-known/jwks.json").get_signing_key_from_jwt(token)
        return jwt.decode(
            token,
            key,
            algorithms=["ES256"],
            audience=audience or self.issuer,
            issuer=self.issuer,
            options={"require": ["iss", "aud", "exp", "iat", "sub"]},
        )


def run(commands: Sequence[Sequence[str]], environment: dict[str, str]) -> list[str]:
    """What each prints."""
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS],
        input=json.dumps(commands),
        env={**without_settings(), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [str(said) for said in json.loads(done.stdout)]


def registrations(jwks: Path) -> list[list[str]]:
    coming_back = ["--redirect-uri", CALLBACK, "--post-logout-redirect-uri", GOODBYE]
    scopes = [word for scope in SCOPE.split() for word in ("--scope", scope)]
    code = ["--grant", "authorization_code", "--grant", "refresh_token"]
    itself = ["--grant", "client_credentials", "--role", "label"]
    return [
        ["app", "--name", "App", "--public", *code, *coming_back, *scopes],
        ["tv", "--name", "Television", "--public", "--grant", "device_code", "--grant", "refresh_token", *scopes],
        ["backend", "--name", "Backend", *code, *itself, *coming_back, *scopes, "--scope", "tokens:read"],
        ["signer", "--name", "Signer", "--method", "private_key_jwt", "--jwks", str(jwks), *itself, "--scope", "read"],
    ]


@asynccontextmanager
async def served(url: str | None, var: Path, **environment: str) -> AsyncIterator[Served]:
    given = {"GATEWAY_VAR": str(var), **({"DATABASE_URL": url} if url else {}), **environment}
    key = ec.generate_private_key(ec.SECP256R1())
    jwk = {**jwt.algorithms.ECAlgorithm.to_jwk(key, as_dict=True), "kid": "signer-1", "alg": "ES256"}
    jwks = var / "signer.jwks.json"
    jwks.write_text(json.dumps({"keys": [{name: value for name, value in jwk.items() if name != "d"}]}))
    clients = [["clients", "create", *words, "--json"] for words in registrations(jwks)]
    account = ["accounts", "create", EMAIL, "--name", "Ada", "--role", "customer", "--verified", "--json"]
    # what `serve` would do by itself, but nobody waits for it to listen meanwhile
    filled = [] if url else [["seed"]]
    made, *registered = run([["migrate"], *filled, account, *clients], given)[1 + len(filled) :]
    answers = [json.loads(said) for said in registered]
    secrets = {answer["client_id"]: answer["client_secret"] for answer in answers if answer["client_secret"]}
    link = urlsplit(json.loads(made)["password_link"])
    with gateway("-m", "gateway.cli", "serve", **given) as process:
        found = Served(process, secrets, jwk)
        visitor = Visitor(found.issuer)
        async with visitor.client:
            page = await visitor.open(f"{link.path}?{link.query}")
            await visitor.send(page, password=PASSWORD)
        yield found
        assert process.stop() == 0

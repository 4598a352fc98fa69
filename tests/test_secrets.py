"""Nothing secret is written down: not in the log, not in an error, not in the database, not in Redis.

A server that logs all it can is led through everything that has to do with secrets, rightly and wrongly, and each secret
that was made or typed on the way is then looked for. Letters to people are where secrets belong, and are not searched.
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default as modern
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import asyncpg
import httpx2
import jwt
import pyotp
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from redis.asyncio import Redis

from gateway.app import make_database
from gateway.auth.digests import digest
from gateway.auth.keys import KeyRing
from gateway.auth.store import Store
from gateway.settings import Settings
from tests.auth.login.browsing import Page
from tests.interop import served
from tests.interop.served import CALLBACK, GOODBYE, SCOPE, Visitor
from tests.servers import Gateway, gateway

SERVE = ("-c", "import os; os.dup2(1, 2)\nfrom gateway.cli import main\nmain()", "serve")
EMAIL, OTHER_EMAIL = "grace@people.example", "grace.h@people.example"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
TABLES = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
# shorter ones would be found by chance
SHORTEST = 8


@dataclass
class Witness:
    """`secrets` are all that were made or typed, by what they are; `errors` are the bodies of all refusals."""

    server: Gateway
    environment: dict[str, str]
    mail: Path
    clients: dict[str, str]
    key: ec.EllipticCurvePrivateKey
    secrets: dict[str, set[str]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return self.server.url

    def keep(self, what: str, *values: str) -> None:
        for value in values:
            assert len(value) >= SHORTEST, (what, value)
            self.secrets.setdefault(what, set()).add(value)

    def password(self) -> str:
        made = f"lantern {token_urlsafe(12)} kettle"
        self.keep("password", made)
        return made

    def http(self, **given: Any) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(base_url=self.issuer, event_hooks={"response": [self._heard]}, timeout=30, **given)

    async def _heard(self, response: httpx2.Response) -> None:
        for header in response.headers.get_list("set-cookie"):
            value = header.partition(";")[0].partition("=")[2]
            if value:
                self.keep("cookie", value)
        await response.aread()
        for token in re.findall(r'name="csrf" value="([^"]+)"', response.text):
            self.keep("csrf token", token)
        if response.status_code >= 400 and "json" in response.headers.get("content-type", ""):
            self.errors.append(response.text)

    def browser(self) -> Visitor:
        visitor = Visitor(self.issuer)
        visitor.client.event_hooks = {"response": [self._heard]}
        return visitor

    def letter(self, to: str, subject: str, path: str) -> str:
        """The path of the link in a letter; it is written a moment after the page is shown."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            for file in self.mail.glob("*.eml"):
                mail = message_from_bytes(file.read_bytes(), policy=modern)
                found = re.search(rf"{self.issuer}({path}\?token=(\S+))", str(mail.get_content()))
                if mail["To"] == to and subject in mail["Subject"] and found and found[2] not in self._opened:
                    self.keep("mailed link", found[2])
                    self._opened.add(found[2])
                    return found[1]
        raise AssertionError(f"no letter to {to} about {subject}")

    @property
    def _opened(self) -> set[str]:
        return self.secrets.setdefault("opened link", set())

    def keep_tokens(self, found: dict[str, Any]) -> dict[str, Any]:
        for name in ("access_token", "refresh_token", "id_token"):
            if name in found:
                self.keep(name, found[name], found[name].rpartition(".")[2])
        return found

    def keep_client(self, name: str, secret: str) -> str:
        """As its header carries it."""
        pair = base64.b64encode(f"{name}:{secret}".encode()).decode()
        self.keep("client secret", secret, pair)
        return f"Basic {pair}"


@pytest.fixture
async def witness(postgres_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Witness]:
    secrets: dict[str, set[str]] = {}

    def made(what: str) -> str:
        value = token_urlsafe(32)
        secrets.setdefault(what, set()).add(value)
        return value

    environment = {
        "GATEWAY_VAR": str(tmp_path),
        "GATEWAY_LOG_LEVEL": "debug",
        "GATEWAY_SECRET_KEY": made("secret key"),
        # this server believes anybody; the address is one with a password all the same
        "DATABASE_URL": postgres_url.replace("torii@", f"torii:{made('password of the database')}@", 1),
        "REDIS_URL": redis_url,
    }
    key = ec.generate_private_key(ec.SECP256R1())
    private = jwt.algorithms.ECAlgorithm.to_jwk(key, as_dict=True)
    secrets["private key"] = {private.pop("d")}
    jwks = tmp_path / "jwks.json"
    jwks.write_text(json.dumps({"keys": [private | {"kid": "signer-1"}]}))
    words = served.registrations(jwks)
    said = served.run([["migrate"], *(["clients", "create", *each, "--json"] for each in words)], environment)
    clients = {answer["client_id"]: answer["client_secret"] for answer in map(json.loads, said[1:])}
    with gateway(*SERVE, **environment) as server:
        yield Witness(server, environment, tmp_path / "mail", clients, key, secrets)


async def test_nothing_secret_is_written_down(witness: Witness):
    browser = witness.browser()
    async with browser.client:
        password = await sign_up(witness, browser)
        totp, codes = await protect(witness, browser)
        password = await come_and_go(witness, browser, password, totp, codes)
        await make_keys(witness, browser)
        refresh = await log_in_to_apps(witness, browser)
        await connect_a_device(witness, browser)
        await ask_as_programs(witness, refresh)
        await misuse(witness, refresh)
        await move(witness, browser, password)
        await log_out(witness, browser)
    await administer(witness)
    await keep_signing_keys(witness)
    assert witness.server.stop() == 0
    log = "".join(witness.server.lines)
    places = {
        "the log": log,
        "an error": "\n".join(witness.errors),
        "the database": await dumped(witness.environment["DATABASE_URL"]),
        "Redis": await remembered(witness.environment["REDIS_URL"]),
    }
    # what we look at is what we mean
    assert '"/oauth/token"' in log and "authorization code used twice" in log and "refresh token reused" in log
    assert OTHER_EMAIL in places["the database"] and digest(refresh) in places["the database"]
    assert "invalid_grant" in places["an error"] and "TOKEN_INVALID" in places["an error"] and places["Redis"]
    assert set(witness.secrets) >= KINDS
    found = [
        f"{what} in {place}"
        for place, text in places.items()
        for what in witness.secrets
        for _ in seen(witness, what, text)
    ]
    assert found == []


KINDS = {
    "password", "cookie", "csrf token", "mailed link", "TOTP secret", "recovery code", "API key", "client secret",
    "authorization code", "code verifier", "access_token", "refresh_token", "id_token", "request_uri", "device code",
    "user code", "client assertion", "private key", "secret key", "password of the database", "signing key",
}  # fmt: skip


def seen(witness: Witness, what: str, text: str) -> list[str]:
    return [secret for secret in witness.secrets[what] if secret in text]


# --- people -----------------------------------------------------------------------------------------------------------


async def sign_up(witness: Witness, browser: Visitor) -> str:
    password = witness.password()
    page = await browser.send(await browser.open("/sign-up"), name="Grace", email=EMAIL, password="kettle")
    assert page.status == 422
    await browser.send(page, name="Grace", email=EMAIL, password=password)
    link = witness.letter(EMAIL, "", "/verify")
    page = await browser.send(await browser.open(link), password=witness.password())
    assert page.status == 422
    page = await browser.send(page, password=password)
    assert page.path == "/login", page.text
    await log_in(witness, browser, witness.password(), status=422)
    page = await log_in(witness, browser, password)
    assert page.path == "/account", page.text
    return password


async def log_in(witness: Witness, browser: Visitor, password: str, status: int = 200) -> Page:
    page = await browser.send(await browser.open("/login"), email=EMAIL, password=password)
    assert page.status == status, page.text
    return page


async def protect(witness: Witness, browser: Visitor) -> tuple[pyotp.TOTP, list[str]]:
    page = await browser.open("/account/second-factor")
    page = await browser.send(page, page.form("/account/second-factor"))
    secret = parse_qs(urlsplit(page.links["Open the app"]).query)["secret"][0]
    witness.keep("TOTP secret", secret, " ".join(re.findall("....", secret)))
    totp = pyotp.TOTP(secret)
    page = await browser.send(page, page.form("/account/second-factor/set-up"), code=totp.now())
    codes = re.findall(r"<code>([A-Z0-9-]{14})</code>", page.html)
    assert len(codes) == 10, page.text
    witness.keep("recovery code", *codes, *(code.replace("-", "") for code in codes))
    return totp, codes


async def come_and_go(witness: Witness, browser: Visitor, password: str, totp: pyotp.TOTP, codes: list[str]) -> str:
    """Out and in by each way, and two other passwords. The last one."""
    await browser.send(await browser.open("/logout"), (await browser.open("/logout")).form("/logout"))
    page = await log_in(witness, browser, password)
    # the present code has just been used
    page = await browser.send(page, code=totp.at(int(time.time()) + 30))
    assert page.path == "/account", page.text
    page, other = await browser.open("/account/password"), witness.password()
    page = await browser.send(page, page.form("/account/password"), current=witness.password(), password=other)
    assert page.status == 422
    page = await browser.send(page, page.form("/account/password"), current=password, password=other)
    assert page.status == 200
    await browser.send(await browser.open("/forgot"), (await browser.open("/forgot")).form("/forgot"), email=EMAIL)
    link, last = witness.letter(EMAIL, "password", "/reset"), witness.password()
    await browser.send(await browser.open(link), (await browser.open(link)).form("/reset"), password=last)
    assert (await browser.open(link)).status == 410
    page = await log_in(witness, browser, last)
    page = await browser.send(page, code=codes[0])
    assert page.path == "/account", page.text
    return last


async def make_keys(witness: Witness, browser: Visitor) -> None:
    page = await browser.open("/account/keys/new")
    page = await browser.send(page, page.form("/account/keys/new"), name="nightly", scope=["read"])
    (key,) = re.findall(r"torii_[A-Za-z0-9_-]{20,}", page.html)
    witness.keep("API key", key, key.removeprefix("torii_"))
    async with witness.http() as http:
        answers = [
            await http.get("/api/v1/genres", headers={"authorization": f"Bearer {text}"}) for text in (key, key + "x")
        ]
    assert [answer.status_code for answer in answers] == [200, 401]
    page = await browser.open("/account/keys")
    await browser.send(page, page.form("/account/keys/revoke"))


async def move(witness: Witness, browser: Visitor, password: str) -> None:
    page = await browser.open("/account/email")
    await browser.send(page, page.form("/account/email"), email=OTHER_EMAIL, current=password)
    await browser.send(await browser.open(witness.letter(OTHER_EMAIL, "", "/verify")))


async def log_out(witness: Witness, browser: Visitor) -> None:
    (hint, *_) = (token for token in witness.secrets["id_token"] if token.startswith("ey"))
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": GOODBYE}
    page = await browser.open(f"/oauth/end-session?{urlencode(asked)}")
    assert page.status == 303 or "/oauth/end-session/confirm" in page.html, page.text


# --- programs ---------------------------------------------------------------------------------------------------------


def asked(witness: Witness, client: str) -> tuple[dict[str, str], str]:
    verifier = token_urlsafe(48)
    witness.keep("code verifier", verifier)
    challenge = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    parameters = {
        "response_type": "code",
        "client_id": client,
        "redirect_uri": CALLBACK,
        "scope": SCOPE,
        "state": "the state",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return parameters, verifier


async def code_of(witness: Witness, browser: Visitor, parameters: dict[str, str]) -> str:
    page = await browser.open(f"/oauth/authorize?{urlencode(parameters)}")
    if page.forms:
        page = await browser.send(page, page.form("/oauth/consent"), button="Allow")
    code = dict(parse_qsl(urlsplit(page.headers["location"]).query))["code"]
    witness.keep("authorization code", code)
    return code


async def log_in_to_apps(witness: Witness, browser: Visitor) -> str:
    """By a public client and by one that pushes its requests. A refresh token that is used up."""
    basic = {"authorization": witness.keep_client("backend", witness.clients["backend"])}
    parameters, verifier = asked(witness, "app")
    async with witness.http() as http:
        form = {
            "grant_type": "authorization_code",
            "code": await code_of(witness, browser, parameters),
            "redirect_uri": CALLBACK,
            "client_id": "app",
            "code_verifier": verifier,
        }
        found = witness.keep_tokens((await http.post("/oauth/token", data=form)).json())
        again = {"grant_type": "refresh_token", "client_id": "app", "refresh_token": found["refresh_token"]}
        renewed = witness.keep_tokens((await http.post("/oauth/token", data=again)).json())
        for token in (renewed["access_token"], renewed["access_token"][:-3], "x" + renewed["access_token"]):
            await http.get("/oauth/userinfo", headers={"authorization": f"Bearer {token}"})
            await http.post("/graphql", json={"query": "{ __typename }"}, headers={"authorization": f"Bearer {token}"})
        parameters, verifier = asked(witness, "backend")
        pushed = (await http.post("/oauth/par", data=parameters, headers=basic)).json()["request_uri"]
        witness.keep("request_uri", pushed, pushed.rpartition(":")[2])
        code = await code_of(witness, browser, {"client_id": "backend", "request_uri": pushed})
        form |= {"code": code, "code_verifier": verifier}
        del form["client_id"]
        # twice: the second time is noticed, and takes everything back
        for _ in range(2):
            witness.keep_tokens((await http.post("/oauth/token", data=form, headers=basic)).json())
    return str(found["refresh_token"])


async def connect_a_device(witness: Witness, browser: Visitor) -> None:
    async with witness.http() as http:
        found = (await http.post("/oauth/device", data={"client_id": "tv", "scope": "read"})).json()
        user_code = found["user_code"]
        witness.keep("device code", found["device_code"])
        witness.keep("user code", user_code, user_code.replace("-", ""))
        poll = {"grant_type": DEVICE, "client_id": "tv", "device_code": found["device_code"]}
        assert (await http.post("/oauth/token", data=poll)).json()["error"] == "authorization_pending"
        page = await browser.open("/device")
        page = await browser.send(page, page.form("/device"), user_code="BCDF-GHJK")
        page = await browser.send(page, page.form("/device"), user_code=user_code)
        await browser.send(page, page.form("/device/decide"), button="Allow")
        witness.keep_tokens((await http.post("/oauth/token", data=poll)).json())


async def ask_as_programs(witness: Witness, token: str) -> None:
    basic = {"authorization": witness.keep_client("backend", witness.clients["backend"])}
    wrong = {"authorization": witness.keep_client("backend", token_urlsafe(32))}
    now = int(time.time())
    claims = {"iss": "signer", "sub": "signer", "aud": witness.issuer, "exp": now + 60, "jti": token_urlsafe(16)}
    assertion = jwt.encode(claims, witness.key, "ES256", {"kid": "signer-1"})
    witness.keep("client assertion", assertion, assertion.rpartition(".")[2])
    signed = {"client_assertion": assertion, "client_assertion_type": ASSERTION, "grant_type": "client_credentials"}
    async with witness.http() as http:
        own = {"grant_type": "client_credentials", "scope": "read"}
        access = witness.keep_tokens((await http.post("/oauth/token", data=own, headers=basic)).json())["access_token"]
        assert (await http.post("/oauth/token", data=own, headers=wrong)).status_code == 401
        # the second time it is a replay
        assert [(await http.post("/oauth/token", data=signed)).status_code for _ in range(2)] == [200, 401]
        for text in (access, token, assertion):
            assert (await http.post("/oauth/introspect", data={"token": text}, headers=basic)).status_code == 200
        assert (await http.post("/oauth/revoke", data={"token": access}, headers=basic)).status_code == 200
        assert (await http.get("/api/v1/genres", headers={"authorization": f"Bearer {access}"})).status_code == 401


async def misuse(witness: Witness, token: str) -> None:
    """Secrets where they do not belong."""
    secret = witness.clients["backend"]
    reuse = {"grant_type": "refresh_token", "client_id": "app", "refresh_token": token}
    tries: list[Callable[[httpx2.AsyncClient], Any]] = [
        lambda http: http.get(f"/api/v1/genres?access_token={token}"),
        lambda http: http.get("/api/v1/genres", headers={"authorization": f"Basic {token}"}),
        lambda http: http.get("/api/v1/genres", headers={"cookie": f"sid={token}"}),
        lambda http: http.post("/oauth/token", json=reuse),
        lambda http: http.post("/oauth/token", data={"grant_type": token, "client_id": "app"}),
        lambda http: http.post("/oauth/token", data={**reuse, "client_secret": secret}),
        lambda http: http.post(
            "/oauth/token", data={"grant_type": "authorization_code", "client_id": "app", "code": secret}
        ),
        lambda http: http.post("/oauth/token", data=reuse | {"client_id": secret}),
        lambda http: http.post("/oauth/token", data={**reuse, "scope": secret}),
        lambda http: http.post("/oauth/revoke", data={"token": token, "token_type_hint": secret, "client_id": "app"}),
        lambda http: http.get(f"/oauth/authorize?client_id={secret}"),
        lambda http: http.get(f"/oauth/userinfo?access_token={token}"),
        lambda http: http.post(
            "/graphql", content=f'{{"query": "{token}', headers={"content-type": "application/json"}
        ),
    ]
    async with witness.http() as http:
        for attempt in tries:
            assert 400 <= (await attempt(http)).status_code < 500
        # until it is not a retry any more: what came of it is used, and then it comes back
        renewed = await http.post("/oauth/token", data=reuse)
        if renewed.status_code == 200:
            used = witness.keep_tokens(renewed.json())["refresh_token"]
            witness.keep_tokens((await http.post("/oauth/token", data=reuse | {"refresh_token": used})).json())
        assert (await http.post("/oauth/token", data=reuse)).json()["error"] == "invalid_grant"


async def administer(witness: Witness) -> None:
    """While the server runs, as administrators do."""
    said = served.run(
        [
            ["accounts", "create", "alan@people.example", "--name", "Alan", "--json"],
            ["api-keys", "create", "export", "--client", "backend", "--json"],
            ["clients", "rotate-secret", "backend", "--json"],
            ["keys", "rotate"],
        ],
        witness.environment,
    )
    witness.keep("mailed link", json.loads(said[0])["password_link"].partition("token=")[2])
    (key,) = re.findall(r"torii_[A-Za-z0-9_-]{20,}", said[1])
    witness.keep("API key", key, key.removeprefix("torii_"))
    witness.keep_client("backend", json.loads(said[2])["client_secret"])
    async with witness.http() as http:
        answer = await http.get("/api/v1/genres", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 200, answer.text


async def keep_signing_keys(witness: Witness) -> None:
    settings = Settings.model_validate(
        {
            "database_url": witness.environment["DATABASE_URL"],
            "secret_key": witness.environment["GATEWAY_SECRET_KEY"],
            "var": witness.mail.parent,
        }
    )
    database = make_database(settings)
    await database.open()
    try:
        key = await KeyRing(Store(settings, database)).signing()
    finally:
        await database.close()
    witness.keep("signing key", str(key.private.as_dict(private=True)["d"]))


# --- where they are looked for ----------------------------------------------------------------------------------------


async def dumped(url: str) -> str:
    """Every row of every table as text."""
    server = await asyncpg.connect(url)
    try:
        tables = [row[0] for row in await server.fetch(TABLES)]
        assert len(tables) > 20, tables
        rows = [row[0] for name in tables for row in await server.fetch(f"SELECT t::text FROM {name} t")]
    finally:
        await server.close()
    return "\n".join(rows)


async def remembered(url: str) -> str:
    async with Redis.from_url(url) as client:
        return "\n".join([f"{key!r} {await client.get(key)!r}" async for key in client.scan_iter()])

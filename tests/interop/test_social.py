"""People log in to a served gateway at a provider that we did not write: npm's oidc-provider, found by discovery."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
import pytest

from tests import databases
from tests.auth.login.browsing import Page
from tests.interop.led import Led, led
from tests.interop.served import EMAIL, Served, Visitor, served

# what is not to be told from what it is encoded to, if somebody forgets that
SECRET = "50%25 of+it/is:a=secret"
CLIENTS: list[dict[str, Any]] = [
    {"client_id": "torii", "client_secret": SECRET, "token_endpoint_auth_method": "client_secret_basic"},
    {"client_id": "nobody", "token_endpoint_auth_method": "none", "id_token_signed_response_alg": "ES256"},
]
FAILED = "That login did not work. Try again, or log in another way."


@dataclass
class Upstream:
    torii: Served
    program: Led
    issuer: str
    var: Path
    # all that must not be in the log
    secrets: set[str] = field(default_factory=lambda: {SECRET})

    async def person(self, name: str, **claims: Any) -> dict[str, Any]:
        about = {"sub": name, "name": name.title(), "email": f"{name}@people.example", "email_verified": True, **claims}
        await self.program.ask("person", **about)
        return about

    async def leave(self, visitor: Visitor, name: str, page: str = "/login") -> str:
        begun = await visitor.open(page)
        begun = await visitor.send(begun, begun.form(f"/login/with/{name}"))
        url = str(begun.headers["location"])
        assert url.startswith(f"{self.issuer}/auth?"), begun.trail
        asked = parse_qs(urlsplit(url).query)
        self.secrets |= {asked["state"][0], asked["nonce"][0], *visitor.cookies.values()}
        return url

    async def answer(self, url: str, account: str | None) -> str:
        """What the provider does with somebody who says who they are, and where it sends them."""
        async with httpx2.AsyncClient(base_url=self.issuer) as browser:
            place = (await browser.get(url)).headers["location"]
            assert place.startswith("/interaction/"), place
            said = await browser.get(place, params={"account": account} if account else {})
            back = urljoin(self.issuer, said.headers["location"])
            location = str((await browser.get(back)).headers["location"])
        self.secrets |= set(parse_qs(urlsplit(location).query).get("code", ()))
        assert location.startswith(f"{self.torii.issuer}/login/with/"), location
        return location

    async def enter(self, visitor: Visitor, name: str, account: str | None, page: str = "/login") -> Page:
        return await visitor.open(await self.answer(await self.leave(visitor, name, page), account))


@pytest.fixture(scope="module")
async def upstream(node_modules: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Upstream]:
    var = tmp_path_factory.mktemp("var")
    async with led(Path(__file__).parent / "oidc_provider.js") as program:
        issuer = await program.ask("listen")
        providers = [
            {"name": "acme", "title": "Acme", "issuer": issuer, "client_id": "torii", "client_secret": SECRET},
            {
                "name": "public",
                "title": "Acme",
                "issuer": issuer,
                "client_id": "nobody",
                "verified_domains": ["people.example"],
            },
        ]
        settings = {"GATEWAY_SOCIAL": json.dumps(providers), "GATEWAY_SIGN_UP_ROLES": "customer"}
        async with served(None, var, **settings, GATEWAY_LOG_LEVEL="debug") as torii:
            back = [f"{torii.issuer}/login/with/{name}/callback" for name in ("acme", "public")]
            clients = [{**client, "redirect_uris": [uri]} for client, uri in zip(CLIENTS, back, strict=True)]
            await program.ask("provide", clients=clients)
            yield Upstream(torii, program, issuer, var)


@pytest.fixture
async def visitor(upstream: Upstream) -> AsyncIterator[Visitor]:
    found = Visitor(upstream.torii.issuer)
    async with found.client:
        yield found


@pytest.mark.parametrize("name", ["acme", "public"])
async def test_somebody_logs_in_and_comes_back(upstream: Upstream, visitor: Visitor, name: str):
    about = await upstream.person(f"grace-{name}")
    page = await upstream.enter(visitor, name, about["sub"], "/login?next=/account/sessions")
    assert page.path == "/account/sessions" and "social" not in visitor.cookies
    assert about["name"].title() in (await visitor.open("/account")).text
    # under another address, and not verified: it is who it was
    await upstream.person(about["sub"], email="other@people.example", email_verified=False)
    visitor.client.cookies.clear()
    page = await upstream.enter(visitor, name, about["sub"])
    assert page.path == "/account" and about["email"] in page.text


async def test_who_comes_first_gets_the_roles_of_those_who_sign_up(upstream: Upstream, visitor: Visitor):
    about = await upstream.person("first")
    await upstream.enter(visitor, "acme", about["sub"])
    roles = (
        "SELECT r.role FROM gateway_account a JOIN gateway_account_role r ON r.account_id = a.id "
        f"WHERE a.email = '{about['email']}' AND a.email_verified_at IS NOT NULL AND a.password IS NULL"
    )
    assert await databases.run(databases.settings_of(None, upstream.var), roles) == [("customer",)]


async def test_an_address_that_is_not_verified_makes_no_account(upstream: Upstream, visitor: Visitor):
    about = await upstream.person("mallory", email_verified=False)
    page = await upstream.enter(visitor, "acme", about["sub"])
    assert page.status == 403 and "does not say that your e-mail address is verified" in page.text
    assert (await visitor.open("/account")).path == "/login"


@pytest.mark.parametrize("name", ["acme", "public"])
async def test_nobody_takes_over_an_account_with_a_password(upstream: Upstream, visitor: Visitor, name: str):
    about = await upstream.person("impostor", email=EMAIL)
    page = await upstream.enter(visitor, name, about["sub"])
    assert page.status == 403 and "There is an account with this e-mail address already" in page.text
    assert (await visitor.open("/account")).path == "/login"


async def test_a_login_is_connected_and_unlinked(upstream: Upstream, visitor: Visitor):
    about = await upstream.person("ada", email="ada@elsewhere.example")
    await upstream.torii.log_in(visitor)
    page = await upstream.enter(visitor, "acme", about["sub"], "/account/logins")
    assert page.path == "/account/logins" and "Acme Linked on" in page.text
    visitor.client.cookies.clear()
    page = await upstream.enter(visitor, "acme", about["sub"])
    assert page.path == "/account" and EMAIL in page.text
    page = await visitor.open("/account/logins")
    page = await visitor.send(page, page.form("/account/logins/unlink"))
    assert "Acme Linked on" not in page.text


async def test_somebody_changes_their_mind(upstream: Upstream, visitor: Visitor):
    page = await upstream.enter(visitor, "acme", None)
    assert page.path == "/login" and FAILED in page.text


async def test_a_code_counts_once_and_for_whom_it_is(upstream: Upstream, visitor: Visitor):
    about = await upstream.person("eve")
    back = await upstream.answer(await upstream.leave(visitor, "acme"), about["sub"])
    assert "iss" in parse_qs(urlsplit(back).query)
    kept = visitor.cookies["social"]
    for wrong in (
        back.replace("/with/acme/", "/with/public/"),
        back.replace("state=", "state=x"),
        f"{upstream.torii.issuer}/login/with/acme/callback?error=access_denied",
    ):
        page = await visitor.open(wrong)
        assert page.path == "/login" and FAILED in page.text
    assert (await visitor.open(back)).path == "/account"
    for state in (None, kept):
        visitor.client.cookies.clear()
        if state:
            visitor.client.cookies.set("social", state)
        page = await visitor.open(back)
        assert page.path == "/login" and FAILED in page.text


async def test_the_log_holds_no_secret(upstream: Upstream, visitor: Visitor):
    about = await upstream.person("log")
    await upstream.enter(visitor, "acme", about["sub"])
    # the last line of all
    await visitor.open("/login/with/the-end/callback")
    upstream.torii.gateway.wait_for("/login/with/the-end/callback")
    log = "".join(upstream.torii.gateway.lines)
    assert "/login/with/acme/callback" in log and "social login linked" in log
    assert [secret for secret in upstream.secrets if secret in log] == []

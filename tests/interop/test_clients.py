"""Programs that we did not write log people in here, get tokens and use them, over HTTP and from our documents alone."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import pytest
from authlib.integrations.httpx_client import AsyncOAuth2Client
from requests_oauthlib import OAuth2Session

from tests.interop.installed import LOCK
from tests.interop.led import Led, Refused
from tests.interop.served import CALLBACK, EMAIL, GOODBYE, SCOPE, Served

ENDPOINTS = {
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "revocation_endpoint",
    "introspection_endpoint",
    "device_authorization_endpoint",
    "pushed_authorization_request_endpoint",
    "end_session_endpoint",
    "jwks_uri",
}


def test_the_lock_file_names_no_host():
    # `npm install` writes where a package asks for money: take that out again
    assert "://" not in LOCK.read_text()


# --- openid-client ----------------------------------------------------------------------------------------------------


async def discovered(program: Led, torii: Served, name: str, **given: Any) -> dict[str, Any]:
    proof = {"jwk": torii.jwk} if name == "signer" else {"secret": torii.secrets.get(name)}
    found = await program.ask("discover", server=torii.issuer, id=name, **proof, **given)
    return dict(found)


async def logged_in(program: Led, torii: Served, name: str, **asked: Any) -> dict[str, Any]:
    """What the client has at the end of a login."""
    await discovered(program, torii, name)
    url = await program.ask("authorize", id=name, redirect_uri=CALLBACK, scope=SCOPE, **asked)
    async with torii.visitor() as visitor:
        back = await torii.callback(visitor, url)
    return dict(await program.ask("redeem", id=name, url=back))


@pytest.mark.parametrize("algorithm", ["oidc", "oauth2"])
async def test_openid_client_discovers(torii: Served, openid_client: Led, algorithm: str):
    found = await discovered(openid_client, torii, "app", algorithm=algorithm)
    assert found["issuer"] == torii.issuer
    assert found.keys() >= ENDPOINTS and all(found[name].startswith(torii.issuer) for name in ENDPOINTS)


@pytest.mark.parametrize("name", ["app", "backend"])
@pytest.mark.parametrize("pushed", [False, True], ids=["asked", "pushed"])
async def test_openid_client_logs_somebody_in(torii: Served, openid_client: Led, name: str, *, pushed: bool):
    found = await logged_in(openid_client, torii, name, pushed=pushed)
    assert found["token_type"] == "bearer" and found["scope"].split() == SCOPE.split()
    assert await torii.taken(found["access_token"])
    access, said = torii.claims(found["access_token"]), torii.claims(found["id_token"], name)
    assert access["sub"] == said["sub"] == found["claims"]["sub"]
    assert access["client_id"] == said["azp"] == name and said["amr"] == ["pwd"]
    who = await openid_client.ask("userinfo", id=name, token=found["access_token"], subject=said["sub"])
    assert who == {"sub": said["sub"], "name": "Ada", "email": EMAIL, "email_verified": True}
    answer = await openid_client.ask(
        "fetch", id=name, token=found["access_token"], url=f"{torii.issuer}/api/v1/genres?first=1"
    )
    assert answer["status"] == 200 and "data" in answer["body"]


async def test_openid_client_refreshes(torii: Served, openid_client: Led):
    first = await logged_in(openid_client, torii, "app")
    second = await openid_client.ask("refresh", id="app", token=first["refresh_token"])
    third = await openid_client.ask("refresh", id="app", token=second["refresh_token"], scope="openid read")
    assert third["scope"] == "openid read" and third["claims"]["sub"] == first["claims"]["sub"]
    assert await torii.taken(third["access_token"])
    # the second token was used and its successor as well: whoever comes with the first one stole it
    for token in (first["refresh_token"], third["refresh_token"]):
        with pytest.raises(Refused) as refused:
            await openid_client.ask("refresh", id="app", token=token)
        assert refused.value.error == "invalid_grant"
    assert not await torii.taken(third["access_token"])


@pytest.mark.parametrize("name", ["backend", "signer"])
async def test_openid_client_asks_for_itself(torii: Served, openid_client: Led, name: str):
    await discovered(openid_client, torii, name)
    for _ in range(2):  # with a statement of its own each time
        found = await openid_client.ask("credentials", id=name, scope="read")
        assert "refresh_token" not in found and await torii.taken(found["access_token"])
        claims = torii.claims(found["access_token"])
        assert claims["sub"] == claims["client_id"] == name and claims["roles"] == ["label"]


async def test_openid_client_is_told_what_it_did_wrong(torii: Served, openid_client: Led):
    await openid_client.ask("discover", server=torii.issuer, id="backend", secret="not the secret")
    with pytest.raises(Refused) as refused:
        await openid_client.ask("credentials", id="backend", scope="read")
    # with a challenge: this client reads it before it reads the body
    assert refused.value.code in {"OAUTH_WWW_AUTHENTICATE_CHALLENGE", "OAUTH_RESPONSE_BODY_ERROR"}
    await discovered(openid_client, torii, "backend")
    with pytest.raises(Refused) as refused:
        await openid_client.ask("credentials", id="backend", scope="everything")
    assert refused.value.error == "invalid_scope"


async def test_openid_client_introspects_and_revokes(torii: Served, openid_client: Led):
    found = await logged_in(openid_client, torii, "backend")
    for token, kind in ((found["access_token"], "Bearer"), (found["refresh_token"], "refresh_token")):
        about = await openid_client.ask("introspect", id="backend", token=token)
        assert about["active"] and about["token_type"] == kind and about["client_id"] == "backend"
        assert about["sub"] == found["claims"]["sub"]
    await openid_client.ask("revoke", id="backend", token=found["refresh_token"])
    for token in (found["access_token"], found["refresh_token"]):
        assert await openid_client.ask("introspect", id="backend", token=token) == {"active": False}
    assert not await torii.taken(found["access_token"])


async def test_openid_client_logs_somebody_out(torii: Served, openid_client: Led):
    await discovered(openid_client, torii, "app")
    async with torii.visitor() as visitor:
        await torii.log_in(visitor)
        url = await openid_client.ask("authorize", id="app", redirect_uri=CALLBACK, scope=SCOPE)
        found = await openid_client.ask("redeem", id="app", url=await torii.callback(visitor, url))
        assert await torii.taken(found["access_token"])
        away = await openid_client.ask(
            "end",
            id="app",
            id_token_hint=found["id_token"],
            post_logout_redirect_uri=GOODBYE,
            state="the end",
        )
        page = await visitor.open(away.removeprefix(torii.issuer))
        place, _, query = page.headers["location"].partition("?")
        assert place == GOODBYE and dict(parse_qsl(query)) == {"state": "the end"}
        assert (await visitor.open("/account")).path == "/login"
    assert not await torii.taken(found["access_token"])
    with pytest.raises(Refused):
        await openid_client.ask("refresh", id="app", token=found["refresh_token"])


# it takes the five seconds that a device has to wait
@pytest.mark.parametrize("torii", ["postgres"], indirect=True)
async def test_openid_client_on_a_device(torii: Served, openid_client: Led):
    await discovered(openid_client, torii, "tv")
    asked = await openid_client.ask("device", id="tv", scope="openid offline_access read")
    # the device asks every five seconds, meanwhile somebody decides
    waiting = asyncio.create_task(openid_client.ask("poll", id="tv"))
    async with torii.visitor() as visitor:
        page = await visitor.open(asked["verification_uri_complete"].removeprefix(torii.issuer))
        page = await visitor.send(page, page.form("/device"), button="Continue")
        assert "Television" in page.text and asked["user_code"] in page.text
        page = await visitor.send(page, page.form("/device/decide"), button="Allow")
    found = await waiting
    assert await torii.taken(found["access_token"])
    again = await openid_client.ask("refresh", id="tv", token=found["refresh_token"])
    assert again["claims"]["sub"] == found["claims"]["sub"] == torii.claims(again["access_token"])["sub"]


# --- Authlib ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    """On this machine; these two refuse it otherwise."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


async def metadata(torii: Served) -> dict[str, Any]:
    async with httpx2.AsyncClient() as http:
        answer = await http.get(f"{torii.issuer}/.well-known/oauth-authorization-server")
    return dict(answer.json())


@pytest.mark.parametrize("name", ["app", "backend"])
async def test_authlib_logs_somebody_in_and_refreshes(torii: Served, unencrypted: None, name: str):
    places, verifier = await metadata(torii), "v" * 64
    method = "client_secret_basic" if name in torii.secrets else "none"
    async with AsyncOAuth2Client(
        name,
        torii.secrets.get(name),
        scope=SCOPE,
        redirect_uri=CALLBACK,
        code_challenge_method="S256",
        token_endpoint_auth_method=method,
    ) as client:
        url, state = client.create_authorization_url(places["authorization_endpoint"], code_verifier=verifier)
        async with torii.visitor() as visitor:
            back = await torii.callback(visitor, url)
        found = dict(
            await client.fetch_token(
                places["token_endpoint"], authorization_response=back, code_verifier=verifier, state=state
            )
        )
        assert await torii.taken(found["access_token"])
        said = torii.claims(found["id_token"], name)
        assert (await client.get(places["userinfo_endpoint"])).json()["sub"] == said["sub"]
        again = dict(await client.refresh_token(places["token_endpoint"]))
        assert again["refresh_token"] != found["refresh_token"] and await torii.taken(again["access_token"])
        assert torii.claims(again["access_token"])["sub"] == said["sub"]
        await client.revoke_token(places["revocation_endpoint"], again["refresh_token"])
        assert not await torii.taken(again["access_token"])


async def test_authlib_asks_for_itself(torii: Served, unencrypted: None):
    places = await metadata(torii)
    async with AsyncOAuth2Client("backend", torii.secrets["backend"], scope="read") as client:
        found = dict(await client.fetch_token(places["token_endpoint"], grant_type="client_credentials"))
    assert "refresh_token" not in found and await torii.taken(found["access_token"])
    assert torii.claims(found["access_token"])["client_id"] == "backend"


# --- requests-oauthlib ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["app", "backend"])
async def test_requests_oauthlib_logs_somebody_in_and_refreshes(torii: Served, unencrypted: None, name: str):
    places, secret = await metadata(torii), torii.secrets.get(name)
    proof: dict[str, Any] = {"auth": (name, secret)} if secret else {"include_client_id": True}
    with OAuth2Session(name, redirect_uri=CALLBACK, scope=SCOPE.split(), pkce="S256") as session:
        url, _ = session.authorization_url(places["authorization_endpoint"])
        async with torii.visitor() as visitor:
            back = await torii.callback(visitor, url)
        found = dict(session.fetch_token(places["token_endpoint"], authorization_response=back, **proof))
        assert await torii.taken(found["access_token"])
        said = torii.claims(found["id_token"], name)
        assert session.get(places["userinfo_endpoint"]).json()["sub"] == said["sub"]
        named: dict[str, Any] = {} if secret else {"client_id": name}
        again = dict(session.refresh_token(places["token_endpoint"], auth=proof.get("auth"), **named))
        assert again["refresh_token"] != found["refresh_token"] and await torii.taken(again["access_token"])
        assert torii.claims(again["access_token"])["sub"] == said["sub"]

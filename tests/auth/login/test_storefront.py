"""The sample shop's storefront and its people, from the sign-up to the logout, in a real browser that runs no scripts."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
import pyotp
import pytest
from playwright.async_api import Browser, Error, Page, Route, expect

from tests import servers
from tests.auth.login.looking import Eye, browser, window
from tests.auth.login.test_browser import EMAIL, PASSWORD, STEP, link, log_in, press, titled
from tests.auth.oauth.world import Pkce

CALLBACK: Final = "http://127.0.0.1:4711/callback"
GOODBYE: Final = "http://127.0.0.1/"
SCOPE: Final = "openid profile email read"


@pytest.fixture
def place(tmp_path) -> Iterator[tuple[str, Path]]:
    """The sample, served as `make run` does, and where its letters are."""
    with servers.gateway("-m", "gateway.cli", "serve", GATEWAY_VAR=str(tmp_path / "var")) as server:
        yield server.url, tmp_path / "var" / "mail"
        assert server.stop() == 0


@pytest.fixture
async def found() -> AsyncIterator[Browser]:
    async with browser() as opened:
        yield opened


@pytest.fixture
async def eye(found, tmp_path) -> Eye:
    return await Eye.opened(found, tmp_path)


async def test_somebody_signs_up_and_uses_the_storefront(place, found, eye):
    address, mail = place
    async with window(found) as page, httpx2.AsyncClient(base_url=address) as http:
        await page.route("http://127.0.0.1:4711/**", shop)
        totp, begun = await joins(page, address, mail)
        pkce = Pkce()
        await page.goto(f"{address}/oauth/authorize?{urlencode(asked(pkce))}")
        await titled(page, "Log in")
        await log_in(page, PASSWORD)
        await page.get_by_label("Code", exact=True).fill(totp.at(begun + STEP))
        await press(page, "Log in")
        await titled(page, "Allow Amplitude Storefront to use your account?")
        await expect(page.locator("dd.host")).to_have_text("127.0.0.1")
        await eye.look(page, "consent")
        await press(page, "Allow")
        said = await arrived(page)
        assert said["state"] == "a state" and said["iss"] == address
        tokens = await redeemed(http, said["code"], pkce)
        await sees_the_same_on_both_doors(http, tokens["access_token"])
        await connects_a_device(page, http, eye, address)
        await logs_out(page, http, eye, address, tokens)


async def test_what_cannot_be_answered_is_a_page(place, found, eye):
    address, _ = place
    async with window(found) as page:
        await page.goto(f"{address}/oauth/authorize?client_id=nobody")
        await titled(page, "This link does not work")
        await eye.look(page, "no-such-client")


async def shop(route: Route) -> None:
    await route.fulfill(body="<title>shop</title>", content_type="text/html")


def asked(pkce: Pkce) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": "storefront",
        "redirect_uri": CALLBACK,
        "scope": SCOPE,
        "state": "a state",
        "code_challenge": pkce.challenge,
        "code_challenge_method": "S256",
    }


async def joins(page: Page, address: str, mail: Path) -> tuple[pyotp.TOTP, int]:
    await page.goto(f"{address}/sign-up")
    await page.get_by_label("Your name").fill("Ada Byron")
    await page.get_by_label("E-mail address").fill(EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await press(page, "Make account")
    await page.goto(await link(mail, 1))
    await page.get_by_label("Password").fill(PASSWORD)
    await press(page, "Yes, this is my address")
    await log_in(page, PASSWORD)
    await page.get_by_role("link", name="Second factor", exact=True).click()
    await press(page, "Set it up")
    totp = pyotp.TOTP((await page.locator(".shown.key").text_content() or "").replace(" ", ""))
    begun = int(time.time())
    await page.get_by_label("Code", exact=True).fill(totp.at(begun))
    await press(page, "Turn it on")
    await titled(page, "Your recovery codes")
    await press(page, "Log out")
    await expect(page.get_by_role("status")).to_have_text("You are logged out.")
    return totp, begun


async def arrived(page: Page) -> dict[str, str]:
    """What the storefront is told."""
    await expect(page).to_have_title("shop")
    return dict(parse_qsl(urlsplit(page.url).query))


async def redeemed(http: httpx2.AsyncClient, code: str, pkce: Pkce) -> dict[str, Any]:
    form = {"grant_type": "authorization_code", "client_id": "storefront", "code": code, "redirect_uri": CALLBACK}
    answer = await http.post("/oauth/token", data=form | {"code_verifier": pkce.verifier})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def sees_the_same_on_both_doors(http: httpx2.AsyncClient, token: str) -> None:
    headers = {"authorization": f"Bearer {token}"}
    rest = await http.get("/api/v1/releases?fields=title&first=3", headers=headers)
    graphql = await http.post("/graphql", json={"query": "{ releases(first: 3) { nodes { title } } }"}, headers=headers)
    about = await http.get("/oauth/userinfo", headers=headers)
    assert rest.json()["data"] == graphql.json()["data"]["releases"]["nodes"] and len(rest.json()["data"]) == 3
    assert about.json()["email"] == EMAIL and about.json()["name"] == "Ada Byron"


async def connects_a_device(page: Page, http: httpx2.AsyncClient, eye: Eye, address: str) -> None:
    device = (await http.post("/oauth/device", data={"client_id": "storefront-cli", "scope": "openid read"})).json()
    await page.goto(f"{address}/device")
    await eye.look(page, "device")
    await page.get_by_label("The code that your device shows").fill("BBBB-BBBB")
    await press(page, "Continue")
    await eye.look(page, "device-unknown")
    await page.get_by_label("The code that your device shows").fill(device["user_code"].lower().replace("-", " "))
    await press(page, "Continue")
    await expect(page.locator(".shown.code")).to_have_text(device["user_code"])
    await eye.look(page, "device-confirm")
    await press(page, "Allow")
    await titled(page, "Your device is connected")
    await eye.look(page, "device-done")
    form = {"client_id": "storefront-cli", "device_code": device["device_code"]}
    form["grant_type"] = "urn:ietf:params:oauth:grant-type:device_code"
    answer = await http.post("/oauth/token", data=form)
    assert answer.status_code == 200, answer.text
    headers = {"authorization": "Bearer " + answer.json()["access_token"]}
    assert (await http.get("/api/v1/releases?first=1", headers=headers)).status_code == 200


async def logs_out(page: Page, http: httpx2.AsyncClient, eye: Eye, address: str, tokens: dict[str, Any]) -> None:
    await page.goto(f"{address}/oauth/end-session?{urlencode({'client_id': 'storefront'})}")
    await titled(page, "Log out?")
    await eye.look(page, "logout-of-client")
    ending = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": GOODBYE, "state": "bye"}
    # there is no shop on this machine's port 80, so the browser gets no further than to ask for it
    async with page.expect_request(f"{GOODBYE}?state=bye"):
        with suppress(Error):
            await page.goto(f"{address}/oauth/end-session?{urlencode(ending)}")
    after = await page.context.new_page()
    await after.goto(f"{address}/account")
    await titled(after, "Log in")
    # what came from this login has ended with it
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    assert (await http.get("/api/v1/releases", headers=headers)).status_code == 401
    form = {"grant_type": "refresh_token", "client_id": "storefront", "refresh_token": tokens["refresh_token"]}
    assert (await http.post("/oauth/token", data=form)).json()["error"] == "invalid_grant"

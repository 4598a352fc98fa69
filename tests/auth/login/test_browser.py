"""Somebody's whole life with the pages, in a real browser that runs no scripts; every page is looked at on the way."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.async_api import Browser, Page, expect

from gateway import migrations
from gateway.auth.login import render
from tests import databases, servers
from tests.auth.login.looking import Eye, browser, window

SERVE = (
    "-c",
    """
from gateway.http.server import run
from gateway.settings import load_settings
run("gateway.app:create_app", load_settings(), host="127.0.0.1", workers=1)
""",
)
EMAIL = "ada@example.com"
PASSWORD = "seven green umbrellas"
NEW = "nine quiet staircases"
PROVIDERS = '[{"name": "acme", "title": "Acme", "issuer": "https://id.acme.example", "client_id": "torii"}]'
STEP = 30


@pytest.fixture
async def place(tmp_path) -> AsyncIterator[tuple[str, Path]]:
    """A gateway's address, and where its letters are."""
    var = tmp_path / "var"
    var.mkdir()
    await migrations.apply(databases.settings_of(None, var))
    with servers.gateway(*SERVE, GATEWAY_VAR=str(var), GATEWAY_SOCIAL=PROVIDERS) as server:
        yield server.url, var / "mail"


@pytest.fixture
async def found() -> AsyncIterator[Browser]:
    async with browser() as opened:
        yield opened


@pytest.fixture
async def eye(found, tmp_path) -> Eye:
    return await Eye.opened(found, tmp_path)


async def link(folder: Path, number: int) -> str:
    """Of the letter with this number, as soon as it is there."""
    async with asyncio.timeout(20):
        while len(letters := sorted(folder.glob("*.eml")) if folder.exists() else []) < number:
            await asyncio.sleep(0.05)
    text = str(message_from_bytes(letters[number - 1].read_bytes(), policy=modern).get_content())
    return str(re.findall(r"http://127\.0\.0\.1:\S+\?token=\S+", text)[0])


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def log_in(page: Page, password: str) -> None:
    await page.get_by_label("E-mail address").fill(EMAIL)
    await page.get_by_label("Password").fill(password)
    await press(page, "Log in")


async def titled(page: Page, heading: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text(heading)


async def test_a_life_with_the_pages(place, found, eye):
    address, mail = place
    async with window(found) as page:
        await page.goto(f"{address}/login")
        await eye.look(page, "login")
        await press(page, "Log in")
        await eye.look(page, "login-problems")
        await joins(page, eye, mail)
        await protects(page, eye)
        await manages(page, eye)
        async with window(found) as phone:
            await phone.goto(f"{address}/login")
            await recovers(phone, eye, mail)
        await page.goto(f"{address}/account")
        # the new password has ended this login
        await titled(page, "Log in")
    assert len(eye.seen) == 29


SCOPES = ["Know who you are", "Read everything that you may read", "Read your wishlist entries"]
CLIENT = {"client_name": "Storefront of a rather long name & sons", "action": "/", "csrf": "x"}
DEVICE = {**CLIENT, "scopes": SCOPES, "address": "192.0.2.1", "age": "2 minutes ago", "user_code": "BCDF-GHJK"}
OTHERS: dict[str, tuple[str, dict[str, Any]]] = {
    "consent": (
        "consent",
        {
            **CLIENT,
            "redirect_host": "a-rather-long-name-of-a-host.shop.example",
            "scopes": SCOPES,
            "lifetime": "until you take it back, at most 90 days",
            "account_email": EMAIL,
            "fields": [],
        },
    ),
    "device-enter": ("device", {**DEVICE, "step": "enter", "message": "", "user_code": ""}),
    "device-problem": ("device", {**DEVICE, "step": "enter", "message": "No device shows this code."}),
    "device-confirm": ("device", {**DEVICE, "step": "confirm", "message": ""}),
    "device-done": ("device", {"step": "done", "message": "Your device is connected"}),
    "logout-of-client": ("logout", {**CLIENT, "fields": []}),
    "error": ("error", {"title": "Please try again", "message": "The page was too old.", "request_id": "0123-4567"}),
    "done": ("done", {"title": "You are logged out", "message": "You can close this page."}),
}


async def test_the_pages_that_the_authorization_server_shows(eye):
    for name, (template, context) in OTHERS.items():
        await eye.examine(bytes(render.page(template, **context).body).decode(), "http://127.0.0.1:1/", name)


async def joins(page: Page, eye: Eye, mail: Path) -> None:
    await page.get_by_role("link", name="Make an account").click()
    await eye.look(page, "sign-up")
    await press(page, "Make account")
    await eye.look(page, "sign-up-problems")
    await page.get_by_label("Your name").fill("Ada Byron")
    await page.get_by_label("E-mail address").fill(EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await press(page, "Make account")
    await titled(page, "Look into your mail")
    await eye.look(page, "sign-up-sent")
    await page.goto(await link(mail, 1))
    await eye.look(page, "verify")
    await page.get_by_label("Password").fill(PASSWORD)
    await press(page, "Yes, this is my address")
    await expect(page.get_by_role("status")).to_contain_text("is confirmed")
    await eye.look(page, "verified")
    await log_in(page, PASSWORD)
    await titled(page, "Hello, Ada Byron")
    await eye.look(page, "account")


async def protects(page: Page, eye: Eye) -> None:
    await page.get_by_role("link", name="Second factor", exact=True).click()
    await eye.look(page, "factor-off")
    await press(page, "Set it up")
    await eye.look(page, "factor-set-up")
    shown = await page.locator(".shown.key").text_content()
    totp = pyotp.TOTP((shown or "").replace(" ", ""))
    begun = int(time.time())
    await page.get_by_label("Code", exact=True).fill(totp.at(begun))
    await press(page, "Turn it on")
    await titled(page, "Your recovery codes")
    await eye.look(page, "recovery-codes")
    await page.get_by_role("link", name="I have kept them").click()
    await eye.look(page, "factor-on")
    await page.get_by_role("link", name="Make new codes").click()
    await eye.look(page, "new-codes")
    await press(page, "Log out")
    await expect(page.get_by_role("status")).to_have_text("You are logged out.")
    await log_in(page, PASSWORD)
    await titled(page, "Second step")
    await eye.look(page, "second-step")
    await page.get_by_label("Code", exact=True).fill("000000")
    await press(page, "Log in")
    await eye.look(page, "second-step-problem")
    # each code counts once, so this is the next one
    await page.get_by_label("Code", exact=True).fill(totp.at(begun + STEP))
    await press(page, "Log in")
    await titled(page, "Hello, Ada Byron")


async def manages(page: Page, eye: Eye) -> None:
    for name, heading in [
        ("Browsers", "Browsers"),
        ("Name", "Name"),
        ("E-mail address", "E-mail address"),
        ("Password", "Password"),
        ("Apps", "Apps"),
        ("Linked logins", "Linked logins"),
        ("API keys", "API keys"),
    ]:
        await page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
        await titled(page, heading)
        await eye.look(page, heading.lower().replace(" ", "-"))
    await page.get_by_role("link", name="Make a key").click()
    await press(page, "Make key")
    await page.get_by_text("Or only some of it").click()
    await eye.look(page, "key-problems")
    await page.get_by_label("What is it for?").fill("nightly export")
    await page.get_by_label("Read everything that you may read").check()
    await press(page, "Make key")
    await expect(page.get_by_role("status")).to_contain_text("Your new key.")
    await eye.look(page, "key-made")
    await page.get_by_role("navigation").get_by_role("link", name="Browsers").click()
    await expect(page.get_by_role("listitem").filter(has_text="This one")).to_contain_text("Chrome on Linux")
    await page.goto(page.url.replace("/account/sessions", "/logout"))
    await eye.look(page, "logout")


async def recovers(page: Page, eye: Eye, mail: Path) -> None:
    await page.get_by_role("link", name="Forgot your password?").click()
    await eye.look(page, "forgot")
    await page.get_by_label("E-mail address").fill(EMAIL)
    await press(page, "Send the link")
    await eye.look(page, "forgot-sent")
    # after the verification and the notice of the second factor
    reset = await link(mail, 3)
    await page.goto(reset)
    await page.get_by_label("New password").fill("short")
    await press(page, "Set password")
    await eye.look(page, "reset-problem")
    await page.get_by_label("New password").fill(NEW)
    await press(page, "Set password")
    await expect(page.get_by_role("status")).to_contain_text("Your password is changed")
    await page.goto(reset)
    await titled(page, "This link does not work any more")
    await eye.look(page, "link-used")
    await page.get_by_role("link", name="Log in").click()
    await log_in(page, NEW)
    await titled(page, "Second step")

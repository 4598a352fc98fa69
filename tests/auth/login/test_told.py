"""Browsers, times and issuers in words; and what a page says when nothing works."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gateway.app import make_database
from gateway.auth.login.told import ago, day, device, provider
from gateway.configured import SocialProvider
from tests import databases
from tests.auth.login.browsing import FIREFOX, Page
from tests.auth.login.conftest import Clock, House

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/18.5 Safari/605.1.15", "Safari on macOS"),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {WEBKIT} CriOS/140.0 Safari/604.1",
            "Chrome on iPhone",
        ),
        (f"Mozilla/5.0 (Linux; Android 15) {WEBKIT} Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "curl"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Linux"),
        ("", "An unknown browser"),
    ],
)
def test_browsers(agent, words):
    assert device(agent) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (3599, "59 minutes ago"),
        (3600, "1 hour ago"),
        (86_399, "23 hours ago"),
        (86_400, "1 day ago"),
        (3 * 86_400, "3 days ago"),
    ],
)
def test_times(seconds, words):
    assert ago(NOW - timedelta(seconds=seconds), NOW) == words


def test_days():
    assert day(NOW) == "1 March 2027"


def test_issuers(tmp_path):
    acme = SocialProvider(name="acme", title="Acme", issuer="https://id.acme.example", client_id="x")
    github = SocialProvider(name="github", kind="github", client_id="x")
    settings = databases.settings_of(None, tmp_path).model_copy(update={"social": (acme, github)})
    issuers = ("https://id.acme.example", "https://github.com", "https://login.other.example/tenant", "other")
    assert [provider(issuer, settings) for issuer in issuers] == ["Acme", "GitHub", "login.other.example", "other"]


async def test_a_page_that_cannot_be_had_says_so_as_a_page(tmp_path):
    settings = databases.settings_of(None, tmp_path).model_copy(update={"issuer": "https://shop.example"})
    # never opened: it does not answer
    house = House(settings, make_database(settings), tmp_path, Clock())
    browser = house.browser()
    page = await house.log_in(browser, "ada@example.com")
    assert (page.status, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "retry-after" in page.headers
    assert "Please try again soon." in page.text
    assert page.headers["x-request-id"] in page.text
    await house.people.close()
    browser.client.cookies.set("__Host-sid", "A" * 43, domain="shop.example", path="/")
    answer = await browser.client.get("/account")
    assert (answer.status_code, Page(answer, []).title) == (503, "Sorry, that did not work · Torii")

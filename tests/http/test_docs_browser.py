"""The pages over the whole application, in a real browser that reaches nothing but this machine."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, Route, async_playwright, expect

from tests import servers, shop

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SERVE = (
    "-c",
    """
from gateway.http.server import run
from gateway.settings import load_settings
run("gateway.app:create_app", load_settings(), host="127.0.0.1", workers=1)
""",
)

expect.set_options(timeout=120_000)  # a machine that runs other tests beside it draws slowly


@dataclass
class Visit:
    """A page, where it went for what, and what the browser had to complain about."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    async def record(self, route: Route) -> None:
        host = urlsplit(route.request.url).hostname or ""
        self.hosts.add(host)
        await (route.continue_() if host in {"127.0.0.1", ""} else route.abort())


@pytest.fixture(scope="module")
async def address(tmp_path_factory) -> AsyncIterator[str]:
    var = tmp_path_factory.mktemp("var")
    await shop.seeded(var)
    with servers.gateway(*SERVE, GATEWAY_VAR=str(var)) as server:
        yield server.url


@asynccontextmanager
async def visit() -> AsyncIterator[Visit]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page(viewport={"width": 1280, "height": 1400})
        page.set_default_timeout(120_000)
        found = Visit(page)
        # a violation of the page's policy is an error of the console as well
        page.on("console", lambda said: found.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: found.complaints.append(str(error)))
        await page.route("**/*", found.record)
        yield found
        await browser.close()
    assert (found.hosts - {""}, found.complaints) == ({"127.0.0.1"}, [])


async def test_swagger_ui_lists_the_operations_and_runs_one(address, tmp_path):
    async with visit() as visited:
        page = visited.page
        await page.goto(f"{address}/docs")
        operation = page.locator("#operations-artists-listArtists")
        await operation.wait_for()
        assert await page.locator(".opblock").count() > 90
        await page.screenshot(path=tmp_path / "swagger.png")
        await operation.locator(".opblock-summary-control").click()
        await operation.get_by_role("button", name="Try it out").click()
        await operation.get_by_role("button", name="Execute").click()
        answer = operation.locator(".live-responses-table .response").first
        await expect(answer.locator(".response-col_status")).to_have_text(re.compile("200"))
        await expect(answer).to_contain_text('"has_next": true')
        await answer.scroll_into_view_if_needed()
        await page.screenshot(path=tmp_path / "executed.png")


async def test_redoc_shows_the_operations(address, tmp_path):
    async with visit() as visited:
        page = visited.page
        await page.goto(f"{address}/redoc")
        await expect(page.get_by_role("heading", name="REST API").first).to_be_visible()
        await expect(page.locator("[data-section-id='tag/artists']").first).to_be_attached()
        await expect(page.get_by_text("List artists").first).to_be_attached()
        await page.screenshot(path=tmp_path / "redoc.png")

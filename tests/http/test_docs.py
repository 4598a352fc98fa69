"""The pages in a real browser: they show the document, need nothing from elsewhere and break no rule of their policy."""

import shutil

import httpx2
import orjson
import pytest
from playwright.async_api import async_playwright
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from gateway.http import docs

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "The shop", "version": "1"},
    "paths": {"/releases": {"get": {"summary": "List releases", "responses": {"200": {"description": "them"}}}}},
}


def create_app():
    async def document(_request):
        return Response(orjson.dumps(DOCUMENT), media_type="application/json")

    return Starlette(routes=[Route("/openapi.json", document), *docs.routes("/openapi.json")])


@pytest.fixture
async def client():
    transport = httpx2.ASGITransport(app=create_app())
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_each_visit_has_a_nonce_of_its_own(client, path):
    first, second = await client.get(path), await client.get(path)
    policies = {answer.headers["content-security-policy"] for answer in (first, second)}
    assert len(policies) == 2
    for answer in (first, second):
        nonce = answer.headers["content-security-policy"].split("'nonce-")[1].split("'")[0]
        assert f'nonce="{nonce}"' in answer.text
        assert "https://" not in answer.text and "default-src 'none'" in answer.headers["content-security-policy"]


async def test_assets_are_kept_by_the_browser_and_nothing_else_is_served(client):
    answer = await client.get("/assets/swagger-ui.css")
    assert answer.headers["cache-control"] == "public, max-age=86400"
    kept = await client.get("/assets/swagger-ui.css", headers={"If-None-Match": answer.headers["etag"]})
    assert kept.status_code == 304
    for path in ("/assets/", "/assets/../core.py", "/assets/%2e%2e/core.py", "/assets/nothing.js"):
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(("path", "shows"), [("/docs", "List releases"), ("/redoc", "The shop")])
async def test_a_browser_shows_the_document(client, path, shows):
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    complaints: list[str] = []

    async def answer(route):
        url = route.request.url
        if not url.startswith("http://test/"):
            complaints.append(f"asked for {url}")
            await route.abort()
            return
        served = await client.get(url)
        await route.fulfill(status=served.status_code, headers=dict(served.headers), body=served.content)

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = await browser.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.route("**/*", answer)
        await page.goto("http://test" + path)
        await page.get_by_text(shows).first.wait_for()
        await browser.close()
    assert complaints == []

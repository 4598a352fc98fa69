"""Pages as people see them: in Chromium, with scripts switched off, held against axe-core in light and dark.

Where there is no Chromium or no axe-core the tests that need them are skipped, and fail in CI.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.async_api import Browser, Page, Route, async_playwright, expect

from tests.interop.installed import node_modules

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
QUIET: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# what WCAG 2.2 asks for at level AA, and what axe-core holds for good practice
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# width, colours, and whether axe-core is asked: what it finds depends on both, but not on each pair of them
LOOKS: Final[tuple[tuple[int, Literal["light", "dark"], bool], ...]] = (
    (1280, "light", True),
    (1280, "dark", False),
    (320, "light", False),
    (390, "light", False),
    (390, "dark", True),
)
RUN: Final = """async (tags) => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
  return found.violations.map(({id, nodes}) => `${id}: ${nodes.map(node => node.target.join(" ")).join(", ")}`);
}"""
# wider than its window, a page scrolls sideways (WCAG 2.2 success criterion 1.4.10)
OVERFLOW: Final = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL: Final = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
  .filter(element => element.checkVisibility() && !element.closest(".skip") && !element.closest(".tick"))
  .filter(element => element.getBoundingClientRect().height < 24)
  .map(element => element.outerHTML)"""

expect.set_options(timeout=30_000)  # a machine that runs other tests beside it draws slowly


def chromium() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        why = f"there is none of {', '.join(NAMES)}"
        pytest.fail(why) if "TORII_CI" in os.environ else pytest.skip(why)
    return str(found)


class Eye:
    """A page's own HTML, looked at in a second window that runs axe-core; pictures of it go to `folder`."""

    def __init__(self, window: Page, folder: Path) -> None:
        self._window, self.folder = window, folder
        self._axe = (node_modules() / "axe-core" / "axe.min.js").read_text()
        self._html = ""
        self.seen: list[str] = []

    @classmethod
    async def opened(cls, found: Browser, folder: Path) -> Eye:
        window = await found.new_page()
        eye = cls(window, folder)
        await window.route("**/*", eye._answer)
        return eye

    async def look(self, page: Page, name: str) -> None:
        """Fails for what is wrong with the page, in light and in dark, on a desk and on phones."""
        await self.examine(await page.content(), page.url, name)

    async def examine(self, html: str, url: str, name: str) -> None:
        self._html = html
        await self._window.goto(url)
        await self._window.evaluate(self._axe)
        problems = [problem async for problem in self._problems(name)]
        assert problems == [], f"{name}: {problems}"
        self.seen.append(name)

    async def _problems(self, name: str) -> AsyncIterator[str]:
        for width, scheme, examined in LOOKS:
            await self._window.set_viewport_size({"width": width, "height": 800})
            await self._window.emulate_media(color_scheme=scheme)
            if await self._window.evaluate(OVERFLOW) > 0:
                yield f"scrolls sideways at {width}"
            for small in await self._window.evaluate(SMALL):
                yield f"too small to hit at {width}: {small}"
            for violation in await self._window.evaluate(RUN, TAGS) if examined else ():
                yield f"{width} {scheme} {violation}"
            await self._window.screenshot(path=self.folder / f"{name}-{width}-{scheme}.png", full_page=True)

    async def _answer(self, route: Route) -> None:
        await route.fulfill(body=self._html, content_type="text/html; charset=utf-8")


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    executable = chromium()
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(executable_path=executable, args=QUIET)
        yield found
        await found.close()


@asynccontextmanager
async def window(found: Browser) -> AsyncIterator[Page]:
    """A browser of its own: no script runs in it, nothing but this machine is reached, and nothing may be complained
    about."""
    complaints: list[str] = []
    context = await found.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    page.set_default_timeout(20_000)
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda sent: complaints.append(sent.url) if not _near(sent.url) else None)
    yield page
    await context.close()
    assert complaints == []


def _near(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "http://127.0.0.1/", "data:"))

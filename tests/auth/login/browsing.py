"""A browser as far as forms and cookies go: it sends a form's own fields, keeps cookies, follows redirects on its site.

browser = Browser(app, "https://shop.example")
page = await browser.open("/login")
page = await browser.send(page, email="ada@example.com", password="...")
assert page.path == "/account"
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpx2
from starlette.types import ASGIApp

REDIRECTS_MAX: Final = 10
# tags that have no end
VOID: Final = frozenset({"input", "meta", "link", "br", "hr", "img"})
FIREFOX: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
# every browser is somewhere else, so that none uses up the attempts of another
numbers = itertools.count(1)


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)

    def filled(self, given: Mapping[str, Any], button: str | None) -> list[tuple[str, str]]:
        """What is sent: what is in the form, what was typed, and the button. Nobody types into what is not there."""
        strange = given.keys() - self.names
        assert not strange, f"the form {self.action} has {sorted(self.names)}, not {sorted(strange)}"
        values = self.fields | {
            name: list(value) if isinstance(value, list | tuple | set) else [str(value)]
            for name, value in given.items()
        }
        pairs = [(name, value) for name, several in values.items() for value in several]
        if button is not None:
            name, value = self.buttons[button]
            pairs += [(name, value)] if name else []
        return pairs


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.title = self.refresh = ""
        self._inside: list[str] = []
        self._label: list[str] = []
        self._target: tuple[str, Any] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append((tag, given))
        if tag not in VOID:
            self._inside.append(tag)
        if tag == "form":
            self.forms.append(Form(given.get("action") or "", (given.get("method") or "get").upper()))
        elif tag == "meta" and given.get("http-equiv") == "refresh":
            self.refresh = (given["content"] or "").partition("url=")[2]
        elif tag in {"a", "button"}:
            self._target, self._label = (tag, given), []
        elif tag in {"input", "select", "option"} and self.forms:
            self._read_field(tag, given)

    def _read_field(self, tag: str, given: dict[str, str | None]) -> None:
        form, value = self.forms[-1], given.get("value") or ""
        if tag == "option":
            if "selected" in given or self._select not in form.fields:
                form.fields[self._select] = [value]
            return
        name = given["name"] or ""
        form.names.add(name)
        if tag == "select":
            self._select = name
        elif given.get("type") not in {"checkbox", "radio"} or "checked" in given:
            form.fields.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"a", "button"} and self._target is not None:
            kind, given = self._target
            label = " ".join(" ".join(self._label).split())
            if kind == "a":
                self.links[label] = given.get("href") or ""
            else:
                self.forms[-1].buttons[label] = (given.get("name") or "", given.get("value") or "")
            self._target = None
        assert not self._inside or tag in self._inside, f"</{tag}> ends nothing"
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "title" in self._inside and "svg" not in self._inside:
            self.title += data
        elif "style" not in self._inside:
            self.words.append(data)
            self._label.append(data)


class Page:
    def __init__(self, response: httpx2.Response, trail: Sequence[tuple[int, str]]) -> None:
        """`trail` is how it came to be: the status and Location of each redirect."""
        self.response, self.trail = response, list(trail)
        self.status, self.headers, self.html = response.status_code, response.headers, response.text
        self.address = str(response.url)
        self.path = urlsplit(self.address).path
        reader = _Reader()
        reader.feed(self.html if "html" in response.headers.get("content-type", "") else "")
        self.forms, self.links, self.elements = reader.forms, reader.links, reader.elements
        self.title, self.refresh = reader.title.strip(), reader.refresh
        self.text = " ".join(" ".join(reader.words).split())

    def form(self, action: str | None = None, **fields: str) -> Form:
        """The one form with this action and these values."""
        found = [form for form in self.forms if action is None or form.action == action]
        found = [form for form in found if all(form.fields.get(name) == [value] for name, value in fields.items())]
        own = [form for form in found if form.action != "/logout"] if action is None else found
        assert len(own) == 1, f"{len(own)} forms for {action} {fields} among {[form.action for form in self.forms]}"
        return own[0]

    def wrong(self) -> dict[str, str]:
        """The fields that are marked as wrong, each with the ids of what describes it."""
        return {
            given["name"] or "": given.get("aria-describedby") or ""
            for tag, given in self.elements
            if given.get("aria-invalid") == "true"
        }

    def ids(self) -> list[str]:
        return [given["id"] or "" for _, given in self.elements if "id" in given]


class Browser:
    def __init__(self, app: ASGIApp, site: str, agent: str = FIREFOX, address: str | None = None) -> None:
        self.site = site
        number = next(numbers)
        self.at = address or f"10.{number // 62_500}.{number // 250 % 250}.{number % 250 + 1}"
        transport = httpx2.ASGITransport(app=app, client=(self.at, 1))
        self.client = httpx2.AsyncClient(transport=transport, base_url=site, headers={"User-Agent": agent})

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self.client.cookies.jar}

    async def get(self, path: str) -> Page:
        """One answer, whatever it is."""
        return Page(await self.client.get(path, headers={"Sec-Fetch-Site": "none"}), [])

    async def open(self, path: str) -> Page:
        """Where the address leads to in the end, or the last answer of ours before it leaves the site."""
        return await self._follow(await self.client.get(path, headers={"Sec-Fetch-Site": "none"}))

    async def send(self, page: Page, form: Form | None = None, *, button: str | None = None, **typed: Any) -> Page:
        """Fill a form in and send it: the page's only one, unless it is said which."""
        form = form or page.form()
        response = await self.post(urljoin(page.address, form.action), form.filled(typed, button))
        return await self._follow(response)

    async def post(
        self, path: str, pairs: Sequence[tuple[str, str]], headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """As a browser of today does it, unless `headers` say otherwise."""
        data: dict[str, list[str]] = {}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        given = {"Sec-Fetch-Site": "same-origin", "Origin": self.site} if headers is None else headers
        return await self.client.post(path, data=data, headers=given)

    async def _follow(self, response: httpx2.Response) -> Page:
        trail: list[tuple[int, str]] = []
        for _ in range(REDIRECTS_MAX):
            refresh = Page(response, trail).refresh
            location = response.headers.get("location") or refresh
            target = urljoin(str(response.url), location)
            if not location or not re.match(re.escape(self.site) + r"(?:/|\Z)", target):
                return Page(response, trail)
            trail.append((response.status_code, location))
            response = await self.client.get(target, headers={"Sec-Fetch-Site": "same-origin"})
        raise AssertionError(f"redirected too often: {trail}")

"""What answers of the authorization server must look like, to the letter."""

from __future__ import annotations

import base64
import json
import re
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import httpx2

from tests.auth.oauth.world import REDIRECT, Reply, World

# RFC 6749 section 5.2: what error and error_description may be made of
SAYABLE: Final = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]*\Z", re.ASCII)


def check_error(response: httpx2.Response, status: int, error: str) -> None:
    """The JSON of RFC 6749 section 5.2."""
    assert response.status_code == status, response.text
    said = response.json()
    assert said["error"] == error, said
    assert said.keys() <= {"error", "error_description"}
    assert all(SAYABLE.match(value) for value in said.values()), said
    assert response.headers["content-type"] == "application/json"
    check_unstored(response)


def check_unstored(response: httpx2.Response) -> None:
    assert response.headers["cache-control"] == "no-store"


def check_page(response: httpx2.Response, status: int = 400) -> None:
    """A page of ours: the browser stays here."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"].startswith("text/html")
    assert "location" not in response.headers
    check_framing(response)
    check_unstored(response)


def check_framing(response: httpx2.Response) -> None:
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["x-frame-options"] == "DENY"


def sent_back(
    response: httpx2.Response, world: World, to: str = REDIRECT, state: str | None = "the state"
) -> dict[str, str]:
    """What a client is told by way of the browser; each word once."""
    assert response.status_code == 303, response.text
    address = response.headers["location"]
    parts = urlsplit(address)
    assert parts._replace(query="").geturl() == to and not parts.fragment
    pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True)
    said = dict(pairs)
    assert len(said) == len(pairs)
    assert said["iss"] == world.settings.issuer
    assert said.get("state") == state
    check_unstored(response)
    return said


def check_sent_back(response: httpx2.Response, world: World, error: str, **where: Any) -> None:
    said = sent_back(response, world, **where)
    assert said["error"] == error, said
    assert "code" not in said
    assert SAYABLE.match(said.get("error_description", ""))


def to_login(response: httpx2.Response) -> str:
    """That somebody has to log in, and where they come back to."""
    assert response.status_code == 303, response.text
    reply = Reply(response)
    assert response.headers["location"].startswith("/login?next=")
    return reply.said["next"]


def claims(token: str) -> dict[str, Any]:
    """Of a token whose signature is not the matter."""
    return dict(json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "==")))


def header(token: str) -> dict[str, Any]:
    return dict(json.loads(base64.urlsafe_b64decode(token.split(".", maxsplit=1)[0] + "==")))


def elsewhere(world: World, address: str = "203.0.113.9") -> httpx2.AsyncClient:
    """A client of the same gateway at another address."""
    inner: Any = world.http._transport
    transport = httpx2.ASGITransport(app=inner.app, client=(address, 1))
    return httpx2.AsyncClient(transport=transport, base_url=world.settings.issuer, follow_redirects=False)

"""Another site must not act with somebody's cookie (cross-site request forgery).

Browsers say where a request comes from: in Sec-Fetch-Site, or where they are too old or the connection is not secure, in
Origin or Referer. Whoever says neither is no browser, or one that keeps it to itself, and shows a token that only a page
of ours can have read.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from starlette.types import Scope

from gateway.auth.cookies import Cookie
from gateway.auth.digests import new_secret
from gateway.auth.store import Store
from gateway.errors import CrossSite
from gateway.headers import headers_of

# they change nothing (RFC 9110 section 9.2.1), on both doors
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
HEADER: Final = b"x-csrf-token"
PURPOSE: Final = "csrf"
COOKIE: Final = "pre"
PRE_SECONDS: Final = 3600
SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{43}\Z", re.ASCII)
PORTS: Final = {"http": 80, "https": 443}
HINT: Final = "Send the request from a page of this site, or with the header X-CSRF-Token."


class Csrf:
    def __init__(self, store: Store) -> None:
        self._signer = store.signer(PURPOSE)
        self._origin = origin_of(store.settings.issuer)
        self._pre = Cookie(store.settings, COOKIE, PRE_SECONDS)

    def check(self, scope: Scope, cookie: str, given: str | None, *, navigation: bool = False) -> None:
        """Raises CrossSite. `cookie` is the credential that the request came with, `given` the token that it shows;
        `navigation` is for forms, which people may also send by themselves (a page that is loaded again)."""
        if scope.get("method") in SAFE:
            return
        site = _only(scope, b"sec-fetch-site")
        if site is not None:
            if site == "same-origin" or (navigation and site == "none"):
                return
            raise CrossSite(hint=HINT)
        origin, referrer = _only(scope, b"origin"), _only(scope, b"referer")
        if origin is not None or referrer is not None:
            said = origin if origin is not None else origin_of(referrer or "")
            if said is not None and said == self._origin:
                return
            raise CrossSite(hint=HINT)
        if given is None or not self._holds(given, cookie):
            raise CrossSite(hint=HINT)

    def token(self, cookie: str) -> str:
        """For pages of whoever has this cookie. No two are the same, so that none can be guessed from compressed pages."""
        salt = new_secret()
        return f"{self._signer.sign(cookie, salt)}.{salt}"

    def pre_session(self, scope: Scope) -> tuple[str, bool]:
        """What stands for a browser before somebody is logged in, and whether it is new and has to be set."""
        value = self._pre.read(scope)
        if value is not None and SHAPE.match(value):
            return value, False
        return new_secret(), True

    def pre_session_cookie(self, value: str) -> str:
        """As the value of Set-Cookie."""
        return self._pre.give(value)

    def _holds(self, given: str, cookie: str) -> bool:
        signature, _, salt = given.partition(".")
        return self._signer.holds(signature, cookie, salt)


def given_of(scope: Scope) -> str | None:
    """The token that a script shows."""
    return _only(scope, HEADER)


def origin_of(address: str) -> str | None:
    """As browsers write it (RFC 6454 section 6.2)."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or parts.scheme not in PORTS:
        return None
    bare = f"{parts.scheme}://[{host}]" if ":" in host else f"{parts.scheme}://{host}"
    return bare if port in {None, PORTS[parts.scheme]} else f"{bare}:{port}"


def _only(scope: Scope, wanted: bytes) -> str | None:
    """A header's value; what is sent twice matches nothing."""
    headers = headers_of(scope)
    if wanted in headers.repeated:
        return ""
    value = headers.get(wanted)
    return None if value is None else value.decode("latin-1")

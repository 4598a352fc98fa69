"""Security headers on every answer. What an answer says itself is kept; the rest is filled in, for an API: forbid all.

A page needs a nonce for its scripts and styles: it adds `page_headers(nonce)` itself.
"""

from __future__ import annotations

from collections.abc import Awaitable
from functools import lru_cache
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.http.answer import Headers, answer_of

DEFAULTS: Final = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
TRANSPORT: Final = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
OVER_TLS: Final = (*DEFAULTS, TRANSPORT)


def page_headers(nonce: str, *, style: str | None = None, also: str = "") -> dict[str, str]:
    """The headers of an HTML page whose scripts carry the nonce, and its styles too unless `style` says otherwise."""
    styled = f"'nonce-{nonce}'"
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src {style or styled}; "
        f"img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors 'none'"
    )
    return {"Content-Security-Policy": f"{policy}; {also}" if also else policy}


class SecurityHeaders:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http":
            return self.app(scope, receive, send)
        # behind a proxy that is trusted it is that of X-Forwarded-Proto already
        answer_of(scope).finishing.append(_over_tls if scope["scheme"] == "https" else _plain)
        return self.app(scope, receive, send)


def _plain(_status: int, headers: Headers) -> None:
    headers += _absent(False, *dict(headers))


def _over_tls(_status: int, headers: Headers) -> None:
    headers += _absent(True, *dict(headers))


# nearly all answers have the same
@lru_cache(maxsize=256)
def _absent(tls: bool, *present: bytes) -> tuple[tuple[bytes, bytes], ...]:  # noqa: FBT001  (it is remembered by position)
    return tuple(header for header in (OVER_TLS if tls else DEFAULTS) if header[0] not in present)

"""Whom a request comes from when proxies stand in between: the nearest address that is none of theirs.

X-Forwarded-For grows at its end: what is left of the address that a proxy of ours saw is what somebody else said.
Forwarded and X-Forwarded-Host are never read. Our own address is a setting.
"""

from __future__ import annotations

from collections.abc import Awaitable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.address import TrustedProxies
from gateway.headers import headers_of

SCHEMES: Final = {b"http": ("http", "ws"), b"https": ("https", "wss")}
# nobody has more proxies one behind the other
HOPS: Final = 16
# an IPv6 address with its zone and port
LONGEST: Final = 80


class Proxies:
    def __init__(self, app: ASGIApp, trusted: TrustedProxies) -> None:
        self.app, self._trusted = app, trusted
        self._known = lru_cache(maxsize=4096)(self._look)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "lifespan" and self._trusts(scope.get("client")):
            self._believe(scope)
        return self.app(scope, receive, send)

    def _trusts(self, peer: tuple[str, int] | None) -> bool:
        return self._trusted.anybody or (peer is not None and self._known(peer[0])[1])

    def _believe(self, scope: Scope) -> None:
        headers = headers_of(scope)
        # the last one is what the nearest proxy says
        schemes = SCHEMES.get(headers.get(b"x-forwarded-proto", b"").rpartition(b",")[2].strip())
        if schemes is not None:
            scope["scheme"] = schemes[scope["type"] == "websocket"]
        hops = headers.get(b"x-forwarded-for")
        if hops is not None and (client := self._nearest(hops)) is not None:
            scope["client"] = client

    def _nearest(self, hops: bytes) -> tuple[str, int] | None:
        """None when the proxy itself is all that is known."""
        client = None
        for hop in reversed(hops.decode("latin-1").rsplit(",", HOPS)):
            host, port = _host_and_port(hop.strip())
            address, trusted = self._known(host) if len(host) < LONGEST else (None, False)
            if address is None:
                # no proxy wrote that: whoever did must not choose as what it is counted and logged
                return client
            client = (address, port)
            if not trusted:
                return client
        return client

    def _look(self, host: str) -> tuple[str | None, bool]:
        """The address as it is always written, None for what is none, and whether it is a proxy of ours."""
        try:
            address: IPv4Address | IPv6Address = ip_address(host.partition("%")[0])
        except ValueError:
            return None, False
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return str(address), any(address in network for network in self._trusted.networks)


def _host_and_port(hop: str) -> tuple[str, int]:
    """`192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`; the port is 0 when it is not said."""
    if hop.startswith("["):
        host, _, port = hop[1:].partition("]")
        port = port.removeprefix(":")
    elif hop.count(":") == 1:
        host, _, port = hop.partition(":")
    else:
        host, port = hop, ""
    return host, int(port) if port.isascii() and port.isdigit() and len(port) <= 5 else 0  # noqa: PLR2004  (65535)

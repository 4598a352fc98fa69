"""Where a request comes from, as it is counted: an IPv6 network of somebody's own is one address.

The server has put the client there: the last hop of X-Forwarded-For that is no proxy of ours, whatever a client writes
before it.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from starlette.types import Scope

_KEPT: Final = 4096
_LONGEST: Final = 64


def address_of(scope: Scope) -> str:
    client = scope.get("client")
    return _counted(str(client[0])) if client else ""


@lru_cache(maxsize=_KEPT)
def _counted(text: str) -> str:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return text[:_LONGEST]
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address, 64), strict=False))

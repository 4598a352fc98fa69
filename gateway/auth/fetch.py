"""GET a small document of an issuer that the operator has named: its metadata, its keys.

On the standard library in a thread: it happens every few minutes at most. No redirects, no proxy, no compression.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import closing, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, urlsplit

from gateway.address import check_address

TIMEOUT: Final = 3.0
SIZE_MAX: Final = 64 * 1024


class FetchFailed(Exception):
    """Why there is no document."""


async def fetch(address: str) -> bytes:
    parts = urlsplit(check_address(address))
    connection = _connection(parts)
    try:
        async with asyncio.timeout(TIMEOUT):
            return await asyncio.to_thread(_get, connection, parts)
    except (OSError, HTTPException) as error:
        raise FetchFailed(type(error).__name__) from error
    finally:
        _hang_up(connection)


def _connection(parts: SplitResult) -> HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=ssl.create_default_context())
    return HTTPConnection(host, parts.port, timeout=TIMEOUT)


def _get(connection: HTTPConnection, parts: SplitResult) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with closing(connection):
        connection.request("GET", target, headers={"Accept": "application/json", "Accept-Encoding": "identity"})
        with connection.getresponse() as response:
            if response.status != HTTPStatus.OK:
                raise FetchFailed(f"status {response.status}")
            body = response.read(SIZE_MAX + 1)
    if len(body) > SIZE_MAX:
        raise FetchFailed("larger than 64 KiB")
    return body


def _hang_up(connection: HTTPConnection) -> None:
    """Wake the thread of a request that we gave up: a peer that sends a byte per second would keep it for hours."""
    # the socket belongs to the thread until it is done, so it is shut down, not closed
    if (open_socket := connection.sock) is not None:
        with suppress(OSError):
            open_socket.shutdown(socket.SHUT_RDWR)

"""A connection that is idle, or has become something else than one for HTTP, in a server of this process."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState

from gateway.http.connection import READ_TIMES, Bounds, Connection

SECONDS = 0.3
SIZE = 30_000_000
GET = b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n"
UPGRADE = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"


async def app(scope: Any, _receive: Any, send: Any) -> None:
    body = b"a" * SIZE if scope["path"] == "/large" else b"small"
    length = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": length})
    await send({"type": "http.response.body", "body": body})


class Upgraded(asyncio.Protocol):
    """What a socket of the server becomes: it repeats what it hears."""

    def __init__(self, **_about: Any) -> None:
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)


@asynccontextmanager
async def opened(idle: float) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    config = Config(app, ws=Upgraded, log_config=None, access_log=False, lifespan="off", proxy_headers=False)
    config.load()
    config.timeout_keep_alive = idle  # type: ignore[assignment]  # whole seconds are long
    make = partial(Connection, config, ServerState(), {}, bounds=Bounds(SECONDS, 10))
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    client = socket.create_connection(server.sockets[0].getsockname())
    # what the system takes for a client is not what the client has read
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
    reader, writer = await asyncio.open_connection(sock=client, limit=1000)
    try:
        yield reader, writer
    finally:
        writer.close()
        server.close()


async def closes(reader: asyncio.StreamReader, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await reader.read(1) == b""
    except TimeoutError:
        return False


@pytest.mark.parametrize(("idle", "closed"), [(SECONDS, True), (60, False)])
async def test_an_idle_connection_has_a_time_of_its_own(idle: float, closed: bool) -> None:
    async with opened(idle) as (reader, writer):
        writer.write(GET % b"")
        assert (await reader.readuntil(b"small")).startswith(b"HTTP/1.1 200")
        assert await closes(reader, 20 if closed else 3 * SECONDS) == closed


async def test_what_is_still_read_is_not_idle() -> None:
    async with opened(SECONDS) as (reader, writer):
        writer.write(GET % b"large")
        await reader.readuntil(b"\r\n\r\n")
        read, loop = 0, asyncio.get_running_loop()
        until, never = loop.time() + 2.5 * READ_TIMES * SECONDS, loop.create_future()
        while part := await reader.read(5_000 if loop.time() < until else 1_000_000):
            read += len(part)
            if loop.time() < until:
                await asyncio.wait({never}, timeout=SECONDS / 100)
        assert read == SIZE and loop.time() > until


@pytest.mark.parametrize("before", [b"", GET % b""], ids=["at once", "later"])
async def test_what_is_no_longer_http_has_other_clocks(before: bytes) -> None:
    async with opened(SECONDS) as (reader, writer):
        if before:
            writer.write(before)
            await reader.readuntil(b"small")
        writer.write(UPGRADE)
        assert await reader.readuntil(b"\r\n\r\n") == UPGRADE.replace(b"Host", b"host").replace(
            b"Connection", b"connection"
        ).replace(b"Upgrade:", b"upgrade:")
        assert not await closes(reader, 3 * SECONDS)
        writer.write(b"still here")
        assert await reader.readexactly(10) == b"still here"

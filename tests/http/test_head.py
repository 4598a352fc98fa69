"""What the server writes, next to what its library would write, and what nobody can make it write."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

import pytest
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from gateway.http import head
from gateway.http.connection import Bounds, Connection
from gateway.http.head import LINES, LONGEST

Protocol = Callable[..., asyncio.Protocol]

OURS: Final[Protocol] = partial(Connection, bounds=Bounds(10, 10))
THEIRS: Final[Protocol] = HttpToolsProtocol
# of many answers one is wrong: the connection ends
LAST: Final = b"GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
DEFAULT: Final = [(b"date", b"Mon, 01 Jan 2029 00:00:00 GMT"), (b"X-Default", b"1")]


def start(*headers: tuple[bytes, bytes], status: int = 200) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": headers}


def body(part: bytes = b"", *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": part, "more_body": more}


def length(size: int) -> tuple[bytes, bytes]:
    return b"content-length", b"%d" % size


SENT: Final = {
    "whole": [start(length(3)), body(b"abc")],
    "more than the system takes at once": [start(length(8_000_000)), body(b"a" * 8_000_000)],
    "lists": [{"type": "http.response.start", "status": 200, "headers": [[b"content-length", b"3"], [b"x-a", b"a"]]}, body(b"abc")],
    "capitals": [start((b"Content-Length", b"3"), (b"X-Any", b"\xe4 \t")), body(b"abc")],
    "parts": [start(length(6)), body(b"abc", more=True), body(b"", more=True), body(b"def")],
    "chunked": [start(), body(b"abc", more=True), body(b"", more=True), body(b"def")],
    "chunked, whole": [start(), body(b"abc")],
    "chunked, empty": [start(), body()],
    "chunked by name": [start((b"transfer-encoding", b"Chunked")), body(b"abc")],
    "both": [start(length(9), (b"transfer-encoding", b"chunked")), body(b"abc")],
    "two lengths": [start(length(3), length(9)), body(b"abc")],
    "no headers": [{"type": "http.response.start", "status": 200}, {"type": "http.response.body"}],
    "empty": [start(length(0)), body()],
    "no content": [start(status=204), body()],
    "not modified": [start((b"etag", b'"1"'), status=304), body()],
    "not modified, with its length": [start(length(3), status=304), body()],
    "unknown status": [start(length(0), status=599), body()],
    "closing": [start(length(3), (b"connection", b"x, Close")), body(b"abc")],
    "keeping": [start(length(3), (b"connection", b"keep-alive")), body(b"abc")],
    "too long": [start(length(3)), body(b"abcd")],
    "too short": [start(length(3)), body(b"ab")],
    "too short, in parts": [start(length(3)), body(b"a", more=True), body(b"b")],
    "no length": [start((b"content-length", b"three")), body(b"abc")],
    "no status": [start(status=999), body()],
    "nothing": [],
    "no start": [body(b"abc")],
    "no body": [start(length(3))],
    "no body, and none to come": [start(length(0))],
    "a body that does not end": [start(length(6)), body(b"abc", more=True)],
    "a second start": [start(length(0)), start(length(0)), body()],
    "a second start, later": [start(length(6)), body(b"abc", more=True), start(length(0)), body()],
    "a second answer": [start(length(3)), body(b"abc"), start(length(3)), body(b"def")],
    "a second body": [start(length(0)), body(), body()],
    "two lines in one": [start((b"x-a", b"a\r\nx-b: b"), length(0)), body()],
    "half a line in a value": [start((b"x-a", b"a\nx-b: b"), length(0)), body()],
    "a line in a name": [start((b"x-a: a\r\nx-b", b"b"), length(0)), body()],
    "a null": [start((b"x-a", b"a\x00"), length(0)), body()],
    "an early end": [start((b"x-a", b"a\r\n\r\n<p>"), length(0)), body()],
    "a line in what is read": [start((b"content-length", b"0\r\nx-b: b")), body()],
    "a line in what closes": [start((b"connection", b"close\r\nx-b: b"), length(0)), body()],
}  # fmt: skip


@asynccontextmanager
async def opened(app: Any, protocol: Protocol) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    config = Config(app, log_config=None, access_log=False, lifespan="off", proxy_headers=False)
    config.load()
    state = ServerState()
    state.default_headers = DEFAULT
    make = partial(protocol, config, state, {})
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        yield reader, writer
    finally:
        writer.close()
        server.close()


async def written(sent: list[dict[str, Any]], request: bytes, protocol: Protocol) -> bytes:
    """Twice the same, and the one that ends the connection."""

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        for message in sent if scope["path"] == "/" else [start(length(4)), body(b"last")]:
            await send({**message})

    async with opened(app, protocol) as (reader, writer), asyncio.timeout(20):
        writer.write(request + request + LAST)
        return await reader.read()


@pytest.mark.parametrize("request_line", [b"GET / HTTP/1.1", b"HEAD / HTTP/1.1", b"GET / HTTP/1.0", b"POST / HTTP/1.1"])
@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
async def test_it_is_what_the_library_would_write(sent: list[dict[str, Any]], request_line: bytes) -> None:
    expected = b"Expect: 100-continue\r\nContent-Length: 0\r\n" if request_line.startswith(b"POST") else b""
    request = request_line + b"\r\nHost: a\r\n" + expected + b"\r\n"
    theirs, ours = [await written(sent, request, protocol) for protocol in (THEIRS, OURS)]
    assert ours == theirs and b"x-b: b\r\n" not in ours


async def test_a_line_that_is_known_lets_no_other_one_pass() -> None:
    good = [start((b"x-a", b"good"), length(0)), body()]
    bad = [start((b"x-a", b"good\r\nx-b: b"), length(0)), body()]
    request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    for _ in range(2):
        assert (await written(good, request, OURS)).count(b"x-a: good\r\n") == 2
        assert b"x-b" not in await written(bad, request, OURS)


async def test_what_a_client_chooses_does_not_fill_the_memory() -> None:
    async def app(scope: Any, _receive: Any, send: Any) -> None:
        long = b"l" * LONGEST
        unique = b"x-request-id", b"a" * 20 + scope["query_string"]
        await send(
            start((b"x-said", scope["query_string"]), (b"x-long", long + scope["query_string"]), unique, length(0))
        )
        await send(body())

    async with opened(app, OURS) as (reader, writer), asyncio.timeout(60):
        for n in range(LINES + 100):
            writer.write(b"GET /?%d HTTP/1.1\r\nHost: a\r\n\r\n" % n)
            assert b"x-said: %d\r\n" % n in await reader.readuntil(b"\r\n\r\n")
    assert 0 < len(head._known) <= LINES
    assert all(len(line) <= LONGEST for line in head._known.values())
    assert not any(name == b"x-request-id" for name, _ in head._known)


async def test_an_application_sends_the_head_before_its_body_with_an_empty_part() -> None:
    go_on = asyncio.Event()

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send(start(length(3)))
        await send(body(b"", more=True))
        await go_on.wait()
        await send(body(b"abc"))

    async with opened(app, OURS) as (reader, writer), asyncio.timeout(20):
        writer.write(LAST)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
        go_on.set()
        assert await reader.read() == b"abc"


async def test_who_has_gone_is_written_nothing() -> None:
    gone, ended = asyncio.Event(), asyncio.Event()

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            gone.set()
        await send(start(length(3)))
        await send(body(b"abc"))
        ended.set()

    async with opened(app, OURS) as (_reader, writer), asyncio.timeout(20):
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await gone.wait()
        writer.transport.abort()
        await ended.wait()

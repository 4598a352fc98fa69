"""The default fetch, against a real server on this machine."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from gateway.address import check_address
from gateway.auth import fetch as fetching
from gateway.auth.fetch import FetchFailed, fetch


@asynccontextmanager
async def answering(answer, received=None):
    """A server that reads a request's head and says `answer`; None keeps silent."""

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        if received is not None:
            received.append(head)
        if answer is None:
            await reader.read()
        else:
            writer.write(answer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/keys?v=1"


async def test_a_document(monkeypatch):
    # a proxy of the environment must not see what we ask
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    received: list[bytes] = []
    async with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", received) as address:
        assert await fetch(address) == b"{}"
    assert received[0].startswith(b"GET /keys?v=1 HTTP/1.1\r\n")


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 302 Found\r\nLocation: /keys\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (64 * 1024 + 1),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"",
    ],
    ids=["redirect", "error", "large", "bad chunk", "no http", "nothing"],
)
async def test_what_is_not_a_document(answer):
    async with answering(answer) as address:
        with pytest.raises(FetchFailed):
            await fetch(address)


async def test_a_silent_server(monkeypatch):
    monkeypatch.setattr(fetching, "TIMEOUT", 0.05)
    async with answering(None) as address:
        with pytest.raises(FetchFailed):
            await fetch(address)


async def test_https_means_tls():
    async with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as address:
        with pytest.raises(FetchFailed):
            await fetch(address.replace("http://", "https://"))


async def test_nobody_listens():
    async with answering(b"") as address:
        pass
    with pytest.raises(FetchFailed):
        await fetch(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://id.example/keys",
        "http://127.0.0.1.evil.example/",
        "http://localhost@evil.example/",
        "https://user:secret@id.example/",
        "https://user@id.example/",
        "https://id.example/#keys",
        "https://id.example:port/",
        "https://id.example:99999/",
        "https:///keys",
        "https://id.example/a b",
        "https://id.example/\x7f",
        "https://idé.example/",
        "file:///etc/passwd",
        "ftp://id.example/",
        "//id.example/",
        "id.example",
        "None",
        "",
    ],
)
async def test_addresses_that_are_not_asked(address):
    with pytest.raises(ValueError, match=r"."):
        check_address(address)
    with pytest.raises(ValueError, match=r"."):
        await fetch(address)


@pytest.mark.parametrize(
    "address", ["https://id.example", "https://id.example:8443/a?b=c", "http://localhost:1/", "http://[::1]:80/"]
)
def test_addresses_that_may_be_asked(address):
    assert check_address(address) == address

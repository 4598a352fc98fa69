"""Clients that take their time, each with a real connection to a real server that gives them a second."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from gateway.http.connection import TOLD
from gateway.http.deadline import PART, TIMES
from tests import servers
from tests.http.raw import answer, connection, get
from tests.servers import Gateway

SECONDS = 1.0
# a busy machine is late, and never early
LATE = 20.0
PACE = 0.1
GET = b"GET /who HTTP/1.1\r\nHost: a\r\n\r\n"
HALF = b"GET /who HTTP/1.1\r\nHost: a\r\nX-Half: "
SOAK = 2000 if "TORII_SOAK" in os.environ else 200
SERVE = """
from gateway.http.server import run
from gateway.settings import load_settings
run("gateway.app:create_app", load_settings(), host="127.0.0.1", workers=1)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Gateway]:
    with servers.gateway("-m", "tests.http.probe", GATEWAY_DEADLINE_SECONDS=str(SECONDS)) as found:
        yield found
        found.stop()


def drip(sock, byte: bytes) -> tuple[bytes, float]:
    """Send a byte now and then until the other side has enough: what it said, and after how long."""
    began, read = time.perf_counter(), b""
    sock.settimeout(PACE)
    while time.perf_counter() - began < LATE:
        try:
            if byte:
                sock.sendall(byte)
            if not (part := sock.recv(65_536)):
                break
            read += part
        except TimeoutError:
            continue
        except (ConnectionResetError, BrokenPipeError):
            break
    return read, time.perf_counter() - began


SLOW = {
    "one byte": (b"G", b""),
    "slow value": (HALF, b"a"),
    "empty lines": (b"", b"\r\n"),
    "slow address": (b"GET /", b"a"),
    "slow name": (HALF + b"a\r\n", b"b"),
}


@pytest.mark.parametrize(
    ("before", "first", "byte"),
    [(b"", b"", b""), *((before, *slow) for before in (b"", GET) for slow in SLOW.values())],
    ids=["silent", *(f"{name}, {kind}" for kind in ("new", "kept") for name in SLOW)],
)
def test_headers_that_do_not_arrive_end_the_connection(server, before, first, byte):
    with connection(server.port) as sock:
        sock.sendall(before)
        if before:
            assert answer(sock).status == 200
        sock.sendall(first)
        read, seconds = drip(sock, byte)
    assert read == b"" and SECONDS - PACE < seconds < LATE


def test_half_a_request_behind_one_that_is_being_answered_has_its_time_as_well(server):
    with connection(server.port) as sock:
        sock.sendall(GET.replace(b"/who", b"/late") + HALF)
        read, seconds = drip(sock, b"a")
    assert read.startswith(b"HTTP/1.1 503") and read.count(b"HTTP/1.1") == 1
    assert SECONDS - PACE < seconds < LATE


def test_what_follows_an_answer_that_did_not_wait_for_it_has_its_time_too(server):
    with connection(server.port) as sock:
        sock.sendall(b"POST /forbidden HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n")
        assert answer(sock).status == 403
        read, seconds = drip(sock, b"a")
    assert read == b"" and SECONDS - PACE < seconds < LATE


@pytest.mark.parametrize(
    ("request_", "late", "status"),
    [(GET, b"", 200), (b"POST /forbidden HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na", b"b", 403)],
    ids=["at once", "before its body"],
)
def test_an_answered_connection_is_kept_for_longer(server, request_, late, status):
    with connection(server.port) as sock:
        sock.sendall(request_)
        assert answer(sock).status == status
        sock.sendall(late)
        sock.settimeout(1.5 * SECONDS)
        with pytest.raises(TimeoutError):
            sock.recv(1)
        sock.sendall(GET)
        assert answer(sock).status == 200


@pytest.mark.parametrize("byte", [b"", b"a"], ids=["silent", "slow"])
@pytest.mark.parametrize("framing", [b"Content-Length: 9000", b"Transfer-Encoding: chunked"])
def test_a_slow_body_is_408(server, framing, byte):
    chunk = b"1\r\na\r\n" if byte and b"chunked" in framing else byte
    with connection(server.port) as sock:
        sock.sendall(b"POST /echo HTTP/1.1\r\nHost: a\r\n" + framing + b"\r\n\r\n")
        read, seconds = drip(sock, chunk)
    assert read.startswith(b"HTTP/1.1 408") and b"connection: close" in read and b'"REQUEST_TIMEOUT"' in read
    assert SECONDS - PACE < seconds < LATE


def send_parts(sock, count: int, every: float) -> bool:
    """Whether all of them were taken."""
    sock.settimeout(every)
    for _ in range(count):
        sock.sendall(b"a" * PART)
        with suppress(TimeoutError):
            sock.recv(1, socket.MSG_PEEK)
            return False
    return True


def test_a_body_may_take_longer_than_an_answer_as_long_as_it_comes(server):
    with connection(server.port) as sock:
        sock.sendall(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (3 * PART + 1))
        assert send_parts(sock, 3, SECONDS / 2)
        sock.settimeout(LATE)
        sock.sendall(b"a")
        reply = answer(sock)
    assert (reply.status, len(reply.body)) == (200, 3 * PART + 1)


def test_and_not_for_ever(server):
    began = time.perf_counter()
    with connection(server.port) as sock:
        sock.sendall(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (15 * PART))
        assert not send_parts(sock, 15, SECONDS / 2)
        sock.settimeout(LATE)
        assert sock.recv(65_536).startswith(b"HTTP/1.1 408")
    assert TIMES * SECONDS - PACE < time.perf_counter() - began < LATE


# --- who does not read ------------------------------------------------------------------------------------------------


def is_open(server: Gateway, sock) -> bool:
    """Whether the server has not closed its end, of which a client that does not read learns nothing."""
    ends = [f":{port:04X}" for port in (server.port, sock.getsockname()[1])]
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    return any(line[1].endswith(ends[0]) and line[2].endswith(ends[1]) and line[3] == "01" for line in lines)


def wait_until(met: Callable[[], bool], server: Gateway) -> None:
    """Asking all the while, for a server that is asked has other things to do."""
    began = time.perf_counter()
    while not met():
        assert time.perf_counter() - began < LATE
        get(server.port)


@pytest.mark.parametrize(
    ("header", "parts"),
    [(b"", b""), (b"", b"&parts=1000"), (b"Connection: close\r\n", b"")],
    ids=["whole", "streamed", "closing"],
)
def test_an_answer_that_nobody_reads_ends_the_connection(server, header, parts):
    size = 30_000_000
    with connection(server.port) as sock:
        sock.sendall(b"GET /shaped?bytes=%d%b HTTP/1.1\r\nHost: a\r\n%b\r\n" % (size, parts, header))
        wait_until(lambda: is_open(server, sock), server)
        wait_until(lambda: not is_open(server, sock), server)
        read = 0
        try:
            while part := sock.recv(1_000_000):
                read += len(part)
        except ConnectionResetError:
            pass
    assert read < size


@pytest.mark.parametrize("header", [b"", b"Connection: close\r\n"], ids=["kept", "closing"])
def test_an_answer_that_is_read_slowly_is_sent(server, header):
    size = 30_000_000
    with connection(server.port) as sock:
        sock.sendall(b"GET /shaped?bytes=%d HTTP/1.1\r\nHost: a\r\n%b\r\n" % (size, header))
        began, read = time.perf_counter(), 0
        while read < size and (part := sock.recv(20_000)):
            read += len(part)
            if time.perf_counter() - began < 3 * SECONDS:
                # meanwhile, somebody else
                assert get(server.port).status == 200
    assert read >= size


# --- who is one too many ----------------------------------------------------------------------------------------------


def test_who_is_one_too_many_is_told_so_and_nobody_else_suffers():
    with servers.gateway("-m", "tests.http.probe", GATEWAY_CONNECTIONS="3") as few, ExitStack() as held:
        kept = [held.enter_context(connection(few.port)) for _ in range(3)]
        for sock in kept:
            sock.sendall(GET)
            assert answer(sock).status == 200
        reply = get(few.port)
        assert (reply.status, reply.json["code"], reply.headers["connection"]) == (503, "OVERLOADED", "close")
        assert reply.headers["content-type"] == "application/problem+json" and reply.headers["retry-after"] == "1"
        assert reply.headers["x-request-id"] and reply.headers["x-frame-options"] == "DENY"
        # a platform that asks how we are is not turned away: here there is no such page
        assert get(few.port, b"/health/live").status == 404
        kept[0].sendall(GET)
        assert answer(kept[0]).status == 200
        crowd = [held.enter_context(connection(few.port)) for _ in range(TOLD)]
        with connection(few.port) as sock:
            assert sock.recv(1) == b""
        for sock in (kept[1], *crowd):
            sock.close()
        wait_until(lambda: get(few.port).status == 200, few)
        assert few.stop() == 0


@pytest.mark.parametrize(("soft", "hard", "found"), [(600, 600, 600 - TOLD - 128), (600, 9000, 4096), (100, 100, 1)])
def test_there_are_no_more_connections_than_files(soft, hard, found):
    program = (
        "import resource, sys; from gateway.http.server import affordable\n"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))\n"
        "print(affordable(4096))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) == found


# --- all at once ------------------------------------------------------------------------------------------------------


def test_health_is_answered_while_many_slow_connections_are_held(tmp_path):
    seconds = 5.0
    kinds = (
        b"",
        HALF,
        b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{",
    )
    environment = {"GATEWAY_VAR": str(tmp_path), "GATEWAY_DEADLINE_SECONDS": str(seconds)}
    with servers.gateway("-c", SERVE, **environment) as shop, ExitStack() as held:
        began = time.perf_counter()
        slow = []
        for number in range(SOAK):
            sock = held.enter_context(connection(shop.port))
            sock.sendall(kinds[number % len(kinds)])
            sock.setblocking(False)
            slow.append((sock, kinds[number % len(kinds)]))
        took, most = [], len(slow)
        while slow:
            asked = time.perf_counter()
            assert get(shop.port, b"/health/live").status == 200
            took.append(time.perf_counter() - asked)
            slow = [(sock, kind) for sock, kind in slow if not ended(sock, b" " if kind else b"")]
            assert time.perf_counter() - began < 3 * seconds
        assert most == SOAK and sorted(took)[len(took) * 99 // 100] < 0.2
        assert get(shop.port, b"/health/live").status == 200
        assert shop.stop() == 0


def ended(sock, byte: bytes) -> bool:
    try:
        sock.sendall(byte)
        return not sock.recv(65_536)
    except BlockingIOError:
        return False
    except (ConnectionResetError, BrokenPipeError):
        return True

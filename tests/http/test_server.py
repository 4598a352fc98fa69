import socket

import orjson
import pytest

from tests import servers
from tests.http.raw import answer, connection, get

PROBE = ("-m", "tests.http.probe")


def begin(sock: socket.socket) -> None:
    """A request that is under way: its answer has begun, its body has not ended."""
    sock.sendall(b"POST /until_body_ends HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
    assert sock.recv(10_000).startswith(b"HTTP/1.1 200")


def rest(sock: socket.socket) -> bytes:
    sock.sendall(b"b")
    return b"".join(iter(lambda: sock.recv(4096), b""))


def test_sigterm_lets_a_request_finish_and_exits_with_0():
    with servers.gateway(*PROBE) as server, connection(server.port) as sock:
        begin(sock)
        server.process.terminate()
        server.wait_for("Waiting for connections to close. (CTRL+C to force quit)")
        with pytest.raises(ConnectionRefusedError), connection(server.port):
            pass
        assert rest(sock).endswith(b"3\r\nend\r\n0\r\n\r\n")
        assert server.process.wait(20) == 0
        assert all(orjson.loads(line) for line in server.lines if line)


def test_a_second_sigterm_changes_nothing():
    # some platforms send it to every process of a group, so that a child gets it twice
    with servers.gateway(*PROBE) as server, connection(server.port) as sock:
        begin(sock)
        server.process.terminate()
        server.wait_for("Shutting down")
        server.process.terminate()
        assert rest(sock).endswith(b"3\r\nend\r\n0\r\n\r\n")
        assert server.process.wait(20) == 0


def test_a_connection_is_kept_for_the_next_request(probe):
    with connection(probe.port) as sock:
        for _ in range(3):
            sock.sendall(b"GET /who HTTP/1.1\r\nHost: a\r\n\r\n")
            assert answer(sock).status == 200


def test_head_is_get_without_a_body(probe):
    with connection(probe.port) as sock:
        sock.sendall(b"HEAD /who HTTP/1.1\r\nHost: a\r\n\r\n")
        headed = answer(sock, "HEAD")
        assert (headed.status, headed.body) == (200, b"")
        sock.sendall(b"HEAD /nowhere HTTP/1.1\r\nHost: a\r\n\r\n")
        assert answer(sock, "HEAD").status == 404
        # the connection is still in step
        sock.sendall(b"GET /who HTTP/1.1\r\nHost: a\r\n\r\n")
        assert answer(sock).status == 200
    assert headed.headers.keys() >= get(probe.port).headers.keys() - {"date"}

import pytest

from gateway.errors import RequestMalformed
from gateway.http.guard import Guard, Sizes
from tests.conftest import BODY_BYTES
from tests.http.raw import answer, connection, exchange, get, post


def code(reply):
    return reply.status, reply.json["code"]


def test_a_request_at_every_limit_is_served(probe):
    headers = [b"X-%d: 1" % n for n in range(62)]
    assert get(probe.port, b"/who", *headers, b"X-Big: " + b"a" * 8187).status == 200
    assert get(probe.port, b"/who?" + b"a" * (8192 - 4)).status == 200
    body = b"a" * BODY_BYTES
    assert post(probe.port, b"/echo", body, b"Content-Length: %d" % len(body)).body == body


@pytest.mark.parametrize(
    "headers",
    [
        [b"X-%d: 1" % n for n in range(64)],
        [b"X-Big: " + b"a" * 8188],
        [b"X-%d: " % n + b"a" * 8000 for n in range(5)],
        [b"X-Huge: " + b"a" * 60_000],
    ],
    ids=["too many", "one too large", "too large together", "enormous"],
)
def test_headers_beyond_the_limits_are_431(probe, headers):
    assert code(get(probe.port, b"/who", *headers)) == (431, "HEADERS_TOO_LARGE")


@pytest.mark.parametrize("path", [b"/who?" + b"a" * 8189, b"/" + b"a" * 8192, b"/" + b"%41" * 2731])
def test_an_address_beyond_the_limit_is_414(probe, path):
    assert code(get(probe.port, path)) == (414, "URI_TOO_LONG")


@pytest.mark.parametrize("host", [b"", b"Host: a\r\nHost: a", b"Host: a\r\nHost: b"])
def test_a_host_is_named_once(probe, host):
    assert code(get(probe.port, host=host)) == (400, "REQUEST_MALFORMED")


@pytest.mark.parametrize("encoding", [b"gzip", b"br", b"deflate", b"zstd", b"identity, gzip", b"x"])
def test_an_encoded_body_is_415(probe, encoding):
    reply = post(probe.port, b"/echo", b"a", b"Content-Length: 1", b"Content-Encoding: " + encoding)
    assert code(reply) == (415, "MEDIA_TYPE_UNSUPPORTED")


@pytest.mark.parametrize(
    "said", [b"Content-Encoding: Identity", b"Content-Encoding: identity\r\nContent-Encoding: identity"]
)
def test_identity_is_no_encoding(probe, said):
    assert post(probe.port, b"/echo", b"a", b"Content-Length: 1", said).body == b"a"


def test_one_encoding_of_two_is_415(probe):
    said = b"Content-Encoding: identity\r\nContent-Encoding: gzip"
    assert code(post(probe.port, b"/echo", b"a", b"Content-Length: 1", said)) == (415, "MEDIA_TYPE_UNSUPPORTED")


@pytest.mark.parametrize("length", [BODY_BYTES + 1, 10**9, 10**18])
def test_a_body_announced_too_large_is_413_before_it_is_sent(probe, length):
    reply = post(probe.port, b"/echo", b"", b"Content-Length: %d" % length)
    assert code(reply) == (413, "BODY_TOO_LARGE")
    assert reply.headers["connection"] == "close"


def test_a_body_that_grows_too_large_is_413(probe):
    chunk = b"1f4\r\n" + b"a" * 500 + b"\r\n"
    reply = post(probe.port, b"/echo", chunk * 2 + b"1\r\na\r\n0\r\n\r\n", b"Transfer-Encoding: chunked")
    assert code(reply) == (413, "BODY_TOO_LARGE")
    assert reply.headers["connection"] == "close"
    assert len(post(probe.port, b"/echo", chunk * 2 + b"0\r\n\r\n", b"Transfer-Encoding: chunked").body) == 1000


@pytest.mark.parametrize(
    "headers",
    [
        [b"Content-Length: 1", b"Content-Length: 1"],
        [b"Content-Length: 1", b"Content-Length: 2"],
        [b"Content-Length: -1"],
        [b"Content-Length: 1x"],
        [b"Content-Length: 1", b"Transfer-Encoding: chunked"],
        [b" Folded: 1"],
        [b"Spaced : 1"],
        [b"Nul: a\x00b"],
    ],
)
def test_ambiguous_framing_is_400_and_ends_the_connection(probe, headers):
    request = b"\r\n".join([b"POST /echo HTTP/1.1", b"Host: a", *headers, b"", b"a"])
    with connection(probe.port) as sock:
        sock.sendall(request)
        reply = answer(sock)
        assert sock.recv(1) == b""
    assert code(reply) == (400, "REQUEST_MALFORMED")
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json["instance"] == "urn:request:" + reply.headers["x-request-id"]
    assert reply.headers["x-frame-options"] == "DENY" and "server" not in reply.headers


def test_what_is_malformed_behind_the_start_of_an_answer_is_no_second_answer(probe):
    with connection(probe.port) as sock:
        sock.sendall(b"POST /until_body_ends HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
        read = sock.recv(4096)
        sock.sendall(b"no length\r\n")
        read += b"".join(iter(lambda: sock.recv(4096), b""))
    assert read.startswith(b"HTTP/1.1 200") and read.count(b"HTTP/1.1") == 1 and not read.endswith(b"0\r\n\r\n")


def test_a_refusal_leaves_the_server_well(probe):
    exchange(probe.port, b"GET / HTTP/1.1\r\n\r\n")
    assert get(probe.port).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        [(b"content-length", b"1"), (b"content-length", b"1")],
        [(b"content-length", b"1x")],
        [(b"content-length", b"1"), (b"transfer-encoding", b"chunked")],
    ],
)
async def test_ambiguous_framing_is_refused_whichever_server_lets_it_through(headers):
    async def unreachable(scope, receive, send):
        raise AssertionError

    guard = Guard(unreachable, Sizes(body=10, upload=10, uri=10, header_count=10, header=100, headers=100))
    scope = {"type": "http", "path": "/", "query_string": b"", "headers": [(b"host", b"a"), *headers]}
    with pytest.raises(RequestMalformed):
        await guard(scope, unreachable, unreachable)  # type: ignore[arg-type]  # neither is ever called

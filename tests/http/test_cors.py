import pytest

from tests.http.probe import GOOD
from tests.http.raw import connection, exchange, get, post

ORIGIN = b"Origin: " + GOOD.encode()
STRANGE = [b"https://evil.example", b"null", b"*", b"", GOOD.encode() + b", " + GOOD.encode(), b"\xe4"]
ASKED = ("authorization", "content-type", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since")
READABLE = (
    "x-request-id",
    "etag",
    "link",
    "location",
    "retry-after",
    "ratelimit",
    "ratelimit-policy",
    "cache-status",
    "age",
    "x-consistency-token",
)


def said(reply):
    return {name: value for name, value in reply.headers.items() if name.startswith("access-control-")}


def preflight(port: int, *headers: bytes):
    lines = [b"OPTIONS /echo HTTP/1.1", *headers, b"Access-Control-Request-Method: PATCH", b"", b""]
    return exchange(port, b"\r\n".join(lines))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (b"/who", 200),
        (b"/cached", 304),
        (b"/unauthenticated", 401),
        (b"/forbidden", 403),
        (b"/nowhere", 404),
        (b"/who?" + b"a" * 9000, 414),
        (b"/unexpected", 500),
        (b"/late", 503),
    ],
)
def test_a_script_can_read_every_answer_and_why_it_was_refused(probe, path, status):
    reply = get(probe.port, path, ORIGIN)
    assert reply.status == status and "Origin" in reply.headers["vary"].split(", ")
    assert reply.headers["access-control-allow-origin"] == GOOD
    exposed = reply.headers["access-control-expose-headers"].split(", ")
    assert set(READABLE) <= set(exposed)
    assert "access-control-allow-credentials" not in reply.headers


def test_a_script_can_read_that_its_body_was_too_large(probe):
    reply = post(probe.port, b"/echo", b"", b"Content-Length: 100000", ORIGIN)
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (413, GOOD)


@pytest.mark.parametrize("origin", STRANGE)
@pytest.mark.parametrize("path", [b"/who", b"/forbidden", b"/unexpected"])
def test_who_is_not_known_reads_nothing(probe, path, origin):
    reply = get(probe.port, path, b"Origin: " + origin)
    assert said(reply) == {} and reply.headers["vary"] == "Origin"
    assert reply.status == get(probe.port, path).status


def test_of_two_origins_neither_is_believed(probe):
    assert said(get(probe.port, b"/who", ORIGIN, ORIGIN)) == {}
    assert said(get(probe.port, b"/who", ORIGIN, b"Origin: https://evil.example")) == {}


def test_without_an_origin_nothing_is_said_but_that_it_would_count(probe):
    reply = get(probe.port)
    assert said(reply) == {} and reply.headers["vary"] == "Origin"


def test_a_browser_that_asks_first_is_told_what_a_script_may_send(probe):
    reply = preflight(probe.port, b"Host: a", ORIGIN, b"Access-Control-Request-Headers: if-match")
    assert (reply.status, reply.body, reply.headers["vary"]) == (204, b"", "Origin")
    assert reply.headers["access-control-allow-origin"] == GOOD
    assert reply.headers["access-control-max-age"] == "600"
    assert {"GET", "POST", "PATCH", "PUT", "DELETE"} <= set(reply.headers["access-control-allow-methods"].split(", "))
    allowed = reply.headers["access-control-allow-headers"].split(", ")
    assert {*ASKED, "idempotency-key", "prefer", "x-consistency-token", "x-request-id"} <= set(allowed)
    assert "cookie" not in allowed and "*" not in allowed
    assert reply.headers["x-request-id"]


@pytest.mark.parametrize("origin", STRANGE)
def test_a_browser_that_asks_for_a_stranger_is_told_nothing(probe, origin):
    reply = preflight(probe.port, b"Host: a", b"Origin: " + origin)
    assert (reply.status, said(reply)) == (405, {})


def test_what_is_malformed_is_no_preflight(probe):
    assert preflight(probe.port, b"Host: a", b"Host: b", ORIGIN).status == 400
    assert preflight(probe.port, b"Host: a", ORIGIN, b"X-Big: " + b"a" * 9000).status == 431


def test_without_the_method_it_is_an_ordinary_request(probe):
    with connection(probe.port) as sock:
        sock.sendall(b"OPTIONS /echo HTTP/1.1\r\nHost: a\r\n" + ORIGIN + b"\r\n\r\n")
        assert sock.recv(4096).startswith(b"HTTP/1.1 405")

import pytest

from gateway.http.headers import DEFAULTS
from tests.conftest import BODY_BYTES
from tests.http.probe import GOOD
from tests.http.raw import exchange, get

ALWAYS = {name.decode(): value.decode() for name, value in DEFAULTS}


# what an answer says itself is kept: a page has its own policy, what may be stored its own rule
OWN = {"/page": {"content-security-policy"}, "/cached": {"cache-control"}}
PREFLIGHT = f"Origin: {GOOD}\r\nAccess-Control-Request-Method: PATCH\r\n"
JSON = "Content-Type: application/json\r\n"
EVERY = [
    ("GET", "/who", "", 200),
    ("HEAD", "/who", "", 200),
    ("GET", "/page", "", 200),
    ("GET", "/shaped?bytes=5000&parts=3&content-type=text/html", "", 200),
    ("GET", "/shaped?bytes=5000&content-type=application/json", "Accept-Encoding: br\r\n", 200),
    ("OPTIONS", "/echo", PREFLIGHT, 204),
    ("GET", "/cached", "", 304),
    ("FOO", "/who", "", 400),
    ("GET", "/who", "Host: b\r\n", 400),
    ("GET", "/unauthenticated", "", 401),
    ("GET", "/forbidden", "", 403),
    ("GET", "/nowhere", "", 404),
    ("HEAD", "/nowhere", "", 404),
    ("TRACE", "/who", "Authorization: Bearer secret\r\nMax-Forwards: 0\r\n", 405),
    ("PROPFIND", "/who", "", 405),
    ("CONNECT", "/who", "", 405),
    ("POST", "/echo", "Content-Length: 1\r\n", 408),
    ("POST", "/echo", f"Content-Length: {BODY_BYTES + 1}\r\n", 413),
    ("GET", "/who?" + "a" * 9000, "", 414),
    ("POST", "/echo", "Content-Length: 1\r\nContent-Encoding: gzip\r\n", 415),
    ("POST", "/number?n=x", JSON + "Content-Length: 0\r\n", 422),
    ("GET", "/too_often", "", 429),
    ("GET", "/who", "X: " + "a" * 9000 + "\r\n", 431),
    ("GET", "/unexpected", "", 500),
    ("GET", "/late", "", 503),
]


@pytest.mark.parametrize(("method", "path", "headers", "status"), EVERY)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_answer_carries_them(probe, method, path, headers, status, scheme):
    said = f"X-Forwarded-Proto: {scheme}\r\n{headers}"
    reply = exchange(probe.port, f"{method} {path} HTTP/1.1\r\nHost: a\r\n{said}\r\n".encode())
    assert reply.status == status and reply.headers["x-request-id"]
    for name in ALWAYS.keys() - OWN.get(path, set()):
        assert reply.headers[name] == ALWAYS[name]
    assert not {"server", "x-powered-by", "x-xss-protection", "access-control-allow-credentials"} & reply.headers.keys()
    # what cannot be read has not been said to come over TLS
    assert ("strict-transport-security" in reply.headers) == (scheme == "https" and method != "FOO")
    if status >= 400:
        assert reply.headers["content-type"] == "application/problem+json"
        assert b"secret" not in reply.body
        assert method == "HEAD" or reply.json["status"] == status


def test_what_an_answer_says_itself_is_kept(probe):
    assert get(probe.port, b"/cached").headers["cache-control"] == "private, no-cache"
    policy = get(probe.port, b"/page").headers["content-security-policy"]
    assert "script-src 'nonce-N0NCE'" in policy and "frame-ancestors 'none'" in policy


def test_over_tls_the_browser_is_told_to_stay_there(probe):
    answer = get(probe.port, b"/who", b"X-Forwarded-Proto: https")
    assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"


def test_a_forwarded_address_is_believed_from_a_proxy_of_ours_and_is_the_last_one(probe):
    answer = get(probe.port, b"/who", b"X-Forwarded-For: 6.6.6.6, 203.0.113.7")
    assert answer.body.decode().endswith(" http 203.0.113.7")

import pytest

from gateway.http.headers import DEFAULTS
from tests.http.raw import get

ALWAYS = {name.decode(): value.decode() for name, value in DEFAULTS}


@pytest.mark.parametrize(
    "path", [b"/who", b"/cached", b"/forbidden", b"/unauthenticated", b"/unexpected", b"/nowhere", b"/late", b"/page"]
)
def test_every_answer_carries_them(probe, path):
    headers = get(probe.port, path).headers
    assert headers.keys() >= ALWAYS.keys()
    for name in ALWAYS.keys() - {"content-security-policy", "cache-control"}:
        assert headers[name] == ALWAYS[name]
    assert "server" not in headers and "x-powered-by" not in headers
    assert "strict-transport-security" not in headers


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

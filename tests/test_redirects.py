"""Where a browser may be sent: what can be registered, and what passes for what is registered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.auth import redirects

CALLBACK = "http://127.0.0.1/callback"


@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example",
        "https://app.example/",
        "https://app.example:8443/cb?tenant=1&x=%2F",
        "https://xn--bcher-kva.example/cb",
        "https://192.0.2.7/cb",
        "https://[2001:db8::1]/cb",
        "http://127.0.0.1/cb",
        "http://127.0.0.1:9000/cb",
        "http://[::1]:9000/cb",
        "https://app.example/a..b/...c/",
        "https://app.example//cb",
        "com.example.app:/callback",
        "com.example.app://callback/x",
    ],
)
def test_what_can_be_registered(uri):
    assert redirects.problem(uri, native=True) is None


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("", "not an address"),
        ("/cb", "scheme"),
        ("//app.example/cb", "scheme"),
        ("app.example/cb", "scheme"),
        ("https://app.example/cb#", "fragment"),
        ("https://app.example/cb#x", "fragment"),
        ("https://*.app.example/cb", "wildcard"),
        ("https://app.example/*", "wildcard"),
        ("https://app.example/cb?*", "wildcard"),
        ("https://app.example@attacker.test/cb", "user name"),
        ("https://app.example:443@attacker.test/cb", "user name"),
        ("https://@attacker.test/cb", "user name"),
        ("http://localhost:80@attacker.test/cb", "user name"),
        ("http://127.0.0.1:80@attacker.test/cb", "user name"),
        ("http://[::1]@attacker.test/cb", "user name"),
        ("http://app.example/cb", "encrypted"),
        ("http://localhost/cb", "encrypted"),
        ("http://localhost:3000/cb", "encrypted"),
        ("http://127.0.0.2/cb", "encrypted"),
        ("http://127.1/cb", "encrypted"),
        ("http://127.0.0.1.attacker.test/cb", "encrypted"),
        ("http://[::ffff:127.0.0.1]/cb", "encrypted"),
        ("http://0x7f000001/cb", "encrypted"),
        ("https://app.example/../cb", "detour"),
        ("https://app.example/a/./cb", "detour"),
        ("https://app.example/a/..", "detour"),
        ("https://app.example/%2e%2e/cb", "detour"),
        ("https://app.example/.%2E/cb", "detour"),
        ("https://app.example/a%2f..%2fcb", "detour"),
        ("https://app.example/%252e%252e%252fcb", "detour"),
        ("https://app.example/..%5ccb", "detour"),
        ("https://app.example/..;x=1/cb", "detour"),
        ("com.example.app:/../cb", "detour"),
        ("https://app.example/a%5cb", "backslash"),
        ("https://app.example\\@attacker.test/cb", "not an address"),
        ("https:\\\\app.example/cb", "not an address"),
        ("https://app.example/a b", "not an address"),
        (" https://app.example/cb", "not an address"),
        ("https://app.example/cb\n", "not an address"),
        ("https://app.example/cb\r\nSet-Cookie: a=b", "not an address"),
        ("https://app.example/\x00", "not an address"),
        ("https://app.example/%0d%0aSet-Cookie:a", "control character"),
        ("https://app.example/?x=%00", "control character"),
        ("https://app.example/%", "not an address"),
        ("https://app.example/%zz", "not an address"),
        ("https://bücher.example/cb", "not an address"),
        ("https://app.example/" + "a" * 2000, "not an address"),
        ("https://APP.example/cb", "lower case"),
        ("HTTPS://app.example/cb", "lower case"),
        ("https:///cb", "host"),
        ("https:app.example/cb", "host"),
        ("https:/app.example/cb", "host"),
        ("https://app..example/cb", "host"),
        ("https://-app.example/cb", "host"),
        ("https://[::g]/cb", "host"),
        ("https://[:::]/cb", "host"),
        ("https://app.example:0/cb", "port"),
        ("https://app.example:65536/cb", "port"),
        ("https://app.example:/cb", "host"),
        ("https://app.example/cb?code=1", "answer"),
        ("https://app.example/cb?x=1&st%61te=1", "answer"),
        ("javascript:alert(1)", "javascript:"),
        ("JavaScript:alert(1)", "lower case"),
        ("data:text/html,hello", "data:"),
        ("vbscript:x", "vbscript:"),
        ("file:///etc/passwd", "file:"),
        ("myapp:/callback", "myapp:"),
        ("myapp://callback", "myapp:"),
        ("urn:ietf:wg:oauth:2.0:oob", "urn:"),
        ("com.example.app:callback", "path"),
        ("com.example.app:", "path"),
        ("com.example.app://user@callback/x", "user name"),
    ],
)
def test_what_cannot_be_registered(uri, why):
    told = redirects.problem(uri, native=True)
    assert told is not None and why in told


def test_a_scheme_of_its_own_is_for_native_programs():
    assert "public clients" in (redirects.problem("com.example.app:/callback", native=False) or "")


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:1/callback",
        "http://127.0.0.1:65535/callback",
        "http://127.0.0.1/callback",
    ],
)
def test_the_port_of_a_loopback_literal_does_not_count(uri):
    assert redirects.same([CALLBACK], uri, native=True)
    assert redirects.same(["http://127.0.0.1:9000/callback"], uri, native=True)
    assert redirects.same([CALLBACK], uri, native=False) is (uri == CALLBACK)


def test_nor_does_that_of_the_other_family():
    assert redirects.same(["http://[::1]/cb"], "http://[::1]:9/cb", native=True)
    assert not redirects.same(["http://[::1]/cb"], "http://127.0.0.1:9/cb", native=True)


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:80@attacker.test/callback",
        "http://127.0.0.1@attacker.test/callback",
        "http://127.0.0.1:80:90/callback",
        "http://127.0.0.1.attacker.test/callback",
        "http://127.0.0.1:0/callback",
        "http://127.0.0.1:65536/callback",
        "http://127.0.0.1:123456/callback",
        "http://127.0.0.1:/callback",
        "http://127.0.0.1:٣/callback",
        "http://127.0.0.1:9/callback/",
        "http://127.0.0.1:9/callback?x=1",
        "http://127.0.0.1:9/callback;x=1",
        "http://127.0.0.1:9/callback#",
        "http://127.0.0.1:9/CALLBACK",
        "http://127.0.0.1:9/x/../callback",
        "http://127.0.0.1:9/%63allback",
        "http://127.0.0.1:9/callback\n",
        "http://127.0.0.1:9\\@attacker.test/callback",
        "https://127.0.0.1:9/callback",
        "HTTP://127.0.0.1:9/callback",
        "http://localhost:9/callback",
        "http://127.1:9/callback",
        "http://[::1]:9/callback",
        "http://127.0.0.1:9",
    ],
)
def test_everything_else_of_it_counts(uri):
    assert not redirects.same([CALLBACK], uri, native=True)


@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example/cb/",
        "https://app.example/cb?",
        "https://app.example/cb?x=1",
        "https://app.example/cb#",
        "https://app.example/cb;path=params",
        "https://user@app.example/cb",
        "https://app.example:443/cb",
        "https://APP.example/cb",
        "https://app.example/c%62",
        "https://app.example.attacker.test/cb",
        "http://app.example/cb",
        "",
    ],
)
def test_other_addresses_are_compared_letter_by_letter(uri):
    assert redirects.same(["https://app.example/cb"], "https://app.example/cb", native=True)
    assert not redirects.same(["https://app.example/cb"], uri, native=True)


@given(
    st.text(max_size=60), st.sampled_from(["http://127.0.0.1:", "http://127.0.0.1", "http://[::1]:", "https://a/", ""])
)
def test_no_text_passes_for_a_loopback_address_of_another_host(text, start):
    uri = start + text
    if redirects.same([CALLBACK], uri, native=True):
        port = uri.removeprefix("http://127.0.0.1").removesuffix("/callback")
        assert port == "" or (port[0] == ":" and port[1:].isascii() and port[1:].isdigit())
    redirects.problem(uri, native=True)


@pytest.mark.parametrize(
    ("origin", "right"),
    [
        ("https://app.example", True),
        ("https://app.example:8443", True),
        ("http://127.0.0.1:5173", True),
        ("http://localhost:5173", True),
        ("http://[::1]:5173", True),
        ("http://app.example", False),
        ("https://app.example/", False),
        ("https://app.example/x", False),
        ("https://a@app.example", False),
        ("https://*.example", False),
        ("https://APP.example", False),
        ("com.example.app://x", False),
        ("null", False),
        ("*", False),
        ("", False),
        ("https://app.example\n", False),
    ],
)
def test_origins(origin, right):
    assert (redirects.origin_problem(origin) is None) is right

"""Who may say where a request comes from: tables of what is said, and of who says it."""

from __future__ import annotations

import pytest

from gateway.address import proxies
from gateway.http.proxies import Proxies
from tests import servers
from tests.http.raw import get

OURS = "10.0.0.0/8, 127.0.0.1, 2001:db8:ffff::/48"
CLIENT = "198.51.100.7"
SPOOFED = "6.6.6.6"


async def seen(trusted: str, peer: str | None, *headers: tuple[str, str], kind: str = "http") -> tuple[str | None, str]:
    """Client and scheme as everybody behind the middleware sees them."""
    found = {}

    async def app(scope, receive, send):
        found.update(scope)

    said = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    scheme = "ws" if kind == "websocket" else "http"
    scope = {"type": kind, "client": peer and (peer, 1234), "scheme": scheme, "headers": said}
    await Proxies(app, proxies(trusted))(scope, app, app)  # type: ignore[arg-type]  # neither is ever called
    return found["client"] and found["client"][0], found["scheme"]


@pytest.mark.parametrize(
    ("peer", "said", "client"),
    [
        # nobody of ours: whatever it says, it is who it is
        (CLIENT, [SPOOFED], CLIENT),
        (CLIENT, ["127.0.0.1"], CLIENT),
        (CLIENT, ["10.0.0.1, 127.0.0.1"], CLIENT),
        ("11.0.0.1", [SPOOFED], "11.0.0.1"),
        ("2001:db8:fffe::1", [SPOOFED], "2001:db8:fffe::1"),
        ("socket", [SPOOFED], "socket"),
        # a proxy of ours says whom it saw, in the end
        ("127.0.0.1", [CLIENT], CLIENT),
        ("10.9.9.9", [CLIENT], CLIENT),
        ("2001:db8:ffff::1", [CLIENT], CLIENT),
        ("::ffff:10.1.2.3", [CLIENT], CLIENT),
        ("127.0.0.1", [f"{SPOOFED}, {CLIENT}"], CLIENT),
        ("127.0.0.1", [SPOOFED, CLIENT], CLIENT),
        ("127.0.0.1", [f"127.0.0.1, 10.0.0.1, {SPOOFED}, {CLIENT}"], CLIENT),
        # several of ours, one behind the other
        ("127.0.0.1", [f"{SPOOFED}, {CLIENT}, 10.0.0.2, 10.0.0.1"], CLIENT),
        ("127.0.0.1", [f"{SPOOFED}, {CLIENT}", "10.0.0.2"], CLIENT),
        # all of ours: the one that is farthest away
        ("127.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        # in every spelling
        ("127.0.0.1", [f"{CLIENT}:4711"], CLIENT),
        ("127.0.0.1", [f"  {CLIENT}\t"], CLIENT),
        ("127.0.0.1", ["2001:DB8:0::7"], "2001:db8::7"),
        ("127.0.0.1", ["[2001:db8::7]"], "2001:db8::7"),
        ("127.0.0.1", ["[2001:db8::7]:4711"], "2001:db8::7"),
        ("127.0.0.1", ["::ffff:198.51.100.7"], CLIENT),
        ("127.0.0.1", ['fe80::7%"zone'], "fe80::7"),
        # what is no address: not beyond the last that is known
        ("127.0.0.1", [""], "127.0.0.1"),
        ("127.0.0.1", [f"{CLIENT},"], "127.0.0.1"),
        ("127.0.0.1", ["unknown"], "127.0.0.1"),
        ("127.0.0.1", ["_hidden"], "127.0.0.1"),
        ("127.0.0.1", ["<script>, 10.0.0.1"], "10.0.0.1"),
        ("127.0.0.1", ["198.51.100.07"], "127.0.0.1"),
        ("127.0.0.1", ["3325256711"], "127.0.0.1"),
        ("127.0.0.1", ["x" * 60_000], "127.0.0.1"),
        ("127.0.0.1", ["\xe4\x00"], "127.0.0.1"),
        # no more than anybody has: the end of the list alone is read
        ("127.0.0.1", [", ".join([CLIENT, *["10.0.0.1"] * 40_000])], "10.0.0.1"),
    ],
)
async def test_the_nearest_address_that_is_none_of_a_proxy_counts(peer, said, client):
    assert (await seen(OURS, peer, *(("X-Forwarded-For", value) for value in said)))[0] == client


@pytest.mark.parametrize(
    ("said", "client"),
    [
        ([CLIENT], CLIENT),
        ([f"{SPOOFED}, {CLIENT}"], CLIENT),
        ([f"{SPOOFED}, 127.0.0.1, {CLIENT}"], CLIENT),
        ([SPOOFED, CLIENT], CLIENT),
        ([f"{SPOOFED}, nonsense"], "10.1.1.1"),
        ([], "10.1.1.1"),
    ],
)
async def test_where_everybody_is_a_proxy_the_last_address_counts(said, client):
    assert (await seen("*", "10.1.1.1", *(("X-Forwarded-For", value) for value in said)))[0] == client


@pytest.mark.parametrize("trusted", ["", "10.0.0.1"])
async def test_without_a_proxy_nobody_is_believed(trusted):
    said = [("X-Forwarded-For", SPOOFED), ("X-Forwarded-Proto", "https")]
    assert await seen(trusted, "127.0.0.1", *said) == ("127.0.0.1", "http")
    assert await seen(trusted, None, *said) == (None, "http")


@pytest.mark.parametrize(
    ("said", "scheme"),
    [
        (["https"], "https"),
        (["http"], "http"),
        (["https, http"], "http"),
        (["http, https"], "https"),
        (["https", "http"], "http"),
        (["javascript"], "http"),
        (["HTTPS"], "http"),
        ([""], "http"),
    ],
)
async def test_the_scheme_is_what_the_nearest_proxy_says(said, scheme):
    headers = [("X-Forwarded-Proto", value) for value in said]
    assert (await seen(OURS, "127.0.0.1", *headers))[1] == scheme
    assert (await seen(OURS, CLIENT, *headers))[1] == "http"
    socket = {"http": "ws", "https": "wss"}[scheme]
    assert (await seen(OURS, "127.0.0.1", *headers, kind="websocket"))[1] == socket


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Forwarded", f"for={SPOOFED};proto=https;host=evil.example"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Port", "443"),
        ("X-Forwarded-Server", "evil.example"),
        ("X-Real-IP", SPOOFED),
        ("X-Client-IP", SPOOFED),
        ("True-Client-IP", SPOOFED),
        ("CF-Connecting-IP", SPOOFED),
        ("Via", "1.1 evil.example"),
        ("X-Original-URL", "/unexpected"),
        ("X-HTTP-Method-Override", "DELETE"),
    ],
)
def test_other_words_about_where_a_request_comes_from_are_nothing(probe, name, value):
    reply = get(probe.port, b"/who", f"{name}: {value}".encode())
    assert reply.status == 200 and reply.body.decode().endswith(" http 127.0.0.1")
    assert "strict-transport-security" not in reply.headers and b"evil" not in reply.body


def test_an_address_is_what_the_log_says(probe):
    get(probe.port, b"/who", b"X-Forwarded-For: 6.6.6.6, 203.0.113.99")
    assert '"client":"203.0.113.99"' in probe.wait_for("203.0.113.99").replace(" ", "")


@pytest.mark.parametrize(("allowed", "client", "scheme"), [("*", CLIENT, "https"), ("192.0.2.1", "127.0.0.1", "http")])
def test_a_server_believes_whom_its_setting_names(allowed, client, scheme):
    with servers.gateway("-m", "tests.http.probe", FORWARDED_ALLOW_IPS=allowed) as server:
        said = [f"X-Forwarded-For: {SPOOFED}, {CLIENT}".encode(), b"X-Forwarded-Proto: https"]
        assert get(server.port, b"/who", *said).body.decode().endswith(f" {scheme} {client}")


@pytest.mark.parametrize("text", ["localhost", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/8;::1", "*.example", "10.*"])
def test_what_is_no_network_is_no_setting(text):
    with pytest.raises(ValueError, match="is not a list of addresses and networks"):
        proxies(text)

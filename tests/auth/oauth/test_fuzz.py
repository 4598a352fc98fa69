"""Whatever somebody sends, at whatever endpoint: never an error of ours, and nothing of it comes back as it came."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit

import httpx2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.auth.oauth import devices
from gateway.auth.oauth.clients import ASSERTION_TYPE
from tests.auth.oauth.answers import SAYABLE
from tests.auth.oauth.world import REDIRECT, Pkce, World, basic, hidden

# what nothing of ours ever says, so that we know it again
MARK: Final = "zQ7xKv"
PARAMETERS: Final = [
    "grant_type",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "code",
    "code_verifier",
    "redirect_uri",
    "scope",
    "refresh_token",
    "device_code",
    "token",
    "token_type_hint",
    "resource",
    "response_type",
    "response_mode",
    "state",
    "nonce",
    "prompt",
    "max_age",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
    "begun",
    "csrf",
    "decision",
    "user_code",
    "id_token_hint",
    "post_logout_redirect_uri",
    "ui_locales",
    "logout_hint",
]
ENDPOINTS: Final = (
    "/oauth/authorize",
    "/oauth/consent",
    "/oauth/token",
    "/oauth/revoke",
    "/oauth/introspect",
    "/oauth/device",
    "/oauth/par",
    "/oauth/userinfo",
    "/oauth/end-session",
    "/oauth/end-session/confirm",
    "/device",
    "/device/decide",
)
NASTY: Final = [
    "", "\0", '"', "'", "\\", "<script>", "\r\nX: y", "%00", "%ff", "é", "😀", "\ufffd", "\u202e", "\x7f", "' OR 1=1 --",
    "*", "code", "a.b.c", "{}", "[]", "null", "-1", "9" * 400, "a" * 20_000, "😀" * 3000, "https://evil.example/" + "a" * 3000,
]  # fmt: skip
TEXTS: Final = st.one_of(
    st.text(max_size=60), st.sampled_from(NASTY), st.text(st.sampled_from('"\\<>%\0\r\n&=é '), max_size=20)
)


@dataclass(frozen=True)
class Sent:
    path: str
    in_query: bool
    method: str
    base: int
    changes: dict[str, str]
    left_out: frozenset[str]
    logged_in: bool
    header: str | None


SENT: Final = st.builds(
    Sent,
    path=st.sampled_from(ENDPOINTS),
    in_query=st.booleans(),
    method=st.sampled_from(["POST", "POST", "POST", "GET"]),
    base=st.integers(0, 8),
    changes=st.dictionaries(
        st.one_of(st.sampled_from(PARAMETERS), TEXTS.map(lambda text: text[:200])), TEXTS, max_size=3
    ),
    left_out=st.frozensets(st.sampled_from(PARAMETERS), max_size=2),
    logged_in=st.booleans(),
    header=st.one_of(
        st.none(), st.none(), TEXTS.map(lambda text: basic("backend", text)), TEXTS.map(lambda text: basic(text, "x"))
    ),
)


async def bases(world: World, headers: dict[str, str]) -> list[dict[str, str]]:
    """Right requests, from which wrong ones are made, so that these get far."""
    page = hidden((await world.authorize(world.asked(Pkce()), headers)).text)
    uri = {"redirect_uri": REDIRECT, "client_id": "app"}
    return [
        {},
        world.asked(Pkce()),
        {"grant_type": "authorization_code", "code": "x", "code_verifier": Pkce().verifier} | uri,
        {"grant_type": "refresh_token", "refresh_token": "x", "client_id": "app"},
        {"grant_type": "client_credentials", "scope": "read"},
        {"grant_type": devices.GRANT, "device_code": "x", "client_id": "tv"},
        {"token": "x", "client_id": "app"},
        {
            "client_assertion": "e30.e30.e30",
            "client_assertion_type": ASSERTION_TYPE,
            "grant_type": "client_credentials",
        },
        page | {"decision": "allow", "user_code": "BBBB-BBBB"},
    ]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(it=SENT)
async def test_g4_no_parameter_comes_back_raw_and_none_is_an_error_of_ours(world: World, it: Sent):
    headers = await world.login()
    # nobody is limited, so that every request is looked at
    world.clock.ahead += 61
    form = {name: value for name, value in (await bases(world, headers))[it.base].items() if name not in it.left_out}
    form |= {name: MARK + value if value else value for name, value in it.changes.items()}
    check(world, await send(world, it, form, headers))


async def test_g4_what_is_made_wrong_is_right_before(world: World):
    headers = await world.login()
    requests = await bases(world, headers)
    for path, method, base, status in (
        ("/oauth/authorize", "GET", 1, 200),
        ("/oauth/token", "POST", 2, 400),
        ("/oauth/token", "POST", 3, 400),
        ("/oauth/token", "POST", 4, 200),
        ("/oauth/token", "POST", 5, 400),
        ("/oauth/revoke", "POST", 6, 200),
        ("/oauth/par", "POST", 1, 201),
        ("/oauth/consent", "POST", 8, 303),
    ):
        header = basic("backend", world.secrets["backend"]) if base == 4 else None
        answer = await send(
            world, Sent(path, False, method, base, {}, frozenset(), True, header), requests[base], headers
        )
        assert answer.status_code == status, (path, base, answer.text)
        check(world, answer)


async def test_g4_bytes_that_are_no_text_in_the_address_and_the_body(world: World):
    headers = await world.login()
    for path in ENDPOINTS:
        for raw in (
            b"client_id=\xff\xfe",
            b"\xc3\x28=1",
            b"client_id=app&state=\x80",
            b"=",
            b"&&&",
            b"%",
            b"a=%zz",
            b"#x",
        ):
            for method in ("GET", "POST"):
                check(world, await raw_query(world, method, path, raw, headers))
            form = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
            check(world, await world.http.post(path, content=raw, headers=headers | form))


async def raw_query(world: World, method: str, path: str, raw: bytes, headers: dict[str, str]) -> httpx2.Response:
    """Past the client, which would encode it; a server does not."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": raw,
        "root_path": "",
        "headers": [(b"host", b"id.example"), (b"cookie", headers["cookie"].encode())],
        "client": ("127.0.0.1", 1),
        "server": ("id.example", 443),
        "state": {},
    }
    inner: Any = world.http._transport
    await inner.app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return httpx2.Response(sent[0]["status"], headers=sent[0]["headers"], content=body)


async def send(world: World, it: Sent, form: dict[str, str], headers: dict[str, str]) -> Any:
    encoded = "&".join(f"{spelled(name)}={spelled(value)}" for name, value in form.items())
    given = dict(headers) if it.logged_in else {}
    given["sec-fetch-site"] = "same-origin"
    if it.header is not None:
        given["authorization"] = it.header
    if it.in_query or it.method == "GET":
        return await world.http.request(it.method, f"{it.path}?{encoded[:7000]}", headers=given)
    given["content-type"] = "application/x-www-form-urlencoded"
    return await world.http.request(it.method, it.path, content=encoded.encode(), headers=given)


def spelled(text: str) -> str:
    return quote_plus(text, errors="surrogatepass")


def check(world: World, answer: Any) -> None:
    assert answer.status_code < 500, answer.text
    for name, value in answer.headers.items():
        assert value.isascii() and value.isprintable(), name
        if name != "location":
            assert MARK not in value, name
    kind = answer.headers.get("content-type", "")
    if kind.startswith("application/"):
        assert MARK not in answer.text
        said = json.loads(answer.text)
        assert all(SAYABLE.match(said[name]) for name in ("error", "error_description") if name in said)
    elif kind.startswith("text/html"):
        # what a page shows again is written so that it is nothing but text
        for raw in ('"', "<", "'"):
            assert MARK + raw not in answer.text
    if "location" in answer.headers:
        where = urlsplit(answer.headers["location"])
        assert where._replace(query="").geturl() in {REDIRECT, "/login"}

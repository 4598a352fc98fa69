"""/oauth/authorize and its page of consent (RFC 6749 sections 3.1 and 4.1, OpenID Connect Core section 3.1.2)."""

from __future__ import annotations

import asyncio
import re
import shutil
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import pytest

from gateway.auth import clients
from gateway.auth.clients import Registration, RegistrationInvalid
from gateway.tables import Client, Consent
from tests.auth.oauth.answers import check_page, check_sent_back, check_unstored, claims, sent_back, to_login
from tests.auth.oauth.world import (
    BOB,
    OTHER_REDIRECT,
    REDIRECT,
    SCOPES,
    Pkce,
    Reply,
    World,
    hidden,
    opened,
    settings_of,
)

# --- who may be sent back at all ---------------------------------------------------------------------------------------

UNTRUSTED: Final[dict[str, tuple[str, dict[str, str | None]]]] = {
    "client_id missing": ("app", {"client_id": None}),
    "client_id empty": ("app", {"client_id": ""}),
    "client_id unknown": ("nobody", {}),
    "client_id in other case": ("APP", {}),
    "client disabled": ("closed", {}),
    "redirect_uri missing of several": ("two", {"redirect_uri": None}),
    "redirect_uri of another client": ("app", {"redirect_uri": OTHER_REDIRECT}),
    "redirect_uri with a slash more": ("app", {"redirect_uri": REDIRECT + "/"}),
    "redirect_uri longer": ("app", {"redirect_uri": REDIRECT + "s"}),
    "redirect_uri shorter": ("app", {"redirect_uri": REDIRECT[:-1]}),
    "redirect_uri with a query": ("app", {"redirect_uri": REDIRECT + "?"}),
    "redirect_uri in other case": ("app", {"redirect_uri": REDIRECT.replace("shop", "SHOP")}),
    "redirect_uri with its port": ("app", {"redirect_uri": REDIRECT.replace(".example", ".example:443")}),
    "redirect_uri encoded": ("app", {"redirect_uri": REDIRECT.replace("callback", "%63allback")}),
    "redirect_uri with a detour": ("app", {"redirect_uri": "https://shop.example/x/../callback"}),
    "redirect_uri on http": ("app", {"redirect_uri": REDIRECT.replace("https", "http")}),
    "redirect_uri elsewhere": ("app", {"redirect_uri": "https://evil.example/callback"}),
    "redirect_uri no address": ("app", {"redirect_uri": "javascript:alert(1)"}),
    "redirect_uri with NUL": ("app", {"redirect_uri": REDIRECT + "\0"}),
    "client_id with NUL": ("app\0", {}),
}


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a1_untrusted_client_or_redirect_uri_is_answered_with_a_page_and_no_redirect(
    world: World, method, subtests
):
    await world.client("closed", disabled_at=world.identity.store.now())
    headers = await world.login()
    for name, (client_id, changes) in UNTRUSTED.items():
        asked = {name: value for name, value in (world.asked(Pkce(), client_id) | changes).items() if value is not None}
        for who in (headers, None):
            with subtests.test(name, logged_in=who is not None):
                check_page(await ask(world, method, asked, who))


async def ask(world: World, method: str, asked: Any, headers: dict[str, str] | None = None):
    if method == "GET":
        return await world.authorize(asked, headers)
    return await world.http.post("/oauth/authorize", data=asked, headers=headers)


async def test_a1_redirect_uri_may_be_left_out_where_one_is_registered(world: World):
    pkce = Pkce()
    code = await world.code(pkce, redirect_uri=None)
    assert (await world.redeem(code, pkce, redirect_uri=None)).status_code == 200


async def test_a1_the_query_of_a_registered_redirect_uri_is_kept(world: World):
    await world.client("queried", redirect_uris=[REDIRECT + "?shop=3&empty="], first_party=True)
    asked = world.asked(Pkce(), "queried", redirect_uri=REDIRECT + "?shop=3&empty=")
    said = sent_back(await world.authorize(asked, await world.login()), world)
    assert said["shop"] == "3" and said["empty"] == "" and said["code"]


LOOPBACKS: Final = {
    # registered, asked for, whether a native client is sent there
    "any port": ("http://127.0.0.1/p", "http://127.0.0.1:49152/p", True),
    "no port": ("http://127.0.0.1:8000/p", "http://127.0.0.1/p", True),
    "another port": ("http://127.0.0.1:8000/p", "http://127.0.0.1:65535/p", True),
    "IPv6": ("http://[::1]/p", "http://[::1]:49152/p", True),
    "IPv6 with another port": ("http://[::1]:9/p", "http://[::1]:49152/p", True),
    "another path": ("http://127.0.0.1/p", "http://127.0.0.1:49152/q", False),
    "a query more": ("http://127.0.0.1/p", "http://127.0.0.1:49152/p?x=1", False),
    "another literal": ("http://127.0.0.1/p", "http://[::1]:49152/p", False),
    "another address of the machine": ("http://127.0.0.1/p", "http://127.0.0.2/p", False),
    "a name": ("http://127.0.0.1/p", "http://localhost:49152/p", False),
    "https": ("http://127.0.0.1/p", "https://127.0.0.1:49152/p", False),
    "no such port": ("http://127.0.0.1/p", "http://127.0.0.1:65536/p", False),
    "port 0": ("http://127.0.0.1/p", "http://127.0.0.1:0/p", False),
    "a port of letters": ("http://127.0.0.1/p", "http://127.0.0.1:80a/p", False),
    "a user name": ("http://127.0.0.1/p", "http://127.0.0.1:80@evil.example/p", False),
    "another host's port": ("https://shop.example/p", "https://shop.example:8443/p", False),
}


async def test_a2_port_of_a_loopback_literal_does_not_count_for_native_clients_alone(world: World, subtests):
    headers = await world.login()
    for number, (name, (registered, asked, fits)) in enumerate(LOOPBACKS.items()):
        await world.client(f"native{number}", redirect_uris=[registered])
        await world.client(f"web{number}", redirect_uris=[registered], method="client_secret_basic")
        await world.client(f"spa{number}", redirect_uris=[registered], browser=True)
        with subtests.test(name):
            answer = await world.authorize(world.asked(Pkce(), f"native{number}", redirect_uri=asked), headers)
            check_page(answer, 200 if fits else 400)
            for kind in ("web", "spa"):
                check_page(await world.authorize(world.asked(Pkce(), f"{kind}{number}", redirect_uri=asked), headers))


async def test_a2_the_code_is_bound_to_the_port_that_was_asked_for(world: World):
    await world.client("native", redirect_uris=["http://127.0.0.1/p"])
    pkce, asked = Pkce(), "http://127.0.0.1:49152/p"
    code = await world.code(pkce, client_id="native", redirect_uri=asked)
    assert (await world.redeem(code, pkce, "native", redirect_uri=asked)).status_code == 200
    code = await world.code(pkce, client_id="native", redirect_uri=asked)
    assert (await world.redeem(code, pkce, "native", redirect_uri="http://127.0.0.1/p")).status_code == 400


UNREGISTRABLE: Final = {
    "fragment": "https://shop.example/cb#x",
    "bare fragment": "https://shop.example/cb#",
    "user name": "https://shop@evil.example/cb",
    "user name and password": "https://shop.example:x@evil.example/cb",
    "javascript": "javascript:alert(1)",
    "data": "data:text/html,x",
    "wildcard host": "https://*.shop.example/cb",
    "wildcard path": "https://shop.example/*",
    "detour": "https://shop.example/a/../cb",
    "encoded detour": "https://shop.example/a/%2e%2e/cb",
    "detour encoded twice": "https://shop.example/a/%252e%252e/cb",
    "backslash": "https://shop.example\\@evil.example/cb",
    "private scheme without a dot": "myapp:/cb",
    "http": "http://shop.example/cb",
    "http to a name of this machine": "http://localhost/cb",
    "http to what looks like this machine": "http://127.0.0.1.evil.example/cb",
    "port and user name": "http://localhost:80@attacker.test/cb",
    "no scheme": "shop.example/cb",
    "relative": "/cb",
    "NUL": "https://shop.example/cb\0",
    "line end": "https://shop.example/cb\r\nx: y",
    "space": "https://shop.example/c b",
    "not ASCII": "https://shöp.example/cb",
    "empty": "",
}


async def test_a3_unsafe_redirect_uris_cannot_be_registered(world: World, subtests):
    store = world.identity.store
    for name, uri in UNREGISTRABLE.items():
        registration = Registration(
            id="new", name="New", method="none", grant_types=("authorization_code",), redirect_uris=(REDIRECT, uri)
        )
        with subtests.test(name), pytest.raises(RegistrationInvalid) as error:
            async with store.transaction() as db:
                await clients.register(store, db, registration, scopes=frozenset())
        assert error.value.field == "redirect_uris"
    check_page(await world.authorize(world.asked(Pkce(), "new")))


# --- what is wrong and told to the client --------------------------------------------------------------------------------

C: Final = Pkce().challenge
REFUSED: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "a4 response_type missing": ("invalid_request", {"response_type": None}),
    "a4 response_type empty": ("invalid_request", {"response_type": ""}),
    "a4 response_type token": ("unsupported_response_type", {"response_type": "token"}),
    "a4 response_type id_token": ("unsupported_response_type", {"response_type": "id_token"}),
    "a4 response_type hybrid": ("unsupported_response_type", {"response_type": "code id_token"}),
    "a4 response_type none": ("unsupported_response_type", {"response_type": "none"}),
    "a4 response_type in other case": ("unsupported_response_type", {"response_type": "Code"}),
    "a4 response_mode fragment": ("invalid_request", {"response_mode": "fragment"}),
    "a4 response_mode form_post": ("invalid_request", {"response_mode": "form_post"}),
    "a5 code_challenge missing": ("invalid_request", {"code_challenge": None}),
    "a5 code_challenge empty": ("invalid_request", {"code_challenge": ""}),
    "a5 nothing of PKCE": ("invalid_request", {"code_challenge": None, "code_challenge_method": None}),
    "a6 code_challenge_method absent": ("invalid_request", {"code_challenge_method": None}),
    "a6 code_challenge_method plain": ("invalid_request", {"code_challenge_method": "plain"}),
    "a6 code_challenge_method in other case": ("invalid_request", {"code_challenge_method": "s256"}),
    "a6 code_challenge_method unknown": ("invalid_request", {"code_challenge_method": "S512"}),
    "a7 code_challenge too short": ("invalid_request", {"code_challenge": C[:42]}),
    "a7 code_challenge too long": ("invalid_request", {"code_challenge": C + "A"}),
    "a7 code_challenge of 128": ("invalid_request", {"code_challenge": "A" * 128}),
    "a7 code_challenge padded": ("invalid_request", {"code_challenge": C + "="}),
    "a7 code_challenge of another alphabet": ("invalid_request", {"code_challenge": C[:42] + "+"}),
    "a7 code_challenge with a line end": ("invalid_request", {"code_challenge": C[:42] + "\n"}),
    "a7 code_challenge not ASCII": ("invalid_request", {"code_challenge": C[:42] + "é"}),
    "a8 scope unknown": ("invalid_scope", {"scope": "openid nonsense"}),
    "a8 scope not the client's": ("invalid_scope", {"scope": "openid introspect"}),
    "a8 scope with a quotation mark": ("invalid_scope", {"scope": 'openid "read"'}),
    "a8 scope with two spaces": ("invalid_scope", {"scope": "openid  read"}),
    "a8 scope with a space before": ("invalid_scope", {"scope": " openid"}),
    "a8 scope with a tab": ("invalid_scope", {"scope": "openid\tread"}),
    "a8 scope with NUL": ("invalid_request", {"scope": "openid\0"}),
    "a8 scope not ASCII": ("invalid_scope", {"scope": "openid réad"}),
    "a9 resource relative": ("invalid_target", {"resource": "/api"}),
    "a9 resource with a fragment": ("invalid_target", {"resource": "https://id.example#x"}),
    "a9 resource with a bare fragment": ("invalid_target", {"resource": "https://id.example#"}),
    "a9 resource unknown": ("invalid_target", {"resource": "https://other.example"}),
    "a9 resource longer": ("invalid_target", {"resource": "https://id.example/"}),
    "a11 prompt none and login": ("invalid_request", {"prompt": "none login"}),
    "a11 prompt none and consent": ("invalid_request", {"prompt": "consent none"}),
    "a11 prompt unknown": ("invalid_request", {"prompt": "dance"}),
    "a12 max_age negative": ("invalid_request", {"max_age": "-1"}),
    "a12 max_age no number": ("invalid_request", {"max_age": "soon"}),
    "a12 max_age with other digits": ("invalid_request", {"max_age": "٣"}),
    "a12 max_age too long": ("invalid_request", {"max_age": "9" * 5000}),
    "a15 request": ("request_not_supported", {"request": "eyJhbGciOiJub25lIn0.e30."}),
    "a15 request_uri of somebody": ("invalid_request_uri", {"request_uri": "https://evil.example/request.jwt"}),
    "a15 request_uri unknown": (
        "invalid_request_uri",
        {"request_uri": "urn:ietf:params:oauth:request_uri:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    ),
    "nonce too long": ("invalid_request", {"nonce": "n" * 513}),
}


async def check_refused(world: World, subtests: pytest.Subtests, row: str) -> None:
    headers = await world.login()
    rows = {name: refused for name, refused in REFUSED.items() if name.startswith(row + " ")}
    assert rows
    for name, (error, changes) in rows.items():
        asked = world.asked(Pkce(), **changes)
        for method, who in product(("GET", "POST"), (headers, None)):
            with subtests.test(name, method=method, logged_in=who is not None):
                check_sent_back(await ask(world, method, asked, who), world, error)


async def test_a4_missing_or_other_response_type(world: World, subtests):
    await check_refused(world, subtests, "a4")


async def test_a5_no_code_challenge(world: World, subtests):
    await check_refused(world, subtests, "a5")


async def test_a6_code_challenge_method_absent_or_plain(world: World, subtests):
    await check_refused(world, subtests, "a6")


async def test_a7_code_challenge_of_another_form(world: World, subtests):
    await check_refused(world, subtests, "a7")


async def test_a8_scope_unknown_not_allowed_or_malformed(world: World, subtests):
    await check_refused(world, subtests, "a8")


async def test_a9_resource_relative_with_a_fragment_or_unknown(world: World, subtests):
    await check_refused(world, subtests, "a9")


async def test_a11_prompt_none_with_another_value(world: World, subtests):
    await check_refused(world, subtests, "a11")


async def test_a12_max_age_that_is_no_number(world: World, subtests):
    await check_refused(world, subtests, "a12")


async def test_a15_request_or_foreign_request_uri(world: World, subtests):
    await check_refused(world, subtests, "a15")


async def test_nonce_too_long(world: World, subtests):
    await check_refused(world, subtests, "nonce")


async def test_a5_no_code_challenge_from_any_client(world: World, subtests):
    await world.client("ours", first_party=True)
    await world.client("spa", browser=True)
    await world.client("keyed", method="private_key_jwt", jwks={"keys": [world.key.as_dict(private=False)]})
    headers = await world.login()
    for client_id in ("app", "backend", "ours", "spa", "keyed"):
        with subtests.test(client_id):
            for method in ("S256", None):
                asked = world.asked(Pkce(), client_id, code_challenge=None, code_challenge_method=method)
                check_sent_back(await world.authorize(asked, headers), world, "invalid_request")


async def test_a8_scope_left_out_is_the_default(world: World):
    found = await world.tokens(scope=None)
    assert found["scope"] == "openid read"


async def test_a9_a_known_resource_is_accepted_also_twice(world: World):
    asked = [*world.asked(Pkce()).items(), ("resource", "https://id.example"), ("resource", "https://id.example")]
    check_page(await world.authorize(asked, await world.login()), 200)


async def test_a4_client_without_the_grant_is_unauthorized(world: World):
    await world.client("idle", grant_types=["client_credentials"])
    check_sent_back(
        await world.authorize(world.asked(Pkce(), "idle"), await world.login()), world, "unauthorized_client"
    )


# --- what the person says, and when they last did ------------------------------------------------------------------------


async def test_a10_user_denies(world: World):
    headers = await world.login()
    page = await world.authorize(world.asked(Pkce()), headers)
    for decision in ("deny", "", "Allow"):
        check_sent_back(await world.decide(page, headers, decision), world, "access_denied")
    async with world.identity.store.transaction() as db:
        assert await Consent.all().using_db(db).count() == 0


async def test_a11_prompt_none_without_a_login(world: World):
    check_sent_back(await world.authorize(world.asked(Pkce(), prompt="none")), world, "login_required")
    headers = await world.login()
    world.clock.ahead += world.settings.session_idle_seconds + 1
    check_sent_back(await world.authorize(world.asked(Pkce(), prompt="none"), headers), world, "login_required")


async def test_a11_prompt_none_where_consent_is_needed(world: World):
    headers = await world.login()
    check_sent_back(await world.authorize(world.asked(Pkce(), prompt="none"), headers), world, "consent_required")
    await world.code(Pkce(), headers)
    assert "code" in sent_back(await world.authorize(world.asked(Pkce(), prompt="none"), headers), world)
    more = world.asked(Pkce(), prompt="none", scope="openid read write")
    check_sent_back(await world.authorize(more, headers), world, "consent_required")
    old = world.asked(Pkce(), prompt="none", max_age="0")
    world.clock.ahead += 5
    check_sent_back(await world.authorize(old, headers), world, "login_required")


async def test_a11_a_hint_says_whose_login_is_meant(world: World, subtests):
    alice, bob = await world.login(), await world.login(BOB)
    hint = (await world.tokens())["id_token"]
    # somebody else's login has allowed it as well, and a hint may have expired
    await world.code(Pkce(), bob)
    world.clock.ahead += 2 * 3600
    silent = world.asked(Pkce(), prompt="none", id_token_hint=hint)
    assert "code" in sent_back(await world.authorize(silent, alice), world)
    for name, given, who in (("of somebody else", hint, bob), ("of nobody", "x", alice), ("cut", hint[:-4], alice)):
        with subtests.test(name):
            check_sent_back(await world.authorize(silent | {"id_token_hint": given}, who), world, "login_required")


async def test_a11_who_logs_in_as_somebody_else_than_is_meant_is_not_asked_for_ever(world: World):
    bob, hint = await world.login(BOB), (await world.tokens())["id_token"]
    await world.code(Pkce(), bob)
    back = to_login(await world.authorize(world.asked(Pkce(), id_token_hint=hint), bob))
    check_sent_back(await world.http.get(back, headers=await world.login(BOB)), world, "login_required")
    assert "code" in sent_back(await world.http.get(back, headers=await world.login()), world)


@pytest.mark.parametrize("changes", [{"max_age": "60"}, {"prompt": "login"}, {"prompt": "select_account"}])
async def test_a12_max_age_and_prompt_login_ask_again_and_auth_time_says_when(world: World, changes):
    headers, pkce = await world.login(), Pkce()
    world.clock.ahead += 61
    back = to_login(await world.authorize(world.asked(pkce, **changes), headers))
    # coming back without having logged in changes nothing
    to_login(await world.http.get(back, headers=headers))
    world.clock.ahead += 1
    before = int(world.clock())
    headers = await world.login()
    world.clock.ahead += 120
    page = await world.http.get(back, headers=headers)
    check_page(page, 200)
    code = sent_back(await world.decide(page, headers), world)["code"]
    found = (await world.redeem(code, pkce)).json()
    assert before <= claims(found["id_token"])["auth_time"] <= before + 1


async def test_a12_a_login_that_is_young_enough_is_enough(world: World):
    headers = await world.login()
    world.clock.ahead += 59
    check_page(await world.authorize(world.asked(Pkce(), max_age="60"), headers), 200)


async def test_a12_nobody_can_say_themselves_that_they_have_been_here(world: World):
    headers = await world.login()
    world.clock.ahead += 61
    asked = world.asked(Pkce(), prompt="login")
    marked = to_login(await world.authorize(asked, headers))
    mark = dict(parse_qsl(marked.partition("?")[2]))["begun"]
    early = f"{int(world.clock()) - 3600}.{mark.partition('.')[2]}"
    # whoever has logged in since is not asked again, if the mark is of this request
    fresh = await world.login()
    check_page(await world.authorize({**asked, "begun": mark}, fresh), 200)
    for who in (headers, fresh):
        for begun in (early, "1", ""):
            to_login(await world.authorize({**asked, "begun": begun}, who))
        to_login(await world.authorize({**asked, "nonce": "x", "begun": mark}, who))
        to_login(await world.authorize([*asked.items(), ("begun", mark), ("begun", mark)], who))


async def test_a12_a_request_that_began_an_hour_ago_begins_anew(world: World):
    back = to_login(await world.authorize(world.asked(Pkce(), prompt="login")))
    world.clock.ahead += 3595
    headers = await world.login()
    check_page(await world.http.get(back, headers=headers), 200)
    world.clock.ahead += 10
    to_login(await world.http.get(back, headers=headers))


# --- the way back ----------------------------------------------------------------------------------------------------------

STATES: Final = [
    "x",
    " ",
    "a b+c&d=e%20f#g?h/",
    "ünï–😀",
    "\"<script>'\\",
    "\r\nLocation: https://evil.example",
    "s" * 2048,
]


async def test_a13_every_redirect_has_iss_and_the_exact_state(world: World, subtests):
    headers = await world.login()
    for state in STATES:
        with subtests.test(state[:20]):
            asked = world.asked(Pkce(), state=state, prompt="consent")
            said = sent_back(await world.decide(await world.authorize(asked, headers), headers), world, state=state)
            assert said.keys() == {"code", "state", "iss"}
            wrong = world.asked(Pkce(), state=state, scope="nonsense")
            check_sent_back(await world.authorize(wrong, headers), world, "invalid_scope", state=state)
            refused = await world.authorize(world.asked(Pkce(), state=state, prompt="consent"), headers)
            check_sent_back(await world.decide(refused, headers, "deny"), world, "access_denied", state=state)


async def test_a13_no_state_comes_back_where_none_was_sent(world: World):
    headers = await world.login()
    for state in (None, ""):
        wrong = world.asked(Pkce(), state=state, scope="nonsense")
        check_sent_back(await world.authorize(wrong, headers), world, "invalid_scope", state=None)
    long = world.asked(Pkce(), state="s" * 2049)
    check_sent_back(await world.authorize(long, headers), world, "invalid_request", state="s" * 2049)


async def test_a13_iss_is_the_issuer_of_the_metadata(world: World):
    said = sent_back(await world.authorize(world.asked(Pkce(), prompt="none")), world)
    assert said["iss"] == (await world.http.get("/.well-known/oauth-authorization-server")).json()["issuer"]


async def test_a14_a_client_that_must_push_is_refused_without(world: World):
    await world.client("pusher", pushed_only=True)
    headers = await world.login()
    check_sent_back(await world.authorize(world.asked(Pkce(), "pusher"), headers), world, "invalid_request")
    check_page(await world.authorize(world.asked(Pkce()), headers), 200)
    pushed = await world.http.post("/oauth/par", data=world.asked(Pkce(), "pusher"))
    short = {"client_id": "pusher", "request_uri": pushed.json()["request_uri"]}
    check_page(await world.authorize(short, headers), 200)


async def test_a14_a_server_that_wants_it_refuses_every_client_without(migrated: Path, tmp_path: Path):
    shutil.copy(migrated, tmp_path / "torii.sqlite3")
    async with opened(settings_of(None, tmp_path, pushed_only=True)) as world:
        headers = await world.login()
        check_sent_back(await world.authorize(world.asked(Pkce()), headers), world, "invalid_request")
        pushed = await world.http.post("/oauth/par", data=world.asked(Pkce()))
        check_page(
            await world.authorize({"client_id": "app", "request_uri": pushed.json()["request_uri"]}, headers), 200
        )
        assert (await world.http.get("/.well-known/openid-configuration")).json()[
            "require_pushed_authorization_requests"
        ]


# --- consent ---------------------------------------------------------------------------------------------------------------


async def test_a16_consent_names_client_host_scopes_and_lifetime(world: World):
    await world.client("shown", name="Ann's <b>Shop</b>")
    asked = world.asked(Pkce(), "shown", scope="openid email read orders:read")
    page = await world.authorize(asked, await world.login())
    check_page(page, 200)
    assert "<b>Shop</b>" not in page.text
    text = unescape(page.text)
    assert "Ann's <b>Shop</b>" in text
    assert "shop.example" in text and "customer@people.example" in text
    for words in (
        "Know who you are",
        "Know your e-mail address",
        "Read everything that you may read",
        "Read your orders",
    ):
        assert words in text
    assert "for up to 90 days" in text


async def test_a16_lifetime_is_that_of_the_client(world: World):
    await world.client("spa", browser=True)
    await world.client("brief", grant_types=["authorization_code"])
    headers = await world.login()
    for client_id, words in {"spa": "for up to 7 days", "brief": "for a few minutes"}.items():
        assert words in (await world.authorize(world.asked(Pkce(), client_id), headers)).text


async def test_a16_the_decision_needs_the_page_of_this_login_and_this_request(world: World, subtests):
    alice, bob = await world.login(), await world.login(BOB)
    page = await world.authorize(world.asked(Pkce()), alice)
    of_bob = await world.authorize(world.asked(Pkce()), bob)
    fields, other = hidden(page.text), hidden(of_bob.text)
    more = fields["request"].replace("openid+read", "openid+read+write")
    assert more != fields["request"]
    forged: dict[str, dict[str, str]] = {
        "no token": {"csrf": ""},
        "wrong token": {"csrf": "x" * 43},
        "token of somebody else": {"csrf": other["csrf"]},
        "page of somebody else": other,
        "another request": {"request": more},
        "another client": {"request": fields["request"].replace("client_id=app", "client_id=other")},
    }
    for name, changes in forged.items():
        with subtests.test(name):
            answer = await world.decide(page, alice, **changes)
            assert answer.status_code == 403 and "location" not in answer.headers, answer.text
    assert "code" in sent_back(await world.decide(page, alice), world)


CROSS_SITE: Final = {
    "another site": {"sec-fetch-site": "cross-site"},
    "a neighbour": {"sec-fetch-site": "same-site"},
    "the origin of another site": {"origin": "https://evil.example"},
    "no origin": {"origin": "null"},
    "a page of another site": {"referer": "https://evil.example/"},
}


async def test_a16_the_decision_does_not_come_from_another_site(world: World, subtests):
    headers = await world.login()
    fields = hidden((await world.authorize(world.asked(Pkce()), headers)).text) | {"decision": "allow"}
    for name, said in CROSS_SITE.items():
        with subtests.test(name):
            answer = await world.http.post("/oauth/consent", data=fields, headers={**headers, **said})
            assert answer.status_code == 403 and "location" not in answer.headers


async def test_a16_the_decision_after_the_login_has_ended_leads_to_the_login(world: World):
    headers = await world.login()
    page = await world.authorize(world.asked(Pkce()), headers)
    world.clock.ahead += world.settings.session_idle_seconds + 1
    assert to_login(await world.decide(page, headers)).startswith("/oauth/authorize?")


async def test_a16_a_decision_that_is_no_form_is_refused(world: World):
    headers = {**await world.login(), "sec-fetch-site": "same-origin"}
    answer = await world.http.post("/oauth/consent", json={"decision": "allow"}, headers=headers)
    assert answer.status_code == 415
    form = {**headers, "content-type": "application/x-www-form-urlencoded"}
    for body in ("request=a&request=b&decision=allow", "request=%00", "request=%ff", "x=1&" * 100):
        check_page(await world.http.post("/oauth/consent", content=body, headers=form))


async def test_a16_an_answer_that_is_sent_twice_at_once_is_answered_twice(world: World):
    headers = await world.login()
    for number in range(5):
        client_id = f"app-{number}"
        await world.client(client_id)
        page = await world.authorize(world.asked(Pkce(), client_id), headers)
        answers = await asyncio.gather(*(world.decide(page, headers) for _ in range(4)))
        assert all("code" in sent_back(answer, world) for answer in answers)
        async with world.identity.store.transaction() as db:
            assert await Consent.filter(client_id=client_id).using_db(db).count() == 1


async def test_a17_nobody_registers_themselves(world: World):
    document = (await world.http.get("/.well-known/openid-configuration")).json()
    assert "registration_endpoint" not in document
    for path in ("/oauth/register", "/register", "/connect/register"):
        answer = await world.http.post(path, json={"redirect_uris": ["https://evil.example/cb"]})
        assert answer.status_code == 404
    check_page(await world.authorize(world.asked(Pkce(), "https://evil.example/client.json")))


async def test_consent_is_skipped_for_ours_alone(world: World):
    await world.client("ours", first_party=True)
    headers = await world.login()
    assert "code" in sent_back(await world.authorize(world.asked(Pkce(), "ours"), headers), world)
    # asked for what nobody needs to give
    check_page(await world.authorize(world.asked(Pkce(), "ours", prompt="consent"), headers), 200)
    check_page(await world.authorize(world.asked(Pkce()), headers), 200)


async def test_consent_is_kept_for_this_person_this_client_and_these_scopes(world: World):
    headers = await world.login()
    await world.code(Pkce(), headers)
    assert "code" in sent_back(await world.authorize(world.asked(Pkce()), headers), world)
    assert "code" in sent_back(await world.authorize(world.asked(Pkce(), scope="read"), headers), world)
    for asked, who in (
        (world.asked(Pkce(), scope="openid read write"), headers),
        (world.asked(Pkce(), "other"), headers),
        (world.asked(Pkce()), await world.login(BOB)),
        (world.asked(Pkce(), prompt="consent"), headers),
    ):
        check_page(await world.authorize(asked, who), 200)
    # what was allowed grows
    await world.code(Pkce(), headers, scope="write")
    assert "code" in sent_back(await world.authorize(world.asked(Pkce(), scope="openid read write"), headers), world)


async def test_consent_for_a_program_on_this_machine_is_asked_for_every_time(world: World):
    await world.client("native", redirect_uris=["http://127.0.0.1/p"])
    headers = await world.login()
    for _ in range(2):
        await world.code(Pkce(), headers, "native", redirect_uri="http://127.0.0.1:5000/p")
        asked = world.asked(Pkce(), "native", redirect_uri="http://127.0.0.1:5001/p")
        check_page(await world.authorize(asked, headers), 200)


async def test_a_client_disabled_while_somebody_thinks_gets_nothing(world: World):
    headers = await world.login()
    page = await world.authorize(world.asked(Pkce()), headers)
    async with world.identity.store.transaction() as db:
        await Client.filter(id="app").using_db(db).update(disabled_at=world.identity.store.now())
    check_page(await world.decide(page, headers))


# what a browser fetches for a page
LOADED: Final = re.compile(r"""(?:<link[^>]*href=|src=|url\()["']?([^"')\s]*)""")

# --- rules of all endpoints, here ------------------------------------------------------------------------------------------


async def test_g2_a_parameter_twice_is_refused_and_an_empty_or_unknown_one_is_none(world: World, subtests):
    headers = await world.login()
    asked = world.asked(Pkce())
    for name in ("response_type", "scope", "code_challenge", "code_challenge_method"):
        with subtests.test(name):
            answer = await world.authorize([*asked.items(), (name, asked[name])], headers)
            check_sent_back(answer, world, "invalid_request")
    twice = [*asked.items(), ("state", "another")]
    check_sent_back(await world.authorize(twice, headers), world, "invalid_request", state=None)
    for name in ("client_id", "redirect_uri"):
        check_page(await world.authorize([*asked.items(), (name, asked[name])], headers))
    empty = {
        "nonce": "",
        "prompt": "",
        "max_age": "",
        "resource": "",
        "request": "",
        "request_uri": "",
        "display": "popup",
    }
    check_page(await world.authorize(asked | empty, headers), 200)


async def test_g3_other_methods_are_refused(world: World):
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = await world.http.request(method, "/oauth/authorize")
        assert answer.status_code == 405 and answer.headers["allow"] == "GET, POST"
    answer = await world.http.get("/oauth/consent")
    assert answer.status_code == 405 and answer.headers["allow"] == "POST"


async def test_g5_no_script_of_another_origin_may_authorize(world: World):
    await world.client("spa", browser=True, origins=["https://spa.example"])
    headers = {**await world.login(), "origin": "https://spa.example"}
    for answer in (
        await world.authorize(world.asked(Pkce(), "spa"), headers),
        await world.http.options("/oauth/authorize", headers={**headers, "access-control-request-method": "GET"}),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_g7_a_post_is_answered_with_303(world: World):
    headers = await world.login()
    pkce = Pkce()
    page = await world.http.post("/oauth/authorize", data=world.asked(pkce), headers=headers)
    answer = await world.decide(page, headers)
    assert answer.status_code == 303
    assert (await world.redeem(Reply(answer).said["code"], pkce)).status_code == 200
    for answer in (
        await world.http.post("/oauth/authorize", data=world.asked(pkce)),
        await world.http.post("/oauth/authorize", data=world.asked(pkce, scope="nonsense")),
        await world.http.post("/oauth/authorize", data=world.asked(pkce), headers=headers),
    ):
        assert answer.status_code == 303
        check_unstored(answer)


async def test_g8_pages_cannot_be_framed_and_load_nothing_from_elsewhere(world: World):
    headers = await world.login()
    consent = await world.authorize(world.asked(Pkce()), headers)
    for page in (consent, await world.authorize({}), await world.http.get("/device", headers=headers)):
        check_page(page, page.status_code)
        assert not [foreign for foreign in LOADED.findall(page.text) if not foreign.startswith("data:")]
        assert "<script" not in page.text and "@import" not in page.text
    # a form may lead to the client, for the answer to it does
    assert "form-action 'self' https://shop.example;" in consent.headers["content-security-policy"]


async def test_every_client_gets_what_it_may_ask_for(world: World):
    found = await world.tokens(scope=" ".join(SCOPES))
    assert set(found["scope"].split()) == set(SCOPES)

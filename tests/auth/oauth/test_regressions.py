"""What other authorization servers once got wrong."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import logging
from collections import Counter
from typing import Any, Final

import pytest
from joserfc.jwk import ECKey

from gateway.auth import clients
from gateway.auth.clients import Registration, RegistrationInvalid
from gateway.auth.digests import digest
from gateway.auth.oauth import devices
from gateway.tables import AuthorizationCode, DeviceCode, PushedRequest, RefreshToken
from tests.auth.oauth.answers import check_error, check_page, claims, elsewhere, header
from tests.auth.oauth.test_client_assertions import b64, prove, sign, statement
from tests.auth.oauth.test_device import ask, decide, enter, poll
from tests.auth.oauth.test_general import dumped
from tests.auth.oauth.world import ALICE, BOB, REDIRECT, Pkce, World, basic, opened, settings_of

EVIL: Final = "https://attacker.test/cb"


async def check_stays(world: World, **changes: Any) -> None:
    """The browser is sent nowhere, whoever is logged in."""
    for headers in (None, await world.login()):
        check_page(await world.authorize(world.asked(Pkce(), **changes), headers))


# --- redirects -------------------------------------------------------------------------------------------------------------


async def test_regression_redirect_uri_with_extra_query(world: World):
    for query in ("?", "?x=1", "?code=1", "?x=1&state=2"):
        await check_stays(world, redirect_uri=REDIRECT + query)


async def test_regression_redirect_uri_with_path_parameters(world: World):
    for more in (";path=params", ";", ";jsessionid=1", "/;x"):
        await check_stays(world, redirect_uri=REDIRECT + more)


async def test_regression_redirect_uri_with_userinfo(world: World):
    for user in ("x@", "x:y@", "@", "shop.example@"):
        await check_stays(world, redirect_uri=REDIRECT.replace("https://", f"https://{user}"))
    await check_stays(world, redirect_uri="https://shop.example@attacker.test/callback")


async def test_regression_redirect_uri_with_a_bare_fragment(world: World):
    for more in ("#", "#x", "#?code=1"):
        await check_stays(world, redirect_uri=REDIRECT + more)


async def test_regression_prompt_none_is_no_open_redirect_before_the_login(world: World):
    for changes in ({}, {"scope": "nonsense"}, {"prompt": "none login"}, {"response_type": "token"}, {"state": None}):
        await check_stays(world, **({"prompt": "none", "redirect_uri": EVIL} | changes))
    await check_stays(world, prompt="none", redirect_uri=REDIRECT + "/../x")


async def test_regression_invalid_scope_does_not_redirect_to_an_unvalidated_redirect_uri(world: World):
    for scope in ("nonsense", 'a"b', "introspect"):
        await check_stays(world, scope=scope, redirect_uri=EVIL)


async def test_regression_unsupported_response_type_does_not_redirect_to_an_unvalidated_redirect_uri(world: World):
    for kind in ("token", "nonsense", 'a"b', None, "code id_token"):
        await check_stays(world, response_type=kind, redirect_uri=EVIL)


async def test_regression_a_user_name_that_looks_like_a_loopback_address(world: World):
    uri = "http://localhost:80@attacker.test/cb"
    registration = Registration(
        id="new", name="New", method="none", grant_types=("authorization_code",), redirect_uris=(uri,)
    )
    store = world.identity.store
    with pytest.raises(RegistrationInvalid):
        async with store.transaction() as db:
            await clients.register(store, db, registration, scopes=frozenset())
    await world.client("native", redirect_uris=["http://127.0.0.1/cb"])
    headers = await world.login()
    for asked in (uri, "http://127.0.0.1:80@attacker.test/cb", "http://127.0.0.1@attacker.test/cb"):
        check_page(await world.authorize(world.asked(Pkce(), "native", redirect_uri=asked), headers))


# --- tokens ----------------------------------------------------------------------------------------------------------------


async def test_regression_no_id_token_is_signed_with_a_client_secret_nor_its_hash(world: World):
    found = await world.tokens("backend")
    assert header(found["id_token"])["alg"] == "ES256"
    goodbye = "https://shop.example/goodbye"
    await world.client("keeper", method="client_secret_basic", post_logout_redirect_uris=[goodbye])
    headers = await world.login()
    now = int(world.clock())
    about = {"iss": world.settings.issuer, "sub": ALICE, "aud": "keeper", "iat": now, "exp": now + 60}
    secret = world.secrets["keeper"]
    for key in (secret, digest(secret), hashlib.sha256(secret.encode()).digest()):
        signed = f"{b64({'alg': 'HS256', 'typ': 'JWT', 'kid': header(found['id_token'])['kid']})}.{b64(about)}"
        mac = hmac.new(key if isinstance(key, bytes) else key.encode(), signed.encode(), hashlib.sha256).digest()
        given = {"id_token_hint": f"{signed}.{b64(mac)}", "post_logout_redirect_uri": goodbye}
        answer = await world.http.get("/oauth/end-session", params=given, headers=headers)
        check_page(answer, 200)
        assert "Log out?" in answer.text


async def test_regression_no_client_secret_in_a_debug_log(tmp_path, capsys, caplog):
    caplog.set_level(logging.DEBUG)
    async with opened(settings_of(None, tmp_path, log_level="debug")) as world:
        await world.tokens("backend")
        secret, wrong = world.secrets["backend"], "a-wrong-secret-of-somebody"
        form = {"grant_type": "client_credentials", "client_secret": wrong, "client_id": "backend"}
        check_error(await world.http.post("/oauth/token", data=form), 401, "invalid_client")
        answer = await world.http.post("/oauth/token", data=form, headers={"authorization": basic("backend", secret)})
        check_error(answer, 400, "invalid_request")
        written = capsys.readouterr()
        log = written.out + written.err + caplog.text
        assert "/oauth/token" in log
        encoded = base64.b64encode(f"backend:{secret}".encode()).decode()
        for unsaid in (secret, wrong, encoded, digest(secret)):
            assert unsaid not in log


async def test_regression_header_jwk_is_no_key(world: World):
    stranger = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    found = await world.tokens()
    public = stranger.as_dict(private=False)
    about = claims(found["access_token"])
    for kid in (header(found["access_token"])["kid"], stranger.kid, ...):
        forged = sign(world, about, stranger, typ="at+jwt", jwk=public, kid=kid)
        assert not await world.accepted(forged)
        check_error(
            await prove(world, sign(world, statement(world), stranger, jwk=public, kid=kid)), 401, "invalid_client"
        )


async def test_regression_a_malformed_client_assertion_is_refused_and_no_error_of_ours(world: World):
    for assertion in ("x", "x.y", "x.y.z", "....", "e30.e30.e30", "é.é.é", "bnVsbA.bnVsbA.", "W10.W10.W10", '{"a":1}'):
        check_error(await prove(world, assertion), 401, "invalid_client")


async def test_regression_expires_in_and_what_is_stored_agree(world: World):
    store = world.identity.store
    found = await world.tokens()
    said = claims(found["access_token"])
    assert said["exp"] - said["iat"] == found["expires_in"]
    told = (await world.post("/oauth/introspect", "backend", token=found["access_token"])).json()
    assert told["exp"] == said["exp"]
    device = await ask(world)
    pushed = (await world.http.post("/oauth/par", data=world.asked(Pkce()))).json()
    async with store.transaction() as db:
        (row,) = await DeviceCode.all().using_db(db)
        assert (row.expires_at - row.created_at).total_seconds() == device["expires_in"]
        assert row.interval == device["interval"]
        (request,) = await PushedRequest.all().using_db(db)
        assert abs(request.expires_at.timestamp() - world.clock() - pushed["expires_in"]) < 5
        (token,) = await RefreshToken.all().using_db(db)
    told = (await world.post("/oauth/introspect", "backend", token=found["refresh_token"])).json()
    assert told["exp"] == int(token.expires_at.timestamp())


async def test_regression_a_json_body_at_the_token_endpoint_is_not_an_unsupported_grant_type(world: World):
    form = {"grant_type": "client_credentials", "client_id": "app"}
    answer = await world.http.post("/oauth/token", json=form)
    assert answer.status_code == 415
    assert answer.json()["code"] == "MEDIA_TYPE_UNSUPPORTED" and "unsupported_grant_type" not in answer.text


async def test_regression_what_a_registration_gives_out_is_not_stored_in_clear(world: World):
    store = world.identity.store
    registration = Registration(
        id="new", name="New", method="client_secret_basic", grant_types=("client_credentials",), scopes=("read",)
    )
    async with store.transaction() as db:
        _, first = await clients.register(store, db, registration, scopes=frozenset({"read"}))
        second = await clients.rotate_secret(store, db, "new")
    kept = await dumped(world)
    assert first is not None and first not in kept and second not in kept
    assert digest(second) in kept and digest(first) not in kept
    # and nobody can change a registration by a token, for there is none
    for method in ("GET", "PUT", "DELETE"):
        assert (await world.http.request(method, "/oauth/register/new")).status_code == 404


# --- refresh and revocation ------------------------------------------------------------------------------------------------


async def test_regression_a_revoked_refresh_token_is_not_honoured_within_the_overlap(world: World):
    found = await world.tokens()
    again = (await world.refresh(found["refresh_token"])).json()
    await world.post("/oauth/revoke", "app", token=again["refresh_token"])
    for token in (found["refresh_token"], again["refresh_token"]):
        check_error(await world.refresh(token), 400, "invalid_grant")
    assert not await world.accepted(again["access_token"])


async def test_regression_the_overlap_is_not_for_a_token_several_generations_old(world: World):
    oldest = await world.tokens()
    newest = oldest
    for _ in range(3):
        newest = (await world.refresh(newest["refresh_token"])).json()
    check_error(await world.refresh(oldest["refresh_token"]), 400, "invalid_grant")
    check_error(await world.refresh(newest["refresh_token"]), 400, "invalid_grant")
    assert not await world.accepted(newest["access_token"])


async def test_regression_a_client_does_not_revoke_the_token_of_another_one(world: World):
    found = await world.tokens()
    for client_id in ("other", "backend"):
        for token in (found["access_token"], found["refresh_token"]):
            assert (await world.post("/oauth/revoke", client_id, token=token)).status_code == 200
    assert await world.accepted(found["access_token"])
    assert (await world.refresh(found["refresh_token"])).status_code == 200


async def test_regression_revoking_an_access_token_does_not_leave_its_refresh_token_alive(world: World):
    found = await world.tokens()
    await world.post("/oauth/revoke", "app", token=found["access_token"])
    check_error(await world.refresh(found["refresh_token"]), 400, "invalid_grant")


async def test_regression_use_is_no_check_that_is_followed_by_a_use(world: World):
    """Whoever comes second finds a code and a token used, however close they are."""
    pkce, headers = Pkce(), await world.login()
    code = await world.code(pkce, headers)
    answers = await asyncio.gather(*(world.redeem(code, pkce) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 7
    async with world.identity.store.transaction() as db:
        assert await AuthorizationCode.filter(used_at=None).using_db(db).count() == 0
    found = await world.tokens()
    answers = await asyncio.gather(*(world.refresh(found["refresh_token"]) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    async with world.identity.store.transaction() as db:
        family = RefreshToken.filter(family_id=claims(found["access_token"])["family"], used_at=None)
        assert await family.using_db(db).count() == 1


# --- devices ---------------------------------------------------------------------------------------------------------------


async def test_regression_user_codes_cannot_be_predicted(world: World):
    codes = [(await ask(world))["user_code"].replace("-", "") for _ in range(60)]
    assert len(set(codes)) == len(codes)
    # every letter in every place, as chance would have it: none of 20 more than 18 of 60 times, but for one in a million
    for place in range(8):
        assert max(Counter(code[place] for code in codes).values()) <= 18
    assert set("".join(codes)) == set(devices.ALPHABET)


async def test_regression_another_person_does_not_approve_your_device(world: World):
    found, alice, bob = await ask(world), await world.login(), await world.login(BOB)
    page = await enter(world, alice, found["user_code"])
    assert (await decide(world, bob, page)).status_code == 403
    check_page(await enter(world, bob, found["user_code"]), 422)
    check_error(await poll(world, found["device_code"]), 400, "authorization_pending")


async def test_regression_the_interval_of_a_device_is_enforced(world: World):
    found = await ask(world)
    errors = [(await poll(world, found["device_code"])).json()["error"] for _ in range(3)]
    assert errors == ["authorization_pending", "slow_down", "slow_down"]


async def test_regression_a_login_at_another_provider_is_bound_to_the_browser_that_began_it(tmp_path, capsys):
    # a provider that nobody can reach: who comes with the right state is led on to it, and fails there
    there = "https://127.0.0.1:9"
    provider = {"name": "github", "kind": "github", "client_id": "x", "client_secret": "y", "issuer": there}
    async with opened(settings_of(None, tmp_path, social=(provider,))) as world:
        await world.http.post("/login/with/github", headers={"sec-fetch-site": "same-origin"})
        begun = await world.http.get("/login/with/github/start")
        assert begun.headers["location"].startswith(f"{there}/login/oauth/authorize?")
        state = begun.headers["location"].partition("state=")[2].partition("&")[0]
        assert len(state) > 20 and "code_challenge=" in begun.headers["location"]
        async with elsewhere(world) as victim:
            # it is led back with the state and the code of the attacker
            answer = await victim.get("/login/with/github/callback", params={"state": state, "code": "x"})
            assert answer.headers["location"].endswith("said=provider")
            assert world.identity.sessions.name not in answer.headers.get("set-cookie", "")
            assert "social login failed" not in capsys.readouterr().out
        await world.http.get("/login/with/github/callback", params={"state": state, "code": "x"})
        assert "social login failed" in capsys.readouterr().out

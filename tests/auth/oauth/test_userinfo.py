"""/oauth/userinfo (OpenID Connect Core section 5.3, RFC 6750)."""

from __future__ import annotations

import re
from typing import Any

from tests.auth.oauth.answers import check_unstored, claims
from tests.auth.oauth.test_client_assertions import OTHER, STRANGER, sign
from tests.auth.oauth.world import ALICE, World, bearer, opened, settings_of


async def asked(world: World, token: str, method: str = "GET") -> dict[str, Any]:
    answer = await world.http.request(method, "/oauth/userinfo", headers=bearer(token))
    assert answer.status_code == 200, answer.text
    check_unstored(answer)
    return dict(answer.json())


async def test_who_a_token_is_about_as_far_as_its_scope_goes(world: World):
    for scope, members in (
        ("openid", {"sub": ALICE}),
        ("openid profile", {"sub": ALICE, "name": ALICE}),
        ("openid email", {"sub": ALICE, "email": "customer@people.example", "email_verified": True}),
    ):
        token = (await world.tokens(scope=scope))["access_token"]
        for method in ("GET", "POST"):
            assert await asked(world, token, method) == members


async def test_no_token_is_challenged_without_an_error_code(world: World):
    token = (await world.tokens())["access_token"]
    for headers in ({}, {"authorization": "Basic eDp4"}, {"authorization": "Bearer"}, {"authorization": "Bearer "}):
        answer = await world.http.get("/oauth/userinfo", headers=headers)
        assert answer.status_code == 401
        assert (
            answer.headers["www-authenticate"].startswith("Bearer")
            and "error" not in answer.headers["www-authenticate"]
        )
        check_unstored(answer)
    # a token is taken from the header alone, and a login is none
    answer = await world.http.post("/oauth/userinfo", data={"access_token": token}, headers=await world.login())
    assert answer.status_code == 401
    answer = await world.http.get("/oauth/userinfo", params={"access_token": token})
    assert answer.status_code == 401


async def test_two_tokens_are_none(world: World):
    token = (await world.tokens())["access_token"]
    for other in (token, "x"):
        headers = [("authorization", f"Bearer {token}"), ("authorization", f"Bearer {other}")]
        answer = await world.http.get("/oauth/userinfo", headers=headers)
        assert answer.status_code == 400 and answer.json()["code"] == "REQUEST_MALFORMED"
        check_unstored(answer)


async def check_refused(world: World, token: str) -> None:
    answer = await world.http.get("/oauth/userinfo", headers=bearer(token))
    assert answer.status_code == 401, answer.text
    assert answer.headers["www-authenticate"].startswith('Bearer error="invalid_token"')
    check_unstored(answer)


async def test_a_token_that_is_expired_revoked_or_another_kind_is_invalid(world: World):
    found, revoked = await world.tokens(), await world.tokens()
    await world.post("/oauth/revoke", "app", token=revoked["access_token"])
    for token in (found["id_token"], found["refresh_token"], found["access_token"] + "x", revoked["access_token"], "x"):
        await check_refused(world, token)
    world.clock.ahead += world.settings.access_token_seconds + 31
    await check_refused(world, found["access_token"])


async def test_a_token_of_another_issuer_does_not_speak_for_somebody_of_the_same_name(tmp_path):
    trusted = {"issuer": OTHER, "jwks": {"keys": [STRANGER.as_dict(private=False)]}}
    async with opened(settings_of(None, tmp_path, trusted_issuers=(trusted,))) as world:
        about = claims((await world.tokens(scope="openid email"))["access_token"]) | {"iss": OTHER}
        token = sign(world, about, STRANGER, typ="at+jwt", kid=STRANGER.kid)
        # the doors believe it, for what they are configured to
        assert await world.accepted(token)
        await check_refused(world, token)


async def test_a_closed_account_is_not_told_of(world: World):
    found = await world.tokens()
    await world.identity.people.disable(ALICE)
    await check_refused(world, found["access_token"])


async def test_lacking_the_scope_openid(world: World):
    client = (await world.token("partner", grant_type="client_credentials", scope="read")).json()
    for found in (await world.tokens(scope="read profile email"), client):
        answer = await world.http.get("/oauth/userinfo", headers=bearer(found["access_token"]))
        assert answer.status_code == 403
        challenge = answer.headers["www-authenticate"]
        assert re.search(r'error="insufficient_scope"', challenge) and 'scope="openid"' in challenge
        check_unstored(answer)


async def test_other_methods(world: World):
    for method in ("PUT", "DELETE", "PATCH"):
        answer = await world.http.request(method, "/oauth/userinfo")
        assert answer.status_code == 405 and "GET" in answer.headers["allow"] and "POST" in answer.headers["allow"]

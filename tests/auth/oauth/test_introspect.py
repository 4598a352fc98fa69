"""/oauth/introspect (RFC 7662)."""

from __future__ import annotations

from typing import Any

from gateway.auth.oauth.clients import ASSERTION_TYPE
from tests.auth.oauth.answers import check_error, check_unstored, claims
from tests.auth.oauth.world import ALICE, World, basic


async def asked(world: World, token: str, client_id: str = "backend", **form: Any) -> dict[str, Any]:
    answer = await world.post("/oauth/introspect", client_id, token=token, **form)
    assert answer.status_code == 200, answer.text
    check_unstored(answer)
    return dict(answer.json())


async def check_inactive(world: World, token: str, client_id: str = "backend") -> None:
    assert await asked(world, token, client_id) == {"active": False}


async def test_the_caller_must_authenticate(world: World):
    found = await world.tokens()
    form = {"token": found["access_token"]}
    for headers, more in (
        ({}, {}),
        ({}, {"client_id": "app"}),
        ({}, {"client_id": "backend"}),
        ({}, {"client_id": "nobody"}),
        ({"authorization": basic("backend", "x")}, {}),
        ({"authorization": f"Bearer {found['access_token']}"}, {}),
        ({}, {"client_assertion": found["access_token"], "client_assertion_type": ASSERTION_TYPE}),
    ):
        answer = await world.http.post("/oauth/introspect", data=form | more, headers=headers)
        check_error(answer, 401, "invalid_client")


async def test_active_access_token(world: World):
    found = await world.tokens()
    said = claims(found["access_token"])
    assert await asked(world, found["access_token"]) == {
        "active": True,
        "scope": "openid read",
        "client_id": "app",
        "sub": ALICE,
        "aud": world.settings.audience,
        "iss": world.settings.issuer,
        "exp": said["exp"],
        "iat": said["iat"],
        "jti": said["jti"],
        "token_type": "Bearer",
    }


async def test_active_refresh_token(world: World):
    found = await world.tokens()
    said = await asked(world, found["refresh_token"], token_type_hint="access_token")
    assert said.pop("exp") > said.pop("iat")
    assert said == {
        "active": True,
        "scope": "openid read",
        "client_id": "app",
        "sub": ALICE,
        "iss": world.settings.issuer,
        "token_type": "refresh_token",
    }
    # it opens no door
    assert not await world.accepted(found["refresh_token"])


async def test_inactive_for_any_reason_says_nothing_else(world: World):
    used, revoked = await world.tokens(), await world.tokens()
    fresh = (await world.refresh(used["refresh_token"])).json()
    await world.post("/oauth/revoke", "app", token=revoked["access_token"])
    for token in (
        "x",
        "a.b.c",
        "é" * 50,
        "t" * 10_000,
        used["refresh_token"],
        revoked["access_token"],
        revoked["refresh_token"],
        fresh["id_token"],
        fresh["access_token"] + ".",
    ):
        await check_inactive(world, token)
    world.clock.ahead += world.settings.access_token_seconds + 31
    await check_inactive(world, fresh["access_token"])
    world.clock.ahead += 15 * 24 * 3600
    await check_inactive(world, fresh["refresh_token"])


async def test_inactive_when_the_account_is_closed(world: World):
    found = await world.tokens()
    await world.identity.people.disable(ALICE)
    await check_inactive(world, found["access_token"])
    await check_inactive(world, found["refresh_token"])


async def test_a_client_sees_its_own_tokens_alone(world: World):
    await world.client("shop", method="client_secret_basic")
    mine, others = await world.tokens("shop"), await world.tokens()
    for name in ("access_token", "refresh_token"):
        assert (await asked(world, mine[name], "shop"))["active"]
        await check_inactive(world, others[name], "shop")
    # who may see everything does
    assert (await asked(world, mine["access_token"]))["active"]


async def test_token_is_missing_or_of_another_type(world: World):
    check_error(await world.post("/oauth/introspect", "backend", token=""), 400, "invalid_request")
    answer = await world.post("/oauth/introspect", "backend", token="x", token_type_hint="saml")
    check_error(answer, 400, "unsupported_token_type")

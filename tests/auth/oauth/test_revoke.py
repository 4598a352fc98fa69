"""/oauth/revoke (RFC 7009)."""

from __future__ import annotations

from typing import Any

from tests.auth.oauth.answers import check_error, check_unstored, claims
from tests.auth.oauth.world import World, basic


async def revoke(world: World, token: str, client_id: str = "app", **form: Any) -> None:
    answer = await world.post("/oauth/revoke", client_id, token=token, **form)
    assert answer.status_code == 200 and answer.content == b"", answer.text
    check_unstored(answer)


async def test_client_authentication_is_needed(world: World):
    found = await world.tokens("backend")
    for headers, form in (
        ({}, {}),
        ({}, {"client_id": "backend"}),
        ({}, {"client_id": "nobody"}),
        ({"authorization": basic("backend", "x")}, {}),
    ):
        given = {**form, "token": found["refresh_token"]}
        check_error(await world.http.post("/oauth/revoke", data=given, headers=headers), 401, "invalid_client")
    assert (await world.refresh(found["refresh_token"], "backend")).status_code == 200


async def test_token_that_is_unknown_expired_or_malformed_is_200_and_nothing_changes(world: World):
    found = await world.tokens()
    for token in ("x", "a.b.c", "é", "t" * 7000, found["access_token"] + "x", found["id_token"]):
        await revoke(world, token)
    assert await world.accepted(found["access_token"])
    world.clock.ahead += world.settings.access_token_seconds + 60
    await revoke(world, found["access_token"])
    assert (await world.refresh(found["refresh_token"])).status_code == 200


async def test_token_of_somebody_else_is_200_and_nothing_changes(world: World):
    found = await world.tokens()
    for client_id in ("other", "backend", "partner"):
        for name in ("access_token", "refresh_token"):
            await revoke(world, found[name], client_id)
    assert await world.accepted(found["access_token"])
    assert (await world.refresh(found["refresh_token"])).status_code == 200


async def test_refresh_token_takes_its_family_and_access_tokens_along(world: World):
    first, other = await world.tokens(), await world.tokens()
    second = (await world.refresh(first["refresh_token"])).json()
    await revoke(world, second["refresh_token"])
    for found in (first, second):
        assert not await world.accepted(found["access_token"])
        check_error(await world.refresh(found["refresh_token"]), 400, "invalid_grant")
    assert await world.accepted(other["access_token"])
    # again is as good
    await revoke(world, second["refresh_token"])


async def test_a_refresh_token_that_was_used_takes_its_family_along_as_well(world: World):
    first = await world.tokens()
    second = (await world.refresh(first["refresh_token"])).json()
    await revoke(world, first["refresh_token"])
    assert not await world.accepted(second["access_token"])


async def test_access_token_takes_its_refresh_token_along(world: World):
    found, other = await world.tokens(), await world.tokens()
    await revoke(world, found["access_token"])
    assert not await world.accepted(found["access_token"])
    check_error(await world.refresh(found["refresh_token"]), 400, "invalid_grant")
    assert await world.accepted(other["access_token"])


async def test_access_token_of_a_client_is_denied_until_it_expires(world: World):
    async def asked() -> str:
        answer = await world.token("partner", grant_type="client_credentials", scope="read")
        return str(answer.json()["access_token"])

    token, other = await asked(), await asked()
    await revoke(world, token, "partner")
    assert not await world.accepted(token) and await world.accepted(other)
    world.clock.ahead += claims(token)["exp"] - world.clock() - 1
    assert not await world.accepted(token) and await world.accepted(other)


async def test_wrong_hint_still_finds_it(world: World):
    for name, hint in (("access_token", "refresh_token"), ("refresh_token", "access_token")):
        found = await world.tokens()
        await revoke(world, found[name], token_type_hint=hint)
        assert not await world.accepted(found["access_token"])
        check_error(await world.refresh(found["refresh_token"]), 400, "invalid_grant")


async def test_unsupported_type(world: World):
    found = await world.tokens()
    for hint in ("id_token", "saml", "urn:x"):
        answer = await world.post("/oauth/revoke", "app", token=found["access_token"], token_type_hint=hint)
        check_error(answer, 400, "unsupported_token_type")
    assert await world.accepted(found["access_token"])


async def test_token_is_missing(world: World):
    for form in ({"x": "y"}, {"token": ""}):
        answer = await world.http.post("/oauth/revoke", data={"client_id": "app", **form})
        check_error(answer, 400, "invalid_request")

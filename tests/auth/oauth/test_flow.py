"""The whole way through, once for each grant."""

from __future__ import annotations

from tests.auth.oauth.world import Pkce, Reply, World


async def test_code_refresh_and_doors(world: World):
    found = await world.tokens()
    assert await world.accepted(found["access_token"])
    again = await world.refresh(found["refresh_token"])
    assert again.status_code == 200, again.text
    assert await world.accepted(again.json()["access_token"])


async def test_client_credentials(world: World):
    found = await world.token("partner", grant_type="client_credentials", scope="read")
    assert found.status_code == 200, found.text
    assert await world.accepted(found.json()["access_token"])


async def test_denied(world: World):
    headers = await world.login()
    page = await world.authorize(world.asked(Pkce()), headers)
    assert page.status_code == 200, page.text
    said = Reply(await world.decide(page, headers, "deny")).said
    assert said["error"] == "access_denied" and said["iss"] == world.settings.issuer

"""The grant client_credentials (RFC 6749 section 4.4)."""

from __future__ import annotations

from gateway.auth import clients
from tests.auth.oauth.answers import check_error, claims
from tests.auth.oauth.world import World


async def test_client_credentials_give_an_access_token_about_the_client_and_nothing_else(world: World):
    answer = await world.token("backend", grant_type="client_credentials")
    assert answer.status_code == 200
    found = answer.json()
    # no refresh token (section 4.4.3), no ID token, and always the scope
    assert found.keys() == {"access_token", "token_type", "expires_in", "scope"}
    said = claims(found["access_token"])
    assert said["sub"] == said["client_id"] == "backend"
    assert said["roles"] == ["label"]
    assert "auth_time" not in said and "family" not in said
    assert await world.accepted(found["access_token"])


async def test_client_credentials_scope_default_is_what_is_registered(world: World):
    found = (await world.token("backend", grant_type="client_credentials")).json()
    assert found["scope"] == "read"
    found = (await world.token("backend", grant_type="client_credentials", scope="write read write")).json()
    assert found["scope"] == "write read"


async def test_client_credentials_scope_default_has_nothing_that_is_about_people(world: World):
    await world.client(
        "both",
        method="client_secret_basic",
        grant_types=["authorization_code", "client_credentials"],
        default_scopes=["openid", "email", "offline_access", "read"],
    )
    answer = await world.token("both", grant_type="client_credentials")
    assert answer.status_code == 200 and answer.json()["scope"] == "read"
    assert (await world.tokens("both", scope=None))["scope"] == "openid email offline_access read"


async def test_client_credentials_scope_that_is_not_allowed(world: World):
    for scope in ("introspect", "nonsense", "read introspect", "openid", "read openid", 'read"', "read  write"):
        answer = await world.token("partner", grant_type="client_credentials", scope=scope)
        check_error(answer, 400, "invalid_scope")


async def test_client_credentials_of_a_public_client(world: World):
    check_error(await world.token("app", grant_type="client_credentials"), 400, "unauthorized_client")
    # not even when somebody has written it into its registration
    await world.client("careless", grant_types=["client_credentials"], default_scopes=["read"])
    check_error(await world.token("careless", grant_type="client_credentials"), 400, "unauthorized_client")


async def test_client_credentials_resource(world: World):
    async def asked(resource):
        return await world.token("partner", grant_type="client_credentials", scope="read", resource=resource)

    check_error(await asked("https://other.example"), 400, "invalid_target")
    assert (await asked([world.settings.issuer, world.settings.audience])).status_code == 200


async def test_client_credentials_of_a_disabled_client_and_what_it_was_given(world: World):
    found = (await world.token("partner", grant_type="client_credentials", scope="read")).json()
    store = world.identity.store
    async with store.transaction() as db:
        await clients.disable(store, db, "partner")
    assert not await world.accepted(found["access_token"])
    answer = await world.token("partner", grant_type="client_credentials", scope="read")
    check_error(answer, 401, "invalid_client")


async def test_client_credentials_with_a_secret_that_was_replaced(world: World):
    before = (await world.token("partner", grant_type="client_credentials", scope="read")).json()["access_token"]
    assert await world.accepted(before)
    async with world.identity.store.transaction() as db:
        secret = await clients.rotate_secret(world.identity.store, db, "partner")
    # whoever had the secret may have tokens
    assert not await world.accepted(before)
    answer = await world.token("partner", grant_type="client_credentials", scope="read")
    check_error(answer, 401, "invalid_client")
    world.secrets["partner"] = secret
    assert (await world.token("partner", grant_type="client_credentials", scope="read")).status_code == 200

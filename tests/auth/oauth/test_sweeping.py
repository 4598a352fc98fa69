"""What has expired goes, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from gateway.auth import sweeping
from gateway.auth.sweeping import EXPIRED, sweep
from gateway.tables import Account, AuthorizationCode, Client, Family, RefreshToken, Revocation, Session
from tests.auth.oauth.answers import check_error
from tests.auth.oauth.world import World

DAYS_100 = 100 * 86_400


async def counted(world: World) -> dict[str, int]:
    async with world.identity.store.transaction() as db:
        return {model.__name__: await model.all().using_db(db).count() for model, _ in EXPIRED}


async def test_what_is_valid_stays_and_what_has_expired_goes(world: World):
    found = await world.tokens()
    assert await sweep(world.identity.store) == 0
    assert (await world.refresh(found["refresh_token"])).status_code == 200
    before = await counted(world)
    assert before["Family"] == before["AuthorizationCode"] == 1 and before["RefreshToken"] == 2
    world.clock.ahead = DAYS_100
    assert await sweep(world.identity.store) >= 4
    after = await counted(world)
    assert set(after.values()) == {0}, after
    async with world.identity.store.transaction() as db:
        assert await Account.all().using_db(db).count() == 2 and await Client.all().using_db(db).count() > 3


async def test_a_code_is_kept_for_a_day_to_recognize_a_second_use(world: World):
    await world.tokens()
    world.clock.ahead = timedelta(hours=23).total_seconds()
    await sweep(world.identity.store)
    assert (await counted(world))["AuthorizationCode"] == 1


async def test_a_used_token_is_kept_as_long_as_its_family_to_recognize_who_has_it(world: World):
    first = found = await world.tokens()
    for _ in range(4):
        world.clock.ahead += timedelta(days=5).total_seconds()
        found = (await world.refresh(found["refresh_token"])).json()
    await sweep(world.identity.store)
    check_error(await world.refresh(first["refresh_token"]), 400, "invalid_grant")
    check_error(await world.refresh(found["refresh_token"]), 400, "invalid_grant")
    async with world.identity.store.transaction() as db:
        assert (await Family.get(using_db=db)).reason == "reuse"


async def test_portions_follow_each_other(world: World, monkeypatch):
    store = world.identity.store
    async with store.transaction() as db:
        await store.revocations.add(db, [f"token:{number}" for number in range(25)])
    world.clock.ahead = DAYS_100
    monkeypatch.setattr(sweeping, "PORTION", 10)
    assert await sweep(store) >= 25
    assert (await counted(world))["Revocation"] == 0
    assert {AuthorizationCode, Family, RefreshToken, Revocation, Session} <= {model for model, _ in EXPIRED}

"""A request that is given up in the middle leaves everything as it was, or as if it had been answered."""

from __future__ import annotations

import asyncio
import os
from random import Random
from typing import Final

from gateway.auth.digests import digest
from gateway.tables import AuthorizationCode, Family, RefreshToken
from tests.auth.oauth.world import Pkce, World

ROUNDS: Final = 150 if "TORII_SOAK" in os.environ else 25
LONGEST: Final = 0.012


async def give_up(asking: asyncio.Task[object], chance: Random) -> None:
    await asyncio.wait({asking}, timeout=chance.uniform(0, LONGEST))
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)


async def test_a_code_is_burned_with_its_family_or_not_at_all(world: World):
    chance, headers = Random(3), await world.login()
    for _ in range(ROUNDS):
        pkce = Pkce()
        code = await world.code(pkce, headers)
        await give_up(asyncio.create_task(world.redeem(code, pkce)), chance)
        async with world.identity.store.transaction() as db:
            row = await AuthorizationCode.get(using_db=db, hash=digest(code))
            founded = await Family.filter(id=row.family_id).using_db(db).exists()
        assert founded == (row.used_at is not None)
        assert (await world.redeem(code, pkce)).status_code == (400 if founded else 200)


async def test_a_refresh_that_is_tried_again_at_once_loses_no_family(world: World):
    chance = Random(5)
    token = (await world.tokens())["refresh_token"]
    for _ in range(ROUNDS):
        await give_up(asyncio.create_task(world.refresh(token)), chance)
        answer = await world.refresh(token)
        assert answer.status_code == 200, answer.text
        token = answer.json()["refresh_token"]
    async with world.identity.store.transaction() as db:
        row = await RefreshToken.get(using_db=db, hash=digest(token))
        alive = RefreshToken.filter(family_id=row.family_id, used_at=None).using_db(db)
        assert await alive.count() == 1

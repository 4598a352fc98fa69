"""The grant refresh_token: rotation, reuse, and what takes a family back (RFC 6749 section 6, RFC 9700 section 4.14)."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from gateway.auth import clients, families
from gateway.auth.people.passwords import Passwords
from gateway.tables import Account, Family, RefreshToken
from tests.auth.oauth.answers import check_error, claims
from tests.auth.oauth.world import ALICE, BOB, Pkce, World, basic

DAY: Final = 24 * 3600


async def family(world: World, token: str) -> Family:
    async with world.identity.store.transaction() as db:
        return await Family.get(using_db=db, id=claims(token)["family"])


async def leaves(world: World, token: str) -> int:
    """How many refresh tokens of the family could still be used."""
    async with world.identity.store.transaction() as db:
        alive = RefreshToken.filter(family_id=claims(token)["family"], family__revoked_at=None, used_at=None)
        return await alive.using_db(db).count()


async def check_dead(world: World, *found: dict[str, Any], client_id: str = "app") -> None:
    for tokens in found:
        assert not await world.accepted(tokens["access_token"])
        check_error(await world.refresh(tokens["refresh_token"], client_id), 400, "invalid_grant")


async def test_1_absent_token(world: World):
    for token in ("x", "x" * 43, "é", "' OR 1=1", "t" * 10_000):
        check_error(await world.refresh(token), 400, "invalid_grant")
    # an access token is none
    check_error(await world.refresh((await world.tokens())["access_token"]), 400, "invalid_grant")


async def test_2_client_mismatch_revokes_nothing(world: World):
    found = await world.tokens()
    for client_id in ("other", "backend"):
        check_error(await world.refresh(found["refresh_token"], client_id), 400, "invalid_grant")
    again = (await world.refresh(found["refresh_token"])).json()
    # not even with one that was used
    check_error(await world.refresh(found["refresh_token"], "other"), 400, "invalid_grant")
    world.clock.ahead += 11
    check_error(await world.refresh(found["refresh_token"], "other"), 400, "invalid_grant")
    assert await world.accepted(again["access_token"])
    assert (await world.refresh(again["refresh_token"])).status_code == 200


async def test_3_family_revoked(world: World):
    found = await world.tokens()
    store = world.identity.store
    async with store.transaction() as db:
        await families.revoke(store, db, "test", id=claims(found["access_token"])["family"])
    await check_dead(world, found)


async def test_3_family_expired(world: World):
    used = found = await world.tokens()
    for _ in range(7):
        world.clock.ahead += 12 * DAY
        used, found = found, (await world.refresh(found["refresh_token"])).json()
    world.clock.ahead += 7 * DAY
    for tokens in (found, used):
        check_error(await world.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    # an expired token is no sign of theft, nor is one that was used in a family that is over
    assert (await family(world, found["access_token"])).revoked_at is None


async def test_4_every_use_makes_a_new_token(world: World):
    found = await world.tokens()
    seen = {found["refresh_token"]}
    for _ in range(3):
        answer = await world.refresh(found["refresh_token"])
        assert answer.status_code == 200
        again = answer.json()
        assert again.keys() == {"access_token", "token_type", "expires_in", "scope", "refresh_token", "id_token"}
        assert claims(again["access_token"])["family"] == claims(found["access_token"])["family"]
        assert await leaves(world, again["access_token"]) == 1
        found = again
        seen.add(found["refresh_token"])
        world.clock.ahead += 60
    assert len(seen) == 4
    assert await world.accepted(found["access_token"])


async def test_4_the_id_token_of_a_refresh_says_when_somebody_logged_in(world: World):
    found = await world.tokens(nonce="n")
    first = claims(found["id_token"])
    world.clock.ahead += 100
    again = claims((await world.refresh(found["refresh_token"])).json()["id_token"])
    assert again["auth_time"] == first["auth_time"] and again["iat"] >= first["iat"] + 100
    assert again["sub"] == first["sub"] and again["aud"] == first["aud"] and again["sid"] == first["sid"]
    assert "nonce" not in again


async def test_5_retry_within_ten_seconds_gets_a_fresh_token_in_place_of_the_unheard_one(world: World):
    found = await world.tokens()
    unheard = (await world.refresh(found["refresh_token"])).json()
    world.clock.ahead += 9
    heard = await world.refresh(found["refresh_token"])
    assert heard.status_code == 200
    again = heard.json()
    # never the same plain text, never two that live
    assert again["refresh_token"] != unheard["refresh_token"]
    assert await leaves(world, again["access_token"]) == 1
    check_error(await world.refresh(unheard["refresh_token"]), 400, "invalid_grant")
    assert (await world.refresh(again["refresh_token"])).status_code == 200
    assert await world.accepted(again["access_token"])


async def test_5_many_retries_within_ten_seconds(world: World):
    found = await world.tokens()
    again = [(await world.refresh(found["refresh_token"])).json() for _ in range(4)]
    assert await leaves(world, found["access_token"]) == 1
    assert (await world.refresh(again[-1]["refresh_token"])).status_code == 200


async def test_5_retries_do_not_prolong_the_ten_seconds(world: World):
    found = await world.tokens()
    for _ in range(2):
        assert (await world.refresh(found["refresh_token"])).status_code == 200
        world.clock.ahead += 6
    check_error(await world.refresh(found["refresh_token"]), 400, "invalid_grant")
    assert (await family(world, found["access_token"])).reason == "reuse"


async def test_5_of_two_at_once_both_are_answered_and_one_token_lives(world: World):
    found = await world.tokens()
    answers = await asyncio.gather(*(world.refresh(found["refresh_token"]) for _ in range(2)))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert await leaves(world, found["access_token"]) == 1
    # one of them is the live one
    tried = [(await world.refresh(answer.json()["refresh_token"])).status_code for answer in answers]
    assert sorted(tried) == [200, 400]


async def test_6_reuse_after_ten_seconds_revokes_the_family(world: World):
    found = await world.tokens()
    again = (await world.refresh(found["refresh_token"])).json()
    world.clock.ahead += 10
    check_error(await world.refresh(found["refresh_token"]), 400, "invalid_grant")
    assert (await family(world, found["access_token"])).reason == "reuse"
    await check_dead(world, found, again)


async def test_6_reuse_is_told_to_whom_it_concerns_once(world: World):
    found = await world.tokens()
    await world.refresh(found["refresh_token"])
    world.clock.ahead += 11
    for _ in range(2):
        check_error(await world.refresh(found["refresh_token"]), 400, "invalid_grant")
    await world.identity.people.settled()
    (letter,) = [path.read_text() for path in (world.settings.var / "mail").glob("*.eml")]
    assert "To: customer@people.example" in letter and "App" in letter
    assert found["refresh_token"] not in letter


async def test_6_reuse_within_ten_seconds_of_a_token_whose_successor_was_used_revokes_the_family(world: World):
    found = await world.tokens()
    second = (await world.refresh(found["refresh_token"])).json()
    third = (await world.refresh(second["refresh_token"])).json()
    check_error(await world.refresh(found["refresh_token"]), 400, "invalid_grant")
    await check_dead(world, found, second, third)


async def test_6_a_token_several_generations_old_within_the_overlap_revokes_the_family(world: World):
    generations = [await world.tokens()]
    for _ in range(4):
        generations.append((await world.refresh(generations[-1]["refresh_token"])).json())
    check_error(await world.refresh(generations[1]["refresh_token"]), 400, "invalid_grant")
    await check_dead(world, *generations)


async def test_6_the_unheard_token_used_later_revokes_the_family(world: World):
    found = await world.tokens()
    unheard = (await world.refresh(found["refresh_token"])).json()
    again = (await world.refresh(found["refresh_token"])).json()
    world.clock.ahead += 11
    check_error(await world.refresh(unheard["refresh_token"]), 400, "invalid_grant")
    await check_dead(world, found, again)


async def test_6_reuse_leaves_other_families_alone(world: World):
    found, other = await world.tokens(), await world.tokens()
    await world.refresh(found["refresh_token"])
    world.clock.ahead += 11
    check_error(await world.refresh(found["refresh_token"]), 400, "invalid_grant")
    assert await world.accepted(other["access_token"])
    assert (await world.refresh(other["refresh_token"])).status_code == 200


# --- scope -----------------------------------------------------------------------------------------------------------------


async def test_scope_may_shrink_and_the_next_token_keeps_the_full_one(world: World):
    found = await world.tokens(scope="openid read write")
    less = (await world.refresh(found["refresh_token"], scope="read")).json()
    assert less["scope"] == "read" and claims(less["access_token"])["scope"] == "read"
    assert "id_token" not in less
    full = (await world.refresh(less["refresh_token"])).json()
    assert full["scope"] == "openid read write" and "id_token" in full


async def test_scope_may_not_grow_and_asking_for_more_uses_nothing_up(world: World):
    found = await world.tokens(scope="openid read")
    for scope in ("openid read write", "write", "introspect", "nonsense", 'read"'):
        check_error(await world.refresh(found["refresh_token"], scope=scope), 400, "invalid_scope")
    world.clock.ahead += 60
    assert (await world.refresh(found["refresh_token"])).json()["scope"] == "openid read"


# --- how long --------------------------------------------------------------------------------------------------------------


async def test_lifetime_idle_is_14_days_and_24_hours_in_a_browser(world: World):
    await world.client("spa", browser=True)
    for client_id, seconds in {"app": 14 * DAY, "spa": DAY}.items():
        kept, lost = await world.tokens(client_id), await world.tokens(client_id)
        start = world.clock.ahead
        world.clock.ahead = start + seconds - 30
        again = await world.refresh(kept["refresh_token"], client_id)
        assert again.status_code == 200
        world.clock.ahead = start + seconds + 1
        check_error(await world.refresh(lost["refresh_token"], client_id), 400, "invalid_grant")
        # every use begins the time anew
        world.clock.ahead = start + 2 * seconds - 60
        assert (await world.refresh(again.json()["refresh_token"], client_id)).status_code == 200


async def test_lifetime_absolute_is_90_days_and_7_days_in_a_browser(world: World):
    await world.client("spa", browser=True)
    for client_id, step, steps in (("app", 10 * DAY, 9), ("spa", DAY // 2, 14)):
        found = await world.tokens(client_id)
        start = world.clock.ahead
        for number in range(1, steps):
            world.clock.ahead = start + number * step
            answer = await world.refresh(found["refresh_token"], client_id)
            assert answer.status_code == 200, number
            found = answer.json()
        world.clock.ahead = start + steps * step + 1
        check_error(await world.refresh(found["refresh_token"], client_id), 400, "invalid_grant")


# --- what takes everything back ----------------------------------------------------------------------------------------------


async def test_password_change_revokes_all_families_of_the_account(world: World):
    passwords = Passwords(world.settings)
    hashed = await passwords.hash("correct horse battery staple")
    passwords.close()
    async with world.identity.store.transaction() as db:
        await Account.filter(id=ALICE).using_db(db).update(password=hashed)
    found, other = await world.tokens(), await world.tokens("backend")
    pending = await world.code(pkce := Pkce())
    await world.identity.people.change_password(ALICE, "correct horse battery staple", "another horse entirely", None)
    await check_dead(world, found)
    await check_dead(world, other, client_id="backend")
    # what was on its way to become a token, too
    check_error(await world.redeem(pending, pkce), 400, "invalid_grant")


async def test_logout_revokes_the_families_of_that_login_alone(world: World):
    headers, pkce, other = await world.login(), Pkce(), await world.tokens()
    found = (await world.redeem(await world.code(pkce, headers), pkce)).json()
    answer = await world.http.post("/logout", headers={**headers, "sec-fetch-site": "same-origin"})
    assert answer.status_code == 303
    await check_dead(world, found)
    assert await world.accepted(other["access_token"])


async def test_logout_before_the_code_is_redeemed_leaves_nothing(world: World):
    headers, pkce = await world.login(), Pkce()
    code = await world.code(pkce, headers)
    await world.http.post("/logout", headers={**headers, "sec-fetch-site": "same-origin"})
    check_error(await world.redeem(code, pkce), 400, "invalid_grant")


async def test_a_disabled_account_revokes_its_families(world: World):
    found = await world.tokens()
    bob, pkce = await world.login(BOB), Pkce()
    others = (await world.redeem(await world.code(pkce, bob), pkce)).json()
    assert await world.identity.people.disable(ALICE)
    await check_dead(world, found)
    assert await world.accepted(others["access_token"])
    # and coming back brings nothing of it back
    assert await world.identity.people.enable(ALICE)
    await check_dead(world, found)
    assert await world.accepted((await world.tokens())["access_token"])


async def test_an_account_that_is_closed_otherwise_gets_no_tokens_either(world: World):
    found = await world.tokens()
    async with world.identity.store.transaction() as db:
        await Account.filter(id=ALICE).using_db(db).update(disabled_at=world.identity.store.now())
    check_error(await world.refresh(found["refresh_token"]), 400, "invalid_grant")


async def test_consent_revocation_revokes_the_families_of_that_client_alone(world: World):
    found, other = await world.tokens(), await world.tokens("other")
    pending = await world.code(pkce := Pkce())
    headers = {**await world.login(), "sec-fetch-site": "same-origin"}
    answer = await world.http.post("/account/apps/revoke", data={"client": "app"}, headers=headers)
    assert answer.status_code == 303, answer.text
    await check_dead(world, found)
    assert await world.accepted(other["access_token"])
    # what was on its way to become a token, too
    check_error(await world.redeem(pending, pkce), 400, "invalid_grant")
    # and asks again
    assert (await world.authorize(world.asked(Pkce()), headers)).status_code == 200


async def test_a_disabled_client_loses_its_families(world: World):
    found = await world.tokens()
    store = world.identity.store
    async with store.transaction() as db:
        await clients.disable(store, db, "app")
    assert not await world.accepted(found["access_token"])
    check_error(await world.refresh(found["refresh_token"]), 401, "invalid_client")
    async with store.transaction() as db:
        await clients.enable(db, "app")
    check_error(await world.refresh(found["refresh_token"]), 400, "invalid_grant")


async def test_roles_are_those_of_the_moment_and_tokens_of_before_are_void(world: World):
    found = await world.tokens()
    async with world.identity.store.transaction() as db:
        assert await world.identity.people.grant_role(db, ALICE, "clerk")
    assert not await world.accepted(found["access_token"])
    again = (await world.refresh(found["refresh_token"])).json()
    assert claims(again["access_token"])["roles"] == ["clerk", "customer"]
    assert await world.accepted(again["access_token"])


async def test_a_confidential_client_proves_itself_to_refresh(world: World):
    found = await world.tokens("backend")
    form = {"grant_type": "refresh_token", "refresh_token": found["refresh_token"]}
    check_error(await world.http.post("/oauth/token", data={**form, "client_id": "backend"}), 401, "invalid_client")
    answer = await world.http.post("/oauth/token", data=form, headers={"authorization": basic("backend", "x")})
    check_error(answer, 401, "invalid_client")
    assert (await world.refresh(found["refresh_token"], "backend")).status_code == 200

"""The grant authorization_code (RFC 6749 section 4.1.3, RFC 7636)."""

from __future__ import annotations

import asyncio
import base64
from hashlib import sha256

from gateway.tables import AuthorizationCode, RefreshToken
from tests.auth.oauth.answers import check_error
from tests.auth.oauth.world import OTHER_REDIRECT, REDIRECT, Pkce, World


async def test_c1_code_expired(world: World):
    pkce = Pkce()
    code = await world.code(pkce)
    world.clock.ahead += 60
    check_error(await world.redeem(code, pkce), 400, "invalid_grant")


async def test_c1_code_in_its_last_second(world: World):
    pkce = Pkce()
    code = await world.code(pkce)
    world.clock.ahead += 55
    assert (await world.redeem(code, pkce)).status_code == 200


async def test_c1_code_unknown(world: World):
    for code in ("x", "x" * 43, "\x7f", "ü", "'; DROP TABLE gateway_client; --", "c" * 10_000):
        check_error(await world.redeem(code, Pkce()), 400, "invalid_grant")


async def test_c1_code_of_another_client_which_burns_nothing(world: World):
    pkce = Pkce()
    code = await world.code(pkce)
    for client_id in ("other", "backend"):
        check_error(await world.redeem(code, pkce, client_id), 400, "invalid_grant")
    assert (await world.redeem(code, pkce)).status_code == 200


async def test_c1_redirect_uri_differs_from_the_request(world: World, subtests):
    for said in (None, "", OTHER_REDIRECT, REDIRECT + "/", REDIRECT.upper()):
        with subtests.test(said):
            pkce = Pkce()
            code = await world.code(pkce, client_id="two", redirect_uri=REDIRECT)
            check_error(await world.redeem(code, pkce, "two", redirect_uri=said), 400, "invalid_grant")
            # and the code is burned
            check_error(await world.redeem(code, pkce, "two"), 400, "invalid_grant")


async def test_c1_redirect_uri_that_was_not_sent_may_be_left_out(world: World):
    pkce = Pkce()
    assert (await world.redeem(await world.code(pkce, redirect_uri=None), pkce, redirect_uri=None)).status_code == 200


async def test_c1_the_account_was_closed_meanwhile(world: World):
    pkce = Pkce()
    code = await world.code(pkce)
    await world.identity.people.disable("acct-customer")
    check_error(await world.redeem(code, pkce), 400, "invalid_grant")


async def test_c2_code_used_twice_takes_back_all_tokens(world: World):
    pkce = Pkce()
    code = await world.code(pkce)
    first = (await world.redeem(code, pkce)).json()
    second = (await world.refresh(first["refresh_token"])).json()
    assert await world.accepted(first["access_token"]) and await world.accepted(second["access_token"])
    check_error(await world.redeem(code, pkce), 400, "invalid_grant")
    for found in (first, second):
        assert not await world.accepted(found["access_token"])
        check_error(await world.refresh(found["refresh_token"]), 400, "invalid_grant")


async def test_c2_code_used_twice_without_a_proof_takes_back_as_well(world: World):
    pkce = Pkce()
    code = await world.code(pkce)
    found = (await world.redeem(code, pkce)).json()
    # a thief does not know the verifier
    check_error(await world.redeem(code, Pkce()), 400, "invalid_grant")
    assert not await world.accepted(found["access_token"])


async def test_c2_code_used_again_when_it_has_long_expired_takes_back_as_well(world: World):
    pkce = Pkce()
    code = await world.code(pkce)
    found = (await world.redeem(code, pkce)).json()
    world.clock.ahead += 300
    check_error(await world.redeem(code, pkce), 400, "invalid_grant")
    check_error(await world.refresh(found["refresh_token"]), 400, "invalid_grant")


async def test_c2_another_client_takes_nothing_back(world: World):
    pkce = Pkce()
    code = await world.code(pkce)
    found = (await world.redeem(code, pkce)).json()
    check_error(await world.redeem(code, pkce, "other"), 400, "invalid_grant")
    assert await world.accepted(found["access_token"])
    assert (await world.refresh(found["refresh_token"])).status_code == 200


async def test_c2_other_grants_of_the_same_person_and_client_stay(world: World):
    other = await world.tokens()
    pkce = Pkce()
    code = await world.code(pkce)
    await world.redeem(code, pkce)
    await world.redeem(code, pkce)
    assert await world.accepted(other["access_token"])


WRONG_VERIFIERS = {
    "missing": (None, "invalid_grant"),
    "empty": ("", "invalid_grant"),
    "another": (Pkce().verifier, "invalid_grant"),
    "too short": ("a" * 42, "invalid_request"),
    "too long": ("a" * 129, "invalid_request"),
    "of another alphabet": ("a" * 42 + "+", "invalid_request"),
    "not ASCII": ("a" * 42 + "é", "invalid_request"),
    "with a line end": ("a" * 43 + "\n", "invalid_request"),
}


async def test_c3_verifier_missing_wrong_or_malformed_burns_the_code(world: World, subtests):
    for name, (verifier, error) in WRONG_VERIFIERS.items():
        with subtests.test(name):
            pkce = Pkce()
            code = await world.code(pkce)
            check_error(await world.redeem(code, pkce, code_verifier=verifier), 400, error)
            check_error(await world.redeem(code, pkce), 400, "invalid_grant")


async def test_c3_the_challenge_itself_is_no_verifier(world: World):
    pkce = Pkce()
    code = await world.code(pkce)
    check_error(await world.redeem(code, pkce, code_verifier=pkce.challenge), 400, "invalid_grant")


async def test_c3_a_verifier_of_any_allowed_length_and_letter(world: World):
    for verifier in ("a" * 43, "-._~" * 32):
        pkce = Pkce(verifier)
        assert (await world.redeem(await world.code(pkce), pkce)).status_code == 200


async def test_c3_the_challenge_is_the_sha256_of_the_verifier(world: World):
    # the example of RFC 7636 appendix B
    pkce = Pkce("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert pkce.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert base64.urlsafe_b64encode(sha256(pkce.verifier.encode()).digest()).decode().rstrip("=") == pkce.challenge
    assert (await world.redeem(await world.code(pkce), pkce)).status_code == 200


async def test_c4_code_verifier_sent_when_no_challenge_was_stored(world: World):
    pkce = Pkce()
    code = await world.code(pkce)
    async with world.identity.store.transaction() as db:
        await AuthorizationCode.all().using_db(db).update(challenge="")
    check_error(await world.redeem(code, pkce), 400, "invalid_request")


async def test_c5_of_two_concurrent_redemptions_one_wins(world: World):
    for _ in range(5):
        pkce = Pkce()
        code = await world.code(pkce)
        answers = await asyncio.gather(*(world.redeem(code, pkce) for _ in range(2)))
        assert sorted(answer.status_code for answer in answers) == [200, 400]


async def test_c6_resource_that_was_not_authorized(world: World):
    ours = world.settings.issuer
    pkce = Pkce()
    code = await world.code(pkce)
    check_error(await world.redeem(code, pkce, resource=ours), 400, "invalid_target")
    code = await world.code(pkce, resource=ours)
    check_error(await world.redeem(code, pkce, resource="https://other.example"), 400, "invalid_target")
    code = await world.code(pkce, resource=ours)
    found = await world.redeem(code, pkce, resource=ours)
    assert found.status_code == 200
    check_error(
        await world.refresh(found.json()["refresh_token"], resource="https://other.example"), 400, "invalid_target"
    )
    assert (await world.refresh(found.json()["refresh_token"], resource=ours)).status_code == 200


async def test_a_client_without_the_refresh_grant_gets_no_refresh_token(world: World):
    await world.client("brief", grant_types=["authorization_code"])
    assert "refresh_token" not in await world.tokens("brief")
    async with world.identity.store.transaction() as db:
        assert await RefreshToken.all().using_db(db).count() == 0


async def test_a_confidential_client_needs_pkce_like_everybody(world: World):
    pkce = Pkce()
    code = await world.code(pkce, client_id="backend")
    check_error(await world.redeem(code, pkce, "backend", code_verifier=None), 400, "invalid_grant")

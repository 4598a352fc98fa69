"""/oauth/device, its grant, and /device where people enter codes (RFC 8628)."""

from __future__ import annotations

import asyncio
from html import unescape
from typing import Any, Final

from gateway.auth import clients
from gateway.auth.oauth import devices
from gateway.tables import DeviceCode, Family
from tests.auth.oauth.answers import check_error, check_page, check_unstored, claims, elsewhere, to_login
from tests.auth.oauth.world import ALICE, BOB, World, hidden

HERE: Final = {"sec-fetch-site": "same-origin"}


async def ask(world: World, client_id: str = "tv", **form: Any) -> dict[str, Any]:
    answer = await world.post("/oauth/device", client_id, **form)
    assert answer.status_code == 200, answer.text
    check_unstored(answer)
    return dict(answer.json())


async def poll(world: World, device_code: str, client_id: str = "tv") -> Any:
    return await world.token(client_id, grant_type=devices.GRANT, device_code=device_code)


async def enter(world: World, headers: dict[str, str], user_code: str, http: Any = None) -> Any:
    return await (http or world.http).post("/device", data={"user_code": user_code}, headers=headers | HERE)


async def decide(world: World, headers: dict[str, str], page: Any, decision: str = "allow", **changes: str) -> Any:
    fields = hidden(page.text) | {"decision": decision} | changes
    return await world.http.post("/device/decide", data=fields, headers=headers | HERE)


async def test_3_2_what_a_device_is_told(world: World):
    found = await ask(world, scope="openid read")
    assert found.keys() == {
        "device_code",
        "user_code",
        "verification_uri",
        "verification_uri_complete",
        "expires_in",
        "interval",
    }
    assert found["expires_in"] == 600 and found["interval"] == 5
    assert found["verification_uri"] == f"{world.settings.issuer}/device"
    assert found["verification_uri_complete"] == f"{world.settings.issuer}/device?user_code={found['user_code']}"
    assert len(found["device_code"]) >= 43


async def test_3_2_who_may_not_ask(world: World):
    check_error(await world.post("/oauth/device", "app"), 400, "unauthorized_client")
    check_error(await world.http.post("/oauth/device", data={"client_id": "nobody"}), 401, "invalid_client")
    for scope in ("introspect", "nonsense", "read  write", 'read"'):
        check_error(await world.post("/oauth/device", "tv", scope=scope), 400, "invalid_scope")


async def test_3_2_a_resource_that_is_not_ours(world: World):
    check_error(await world.post("/oauth/device", "tv", resource="https://other.example"), 400, "invalid_target")
    found, headers = await ask(world, resource=world.settings.issuer), await world.login()
    await decide(world, headers, await enter(world, headers, found["user_code"]))
    form = {"grant_type": devices.GRANT, "device_code": found["device_code"]}
    check_error(await world.token("tv", **form, resource="https://other.example"), 400, "invalid_target")
    # which has used nothing up
    assert (await world.token("tv", **form, resource=world.settings.issuer)).status_code == 200


async def test_3_5_pending_then_tokens_then_nothing(world: World):
    found = await ask(world, scope="openid read")
    check_error(await poll(world, found["device_code"]), 400, "authorization_pending")
    headers = await world.login()
    page = await enter(world, headers, found["user_code"])
    check_page(page, 200)
    check_page(await decide(world, headers, page), 200)
    answer = await poll(world, found["device_code"])
    assert answer.status_code == 200, answer.text
    tokens = answer.json()
    assert tokens["scope"] == "openid read" and tokens["refresh_token"]
    said = claims(tokens["id_token"])
    assert said["sub"] == ALICE and said["aud"] == "tv"
    assert await world.accepted(tokens["access_token"])
    assert (await world.refresh(tokens["refresh_token"], "tv")).status_code == 200
    check_error(await poll(world, found["device_code"]), 400, "invalid_grant")


async def test_3_5_of_many_questions_at_once_one_gets_tokens(world: World):
    headers = await world.login()
    for _ in range(3):
        found = await ask(world)
        await decide(world, headers, await enter(world, headers, found["user_code"]))
        answers = await asyncio.gather(*(poll(world, found["device_code"]) for _ in range(6)))
        assert sorted(answer.status_code for answer in answers) == [200] + [400] * 5
        assert {answer.json()["error"] for answer in answers if answer.status_code == 400} == {"invalid_grant"}
    async with world.identity.store.transaction() as db:
        assert await Family.filter(client_id="tv").using_db(db).count() == 3


async def test_3_5_slow_down_adds_five_seconds_and_is_enforced(world: World):
    code = (await ask(world))["device_code"]

    async def after(seconds: float, error: str) -> None:
        world.clock.ahead += seconds
        check_error(await poll(world, code), 400, error)

    await after(0, "authorization_pending")
    await after(3, "slow_down")
    # ten seconds now, counted from the last question
    await after(6, "slow_down")
    await after(11, "slow_down")
    await after(21, "authorization_pending")
    await after(19, "slow_down")


async def test_3_5_a_device_that_waits_its_interval_is_never_told_to_slow_down(world: World):
    code = (await ask(world))["device_code"]
    for _ in range(4):
        check_error(await poll(world, code), 400, "authorization_pending")
        world.clock.ahead += 5.5


async def test_3_5_access_denied(world: World):
    found, headers = await ask(world), await world.login()
    page = await enter(world, headers, found["user_code"])
    check_page(await decide(world, headers, page, "deny"), 200)
    check_error(await poll(world, found["device_code"]), 400, "access_denied")
    check_page(await decide(world, headers, page, "allow"), 422)
    check_error(await poll(world, found["device_code"]), 400, "access_denied")


async def test_3_5_expired_token(world: World):
    found, headers = await ask(world), await world.login()
    world.clock.ahead += 601
    check_error(await poll(world, found["device_code"]), 400, "expired_token")
    check_page(await enter(world, headers, found["user_code"]), 422)


async def test_3_5_a_code_that_expires_between_its_entry_and_the_decision(world: World):
    found, headers = await ask(world), await world.login()
    page = await enter(world, headers, found["user_code"])
    world.clock.ahead += 601
    check_page(await decide(world, headers, page), 422)


async def test_3_5_invalid_grant_for_unknown_codes_and_other_clients(world: World):
    await world.client("tv2", grant_types=[devices.GRANT], redirect_uris=[])
    code = (await ask(world))["device_code"]
    for device_code, client_id in (("x", "tv"), ("é" * 100, "tv"), (code, "tv2")):
        check_error(await poll(world, device_code, client_id), 400, "invalid_grant")
    check_error(await poll(world, code), 400, "authorization_pending")


async def test_5_1_at_most_five_wrong_codes_in_a_session(world: World):
    found, headers = await ask(world), await world.login()
    for number in range(5):
        # from many addresses, so that this limit is the one that counts
        async with elsewhere(world, f"203.0.113.{number}") as http:
            check_page(await enter(world, headers, "BBBB-BBBB", http), 422)
    limited = await enter(world, headers, found["user_code"])
    check_page(limited, 429)
    assert "Too many codes" in limited.text
    # who has not guessed may still
    check_page(await enter(world, await world.login(), found["user_code"]), 200)


async def test_5_1_at_most_ten_wrong_codes_a_minute_from_one_address(world: World):
    found = await ask(world)
    for _ in range(10):
        check_page(await enter(world, await world.login(), "BBBB-BBBB"), 422)
    headers = await world.login()
    check_page(await enter(world, headers, found["user_code"]), 429)
    async with elsewhere(world) as http:
        check_page(await enter(world, headers, found["user_code"], http), 200)
    world.clock.ahead += 61
    check_page(await enter(world, headers, found["user_code"]), 200)


async def test_5_1_nobody_guesses_where_one_decides(world: World):
    found, headers = await ask(world), await world.login()
    csrf = hidden((await world.http.get("/device", headers=headers)).text)["csrf"]
    for token in ("", "x", csrf):
        form = {"user_code": found["user_code"], "decision": "allow", "csrf": token}
        assert (await world.http.post("/device/decide", data=form, headers=headers | HERE)).status_code == 403
    check_error(await poll(world, found["device_code"]), 400, "authorization_pending")


async def test_5_4_a_link_with_the_code_still_asks(world: World):
    found, headers = await ask(world), await world.login()
    link = found["verification_uri_complete"].removeprefix(world.settings.issuer)
    page = await world.http.get(link, headers=headers)
    check_page(page, 200)
    assert f'value="{found["user_code"]}"' in page.text and "decision" not in page.text
    check_error(await poll(world, found["device_code"]), 400, "authorization_pending")
    # nobody who only opened it has decided
    assert (await decide(world, headers, page, user_code=found["user_code"])).status_code == 403
    world.clock.ahead += 6
    check_error(await poll(world, found["device_code"]), 400, "authorization_pending")


async def test_5_4_the_link_survives_the_login(world: World):
    found = await ask(world)
    link = found["verification_uri_complete"].removeprefix(world.settings.issuer)
    assert to_login(await world.http.get(link)) == link
    assert to_login(await world.http.post("/device", data={"user_code": "x"})) == "/device"
    assert to_login(await world.http.post("/device/decide", data={"user_code": "x"})) == "/device"


async def test_6_1_user_code_is_eight_letters_and_its_case_and_dashes_do_not_matter(world: World, subtests):
    for spell in (
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: f" {code[:2]} {code[2:].lower()} ",
        "–".join,
    ):
        found = await ask(world)
        letters = found["user_code"].replace("-", "")
        assert len(letters) == 8 and set(letters) <= set("BCDFGHJKLMNPQRSTVWXZ")
        assert found["user_code"] == f"{letters[:4]}-{letters[4:]}"
        with subtests.test(spell(found["user_code"])):
            check_page(await enter(world, await world.login(), spell(found["user_code"])), 200)


async def test_5_4_the_confirmation_shows_client_place_age_and_scopes(world: World):
    await world.client("lamp", name="Ann's <i>lamp</i>", grant_types=[devices.GRANT], redirect_uris=[])
    async with elsewhere(world, "198.51.100.7") as http:
        found = (await http.post("/oauth/device", data={"client_id": "lamp", "scope": "read orders:read"})).json()
    world.clock.ahead += 130
    page = await enter(world, await world.login(), found["user_code"])
    check_page(page, 200)
    assert "<i>lamp" not in page.text
    text = unescape(page.text)
    for shown in ("Ann's <i>lamp</i>", "198.51.100.7", "2 minutes ago", found["user_code"], "Read your orders"):
        assert shown in text


async def test_only_who_entered_the_code_approves_it_or_sees_it(world: World):
    # a name that no token in a page can have in it
    await world.client("lamp", name="The lamp", grant_types=[devices.GRANT], redirect_uris=[])
    found, alice, bob = await ask(world, "lamp"), await world.login(), await world.login(BOB)
    page = await enter(world, alice, found["user_code"])
    assert "The lamp" in page.text
    # to somebody else it does not exist
    unknown = await enter(world, bob, found["user_code"])
    check_page(unknown, 422)
    assert "The lamp" not in unknown.text
    assert (await decide(world, bob, page)).status_code == 403
    check_error(await poll(world, found["device_code"], "lamp"), 400, "authorization_pending")
    check_page(await decide(world, alice, page), 200)
    assert claims((await poll(world, found["device_code"], "lamp")).json()["access_token"])["sub"] == ALICE
    # decided is decided
    check_page(await enter(world, alice, found["user_code"]), 422)


async def test_of_two_who_enter_a_code_at_once_one_decides(world: World):
    alice, bob = await world.login(), await world.login(BOB)
    for _ in range(2):
        found = await ask(world)
        pages = await asyncio.gather(*(enter(world, who, found["user_code"]) for who in (alice, bob)))
        assert sorted(page.status_code for page in pages) == [200, 422]


async def test_a_head_request_enters_no_code(world: World):
    """It passes for harmless, as GET does, so nothing asks where it comes from."""
    found, headers = await ask(world), await world.login()
    form = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "cross-site"}
    for body in ("", f"user_code={found['user_code']}"):
        answer = await world.http.request("HEAD", "/device", content=body, headers=headers | form)
        assert answer.status_code == 200
    async with world.identity.store.transaction() as db:
        assert (await DeviceCode.get(using_db=db)).account_id is None


async def test_the_pages_of_a_device_do_not_act_for_another_site(world: World):
    found, headers = await ask(world), await world.login()
    page = await enter(world, headers, found["user_code"])
    fields = hidden(page.text) | {"decision": "allow", "user_code": found["user_code"]}
    for path in ("/device", "/device/decide"):
        for said in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
            assert (await world.http.post(path, data=fields, headers=headers | said)).status_code == 403
        # a browser that says nothing needs the page's token
        assert (await world.http.post(path, data=fields | {"csrf": "x"}, headers=headers)).status_code == 403
    check_error(await poll(world, found["device_code"]), 400, "authorization_pending")
    check_page(await world.http.post("/device/decide", data=fields, headers=headers), 200)


async def test_pages_of_a_device_given_nonsense(world: World):
    headers = await world.login()
    form = headers | HERE | {"content-type": "application/x-www-form-urlencoded"}
    for path in ("/device", "/device/decide"):
        for body in ("user_code=a&user_code=b", "user_code=%00", "user_code=%ff"):
            check_page(await world.http.post(path, content=body, headers=form), 400)
        assert (await world.http.post(path, json={}, headers=headers | HERE)).status_code == 415
    check_page(await world.http.post("/device", content="user_code=" + "%F0%9F%98%80" * 200, headers=form), 422)
    check_page(await world.http.get("/device?user_code=%ff%00<b>", headers=headers), 200)


async def test_a_closed_account_or_client_gets_no_tokens(world: World):
    found, headers = await ask(world), await world.login()
    await decide(world, headers, await enter(world, headers, found["user_code"]))
    await world.identity.people.disable(ALICE)
    check_error(await poll(world, found["device_code"]), 400, "invalid_grant")
    store, bob = world.identity.store, await world.login(BOB)
    waiting, entered = await ask(world), await ask(world)
    page = await enter(world, bob, entered["user_code"])
    async with store.transaction() as db:
        await clients.disable(store, db, "tv")
    check_page(await enter(world, bob, waiting["user_code"]), 422)
    check_page(await decide(world, bob, page), 422)
    check_error(await poll(world, entered["device_code"]), 401, "invalid_client")


async def test_logout_takes_back_what_the_device_got(world: World):
    found, headers = await ask(world), await world.login()
    await decide(world, headers, await enter(world, headers, found["user_code"]))
    tokens = (await poll(world, found["device_code"])).json()
    await world.http.post("/logout", headers=headers | HERE)
    assert not await world.accepted(tokens["access_token"])
    check_error(await world.refresh(tokens["refresh_token"], "tv"), 400, "invalid_grant")


async def test_what_is_taken_back_before_the_device_asks_is_not_given(world: World):
    found, headers = await ask(world), await world.login()
    await decide(world, headers, await enter(world, headers, found["user_code"]))
    answer = await world.http.post("/account/apps/revoke", data={"client": "tv"}, headers=headers | HERE)
    assert answer.status_code == 303
    check_error(await poll(world, found["device_code"]), 400, "invalid_grant")

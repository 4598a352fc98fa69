"""/oauth/end-session (OpenID Connect RP-Initiated Logout 1.0)."""

from __future__ import annotations

from typing import Any, Final

from gateway.tables import Client
from tests.auth.oauth.answers import check_page, check_unstored
from tests.auth.oauth.world import BOB, Pkce, World, hidden
from tests.auth.oauth.world import REDIRECT as CALLBACK

GOODBYE: Final = "https://shop.example/goodbye"
HERE: Final = {"sec-fetch-site": "same-origin"}


async def entered(
    world: World, client_id: str = "app", account: str | None = None
) -> tuple[dict[str, str], dict[str, Any]]:
    """A browser that is logged in, and what a client got by it."""
    headers = await world.login(account) if account else await world.login()
    pkce = Pkce()
    found = await world.redeem(await world.code(pkce, headers, client_id), pkce, client_id)
    return headers, dict(found.json())


async def leaving(world: World) -> None:
    """Clients that have said where to after a logout."""
    for client_id in ("shop", "closed"):
        await world.client(client_id, post_logout_redirect_uris=[GOODBYE])


async def ask(world: World, headers: dict[str, str] | None = None, method: str = "GET", **given: str) -> Any:
    if method == "GET":
        return await world.http.get("/oauth/end-session", params=given, headers=headers)
    return await world.http.post("/oauth/end-session", data=given or {"ui_locales": "de"}, headers=headers)


async def logged_in(world: World, headers: dict[str, str]) -> bool:
    answer = await world.authorize(world.asked(Pkce(), prompt="none"), headers)
    return "error=login_required" not in answer.headers["location"]


def check_gone(answer: Any, to: str | None) -> None:
    if to is None:
        check_page(answer, 200)
        assert "logged out" in answer.text
    else:
        assert answer.status_code == 303 and answer.headers["location"] == to
        check_unstored(answer)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-sid=") and ("Max-Age=0" in cookie or "1970" in cookie)


def check_asked(answer: Any) -> None:
    check_page(answer, 200)
    assert "Log out?" in answer.text and "set-cookie" not in answer.headers


async def test_a_hint_and_a_registered_address_lead_there_at_once(world: World):
    await leaving(world)
    for method in ("GET", "POST"):
        headers, found = await entered(world, "shop")
        given = {"id_token_hint": found["id_token"], "post_logout_redirect_uri": GOODBYE, "state": "a b&c"}
        check_gone(await ask(world, headers, method, **given), GOODBYE + "?state=a+b%26c")
        assert not await logged_in(world, headers)
        # and what came from the login is void
        assert not await world.accepted(found["access_token"])
        assert (await world.refresh(found["refresh_token"], "shop")).status_code == 400


async def test_an_expired_hint_is_as_good(world: World):
    await leaving(world)
    headers, found = await entered(world, "shop")
    world.clock.ahead += 5 * 3600
    answer = await ask(world, headers, id_token_hint=found["id_token"], post_logout_redirect_uri=GOODBYE)
    check_gone(answer, GOODBYE)


async def test_without_a_usable_hint_people_are_asked(world: World, subtests):
    await leaving(world)
    headers, found = await entered(world, "shop")
    _, of_bob = await entered(world, "shop", BOB)
    token = found["id_token"]
    asked: dict[str, dict[str, str]] = {
        "nothing": {},
        "client alone": {"client_id": "shop"},
        "address alone": {"post_logout_redirect_uri": GOODBYE},
        "client and address": {"client_id": "shop", "post_logout_redirect_uri": GOODBYE},
        "hint of somebody else": {"id_token_hint": of_bob["id_token"], "post_logout_redirect_uri": GOODBYE},
        "hint of another client": {"id_token_hint": token, "client_id": "app", "post_logout_redirect_uri": GOODBYE},
        "hint that is an access token": {"id_token_hint": found["access_token"]},
        "hint with another signature": {"id_token_hint": token[:-8] + "AAAAAAAA"},
        "hint that is nothing": {"id_token_hint": "x"},
        "address that is not registered": {"id_token_hint": token, "post_logout_redirect_uri": GOODBYE + "/"},
        "address with a query": {"id_token_hint": token, "post_logout_redirect_uri": GOODBYE + "?x"},
        "address elsewhere": {"id_token_hint": token, "post_logout_redirect_uri": "https://evil.example/"},
        "address of logins": {"id_token_hint": token, "post_logout_redirect_uri": CALLBACK},
        "address no address": {"id_token_hint": token, "post_logout_redirect_uri": "javascript:alert(1)"},
    }
    for name, given in asked.items():
        with subtests.test(name):
            for method in ("GET", "POST"):
                check_asked(await ask(world, headers, method, **given))
            assert await logged_in(world, headers)


async def test_who_confirms_is_logged_out_and_led_where_is_registered(world: World):
    await leaving(world)
    for given, to in (
        ({"client_id": "shop", "post_logout_redirect_uri": GOODBYE, "state": "s"}, GOODBYE + "?state=s"),
        ({"client_id": "shop", "post_logout_redirect_uri": "https://evil.example/"}, None),
        ({}, None),
    ):
        headers = await world.login()
        page = await ask(world, headers, **given)
        check_asked(page)
        answer = await world.http.post("/oauth/end-session/confirm", data=hidden(page.text), headers=headers | HERE)
        check_gone(answer, to)
        assert not await logged_in(world, headers)


async def test_the_confirmation_needs_its_page(world: World, subtests):
    await leaving(world)
    headers, bob = await world.login(), await world.login(BOB)
    page = await ask(world, headers, client_id="shop")
    fields = hidden(page.text)
    other = hidden((await ask(world, bob, client_id="shop")).text)
    for name, form, said in (
        ("no token", fields | {"csrf": ""}, HERE),
        ("token of somebody else", other, HERE),
        ("what belongs to another name", fields | {"client_id": "", "state": "shop"}, HERE),
        ("another address", fields | {"post_logout_redirect_uri": GOODBYE}, HERE),
        ("another site", fields, {"sec-fetch-site": "cross-site"}),
        ("the origin of another site", fields, {"origin": "https://evil.example"}),
    ):
        with subtests.test(name):
            answer = await world.http.post("/oauth/end-session/confirm", data=form, headers=headers | said)
            assert answer.status_code == 403 and "set-cookie" not in answer.headers
    assert await logged_in(world, headers)


async def test_names_that_nobody_knows_do_not_get_into_the_confirmation(world: World):
    await leaving(world)
    for name in ("csrf", "x", "logout_hint", "ui_locales"):
        headers = await world.login()
        page = await ask(world, headers, client_id="shop", post_logout_redirect_uri=GOODBYE, **{name: "theirs"})
        check_asked(page)
        assert "theirs" not in page.text
        answer = await world.http.post("/oauth/end-session/confirm", data=hidden(page.text), headers=headers | HERE)
        check_gone(answer, GOODBYE)
        assert not await logged_in(world, headers)


async def test_who_is_not_logged_in_is_led_on(world: World):
    await leaving(world)
    _, found = await entered(world, "shop")
    given = {"id_token_hint": found["id_token"], "post_logout_redirect_uri": GOODBYE}
    check_gone(await ask(world, **given), GOODBYE)
    check_gone(await ask(world), None)
    check_gone(await ask(world, post_logout_redirect_uri=GOODBYE), None)
    check_gone(await ask(world, client_id="shop", post_logout_redirect_uri="https://evil.example/"), None)
    check_gone(await ask(world, client_id="nobody", post_logout_redirect_uri=GOODBYE), None)


async def test_a_disabled_client_leads_nowhere(world: World):
    await leaving(world)
    store = world.identity.store
    async with store.transaction() as db:
        await Client.filter(id="closed").using_db(db).update(disabled_at=store.now())
    check_gone(await ask(world, client_id="closed", post_logout_redirect_uri=GOODBYE), None)


async def test_nonsense_is_a_page(world: World):
    headers = await world.login()
    for query in ("client_id=a&client_id=b", "client_id=%00", "client_id=%ff", "x=1&" * 100):
        check_page(await world.http.get(f"/oauth/end-session?{query}", headers=headers))
    form = headers | HERE | {"content-type": "application/x-www-form-urlencoded"}
    for path in ("/oauth/end-session", "/oauth/end-session/confirm"):
        check_page(await world.http.post(path, content="client_id=a&client_id=b", headers=form))
        assert (await world.http.post(path, json={}, headers=headers | HERE)).status_code == 415
    check_asked(await ask(world, headers, client_id="n" * 5000, state='"><b>', ui_locales="é"))


async def test_other_methods(world: World):
    for path, allowed in (("/oauth/end-session", "GET, POST"), ("/oauth/end-session/confirm", "POST")):
        answer = await world.http.put(path)
        assert answer.status_code == 405 and answer.headers["allow"] == allowed

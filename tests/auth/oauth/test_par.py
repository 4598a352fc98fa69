"""/oauth/par (RFC 9126)."""

from __future__ import annotations

import asyncio
import re
from typing import Any, Final

from gateway.tables import PushedRequest
from tests.auth.oauth.answers import check_error, check_page, check_sent_back, check_unstored, sent_back, to_login
from tests.auth.oauth.test_authorize import REFUSED
from tests.auth.oauth.world import BOB, OTHER_REDIRECT, REDIRECT, Pkce, World, basic

URI: Final = re.compile(r"urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{43}\Z")


async def push(world: World, client_id: str = "app", pkce: Pkce | None = None, **changes: Any) -> Any:
    form = world.asked(pkce or Pkce(), client_id, **changes)
    headers = {}
    if (await world.row(client_id)).method == "client_secret_basic":
        headers = {"authorization": basic(client_id, world.secrets[client_id])}
    return await world.http.post("/oauth/par", data=form, headers=headers)


async def pushed(world: World, client_id: str = "app", pkce: Pkce | None = None, **changes: Any) -> dict[str, str]:
    """What the browser then brings."""
    answer = await push(world, client_id, pkce, **changes)
    assert answer.status_code == 201, answer.text
    return {"client_id": client_id, "request_uri": answer.json()["request_uri"]}


async def test_2_2_answer(world: World):
    answer = await push(world)
    assert answer.status_code == 201
    check_unstored(answer)
    found = answer.json()
    assert found.keys() == {"request_uri", "expires_in"} and found["expires_in"] == 60
    assert URI.match(found["request_uri"])


async def test_the_whole_way_for_public_and_confidential_clients(world: World):
    headers = await world.login()
    for client_id in ("app", "backend"):
        pkce = Pkce()
        short = await pushed(world, client_id, pkce, scope="openid read write")
        page = await world.authorize(short, headers)
        check_page(page, 200)
        code = sent_back(await world.decide(page, headers), world)["code"]
        found = await world.redeem(code, pkce, client_id)
        assert found.json()["scope"] == "openid read write"


async def test_it_authenticates_like_the_token_endpoint(world: World):
    form = world.asked(Pkce(), "backend")
    check_error(await world.http.post("/oauth/par", data=form), 401, "invalid_client")
    headers = {"authorization": basic("backend", "x")}
    answer = await world.http.post("/oauth/par", data=form, headers=headers)
    check_error(answer, 401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic ")
    form = world.asked(Pkce(), "nobody")
    check_error(await world.http.post("/oauth/par", data=form), 401, "invalid_client")
    form = world.asked(Pkce(), "app") | {"client_secret": "x"}
    check_error(await world.http.post("/oauth/par", data=form), 401, "invalid_client")
    # in the name of another client
    headers = {"authorization": basic("backend", world.secrets["backend"])}
    answer = await world.http.post("/oauth/par", data=world.asked(Pkce(), "app"), headers=headers)
    check_error(answer, 400, "invalid_request")


async def test_2_1_request_uri_in_a_pushed_request(world: World):
    short = await pushed(world)
    for uri in (short["request_uri"], "https://evil.example/r", "x"):
        check_error(await push(world, request_uri=uri), 400, "invalid_request")


async def test_the_same_validation_as_at_the_authorization_endpoint(world: World, subtests):
    for name, (error, changes) in REFUSED.items():
        if "request_uri" in changes:
            continue
        form = {name: value for name, value in (world.asked(Pkce()) | changes).items() if value is not None}
        with subtests.test(name):
            check_error(await world.http.post("/oauth/par", data=form), 400, error)


async def test_redirect_uri_mismatch_is_no_redirect(world: World):
    for client_id, uri in (
        ("app", "https://evil.example/cb"),
        ("app", OTHER_REDIRECT),
        ("app", REDIRECT + "#"),
        ("two", None),
    ):
        check_error(await push(world, client_id, redirect_uri=uri), 400, "invalid_request")
    check_error(await push(world, "partner"), 400, "invalid_request")


async def test_2_3_other_methods_types_and_sizes(world: World):
    for method in ("GET", "PUT", "DELETE"):
        answer = await world.http.request(method, "/oauth/par")
        assert answer.status_code == 405 and answer.headers["allow"] == "POST"
    assert (await world.http.post("/oauth/par", json=world.asked(Pkce()))).status_code == 415
    assert (await world.http.post("/oauth/par", data=world.asked(Pkce(), x="x" * 300_000))).status_code == 413


async def test_it_expires_after_a_minute(world: World):
    headers, short = await world.login(), await pushed(world)
    world.clock.ahead += 61
    check_sent_back(await world.authorize(short, headers), world, "invalid_request_uri", state=None)


async def test_it_is_bound_to_its_client(world: World):
    headers, short = await world.login(), await pushed(world)
    for client_id in ("other", "backend"):
        answer = await world.authorize(short | {"client_id": client_id}, headers)
        check_sent_back(answer, world, "invalid_request_uri", state=None)
    check_page(await world.authorize(short | {"client_id": "nobody"}, headers))
    check_page(await world.authorize({"request_uri": short["request_uri"]}, headers))
    check_page(await world.authorize(short, headers), 200)


async def test_reload_is_allowed_until_the_decision_is_posted(world: World):
    headers, short = await world.login(), await pushed(world)
    pages = [await world.authorize(short, headers) for _ in range(3)]
    for page in pages:
        check_page(page, 200)
    assert "code" in sent_back(await world.decide(pages[0], headers), world)
    check_sent_back(await world.authorize(short, headers), world, "invalid_request_uri", state=None)
    check_sent_back(await world.decide(pages[1], headers), world, "invalid_request_uri", state=None)


async def test_one_use_also_when_denied_or_not_asked(world: World):
    headers, short = await world.login(), await pushed(world)
    page = await world.authorize(short, headers)
    check_sent_back(await world.decide(page, headers, "deny"), world, "access_denied")
    check_sent_back(await world.decide(page, headers), world, "invalid_request_uri", state=None)
    await world.client("ours", first_party=True)
    short = await pushed(world, "ours")
    assert "code" in sent_back(await world.authorize(short, headers), world)
    check_sent_back(await world.authorize(short, headers), world, "invalid_request_uri", state=None)


async def test_of_two_decisions_at_once_one_gets_a_code(world: World):
    headers, short = await world.login(), await pushed(world)
    page = await world.authorize(short, headers)
    answers = await asyncio.gather(*(world.decide(page, headers) for _ in range(2)))
    assert sum("code=" in answer.headers["location"] for answer in answers) == 1


async def test_a_login_that_takes_longer_than_it_lives_goes_on(world: World):
    short = await pushed(world)
    back = to_login(await world.authorize(short))
    world.clock.ahead += 300
    headers = await world.login()
    page = await world.http.get(back, headers=headers)
    check_page(page, 200)
    world.clock.ahead += 200
    assert "code" in sent_back(await world.decide(page, headers), world)


async def test_what_the_browser_says_beside_it_changes_nothing(world: World):
    headers, short = await world.login(), await pushed(world, scope="read", state="pushed")
    more = short | {"scope": "read write", "redirect_uri": OTHER_REDIRECT, "state": "other", "code_challenge": "x"}
    page = await world.authorize(more, headers)
    check_page(page, 200)
    assert "Change everything" not in page.text
    assert "code" in sent_back(await world.decide(page, headers), world, state="pushed")


async def test_a_hint_in_it_counts_and_is_not_kept_in_clear(world: World):
    headers, hint = await world.login(), (await world.tokens())["id_token"]
    short = await pushed(world, prompt="none", id_token_hint=hint, state="of the client")
    async with world.identity.store.transaction() as db:
        kept = repr((await PushedRequest.get(using_db=db)).parameters)
    assert hint not in kept and hint.rpartition(".")[2] not in kept and "of the client" not in kept
    check_sent_back(
        await world.authorize(short, await world.login(BOB)), world, "login_required", state="of the client"
    )
    assert "code" in sent_back(await world.authorize(short, headers), world, state="of the client")


async def test_what_is_kept_is_bounded(world: World):
    for name, most in {"state": 2048, "nonce": 512, "id_token_hint": 8192}.items():
        fits: dict[str, Any] = {name: "x" * most}
        assert (await push(world, **fits)).status_code == 201
        more: dict[str, Any] = {name: "x" * (most + 1)}
        check_error(await push(world, **more), 400, "invalid_request")


async def test_names_that_nobody_knows_are_ignored(world: World):
    form = world.asked(Pkce()) | {"ünï": "x", "a b": '"', "__proto__": "x", "n" * 5000: "x"}
    assert (await world.http.post("/oauth/par", data=form)).status_code == 201
    check_error(await world.http.post("/oauth/par", data=world.asked(Pkce()) | {"a\0b": "x"}), 400, "invalid_request")

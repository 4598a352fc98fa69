"""What holds for every endpoint of the authorization server: storing, forms, methods, scripts of other origins."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from gateway import tables
from gateway.auth.oauth import devices
from tests.auth.oauth.answers import check_error, check_unstored, elsewhere
from tests.auth.oauth.test_device import ask, decide, enter, poll
from tests.auth.oauth.world import Pkce, World, bearer
from tests.databases import run

# endpoints for clients, each with what it takes
CALLED: Final[dict[str, dict[str, str]]] = {
    "/oauth/token": {"grant_type": "client_credentials", "scope": "read"},
    "/oauth/revoke": {"token": "x"},
    "/oauth/introspect": {"token": "x"},
    "/oauth/device": {"scope": "read"},
    "/oauth/par": {},
}
FORM: Final = {"content-type": "application/x-www-form-urlencoded"}
SPA: Final = "https://spa.example"


def form_of(world: World, path: str) -> dict[str, str]:
    return world.asked(Pkce(), "backend") if path == "/oauth/par" else CALLED[path]


async def call(world: World, path: str, form: Any, **headers: str) -> Any:
    return await world.post(path, "backend", headers, **form)


async def able(world: World) -> None:
    """`backend` may use every endpoint."""
    async with world.identity.store.transaction() as db:
        grants = ["authorization_code", "refresh_token", "client_credentials", devices.GRANT]
        await tables.Client.filter(id="backend").using_db(db).update(grant_types=grants)


async def test_g1_nothing_is_stored_by_anybody_on_the_way(world: World, subtests):
    await able(world)
    found = await world.tokens()
    for path in CALLED:
        with subtests.test(path):
            form = {name: value for name, value in form_of(world, path).items() if name != "client_id"}
            for answer, status in (
                (await call(world, path, form), 201 if path == "/oauth/par" else 200),
                (await world.http.post(path, data=form), 401),
                (await world.http.post(path, content=b"a=1&a=2", headers=FORM), 400),
                (await world.http.post(path, json={}), 415),
                (await world.http.get(path), 405),
            ):
                assert answer.status_code == status, answer.text
                check_unstored(answer)
    check_unstored(await world.http.get("/oauth/userinfo", headers=bearer(found["access_token"])))
    check_unstored(await world.http.get("/oauth/userinfo"))


async def test_g2_a_parameter_twice_an_empty_one_and_an_unknown_one(world: World, subtests):
    await able(world)
    for path in CALLED:
        form = {name: value for name, value in form_of(world, path).items() if name != "client_id"}
        with subtests.test(path):
            for name, value in form.items():
                twice = {**form, name: [value, value]}
                check_error(await call(world, path, twice), 400, "invalid_request")
                # also when one of the two is empty
                check_error(await call(world, path, {**form, name: [value, ""]}), 400, "invalid_request")
            empty = {"client_secret": "", "resource": "", "token_type_hint": "", "request": "", "x": "", "unknown": "1"}
            assert (await call(world, path, form | empty)).status_code in {200, 201}
            assert (await world.http.post(path, data={**form, "client_id": ["app", "app"]})).status_code == 400


async def test_g3_only_forms_and_only_post(world: World, subtests):
    for path in CALLED:
        form = form_of(world, path)
        with subtests.test(path):
            for content_type in (
                "application/json",
                "multipart/form-data; boundary=x",
                "text/plain",
                "application/x-www-form-urlencodedx",
                "",
            ):
                answer = await world.http.post(
                    path, content=urlencode(form).encode(), headers={"content-type": content_type}
                )
                assert answer.status_code == 415, content_type
            for method in ("GET", "PUT", "PATCH", "DELETE", "HEAD"):
                answer = await world.http.request(method, path, params=form)
                assert answer.status_code == 405
                assert "POST" in answer.headers["allow"] and "GET" not in answer.headers["allow"]
    # with a parameter, and in any case, it is the same type
    headers = {"content-type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8"}
    body = urlencode(CALLED["/oauth/token"]).encode()
    check_error(await world.http.post("/oauth/token", content=body, headers=headers), 401, "invalid_client")


async def test_g3_what_is_in_the_query_is_not_read(world: World):
    answer = await world.http.post(
        "/oauth/token", params={"grant_type": "refresh_token", "client_id": "app"}, data={"refresh_token": "x"}
    )
    check_error(answer, 400, "invalid_request")


async def test_g3_a_form_that_cannot_be_read(world: World):
    for body in (b"a=%ff", b"\xff=1", b"a=%00", b"%00=1", b"a=1&" * 100, "ä=1".encode()):
        check_error(await world.http.post("/oauth/token", content=body, headers=FORM), 400, "invalid_request")


async def test_g5_scripts_of_registered_origins_may_call_what_they_need_without_credentials(world: World, subtests):
    await world.client("spa", browser=True, origins=[SPA])
    token = (await world.tokens())["access_token"]
    calls: dict[str, dict[str, Any]] = {
        "/oauth/token": {"method": "POST", "data": {"grant_type": "refresh_token", "client_id": "spa"}},
        "/oauth/revoke": {"method": "POST", "data": {"token": "x", "client_id": "spa"}},
        "/oauth/userinfo": {"method": "GET", "headers": bearer(token)},
    }
    for path, about in calls.items():
        with subtests.test(path):
            preflight = {"origin": SPA, "access-control-request-method": about["method"]}
            answer = await world.http.options(path, headers=preflight)
            assert answer.status_code == 204 and about["method"] in answer.headers["access-control-allow-methods"]
            assert answer.headers["access-control-allow-origin"] == SPA
            assert "authorization" in answer.headers["access-control-allow-headers"]
            asked = dict(about)
            headers = asked.pop("headers", {})
            for origin, allowed in ((SPA, SPA), ("https://evil.example", None), ("null", None)):
                answer = await world.http.request(url=path, headers={**headers, "origin": origin}, **asked)
                assert answer.headers.get("access-control-allow-origin") == allowed
                assert "access-control-allow-credentials" not in answer.headers
                assert "origin" in answer.headers["vary"].lower()
            # also where the answer is a refusal
            refused = await world.http.request(
                "POST", path, content=b"{}", headers={"origin": SPA, "content-type": "application/json"}
            )
            assert refused.status_code in {401, 415} and refused.headers["access-control-allow-origin"] == SPA
            answer = await world.http.options(path, headers=preflight | {"origin": "https://evil.example"})
            assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_g5_no_script_of_another_origin_may_call_the_rest(world: World, subtests):
    await world.client("spa", browser=True, origins=[SPA])
    for path in ("/oauth/authorize", "/oauth/consent", "/oauth/introspect", "/oauth/device", "/oauth/par", "/device"):
        with subtests.test(path):
            for method in ("OPTIONS", "POST"):
                answer = await world.http.request(method, path, headers={"origin": SPA})
                assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_g6_no_secret_is_in_the_database_or_the_log(world: World, capsys):
    secrets: set[str] = set(world.secrets.values())
    pkce, headers = Pkce(), await world.login()
    secrets |= {pkce.verifier, headers["cookie"].partition("=")[2]}
    pushed = (await world.http.post("/oauth/par", data=world.asked(pkce))).json()["request_uri"]
    page = await world.authorize({"client_id": "app", "request_uri": pushed}, headers)
    code = (await world.decide(page, headers)).headers["location"].partition("code=")[2].partition("&")[0]
    secrets |= {code, pushed.rpartition(":")[2]}
    found = (await world.redeem(code, pkce)).json()
    again = (await world.refresh(found["refresh_token"])).json()
    credentials = (await world.token("backend", grant_type="client_credentials")).json()
    await world.post("/oauth/introspect", "backend", token=again["refresh_token"])
    device = await ask(world)
    await decide(world, headers, await enter(world, headers, device["user_code"]))
    watched = (await poll(world, device["device_code"])).json()
    for tokens in (found, again, credentials, device, watched):
        secrets |= {tokens[name] for name in SECRET & tokens.keys()}
    # and where something goes wrong
    await world.redeem(code, pkce)
    await world.refresh(found["refresh_token"])
    await world.http.post("/oauth/token", content=b"\xff" + world.secrets["partner"].encode(), headers=FORM)
    await world.http.post("/oauth/token", data={"client_secret": world.secrets["partner"], "client_id": "partner"})
    await world.post("/oauth/revoke", "app", token=again["refresh_token"])
    written = capsys.readouterr()
    kept = await dumped(world)
    assert len(secrets) > 20 and world.identity.store.settings.issuer not in secrets
    assert "customer@people.example" in kept and written.out + written.err
    for secret in secrets:
        assert len(secret) >= 8
        assert secret not in kept
        assert secret not in written.out + written.err


SECRET: Final = {"access_token", "refresh_token", "id_token", "device_code", "user_code"}


async def dumped(world: World) -> str:
    """All rows of all tables."""
    tables_of = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if world.settings.database_url is None
        else "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    )
    names = [name for (name,) in await run(world.settings, tables_of)]
    assert "gateway_refresh_token" in names
    rows = [row for name in names for row in await run(world.settings, f'SELECT * FROM "{name}"')]
    return repr(rows)


async def test_g6_equal_answers_for_unknown_and_wrong_credentials(world: World):
    """Nobody learns which clients there are."""
    answers = []
    for client_id in ("partner", "nobody", "app", "signer"):
        async with elsewhere(world) as http:
            form = {"grant_type": "client_credentials"}
            answers.append(await http.post("/oauth/token", data=form, auth=(client_id, "wrong")))
    assert len({(answer.status_code, answer.content, answer.headers["www-authenticate"]) for answer in answers}) == 1

"""/oauth/token, what is common to all grants (RFC 6749 sections 2.3, 3.2 and 5)."""

from __future__ import annotations

import base64
from typing import Any, Final

from gateway.auth.digests import digest
from gateway.tables import Client
from tests.auth.oauth.answers import check_error, check_unstored, claims, elsewhere
from tests.auth.oauth.world import REDIRECT, Pkce, World, basic, opened, settings_of

CREDENTIALS: Final = {"grant_type": "client_credentials", "scope": "read"}
FAILURES: Final = 30
# of a secret what the encoding is for
ODD_SECRETS: Final = ["a:b", "a%b", "a+b c", "100% +%2B:::", "ünï", "x" * 300, "=&?#/"]


async def test_t1_bad_authentication_by_the_header_is_challenged(world: World, subtests):
    secret = world.secrets["partner"]
    wrong: dict[str, str] = {
        "another secret": basic("partner", "wrong"),
        "no secret": basic("partner", ""),
        "the secret's hash": basic("partner", digest(secret)),
        "secret and more": basic("partner", secret + "x"),
        "secret of another client": basic("partner", world.secrets["backend"]),
        "unknown client": basic("nobody", secret),
        "client without a secret": basic("app", ""),
        "client with a key": basic("signer", "x"),
        "no colon": "Basic " + base64.b64encode(b"partner").decode(),
        "no name": basic("", secret),
        "not base64": "Basic ?????",
        "not UTF-8": "Basic " + base64.b64encode(b"\xff:\xff").decode(),
        "NUL": basic("part\0ner", secret),
        "encoded not as UTF-8": "Basic " + base64.b64encode(b"partner:%ff").decode(),
        "empty": "Basic ",
        "another scheme": f"Bearer {secret}",
        "nothing at all": "",
    }
    for name, given in wrong.items():
        with subtests.test(name):
            answer = await world.http.post("/oauth/token", data=CREDENTIALS, headers={"authorization": given})
            check_error(answer, 401, "invalid_client")
            assert answer.headers["www-authenticate"].startswith("Basic ")


async def test_t2_bad_authentication_by_the_body_and_unknown_clients_are_401_without_a_challenge(
    world: World, subtests
):
    refresh = {"grant_type": "refresh_token", "refresh_token": "x"}
    wrong: dict[str, dict[str, str]] = {
        "nobody": refresh,
        "client_id empty": refresh | {"client_id": ""},
        "unknown client": refresh | {"client_id": "nobody"},
        "unknown client with a secret": refresh | {"client_id": "nobody", "client_secret": "x"},
        "right secret in the body": CREDENTIALS | {"client_id": "partner", "client_secret": world.secrets["partner"]},
        "secret without a name": CREDENTIALS | {"client_secret": world.secrets["partner"]},
        "disabled client": refresh | {"client_id": "closed"},
        "long name": refresh | {"client_id": "n" * 5000},
    }
    await world.client("closed", disabled_at=world.identity.store.now())
    for name, form in wrong.items():
        with subtests.test(name):
            answer = await world.http.post("/oauth/token", data=form)
            check_error(answer, 401, "invalid_client")
            assert "www-authenticate" not in answer.headers


async def test_t2_client_secret_post_works_where_it_is_turned_on_alone(world: World, tmp_path):
    await world.client("poster", method="client_secret_post", grant_types=["client_credentials"])
    form = CREDENTIALS | {"client_id": "poster", "client_secret": world.secrets["poster"]}
    check_error(await world.http.post("/oauth/token", data=form), 401, "invalid_client")
    async with opened(settings_of(None, tmp_path / "on", secret_post=True)) as turned_on:
        await turned_on.client("poster", method="client_secret_post", grant_types=["client_credentials"])
        form |= {"client_secret": turned_on.secrets["poster"]}
        assert (await turned_on.http.post("/oauth/token", data=form)).status_code == 200
        check_error(
            await turned_on.http.post("/oauth/token", data=form | {"client_secret": "x"}), 401, "invalid_client"
        )
        document = (await turned_on.http.get("/.well-known/openid-configuration")).json()
        assert "client_secret_post" in document["token_endpoint_auth_methods_supported"]


async def test_t3_two_authentication_methods_at_once(world: World, subtests):
    header, secret = {"authorization": basic("partner", world.secrets["partner"])}, world.secrets["partner"]
    asserted = {
        "client_assertion": "a.b.c",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }
    twice: dict[str, tuple[dict[str, str], dict[str, str]]] = {
        "header and body": (header, {"client_secret": secret}),
        "header and body with the name": (header, {"client_id": "partner", "client_secret": secret}),
        "header and assertion": (header, asserted),
        "body and assertion": ({}, {"client_id": "partner", "client_secret": secret} | asserted),
        "header and another name": (header, {"client_id": "app"}),
        "assertion without its type": ({}, {"client_assertion": "a.b.c"}),
        "assertion of another type": ({}, asserted | {"client_assertion_type": "urn:x"}),
        "type without its assertion": ({}, {"client_assertion_type": asserted["client_assertion_type"]}),
    }
    for name, (headers, form) in twice.items():
        with subtests.test(name):
            answer = await world.http.post("/oauth/token", data=CREDENTIALS | form, headers=headers)
            check_error(answer, 400, "invalid_request")
    # the name beside the header is allowed, and an empty secret is none
    answer = await world.http.post(
        "/oauth/token", data=CREDENTIALS | {"client_id": "partner", "client_secret": ""}, headers=header
    )
    assert answer.status_code == 200


async def test_t3_the_header_twice(world: World, subtests):
    right, wrong = basic("partner", world.secrets["partner"]), basic("backend", "x")
    for path in ("token", "revoke", "introspect", "device", "par"):
        for twice in ((right, wrong), (wrong, right), (right, right)):
            with subtests.test(path):
                headers = [("authorization", value) for value in twice]
                answer = await world.http.post(f"/oauth/{path}", data=CREDENTIALS | {"token": "x"}, headers=headers)
                check_error(answer, 400, "invalid_request")


async def test_t4_basic_credentials_are_form_decoded(world: World, subtests):
    for secret in ODD_SECRETS:
        async with world.identity.store.transaction() as db:
            await Client.filter(id="partner").using_db(db).update(secret=digest(secret))
        with subtests.test(secret[:20]):
            headers = {"authorization": basic("partner", secret)}
            assert (await world.http.post("/oauth/token", data=CREDENTIALS, headers=headers)).status_code == 200
            # the scheme's name has no case (RFC 9110 section 11.1)
            headers["authorization"] = headers["authorization"].replace("Basic", "bASIC")
            assert (await world.http.post("/oauth/token", data=CREDENTIALS, headers=headers)).status_code == 200


async def test_t5_unknown_grant_type(world: World, subtests):
    for grant in ("password", "implicit", "Authorization_code", "urn:x", 'é"\\', "client_credentials "):
        with subtests.test(grant):
            check_error(await world.token("backend", grant_type=grant), 400, "unsupported_grant_type")
    for form in ({"scope": "read"}, {"grant_type": ""}):
        check_error(await world.token("backend", **form), 400, "invalid_request")


async def test_t5_grant_type_that_the_client_may_not_use(world: World, subtests):
    device = "urn:ietf:params:oauth:grant-type:device_code"
    for client_id, form in (
        ("partner", {"grant_type": "authorization_code", "code": "x"}),
        ("partner", {"grant_type": "refresh_token", "refresh_token": "x"}),
        ("app", {"grant_type": "client_credentials"}),
        ("app", {"grant_type": device, "device_code": "x"}),
        ("tv", {"grant_type": "authorization_code", "code": "x"}),
    ):
        with subtests.test(client_id, grant=form["grant_type"]):
            check_error(await world.token(client_id, **form), 400, "unauthorized_client")


async def test_t5_what_the_grant_needs_is_missing(world: World):
    for client_id, grant in (
        ("app", "authorization_code"),
        ("app", "refresh_token"),
        ("tv", "urn:ietf:params:oauth:grant-type:device_code"),
    ):
        check_error(await world.token(client_id, grant_type=grant), 400, "invalid_request")


async def test_t7_success(world: World):
    pkce = Pkce()
    answer = await world.redeem(await world.code(pkce), pkce)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    check_unstored(answer)
    assert answer.headers["pragma"] == "no-cache"
    found = answer.json()
    assert found.keys() == {"access_token", "token_type", "expires_in", "scope", "refresh_token", "id_token"}
    assert found["token_type"] == "Bearer" and found["expires_in"] == world.settings.access_token_seconds
    assert found["scope"] == "openid read"
    said = claims(found["access_token"])
    assert said["exp"] - said["iat"] == found["expires_in"]
    assert said["scope"] == found["scope"] and said["client_id"] == "app" and said["sub"] == "acct-customer"
    assert said["iss"] == world.settings.issuer and said["aud"] == world.settings.audience and said["jti"]
    assert "email" not in said and "name" not in said


async def test_t7_an_id_token_is_for_openid_alone_and_says_what_was_asked(world: World):
    assert "id_token" not in await world.tokens(scope="read")
    found = await world.tokens(nonce="n-1")
    said = claims(found["id_token"])
    assert said["nonce"] == "n-1" and said["aud"] == "app" and said["sub"] == "acct-customer"
    assert said["iss"] == world.settings.issuer and said["amr"] == ["pwd"]
    # an ID token opens no door
    assert not await world.accepted(found["id_token"])


async def guessed(world: World, times: int, http: Any = None, client_id: str = "partner") -> None:
    for _ in range(times):
        headers = {"authorization": basic(client_id, "wrong")}
        answer = await (http or world.http).post("/oauth/token", data=CREDENTIALS, headers=headers)
        check_error(answer, 401, "invalid_client")


def check_limited(answer: Any) -> None:
    check_error(answer, 429, "temporarily_unavailable")
    assert 1 <= int(answer.headers["retry-after"]) <= 60


async def test_t8_who_fails_too_often_is_not_listened_to_even_with_the_right_secret(world: World):
    await guessed(world, FAILURES)
    check_limited(await world.token("partner", **CREDENTIALS))
    async with elsewhere(world) as other:
        # the client is limited wherever it comes from
        headers = {"authorization": basic("partner", world.secrets["partner"])}
        check_limited(await other.post("/oauth/token", data=CREDENTIALS, headers=headers))
        # another client from another address is not
        headers = {"authorization": basic("backend", world.secrets["backend"])}
        assert (await other.post("/oauth/token", data=CREDENTIALS, headers=headers)).status_code == 200
    # the address is limited whoever it says to be, at every endpoint at which clients prove themselves
    check_limited(await world.token("backend", **CREDENTIALS))
    for path in ("revoke", "introspect", "device", "par"):
        check_limited(await world.post(f"/oauth/{path}", "backend", token="x"))
    world.clock.ahead += 61
    assert (await world.token("partner", **CREDENTIALS)).status_code == 200


async def test_t8_a_client_is_limited_when_guesses_come_from_many_addresses(world: World):
    for number in range(FAILURES):
        async with elsewhere(world, f"203.0.113.{number}") as other:
            await guessed(world, 1, other)
    check_limited(await world.token("partner", **CREDENTIALS))
    assert (await world.token("backend", **CREDENTIALS)).status_code == 200


async def test_t8_an_address_is_limited_when_it_guesses_for_many_clients(world: World):
    for number in range(FAILURES):
        await guessed(world, 1, client_id=f"partner{number}")
    check_limited(await world.token("backend", **CREDENTIALS))
    async with elsewhere(world) as other:
        headers = {"authorization": basic("backend", world.secrets["backend"])}
        assert (await other.post("/oauth/token", data=CREDENTIALS, headers=headers)).status_code == 200


async def test_t8_guessing_codes_and_tokens_counts_and_mistakes_do_not(world: World):
    for _ in range(FAILURES + 5):
        check_error(await world.token("partner", grant_type="client_credentials", scope="no"), 400, "invalid_scope")
    assert (await world.token("partner", **CREDENTIALS)).status_code == 200
    for number in range(FAILURES // 2):
        check_error(await world.redeem(f"code{number}", Pkce()), 400, "invalid_grant")
        check_error(await world.refresh(f"token{number}"), 400, "invalid_grant")
    check_limited(await world.refresh("token"))


async def test_t8_the_thirtieth_failure_still_gets_its_own_answer(world: World):
    await guessed(world, FAILURES - 1)
    assert (await world.token("partner", **CREDENTIALS)).status_code == 200
    await guessed(world, 1)
    check_limited(await world.token("partner", **CREDENTIALS))


async def test_t9_a_public_client_sends_a_secret_or_a_confidential_one_none(world: World, subtests):
    refresh = {"grant_type": "refresh_token", "refresh_token": "x"}
    forms: dict[str, tuple[dict[str, str], dict[str, str]]] = {
        "public with a secret": ({}, {"client_id": "app", "client_secret": "x"}),
        "public with a header": ({"authorization": basic("app", "")}, {}),
        "confidential with nothing": ({}, {"client_id": "backend"}),
        "with a key and nothing": ({}, {"client_id": "signer"}),
    }
    for name, (headers, form) in forms.items():
        with subtests.test(name):
            answer = await world.http.post("/oauth/token", data=refresh | form, headers=headers)
            check_error(answer, 401, "invalid_client")


async def test_t9_a_confidential_client_proves_itself_for_its_code(world: World):
    pkce = Pkce()
    code = await world.code(pkce, client_id="backend")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": pkce.verifier}
    answer = await world.http.post("/oauth/token", data=form | {"client_id": "backend"})
    check_error(answer, 401, "invalid_client")
    # who proved nothing has not burned it
    assert (await world.redeem(code, pkce, "backend")).status_code == 200

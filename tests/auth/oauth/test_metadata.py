"""What others read about the server: its documents, its keys, whose resources these are (RFC 8414, 9728, OIDC Discovery)."""

from __future__ import annotations

from typing import Any, Final

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from gateway.auth import keys
from gateway.auth.oauth.clients import ASSERTION_TYPE
from tests.auth.oauth.answers import header, sent_back
from tests.auth.oauth.test_client_assertions import sign, statement
from tests.auth.oauth.world import Pkce, World, basic, opened, settings_of

OAUTH: Final = "/.well-known/oauth-authorization-server"
OPENID: Final = "/.well-known/openid-configuration"
RESOURCE: Final = "/.well-known/oauth-protected-resource"
PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


async def read(world: World, path: str) -> dict[str, Any]:
    answer = await world.http.get(path)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    return dict(answer.json())


async def test_the_two_documents_are_equal(world: World):
    assert (await world.http.get(OAUTH)).content == (await world.http.get(OPENID)).content


async def test_the_issuer_is_that_of_tokens_and_answers(world: World):
    document = await read(world, OPENID)
    assert document["issuer"] == world.settings.issuer == "https://id.example"
    found = await world.tokens()
    await check_with_keys(world, await key_set(world), found)
    said = sent_back(await world.authorize(world.asked(Pkce(), prompt="none")), world)
    assert said["iss"] == document["issuer"]
    for name, value in document.items():
        if name.endswith(("_endpoint", "_uri")):
            assert value.startswith(document["issuer"] + "/"), name


async def test_what_must_be_listed_is_listed(world: World):
    document = await read(world, OAUTH)
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["authorization_response_iss_parameter_supported"] is True
    assert document["response_types_supported"] == ["code"]
    assert document["response_modes_supported"] == ["query"]
    assert set(document["grant_types_supported"]) == {
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "urn:ietf:params:oauth:grant-type:device_code",
    }
    assert set(document["token_endpoint_auth_methods_supported"]) == {"none", "client_secret_basic", "private_key_jwt"}
    for endpoint in ("token", "revocation", "introspection"):
        algorithms = document[f"{endpoint}_endpoint_auth_signing_alg_values_supported"]
        assert "ES256" in algorithms and not [name for name in algorithms if name == "none" or name.startswith("HS")]
    assert "none" not in document["introspection_endpoint_auth_methods_supported"]
    assert document["pushed_authorization_request_endpoint"] == f"{document['issuer']}/oauth/par"
    assert document["require_pushed_authorization_requests"] is False
    assert document["request_parameter_supported"] is False and document["request_uri_parameter_supported"] is False
    assert document["subject_types_supported"] == ["public"]
    assert "ES256" in document["id_token_signing_alg_values_supported"]
    assert {"openid", "read", "orders:read", "offline_access"} <= set(document["scopes_supported"])
    # and what there is not is not listed
    for name in ("registration_endpoint", "dpop_signing_alg_values_supported", "client_id_metadata_document_supported"):
        assert name not in document


UNAUTHENTICATED: Final = {
    "authorization_endpoint": ("GET", 400),
    "token_endpoint": ("POST", 400),
    "jwks_uri": ("GET", 200),
    "userinfo_endpoint": ("GET", 401),
    "revocation_endpoint": ("POST", 401),
    "introspection_endpoint": ("POST", 401),
    "device_authorization_endpoint": ("POST", 401),
    "pushed_authorization_request_endpoint": ("POST", 401),
    "end_session_endpoint": ("GET", 200),
}


async def test_every_listed_endpoint_answers(world: World, subtests):
    document = await read(world, OPENID)
    assert {name for name in document if name.endswith(("_endpoint", "_uri"))} == UNAUTHENTICATED.keys()
    for name, (method, status) in UNAUTHENTICATED.items():
        with subtests.test(name):
            form = {"x": "y"} if method == "POST" else None
            answer = await world.http.request(method, document[name], data=form)
            assert answer.status_code == status, answer.text


async def test_every_listed_method_of_authentication_and_grant_is_known(world: World):
    document = await read(world, OPENID)
    proofs: dict[str, dict[str, Any]] = {
        "none": {"data": {"client_id": "app"}},
        "client_secret_basic": {"headers": {"authorization": basic("backend", world.secrets["backend"])}, "data": {}},
        "private_key_jwt": {
            "data": {"client_assertion_type": ASSERTION_TYPE, "client_assertion": sign(world, statement(world))}
        },
    }
    assert set(document["revocation_endpoint_auth_methods_supported"]) == proofs.keys()
    for proof in proofs.values():
        proof["data"]["token"] = "x"
        assert (await world.http.post("/oauth/revoke", **proof)).status_code == 200
    for grant in document["grant_types_supported"]:
        answer = await world.token("backend", grant_type=grant)
        assert answer.json().get("error") != "unsupported_grant_type"
    for scope in document["scopes_supported"]:
        await world.client(f"of-{scope.replace(':', '-')}", scopes=[scope], first_party=True)
        asked = world.asked(Pkce(), f"of-{scope.replace(':', '-')}", scope=scope)
        assert "code" in sent_back(await world.authorize(asked, await world.login()), world)


async def test_anybody_may_read_and_keep_it_for_ten_minutes(world: World):
    for path in (OAUTH, OPENID, RESOURCE, "/.well-known/jwks.json"):
        answer = await world.http.get(path, headers={"origin": "https://anybody.example"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        assert answer.headers["cache-control"] == "public, max-age=600"
        assert (await world.http.head(path)).status_code == 200
        refused = await world.http.post(path)
        assert refused.status_code == 405 and refused.headers["allow"] == "GET"


# --- keys ------------------------------------------------------------------------------------------------------------------


async def key_set(world: World) -> list[dict[str, Any]]:
    return list((await read(world, "/.well-known/jwks.json"))["keys"])


async def check_with_keys(world: World, published: list[dict[str, Any]], found: dict[str, Any]) -> None:
    """As somebody would who knows nothing but what is published."""
    for name in ("access_token", "id_token"):
        token = jwt.decode(
            found[name], KeySet.import_key_set({"keys": published}), algorithms=["ES256", "RS256", "Ed25519"]
        )
        assert token.claims["iss"] == world.settings.issuer


async def test_key_set_has_public_members_only(world: World):
    (key,) = await key_set(world)
    assert key.keys() == {"kty", "kid", "use", "alg", "crv", "x", "y"}
    assert key["kty"] == "EC" and key["use"] == "sig" and key["alg"] == "ES256" and key["crv"] == "P-256"
    await check_with_keys(world, [key], await world.tokens())


@pytest.mark.parametrize(
    ("algorithm", "members"), [("RS256", {"n", "e"}), ("Ed25519", {"crv", "x"})], ids=["RS256", "Ed25519"]
)
async def test_key_set_of_other_algorithms(tmp_path, algorithm, members):
    async with opened(settings_of(None, tmp_path, signing_algorithm=algorithm)) as world:
        (key,) = await key_set(world)
        assert PRIVATE.isdisjoint(key)
        assert key.keys() == {"kty", "kid", "use", "alg"} | members and key["alg"] == algorithm
        found = await world.tokens()
        assert await world.accepted(found["access_token"])
        await check_with_keys(world, [key], found)


async def rotate(world: World, *, at_once: bool = False) -> str:
    store = world.identity.store
    async with store.transaction() as db:
        kid = await keys.rotate(store, db, at_once=at_once)
    world.identity.keys.forget()
    return kid


async def test_rotation_publishes_a_key_before_it_signs_and_keeps_it_after(world: World):
    before = await world.tokens()
    (first,) = await key_set(world)
    new = await rotate(world)
    published = await key_set(world)
    # next: published, and not signing for as long as somebody may keep the old set
    assert {key["kid"] for key in published} == {first["kid"], new}
    assert all(PRIVATE.isdisjoint(key) for key in published)
    world.clock.ahead += 595
    assert header((await world.tokens())["access_token"])["kid"] == first["kid"]
    world.clock.ahead += 10
    # active: who cached the set before verifies with it what is signed now
    after = await world.tokens()
    assert header(after["access_token"])["kid"] == header(after["id_token"])["kid"] == new
    await check_with_keys(world, published, after)
    assert await world.accepted(after["access_token"])
    # retired: tokens of before hold on
    await check_with_keys(world, await key_set(world), before)
    last = (await world.refresh(before["refresh_token"])).json()
    assert header(last["access_token"])["kid"] == new


async def test_rotation_keeps_a_retired_key_until_its_last_token_has_expired_and_an_hour(world: World):
    (first,) = await key_set(world)
    await rotate(world)
    world.clock.ahead += 599
    last = await world.tokens()
    assert header(last["access_token"])["kid"] == first["kid"]
    world.clock.ahead += world.settings.access_token_seconds - 5
    assert await world.accepted(last["access_token"])
    world.clock.ahead += 3600 - 10
    world.identity.keys.forget()
    assert first["kid"] in {key["kid"] for key in await key_set(world)}
    world.clock.ahead += 30
    world.identity.keys.forget()
    assert first["kid"] not in {key["kid"] for key in await key_set(world)}


async def test_rotation_at_once_voids_what_the_old_key_signed(world: World):
    before = await world.tokens()
    new = await rotate(world, at_once=True)
    assert [key["kid"] for key in await key_set(world)] == [new]
    after = (await world.refresh(before["refresh_token"])).json()
    assert header(after["access_token"])["kid"] == new
    assert await world.accepted(after["access_token"])


# --- the resource ----------------------------------------------------------------------------------------------------------


async def test_protected_resource(world: World):
    document = await read(world, RESOURCE)
    assert document["resource"] == world.settings.audience
    assert document["authorization_servers"] == [world.settings.issuer]
    assert document["bearer_methods_supported"] == ["header"]
    assert {"read", "write", "orders:read"} <= set(document["scopes_supported"])
    assert {"openid", "offline_access"}.isdisjoint(document["scopes_supported"])


@pytest.mark.parametrize(("path", "described"), [("/api", "/api"), ("/a/b", "/a/b"), ("/", "")])
async def test_protected_resource_with_a_path_is_described_where_readers_look_for_it(tmp_path, path, described):
    audience = f"https://id.example{path}"
    async with opened(settings_of(None, tmp_path, audience=audience)) as world:
        document = await read(world, RESOURCE + described)
        assert document["resource"] == audience
        assert document == await read(world, RESOURCE)
        assert (await world.http.get(f"{RESOURCE}{described}/x")).status_code == 404


async def test_doors_say_where_the_resource_is_described(world: World):
    for answer in (
        await world.http.get("/api/v1/genres", headers={"authorization": "Bearer x"}),
        await world.http.post("/graphql", json={"query": "{ __typename }"}, headers={"authorization": "Bearer x"}),
        await world.http.get("/api/v1/genres", headers={"authorization": "Basic eDp4"}),
    ):
        assert answer.status_code == 401
        challenge = answer.headers["www-authenticate"]
        assert challenge.startswith("Bearer ")
        assert f'resource_metadata="{world.settings.issuer}{RESOURCE}"' in challenge

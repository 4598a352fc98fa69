"""Tokens that are right, and the Caller that comes of them."""

import asyncio

import pytest

from gateway.auth.issuers import Trust, trusted_issuer
from gateway.auth.tokens import Verifier
from gateway.errors import TokenInvalid


async def test_our_token_becomes_a_person(world, verifier):
    caller = await verifier.verify(world.token(org="a", address={"city": "Bern", "lines": ["x"]}))
    assert (caller.kind, caller.id, caller.rate_key) == ("person", "42", "person:42")
    assert caller.roles == {"customer"}
    assert caller.scopes == {"read", "write"}
    assert caller.claim("sub") == "42"
    assert caller.claim("org") == "a"
    assert caller.claim("address")["lines"] == ("x",)


async def test_claims_cannot_be_changed(world, verifier):
    caller = await verifier.verify(world.token(address={"city": "Bern"}))
    with pytest.raises(TypeError):
        caller.claims["sub"] = "1"
    with pytest.raises(TypeError):
        caller.claims["address"]["city"] = "Basel"


async def test_a_token_without_a_person_is_a_client(world, verifier):
    caller = await verifier.verify(world.token(sub="label-sync", client_id="label-sync"))
    assert (caller.kind, caller.id, caller.rate_key) == ("client", "label-sync", "client:label-sync")


async def test_roles_and_scope_may_be_absent(world, verifier):
    caller = await verifier.verify(world.token(without=("roles", "scope")))
    assert (caller.roles, caller.scopes) == (frozenset(), frozenset())


async def test_a_partner_s_groups_count_by_the_map_alone(world, verifier):
    caller = await verifier.verify(world.partner_token(groups=["Staff", "admin", "clerk"], roles=["admin"]))
    assert caller.roles == {"clerk"}
    assert caller.id == f"{world.partner_issuer}|42"
    assert caller.rate_key == f"person:{world.partner_issuer}|42"
    assert caller.claim("sub") == caller.id


@pytest.mark.parametrize(
    ("path", "claims"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["Staff"]}}),
        ("https://partner.example/roles", {"https://partner.example/roles": ["Staff"]}),
        ("role", {"role": "Staff"}),
    ],
)
async def test_where_roles_may_be(world, clock, documents, path, claims):
    trust = Trust(
        issuer=world.partner_issuer,
        jwks={"keys": [world.partner.as_dict(private=False)]},
        roles_claim=path,
        roles={"Staff": "clerk"},
    )
    verifier = Verifier([trusted_issuer(trust, world.audience, documents)], clock=clock)
    assert (await verifier.verify(world.partner_token(**claims))).roles == {"clerk"}
    assert (await verifier.verify(world.partner_token(realm_access="none"))).roles == set()


@pytest.mark.parametrize(
    "change",
    [
        {"aud": ["https://other.example", "https://torii.example/api"]},
        {"exp": 1_800_000_000 - 29, "iat": 1_800_000_000 - 600},
        {"iat": 1_800_000_029},
        {"nbf": 1_800_000_029},
        {"nbf": 0},
        {"exp": 1_800_000_000 - 10 + 86_400},
        {"sub": "zoë"},
        {"roles": []},
        {"x": [[[[[[{"deep": True}]]]]]]},
        {"x": '[{[{[{"[{[{[{[{[{[{[{[{[{[{[{'},
        {"x": '\U0001f600 \\ " é'},
        {"x": 1.25},
    ],
    ids=str,
)
async def test_edges_that_are_fine(world, verifier, change):
    assert (await verifier.verify(world.token(**change))).kind == "person"


@pytest.mark.parametrize(
    "change",
    [
        {"typ": "application/at+jwt"},
        {"typ": "AT+JWT"},
        {"jku": "https://evil.example/jwks", "x5u": "https://evil.example", "x5c": ["MIIB"]},
        {"jwk": {"kty": "oct", "k": "AAAA"}},
    ],
    ids=str,
)
async def test_headers_that_do_not_matter(world, verifier, change):
    token = world.sign(world.header(**change), world.claims())
    assert (await verifier.verify(token)).id == "42"


async def test_a_retired_key_still_verifies(world, verifier):
    token = world.sign(world.header(kid="k0"), world.claims(), world.retired)
    assert (await verifier.verify(token)).id == "42"


async def test_a_caller_is_remembered_but_not_beyond_its_token(world, clock, verifier):
    token = world.token(exp=world.now + 200)
    first = await verifier.verify(token)
    clock.now = world.now + 199
    assert await verifier.verify(token) is first
    clock.now = world.now + 200
    # the leeway of 30 s still holds, but only for a token that is read again
    assert await verifier.verify(token) is not first
    clock.now = world.now + 230
    with pytest.raises(TokenInvalid):
        await verifier.verify(token)


async def test_a_caller_is_read_again_after_five_minutes(world, clock, verifier):
    token = world.token(exp=world.now + 3600)
    first = await verifier.verify(token)
    clock.now += 299
    assert await verifier.verify(token) is first
    clock.now += 1
    assert await verifier.verify(token) is not first


async def test_only_so_many_callers_are_remembered(world, clock):
    verifier = Verifier(world.issuers(), clock=clock, remember=2)
    tokens = [world.token(sub=str(number)) for number in range(3)]
    callers = [await verifier.verify(token) for token in tokens]
    assert await verifier.verify(tokens[2]) is callers[2]
    assert await verifier.verify(tokens[1]) is callers[1]
    assert await verifier.verify(tokens[0]) is not callers[0]


async def test_a_changed_token_does_not_meet_the_remembered_one(world, verifier):
    token = world.token()
    await verifier.verify(token)
    for changed in (token + ".", token[:-1], " " + token):
        with pytest.raises(TokenInvalid):
            await verifier.verify(changed)


async def test_many_at_once(world, verifier):
    callers = await asyncio.gather(*(verifier.verify(world.token(sub=str(number % 7))) for number in range(100)))
    assert [caller.id for caller in callers] == [str(number % 7) for number in range(100)]


@pytest.mark.parametrize(
    ("scopes", "given", "found"),
    [
        # what an issuer says narrows only what the operator says that it narrows
        (None, "openid", {"openid", "read", "write"}),
        (None, "", {"read", "write"}),
        ({}, "openid read", set()),
        (
            {"api.read": "read", "api.orders": "orders:write"},
            "api.read api.orders read other",
            {"read", "orders:write"},
        ),
    ],
    # a set has another order in each process
    ids=lambda value: "" if isinstance(value, set) else str(value),
)
async def test_a_partner_s_scopes_count_by_the_map_alone(world, clock, documents, scopes, given, found):
    trust = Trust(issuer=world.partner_issuer, jwks={"keys": [world.partner.as_dict(private=False)]}, scopes=scopes)
    verifier = Verifier([trusted_issuer(trust, world.audience, documents)], clock=clock)
    assert (await verifier.verify(world.partner_token(scope=given))).scopes == found

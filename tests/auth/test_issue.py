import base64
import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from gateway.auth.issuers import issuers
from gateway.auth.jwks import Ring
from gateway.auth.keys import OwnKey
from gateway.auth.tokens import Verifier, issue, signed
from gateway.errors import TokenInvalid
from gateway.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(var=tmp_path, issuer="https://torii.example", audience="https://torii.example/api", _env_file=None)


@pytest.fixture
def key(world):
    return OwnKey("k1", "ES256", world.own, {}, "active", datetime.now(UTC), None)


@pytest.fixture
def verifier(settings, world, clock):
    return Verifier(issuers(settings, Ring({("k1", "ES256"): world.own})), clock=clock)


def account(**claims):
    return SimpleNamespace(subject="7", roles={"clerk", "customer"}, claims=claims)


def decoded(segment):
    return json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))


async def test_what_is_issued_is_accepted(settings, key, verifier, clock):
    caller = await verifier.verify(issue(settings, key, account(label=3), clock=clock))
    assert (caller.kind, caller.id) == ("person", "7")
    assert caller.roles == {"clerk", "customer"}
    assert caller.claim("label") == 3
    assert caller.claim("client_id") == "gateway-cli"
    assert caller.claims["exp"] == caller.claims["iat"] + 600
    assert caller.scopes == {"read", "write"}


async def test_its_scope_may_be_less(settings, key, verifier, clock):
    caller = await verifier.verify(issue(settings, key, account(), scope="orders:read", clock=clock))
    assert caller.scopes == {"orders:read"}


async def test_it_expires(settings, key, verifier, clock):
    token = issue(settings, key, account(), lifetime=60, clock=clock)
    clock.now += 90
    with pytest.raises(TokenInvalid):
        await verifier.verify(token)


def test_its_header(settings, key):
    header = decoded(issue(settings, key, account()).split(".")[0])
    assert header == {"typ": "at+jwt", "alg": "ES256", "kid": "k1"}


def test_no_two_are_the_same(settings, key, clock):
    assert issue(settings, key, account(), clock=clock) != issue(settings, key, account(), clock=clock)


@pytest.mark.parametrize(
    "claim", ["iss", "sub", "aud", "client_id", "iat", "exp", "jti", "auth_time", "roles", "scope"]
)
def test_an_account_cannot_choose_who_it_is(settings, key, claim):
    with pytest.raises(ValueError, match=f"may not set the claims {claim}$"):
        issue(settings, key, account(**{claim: "x"}))


async def test_what_is_signed_for_another_purpose_is_no_access_token(settings, key, verifier, clock):
    now = int(clock())
    claims = {"sub": "7", "client_id": "c", "iat": now, "exp": now + 60, "jti": "j"}
    assert await verifier.verify(signed(settings, key, claims, typ="at+jwt"))
    for typ in ("JWT", "logout+jwt"):
        with pytest.raises(TokenInvalid):
            await verifier.verify(signed(settings, key, claims, typ=typ))
    with pytest.raises(TokenInvalid):
        await verifier.verify(signed(settings, key, {**claims, "aud": "client"}, typ="at+jwt"))

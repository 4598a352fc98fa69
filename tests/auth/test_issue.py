import base64
import json
from types import SimpleNamespace

import pytest

from gateway.auth.issuers import issuers
from gateway.auth.tokens import Verifier, issue
from gateway.errors import TokenInvalid
from gateway.settings import Settings, SettingsError


@pytest.fixture
def settings(tmp_path):
    return Settings(var=tmp_path, issuer="https://torii.example", audience="https://torii.example/api", _env_file=None)


def account(**claims):
    return SimpleNamespace(subject="7", roles={"clerk", "customer"}, claims=claims)


async def test_what_is_issued_is_accepted(settings, clock):
    token = issue(settings, account(label=3), clock=clock)
    caller = await Verifier(issuers(settings), clock).verify(token)
    assert (caller.kind, caller.id) == ("person", "7")
    assert caller.roles == {"clerk", "customer"}
    assert caller.claim("label") == 3
    assert caller.claim("client_id") == "gateway-cli"
    assert caller.claims["exp"] == caller.claims["iat"] + 600
    assert caller.scopes == {"api"}


async def test_it_expires(settings, clock):
    token = issue(settings, account(), lifetime=60, clock=clock)
    clock.now += 90
    with pytest.raises(TokenInvalid):
        await Verifier(issuers(settings), clock).verify(token)


def test_its_header(settings):
    segment = issue(settings, account()).split(".")[0]
    header = json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))
    assert header.keys() == {"typ", "alg", "kid"}
    assert (header["typ"], header["alg"]) == ("at+jwt", "ES256")


def test_no_two_are_the_same(settings, clock):
    assert issue(settings, account(), clock=clock) != issue(settings, account(), clock=clock)


def test_an_account_cannot_choose_who_it_is(settings):
    with pytest.raises(ValueError, match="iss, sub"):
        issue(settings, account(sub="1", iss="x"))


def test_never_in_production(settings, tmp_path):
    issue(settings, account())
    production = settings.model_copy(
        update={"environment": "production", "signing_keys": tmp_path / "signing-keys.json"}
    )
    with pytest.raises(SettingsError, match="development only"):
        issue(production, account())

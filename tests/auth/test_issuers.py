import json

import pytest
from pydantic import ValidationError

from gateway.auth.issuers import Trust, issuers, trusted_issuer
from gateway.auth.jwks import RemoteKeys, Ring
from gateway.settings import Settings, SettingsError

OWN = Ring({})


def settings(tmp_path, *trusted, **values):
    return Settings(var=tmp_path, issuer="https://torii.example", trusted_issuers=trusted, _env_file=None, **values)


def test_ours_and_the_trusted_ones(tmp_path):
    found = issuers(
        settings(tmp_path, {"issuer": "https://a.example"}, {"issuer": "https://b.example", "audience": "us"}), OWN
    )
    assert [(issuer.name, issuer.audience, issuer.own) for issuer in found] == [
        ("https://torii.example", "https://torii.example", True),
        ("https://a.example", "https://torii.example", False),
        ("https://b.example", "us", False),
    ]
    assert all(isinstance(issuer.keys, RemoteKeys) for issuer in found[1:])


def test_everything_that_may_be_said_of_an_issuer(tmp_path):
    said = {"roles_claim": "realm_access.roles", "roles": {"Staff": "clerk"}, "algorithms": ["PS256"]}
    issuer = issuers(settings(tmp_path, {"issuer": "https://a.example", **said}), OWN)[1]
    assert issuer.roles_claim == "realm_access.roles"
    assert issuer.roles == {"Staff": "clerk"}
    assert issuer.algorithms == {"PS256"}


def test_ours_and_the_trusted_ones_in_production(tmp_path):
    found = issuers(settings(tmp_path, {"issuer": "https://a.example"}, environment="production"), OWN)
    assert [issuer.name for issuer in found] == ["https://torii.example", "https://a.example"]
    assert found[0].keys is OWN


@pytest.mark.parametrize("more", ["/", "/auth", "?x=1", "#x", "//"])
def test_we_are_the_root_of_a_host(tmp_path, more):
    about = settings(tmp_path).model_copy(update={"issuer": f"https://torii.example{more}"})
    with pytest.raises(SettingsError, match="GATEWAY_ISSUER"):
        issuers(about, OWN)


@pytest.mark.parametrize(
    "trusted",
    [
        [{"issuer": "https://torii.example"}],
        [{"issuer": "https://a.example"}, {"issuer": "https://a.example"}],
        [{"issuer": "http://a.example"}],
        [{"issuer": "https://a.example", "jwks_uri": "http://a.example/keys"}],
        [{"issuer": "https://a.example", "jwks": {"keys": []}}],
        [{"issuer": "https://a.example", "jwks_file": "/absent.json"}],
        [{"issuer": "https://a.example", "algorithms": ["HS256"]}],
        [{"issuer": "https://a.example", "lifetime": 600}],
    ],
    ids=["ours", "twice", "plain http", "plain keys", "no keys", "no file", "symmetric", "unknown setting"],
)
def test_what_cannot_be_trusted(tmp_path, trusted):
    with pytest.raises(SettingsError, match="GATEWAY_TRUSTED_ISSUERS"):
        issuers(settings(tmp_path, *trusted), OWN)


@pytest.mark.parametrize(
    "values",
    [
        {"algorithms": ["HS256"]},
        {"algorithms": ["none"]},
        {"algorithms": ["RS256", "dir"]},
        {"algorithms": []},
        {"jwks": {"keys": []}, "jwks_uri": "https://a.example/keys"},
        {"jwks": {"keys": []}, "jwks_file": "keys.json"},
        {"leeway": 300},
    ],
    ids=str,
)
def test_configurations_that_are_refused(values):
    with pytest.raises(ValidationError):
        Trust.model_validate({"issuer": "https://a.example", **values})


async def test_keys_from_a_file(tmp_path, world, documents):
    path = tmp_path / "partner.json"
    path.write_text(json.dumps({"keys": [world.partner.as_dict(private=False)]}))
    issuer = trusted_issuer(Trust(issuer="urn:partner", jwks_file=path), "us", documents)
    assert await issuer.keys.find("p1", "RS256")
    assert documents.requests == []
    path.write_text("{")
    with pytest.raises(ValueError, match="not JSON"):
        trusted_issuer(Trust(issuer="urn:partner", jwks_file=path), "us", documents)

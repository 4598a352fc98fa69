"""Whose tokens are accepted: the gateway's own, and those of the issuers that the operator trusts."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

import orjson
from pydantic import ConfigDict, Field, ValidationError, field_validator, model_validator

from gateway.address import check_address
from gateway.auth.fetch import fetch as fetch_document
from gateway.auth.jwks import NAMES, Clock, Fetch, JwksInvalid, KeySource, RemoteKeys, read_jwks
from gateway.configured import TrustedIssuer
from gateway.settings import Settings, SettingsError

EXTERNAL_ALGORITHMS: Final = ("RS256", "ES256")
OWN_ALGORITHMS: Final = frozenset({"ES256", "RS256", "Ed25519"})


@dataclass(frozen=True, slots=True)
class Issuer:
    """`roles` and `scopes` map values of the claims to ours, and others do not count. `roles` of None takes them as
    they are, and is for ourselves; `scopes` of None means that the issuer's scopes narrow nothing here."""

    name: str
    audience: str
    algorithms: frozenset[str]
    keys: KeySource
    roles_claim: str = "roles"
    roles: Mapping[str, str] | None = None
    scopes: Mapping[str, str] | None = None

    @property
    def own(self) -> bool:
        return self.roles is None


class Trust(TrustedIssuer):
    """The whole configuration of an issuer. Without any keys they are found by OpenID Connect Discovery.

    `roles_claim` names a claim, or the path to one: `realm_access.roles`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    jwks: dict[str, Any] | None = None
    jwks_file: Path | None = None
    algorithms: tuple[str, ...] = Field(EXTERNAL_ALGORITHMS, min_length=1)
    roles_claim: str = "roles"
    roles: dict[str, str] = Field(default_factory=dict)
    scopes: dict[str, str] | None = None

    @field_validator("algorithms")
    @classmethod
    def _are_asymmetric(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not NAMES.issuperset(value):
            raise ValueError(f"may name {', '.join(sorted(NAMES))}")
        return value

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        sources = [source for source in (self.jwks, self.jwks_file, self.jwks_uri) if source is not None]
        if len(sources) > 1:
            raise ValueError("takes one of jwks, jwks_file and jwks_uri")
        if not sources or self.jwks_uri is not None:
            check_address(self.jwks_uri or self.issuer)
        return self


def issuers(
    settings: Settings, own: KeySource, fetch: Fetch = fetch_document, timer: Clock = time.monotonic
) -> tuple[Issuer, ...]:
    """Everybody whose tokens are accepted; `own` are our keys. Raises SettingsError; fetches nothing."""
    found = [Issuer(settings.issuer, settings.audience, OWN_ALGORITHMS, own)]
    problems = list(_own_problems(settings.issuer))
    for configured in settings.trusted_issuers:
        try:
            trust = Trust.model_validate(configured.model_dump(exclude_unset=True))
            found.append(trusted_issuer(trust, settings.audience, fetch, timer))
        except (ValidationError, JwksInvalid, OSError) as error:
            problems += (f"GATEWAY_TRUSTED_ISSUERS: {configured.issuer}: {problem}" for problem in _problems(error))
    names = [issuer.name for issuer in found]
    problems += (f"GATEWAY_TRUSTED_ISSUERS: {name} is there twice" for name in set(names) if names.count(name) > 1)
    if problems:
        raise SettingsError(problems)
    return tuple(found)


def _own_problems(issuer: str) -> Iterator[str]:
    parts = urlsplit(issuer)
    if parts.path or parts.query or parts.fragment:
        # pages, cookies and documents are at the root of a host, and a slash more would be another issuer
        yield "GATEWAY_ISSUER has something after its host; write it like https://api.example"


def trusted_issuer(trust: Trust, audience: str, fetch: Fetch, timer: Clock = time.monotonic) -> Issuer:
    algorithms = frozenset(trust.algorithms)
    document = trust.jwks if trust.jwks_file is None else _document(trust.jwks_file)
    keys: KeySource
    if document is not None:
        keys = read_jwks(document, algorithms)
    else:
        keys = RemoteKeys(trust.issuer, trust.jwks_uri, algorithms, fetch, timer)
    return Issuer(
        trust.issuer, trust.audience or audience, algorithms, keys, trust.roles_claim, trust.roles, trust.scopes
    )


def _document(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError:
        raise JwksInvalid(f"{path} is not JSON") from None


def _problems(error: ValidationError | JwksInvalid | OSError) -> Iterator[str]:
    if not isinstance(error, ValidationError):
        yield f"the keys: {error}"
        return
    for entry in error.errors(include_url=False, include_context=False, include_input=False):
        yield " ".join([*(str(part) for part in entry["loc"]), entry["msg"].removeprefix("Value error, ")])

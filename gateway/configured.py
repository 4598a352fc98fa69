"""What a setting holds that is more than a word: other issuers, social providers, budgets. Each is read from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, Self
from urllib.parse import urlsplit

import orjson
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from gateway.address import Fetchable

# points of a budget in a second at most: what is counted in microseconds can tell no more apart
FASTEST: Final = 1_000_000


class TrustedIssuer(BaseModel):
    """Somebody else whose access tokens are accepted. What else is said about it is read where tokens are."""

    model_config = ConfigDict(frozen=True, extra="allow")

    issuer: str
    jwks_uri: str | None = None
    audience: str | None = None


class SocialProvider(BaseModel):
    """Somebody else whose word is taken for who a person is: an OpenID provider by its issuer, or GitHub.

    `verified_domains` are the mail domains for which the provider's word links to an account that is there already.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")
    title: str = ""
    kind: Literal["oidc", "github"] = "oidc"
    issuer: Fetchable | None = None
    client_id: str
    client_secret: SecretStr | None = None
    scope: str = "openid email profile"
    verified_domains: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.kind == "oidc" and (self.issuer is None or "openid" not in self.scope.split()):
            raise ValueError("an OpenID provider needs an issuer, and openid in its scope")
        if self.kind == "github" and self.issuer is not None and urlsplit(self.issuer).path:
            raise ValueError("the issuer of a GitHub is its address without a path")
        return self


class Quota(BaseModel):
    """Points for everything that a caller asks in a minute, and in an hour; None is as many as it likes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minute: int | None = Field(None, ge=1, le=60 * FASTEST)
    hour: int | None = Field(None, ge=1, le=3600 * FASTEST)


# by role; who has none of the others has the default, and who is not known the one of anonymous
Budgets = Mapping[str, Quota]
UNLIMITED: Final[Budgets] = {}
SANE: Final[Budgets] = {"default": Quota(minute=30_000, hour=600_000), "anonymous": Quota(minute=15_000, hour=200_000)}


def json_list(value: Any) -> Any:
    return _json(value, list, "list")


def json_object(value: Any) -> Any:
    return _json(value, dict, "object")


def issuers(value: Any) -> Any:
    entries = json_list(value)
    return [{"issuer": entry} if isinstance(entry, str) else entry for entry in entries]


def words(value: Any) -> Any:
    return tuple(value.split()) if isinstance(value, str) else value


def _json(value: Any, kind: type, name: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        found = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise ValueError("is not JSON") from error
    if not isinstance(found, kind):
        raise ValueError(f"is not a JSON {name}")  # noqa: TRY004  (pydantic reports a ValueError, and raises a TypeError)
    return found

"""The claims of an access token (RFC 9068 section 2.2): checked, then read as a Caller."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from gateway.auth.issuers import Issuer
from gateway.auth.jws import refused
from gateway.auth.revocations import Marks
from gateway.caller import Caller

# clocks differ; section 4 of RFC 7519 allows "a few minutes, usually"
LEEWAY: Final = 30
LIFETIME_MAX: Final = 24 * 3600
TEXT_MAX: Final = 512
TIME_MAX: Final = 2**53
CONTAINERS: Final = (dict, list)
# what the scopes of an issuer narrow, of whose scopes we know nothing: nothing
EVERYTHING: Final = frozenset({"read", "write"})


def check(claims: Mapping[str, Any], issuer: Issuer, now: float) -> None:
    _check_audience(claims.get("aud"), issuer.audience)
    _check_times(claims, now)
    for name in ("sub", "client_id", "jti"):
        value = claims.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= TEXT_MAX or not value.isprintable():
            raise refused(f"The claim {name} is missing or not usable")
    # bound to a key or a certificate (RFC 7800) whose proof we cannot check: as a bearer token it may be stolen
    if "cnf" in claims:
        raise refused("The token is bound to a key and cannot be used as a bearer token")


def caller(claims: Mapping[str, Any], issuer: Issuer) -> Caller:
    subject: str = claims["sub"]
    # subjects are unique within their issuer only
    account = subject if issuer.own else f"{issuer.name}|{subject}"
    # without a resource owner the subject is the client itself (RFC 9068 section 2.2)
    kind: Literal["client", "person"] = "client" if subject == claims["client_id"] else "person"
    return Caller(
        kind=kind,
        id=account,
        roles=_roles(claims, issuer),
        scopes=_scopes(claims.get("scope"), issuer),
        claims=_frozen(claims),
        rate_key=f"{kind}:{account}",
        credential="token",
    )


def _check_audience(value: Any, ours: str) -> None:
    audiences = [value] if isinstance(value, str) else value
    if not isinstance(audiences, list) or not all(isinstance(audience, str) for audience in audiences):
        raise refused("The claim aud is missing or not usable")
    if ours not in audiences:
        raise refused("The token is meant for somebody else")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    expires, issued = _time(claims, "exp"), _time(claims, "iat")
    if expires + LEEWAY <= now:
        raise refused("The token has expired")
    if issued > now + LEEWAY:
        raise refused("The token was issued in the future")
    if "nbf" in claims and _time(claims, "nbf") > now + LEEWAY:
        raise refused("The token is not valid yet")
    if expires <= issued:
        raise refused("The token expired before it was issued")
    if expires > issued + LIFETIME_MAX:
        raise refused("The token is valid for too long")


def _time(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    # NumericDate may have a fraction (RFC 7519 section 2); whoever writes one, or a bool, is not an issuer we know
    if type(value) is not int or not 0 <= value < TIME_MAX:
        raise refused(f"The claim {name} is missing or not a time")
    return value


def _roles(claims: Mapping[str, Any], issuer: Issuer) -> frozenset[str]:
    """RFC 9068 section 2.2.3.1. A role of somebody else means something here only if the operator said so."""
    value = _at(claims, issuer.roles_claim)
    values = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(role, str) for role in values):
        raise refused("The roles are not a list of names")
    if issuer.roles is None:
        return frozenset(values)
    return frozenset(issuer.roles[role] for role in values if role in issuer.roles)


def _at(claims: Mapping[str, Any], path: str) -> Any:
    """By its whole name first: a name may be an address, which has dots."""
    if path in claims:
        return claims[path]
    value: Any = claims
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _scopes(value: Any, issuer: Issuer) -> frozenset[str]:
    if value is not None and not isinstance(value, str):
        raise refused("The claim scope is not a text")
    given = frozenset((value or "").split())
    if issuer.own:
        return given
    if issuer.scopes is None:
        return given | EVERYTHING
    return frozenset(issuer.scopes[scope] for scope in given if scope in issuer.scopes)


def marks(claims: Mapping[str, Any], kid: str) -> Marks:
    """By what a token of ours, signed with the key `kid`, can be revoked. Raises TokenInvalid."""
    subject, client, family, epoch = claims["sub"], claims["client_id"], claims.get("family"), claims.get("epoch", 0)
    if type(epoch) is not int or not isinstance(family, str | None):
        raise refused("The claims family and epoch are not usable")
    subjects = [f"token:{claims['jti']}", f"signing-key:{kid}"]
    if family is not None:
        subjects.append(f"family:{family}")
    return Marks(tuple(subjects), f"client:{client}" if subject == client else f"account:{subject}", epoch)


def _frozen(value: Any) -> Any:
    """Callers are shared by requests, so nothing in them may change."""
    if isinstance(value, dict):
        # most claims are texts and numbers, which cannot
        return MappingProxyType(
            {name: _frozen(member) if type(member) in CONTAINERS else member for name, member in value.items()}
        )
    if isinstance(value, list):
        return tuple(_frozen(element) for element in value)
    return value

"""What others read about us: the two documents of an authorization server, its keys, and whose resources these are."""

from __future__ import annotations

from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from gateway.auth.issuers import OWN_ALGORITHMS
from gateway.auth.keys import MAX_AGE_SECONDS
from gateway.auth.oauth import devices
from gateway.auth.oauth.clients import ASSERTION_ALGORITHMS
from gateway.auth.oauth.desk import JSON, Desk

# anybody may read it, and a browser of anybody's
PUBLIC: Final = {
    "Cache-Control": f"public, max-age={MAX_AGE_SECONDS}",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
RESOURCE: Final = "/.well-known/oauth-protected-resource"
# what an application asks for to keep a login is no scope of a resource
NOT_OF_RESOURCES: Final = frozenset({"openid", "profile", "email", "offline_access"})


def document(desk: Desk) -> dict[str, Any]:
    """RFC 8414 section 2 and OpenID Connect Discovery section 3: the same for both."""
    issuer, settings = desk.issuer, desk.store.settings
    methods = ["none", "client_secret_basic", "private_key_jwt"]
    if settings.secret_post:
        methods.append("client_secret_post")
    signing = {"signing_alg_values_supported": sorted(ASSERTION_ALGORITHMS)}
    proving = {
        f"{endpoint}_endpoint_auth_{name}": value
        for endpoint in ("token", "revocation", "introspection")
        for name, value in {"methods_supported": methods, **signing}.items()
    }
    proving["introspection_endpoint_auth_methods_supported"] = methods[1:]
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "userinfo_endpoint": f"{issuer}/oauth/userinfo",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "device_authorization_endpoint": f"{issuer}/oauth/device",
        "pushed_authorization_request_endpoint": f"{issuer}/oauth/par",
        "end_session_endpoint": f"{issuer}/oauth/end-session",
        "require_pushed_authorization_requests": settings.pushed_only,
        "scopes_supported": sorted(desk.scopes),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials", devices.GRANT],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": sorted(OWN_ALGORITHMS),
        "claims_supported": ["sub", "name", "email", "email_verified", "auth_time", "amr", "sid", "nonce", "at_hash"],
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        **proving,
    }


def protected_resource(desk: Desk) -> dict[str, Any]:
    """RFC 9728 section 2."""
    settings = desk.store.settings
    return {
        "resource": settings.audience,
        "authorization_servers": [desk.issuer, *(trusted.issuer for trusted in settings.trusted_issuers)],
        "scopes_supported": sorted(desk.scopes - NOT_OF_RESOURCES),
        "bearer_methods_supported": ["header"],
        "jwks_uri": f"{desk.issuer}/.well-known/jwks.json",
    }


def resource_paths(desk: Desk) -> frozenset[str]:
    """Where that is: at the root of the host, and where readers look for a resource with a path (section 3.1)."""
    issuer, audience = desk.issuer, desk.store.settings.audience
    path = audience.removeprefix(issuer) if audience.startswith(f"{issuer}/") else ""
    return frozenset({RESOURCE, RESOURCE if path == "/" else RESOURCE + path})


async def jwks(desk: Desk, _request: Request) -> Response:
    return public(await desk.keys.published())


def public(members: dict[str, Any]) -> Response:
    return Response(orjson.dumps(members), headers=PUBLIC, media_type=JSON)

"""Who a token is about (OpenID Connect Core section 5.3)."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.auth.oauth.desk import Desk, answer
from gateway.errors import InsufficientScope, RequestMalformed, TokenInvalid, TokenMissing
from gateway.tables import Account


async def userinfo(desk: Desk, request: Request) -> Response:
    if len(request.headers.getlist("authorization")) > 1:
        raise RequestMalformed("The Authorization header may be sent once")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        # who has not tried has made no mistake (RFC 6750 section 3.1)
        raise TokenMissing("Send an access token.", headers={"WWW-Authenticate": "Bearer"})
    caller = await desk.verifier.verify(token)
    if caller.claims.get("iss") != desk.issuer:
        # somebody else knows who that is
        raise TokenInvalid(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    if "openid" not in caller.scopes:
        challenge = 'Bearer error="insufficient_scope", scope="openid"'
        raise InsufficientScope(
            "The token was not given to know who somebody is.",
            hint="Ask for the scope openid",
            headers={"WWW-Authenticate": challenge},
        )
    async with desk.store.transaction() as db:
        account = await Account.filter(id=caller.id, disabled_at=None).using_db(db).first()
    if account is None:
        raise TokenInvalid(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    return answer(200, _claims(account, caller.scopes))


def _claims(account: Account, scopes: frozenset[str]) -> dict[str, Any]:
    claims: dict[str, Any] = {"sub": account.id}
    if "profile" in scopes and account.name:
        claims["name"] = account.name
    if "email" in scopes:
        claims |= {"email": account.email, "email_verified": account.email_verified_at is not None}
    return claims

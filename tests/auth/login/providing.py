"""An OpenID provider and a GitHub on this machine, which do what they should until a test has them lie.

async with providing() as provider:
    house = house.with_providers(provider.settings())
    back = provider.allow(await leave(browser), {"sub": "1", "email": "ada@example.com", "email_verified": True})
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any, Final
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT: Final = "torii"
# with everything that has to be encoded
SECRET: Final = "s3cret/of+the%client:with=spaces and more"
# a byte now and then, and never the last
DRIPS: Final = b"HTTP/1.1 200 OK\r\nX-Slow: "
DRIP_SECONDS: Final = 0.02

Claims = dict[str, Any]
Lie = Callable[["Provider", Claims], Any]


@dataclass
class Leave:
    """What somebody agreed to: `asked` is the address that brought them."""

    asked: Mapping[str, str]
    about: Claims


@dataclass
class Provider:
    issuer: str = ""
    kid: str = "first"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    leaves: dict[str, Leave] = field(default_factory=dict)
    tokens: dict[str, Leave] = field(default_factory=dict)
    # what is said in place of the truth
    metadata: Claims = field(default_factory=dict)
    sign: Lie = lambda provider, claims: provider.signed(claims)
    userinfo: Claims = field(default_factory=dict)
    inside: bool = True
    addresses: list[Claims] = field(default_factory=list)
    # by path: an answer as it is, None for silence, or DRIPS
    instead: dict[str, bytes | None] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def settings(self, **more: Any) -> Claims:
        return {"name": "acme", "issuer": self.issuer, "client_id": CLIENT, "client_secret": SECRET, **more}

    def allow(self, url: str, about: Claims, **changed: str | None) -> str:
        """The address at the client that the browser is sent to; `changed` are parameters that should be otherwise."""
        asked = dict(parse_qsl(urlsplit(url).query))
        assert url.startswith((f"{self.issuer}/authorize?", f"{self.issuer}/login/oauth/authorize?")), url
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
        code = token_urlsafe()
        self.leaves[code] = Leave(asked, about)
        given = {"code": code, "state": asked["state"], "iss": self.issuer, **changed}
        return f"{asked['redirect_uri']}?{urlencode({name: value for name, value in given.items() if value})}"

    def signed(self, claims: Claims, **header: Any) -> str:
        return jwt.encode(claims, self.key, "ES256", {"kid": self.kid, **header})

    # what is asked by the client

    def answer(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Any]:
        if path in {"/token", "/login/oauth/access_token"}:
            return self._token(headers, {name: values[0] for name, values in parse_qs(body.decode()).items()})
        if path == "/.well-known/openid-configuration":
            return 200, self._metadata()
        if path == "/jwks":
            jwk = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            # there may be keys of tomorrow
            return 200, {"keys": [{"kty": "AKP", "alg": "ML-DSA-44", "pub": "x"}, {**jwk, "kid": self.kid}]}
        leave = self.tokens.get(headers.get("authorization", "").removeprefix("Bearer "))
        if leave is None:
            return 401, {"error": "invalid_token"}
        if path == "/userinfo":
            return 200, {**leave.about, **self.userinfo}
        return 200, {"/api/v3/user": leave.about, "/api/v3/user/emails": self.addresses}[path]

    def _metadata(self) -> Claims:
        places = {
            f"{name}_endpoint": f"{self.issuer}/{path}"
            for name, path in (("authorization", "authorize"), ("token", "token"), ("userinfo", "userinfo"))
        }
        return {
            "issuer": self.issuer,
            **places,
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["HS256", "none", "ES256"],
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }

    def _token(self, headers: Mapping[str, str], given: Mapping[str, str]) -> tuple[int, Any]:
        if not _proven(headers, given):
            return 401, {"error": "invalid_client"}
        leave = self.leaves.pop(given.get("code", ""), None)
        if leave is None or given["redirect_uri"] != leave.asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest()).rstrip(b"=")
        if not hmac.compare_digest(challenge.decode(), leave.asked["code_challenge"]):
            return 400, {"error": "invalid_grant"}
        token = token_urlsafe()
        self.tokens[token] = leave
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": 300}
        id_token = self.sign(self, self._claims(leave)) if "nonce" in leave.asked else None
        return 200, answer | ({"id_token": id_token} if id_token else {})

    def _claims(self, leave: Leave) -> Claims:
        now = int(time.time())
        about = leave.about if self.inside else {"sub": leave.about["sub"]}
        fixed = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": leave.asked["nonce"]}
        return fixed | about


def _proven(headers: Mapping[str, str], given: Mapping[str, str]) -> bool:
    if "client_secret" in given:
        return (given["client_id"], given["client_secret"]) == (CLIENT, SECRET)
    pair = base64.b64decode(headers.get("authorization", "").removeprefix("Basic ")).decode()
    return [unquote_plus(part) for part in pair.split(":")] == [CLIENT, SECRET]


@asynccontextmanager
async def providing() -> AsyncIterator[Provider]:
    provider, busy = Provider(), set[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await _serve(provider, reader, writer)
        writer.close()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(serve(reader, writer))
        busy.add(task)
        task.add_done_callback(busy.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    provider.issuer = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield provider
    finally:
        server.close()
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)


async def _serve(provider: Provider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One request of a connection."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip().split("\r\n")
    path = first.split(" ")[1].partition("?")[0]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    provider.asked.append(path)
    if path in provider.instead:
        said = provider.instead[path]
        if said is None:
            # until the other side gives up
            await reader.read()
            return
        if said is DRIPS:
            await _drip(reader, writer)
            return
    else:
        status, answer = provider.answer(path, headers, body)
        said = answered(orjson.dumps(answer), status)
    writer.write(said)
    await writer.drain()


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    rest = asyncio.ensure_future(reader.read())
    writer.write(DRIPS)
    while not rest.done():
        writer.write(b"x")
        await writer.drain()
        await asyncio.wait([rest], timeout=DRIP_SECONDS)


def answered(body: bytes, status: int = 200, media_type: str = "application/json") -> bytes:
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body

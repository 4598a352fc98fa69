"""Authlib's client credentials grant as its documentation puts it together, in one bare ASGI route on Tortoise.

It keeps a row for each token, signs with ES256, and checks nothing that Authlib does not check by itself.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import anyio.from_thread
import anyio.to_thread
import orjson
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Payload, OAuth2Request, grants
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tortoise import fields
from tortoise.contrib.fastapi import RegisterTortoise
from tortoise.models import Model

ISSUER = "https://bench.example"
KEY = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256", "kid": "bench"})


class BareClient(Model, ClientMixin):  # type: ignore[misc]
    id = fields.CharField(48, primary_key=True)
    secret = fields.CharField(64)

    def get_client_id(self) -> str:
        return str(self.id)

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_client_secret(self, secret: str) -> bool:
        return bool(secret == self.secret)

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "client_credentials"


class BareToken(Model):
    id = fields.IntField(primary_key=True)
    client = fields.CharField(48)
    scope = fields.TextField()
    issued_at = fields.IntField()


class Payload(OAuth2Payload):  # type: ignore[misc]
    def __init__(self, form: Any) -> None:
        self._form = dict(form)

    @property
    def data(self) -> dict[str, str]:
        return self._form

    @property
    def datalist(self) -> dict[str, list[str]]:
        return defaultdict(list, {name: [value] for name, value in self._form.items()})


class Asked(OAuth2Request):  # type: ignore[misc]
    def __init__(self, request: Request, form: Any) -> None:
        super().__init__(request.method, ISSUER, headers=request.headers)
        self.payload = Payload(form)

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data


async def _find(client_id: str) -> BareClient | None:
    return await BareClient.get_or_none(id=client_id)


async def _save(client: str, scope: str) -> None:
    await BareToken.create(client=client, scope=scope, issued_at=int(time.time()))


class Server(AuthorizationServer):  # type: ignore[misc]
    def query_client(self, client_id: str) -> Any:
        return anyio.from_thread.run(_find, client_id)

    def save_token(self, token: dict[str, Any], request: Asked) -> None:
        anyio.from_thread.run(_save, request.client.id, token.get("scope") or "")

    def send_signal(self, *args: Any, **kwargs: Any) -> None: ...

    def create_oauth2_request(self, request: Asked) -> Asked:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        return Response(orjson.dumps(body), status, dict(headers))


class Generator(JWTBearerTokenGenerator):  # type: ignore[misc]
    def get_jwks(self) -> ECKey:
        return KEY


server = Server()
server.register_token_generator("default", Generator(issuer=ISSUER, alg="ES256"))
server.register_grant(grants.ClientCredentialsGrant)


async def token(request: Request) -> Response:
    asked = Asked(request, await request.form())
    response: Response = await anyio.to_thread.run_sync(server.create_token_response, asked)
    return response


def create() -> Starlette:
    @asynccontextmanager
    async def lifespan(application: Starlette) -> AsyncIterator[None]:
        address = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(query="minsize=10&maxsize=10"))
        config = {
            "connections": {"default": address},
            "apps": {"bare": {"models": [__name__], "default_connection": "default"}},
        }
        async with RegisterTortoise(application, config=config, generate_schemas=True):  # type: ignore[arg-type]
            await BareClient.get_or_create(id="bench", defaults={"secret": os.environ["BENCH_SECRET"]})
            yield

    return Starlette(routes=[Route("/token", token, methods=["POST"])], lifespan=lifespan)

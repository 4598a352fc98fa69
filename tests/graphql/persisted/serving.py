"""Real servers over the sample shop, and what a client asks of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import orjson

from tests import servers
from tests.servers import Gateway

RESPONSE = "application/graphql-response+json"
LEGACY = "application/json"
SERVE = (
    "-c",
    """
from gateway.http.server import run
from gateway.settings import load_settings
run("gateway.app:create_app", load_settings(), host="127.0.0.1", workers=1)
""",
)


@dataclass(frozen=True)
class Served:
    gateway: Gateway
    client: httpx2.Client

    def post(self, accept: str = RESPONSE, token: str | None = None, **members: Any) -> httpx2.Response:
        headers = {"accept": accept, "content-type": "application/json"}
        headers |= {"authorization": f"Bearer {token}"} if token else {}
        return self.client.post("/graphql", content=orjson.dumps(members), headers=headers)

    def get(self, accept: str = RESPONSE, **parameters: Any) -> httpx2.Response:
        written = {k: v if isinstance(v, str) else orjson.dumps(v).decode() for k, v in parameters.items()}
        return self.client.get("/graphql?" + urlencode(written), headers={"accept": accept})


@contextmanager
def serving(var: Path, **environment: str) -> Iterator[Served]:
    with (
        servers.gateway(*SERVE, GATEWAY_VAR=str(var), **environment) as gateway,
        httpx2.Client(base_url=gateway.url, timeout=20) as client,
    ):
        yield Served(gateway, client)
        assert gateway.stop() == 0


def hashed(digest: str) -> dict[str, Any]:
    """As Apollo's clients name a document."""
    return {"persistedQuery": {"version": 1, "sha256Hash": digest}}


def code(reply: httpx2.Response) -> tuple[int, str]:
    """What is wrong, in an answer of the door or in a problem."""
    answer = reply.json()
    error = answer["errors"][0]["extensions"] if "errors" in answer else answer
    assert "data" not in answer
    return reply.status_code, error["code"]

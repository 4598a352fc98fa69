"""A client may send anything again: with one key it is done once, whatever becomes of the server in between."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

import asyncpg
import httpx2
import orjson
import pytest

from gateway import migrations, seed
from gateway.auth import tokens
from gateway.settings import Settings
from tests import databases, shop
from tests.servers import Gateway, free_port

SOAK = "TORII_SOAK" in os.environ
KEYS: Final = 100 if SOAK else 12
MANY: Final = 100 if SOAK else 25
KILLS: Final = 5 if SOAK else 2
SERVE: Final = ["-m", "gateway.cli", "serve"]
AGAIN: Final = {409, 503}
PATIENT: Final = {"GATEWAY_POOL_ACQUIRE_SECONDS": "30", "GATEWAY_DEADLINE_SECONDS": "60"}


@dataclass
class Site:
    settings: Settings
    port: int
    server: Gateway | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        assert self.settings.database_url is not None
        url, var = self.settings.database_url.get_secret_value(), str(self.settings.var)
        self.server = Gateway(SERVE, self.port, DATABASE_URL=url, GATEWAY_VAR=var, **PATIENT)
        self.server.wait_for("Uvicorn running")

    def kill(self) -> None:
        assert self.server is not None
        self.server.close()


@pytest.fixture
async def site(postgres_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(databases.settings_of(postgres_url, tmp_path), free_port())
    await migrations.apply(site.settings)
    await asyncio.to_thread(site.start)
    try:
        yield site
    finally:
        site.kill()


def bearer(settings: Settings, port: int) -> dict[str, str]:
    issuer = settings.model_copy(update={"issuer": f"http://127.0.0.1:{port}", "audience": f"http://127.0.0.1:{port}"})
    account = next(account for account in seed.accounts(settings.domain) if "clerk" in account.roles)
    token = tokens.issue(issuer, shop.signing_key(settings), replace(account, roles=frozenset({"clerk"})))
    return {"Authorization": f"Bearer {token}"}


async def insisting(client: httpx2.AsyncClient, name: str, key: UUID, answered: asyncio.Semaphore) -> bytes:
    """Send it until it is answered."""
    body = orjson.dumps({"name": name})
    while True:
        try:
            reply = await client.post("/api/v1/artists", content=body, headers={"Idempotency-Key": f'"{key}"'})
        except httpx2.TransportError:
            continue
        if reply.status_code not in AGAIN:
            assert reply.status_code == 201, reply.text
            answered.release()
            return reply.content


async def killing(site: Site, answered: asyncio.Semaphore, after: list[int]) -> None:
    """Kill the server when so many more requests were answered, in the middle of the next ones."""
    for count in after:
        for _ in range(count):
            await answered.acquire()
        await asyncio.to_thread(site.kill)
        await asyncio.to_thread(site.start)


async def test_one_key_has_one_effect_and_one_answer_although_the_server_is_killed(site: Site) -> None:
    random, answered = Random(5), asyncio.Semaphore(0)
    keys = [UUID(int=random.getrandbits(128)) for _ in range(KEYS)]
    headers = bearer(site.settings, site.port) | {"Content-Type": "application/json"}
    limits = httpx2.Limits(max_connections=64)
    async with httpx2.AsyncClient(base_url=site.url, headers=headers, limits=limits, timeout=120) as client:
        after = [random.randint(1, KEYS * MANY // (KILLS + 1)) for _ in range(KILLS)]
        killer = asyncio.create_task(killing(site, answered, after))
        asked = [(f"artist {number}", key) for number, key in enumerate(keys) for _ in range(MANY)]
        random.shuffle(asked)
        answers = await asyncio.gather(*(insisting(client, name, key, answered) for name, key in asked))
        await killer
    assert site.settings.database_url is not None
    connection = await asyncpg.connect(site.settings.database_url.get_secret_value())
    try:
        names = [row[0] for row in await connection.fetch("SELECT name FROM artist ORDER BY name")]
    finally:
        await connection.close()
    assert names == sorted(f"artist {number}" for number in range(KEYS))
    by_name: dict[str, set[bytes]] = {}
    for (name, _), answer in zip(asked, answers, strict=True):
        by_name.setdefault(name, set()).add(answer)
    assert {len(found) for found in by_name.values()} == {1}

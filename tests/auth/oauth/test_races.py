"""Many at once with one secret: a code has one winner, a refresh token leaves one leaf, and nobody who is honest loses."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from gateway.auth.digests import digest
from gateway.tables import Family, RefreshToken
from tests.auth.oauth.world import Clock, Pkce, World, opened, settings_of
from tests.servers import PostgresServer, RedisServer, free_port, gateway

SOAK = "TORII_SOAK" in os.environ
MOST = 30  # failures of a client that are answered before it is told to wait
# they are many, on a machine that does other things beside
PATIENT = {"pool_acquire_seconds": 60, "deadline_seconds": 120}


@dataclass(frozen=True)
class Storm:
    """`world` asks one server or several; `many` requests at once, `rounds` times."""

    world: World
    many: int
    rounds: int


class Alternating(httpx2.AsyncHTTPTransport):
    """Each request goes to the next server, and comes from another address."""

    def __init__(self, ports: list[int]) -> None:
        super().__init__(limits=httpx2.Limits(max_connections=100))
        self._ports, self._numbers = itertools.cycle(ports), itertools.count()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        number = next(self._numbers)
        request.url = request.url.copy_with(port=next(self._ports))
        request.headers["x-forwarded-for"] = f"10.{number // 62_500}.{number // 250 % 250}.{number % 250 + 1}"
        return await super().handle_async_request(request)


@asynccontextmanager
async def two_servers(url: str, redis: str, var: Path) -> AsyncIterator[World]:
    """Processes that share nothing but the database, Redis and their secret."""
    issuer = f"http://127.0.0.1:{free_port()}"
    patient = {f"GATEWAY_{name.upper()}": str(value) for name, value in PATIENT.items()}
    shared = {"DATABASE_URL": url, "REDIS_URL": redis, "GATEWAY_VAR": str(var), "GATEWAY_ISSUER": issuer, **patient}
    serve = ("-m", "gateway.cli", "serve")
    async with opened(settings_of(url, var, issuer=issuer)) as world:
        with gateway(*serve, **shared) as one, gateway(*serve, **shared) as other:
            transport = Alternating([one.port, other.port])
            async with httpx2.AsyncClient(transport=transport, base_url=issuer, timeout=120) as http:
                # their time is not ours to move
                world.http, world.clock = http, Clock()
                yield world


@pytest.fixture(scope="module", params=["sqlite", "postgres", "two servers"])
async def storm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Storm]:
    var = tmp_path_factory.mktemp("var")
    if request.param == "sqlite":
        async with opened(settings_of(None, var, **PATIENT)) as world:
            yield Storm(world, 20, 20 if SOAK else 3)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    async with server.database() as url:
        if request.param == "postgres":
            async with opened(settings_of(url, var, **PATIENT)) as world:
                yield Storm(world, 50, 200 if SOAK else 10)
            return
        redis: RedisServer = request.getfixturevalue("redis")
        async with two_servers(url, redis.url, var) as world:
            yield Storm(world, 50, 200 if SOAK else 4)


async def test_a_code_has_one_winner_and_even_that_one_keeps_nothing(storm: Storm):
    world = storm.world
    for number in range(storm.rounds):
        # refusals are counted for each client
        client = f"app-{number}"
        await world.client(client)
        pkce = Pkce()
        code = await world.code(pkce, client_id=client)
        answers = await asyncio.gather(*(world.redeem(code, pkce, client) for _ in range(storm.many)))
        said = Counter(answer.json().get("error", "") for answer in answers)
        assert said.pop("") == 1, said
        assert said.keys() <= {"invalid_grant", "temporarily_unavailable"}
        assert said["invalid_grant"] >= min(MOST, storm.many - 1)
        # of two who have a code one stole it, and nobody knows which
        async with world.identity.store.transaction() as db:
            (family,) = await Family.filter(client_id=client).using_db(db)
            assert await RefreshToken.filter(family_id=family.id).using_db(db).count() == 1
        assert family.revoked_at is not None and family.reason == "code used twice"
        world.clock.ahead += 61


async def test_a_refresh_token_leaves_one_leaf_and_the_family_lives(storm: Storm):
    world = storm.world
    token = (await world.tokens())["refresh_token"]
    for _ in range(storm.rounds):
        answers = await asyncio.gather(*(world.refresh(token) for _ in range(storm.many)))
        # all of them within ten seconds, and nobody has used what another one got: so all are the client
        assert Counter(answer.status_code for answer in answers) == {200: storm.many}, answers[-1].text
        given = {digest(answer.json()["refresh_token"]): answer.json()["refresh_token"] for answer in answers}
        assert len(given) == storm.many
        token = given[await leaf(world, given)]
    last = await world.refresh(token)
    assert last.status_code == 200, last.text


async def test_tabs_that_go_on_at_once_never_have_two_leaves(storm: Storm):
    """All come with one token, and each uses what it got as soon as it has it. Whoever then comes with the first token
    ends the family; whoever comes with a replaced one is only told so."""
    world = storm.world

    async def tab(token: str) -> None:
        answer = await world.refresh(token, client)
        if answer.status_code == 200:
            answer = await world.refresh(answer.json()["refresh_token"], client)
        assert answer.status_code == 200 or answer.json()["error"] == "invalid_grant", answer.text

    for number in range(storm.rounds):
        client = f"tabs-{number}"
        await world.client(client)
        token = (await world.tokens(client))["refresh_token"]
        await asyncio.gather(*(tab(token) for _ in range(5)))
        async with world.identity.store.transaction() as db:
            family = await Family.get(client_id=client, using_db=db)
            leaves = await RefreshToken.filter(family_id=family.id, used_at=None).using_db(db).count()
        assert leaves == 1 or (leaves == 0 and family.revoked_at is not None)
        world.clock.ahead += 61


async def leaf(world: World, given: dict[str, str]) -> str:
    """The hash of the only token of a family that can still be used."""
    async with world.identity.store.transaction() as db:
        family_id = (
            await RefreshToken.filter(hash__in=list(given)).using_db(db).first().values_list("family_id", flat=True)
        )
        family = await Family.get(id=family_id, using_db=db)
        alive = await RefreshToken.filter(family_id=family_id, used_at=None).using_db(db).values_list("hash", flat=True)
    assert family.revoked_at is None
    assert len(alive) == 1
    return str(alive[0])

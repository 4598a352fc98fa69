"""Budgets in real servers: two processes and one Redis, addresses behind a proxy, and a Redis that freezes."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import orjson
import pytest

from tests import servers, shop
from tests.http.raw import get, post
from tests.servers import Gateway, RedisServer
from tests.test_app import SERVE

REQUESTS = 1000 if "TORII_SOAK" in os.environ else 250
ROW = b"/api/v1/genres/1?fields=name"
JSON = b"Content-Type: application/json"


@pytest.fixture(scope="module")
async def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return (await shop.seeded(tmp_path_factory.mktemp("shop"))).var


def settings(var: Path, **more: str) -> dict[str, str]:
    return {"GATEWAY_VAR": str(var), **more}


async def test_two_processes_let_exactly_the_quota_through(var: Path, redis_url: str) -> None:
    given = settings(var, REDIS_URL=redis_url, GATEWAY_BUDGETS='{"anonymous": {"hour": 100}}')
    with ExitStack() as stack:
        both = [stack.enter_context(servers.gateway(*SERVE, **given)) for _ in range(2)]
        query = orjson.dumps({"query": '{ genre(id: "Genre:1") { name } }'})
        limits = httpx2.Limits(max_connections=100)
        async with httpx2.AsyncClient(limits=limits, timeout=60) as client:

            async def ask(number: int) -> int:
                # either process, either door
                url = both[number % 2].url
                if number % 4 < 2:
                    return (await client.get(url + ROW.decode())).status_code
                headers = {"Content-Type": "application/json"}
                return (await client.post(url + "/graphql", content=query, headers=headers)).status_code

            found = Counter(await asyncio.gather(*(ask(number) for number in range(REQUESTS))))
    assert found == {200: 100, 429: REQUESTS - 100}


@pytest.fixture
def counting(var: Path) -> Iterator[Gateway]:
    """Two requests for each address, which a proxy on this machine tells."""
    with servers.gateway(*SERVE, **settings(var, GATEWAY_ADDRESS_REQUESTS="2")) as server:
        yield server


def forwarded(server: Gateway, addresses: str) -> int:
    return get(server.port, ROW, b"X-Forwarded-For: " + addresses.encode()).status


def test_what_a_client_writes_before_its_address_does_not_count(counting: Gateway) -> None:
    assert [forwarded(counting, f"10.0.0.{n}, 198.51.100.7") for n in range(4)] == [200, 200, 429, 429]
    assert forwarded(counting, "198.51.100.7") == 429
    assert forwarded(counting, "198.51.100.7, 198.51.100.8") == 200


def test_a_network_is_one_address(counting: Gateway) -> None:
    assert [forwarded(counting, f"2001:db8::{n}") for n in range(1, 4)] == [200, 200, 429]
    assert forwarded(counting, "2001:db8:0:1::1") == 200


def test_nobody_is_believed_who_is_no_proxy(var: Path) -> None:
    given = settings(var, GATEWAY_ADDRESS_REQUESTS="2", FORWARDED_ALLOW_IPS="10.0.0.1")
    with servers.gateway(*SERVE, **given) as server:
        assert [forwarded(server, f"198.51.100.{n}") for n in range(3)] == [200, 200, 429]


def seconds(server: Gateway, path: bytes) -> float:
    began = time.perf_counter()
    assert get(server.port, path).status == 200
    return time.perf_counter() - began


def test_a_frozen_redis_freezes_nobody(var: Path, own_redis: RedisServer) -> None:
    assert own_redis.process_id is not None
    given = settings(var, REDIS_URL=own_redis.url, GATEWAY_BUDGETS='{"default": {"minute": 100000}}')
    with servers.gateway(*SERVE, **given) as server:
        usual = min(seconds(server, ROW) for _ in range(5))
        os.kill(own_redis.process_id, signal.SIGSTOP)
        for _ in range(12):
            assert seconds(server, ROW) < usual + 0.3
            assert seconds(server, b"/health/live") < 0.1
            assert seconds(server, b"/health/ready") < 0.1
        assert server.wait_for("each process counts budgets")
        os.kill(own_redis.process_id, signal.SIGCONT)
        assert post(server.port, b"/graphql", b'{"query":"{__typename}"}', JSON, b"Content-Length: 24").status == 200

"""Registered documents: bounded, shared by processes through Redis, and there without it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from time import monotonic

import pytest
from redis.asyncio import Redis

from gateway.graphql.persisted.registered import SECONDS, Registered
from tests import servers
from tests.graphql.persisted.manifests import RELEASES, sha
from tests.graphql.persisted.serving import code, hashed, serving
from tests.servers import RedisServer

TEXT = "{ __typename }"
PLACE = f"documents:{sha(TEXT)[:3]}"


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
async def registered(redis_url: str) -> AsyncIterator[Registered]:
    registered = Registered(2**20, redis_url)
    yield registered
    await registered.close()


async def test_without_redis_it_is_kept_in_the_process() -> None:
    registered = Registered(2**20, None)
    assert await registered.find(sha(TEXT)) is None
    await registered.put(sha(TEXT), TEXT)
    assert await registered.find(sha(TEXT)) == TEXT
    await registered.close()


async def test_no_flood_takes_more_than_its_bytes() -> None:
    registered = Registered(2**16, None)
    for number in range(1000):
        text = f"{{ a{number}: __typename }}"
        await registered.put(sha(text), text)
    assert registered._texts.size <= 2**16
    assert await registered.find(sha("{ a0: __typename }")) is None
    assert await registered.find(sha("{ a999: __typename }")) is not None


async def test_what_one_process_registers_another_finds(registered: Registered, redis_url: str, client: Redis) -> None:
    other = Registered(2**20, redis_url)
    await registered.put(sha(TEXT), TEXT)
    assert await other.find(sha(TEXT)) == TEXT
    assert SECONDS - 5 < await client.ttl(PLACE) <= SECONDS
    # and keeps by itself
    await client.flushdb()
    assert await other.find(sha(TEXT)) == TEXT
    await other.close()


async def test_one_that_is_asked_for_lives_on(registered: Registered, client: Redis) -> None:
    await client.set(PLACE, TEXT, ex=10)
    assert await registered.find(sha(TEXT)) == TEXT
    assert await client.ttl(PLACE) > SECONDS - 5


async def test_in_redis_there_are_so_many_places_and_no_more(registered: Registered, client: Redis) -> None:
    for number in range(5000):
        text = f"{{ a{number}: __typename }}"
        await registered.put(sha(text), text)
    assert 2000 < await client.dbsize() <= 4096


@pytest.mark.parametrize("planted", [b"{ a: __typename }", TEXT.encode() + b" ", b"", b"\xff\xfe", b"\x00"])
async def test_what_is_in_redis_is_believed_only_where_its_hash_proves_it(
    registered: Registered, client: Redis, planted: bytes
) -> None:
    await client.set(PLACE, planted)
    assert await registered.find(sha(TEXT)) is None
    await registered.put(sha(TEXT), TEXT)
    assert await client.get(PLACE) == TEXT.encode()


async def test_what_is_no_text_in_redis_is_none(registered: Registered, client: Redis) -> None:
    await client.rpush(PLACE, "a")
    assert await registered.find(sha(TEXT)) is None


async def test_a_frozen_redis_costs_one_short_wait(own_redis: RedisServer, frozen: Callable[[], None]) -> None:
    registered = Registered(2**20, own_redis.url)
    frozen()
    began = monotonic()
    assert await registered.find(sha(TEXT)) is None
    assert monotonic() - began < 0.4
    began = monotonic()
    for number in range(100):
        text = f"{{ a{number}: __typename }}"
        await registered.put(sha(text), text)
        assert await registered.find(sha(text)) == text
    assert monotonic() - began < 0.2
    await registered.close()


async def test_a_redis_that_is_not_there() -> None:
    registered = Registered(2**20, f"redis://127.0.0.1:{servers.free_port()}/0")
    await registered.put(sha(TEXT), TEXT)
    assert await registered.find(sha(TEXT)) == TEXT
    assert await registered.find(sha(RELEASES)) is None
    await registered.close()


# --- over HTTP --------------------------------------------------------------------------------------------------------

AUTOMATIC = {"GATEWAY_DOCUMENTS": "automatic"}


async def test_two_servers_share_what_is_registered(tmp_path: Path, redis_url: str, client: Redis) -> None:
    chosen = {**AUTOMATIC, "REDIS_URL": redis_url}
    with serving(tmp_path / "one", **chosen) as one, serving(tmp_path / "two", **chosen) as two:
        assert code(two.post(extensions=hashed(sha(TEXT)))) == (404, "PERSISTED_QUERY_NOT_FOUND")
        assert one.post(query=TEXT, extensions=hashed(sha(TEXT))).status_code == 200
        for reply in (two.post(extensions=hashed(sha(TEXT))), two.get(extensions=hashed(sha(TEXT)))):
            assert reply.json() == {"data": {"__typename": "Query"}}
        # what a server finds there it reads as strictly as what a client sends
        wrong = "{ nothing }"
        await client.set(f"documents:{sha(wrong)[:3]}", wrong)
        assert code(two.post(extensions=hashed(sha(wrong)))) == (422, "FIELD_UNKNOWN")


def test_a_server_whose_redis_is_frozen_registers_by_itself(
    tmp_path: Path, own_redis: RedisServer, frozen: Callable[[], None]
) -> None:
    with serving(tmp_path, **AUTOMATIC, REDIS_URL=own_redis.url) as served:
        frozen()
        began = monotonic()
        assert code(served.post(extensions=hashed(sha(TEXT)))) == (404, "PERSISTED_QUERY_NOT_FOUND")
        assert monotonic() - began < 1
        assert served.post(query=TEXT, extensions=hashed(sha(TEXT))).status_code == 200
        assert served.get(extensions=hashed(sha(TEXT))).status_code == 200
        served.gateway.wait_for("registered documents are not shared")

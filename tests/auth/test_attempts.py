"""Guesses are counted, whatever happens to Redis."""

import asyncio
import os
import signal
from contextlib import asynccontextmanager
from time import monotonic
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from gateway import shared as shared_redis
from gateway.auth import attempts
from gateway.auth.attempts import Attempts, Limit
from gateway.auth.counting import SWEEP_SECONDS
from gateway.errors import DatabaseUnavailable, TooManyAttempts
from gateway.limits.addresses import address_of
from gateway.shared import PAUSE_SECONDS
from gateway.tables import Attempt
from tests import databases, servers
from tests.auth import stores

THREE = Limit("three", 3, 60)
HUNDRED = Limit("hundred", 100, 3600)
OTHER = Limit("other", 3, 60)


@pytest.fixture
async def counting(store):
    counting = Attempts(store)
    yield counting
    await counting.close()


@pytest.fixture
async def redis(own_redis):
    async with Redis.from_url(own_redis.url) as client:
        await client.flushall()
        yield client


@pytest.fixture
async def shared(settings, own_redis, redis, clock):
    """Counting in Redis, beside an empty table."""
    async with opened(settings, own_redis.url, clock) as counting:
        yield counting


@asynccontextmanager
async def opened(settings, url, clock):
    async with stores.opened(settings.model_copy(update={"redis_url": SecretStr(url)}), clock) as store:
        counting = Attempts(store)
        yield counting
        await counting.close()


async def spend(counting, times, limit=THREE, key=("ada", "192.0.2.7")):
    """How often it was allowed."""
    allowed = 0
    for _ in range(times):
        try:
            await counting.spend(limit, *key)
            allowed += 1
        except TooManyAttempts:
            pass
    return allowed


async def refusal(counting, limit=THREE, key=("ada", "192.0.2.7"), how="spend"):
    with pytest.raises(TooManyAttempts) as error:
        await getattr(counting, how)(limit, *key)
    return error.value


async def rows(store):
    async with store.transaction() as db:
        return await Attempt.all().using_db(db)


def test_the_limits():
    found = {limit.name: (limit.count, limit.seconds) for limit in vars(attempts).values() if isinstance(limit, Limit)}
    assert found == {
        "login": (5, 900),
        "login-address": (50, 900),
        "otp": (5, 900),
        "reset": (3, 3600),
        "sign-up": (10, 3600),
        "token": (30, 60),
        "user-code": (10, 60),
        "user-code-session": (5, 600),
    }


async def test_as_often_as_is_allowed(counting):
    assert await spend(counting, 5) == 3


async def test_each_key_and_each_limit_has_its_own(counting):
    assert await spend(counting, 4) == 3
    for key in (
        ("ada", "192.0.2.8"),
        ("bob", "192.0.2.7"),
        ("ada",),
        ("ada192.0.2.7",),
        ("ada/192.0.2.7",),
        ("", "ada"),
    ):
        assert await spend(counting, 4, key=key) == 3
    assert await spend(counting, 4, OTHER) == 3


async def test_whoever_is_refused_is_told_when_to_come_back(counting, clock):
    await spend(counting, 3)
    clock.now += 20.5
    error = await refusal(counting)
    assert (error.status, error.code, error.headers) == (429, "TOO_MANY_ATTEMPTS", {"Retry-After": "40"})
    clock.now += 39
    assert (await refusal(counting)).headers == {"Retry-After": "1"}


async def test_a_window_ends_with_its_time_and_not_before(counting, clock):
    await spend(counting, 2)
    clock.now += 59
    assert await spend(counting, 3) == 1
    # the window began with the first, and refusals do not make it longer
    clock.now += 1
    assert await spend(counting, 5) == 3


async def test_looking_does_not_count(counting, clock):
    for _ in range(5):
        await counting.check(THREE, "ada", "192.0.2.7")
    assert await spend(counting, 2) == 2
    await counting.check(THREE, "ada", "192.0.2.7")
    assert await spend(counting, 1) == 1
    assert (await refusal(counting, how="check")).headers == {"Retry-After": "60"}
    clock.now += 60
    await counting.check(THREE, "ada", "192.0.2.7")


async def test_what_was_right_is_forgotten(counting):
    await spend(counting, 5)
    await counting.forget(THREE, "ada", "192.0.2.7")
    assert await spend(counting, 5) == 3
    await counting.forget(THREE, "nobody")


async def test_another_process_counts_on(counting, elsewhere):
    await spend(counting, 2)
    assert await spend(Attempts(elsewhere), 3) == 1
    await refusal(counting)


async def test_what_is_forgotten_elsewhere_is_forgotten_here_a_second_later(counting, elsewhere, clock):
    await spend(counting, 4)
    await Attempts(elsewhere).forget(THREE, "ada", "192.0.2.7")
    clock.now += 1
    assert await spend(counting, 4) == 3


async def test_a_flood_of_refusals_costs_no_database(counting, store, monkeypatch):
    await spend(counting, 4)
    count = (await rows(store))[0].count
    assert await spend(counting, 1000) == 0
    assert (await rows(store))[0].count == count


async def test_nobody_is_known_by_the_table(counting, store):
    await counting.spend(THREE, "ada@people.example", "192.0.2.7")
    (row,) = await rows(store)
    assert "ada" not in row.key and "192" not in row.key


async def test_what_is_over_is_swept_away(counting, store, clock):
    for number in range(10):
        await counting.spend(THREE, str(number))
    clock.now += SWEEP_SECONDS
    await counting.spend(THREE, "another")
    assert len(await rows(store)) == 1


async def test_of_a_thousand_at_once_exactly_as_many_as_allowed(counting, elsewhere):
    other = Attempts(elsewhere)
    both = [counting.spend(HUNDRED, "ada") for _ in range(500)] + [other.spend(HUNDRED, "ada") for _ in range(500)]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert done.count(None) == 100
    assert sum(isinstance(error, TooManyAttempts) for error in done) == 900


async def test_of_a_thousand_at_once_exactly_as_many_as_allowed_in_redis(
    settings, own_redis, redis, clock, monkeypatch
):
    # a busy machine takes its time, and that is not what is tested
    monkeypatch.setattr(shared_redis, "REDIS_SECONDS", 10)
    async with opened(settings, own_redis.url, clock) as one, opened(settings, own_redis.url, clock) as other:
        both = [one.spend(HUNDRED, "ada") for _ in range(500)] + [other.spend(HUNDRED, "ada") for _ in range(500)]
        done = await asyncio.gather(*both, return_exceptions=True)
        assert done.count(None) == 100
        assert sum(isinstance(error, TooManyAttempts) for error in done) == 900
        assert await rows(other._store) == []


async def test_redis_counts_where_there_is_one(shared, redis):
    assert await spend(shared, 5) == 3
    assert await rows(shared._store) == []
    (key,) = await redis.keys("*")
    assert b"ada" not in key and b"192" not in key
    assert 55 < await redis.ttl(key) <= 60
    await refusal(shared, how="check")
    await shared.forget(THREE, "ada", "192.0.2.7")
    assert await redis.keys("*") == []


async def test_a_frozen_redis_costs_one_short_wait(shared, frozen, clock):
    await spend(shared, 1)
    frozen()
    began = monotonic()
    assert await spend(shared, 1) == 1
    assert monotonic() - began < 0.6
    began = monotonic()
    # the database counts, and counts strictly
    assert await spend(shared, 4) == 2
    await shared.check(THREE, "bob")
    assert monotonic() - began < 0.25
    assert len(await rows(shared._store)) == 1


async def test_a_frozen_redis_that_was_never_asked_before(shared, frozen):
    frozen()
    began = monotonic()
    assert await spend(shared, 1) == 1
    assert monotonic() - began < 0.6


async def test_a_crowd_does_not_wait_for_a_frozen_redis_one_by_one(shared, frozen):
    frozen()
    began = monotonic()
    done = await asyncio.gather(*(shared.spend(HUNDRED, "ada") for _ in range(150)), return_exceptions=True)
    assert done.count(None) == 100
    assert monotonic() - began < 5


async def test_a_redis_that_is_back_counts_again(shared, redis, own_redis, frozen, clock):
    await spend(shared, 1)
    frozen()
    await spend(shared, 1)
    os.kill(own_redis.process_id, signal.SIGCONT)
    clock.now += PAUSE_SECONDS - 0.1
    await spend(shared, 1, key=("bob",))
    before = len(await rows(shared._store))
    clock.now += 0.1
    assert await spend(shared, 1, key=("eve",)) == 1
    assert len(await rows(shared._store)) == before
    assert len(await redis.keys("*")) == 2


async def test_only_one_finds_out_whether_redis_is_back(shared, frozen, clock):
    frozen()
    await spend(shared, 1)
    clock.now += PAUSE_SECONDS
    began = monotonic()
    finding_out = asyncio.create_task(shared.spend(HUNDRED, "ada"))
    await asyncio.sleep(0)
    await asyncio.gather(*(shared.check(HUNDRED, "bob") for _ in range(5)))
    assert not finding_out.done()
    await finding_out
    assert monotonic() - began < 0.6
    assert len(await rows(shared._store)) == 2


async def test_a_redis_that_is_not_there(settings, clock):
    port = servers.free_port()
    async with opened(settings, f"redis://127.0.0.1:{port}/0", clock) as counting:
        assert await spend(counting, 5) == 3


async def test_an_address_may_leave_out_the_port(settings, clock):
    async with opened(settings, "redis://:secret@localhost", clock) as counting:
        where = counting._redis._shared.pool.connection_kwargs
        assert (where["host"], where.get("port", 6379), where["password"]) == ("localhost", 6379, "secret")


async def test_a_redis_that_refuses_to_write(shared, redis):
    await redis.config_set("maxmemory", "1")
    try:
        assert await spend(shared, 5) == 3
    finally:
        await redis.config_set("maxmemory", "0")
    assert len(await rows(shared._store)) == 1


async def test_without_both_nobody_may_try(tmp_path, clock):
    nowhere = f"postgres://nobody@127.0.0.1:{servers.free_port()}/none?sslmode=disable"
    settings = databases.settings_of(nowhere, tmp_path)
    assert urlsplit(nowhere).port
    async with opened(settings, f"redis://127.0.0.1:{servers.free_port()}/0", clock) as counting:
        for how in ("spend", "check", "forget"):
            with pytest.raises(DatabaseUnavailable):
                await getattr(counting, how)(THREE, "ada")


@pytest.mark.parametrize(
    ("client", "address"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::/64"),
        (("2001:db8:1:2:ffff::", 1), "2001:db8:1:2::/64"),
        (("2001:DB8:1:2::1", 1), "2001:db8:1:2::/64"),
        (("2001:db8:1:3::1", 1), "2001:db8:1:3::/64"),
        (("fe80::1%eth0", 1), "fe80::/64"),
        (("::1", 1), "::/64"),
        (("::ffff:192.0.2.7", 1), "192.0.2.7"),
        (("testclient", 1), "testclient"),
        (("x" * 100, 1), "x" * 64),
        (("", 0), ""),
        (None, ""),
    ],
    ids=str,
)
def test_who_is_one_guesser(client, address):
    assert address_of({"client": client}) == address


def test_a_server_may_not_say_where_a_request_is_from():
    assert address_of({}) == ""

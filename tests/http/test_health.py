import asyncio

import httpx2
import pytest
from starlette.applications import Starlette

from gateway.errors import DatabaseUnavailable
from gateway.http import health


class Database:
    """Answers as it is told, when it is told."""

    def __init__(self) -> None:
        self.asked = 0
        self.fails: Exception | None = None
        self.answers = asyncio.Event()
        self.answers.set()

    async def probe(self) -> None:
        self.asked += 1
        await self.answers.wait()
        if self.fails:
            raise self.fails


@pytest.fixture
async def database():
    return Database()


@pytest.fixture
async def client(database):
    app = Starlette(routes=health.routes(database.probe))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test") as client:
        yield client


async def test_live_asks_nobody(client, database):
    database.fails = DatabaseUnavailable()
    assert (await client.get("/health/live")).json() == {"status": "live"}
    assert database.asked == 0


async def test_ready_when_the_database_is(client):
    answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


@pytest.mark.parametrize("fails", [DatabaseUnavailable(), OSError(), TimeoutError()])
async def test_unready_when_the_database_is(client, database, fails):
    database.fails = fails
    answer = await client.get("/health/ready")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_unready_when_the_database_does_not_answer_in_half_a_second(client, database):
    database.answers.clear()
    began = asyncio.get_running_loop().time()
    assert (await client.get("/health/ready")).status_code == 503
    assert 0.4 < asyncio.get_running_loop().time() - began < 2


async def test_many_who_ask_at_once_ask_once(client, database):
    database.answers.clear()
    asking = [asyncio.create_task(client.get("/health/ready")) for _ in range(20)]
    while not database.asked:
        await asyncio.sleep(0)
    database.answers.set()
    assert {answer.status_code for answer in await asyncio.gather(*asking)} == {200}
    assert database.asked == 1
    await client.get("/health/ready")
    assert database.asked == 1


async def test_who_goes_away_does_not_take_the_answer_along(client, database):
    database.answers.clear()
    first, second = (asyncio.create_task(client.get("/health/ready")) for _ in range(2))
    while not database.asked:
        await asyncio.sleep(0)
    first.cancel()
    database.answers.set()
    assert (await second).status_code == 200


async def test_a_bug_in_the_probe_is_no_answer_and_is_asked_again(client, database):
    database.fails = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        await client.get("/health/ready")
    assert database.asked == 1

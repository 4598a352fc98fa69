"""What was asked before is not read again: who asks in the same words gets what it may have, and nothing is kept for who was
refused."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

import orjson
import pytest

from gateway.configured import Quota
from gateway.http.doors import Doors
from gateway.settings import Settings
from tests import shop
from tests.application import JSON, Application, codes, opened

ROW: Final = "/api/v1/genres/1?fields=name"
QUERY: Final = {"query": "query One($id: ID!) { genre(id: $id) { name } }", "variables": {"id": "Genre:1"}}
Open = Callable[..., AbstractAsyncContextManager[Application]]


@pytest.fixture(scope="module")
async def seeded(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return await shop.seeded(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def opening(seeded: Settings) -> Open:
    @asynccontextmanager
    async def open_with(**changed: Any) -> AsyncIterator[Application]:
        async with opened(seeded.model_copy(update=changed)) as app:
            yield app

    return open_with


def remembered(app: Application) -> list[int]:
    """Bytes, by door."""
    application: Any = app.app
    [way] = [one.kwargs for one in application.user_middleware if one.cls is Doors]
    rest, graphql = way["at"]["/api/v1"].app.app, way["at"]["/graphql"].app.app
    return [rest.reader.asked.size, graphql.querying._known.size]


async def test_it_is_answered_as_before(opening: Open, seeded: Settings) -> None:
    clerk = {name.lower(): value for name, value in shop.bearer(seeded, "clerk").items()}
    async with opening() as app:
        for headers in ({}, clerk, {}, clerk):
            rest, graphql = await app.get(ROW, headers), await app.post(QUERY, headers)
            assert (rest.status, rest.json) == (200, {"data": {"name": "Rock"}})
            assert (graphql.status, graphql.json) == (200, {"data": {"genre": {"name": "Rock"}}})
        assert all(remembered(app))


async def test_what_is_said_beside_it_counts_each_time(opening: Open) -> None:
    async with opening() as app:
        for _ in range(2):
            first = await app.get(ROW)
            assert (await app.get(ROW, {"if-none-match": first.headers["etag"]})).status == 304
            assert (await app.get(ROW, {"if-match": '"other"'})).status == 412
            assert (await app.get(ROW, {"accept": "text/csv"})).status == 406
            assert "cost" in (await app.get(ROW, {"prefer": "tx=rollback"})).json
            assert (await app.ask("HEAD", ROW)).body == b""
            assert (await app.post(QUERY, {"accept": "text/csv"})).status == 406
            assert (await app.post(QUERY, {"content-type": "text/plain"})).status == 415
            priced = await app.post(QUERY | {"extensions": {"dryRun": True}})
            assert priced.json["data"] is None and priced.json["extensions"]["cost"]["actual"] == 1


async def test_what_is_kept_is_not_taken_for_more_than_was_asked(opening: Open) -> None:
    async with opening() as app:
        await app.post(QUERY)
        plain = await app.post(QUERY)
        assert "hit" in plain.headers["cache-status"]
        told = await app.post(QUERY | {"extensions": {"cost": True, "explain": True}})
        assert told.json["data"] == plain.json["data"] and told.json["extensions"].keys() == {"cost", "rest"}
        dry = await app.post(QUERY | {"extensions": {"dryRun": True}})
        assert dry.json["data"] is None


async def test_what_is_kept_is_not_given_to_who_could_never_have_it(opening: Open, seeded: Settings) -> None:
    """Callers of one standing, to whom the same is kept, of whom one has a smaller quota than the price."""
    page, query = "/api/v1/genres?first=10&fields=name", {"query": "{ genres(first: 10) { nodes { name } } }"}
    budgets = {"newcomer": Quota(hour=5), "default": Quota(hour=100)}
    regular, newcomer = (
        {name.lower(): value for name, value in shop.bearer(seeded, *roles).items()}
        for roles in (("clerk",), ("clerk", "newcomer"))
    )
    async with opening(budgets=budgets) as app:
        for first in (await app.get(page, regular), await app.post(query, regular)):
            assert "miss" in first.headers["cache-status"]
        for again in (await app.get(page, regular), await app.post(query, regular)):
            assert "hit" in again.headers["cache-status"]
        for reply in (await app.get(page, newcomer), await app.post(query, newcomer)):
            assert codes(reply) == ["COST_LIMIT"]


async def test_a_body_that_is_not_there_is_not_that_of_another(opening: Open) -> None:
    async with opening() as app:
        text = orjson.dumps({"query": "{genres(first:1){nodes{name}}}"})
        assert (await app.ask("POST", "/graphql", JSON, text)).status == 200
        target = b"/graphql?" + text
        assert (await app.ask("POST", target, JSON, b"")).status == 400


async def test_nothing_is_remembered_of_who_was_refused(opening: Open) -> None:
    budgets = {"anonymous": Quota(hour=1)}
    async with opening(budgets=budgets, cache_bytes=0) as app:
        assert (await app.get("/health/live")).status == 200
        assert (await app.ask("OPTIONS", "/api/v1/genres")).status == 204
        for number in range(20):
            assert (await app.get(f"{ROW}&sort={number}")).status == 429
            padded = QUERY | {"variables": {"id": "Genre:1", f"other{number}": [{"a": 0}] * 500}}
            assert (await app.post(padded)).status == 429
        assert remembered(app) == [0, 0]


async def test_what_nobody_declared_is_not_kept(opening: Open) -> None:
    async with opening() as app:
        await app.post(QUERY)
        [_, before] = remembered(app)
        padded = QUERY | {"variables": {"id": "Genre:1", "other": [{"a": 0}] * 500}}
        assert (await app.post(padded)).json == (await app.post(QUERY)).json
        # what is counted is what was sent, and many times that
        assert remembered(app)[1] - before > 32 * len(orjson.dumps(padded))
        assert (await app.post(padded)).json == {"data": {"genre": {"name": "Rock"}}}

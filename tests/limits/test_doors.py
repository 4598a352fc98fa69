"""One budget behind both doors: what is spent, what is told of it, and what becomes of who has none left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any, Final

import orjson
import pytest
from pydantic import SecretStr

from gateway.configured import Quota
from gateway.errors import DatabaseUnavailable, DeadlineExceeded, GatewayError, Overloaded
from gateway.settings import Settings
from gateway.sql.execute import SqliteDatabase
from tests import shop
from tests.application import JSON, Application, codes, opened
from tests.doors import Reply

# prices: a row by its key 1, a page of ten rows 11
ROW: Final = "/api/v1/genres/1?fields=name"
ROW_GRAPHQL: Final = '{ genre(id: "Genre:1") { name } }'
PAGE: Final = "/api/v1/genres?first=10&fields=name"
PAGE_GRAPHQL: Final = "{ genres(first: 10) { nodes { name } } }"
HOURLY: Final = {"default": {"hour": 200}, "anonymous": {"hour": 100}}
Open = Callable[..., AbstractAsyncContextManager[Application]]


@pytest.fixture(scope="module")
async def seeded(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return await shop.seeded(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def opening(seeded: Settings) -> Open:
    @asynccontextmanager
    async def open_with(budgets: Any = HOURLY, **changed: Any) -> AsyncIterator[Application]:
        quotas = {role: Quota.model_validate(quota) for role, quota in budgets.items()}
        # what is at hand costs next to nothing, so here nothing is
        async with opened(seeded.model_copy(update={"budgets": quotas, "cache_bytes": 0, **changed})) as app:
            yield app

    return open_with


def bearer(settings: Settings, *roles: str) -> dict[str, str]:
    return {name.lower(): value for name, value in shop.bearer(settings, *roles).items()}


def left(reply: Reply, policy: str = "hour") -> int:
    """What is left of a quota, by the header."""
    [item] = [item for item in reply.headers["ratelimit"].split(", ") if item.startswith(f'"{policy}"')]
    return int(item.split(";r=")[1].split(";")[0])


# --- one bucket -------------------------------------------------------------------------------------------------------


async def test_both_doors_spend_from_one_bucket(opening: Open) -> None:
    async with opening() as app:
        assert left(await app.get(PAGE)) == 89
        assert left(await app.graphql(PAGE_GRAPHQL)) == 78
        assert left(await app.get(ROW)) == 77
        assert left(await app.graphql(ROW_GRAPHQL)) == 76
        # the second time neither reads anything anew, and each costs the same
        assert left(await app.get(PAGE)) == 65
        assert left(await app.graphql(PAGE_GRAPHQL)) == 54


async def test_what_is_at_hand_costs_a_point(opening: Open) -> None:
    async with opening(cache_bytes=1_000_000) as app:
        for ask in (partial(app.get, PAGE), partial(app.graphql, PAGE_GRAPHQL)):
            before = left(await app.get(ROW))
            made, found = left(await ask()), left(await ask())
            assert (before - made, made - found) == (11, 1)
            again = await app.get(PAGE)
            assert left(again) == found - 1 if ask.args[0] == PAGE else found - 11
            unchanged = await app.get(PAGE, {"if-none-match": again.headers["etag"]})
            assert (unchanged.status, left(unchanged)) == (304, left(again) - 1)


async def test_who_is_known_has_a_budget_of_their_own(opening: Open, seeded: Settings) -> None:
    ada, clerk = bearer(seeded, "customer"), bearer(seeded, "clerk")
    async with opening(HOURLY | {"clerk": {"hour": 300}}) as app:
        assert left(await app.get(PAGE)) == 89
        assert left(await app.get(PAGE, ada)) == 189
        assert left(await app.get(PAGE, clerk)) == 289
        assert left(await app.post({"query": PAGE_GRAPHQL}, ada)) == 178
        assert left(await app.get(PAGE)) == 78


async def test_of_several_roles_the_largest_quota_counts(opening: Open, seeded: Settings) -> None:
    budgets = {"customer": {"minute": 50, "hour": 200}, "clerk": {"hour": 100}, "default": {"minute": 1}}
    async with opening(budgets) as app:
        reply = await app.get(ROW, bearer(seeded, "customer", "clerk"))
        assert reply.headers["ratelimit-policy"] == '"hour";q=200;w=3600'
        reply = await app.get(ROW, bearer(seeded, "label"))
        assert reply.headers["ratelimit-policy"] == '"minute";q=1;w=60'


async def test_without_a_budget_nothing_is_said(opening: Open) -> None:
    async with opening({}) as app:
        assert "ratelimit" not in (await app.get(PAGE)).headers


# --- what is told -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["graphql", "rest"])
async def test_a_refusal(opening: Open, door: str) -> None:
    async with opening({"anonymous": {"minute": 30, "hour": 20}}) as app:
        first = await app.get(PAGE)
        assert first.headers["ratelimit-policy"] == '"minute";q=30;w=60, "hour";q=20;w=3600'
        # a point comes back in three minutes, and eleven are gone
        assert first.headers["ratelimit"] == '"minute";r=19;t=22, "hour";r=9;t=1980'
        refused = await (app.get(PAGE) if door == "rest" else app.graphql(PAGE_GRAPHQL))
        assert refused.status == 429
        wait = int(refused.headers["retry-after"])
        # two points are missing
        assert 350 <= wait <= 360
        # where it takes reading to find the price, the point of a request is spent first
        entered = 1 if door == "graphql" else 0
        assert refused.headers["ratelimit"].endswith(f', "hour";r={9 - entered};t={wait}')
        told = refused.json
        assert refused.headers["content-type"] == "application/problem+json"
        assert (told["code"], told["status"]) == ("BUDGET_EXCEEDED", 429)
        assert told["type"] == "https://iana.org/assignments/http-problem-types#quota-exceeded"
        assert told["violated-policies"] == ["hour"]
        assert told["detail"] == "This is more than the budget allows: 20 points in 3600 s."
        # there is enough left for less
        assert (await app.get(ROW)).status == 200


async def test_what_no_budget_is_large_enough_for(opening: Open) -> None:
    async with opening({"anonymous": {"hour": 10}}) as app:
        for reply in (await app.get(PAGE), await app.graphql(PAGE_GRAPHQL)):
            told = reply.json["errors"][0]["extensions"] if "errors" in reply.json else reply.json
            assert (told["status"], told["code"]) == (422, "COST_LIMIT")
            assert b"the budget has 10 in 3600 s, even when nothing is spent" in reply.body
            assert "retry-after" not in reply.headers
        # to be told cost the point of a request each time
        assert left(await app.get(ROW)) == 7


async def test_the_cost_is_told_where_it_is_asked_for(opening: Open) -> None:
    async with opening() as app:
        reply = await app.post({"query": PAGE_GRAPHQL, "extensions": {"cost": True}})
        cost = {"requested": 11, "actual": 11, "limit": 100, "remaining": 89, "resetAfter": 396}
        assert reply.json["extensions"] == {"cost": cost}
        assert "extensions" not in (await app.graphql(PAGE_GRAPHQL)).json
    async with opening({}) as app:
        reply = await app.post({"query": PAGE_GRAPHQL, "extensions": {"cost": True}})
        told = {"requested": 11, "actual": 11, "limit": None, "remaining": None, "resetAfter": None}
        assert reply.json["extensions"]["cost"] == told


async def test_a_price_without_the_answer(opening: Open) -> None:
    async with opening() as app:
        rest = await app.get(PAGE, {"prefer": "tx=rollback"})
        assert (rest.status, rest.headers["preference-applied"]) == (200, "tx=rollback")
        assert rest.headers["content-type"] == "application/vnd.torii.price+json"
        graphql = await app.post({"query": PAGE_GRAPHQL, "extensions": {"dryRun": True}})
        told = {"requested": 11, "actual": 1, "limit": 100}
        assert rest.json == {"cost": {**told, "remaining": 99, "reset_after": 36}}
        assert graphql.json == {
            "data": None,
            "extensions": {"cost": {**told, "remaining": 98, "resetAfter": 72}},
        }
        # what could not be answered has no price
        never = await app.get("/api/v1/genres?filter[id]=2147483648", {"prefer": "tx=rollback"})
        assert (never.status, codes(never)) == (422, ["VALUE_INVALID"])
        text = "query($id: [ID!]) { genres(filter: {id: {in: $id}}) { nodes { name } } }"
        for variables in ({"id": ["Genre:2147483648"]}, {"id": ["Genre:1"]}):
            asked = {"query": text, "variables": variables}
            run, dry = await app.post(asked), await app.post(asked | {"extensions": {"dryRun": True}})
            assert ("errors" in run.json, run.status) == ("errors" in dry.json, dry.status)
        wrong = await app.post({"query": PAGE_GRAPHQL, "extensions": {"dryRun": 1}})
        assert (wrong.status, wrong.json["errors"][0]["extensions"]["code"]) == (400, "BODY_INVALID")


# --- nothing is free --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        ("GET", "/api/v1/nowhere"),
        ("GET", "/api/v1/genres?nonsense=1"),
        ("GET", "/api/v1/openapi.json"),
        ("OPTIONS", "/api/v1/genres"),
        ("PUT", "/api/v1/genres"),
        ("GET", "/graphql?query={"),
        ("GET", "/graphql?query={nowhere}"),
        ("GET", "/graphql?query={__typename}"),
        ("OPTIONS", "/graphql"),
        ("PATCH", "/graphql"),
    ],
    ids=" ".join,
)
async def test_whatever_becomes_of_a_request_it_is_counted(opening: Open, asked: tuple[str, str]) -> None:
    async with opening({"anonymous": {"hour": 3}}, address_requests=100) as app:
        replies = [await app.ask(*asked) for _ in range(4)]
        assert [left(reply) for reply in replies[:3]] == [2, 1, 0]
        assert [left(reply, "address") for reply in replies[:3]] == [99, 98, 97]
        assert replies[0].status != 429
        assert replies[3].status == 429


async def test_a_refused_credential_counts_for_its_address(opening: Open) -> None:
    wrong = {"authorization": "Bearer nonsense"}
    async with opening(address_requests=3) as app:
        assert [(await app.get(ROW, wrong)).status for _ in range(5)] == [401] * 3 + [429] * 2
        refused = await app.get(ROW, wrong)
        assert refused.json["violated-policies"] == ["address"]
        assert refused.json["detail"] == "This is more than the budget allows: 3 requests in 60 s."
        # whoever comes from there
        assert (await app.get(ROW)).status == 429


async def test_a_client_that_goes_away_has_asked(opening: Open) -> None:
    async with opening() as app:
        scope = {
            "type": "http", "method": "POST", "path": "/graphql", "raw_path": b"/graphql", "query_string": b"",
            "headers": [(b"host", b"gateway"), (b"content-type", b"application/json"), (b"content-length", b"9")],
            "client": ("127.0.0.1", 1), "scheme": "http",
        }  # fmt: skip

        async def receive() -> Any:
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            raise AssertionError(message)

        await app.app(scope, receive, send)
        assert left(await app.get(ROW)) == 98


# --- what is not used -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("door", ["graphql", "rest"])
@pytest.mark.parametrize("failed", [(DatabaseUnavailable, 1), (Overloaded, 1), (DeadlineExceeded, 11)])
async def test_what_the_gateway_fails_to_answer_costs_a_point(
    opening: Open,
    door: str,
    shared: bool,
    redis_url: str,
    failed: tuple[type[GatewayError], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """But not what it has worked on for as long as it may."""
    failure, cost = failed

    async def away(*_: object) -> str:
        raise failure

    async with opening(redis_url=SecretStr(redis_url) if shared else None) as app:
        with monkeypatch.context() as patch:
            patch.setattr(SqliteDatabase, "fetch", away)
            reply = await (app.get(PAGE) if door == "rest" else app.graphql(PAGE_GRAPHQL))
            assert reply.status == 503
            assert (failure.code == "OVERLOADED" or door == "rest") == ("problem+json" in reply.headers["content-type"])
        assert left(await app.get(ROW)) == 99 - cost


async def test_who_reads_slowly_is_in_nobodys_way(opening: Open) -> None:
    read, begun = asyncio.Event(), asyncio.Event()

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            begun.set()
            await read.wait()

    async with opening(concurrency=1) as app:
        path, _, query = PAGE.encode().partition(b"?")
        scope = {
            "type": "http", "method": "GET", "path": path.decode(), "raw_path": path, "query_string": query,
            "headers": [(b"host", b"gateway")], "client": ("127.0.0.1", 1), "scheme": "http",
        }  # fmt: skip
        slow = asyncio.ensure_future(app.app(scope, receive, send))
        await begun.wait()
        assert [(await app.get(target)).status for target in (PAGE, ROW)] == [200, 200]
        read.set()
        await slow


async def test_who_is_turned_away_gets_the_points_back(opening: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    working, done = asyncio.Event(), asyncio.Event()
    fetch = SqliteDatabase.fetch

    async def slow(self: SqliteDatabase, sql: str, parameters: list[Any]) -> str:
        working.set()
        await done.wait()
        return await fetch(self, sql, parameters)

    # what costs more than a tenth of that is dear
    async with opening(concurrency=1, cost_limit=50) as app:
        assert left(await app.get(ROW)) == 99
        with monkeypatch.context() as patch:
            patch.setattr(SqliteDatabase, "fetch", slow)
            first = asyncio.create_task(app.get(PAGE))
            await working.wait()
            for ask in (app.get(PAGE), app.graphql(PAGE_GRAPHQL)):
                refused = await ask
                assert (refused.status, refused.headers["retry-after"]) == (503, "1")
                assert codes(refused) == ["OVERLOADED"]
            done.set()
            assert (await first).status == 200
        # a point for each that was refused
        assert left(await app.get(ROW)) == 99 - 11 - 2 - 1


# --- writes -----------------------------------------------------------------------------------------------------------


async def test_a_write_costs_the_same_on_both_doors(opening: Open, seeded: Settings) -> None:
    clerk = bearer(seeded, "clerk")
    dry = clerk | {"prefer": "tx=rollback"} | JSON
    one, more = orjson.dumps({"name": "New"}), orjson.dumps([{"name": "N1"}, {"name": "N2"}])

    def mutation(text: str) -> bytes:
        return orjson.dumps({"query": f"mutation {{ {text} }}"})

    operations = orjson.dumps({"operations": [{"method": "POST", "path": "/genres", "body": {"name": "New"}}] * 2})
    pairs = [
        (("POST", "/api/v1/genres?fields=name", one), 'createGenre(input: {name: "New"}) { genre { name } }', 11),
        (("PATCH", "/api/v1/genres/1?fields=name", one), 'updateGenre(id: "Genre:1", input: {name: "New"}) { genre { name } }', 11),
        (("DELETE", "/api/v1/genres/1", b""), 'deleteGenre(id: "Genre:1") { __typename }', 10),
        (("POST", "/api/v1/genres?fields=name", more), 'createGenres(inputs: [{name: "N1"}, {name: "N2"}]) { genres { name } }', 12),
        (("POST", "/api/v1/batch", operations), 'a: createGenre(input: {name: "New"}) { genre { name } } b: createGenre(input: {name: "New"}) { genre { name } }', 22),
    ]  # fmt: skip
    async with opening() as app:
        before = left(await app.get(ROW, clerk))
        for (method, address, body), text, price in pairs:
            await app.ask(method, address, dry, body)
            after = left(await app.get(ROW, clerk))
            assert before - after - 1 == price, address
            await app.ask("POST", "/graphql", dry, mutation(text))
            before = left(await app.get(ROW, clerk))
            assert after - before - 1 == price, text


async def test_a_file_costs_by_its_lines(opening: Open, seeded: Settings) -> None:
    clerk = bearer(seeded, "clerk") | {"prefer": "tx=rollback", "content-type": "application/jsonl"}
    async with opening() as app:
        await app.ask("POST", "/api/v1/genres", clerk, b'{"name": "Few"}\n')
        assert left(await app.get(ROW, bearer(seeded, "clerk"))) == 189
        await app.ask("POST", "/api/v1/genres", clerk, b'{"nam": ""}\n' * 2500)
        assert left(await app.get(ROW, bearer(seeded, "clerk"))) == 158
        # two of the pieces in which it is written
        await app.ask("POST", "/api/v1/genres", clerk, (b'{"nam": "' + b"x" * 500_000 + b'"}\n') * 9)
        assert left(await app.get(ROW, bearer(seeded, "clerk"))) == 127


async def test_a_batch_of_nonsense_costs_a_point(opening: Open, seeded: Settings) -> None:
    clerk = bearer(seeded, "clerk")
    nonsense = [3, {"path": 3}, {"path": "/genres?%ff"}, {"path": "/batch"}]
    async with opening() as app:
        assert left(await app.get(ROW, clerk)) == 199
        for body in ({"operations": nonsense}, {"operations": 7}, 7):
            reply = await app.ask("POST", "/api/v1/batch", clerk | JSON, orjson.dumps(body))
            assert reply.status in {400, 422}
        assert left(await app.get(ROW, clerk)) == 195
        # what cannot be priced costs what it costs to be told
        await app.ask("POST", "/api/v1/genres?fields=nonsense", clerk | JSON, b"{}")
        assert left(await app.get(ROW, clerk)) == 184


async def test_a_large_body_is_not_read_for_who_has_nothing_left(opening: Open) -> None:
    async with opening({"anonymous": {"hour": 1}}) as app:
        assert (await app.get(ROW)).status == 200
        large = b"[" * 20_000
        assert (await app.post(large)).status == 429
        assert (await app.ask("POST", "/api/v1/batch", JSON, large)).status == 429
        assert (await app.ask("POST", "/api/v1/genres", JSON, large)).status == 429


async def test_how_often_redis_is_asked(
    opening: Open, seeded: Settings, redis_url: str, count_calls: Callable[[], Awaitable[int]]
) -> None:
    clerk = bearer(seeded, "clerk") | {"prefer": "tx=rollback"}
    new = orjson.dumps({"name": "New"})
    lines = clerk | {"content-type": "application/jsonl"}
    mutation = orjson.dumps({"query": 'mutation { createGenre(input: {name: "New"}) { __typename } }'})
    async with opening({"default": {"hour": 10_000}}, redis_url=SecretStr(redis_url), address_requests=1000) as app:

        async def calls(*asked: Any) -> int:
            before = await count_calls()
            assert (await app.ask(*asked)).status < 300
            return await count_calls() - before

        query = ("POST", "/graphql", JSON, orjson.dumps({"query": PAGE_GRAPHQL}))
        assert (await app.ask("OPTIONS", "/api/v1/genres")).status == 204
        # what is new is read first
        assert [await calls("GET", PAGE) for _ in range(3)] == [2, 1, 1]
        assert [await calls(*query) for _ in range(3)] == [2, 1, 1]
        assert [await calls("POST", "/graphql", clerk | JSON, mutation) for _ in range(2)] == [2, 1]
        assert await calls("POST", "/api/v1/genres", clerk | JSON, new) == 1
        assert await calls("POST", "/api/v1/genres", lines, new) == 2
        assert await calls("OPTIONS", "/api/v1/genres") == 1
    async with opening({}, redis_url=SecretStr(redis_url)) as app:
        before = await count_calls()
        assert (await app.get(PAGE)).status == 200
        assert await count_calls() == before


@pytest.mark.parametrize("recent", [0.0, 60.0], ids=["confirmed", "at hand"])
async def test_a_request_asks_redis_once(
    opening: Open, redis_url: str, count_trips: Callable[[], Awaitable[int]], recent: float
) -> None:
    """What it may spend and whether the answer is right are asked together."""
    shared = {"redis_url": SecretStr(redis_url), "address_requests": 1000, "cache_bytes": 1_000_000}
    async with opening({"anonymous": {"hour": 10_000}}, cache_recent_seconds=recent, **shared) as app:
        for ask in (partial(app.get, ROW), partial(app.graphql, ROW_GRAPHQL)):
            async with asyncio.timeout(10):
                while "hit" not in (await ask()).headers["cache-status"]:
                    pass
            trips = []
            for _ in range(10):
                before = await count_trips()
                reply = await ask()
                trips.append(await count_trips() - before)
                assert "hit" in reply.headers["cache-status"] and left(reply) > 0
            # now and then somebody looks whether Redis is there
            assert min(trips) == 1

"""Batches as somebody would send them who means harm, or is careless with references."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.rest import batch
from tests.databases import DIALECTS
from tests.rest.desk import Desk, opened


@pytest.fixture(scope="module", params=DIALECTS)
async def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with opened(request, tmp_path_factory) as found:
        yield found


def card(key: str, **values: Any) -> dict[str, Any]:
    return {"method": "POST", "path": "/cards", "body": {"id": key, **values}}


def referring(pointer: Any) -> list[dict[str, Any]]:
    return [card("refa"), card("refb", number={"$ref": pointer})]


@pytest.mark.parametrize(
    "pointer", ["/²/id", "/" + "9" * 5000, "/00000000000/id", "/-1/id", "/1/id", "0/id", "", 5, None]
)
async def test_a_reference_to_nothing_is_one_to_nothing(desk: Desk, pointer: Any) -> None:
    reply = await desk.ask("POST", "/batch", {"operations": referring(pointer)})
    assert (reply.status, reply.json["code"], reply.json["index"]) == (422, "BATCH_INVALID", 1)
    assert await desk.count("card") == 0


async def test_operations_cannot_give_twice_what_the_one_before_gave(desk: Desk) -> None:
    keys = [f"d{chr(97 + n)}" for n in range(20)]
    operations = [card(keys[0], details=["x" * 100])]
    operations += [card(key, details=[{"$ref": f"/{n}/details"}] * 2) for n, key in enumerate(keys[1:])]
    reply = await desk.ask("POST", "/batch", {"operations": operations})
    assert (reply.status, reply.json["code"]) == (422, "BATCH_INVALID")
    assert str(batch.BROUGHT) in reply.json["detail"]
    assert await desk.count("card") == 0


async def test_operations_cannot_nest_what_the_one_before_gave(desk: Desk) -> None:
    keys = [f"n{chr(97 + n)}" for n in range(15)]
    deep: Any = 1
    for _ in range(20):
        deep = [deep]
    operations = [card(keys[0], details=deep)]
    for n, key in enumerate(keys[1:]):
        deeper: Any = {"$ref": f"/{n}/details"}
        for _ in range(20):
            deeper = [deeper]
        operations.append(card(key, details=deeper))
    reply = await desk.ask("POST", "/batch", {"operations": operations})
    assert (reply.status, reply.json["code"], reply.json["index"]) == (400, "BODY_INVALID", 1)
    assert await desk.count("card") == 0


async def test_a_reference_in_an_address_is_a_value_and_no_more(desk: Desk) -> None:
    title = "a&at_most=9#ü%41 ?"
    operations = [
        {"method": "POST", "path": "/notes", "body": {"title": title, "owner": "x"}},
        {"method": "POST", "path": "/notes", "body": {"title": "Another", "owner": "x"}},
        {"method": "PATCH", "path": "/notes?filter[title]={0/title}&at_most=1", "body": {"text": "found"}},
        {"method": "PATCH", "path": "/api/v1/notes/{1/id}", "body": {"text": "by id"}},
    ]
    reply = await desk.ask("POST", "/batch", {"operations": operations})
    assert reply.status == 200, reply.body
    assert reply.json["results"][2]["body"] == {"updated": 1}
    assert await desk.count("note", "text = 'found'") == await desk.count("note", "text = 'by id'") == 1


async def test_a_path_is_read_as_in_an_address(desk: Desk) -> None:
    operations = [card("path"), {"method": "PATCH", "path": "/c%61rds/%70ath", "body": {"number": 7}}]
    assert (await desk.ask("POST", "/batch", {"operations": operations})).status == 200
    assert (await desk.ask("DELETE", "/cards/path")).status == 204
    for path in ("/cards/%ff", "/cards/path/", "//cards"):
        reply = await desk.ask("POST", "/batch", {"operations": [{"method": "DELETE", "path": path}]})
        assert reply.status in {404, 422}, path


async def test_a_query_that_cannot_be_read_is_not_left_out(desk: Desk) -> None:
    operation = card("query") | {"path": "/cards?upsert=mark&x=ü"}
    reply = await desk.ask("POST", "/batch", {"operations": [operation]})
    assert (reply.status, reply.json["code"], reply.json["index"]) == (400, "QUERY_STRING_INVALID", 0)
    assert await desk.count("card", "code = 'query'") == 0


async def test_what_is_wrong_is_said_of_its_place(desk: Desk) -> None:
    for operation, code, pointer in (
        ({"method": "DELETE", "path": "/cards/x", "body": {}}, "BODY_INVALID", "/operations/0"),
        ({"method": "DELETE", "path": "/cards/x", "if_match": "x"}, "PRECONDITION_INVALID", "/operations/0/if_match"),
        ({"method": "DELETE", "path": "/cards/x", "if_match": 5}, "BATCH_INVALID", "/operations/0"),
        (card("Wrong"), "INPUT_INVALID", "/operations/0/body/id"),
        ({"method": "POST", "path": "/cards", "body": [{"id": "a"}, {"id": "B"}]}, "INPUT_INVALID", "/operations/0/body/1/id"),
    ):  # fmt: skip
        reply = await desk.ask("POST", "/batch", {"operations": [operation]})
        assert (reply.json["code"], reply.json["pointer"], reply.json["index"]) == (code, pointer, 0)


async def test_a_batch_costs_what_its_answers_cost(desk: Desk) -> None:
    made = await desk.ask("POST", "/notes?fields=id", [{"title": "Priced"}] * 100)
    fields = "fields=id,folders(id,name)"
    paths = [f"/notes/{row['id']}?{fields}" for row in made.json["data"]]
    operations = [{"method": "PATCH", "path": path, "body": {"text": "x"}} for path in paths]
    assert (await desk.ask("POST", "/batch", {"operations": operations[:10]}, prefer="tx=rollback")).status == 200
    lists = [{"method": "PATCH", "path": f"/notes?{fields}", "body": [{"id": row["id"]} for row in made.json["data"]]}]
    reply = await desk.ask("POST", "/batch", {"operations": [*operations[:90], *lists, *lists]})
    assert (reply.status, reply.json["code"], reply.json["index"]) == (422, "COST_LIMIT", 91)
    assert await desk.count("note", "title = 'Priced' AND text IS NOT NULL") == 0


async def test_what_was_not_heard_is_not_said_to_be(desk: Desk) -> None:
    reply = await desk.ask("POST", "/batch", {"operations": [card("heard")]}, prefer="return=minimal, tx=rollback")
    assert reply.json["results"][0]["body"]["data"]["id"] == "heard"
    assert reply.headers["preference-applied"] == "tx=rollback"
    assert await desk.count("card", "code = 'heard'") == 0


async def test_a_batch_is_done_once(desk: Desk) -> None:
    body = {"operations": [{"method": "POST", "path": "/notes", "body": {"title": "In a batch"}}]}
    first = await desk.ask("POST", "/batch", body, idempotency_key="batch")
    again = await desk.ask("POST", "/batch", body, idempotency_key="batch")
    assert (again.body, again.headers["idempotency-replayed"]) == (first.body, "true")
    assert await desk.count("note", "title = 'In a batch'") == 1

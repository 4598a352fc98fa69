"""Preconditions where a policy demands one, and where there is no single row that could have a state."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tests.databases import DIALECTS
from tests.rest.desk import OWNER, WRITER, Desk, opened

OLD = "Wed, 01 Jan 2020 00:00:00 GMT"
FAR = "Wed, 01 Jan 2120 00:00:00 GMT"


@pytest.fixture(scope="module", params=DIALECTS)
async def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with opened(request, tmp_path_factory) as found:
        yield found


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"if_none_match": '"other"'},
        {"if_modified_since": OLD},
        # a folder does not say when it was changed, so that no date says which state of it was seen
        {"if_unmodified_since": OLD},
        {"if_unmodified_since": FAR},
        {"if_unmodified_since": "yesterday"},
    ],
    ids=str,
)
async def test_nothing_but_a_state_says_which_state_was_seen(desk: Desk, headers: dict[str, str]) -> None:
    path = (await desk.ask("POST", "/folders", {"name": uuid4().hex[:20]})).headers["location"].removeprefix("/api/v1")
    for method, given in (("PATCH", {"closed": True}), ("PUT", {"name": uuid4().hex[:20]}), ("DELETE", None)):
        reply = await desk.ask(method, path, given, WRITER, **headers)
        assert (reply.status, reply.json["code"]) == (428, "PRECONDITION_REQUIRED")
    assert (await desk.ask("GET", path)).json["data"]["closed"] is False


async def test_who_may_not_is_told_so_whatever_it_demands(desk: Desk) -> None:
    path = (await desk.ask("POST", "/folders", {"name": uuid4().hex[:20]})).headers["location"].removeprefix("/api/v1")
    for headers in ({}, {"if_match": '"x"'}, {"if_none_match": "*"}):
        assert (await desk.ask("DELETE", path, caller=OWNER, **headers)).json["code"] == "WRITE_FORBIDDEN"


async def test_a_hidden_row_has_no_state(desk: Desk) -> None:
    made = await desk.ask("POST", "/folders", {"name": uuid4().hex[:20], "closed": True})
    path = made.headers["location"].removeprefix("/api/v1")
    for method, given in (("GET", None), ("PATCH", {"closed": False}), ("DELETE", None)):
        absent = await desk.ask(method, f"/folders/{uuid4()}", given, OWNER)
        for headers in ({"if_match": made.headers["etag"]}, {"if_match": '"x"'}, {"if_none_match": "*"}, {}):
            reply = await desk.ask(method, path, given, OWNER, **headers)
            assert (reply.status, reply.body, reply.headers) == (404, absent.body, absent.headers)


async def test_a_collection_has_no_state_that_could_be_seen(desk: Desk) -> None:
    made = await desk.ask("POST", "/notes", {"title": "Stateless"})
    for method, given in (("PATCH", {"text": "x"}), ("DELETE", None)):
        address = "/notes?filter[title]=Stateless&at_most=5"
        reply = await desk.ask(method, address, given, if_match=made.headers["etag"])
        assert (reply.status, reply.json["code"]) == (412, "PRECONDITION_FAILED")
    changes = [{"id": made.json["data"]["id"], "text": "x"}]
    assert (await desk.ask("PATCH", "/notes", changes, if_match=made.headers["etag"])).status == 412
    assert await desk.count("note", "title = 'Stateless' AND text IS NULL") == 1
    # there is a collection, whatever it holds
    assert (await desk.ask("PATCH", "/notes", changes, if_match="*")).status == 200


async def test_a_list_says_of_each_row_which_state_was_seen(desk: Desk) -> None:
    made = await desk.ask("POST", "/folders", {"name": uuid4().hex[:20]})
    key = made.json["data"]["id"]
    assert (await desk.ask("PATCH", "/folders", [{"id": key, "closed": True}])).status == 428
    for tag, status in (('"x"', 412), ("x", 422), (5, 422), (made.headers["etag"], 200), (made.headers["etag"], 412)):
        reply = await desk.ask("PATCH", "/folders", [{"id": key, "closed": True, "if_match": tag}])
        assert reply.status == status, tag


async def test_an_upsert_does_not_change_what_was_not_seen(desk: Desk) -> None:
    name = uuid4().hex[:20]
    assert (await desk.ask("POST", "/folders?upsert=name", {"name": name})).status == 201
    assert (await desk.ask("POST", "/folders?upsert=name", {"name": name, "closed": True})).status == 428

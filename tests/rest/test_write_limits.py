"""What a client could try to get more than it may: caps, costs, hidden names, and words that promise what is not kept."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.caller import ANONYMOUS
from gateway.rest import bulk
from gateway.writing import refusing
from tests.databases import DIALECTS
from tests.doors import person
from tests.rest.desk import OWNER, WRITER, Desk, opened

KEEPER = person("keeper", account="k")


@pytest.fixture(scope="module", params=DIALECTS)
async def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with opened(request, tmp_path_factory) as found:
        yield found


@pytest.fixture(scope="module", params=DIALECTS)
async def vault(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with opened(request, tmp_path_factory, "tests.rest.vault") as found:
        yield found


# --- caps and costs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["", "0", "00001", "000000001000000000", "000000001" + "0" * 5000, "10001", "²", "1e3", "+5", " 5", "5\n", "-1", "0x5"]
)  # fmt: skip
async def test_a_cap_is_a_number_and_none_other(desk: Desk, said: str) -> None:
    await desk.ask("POST", "/notes", [{"title": "Capped"}] * 3)
    for method, given in (("PATCH", {"text": "x"}), ("DELETE", None)):
        reply = await desk.ask(method, f"/notes?filter[title]=Capped&at_most={said}", given)
        assert (reply.status, reply.json["code"], reply.json["pointer"]) == (422, "VALUE_INVALID", "/at_most")
    assert await desk.count("note", "text = 'x'") == 0


async def test_a_list_may_have_so_many_rows(desk: Desk) -> None:
    before = await desk.count("note")
    for method in ("POST", "PATCH"):
        for rows in ([], [{"id": 1, "title": "Row"}] * (bulk.ROWS + 1)):
            assert (await desk.ask(method, "/notes", rows)).json["code"] == "BATCH_INVALID"
    assert await desk.count("note") == before


async def test_an_answer_costs_as_much_as_to_read_it(desk: Desk) -> None:
    made = await desk.ask("POST", "/notes?fields=id", [{"title": "Costly"} for _ in range(300)])
    changes = [{"id": row["id"], "text": "x"} for row in made.json["data"]]
    fields = "fields=id,folders(id,name)"
    reply = await desk.ask("PATCH", f"/notes?{fields}", changes)
    assert (reply.status, reply.json["code"]) == (422, "COST_LIMIT")
    assert (await desk.ask("POST", f"/notes?{fields}", [{"title": "Costly"}] * 300)).json["code"] == "COST_LIMIT"
    assert await desk.count("note", "title = 'Costly' AND text IS NULL") == 300
    assert (await desk.ask("PATCH", f"/notes?{fields}", changes[:20])).status == 200
    assert (await desk.ask("PATCH", "/notes", changes)).status == 200


async def test_names_that_are_none_cost_what_their_bytes_cost(desk: Desk) -> None:
    before = time.process_time()
    reply = await desk.ask("POST", "/cards", {"id": "many"} | {f"numbre{n}": 1 for n in range(19_990)})
    assert len(reply.json["violations"]) == refusing.REPORTED
    assert "19989 more values are wrong" in reply.json["detail"]
    assert "Did you mean number?" in reply.json["violations"][0]["message"]
    assert len([v for v in reply.json["violations"] if "Did you mean" in v["message"]]) < 100
    assert time.process_time() - before < 5


# --- what is hidden ---------------------------------------------------------------------------------------------------


async def test_no_upsert_finds_a_row_by_what_cannot_be_said(vault: Desk) -> None:
    owner = person("owner", account="o")
    assert (await vault.ask("POST", "/boxes", {"number": "0815", "name": "One"}, owner)).status == 201
    replies = [
        await vault.ask("POST", "/boxes?upsert=number", {"number": number, "name": "Mine"}, KEEPER)
        for number in ("0815", "4711")
    ]
    assert replies[0].body == replies[1].body
    assert (replies[0].status, replies[0].json["code"]) == (422, "VALUE_INVALID")
    assert "number" not in replies[0].json["hint"]
    assert await vault.count("box") == 1
    reply = await vault.ask("POST", "/boxes?upsert=number", {"number": "0815", "name": "Two"}, owner)
    assert (reply.status, reply.json["data"]["name"]) == (200, "Two")
    reply = await vault.ask("POST", "/boxes?upsert=name", {"name": "Two"}, KEEPER)
    assert (reply.status, set(reply.json["data"])) == (200, {"id", "name"})


async def test_every_column_that_may_not_be_said_is_refused(vault: Desk) -> None:
    owner = person("owner", account="o")
    key = (await vault.ask("POST", "/boxes", {"name": "Mass"}, owner)).json["data"]["id"]
    for name, value in (("number", "1"), ("id", 99), ("etag", "x"), ("node_id", "x"), ("__class__", "x"), ("", "x")):
        for method, path in (("POST", "/boxes"), ("PATCH", f"/boxes/{key}"), ("PUT", f"/boxes/{key}")):
            reply = await vault.ask(method, path, {"name": "Assigned", name: value}, KEEPER)
            assert (reply.status, reply.json["violations"][0]["code"]) == (422, "FIELD_UNKNOWN"), (method, name)
    assert await vault.count("box", "name = 'Assigned' OR (name = 'Mass' AND number IS NOT NULL)") == 0


async def test_what_was_written_and_may_not_be_read_is_not_shown(vault: Desk) -> None:
    reply = await vault.ask("POST", "/letters", {"text": "Dear"}, KEEPER)
    assert (reply.status, reply.json) == (201, {"data": None})
    assert "etag" not in reply.headers
    path = reply.headers["location"].removeprefix("/api/v1")
    for method, given in (("GET", None), ("PATCH", {"text": "x"}), ("DELETE", None)):
        assert (await vault.ask(method, path, given, KEEPER)).status in {404, 405}
    reply = await vault.ask("POST", "/letters", [{"text": "Dear"}, {"text": "Dearer"}], KEEPER)
    assert reply.json == {"data": [None, None], "created": 2}


# --- what is possible -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "caller", "allowed"),
    [
        ("/boxes", KEEPER, "GET, HEAD, POST, PATCH, OPTIONS"),
        ("/boxes/1", KEEPER, "GET, HEAD, PATCH, PUT, OPTIONS"),
        ("/letters", KEEPER, "POST, OPTIONS"),
        ("/letters", person("owner", account="o"), "GET, HEAD, OPTIONS"),
        ("/batch", ANONYMOUS, "POST, OPTIONS"),
    ],
)
async def test_options_are_those_of_who_asks(vault: Desk, path: str, caller: Any, allowed: str) -> None:
    reply = await vault.ask("OPTIONS", path, caller=caller)
    assert (reply.status, reply.headers["allow"]) == (204, allowed)
    assert ("accept-patch" in reply.headers) == ("PATCH" in allowed)
    assert ("accept-post" in reply.headers) == ("POST" in allowed)
    assert ("text/csv" in reply.headers.get("accept-post", "")) == ("POST" in allowed and path != "/batch")


async def test_nothing_is_possible_with_what_is_not_there(vault: Desk) -> None:
    hidden = await vault.ask("OPTIONS", "/letters", caller=ANONYMOUS)
    absent = await vault.ask("OPTIONS", "/lettres", caller=ANONYMOUS)
    assert (hidden.status, hidden.body) == (404, absent.body)


async def test_the_index_says_what_is_possible(vault: Desk) -> None:
    found = (await vault.ask("GET", "", caller=KEEPER)).json
    assert found["data"] == {"boxes": "/api/v1/boxes"}
    assert found["methods"] == {
        "boxes": ["GET", "HEAD", "POST", "PATCH", "OPTIONS"],
        "letters": ["POST", "OPTIONS"],
    }
    assert (await vault.ask("GET", "", caller=ANONYMOUS)).json["methods"] == {}


# --- words that promise -----------------------------------------------------------------------------------------------


async def test_what_was_not_heard_is_not_said_to_be(desk: Desk) -> None:
    reply = await desk.ask("POST", "/notes?partial=true", [{"title": "Heard"}], prefer="return=minimal")
    assert reply.body and "preference-applied" not in reply.headers
    reply = await desk.ask("PATCH", "/notes?filter[title]=Heard&at_most=5", {"text": "x"}, prefer="return=minimal")
    assert reply.json == {"updated": 1} and "preference-applied" not in reply.headers
    reply = await desk.ask("POST", "/notes", [{"title": "Heard"}], prefer="return=minimal")
    assert (reply.body, reply.headers["preference-applied"]) == (b"", "return=minimal")


async def test_the_same_request_written_otherwise_is_the_same(desk: Desk) -> None:
    first = await desk.ask("POST", "/notes", b'{"title":"Same","text":"x"}', idempotency_key="same")
    again = await desk.ask("POST", "/notes", b'{ "text": "\\u0078", "title": "Same" }', idempotency_key="same")
    assert (again.body, again.headers["idempotency-replayed"]) == (first.body, "true")
    other = await desk.ask("POST", "/notes", b'{"title":"Same","text":"y"}', idempotency_key="same")
    assert other.json["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert await desk.count("note", "title = 'Same'") == 1


async def test_an_error_that_is_told_again_is_the_first_one(desk: Desk) -> None:
    for method, address, given in (
        ("POST", "/notes", {"title": "x"}),
        ("PATCH", "/notes/999999", {"title": "xx"}),
        ("PATCH", "/notes?filter[title]=none", {"text": "x"}),
        ("DELETE", "/notes/999999", None),
    ):
        key = f"{method}{address}"
        replies = [await desk.ask(method, address, given, idempotency_key=key) for _ in range(2)]
        assert (replies[0].status, replies[0].body) == (replies[1].status, replies[1].body)
        assert replies[0].headers["content-type"] == replies[1].headers["content-type"] == "application/problem+json"
        assert ["idempotency-replayed" in one.headers for one in replies] == [False, True]


async def test_keys_of_rows_stay_in_their_header(desk: Desk) -> None:
    reply = await desk.ask("POST", "/cards", {"id": "a\r\nx: ü/"})
    assert reply.headers["location"] == "/api/v1/cards/a%0D%0Ax%3A%20%C3%BC%2F"
    done = await desk.ask(
        "POST", "/batch", {"operations": [{"method": "POST", "path": "/cards", "body": {"id": "b\nc"}}]}
    )
    assert done.json["results"][0]["headers"]["location"] == "/api/v1/cards/b%0Ac"
    for caller in (WRITER, OWNER):
        reply = await desk.ask("PATCH", "/notes/" + "9" * 6000, {"title": "Huge"}, caller)
        assert (reply.status, reply.json["code"]) == (422, "VALUE_INVALID")

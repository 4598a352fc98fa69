"""Writes on the REST door, form by form: one row, lists, filters, files, batches, and what a client may wish."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import uuid4

import orjson
import pytest
from starlette.requests import ClientDisconnect

from gateway.caller import ANONYMOUS, Caller
from gateway.settings import Settings
from tests import databases
from tests.databases import DIALECTS
from tests.doors import Doors, Reply, Sent, encoded, metered, open_doors, person
from tests.loading import make_tables

WRITER: Final = person("writer", account="w")
OWNER: Final = person("owner", account="o")
JSON: Final = "application/json"
EVERYTHING: Final = {
    "id": "all", "number": -5, "big": "9007199254740993", "ratio": 0.5, "amount": "12.50", "flag": True,
    "level": "HIGH", "moment": "2026-01-31T12:00:00Z", "day": "2026-01-31", "hour": "18:30:00",
    "mark": "6f9619ff-8b86-d011-b42d-00c04fc964ff", "details": {"b": [1, None], "a": "ü"},
}  # fmt: skip


@pytest.fixture(scope="module", params=DIALECTS)
async def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    async with databases.empty(request, tmp_path_factory.mktemp("var"), "tests.desk") as found:
        await make_tables(found)
        yield found


@pytest.fixture(scope="module")
async def doors(settings: Settings) -> AsyncIterator[Doors]:
    async with open_doors(settings) as found:
        yield found


@pytest.fixture
def ask(doors: Doors) -> Any:
    async def asking(
        method: str, address: str, given: Any = None, caller: Caller = WRITER, kind: str = JSON, **headers: str
    ) -> Reply:
        path, _, query = address.partition("?")
        body = given if isinstance(given, bytes) else b"" if given is None else orjson.dumps(given)
        also = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        also += [(b"content-type", kind.encode())] if body else []
        return await doors.ask(doors.rest_door, Sent(method, f"/api/v1{path}", encoded(query), body, also), caller)

    return asking


async def count(settings: Settings, table: str, where: str = "1 = 1") -> int:
    [(found,)] = await databases.run(settings, f"SELECT count(*) FROM {table} WHERE {where}")
    return int(found)


# --- one row ----------------------------------------------------------------------------------------------------------


async def test_every_type_is_written_as_it_is_read(ask: Any) -> None:
    reply = await ask("POST", "/cards", EVERYTHING)
    assert reply.status == 201, reply.body
    assert reply.headers["location"] == "/api/v1/cards/all"
    made = reply.json["data"]
    assert made.pop("made") == "paper"
    assert {**made, "details": EVERYTHING["details"]} == EVERYTHING
    read = await ask("GET", "/cards/all")
    assert (read.body, read.headers["etag"]) == (reply.body, reply.headers["etag"])
    nulls = {name: None for name in EVERYTHING if name not in {"id", "flag", "details"}}
    reply = await ask("PATCH", "/cards/all", nulls)
    assert {name: reply.json["data"][name] for name in nulls} == nulls
    reply = await ask("PUT", "/cards/all", {"number": 1})
    assert (reply.json["data"]["number"], reply.json["data"]["flag"], reply.json["data"]["details"]) == (1, False, {})
    assert (await ask("DELETE", "/cards/all")).status == 204
    assert (await ask("GET", "/cards/all")).status == 404


@pytest.mark.parametrize(
    ("said", "violations"),
    [
        ({"id": "UPPER"}, {("/id", "VALUE_REFUSED")}),
        ({"id": "x" * 13}, {("/id", "VALUE_INVALID")}),
        ({}, {("/id", "REQUIRED")}),
        ({"id": None}, {("/id", "NOT_NULL")}),
        ({"id": "a", "number": 2**31, "ratio": "1", "flag": "true"}, {("/number", "VALUE_INVALID"), ("/ratio", "VALUE_INVALID"), ("/flag", "VALUE_INVALID")}),
        ({"id": "a", "amount": 1.5, "day": "x", "hour": 5}, {("/amount", "VALUE_INVALID"), ("/day", "VALUE_INVALID"), ("/hour", "VALUE_INVALID")}),
        ({"id": "a", "made": "x" * 9, "level": "MIDDLE"}, {("/made", "VALUE_INVALID"), ("/level", "VALUE_INVALID")}),
        ({"id": "a", "moment": "2026-01-31T12:00:00", "mark": "x", "nope": 1}, {("/moment", "VALUE_INVALID"), ("/mark", "VALUE_INVALID"), ("/nope", "FIELD_UNKNOWN")}),
        ({"id": "a\x00"}, {("/id", "VALUE_INVALID")}),
    ],
)  # fmt: skip
async def test_everything_that_is_wrong_is_said_at_once(
    ask: Any, settings: Settings, said: dict[str, Any], violations: set[tuple[str, str]]
) -> None:
    before = await count(settings, "card")
    reply = await ask("POST", "/cards", said)
    assert (reply.status, reply.json["code"]) == (422, "INPUT_INVALID")
    assert {(one["pointer"], one["code"]) for one in reply.json["violations"]} == violations
    assert await count(settings, "card") == before


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b'{"id": "a", "id": "b"}', 422, "PARAMETER_REPEATED"),
        (b'{"id": "a", "details": {"x": 1, "x": 2}}', 422, "PARAMETER_REPEATED"),
        (b'{"id": "a", "number": 123456789012345678901234567890}', 400, "BODY_INVALID"),
        (b'{"id": "a", "details": {"x": 18446744073709551616}}', 400, "BODY_INVALID"),
        (b'{"id": "a", "ratio": NaN}', 400, "BODY_INVALID"),
        (b'{"id": "a", "ratio": 1e400}', 400, "BODY_INVALID"),
        (b'{"id": "\xff"}', 400, "BODY_INVALID"),
        (b'\xef\xbb\xbf{"id": "a"}', 400, "BODY_INVALID"),
        (b'{"id": "a", "details": ' + b"[" * 40 + b"]" * 40 + b"}", 400, "BODY_INVALID"),
        (b'{"id": "a"', 400, "BODY_INVALID"),
        (b'"code"', 400, "BODY_INVALID"),
        (b"null", 400, "BODY_INVALID"),
        (b"[]", 422, "BATCH_INVALID"),
        (b"[1]", 400, "BODY_INVALID"),
        (b'{"id": "\\ud800"}', 400, "BODY_INVALID"),
    ],
)
async def test_bodies_that_cannot_be_read(ask: Any, body: bytes, status: int, code: str) -> None:
    reply = await ask("POST", "/cards", body)
    assert (reply.status, reply.json["code"]) == (status, code)


async def test_bodies_of_other_types_are_refused(ask: Any) -> None:
    for method, path in (("POST", "/cards"), ("PUT", "/cards/x"), ("PATCH", "/cards/x"), ("POST", "/batch")):
        reply = await ask(method, path, b"code=a", kind="application/x-www-form-urlencoded")
        assert (reply.status, reply.json["code"]) == (415, "MEDIA_TYPE_UNSUPPORTED")
    assert (await ask("PATCH", "/cards/x", {}, kind="application/merge-patch+json")).status == 404
    assert (await ask("DELETE", "/cards/x", {"a": 1})).json["code"] == "BODY_INVALID"


async def test_what_a_client_prefers(ask: Any, settings: Settings) -> None:
    reply = await ask("POST", "/notes", {"title": "Quiet"}, prefer="return=minimal")
    assert (reply.status, reply.body, reply.headers["preference-applied"]) == (201, b"", "return=minimal")
    path = reply.headers["location"].removeprefix("/api/v1")
    reply = await ask("PATCH", path, {"text": "x"}, prefer="return=minimal, return=representation")
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["etag"] == (await ask("GET", path)).headers["etag"]
    before = await count(settings, "note")
    reply = await ask("POST", "/notes", {"title": "Tried"}, prefer="tx=rollback")
    assert (reply.status, reply.json["data"]["title"]) == (201, "Tried")
    assert (await ask("DELETE", path, prefer="tx=rollback")).status == 204
    assert await count(settings, "note") == before


async def test_fields_of_the_answer_are_those_of_a_read(ask: Any) -> None:
    reply = await ask("POST", "/notes?fields=title,etag,folders(name)", {"title": "Chosen"})
    assert reply.json["data"]["title"] == "Chosen" and reply.json["data"]["folders"]["data"] == []
    assert reply.headers["etag"].startswith(reply.json["data"]["etag"][:-1] + ".")
    for query, code in (
        ("fields=nope", "FIELD_UNKNOWN"),
        ("first=1", "PARAMETER_UNKNOWN"),
        ("x=1", "PARAMETER_UNKNOWN"),
    ):
        assert (await ask("POST", f"/notes?{query}", {"title": "Chosen"})).json["code"] == code


async def test_who_may_not_is_told_what_it_lacks(ask: Any) -> None:
    reply = await ask("POST", "/cards", {"id": "a"}, ANONYMOUS)
    assert (reply.status, reply.json["code"]) == (401, "TOKEN_MISSING")
    assert (await ask("POST", "/cards", {"id": "a"}, OWNER)).json["code"] == "WRITE_FORBIDDEN"
    narrow = Caller("person", "w", frozenset({"writer"}), frozenset({"read", "notes:write"}))
    reply = await ask("POST", "/cards", {"id": "a"}, narrow)
    assert (reply.status, reply.json["code"]) == (403, "INSUFFICIENT_SCOPE")
    assert 'scope="cards:write"' in reply.headers["www-authenticate"]
    assert (await ask("POST", "/notes", {"title": "Narrow"}, narrow)).status == 201
    assert (await ask("POST", "/clips", {})).status == 404
    assert (await ask("POST", "/nothing", {})).json["code"] == "RESOURCE_UNKNOWN"


async def test_rows_are_made_with_those_that_belong_to_them(ask: Any, settings: Settings) -> None:
    name = uuid4().hex[:20]
    note = (await ask("POST", "/notes", {"title": "Linked"})).json["data"]["id"]
    given = {"name": name, "sheets": [{"place": 1}, {"place": 2}], "notes": [note]}
    reply = await ask("POST", "/folders?fields=id,sheets(place),notes(id)", given)
    assert [one["place"] for one in reply.json["data"]["sheets"]["data"]] == [1, 2]
    assert reply.json["data"]["notes"]["data"] == [{"id": note}]
    key = reply.json["data"]["id"]
    assert await count(settings, "sheet", f"folder_id = '{key}' AND filed_at IS NOT NULL") == 2
    wrong = {"name": None, "sheets": [{"place": 1}, {"place": "x"}, {"plaice": 3}], "notes": [10**6]}
    reply = await ask("POST", "/folders", wrong)
    assert {(v["pointer"], v["code"]) for v in reply.json["violations"]} == {
        ("/name", "NOT_NULL"),
        ("/sheets/1/place", "VALUE_INVALID"),
        ("/sheets/2/plaice", "FIELD_UNKNOWN"),
        ("/sheets/2/place", "REQUIRED"),
        ("/notes/0", "REFERENCE_UNKNOWN"),
    }
    reply = await ask("POST", "/folders", {"name": uuid4().hex[:20], "sheets": [{"place": 7}, {"place": 7}]})
    assert [(v["pointer"], v["code"]) for v in reply.json["violations"]] == [("/sheets/1/place", "NOT_UNIQUE")]


async def test_links_are_set_added_and_removed(ask: Any) -> None:
    notes = [(await ask("POST", "/notes", {"title": f"n{n}"})).json["data"]["id"] for n in range(3)]
    made = await ask("POST", "/folders", {"name": uuid4().hex[:20], "notes": notes[:2]})
    path = f"/folders/{made.json['data']['id']}?fields=notes(id)"
    for said, expected in (
        ({"add": [notes[2]], "remove": [notes[0]]}, [notes[1], notes[2]]),
        ({"set": [notes[0]]}, [notes[0]]),
        ([notes[1], notes[1]], [notes[1]]),
        ([], []),
    ):
        tag = (await ask("GET", path)).headers["etag"]
        reply = await ask("PATCH", path, {"notes": said}, if_match=tag)
        assert reply.status == 200, reply.body
        assert [one["id"] for one in reply.json["data"]["notes"]["data"]] == expected
    tag = (await ask("GET", path)).headers["etag"]
    unreadable: list[Any] = [{"set": [], "add": []}, {"put": []}, 5, [["x"]], {"add": 5}]
    for said in unreadable:
        reply = await ask("PATCH", path, {"notes": said}, if_match=tag)
        assert reply.json["code"] == "INPUT_INVALID", said


# --- many rows --------------------------------------------------------------------------------------------------------


async def test_a_list_is_all_or_nothing(ask: Any, settings: Settings) -> None:
    reply = await ask("POST", "/notes?fields=title", [{"title": f"List {n}"} for n in range(60)])
    assert reply.json == {"data": [{"title": f"List {n}"} for n in range(60)], "created": 60}
    before = await count(settings, "note")
    reply = await ask("POST", "/notes", [{"title": "Good"}, {"title": "B"}, {"titel": "x"}])
    assert {(v["pointer"], v["code"]) for v in reply.json["violations"]} == {
        ("/1/title", "VALUE_REFUSED"),
        ("/2/titel", "FIELD_UNKNOWN"),
        ("/2/title", "REQUIRED"),
    }
    assert await count(settings, "note") == before


async def test_keys_follow_the_list_however_its_rows_are_written(ask: Any) -> None:
    rows = [{"title": "One", "text": "a"}, {"text": "b", "title": "Two"}, {"title": "Three", "text": "c"}]
    made = (await ask("POST", "/notes?fields=id,title", rows)).json["data"]
    assert [row["title"] for row in made] == ["One", "Two", "Three"]
    assert [row["id"] for row in made] == sorted(row["id"] for row in made)


async def test_of_a_list_what_can_be_made_is_made(ask: Any) -> None:
    reply = await ask("POST", "/notes?partial=true&fields=title", [{"title": "Good"}, {"title": "B"}, {"title": "Too"}])
    assert (reply.status, reply.json["data"]) == (200, [{"title": "Good"}, None, {"title": "Too"}])
    assert reply.json["created"] == 2
    [error] = reply.json["errors"]
    assert (error["index"], error["code"], error["violations"][0]["pointer"]) == (1, "INPUT_INVALID", "/1/title")


async def test_a_list_of_changes(ask: Any) -> None:
    made = await ask("POST", "/notes", [{"title": "One"}, {"title": "Two"}])
    one, two = (row["id"] for row in made.json["data"])
    tag = (await ask("GET", f"/notes/{one}")).headers["etag"]
    changes = [{"id": two, "text": "b"}, {"id": one, "title": "Uno", "if_match": tag}]
    reply = await ask("PATCH", "/notes?fields=id,title,text", changes)
    assert reply.json["data"] == [
        {"id": two, "title": "Two", "text": "b"},
        {"id": one, "title": "Uno", "text": None},
    ]
    assert (await ask("PATCH", "/notes", [{"id": one, "title": "No", "if_match": tag}])).status == 412
    assert (await ask("PATCH", "/notes", [{"id": one}, {"id": one}])).json["code"] == "BATCH_INVALID"
    assert (await ask("PATCH", "/notes", [{"title": "x"}])).json["pointer"] == "/0/id"
    assert (await ask("PATCH", "/notes", [{"id": 10**6, "title": "xx"}])).status == 404


async def test_what_a_filter_finds(ask: Any, settings: Settings) -> None:
    await ask("POST", "/notes", [{"title": "Filtered", "owner": "o"}, {"title": "Filtered", "owner": "p"}])
    reply = await ask("PATCH", "/notes?filter[title]=Filtered&at_most=1", {"text": "x"})
    assert (reply.status, reply.json["code"]) == (422, "MORE_THAN_ALLOWED")
    # of what it finds only what the caller may change
    reply = await ask("PATCH", "/notes?filter[title]=Filtered&at_most=5", {"text": "x"}, OWNER)
    assert reply.json == {"updated": 1}
    assert await count(settings, "note", "title = 'Filtered' AND text = 'x' AND owner = 'o'") == 1
    assert (await ask("DELETE", "/notes?filter[title]=Filtered&at_most=9")).json == {"deleted": 2}
    assert (await ask("DELETE", "/notes?filter[title]=Filtered&at_most=9")).json == {"deleted": 0}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/notes?filter[title]=x", "VALUE_INVALID"),
        ("/notes?filter[title]=x&at_most=0", "VALUE_INVALID"),
        ("/notes?filter[title]=x&at_most=10001", "VALUE_INVALID"),
        ("/notes?filter[title]=x&at_most=-1", "VALUE_INVALID"),
        ("/notes?filter[title]=x&at_most=99999999999999999999", "VALUE_INVALID"),
        ("/notes?at_most=5", "VALUE_INVALID"),
        ("/notes?filter[nope]=x&at_most=5", "FIELD_UNKNOWN"),
        ("/notes?filter[title]=x&at_most=5&fields=id", "PARAMETER_UNKNOWN"),
        ("/folders?filter[name]=x&at_most=5", "PRECONDITION_REQUIRED"),
    ],
)
async def test_filters_that_change_nothing(ask: Any, address: str, code: str) -> None:
    assert (await ask("DELETE", address)).json["code"] == code


async def test_what_may_not_be_read_is_not_found_by_a_filter(ask: Any) -> None:
    await ask("POST", "/notes", {"title": "Secretive", "secret": "hush", "owner": "p"})
    for guess in ("hush", "nope"):
        reply = await ask("DELETE", f"/notes?filter[secret]={guess}&filter[owner]=p&at_most=5", caller=OWNER)
        assert reply.json == {"deleted": 0}


async def test_upserts(ask: Any) -> None:
    mark = str(uuid4())
    reply = await ask("POST", "/cards?upsert=mark", {"id": "upa", "mark": mark})
    assert (reply.status, reply.headers["location"]) == (201, "/api/v1/cards/upa")
    reply = await ask("POST", "/cards?upsert=mark", {"mark": mark, "number": 7})
    assert (reply.status, reply.json["data"]["id"], reply.json["data"]["number"]) == (200, "upa", 7)
    assert (await ask("POST", "/cards?upsert=mark", {"id": "upb"})).json["code"] == "INPUT_INVALID"
    assert (await ask("POST", "/cards?upsert=number", {"id": "upb"})).json["code"] == "VALUE_INVALID"
    assert (await ask("POST", "/cards?upsert=mark", {"id": "upb", "mark": mark}, OWNER)).json[
        "code"
    ] == "WRITE_FORBIDDEN"


# --- files ------------------------------------------------------------------------------------------------------------


async def test_lines_of_json(ask: Any, settings: Settings) -> None:
    lines = b"".join(b'{"title": "Line %d"}\n' % n for n in range(1200))
    reply = await ask("POST", "/notes", lines + b'\n{"title": "The last"}', kind="application/jsonl")
    assert (reply.status, reply.json) == (201, {"created": 1201})
    assert await count(settings, "note", "title LIKE 'Line %'") == 1200
    wrong = b'{"title": "Fine"}\n{"title": 5}\n\nno json\n{"title": "a", "title": "b"}\n{"titel": "x"}\n[1]\n'
    before = await count(settings, "note")
    reply = await ask("POST", "/notes", wrong, kind="application/x-ndjson; charset=utf-8")
    assert [(v["pointer"], v["code"]) for v in reply.json["violations"]] == [
        ("/2/title", "VALUE_INVALID"),
        ("/4", "BODY_INVALID"),
        ("/5", "PARAMETER_REPEATED"),
        ("/6/titel", "FIELD_UNKNOWN"),
        ("/6/title", "REQUIRED"),
        ("/7", "BODY_INVALID"),
    ]
    assert await count(settings, "note") == before


async def test_lines_of_csv(ask: Any, settings: Settings) -> None:
    head = "id,number,flag,amount,details,mark\r\n"
    rows = 'csva,5,true,1.50,"{""a"": ""x,y""}",\r\n"csvb",,,,,\r\ncsvc,-1,false,0.10,"{""t"":\n 1}",\r\n'
    reply = await ask("POST", "/cards", (head + rows).encode(), kind="text/csv")
    assert reply.status == 201, reply.body
    one = (await ask("GET", "/cards/csva?fields=number,flag,amount,details")).json["data"]
    assert one == {"number": 5, "flag": True, "amount": "1.50", "details": {"a": "x,y"}}
    assert (await ask("GET", "/cards/csvb?fields=number,flag")).json["data"] == {"number": None, "flag": False}
    assert (await ask("GET", "/cards/csvc?fields=details")).json["data"] == {"details": {"t": 1}}
    wrong = head + "csvd,five,,,,\r\ncsve,1\r\ncsvf,1,,,{,\r\n"
    reply = await ask("POST", "/cards", wrong.encode(), kind="text/csv")
    assert [(v["pointer"], v["code"]) for v in reply.json["violations"]] == [
        ("/2/number", "VALUE_INVALID"),
        ("/3", "BODY_INVALID"),
        ("/4/details", "VALUE_INVALID"),
    ]
    assert await count(settings, "card", "code IN ('csvd', 'csve', 'csvf')") == 0
    for body in (b"", b"\n", b"id,id\na,b\n", b'"id\n', b"\xff\n"):
        assert (await ask("POST", "/cards", body or b"\n", kind="text/csv")).status in {400, 422}


async def test_a_constraint_names_its_line(ask: Any) -> None:
    lines = b'{"id": "dupa"}\n{"id": "dupb"}\n{"id": "dupa"}\n'
    reply = await ask("POST", "/cards", lines, kind="application/jsonl")
    assert [(v["pointer"], v["code"]) for v in reply.json["violations"]] == [("/3/id", "NOT_UNIQUE")]
    assert (await ask("GET", "/cards/dupb")).status == 404


async def test_half_a_file_is_none(doors: Doors, settings: Settings) -> None:
    before = await count(settings, "note")
    parts = [
        {"type": "http.request", "body": b'{"title": "Half"}\n' * 700, "more_body": True},
        {"type": "http.disconnect"},
    ]
    for kind in (b"application/jsonl", b"application/json"):
        sending = iter(parts)

        async def receive(sending: Any = sending) -> Any:
            return next(sending)

        async def send(message: Any) -> None:
            raise AssertionError(message)

        scope = {
            "type": "http", "method": "POST", "path": "/api/v1/notes", "query_string": b"", "request_id": "x",
            "headers": [(b"content-type", kind)], "caller": WRITER,
        }  # fmt: skip
        with pytest.raises(ClientDisconnect):
            await metered(doors.rest_door)(scope, receive, send)
    assert await count(settings, "note") == before


# --- batches ----------------------------------------------------------------------------------------------------------


async def test_a_batch_refers_to_what_it_did(ask: Any) -> None:
    operations = [
        {"method": "POST", "path": "/folders", "body": {"name": uuid4().hex[:20]}},
        {"method": "POST", "path": "/api/v1/sheets?fields=place", "body": {"folder_id": {"$ref": "/0/id"}, "place": 3}},
        {"method": "POST", "path": "/cards", "body": {"id": "ref", "number": {"$ref": "/1/place"}}},
        {"method": "PATCH", "path": "/cards/{2/id}", "body": {"big": "5"}},
        {"method": "DELETE", "path": "/cards/ref"},
    ]
    reply = await ask("POST", "/batch", {"operations": operations})
    assert reply.status == 200, reply.body
    results = reply.json["results"]
    assert [one["status"] for one in results] == [201, 201, 201, 200, 204]
    assert (results[2]["body"]["data"]["number"], results[3]["body"]["data"]["big"]) == (3, "5")
    assert results[4]["body"] is None


async def test_the_first_failure_undoes_a_batch(ask: Any, settings: Settings) -> None:
    before = await count(settings, "note")
    good = {"method": "POST", "path": "/notes", "body": {"title": "Undone"}}
    for bad, code, pointer in (
        ({"method": "POST", "path": "/notes", "body": {"title": "x"}}, "INPUT_INVALID", "/operations/1/body/title"),
        ({"method": "PATCH", "path": "/notes/1000000", "body": {"title": "xx"}}, "NOT_FOUND", None),
        ({"method": "POST", "path": "/nothing", "body": {}}, "RESOURCE_UNKNOWN", None),
        ({"method": "PATCH", "path": "/notes/1", "body": {}, "if_match": '"x"'}, "PRECONDITION_FAILED", None),
        ({"method": "POST", "path": "/notes", "body": {"title": {"$ref": "/7/id"}}}, "BATCH_INVALID", "/operations/1"),
        (
            {"method": "POST", "path": "/notes", "body": {"title": {"$ref": "/0/nope"}}},
            "BATCH_INVALID",
            "/operations/1",
        ),
        ({"method": "GET", "path": "/notes"}, "BATCH_INVALID", "/operations/1"),
        ({"method": "POST", "path": "/batch", "body": {}}, "BATCH_INVALID", "/operations/1"),
    ):
        reply = await ask("POST", "/batch", {"operations": [good, bad]})
        assert (reply.json["code"], reply.json["index"]) == (code, 1), bad
        if pointer is not None:
            assert reply.json["pointer"] == pointer
    assert await count(settings, "note") == before


@pytest.mark.parametrize("body", [{}, {"operations": []}, {"operations": [{}] * 101}, {"operations": {}}, [], {"x": 1}])
async def test_what_is_no_batch(ask: Any, body: Any) -> None:
    assert (await ask("POST", "/batch", body)).json["code"] == "BATCH_INVALID"


# --- once -------------------------------------------------------------------------------------------------------------


async def test_a_key_is_answered_once(ask: Any, settings: Settings) -> None:
    key = str(uuid4())
    first = await ask("POST", "/notes", {"title": "Once"}, idempotency_key=key)
    again = await ask("POST", "/notes", {"title": "Once"}, idempotency_key=f'"{key}"')
    assert (again.status, again.body, again.headers["location"]) == (201, first.body, first.headers["location"])
    assert (again.headers["idempotency-replayed"], "idempotency-replayed" in first.headers) == ("true", False)
    assert await count(settings, "note", "title = 'Once'") == 1
    for given, address in (({"title": "Other"}, "/notes"), ({"title": "Once"}, "/notes?fields=id")):
        reply = await ask("POST", address, given, idempotency_key=key)
        assert (reply.status, reply.json["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    # keys of others, and of other routes, are others
    assert (await ask("POST", "/notes", {"title": "Once"}, OWNER, idempotency_key=key)).status == 201
    assert (await ask("POST", "/cards", {"id": "once"}, idempotency_key=key)).status == 201


async def test_what_cannot_be_corrected_without_another_key_is_kept(ask: Any) -> None:
    for caller, given, kept in ((WRITER, {"title": "x"}, True), (ANONYMOUS, {"title": "xx"}, False)):
        key = str(uuid4())
        first = await ask("POST", "/notes", given, caller, idempotency_key=key)
        again = await ask("POST", "/notes", given, caller, idempotency_key=key)
        assert (again.status, again.body) == (first.status, first.body)
        assert ("idempotency-replayed" in again.headers) == kept


@pytest.mark.parametrize("key", ['""', "x" * 256, "ü", "a\tb", " "])
async def test_keys_that_are_none(ask: Any, key: str) -> None:
    reply = await ask("POST", "/notes", {"title": "Keyless"}, idempotency_key=key)
    assert (reply.status, reply.json["code"]) == (422, "IDEMPOTENCY_KEY_INVALID")


async def test_a_dry_run_keeps_no_answer(ask: Any, settings: Settings) -> None:
    key = str(uuid4())
    await ask("POST", "/notes", {"title": "Dry run"}, idempotency_key=key, prefer="tx=rollback")
    assert (await ask("POST", "/notes", {"title": "Dry run"}, idempotency_key=key)).status == 201
    assert await count(settings, "note", "title = 'Dry run'") == 1


# --- after the commit -------------------------------------------------------------------------------------------------


async def test_the_hook_knows_what_was_written_and_nothing_that_was_not(ask: Any, doors: Doors) -> None:
    doors.hooked.clear()
    made = await ask("POST", "/notes", {"title": "Hooked"})
    key = made.json["data"]["id"]
    await ask("PATCH", f"/notes/{key}", {"text": "x"})
    await ask("PATCH", f"/notes/{key}", {"title": "x"})
    await ask("PATCH", f"/notes/{key}", {"text": "y"}, prefer="tx=rollback")
    await ask("DELETE", f"/notes/{key}")
    seen = [
        (one.resource, one.key, one.old and one.old["text"], one.new and one.new["text"])
        for c in doors.hooked
        for one in c.rows
    ]
    assert seen == [("Note", key, None, None), ("Note", key, None, "x"), ("Note", key, "x", None)]
    assert [(c.rows[0].old is None, c.rows[0].new is None) for c in doors.hooked] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    assert [committed.caller for committed in doors.hooked] == [WRITER] * 3

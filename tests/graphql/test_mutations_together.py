"""A document with mutations is one transaction: all of it, once, or nothing. How it is sent does not change what it means."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Final

import orjson
import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message

from tests import databases, keeping
from tests.doors import AS_JSON, Sent, metered
from tests.keeping import KEEPER, MADE, RESPONSE, SCRIBE, Archive

FOLDER: Final = '{0}: createFolder(input: {{id: "Folder:{0}", title: "T"}}) {{ folder {{ id title }} }}'


def folders(*names: str) -> str:
    return "mutation { " + " ".join(FOLDER.format(name) for name in names) + " }"


@pytest.fixture(scope="module", params=databases.DIALECTS)
async def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[keeping.Archive]:
    async with keeping.opened(request, tmp_path_factory.mktemp("archive")) as found:
        yield found


@pytest.fixture
async def archive(opened: keeping.Archive) -> Archive:
    await opened.empty()
    return opened


# --- one transaction --------------------------------------------------------------------------------------------------


async def test_they_are_done_in_their_order(archive: Archive):
    asked = """mutation {
      z: createFolder(input: {id: "Folder:b", title: "1"}) { folder { title } }
      __typename
      a: updateFolder(id: "Folder:b", input: {title: "2"}) { folder { title } }
      b: updateFolder(id: "Folder:b", input: {title: "3"}) { t: folder { n: title } }
    }"""
    reply = await archive.ask(asked)
    assert reply.body == (
        b'{"data":{"z":{"folder":{"title":"1"}},"__typename":"Mutation","a":{"folder":{"title":"2"}},'
        b'"b":{"t":{"n":"3"}}}}'
    )
    [committed] = archive.doors.hooked
    [row] = committed.rows
    assert row.old is None and row.new is not None and row.new["title"] == "3"


async def test_the_first_failure_undoes_all(archive: Archive):
    reply = await archive.ask(folders("b", "c", "a", "d"))
    assert archive.refusal(reply) == {
        **archive.refusal(reply),
        "code": "NOT_UNIQUE",
        "status": 409,
        "index": 2,
        "path": ["a"],
        "http": 409,
    }
    assert await archive.count("folder") == 1
    assert archive.doors.hooked == []


async def test_a_later_one_sees_what_an_earlier_one_did(archive: Archive):
    asked = """mutation {
      createSheet(input: {folderId: "Folder:a", number: 1}) { created }
      createSheets(inputs: [{folderId: "Folder:a", number: 2}, {folderId: "Folder:a", number: 1}], partial: true) {
        count errors { index code } }
      updateFolder(id: "Folder:a", input: {title: "B"}) { folder { title sheets { totalCount nodes { label } } } }
    }"""
    found = await archive.data(asked)
    assert found["createSheets"] == {"count": 1, "errors": [{"index": 1, "code": "NOT_UNIQUE"}]}
    sheets = {"totalCount": 2, "nodes": [{"label": "LETTER 1"}, {"label": "LETTER 2"}]}
    nodes = found["updateFolder"]["folder"]["sheets"]["nodes"]
    assert sheets["totalCount"] == 2 and sorted(nodes, key=str) == sheets["nodes"]


async def test_fragments_and_conditions(archive: Archive):
    asked = """mutation ($one: Boolean!, $two: Boolean!) {
      ...Both
      ... on Mutation @include(if: $two) { c: createFolder(input: {id: "Folder:c", title: "C"}) { ...Made } }
    }
    fragment Both on Mutation { b: createFolder(input: {id: "Folder:b", title: "B"}) @skip(if: $one) { ...Made } }
    fragment Made on FolderPayload { folder { title @include(if: $two) id } }"""
    assert await archive.data(asked, {"one": True, "two": False}) == {}
    assert await archive.data(asked, {"one": False, "two": False}) == {"b": {"folder": {"id": "Folder:b"}}}
    found = await archive.data(asked, {"one": True, "two": True})
    assert found == {"c": {"folder": {"title": "C", "id": "Folder:c"}}}
    assert await archive.count("folder") == 3


async def test_what_is_asked_twice_under_one_name_is_done_once(archive: Archive):
    made = 'createFolder(input: {id: "Folder:b", title: "B"})'
    found = await archive.data(f"mutation {{ {made} {{ created }} {made} {{ folder {{ id }} }} }}")
    assert found == {"createFolder": {"created": True, "folder": {"id": "Folder:b"}}}


async def test_a_document_of_several_operations_does_one_of_them(archive: Archive):
    document = (
        f"mutation One {{ {FOLDER.format('b')} }} mutation Two {{ {FOLDER.format('c')} }} query Three {{ __typename }}"
    )
    body = {"query": document, "operationName": "Two"}
    assert (await archive.send(orjson.dumps(body))).json["data"].keys() == {"c"}
    assert (await archive.send(orjson.dumps(body | {"operationName": "Three"}))).json == {
        "data": {"__typename": "Query"}
    }
    assert sorted(await archive.rows("SELECT code FROM folder")) == [("a",), ("c",)]


async def test_what_was_asked_before_changes_nothing(archive: Archive):
    """What is kept of a document is not what it wrote."""
    asked = """mutation ($i: FolderCreateInput!, $n: Int) {
      createFolder(input: $i) { folder { title sheets(first: $n) { nodes { number } } } } }"""
    sheets = [{"number": n} for n in (1, 2, 3)]
    for name, first in (("b", 1), ("c", 2), ("d", 1), ("e", None)):
        found = await archive.data(asked, {"i": {"id": f"Folder:{name}", "title": name, "sheets": sheets}, "n": first})
        assert found["createFolder"]["folder"]["title"] == name
        assert len(found["createFolder"]["folder"]["sheets"]["nodes"]) == (first or 3)
    kept = archive.doors.graphql_door.executor.cache.size
    await archive.data(asked, {"i": {"id": "Folder:f", "title": "f"}, "n": 1})
    assert archive.doors.graphql_door.executor.cache.size == kept


# --- trying -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("extensions", "headers", "applied"),
    [
        ({"dryRun": True}, (), None),
        (None, ((b"prefer", b"tx=rollback"),), "tx=rollback"),
        (None, ((b"prefer", b'respond-async, TX="rollback"; x=1'), (b"prefer", b"tx=commit")), "tx=rollback"),
        ({"dryRun": True, "idempotencyKey": "k"}, (), None),
    ],
)
async def test_it_is_tried(archive: Archive, extensions: Any, headers: Any, applied: str | None):
    for _ in range(2):
        reply = await archive.ask(folders("b", "c"), extensions=extensions, headers=(RESPONSE, *headers))
        assert reply.json["data"]["b"]["folder"] == {"id": "Folder:b", "title": "T"}
        assert reply.headers.get("preference-applied") == applied
    assert await archive.count("folder") == 1
    assert await archive.count("gateway_kept_answer") == 0
    assert archive.doors.hooked == []


async def test_what_is_no_wish_to_try_is_refused_and_not_done(archive: Archive):
    wishes: list[Any] = ["true", 1, [], {}]
    for wish in wishes:
        reply = await archive.ask(MADE.replace('"Folder:a"', '"Folder:b"'), extensions={"dryRun": wish})
        assert (reply.status, reply.json["code"]) == (400, "BODY_INVALID")
    for preferred in (b"tx=commit", b"tx=commit, tx=rollback", b"return=minimal", b"txrollback"):
        await archive.rows("DELETE FROM folder")
        reply = await archive.ask(MADE, headers=(RESPONSE, (b"prefer", preferred)))
        assert "preference-applied" not in reply.headers
        assert await archive.count("folder") == 1


# --- asking again -----------------------------------------------------------------------------------------------------


async def test_what_was_done_is_not_done_again(archive: Archive):
    key = (b"idempotency-key", b'"one"')
    sheet = 'mutation ($n: Int!) { createLedger(input: {entry: "x"}) { created } createSheet(input: {folderId: "Folder:a", number: $n}) { sheet { id label } } }'
    first = await archive.ask(sheet, {"n": 1}, headers=(RESPONSE, key))
    again = await archive.ask(sheet, {"n": 1}, extensions={"idempotencyKey": "one"})
    assert first.status == again.status == 200 and first.body == again.body
    assert "idempotency-replayed" not in first.headers and again.headers["idempotency-replayed"] == "true"
    assert await archive.count("ledger") == 1
    other = await archive.ask(sheet, {"n": 2}, headers=(RESPONSE, key))
    assert (archive.refusal(other)["code"], other.status) == ("IDEMPOTENCY_KEY_REUSED", 422)
    # another caller knows nothing of it
    mine = await archive.ask(sheet, {"n": 1}, replace(KEEPER, id="zoe"), headers=(RESPONSE, key))
    assert archive.refusal(mine)["code"] == "NOT_UNIQUE"


async def test_a_refusal_is_kept_too(archive: Archive):
    extensions = {"idempotencyKey": "two"}
    first = await archive.ask(
        'mutation { f: createFolder(input: {id: "a", title: "T"}) { created } }', extensions=extensions
    )
    again = await archive.ask(
        'mutation { f: createFolder(input: {id: "a", title: "T"}) { created } }', extensions=extensions
    )
    assert first.body == again.body and again.headers["idempotency-replayed"] == "true"
    assert archive.refusal(again)["path"] == ["f"] and first.status == again.status == 422
    # something was in its way, which may be out of it
    taken = {"idempotencyKey": "three"}
    assert (await archive.ask(MADE, extensions=taken)).status == 409
    await archive.rows("DELETE FROM folder")
    assert (await archive.ask(MADE, extensions=taken)).status == 200


async def test_many_at_once_with_one_key_are_one(archive: Archive):
    asked = folders("b")
    replies = await asyncio.gather(*(archive.ask(asked, extensions={"idempotencyKey": "k"}) for _ in range(8)))
    assert {reply.status for reply in replies} <= {200, 409}
    assert {archive.refusal(reply)["code"] for reply in replies if reply.status == 409} <= {"IDEMPOTENCY_RUNNING"}
    assert await archive.count("folder") == 2
    assert (await archive.ask(asked, extensions={"idempotencyKey": "k"})).headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize(
    ("extension", "header"),
    [("", None), ("x" * 256, None), ("ä", None), (7, None), ([], None), ("a", b"b"), (None, b"")],
)
async def test_a_key_that_is_none(archive: Archive, extension: Any, header: bytes | None):
    headers = (RESPONSE, *(() if header is None else ((b"idempotency-key", header),)))
    extensions = {} if extension is None else {"idempotencyKey": extension}
    reply = await archive.ask(folders("b"), extensions=extensions, headers=headers)
    assert (reply.status, reply.json["code"]) == (422, "IDEMPOTENCY_KEY_INVALID")
    assert await archive.count("folder") == 1


async def test_a_query_needs_no_key(archive: Archive):
    for _ in range(2):
        reply = await archive.ask("{ folders { nodes { id } } }", extensions={"idempotencyKey": "q"})
        assert reply.json == {"data": {"folders": {"nodes": [{"id": "Folder:a"}]}}}
    assert await archive.count("gateway_kept_answer") == 0


# --- how it is sent ---------------------------------------------------------------------------------------------------

WRITTEN: Final = "mutation ($i: SheetCreateInput!) { createSheet(input: $i) { created } }"


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ('{"folderId": "Folder:a", "number": 1, "number": 2}', 422, "PARAMETER_REPEATED"),
        ('{"folderId": "Folder:a", "number": 1, "n\\u0075mber": 2}', 422, "PARAMETER_REPEATED"),
        ('{"folderId": "Folder:a", "number": 1, "extra": {"a": 1, "a": 2}}', 422, "PARAMETER_REPEATED"),
        ('{"folderId": "Folder:a", "number": 1, "extra": 9223372036854775808}', 400, "BODY_INVALID"),
        ('{"folderId": "Folder:a", "number": 1, "extra": -9223372036854775809}', 400, "BODY_INVALID"),
        ('{"folderId": "Folder:a", "number": 1, "extra": NaN}', 400, "BODY_INVALID"),
        ('{"folderId": "Folder:a", "number": 1, "extra": 1e999}', 400, "BODY_INVALID"),
        ('{"folderId": "Folder:a", "number": 1, "hand": "\\ud800"}', 400, "BODY_INVALID"),
        ('{"folderId": "Folder:a", "number": 1, "extra": ' + "[" * 30 + "]" * 30 + "}", 400, "BODY_INVALID"),
    ],
)
async def test_a_body_has_one_meaning(archive: Archive, given: str, status: int, code: str):
    body = b'{"query": ' + orjson.dumps(WRITTEN) + b', "variables": {"i": ' + given.encode() + b"}}"
    reply = await archive.send(body)
    assert (reply.status, reply.json["code"]) == (status, code)
    assert await archive.count("sheet") == 0


async def test_a_query_is_read_as_before(archive: Archive):
    body = b'{"query": "{ __typename }", "variables": {}, "variables": {"x": 99999999999999999999}}'
    assert (await archive.send(body)).json == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("half", [b"", b'{"query": "mutation { a: __typename }"}'])
async def test_a_client_that_goes_away_has_sent_nothing(archive: Archive, half: bytes):
    """What came before it went may by chance be a whole request."""
    body = orjson.dumps({"query": folders("b")}) if half else half
    messages: list[Message] = [
        {"type": "http.request", "body": body, "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": list(AS_JSON)}
    with pytest.raises(ClientDisconnect):
        await metered(archive.doors.graphql_door)({**scope, "caller": KEEPER}, receive, send)
    assert sent == []
    assert await archive.count("folder") == 1


async def test_a_mutation_is_posted(archive: Archive):
    for method in ("GET", "HEAD"):
        sent = Sent(method, "/graphql", b"query=mutation%20%7B%20__typename%20%7D")
        reply = await archive.doors.ask(archive.doors.graphql_door, sent, KEEPER)
        assert (reply.status, reply.headers["allow"]) == (405, "POST, OPTIONS")


async def test_older_clients_get_the_statuses_that_they_know(archive: Archive):
    invalid = folders("b").replace('"T"', f'"{"T" * 81}"')
    for asked, status in ((invalid, 200), (folders("a"), 409), (folders("b"), 200)):
        reply = await archive.ask(asked, headers=((b"accept", b"application/json"),))
        assert (reply.status, reply.headers["content-type"]) == (status, "application/json; charset=utf-8")


async def test_the_explorer_shows_no_rest_beside_a_mutation(archive: Archive):
    reply = await archive.ask(folders("b"), extensions={"explain": True})
    assert reply.json.keys() == {"data"}


# --- limits -----------------------------------------------------------------------------------------------------------


async def test_root_fields_are_few(archive: Archive):
    names = [f"f{n}" for n in range(11)]
    assert (await archive.error(folders(*names)))["code"] == "ROOT_FIELD_LIMIT"
    in_a_fragment = f"mutation {{ ...F }} fragment F on Mutation {{ {' '.join(FOLDER.format(n) for n in names)} }}"
    assert (await archive.error(in_a_fragment))["code"] == "ROOT_FIELD_LIMIT"
    assert await archive.count("folder") == 1


async def test_what_is_answered_costs_as_it_does_when_it_is_read(archive: Archive):
    asked = """mutation ($i: [FolderCreateInput!]!) { createFolders(inputs: $i) { count
      folders { sheets(first: 100) { nodes { number } } } } }"""
    given = [{"id": f"Folder:f{n}", "title": "T"} for n in range(60)]
    assert (await archive.error(asked, {"i": given}))["code"] == "COST_LIMIT"
    assert (await archive.data(asked, {"i": given[:20]}))["createFolders"]["count"] == 20
    where = """mutation ($most: Int!) { updateFoldersWhere(filter: {title: {eq: "T"}}, input: {title: "U"}, atMost: $most) {
      count folders { id } } }"""
    assert (await archive.error(where, {"most": 10_000}))["code"] == "COST_LIMIT"
    assert (await archive.data(where, {"most": 1000}))["updateFoldersWhere"]["count"] == 20
    bare = where.replace("folders { id }", "")
    assert (await archive.data(bare, {"most": 10_000}))["updateFoldersWhere"]["count"] == 0


async def test_python_walks_only_so_much(archive: Archive):
    asked = """mutation ($i: [SheetCreateInput!]!) { createSheets(inputs: $i) { count sheets { label number hand kind } } }"""
    given = [{"folderId": "Folder:a", "number": n} for n in range(1000)]
    assert (await archive.error(asked, {"i": given}))["code"] == "COST_LIMIT"
    assert (await archive.data(asked.replace("label ", ""), {"i": given}))["createSheets"]["count"] == 1000


async def test_variables_are_bounded(archive: Archive):
    given: dict[str, Any] = {"folderId": "Folder:a", "number": 1}
    wide = await archive.ask(WRITTEN, {"i": given | {"extra": list(range(20_001))}})
    assert (wide.status, wide.json["code"]) == (400, "BODY_INVALID") and "20000 values" in wide.json["detail"]
    deep: Any = 1
    for _ in range(40):
        deep = [deep]
    reply = await archive.send(orjson.dumps({"query": WRITTEN, "variables": {"i": given | {"extra": deep}}}))
    assert reply.status == 400 and reply.json["code"] == "BODY_INVALID"
    literal = "[" * 60 + "]" * 60
    asked = f'mutation {{ createSheet(input: {{folderId: "Folder:a", number: 1, extra: {literal}}}) {{ created }} }}'
    assert (await archive.error(asked))["code"] == "DEPTH_LIMIT"
    long = await archive.ask(WRITTEN, {"i": given | {"hand": "x" * 10_000_000}})
    assert archive.refusal(long)["code"] == "INPUT_INVALID"


async def test_a_variable_counts_wherever_it_stands(archive: Archive):
    """A small request may say one large value a thousand times."""
    asked = "mutation ($s: SheetCreateInput!) { createSheets(inputs: [%s]) { count } }" % ("$s " * 900)
    given = {"folderId": "Folder:a", "number": 1, "extra": list(range(15_000))}
    error = await archive.error(asked, {"s": given})
    assert (error["code"], error["pointer"]) == ("COST_LIMIT", "/arguments")
    twice = "mutation ($s: SheetCreateInput!) { a: createSheet(input: $s) { created } b: createSheet(input: $s) { created } }"
    assert (await archive.error(twice, {"s": given}))["code"] == "COST_LIMIT"


async def test_the_same_row_by_many_names(archive: Archive):
    """Aliases do not make of one change several at once: they are done one after the other, in the state that each finds."""
    sheet = await archive.sheet()
    asked = "mutation ($id: ID!, $tag: String) { " + " ".join(
        f"u{n}: updateSheet(id: $id, input: {{number: {n}}}, ifMatch: $tag) {{ created }}" for n in (2, 3)
    )
    error = await archive.error(asked + " }", {"id": sheet["id"], "tag": sheet["etag"]})
    assert (error["code"], error["path"], error["index"]) == ("PRECONDITION_FAILED", ["u3"], 1)
    assert await archive.rows("SELECT number FROM sheet") == [(1,)]
    assert (await archive.error(asked + " }", {"id": sheet["id"], "tag": "*"}, SCRIBE))["index"] == 0

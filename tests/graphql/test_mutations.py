"""Mutations write what was said, on both databases, and answer what was selected, as the caller may read it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from gateway.caller import ANONYMOUS
from tests import databases, keeping
from tests.keeping import AUDITOR, GUEST, KEEPER, SCRIBE, Archive

ABSENT: Final = "Sheet:00000000-0000-0000-0000-000000000000"


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


# --- make -------------------------------------------------------------------------------------------------------------


async def test_a_row_and_what_is_below_it(archive: Archive):
    asked = """mutation {
      createFolder(input: {id: "Folder:b", title: "B", sheets: [
        {number: 1, kind: MAP, lines: [{text: "one"}, {text: "two"}]}, {number: 2, lines: {text: "three"}}]}) {
        __typename created
        folder { id databaseId sheets(sort: {number: ASC}) { totalCount nodes {
          number kind weight legible hand extra mark filedBy label lines(sort: {id: ASC}) { nodes { text } } } } }
      }
    }"""
    common = {"weight": "1.50", "legible": True, "hand": "unknown", "extra": {}, "mark": None, "filedBy": "kim"}
    assert await archive.data(asked) == {
        "createFolder": {
            "__typename": "FolderPayload",
            "created": True,
            "folder": {
                "id": "Folder:b",
                "databaseId": "b",
                "sheets": {
                    "totalCount": 2,
                    "nodes": [
                        {"number": 1, "kind": "MAP", "label": "MAP 1", **common}
                        | {"lines": {"nodes": [{"text": "one"}, {"text": "two"}]}},
                        {"number": 2, "kind": "LETTER", "label": "LETTER 2", **common}
                        | {"lines": {"nodes": [{"text": "three"}]}},
                    ],
                },
            },
        }
    }
    assert await archive.rows("SELECT number, filed_by FROM sheet ORDER BY number") == [(1, "kim"), (2, "kim")]


async def test_variables_say_the_same(archive: Archive):
    asked = "mutation ($i: FolderCreateInput!) { createFolder(input: $i) { folder { title } created } }"
    given = {"id": "Folder:b", "title": "B", "sheets": {"number": 1, "extra": {"a": [1.5, None, "é\u2028"]}}}
    assert await archive.data(asked, {"i": given}) == {"createFolder": {"folder": {"title": "B"}, "created": True}}
    asked = """mutation ($n: Int!, $w: Decimal, $e: JSON) {
      createSheet(input: {folderId: "Folder:b", number: $n, weight: $w, extra: {deep: [$e]}}) { sheet { weight extra } }
    }"""
    found = await archive.data(asked, {"n": 2, "e": {"x": 1}})
    assert found == {"createSheet": {"sheet": {"weight": "1.50", "extra": {"deep": [{"x": 1}]}}}}
    found = await archive.data(asked, {"n": 3, "w": "2.5", "e": None})
    assert found == {"createSheet": {"sheet": {"weight": "2.50", "extra": {"deep": [None]}}}}


async def test_both_executors_give_the_same_bytes(archive: Archive):
    """The same selection alone and beside a Python field."""
    selection = "id number kind weight legible extra etag folder { title sheets { nodes { number } } } f: folder { id }"
    asked = (
        'mutation {{ createSheet(input: {{folderId: "Folder:a", number: {}, extra: {{b: 1, a: [2.5]}}}}) {{ {} }} }}'
    )
    alone = await archive.ask(asked.format(1, f"sheet {{ {selection} }} created"))
    await archive.rows("DELETE FROM sheet")
    beside = await archive.ask(asked.format(1, f"sheet {{ {selection} }} created l: sheet {{ label }}"))
    known = {"id", "etag"}
    made, again = alone.json["data"]["createSheet"], beside.json["data"]["createSheet"]
    assert again.pop("l") == {"label": "LETTER 1"}
    assert {n: v for n, v in made["sheet"].items() if n not in known} == {
        n: v for n, v in again["sheet"].items() if n not in known
    }
    one, other = (reply.body.partition(b'"extra":')[2].partition(b',"etag"')[0] for reply in (alone, beside))
    assert one == other and made["sheet"]["extra"] == {"a": [2.5], "b": 1}


async def test_what_a_rule_fills_in(archive: Archive):
    asked = 'mutation { createFolder(input: {id: "Folder:g"}) { folder { title } } }'
    assert await archive.data(asked, caller=GUEST) == {"createFolder": {"folder": {"title": "Untitled"}}}
    error = await archive.error(
        'mutation { createFolder(input: {id: "Folder:h", title: "Mine"}) { created } }', None, GUEST
    )
    assert (error["code"], error["violations"][0]["code"], error["pointer"]) == (
        "INPUT_INVALID",
        "FIELD_UNKNOWN",
        "/title",
    )


async def test_what_is_written_and_may_not_be_read_is_null(archive: Archive):
    asked = 'mutation { createLedger(input: {entry: "x"}) { ledger { id entry } created } }'
    assert await archive.data(asked) == {"createLedger": {"ledger": None, "created": True}}
    hidden = 'mutation { createSheet(input: {folderId: "Folder:a", number: 1, legible: false}) { sheet { id label } } }'
    assert await archive.data(hidden, caller=SCRIBE) == {"createSheet": {"sheet": None}}
    assert await archive.rows("SELECT entry FROM ledger") == [("x",)]
    assert await archive.count("sheet") == 1


async def test_a_field_that_may_not_be_read_is_none_in_a_payload_either(archive: Archive):
    asked = 'mutation { createSheet(input: {folderId: "Folder:a", number: 1}) { sheet { mark } } }'
    error = await archive.error(asked, None, SCRIBE)
    assert (error["code"], error["path"], error["index"]) == ("FIELD_UNKNOWN", ["createSheet"], 0)
    assert await archive.count("sheet") == 0


async def test_everything_that_is_wrong_is_said_with_its_place(archive: Archive):
    asked = "mutation ($i: [FolderCreateInput!]!) { createFolders(inputs: $i) { count } }"
    sheets = [{"number": 1, "lines": [{"text": "a\x00"}]}, {"number": 2**31 - 1, "weight": "1.234"}]
    given = [
        {"id": "Folder:b", "title": "B" * 81, "sheets": sheets},
        {"id": "Sheet:c", "title": "C"},
        {"id": "Folder:d"},
    ]
    error = await archive.error(asked, {"i": given})
    assert {(one["pointer"], one["code"]) for one in error["violations"]} == {
        ("/0/title", "VALUE_INVALID"),
        ("/0/sheets/0/lines/0/text", "VALUE_INVALID"),
        ("/0/sheets/1/weight", "VALUE_INVALID"),
        ("/1/id", "VALUE_INVALID"),
        ("/2/title", "REQUIRED"),
    }
    assert (error["code"], error["path"], error["index"], error["http"]) == ("INPUT_INVALID", ["createFolders"], 0, 422)
    assert await archive.count("folder") == 1


@pytest.mark.parametrize(
    "given",
    [
        {"number": "1"},
        {"number": 1.5},
        {"number": None},
        {"number": 1, "kind": "SONG"},
        {"number": 1, "kind": None},
        {"number": 1, "filedBy": "me"},
        {"number": 1, "id": ABSENT},
        {"number": 1, "sheetId": "x"},
        {"number": 1, "lines": [7]},
        {"number": 1, "lines": [None]},
        {"number": 1, "lines": [{"text": "x", "sheetId": ABSENT}]},
        {"number": 1, "changedAt": "2020-01-01T00:00:00Z"},
    ],
)
async def test_what_the_schema_refuses(archive: Archive, given: Any):
    asked = "mutation ($i: SheetCreateInput!) { createSheet(input: $i) { created } }"
    for _ in range(2):
        error = await archive.error(asked, {"i": {"folderId": "Folder:a", **given}})
        assert (error["code"], error["http"]) == ("VARIABLES_INVALID", 422)
        # a request that fits is kept under the same text, and changes nothing about the next that does not
        await archive.ask(asked, {"i": {"folderId": "Folder:a", "number": 1}}, extensions={"dryRun": True})
    assert await archive.count("sheet") == 0


# --- change -----------------------------------------------------------------------------------------------------------


async def test_a_row_is_changed_in_the_state_that_was_seen(archive: Archive):
    sheet = await archive.sheet()
    asked = """mutation ($id: ID!, $tag: String, $since: DateTime, $n: Int!) {
      updateSheet(id: $id, input: {number: $n}, ifMatch: $tag, ifUnmodifiedSince: $since) { sheet { number etag } created }
    }"""
    given = {"id": sheet["id"], "n": 2}
    assert (await archive.error(asked, given))["code"] == "PRECONDITION_REQUIRED"
    assert (await archive.error(asked, given | {"tag": '"x"'}))["http"] == 412
    assert (await archive.error(asked, given | {"tag": "x"}))["pointer"] == "/if_match"
    assert (await archive.error(asked, given | {"since": "2026-02-28T00:00:00Z"}))["code"] == "PRECONDITION_FAILED"
    assert (await archive.error(asked, given | {"since": "yesterday"}))["pointer"] == "/if_unmodified_since"
    assert (await archive.error(asked, given | {"tag": None, "since": None}))["code"] == "PRECONDITION_REQUIRED"
    found = await archive.data(asked, given | {"tag": f'"other", {sheet["etag"]}'})
    assert found["updateSheet"]["created"] is False and found["updateSheet"]["sheet"]["number"] == 2
    assert found["updateSheet"]["sheet"]["etag"] != sheet["etag"]
    for more in ({"since": sheet["changedAt"]}, {"tag": "*"}):
        assert "updateSheet" in await archive.data(asked, given | more)


async def test_a_row_is_said_as_a_whole(archive: Archive):
    sheet = await archive.sheet(1, kind="MAP", weight="9.00", mark="cellar")
    asked = """mutation ($id: ID!) { replaceSheet(id: $id, input: {number: 4, hand: null}, ifMatch: "*") {
      sheet { number kind weight hand mark filedBy } } }"""
    assert (await archive.data(asked, {"id": sheet["id"]}))["replaceSheet"]["sheet"] == {
        "number": 4,
        "kind": "LETTER",
        "weight": "1.50",
        "hand": None,
        "mark": None,
        "filedBy": "kim",
    }


async def test_many_are_changed_or_none(archive: Archive):
    one, two = await archive.sheet(1), await archive.sheet(2)
    asked = "mutation ($c: [SheetChange!]!) { updateSheets(changes: $c) { count sheets { number } errors { code } } }"

    def changes(tag: str) -> Any:
        return {
            "c": [
                {"id": two["id"], "ifMatch": tag, "input": {"number": 8}},
                {"id": one["id"], "ifMatch": "*", "input": {"number": 9}},
            ]
        }

    assert (await archive.error(asked, changes('"x"')))["code"] == "PRECONDITION_FAILED"
    error = await archive.error(asked, {"c": [*changes("*")["c"], {"id": "Sheet:x", "ifMatch": "*", "input": {}}]})
    assert (error["code"], error["pointer"]) == ("VALUE_INVALID", "/2/id")
    assert (await archive.error(asked, {"c": changes("*")["c"] * 2}))["code"] == "BATCH_INVALID"
    assert (await archive.error(asked, {"c": []}))["code"] == "BATCH_INVALID"
    assert await archive.rows("SELECT number FROM sheet ORDER BY number") == [(1,), (2,)]
    assert await archive.data(asked, changes(two["etag"])) == {
        "updateSheets": {"count": 2, "sheets": [{"number": 8}, {"number": 9}], "errors": []}
    }


async def test_all_that_are_so(archive: Archive):
    for name in "bcd":
        await archive.data(
            f'mutation {{ createFolder(input: {{id: "Folder:{name}", title: "{name}"}}) {{ created }} }}'
        )
    asked = """mutation ($f: FolderFilter!, $most: Int!) {
      updateFoldersWhere(filter: $f, input: {title: "X"}, atMost: $most) { count folders { id } } }"""
    wanted = {"title": {"in": ["b", "c"]}}
    assert (await archive.error(asked, {"f": wanted, "most": 1}))["code"] == "MORE_THAN_ALLOWED"
    for most in (0, -1, 10_001):
        error = await archive.error(asked, {"f": wanted, "most": most})
        assert (error["code"], error["pointer"]) == ("VALUE_INVALID", "/at_most")
    nothing: list[dict[str, Any]] = [{}, {"title": {}}]
    for empty in nothing:
        assert (await archive.error(asked, {"f": empty, "most": 9}))["pointer"] == "/filter"
    found = await archive.data(asked, {"f": wanted, "most": 2})
    assert found == {"updateFoldersWhere": {"count": 2, "folders": [{"id": "Folder:b"}, {"id": "Folder:c"}]}}
    assert (await archive.data(asked, {"f": {"title": {"eq": "d"}}, "most": 2}))["updateFoldersWhere"]["count"] == 1
    assert (await archive.error(asked, {"f": wanted, "most": 2}, GUEST))["code"] == "WRITE_FORBIDDEN"


async def test_what_may_not_be_read_is_not_found_by_a_filter(archive: Archive):
    asked = 'mutation { updateSheetsWhere(filter: {mark: {eq: "x"}}, input: {number: 1}, atMost: 1) { count } }'
    error = await archive.error(asked, None, SCRIBE)
    assert (error["code"], error["pointer"]) == ("FIELD_UNKNOWN", "/filter/mark")


# --- make or change ---------------------------------------------------------------------------------------------------


async def test_a_row_is_made_or_changed(archive: Archive):
    asked = """mutation ($i: SheetCreateInput!) {
      upsertSheet(by: FOLDER_ID_NUMBER, input: $i) { created sheet { number hand } } }"""
    given = {"folderId": "Folder:a", "number": 1, "hand": "Ann"}
    found = await archive.data(asked, {"i": given})
    assert found == {"upsertSheet": {"created": True, "sheet": {"number": 1, "hand": "Ann"}}}
    # of this resource a change has to say which state was seen, which an upsert cannot
    assert (await archive.error(asked, {"i": given}))["code"] == "PRECONDITION_REQUIRED"
    assert (await archive.error(asked, {"i": given}, SCRIBE))["code"] == "WRITE_FORBIDDEN"


# --- many, some of them -----------------------------------------------------------------------------------------------


async def test_those_that_can_be_made(archive: Archive):
    asked = """mutation ($i: [SheetCreateInput!]!, $partial: Boolean) { createSheets(inputs: $i, partial: $partial) {
      count sheets { number label }
      errors { i: index code status title detail hint pointer __typename ...Wrong } } }
      fragment Wrong on ItemError { violations { pointer code message __typename } }"""
    given = [{"folderId": f"Folder:{name}", "number": n} for name, n in (("a", 1), ("zz", 2), ("a", 3), ("a", 1))]
    assert (await archive.error(asked, {"i": given}))["pointer"] == "/1/folder_id"
    assert (await archive.error(asked, {"i": given, "partial": False}))["code"] == "INPUT_INVALID"
    assert await archive.count("sheet") == 0
    found = (await archive.data(asked, {"i": given, "partial": True}))["createSheets"]
    assert found["count"] == 2
    assert found["sheets"] == [{"number": 1, "label": "LETTER 1"}, None, {"number": 3, "label": "LETTER 3"}, None]
    first, second = found["errors"]
    assert (first["i"], first["code"], first["status"], first["pointer"]) == (1, "INPUT_INVALID", 422, "/1/folder_id")
    assert first["__typename"] == "ItemError" and first["violations"] == [
        {
            "pointer": "/1/folder_id",
            "code": "REFERENCE_UNKNOWN",
            "message": "There is no Folder with this id that you may read.",
            "__typename": "Violation",
        }
    ]
    assert (second["i"], second["code"], second["status"]) == (3, "NOT_UNIQUE", 409)
    assert [one["pointer"] for one in second["violations"]] == ["/3/folder_id", "/3/number"]


@pytest.mark.parametrize("count", [0, 1001])
async def test_a_list_has_a_length(archive: Archive, count: int):
    asked = "mutation ($i: [LedgerCreateInput!]!) { createLedgers(inputs: $i) { count } }"
    assert (await archive.error(asked, {"i": [{"entry": "x"}] * count}))["code"] == "BATCH_INVALID"


async def test_a_thousand_rows_in_one_request(archive: Archive):
    asked = "mutation ($i: [LedgerCreateInput!]!) { createLedgers(inputs: $i) { count } }"
    assert await archive.data(asked, {"i": [{"entry": str(n)} for n in range(1000)]}) == {
        "createLedgers": {"count": 1000}
    }
    assert await archive.count("ledger") == 1000


# --- delete -----------------------------------------------------------------------------------------------------------


async def test_what_is_deleted_is_answered_as_it_was(archive: Archive):
    sheet = await archive.sheet(1, lines=[{"text": "one"}])
    asked = """mutation ($id: ID!, $tag: String) { deleteSheet(id: $id, ifMatch: $tag) {
      created sheet { number label lines { nodes { text } } } again: sheet { id } } }"""
    given = {"id": sheet["id"], "tag": sheet["etag"]}
    assert (await archive.error(asked, given | {"tag": '"x"'}))["code"] == "PRECONDITION_FAILED"
    assert await archive.data(asked, given) == {
        "deleteSheet": {
            "created": False,
            "sheet": {"number": 1, "label": "LETTER 1", "lines": {"nodes": [{"text": "one"}]}},
            "again": {"id": sheet["id"]},
        }
    }
    assert (await archive.error(asked, given))["code"] == "NOT_FOUND"
    assert await archive.count("line") == 0


async def test_several_are_deleted_or_none(archive: Archive):
    await archive.data('mutation { createLedgers(inputs: [{entry: "a"}, {entry: "b"}, {entry: "c"}]) { count } }')
    (one,), (two,), _ = await archive.rows("SELECT id FROM ledger ORDER BY id")
    asked = "mutation ($ids: [ID!]!) { deleteLedgers(ids: $ids) { count ledgers { entry } } }"
    ids = [f"Ledger:{two}", f"Ledger:{one}"]
    assert (await archive.error(asked, {"ids": [*ids, "Ledger:99999"]}, AUDITOR))["code"] == "NOT_FOUND"
    assert (await archive.error(asked, {"ids": ["Ledger:x"]}, AUDITOR))["pointer"] == "/0/id"
    assert (await archive.error(asked, {"ids": ids}))["code"] == "RESOURCE_UNKNOWN"
    found = await archive.data(asked, {"ids": ids}, AUDITOR)
    assert found == {"deleteLedgers": {"count": 2, "ledgers": [{"entry": "b"}, {"entry": "a"}]}}
    where = 'mutation { deleteLedgersWhere(filter: {entry: {startsWith: "c"}}, atMost: 5) { count ledgers { entry } } }'
    assert await archive.data(where, caller=AUDITOR) == {
        "deleteLedgersWhere": {"count": 1, "ledgers": [{"entry": "c"}]}
    }
    assert await archive.count("ledger") == 0


# --- who may ----------------------------------------------------------------------------------------------------------


async def test_what_is_hidden_is_as_if_it_were_not_there(archive: Archive):
    hidden = await archive.sheet(1, legible=False)
    asked = 'mutation ($id: ID!) { {0}Sheet(id: $id, {1}ifMatch: "*") { created } }'
    for verb, more in (("update", "input: {number: 7}, "), ("replace", "input: {number: 7}, "), ("delete", "")):
        query = asked.replace("{0}", verb).replace("{1}", more)
        seen = [await archive.error(query, {"id": one}, SCRIBE) for one in (hidden["id"], ABSENT)]
        assert seen[0] == seen[1] and seen[0]["code"] == "NOT_FOUND", verb
    assert await archive.rows("SELECT number FROM sheet") == [(1,)]


@pytest.mark.parametrize("given", ["Folder:a", "1", 7, "Sheet:", "Sheet:7", "sheet:" + ABSENT[6:], "Nothing:1"])
async def test_an_id_is_one_of_the_type(archive: Archive, given: Any):
    asked = 'mutation ($id: ID!) { updateSheet(id: $id, input: {number: 1}, ifMatch: "*") { created } }'
    error = await archive.error(asked, {"id": given})
    assert (error["code"], error["pointer"]) == ("VALUE_INVALID", "/id")


async def test_nobody_writes_without_saying_who(archive: Archive):
    asked = 'mutation { createFolder(input: {id: "Folder:n", title: "N"}) { created } }'
    reply = await archive.ask(asked, caller=ANONYMOUS)
    assert (archive.refusal(reply)["code"], reply.status) == ("TOKEN_MISSING", 401)
    assert reply.headers["www-authenticate"] == "Bearer"
    assert (await archive.error(asked, None, AUDITOR))["code"] == "WRITE_FORBIDDEN"
    narrow = KEEPER.__class__("person", "kim", KEEPER.roles, frozenset({"read"}), {})
    assert (await archive.error(asked, None, narrow))["code"] == "INSUFFICIENT_SCOPE"

"""What somebody with bad intentions tried, on both doors and both databases."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from gateway.auth.claims import _frozen
from tests import databases, loading
from tests.doors import Doors, Reply, open_doors, person
from tests.test_policy import COLUMNS, MOMENT, ROWS, TABLES


@pytest.fixture(params=databases.DIALECTS)
async def doors(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Doors]:
    async with databases.empty(request, tmp_path, "tests.traps") as settings:
        await loading.make_tables(settings)
        teams = ("team", ("id", "name"), [(1, "one"), (2, "two")])
        tables: list[loading.Table] = [teams, *((name, COLUMNS, ROWS) for name in TABLES)]
        await loading.fill(settings, tables)
        async with open_doors(settings, MOMENT) as opened:
            yield opened


@pytest.fixture(params=databases.DIALECTS)
async def notes(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Doors]:
    async with databases.empty(request, tmp_path, "tests.handwritten") as settings:
        await loading.make_tables(settings)
        await loading.fill(settings, [("note", ("id", "text", "extra"), [(1, "one", {"a": "b"})])])
        async with open_doors(settings) as opened:
            yield opened


def forged(payload: str) -> str:
    return base64.urlsafe_b64encode(b"0" * 16 + payload.encode()).rstrip(b"=").decode()


def code(reply: Reply) -> str:
    body = reply.json
    return str(body["errors"][0]["extensions"]["code"] if "errors" in body else body["code"])


@pytest.mark.parametrize(
    ("sort", "payload"),
    [
        ("id", "[null]"),
        ("secret", "[null,null]"),
        ("owner", "[null,null]"),
        ("-owner,id", "[null,null]"),
        ("owner,-id", "[null,1]"),
        ("until", "[null,1]"),
        ("id", "[1]"),
        ("id", "[[1]]"),
        ("id", "{}"),
    ],
)
async def test_a_forged_cursor_is_refused_whatever_it_holds(doors: Doors, sort: str, payload: str) -> None:
    for side in ("after", "before"):
        reply = await doors.rest(f"/eithers?first=1&sort={sort}&{side}={forged(payload)}")
        assert (reply.status, code(reply)) == (422, "CURSOR_INVALID")
    query = "query ($c: String) { eithers(first: 1, after: $c) { nodes { id } } }"
    reply = await doors.graphql(query, {"c": forged("[null]")})
    assert (reply.status, code(reply)) == (422, "CURSOR_INVALID")


async def test_a_cursor_with_a_null_that_was_given_out_is_taken(doors: Doors) -> None:
    first = await doors.found("/timeds?fields=id&sort=-until&first=1")
    rest = await doors.found(f"/timeds?fields=id&sort=-until&after={first['page']['end_cursor']}")
    assert [row["id"] for row in (*first["data"], *rest["data"])] == [1, 3]


@pytest.mark.parametrize("value", ["\0", {"a\0": 1}, ["\\\0"]])
async def test_a_json_value_has_no_nul(notes: Doors, value: Any) -> None:
    query = "query ($v: JSON) { notes(filter: {extra: {contains: $v}}) { nodes { id } } }"
    reply = await notes.graphql(query, {"v": value})
    assert (reply.status, code(reply)) == (422, "VALUE_INVALID")


@pytest.mark.parametrize("value", ["\\u0000", "b"])
async def test_a_text_that_only_looks_like_nul_is_a_text(notes: Doors, value: str) -> None:
    query = "query ($v: JSON) { notes(filter: {extra: {contains: {a: $v}}}) { totalCount } }"
    assert (await notes.data(query, {"v": value}))["notes"]["totalCount"] == int(value == "b")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("query ($a: NoteSort = {text: ASC}) { notes(sort: [$a]) { nodes { id } } }", "SORT_INVALID"),
        (
            'query ($a: NoteFilter = {text: {eq: "x"}}) { notes(filter: {and: [$a]}) { nodes { id } } }',
            "FILTER_INVALID",
        ),
        ('query ($a: NoteFilter = {text: {eq: "x"}}) { notes(filter: {or: [$a]}) { nodes { id } } }', "FILTER_INVALID"),
    ],
)
async def test_null_in_place_of_a_default_is_refused(notes: Doors, query: str, expected: str) -> None:
    reply = await notes.graphql(query, {"a": None})
    assert (reply.status, code(reply)) == (422, expected)


async def test_an_entry_of_an_order_names_one_field(notes: Doors) -> None:
    reply = await notes.graphql("{ notes(sort: [{text: ASC, id: DESC}]) { nodes { id } } }")
    assert reply.status == 422
    query = "query ($s: [NoteSort!]) { notes(sort: $s) { nodes { id } } }"
    assert (await notes.graphql(query, {"s": [{"text": "ASC", "id": "DESC"}]})).status == 422


async def test_a_hidden_relation_is_refused_like_one_that_does_not_exist(doors: Doors) -> None:
    hidden = (await doors.rest("/maskeds?fields=team(id)")).json
    absent = (await doors.rest("/maskeds?fields=teem(id)")).json
    assert hidden["code"] == absent["code"] == "FIELD_UNKNOWN"
    assert hidden["detail"].replace("team", "teem") == absent["detail"]
    assert "no relation" in (await doors.rest("/maskeds?fields=owner(id)")).json["detail"]


async def test_claims_are_read_as_verified_tokens_hold_them(doors: Doors) -> None:
    assert isinstance(_frozen({"a": [1]}), MappingProxyType)
    for teams, rows in (([1, 2], [1, 2, 4]), (list(range(200)), None), ([{"a": 1}], None)):
        reply = await doors.rest("/shareds?fields=id", person(account="ann", teams=_frozen(teams)))
        assert (rows is None) == (reply.status == 404)
        assert rows is None or [row["id"] for row in reply.json["data"]] == rows

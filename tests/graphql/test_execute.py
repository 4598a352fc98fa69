"""The two executors: over the same answer of the database they say the same, and Python fields fail alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests import databases, loading
from tests.doors import Doors, open_doors, person

EXTRAS: list[Any] = [{"b": 1, "a": [1.5, None, "é\u2028"]}, None, []]
NOTES = [(1, 'one\t"quoted"\n', EXTRAS[0]), (2, None, EXTRAS[1]), (3, "", EXTRAS[2])]


@pytest.fixture(params=databases.DIALECTS)
async def doors(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Doors]:
    async with databases.empty(request, tmp_path, "tests.handwritten") as settings:
        await loading.make_tables(settings)
        await loading.fill(settings, [("note", ("id", "text", "extra"), NOTES)])
        async with open_doors(settings) as opened:
            yield opened


async def test_hand_written_fields_stand_beside_the_catalog_s(doors: Doors) -> None:
    query = "query ($loud: Boolean!) { whoami(loud: $loud) number notes { totalCount nodes { length } } }"
    data = await doors.data(query, {"loud": True}, person(account="ann"))
    assert data == {
        "whoami": "ANN",
        "number": 1.5,
        "notes": {"totalCount": 3, "nodes": [{"length": 13}, {"length": None}, {"length": 0}]},
    }
    assert (await doors.data("{ whoami }")) == {"whoami": "nobody"}


async def test_both_executors_give_the_same_bytes(doors: Doors) -> None:
    """The same selection alone and beside a Python field."""
    selection = (
        "a: notes(first: 2, sort: {text: DESC}) { __typename totalCount pageInfo { endCursor hasNextPage } "
        "edges { cursor n: node { __typename id databaseId text extra } } } "
        'node(id: "Note:1") { __typename id ... on Note { text } } nodes(ids: ["Note:3", "Note:9"]) { id }'
    )
    alone = await doors.graphql(f"{{ {selection} }}")
    beside = await doors.graphql(f"{{ {selection} number }}")
    assert alone.status == beside.status == 200
    assert beside.body == alone.body[: -len("}}")] + b',"number":1.5}}'


async def test_a_field_that_fails_fails_alone_and_says_nothing(doors: Doors) -> None:
    reply = await doors.graphql("{ boom notes { nodes { id } } }")
    assert reply.status == 200
    assert reply.json["data"] == {"boom": None, "notes": {"nodes": [{"id": f"Note:{n}"} for n in (1, 2, 3)]}}
    (error,) = reply.json["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["boom"], "INTERNAL")
    assert b"hunter2" not in reply.body


async def test_a_computed_field_that_fails_is_an_error_on_both_doors(doors: Doors) -> None:
    reply = await doors.graphql("{ notes { nodes { broken } } }")
    assert reply.json["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert b"division" not in reply.body
    assert (await doors.data('{ node(id: "Note:1") { ... on Note { broken } } }')) == {"node": {"broken": "1.0"}}
    assert (await doors.found("/notes/1?fields=broken"))["data"] == {"broken": "1.0"}
    rest = await doors.rest("/notes?fields=id,broken")
    assert (rest.status, rest.json["code"]) == (500, "INTERNAL")
    assert b"division" not in rest.body


async def test_introspection_needs_no_database(doors: Doors) -> None:
    await doors.engine.database.close()
    data = await doors.data('{ __typename __type(name: "Note") { description fields { name description } } }')
    assert data["__type"]["description"] == "Something written down."
    assert {"name": "length", "description": "How long it is."} in data["__type"]["fields"]

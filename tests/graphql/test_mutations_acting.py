"""Actions beside writes: what they return is answered as it would be read, and what one refuses undoes the others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from tortoise.expressions import F

from gateway.caller import Caller
from gateway.declare import Refusal, action
from tests import archive as domain
from tests import databases, loading
from tests.archive import Folder, Ledger, Sheet
from tests.doors import open_doors
from tests.keeping import AUDITOR, SCRIBE, Archive


class Full(Refusal):
    code, title = "FULL", "There is no room for more"


class Clerks:
    @action(on="folders", errors=(Full,))
    async def rename(
        self, folder: Annotated[str, Folder], title: Annotated[str, range(81)] = "Renamed", full: bool = False
    ) -> Folder:
        """Give a folder another title."""
        await Folder.filter(code=folder).update(title=title)
        if full:
            raise Full("It is full.", pointer="/folder")
        return await Folder.get(code=folder)

    @action(on=Sheet)
    async def renumber(self, by: int = 1) -> list[Sheet]:
        """Give all sheets another number."""
        await Sheet.all().update(number=F("number") + by)
        return await Sheet.all().order_by("-number")

    @action(on="folders")
    async def note(self, caller: Caller) -> Ledger | None:
        """Write something down, unless nobody knows who asks."""
        return await Ledger.create(entry=caller.id) if caller.id != "sam" else None

    @action(on="desk", scope="read")
    async def latest(self) -> Folder | None:
        """The folder that was made last."""
        return await Folder.all().order_by("-code").first()

    @action(on="desk", scope="read")
    async def sorted(self) -> list[Sheet]:
        """The sheets in their order."""
        return await Sheet.all().order_by("number")


@pytest.fixture(scope="module", params=databases.DIALECTS)
async def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Archive]:
    var = tmp_path_factory.mktemp("archive")
    async with databases.empty(request, var, domain.__name__) as settings:
        await loading.make_tables(settings)
        async with open_doors(settings, None, Clerks()) as doors:
            yield Archive(settings, doors)


@pytest.fixture
async def archive(opened: Archive) -> Archive:
    await opened.empty()
    return opened


async def test_a_row_that_is_returned_is_answered_as_it_is_read(archive: Archive):
    await archive.sheet(1, extra={"a": [1]})
    asked = """mutation ($n: Int) { rename(folder: "Folder:a") { __typename t: title
      sheets(first: $n) { nodes { label extra } } } }"""
    found = await archive.data(asked, {"n": 5})
    sheets = {"nodes": [{"label": "LETTER 1", "extra": {"a": [1]}}]}
    assert found == {"rename": {"__typename": "Folder", "t": "Renamed", "sheets": sheets}}
    assert await archive.data('mutation { rename(folder: "Folder:a", title: "C") { title } }') == {
        "rename": {"title": "C"}
    }


async def test_rows_that_are_returned_keep_their_order(archive: Archive):
    for number in (1, 2):
        await archive.sheet(number, legible=number == 1)
    assert await archive.data("mutation { renumber(by: 5) { number } }") == {"renumber": [{"number": 7}, {"number": 6}]}
    seen = await archive.data("mutation { renumber(by: 5) { number label } }", caller=SCRIBE)
    assert seen == {"renumber": [None, {"number": 11, "label": "LETTER 11"}]}


async def test_a_row_that_may_not_be_read_is_null(archive: Archive):
    assert await archive.data("mutation { note { entry } }") == {"note": None}
    assert await archive.data("mutation { note { entry } }", caller=SCRIBE) == {"note": None}
    assert await archive.data("mutation { note { entry } }", caller=AUDITOR) == {"note": {"entry": "ada"}}
    assert await archive.rows("SELECT entry FROM ledger ORDER BY id") == [("kim",), ("ada",)]
    error = await archive.error("mutation { renumber { mark } }", None, SCRIBE)
    assert (error["code"], error["path"]) == ("FIELD_UNKNOWN", ["renumber"])


async def test_a_refusal_undoes_what_was_written_before(archive: Archive):
    asked = """mutation {
      one: createFolder(input: {id: "Folder:b", title: "B"}) { created }
      two: rename(folder: "Folder:b", title: "C", full: true) { title }
    }"""
    error = await archive.error(asked)
    assert error == error | {"code": "FULL", "index": 1, "path": ["two"], "pointer": "/folder", "http": 409}
    assert await archive.rows("SELECT code, title FROM folder") == [("a", "A")]
    assert archive.doors.hooked == []
    await archive.data(asked.replace("true", "false"))
    [committed] = archive.doors.hooked
    assert {row.resource for row in committed.rows} == {"Folder"}
    assert sorted(await archive.rows("SELECT code, title FROM folder")) == [("a", "A"), ("b", "C")]


async def test_a_write_undoes_what_an_action_did_before(archive: Archive):
    asked = 'mutation { rename(folder: "Folder:a", title: "C") { title } createFolder(input: {id: "Folder:a", title: ""}) { created } }'
    assert (await archive.error(asked))["index"] == 1
    assert await archive.rows("SELECT title FROM folder") == [("A",)]


@pytest.mark.parametrize(
    ("given", "code", "pointer"),
    [
        ('folder: "Folder:zz"', "INPUT_INVALID", "/folder"),
        ('folder: "Sheet:a"', "VALUE_INVALID", "/folder"),
        (f'folder: "Folder:a", title: "{"x" * 81}"', "VALUE_INVALID", "/title"),
    ],
)
async def test_arguments_that_are_wrong(archive: Archive, given: str, code: str, pointer: str):
    error = await archive.error(f"mutation {{ rename({given}) {{ title }} }}")
    assert (error["code"], error["pointer"], error["path"]) == (code, pointer, ["rename"])


async def test_one_that_reads_answers_rows_too(archive: Archive):
    await archive.sheet(1, mark="cellar", legible=False)
    await archive.sheet(2, mark="attic")
    asked = "query ($n: Int) { latest { id sheets(first: $n) { totalCount } } s: sorted { label extra } __typename }"
    found = await archive.data(asked, {"n": 1})
    assert found == {
        "latest": {"id": "Folder:a", "sheets": {"totalCount": 2}},
        "s": [{"label": "LETTER 1", "extra": {}}, {"label": "LETTER 2", "extra": {}}],
        "__typename": "Query",
    }
    assert (await archive.data("{ sorted { number } }", caller=SCRIBE)) == {"sorted": [None, {"number": 2}]}
    error = await archive.error("{ sorted { mark } }", None, SCRIBE)
    assert error["code"] == "FIELD_UNKNOWN"


async def test_it_is_done_once(archive: Archive):
    first = await archive.ask("mutation { note { entry } }", caller=AUDITOR, extensions={"idempotencyKey": "k"})
    again = await archive.ask("mutation { note { entry } }", caller=AUDITOR, extensions={"idempotencyKey": "k"})
    assert first.body == again.body and again.headers["idempotency-replayed"] == "true"
    assert await archive.count("ledger") == 1


async def test_what_it_is_in_the_schema(archive: Archive):
    asked = '{ __type(name: "Mutation") { fields { name type { kind name ofType { name } } } } }'
    fields: dict[str, Any] = {one["name"]: one["type"] for one in (await archive.data(asked))["__type"]["fields"]}
    assert fields["rename"]["name"] == "Folder" and fields["renumber"]["ofType"] == {"name": "Sheet"}

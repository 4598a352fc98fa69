"""Actions that write through models: in one transaction, refused in words, and told to the hook by their tables."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import orjson
import pytest

from gateway.caller import Caller
from gateway.settings import Settings
from tests import databases
from tests.databases import DIALECTS
from tests.doors import Doors, open_doors, person
from tests.loading import make_tables
from tests.writers import DOORS, Writer

WRITER: Final = person("writer", account="w")
OWNER: Final = person("owner", account="o")


@pytest.fixture(scope="module", params=DIALECTS)
async def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    async with databases.empty(request, tmp_path_factory.mktemp("var"), "tests.desk") as found:
        await make_tables(found)
        yield found


@pytest.fixture(scope="module")
async def doors(settings: Settings) -> AsyncIterator[Doors]:
    async with open_doors(settings) as found:
        yield found


@pytest.fixture(params=DOORS)
def act(request: pytest.FixtureRequest, doors: Doors) -> Any:
    """Run an action; its row, or the code of its error."""

    async def rest(path: str, _field: str, given: Mapping[str, Any], caller: Caller) -> Any:
        reply = await doors.post(path, orjson.dumps(given), caller)
        return reply.json["data"]["id"] if reply.status == 200 else reply.json["code"]

    async def graphql(_path: str, field: str, given: Mapping[str, Any], caller: Caller) -> Any:
        spelled = ", ".join(f"{name}: {orjson.dumps(value).decode()}" for name, value in given.items())
        reply = await doors.graphql(f"mutation {{ done: {field}({spelled}) {{ databaseId }} }}", None, caller)
        answer = reply.json
        return answer["errors"][0]["extensions"]["code"] if "errors" in answer else answer["data"]["done"]["databaseId"]

    return rest if request.param == "rest" else graphql


async def test_a_row_is_answered(act: Any, doors: Doors) -> None:
    doors.hooked.clear()
    found = await act("/notes/find-or-note", "findOrNote", {"title": "Found"}, WRITER)
    assert found == await act("/notes/find-or-note", "findOrNote", {"title": "Found"}, WRITER)
    # of what is written through models the table is known
    assert {(one.resource, one.key) for c in doors.hooked for one in c.rows} <= {("Note", None)}


async def test_what_an_action_refuses_is_undone(act: Any, settings: Settings) -> None:
    assert await act("/cards/file-card", "fileCard", {"code": "jam", "number": 13}, WRITER) == "JAMMED"
    assert await databases.run(settings, "SELECT count(*) FROM card WHERE code = 'jam'") == [(0,)]


async def test_what_the_database_refuses_is_said_in_words(act: Any, settings: Settings) -> None:
    await act("/cards/file-card", "fileCard", {"code": "twice"}, WRITER)
    assert await act("/cards/file-card", "fileCard", {"code": "twice"}, WRITER) == "NOT_UNIQUE"
    assert await act("/cards/file-card", "fileCard", {"code": "NOT SO"}, WRITER) == "INPUT_INVALID"


async def test_an_argument_that_is_a_row_must_be_one_that_the_caller_may_read(
    request: pytest.FixtureRequest, act: Any, doors: Doors
) -> None:
    write = Writer(doors, "rest")
    name = request.node.name[-9:]
    shut = await write.create("Folder", {"name": f"{act.__name__[0]} {name} shut", "closed": True}, WRITER)
    held = await write.create(
        "Folder",
        {"name": f"{act.__name__[0]} {name} open", "sheets": [{"place": 1}]},
        WRITER,
        fields=["id", "sheets(id)"],
    )
    assert shut.row is not None and held.row is not None
    sheet = held.row["sheets"]["data"][0]["id"]
    for key in (shut.row["id"], "6f9619ff-8b86-d011-b42d-00c04fc964ff"):
        rest = {"sheet": sheet, "folder": key}
        spelled = {"sheet": f"Sheet:{sheet}", "folder": f"Folder:{key}"}
        given = rest if act.__name__ == "rest" else spelled
        assert await act("/sheets/move-sheet", "moveSheet", given, OWNER) == "INPUT_INVALID"

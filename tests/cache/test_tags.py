"""What answers depend on, and what writes name: for every write, no answer that it changed is left, through either door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from gateway.plan.dependencies import row_with
from tests.cache.processes import WRITER, Process, processes, settings_of
from tests.doors import AS_JSON, Sent
from tests.loading import make_tables
from tests.servers import PostgresServer

A, B = "6f9619ff-8b86-4011-b42d-00c04fc964aa", "6f9619ff-8b86-4011-b42d-00c04fc964bb"
READS: Final = {
    "note 1": "/notes/1?fields=title",
    "note 2": "/notes/2?fields=title",
    "notes": "/notes?fields=title&sort=id",
    "folder a": f"/folders/{A}?fields=name",
    "sheets of a": f"/folders/{A}/sheets?fields=id",
    "sheets of b": f"/folders/{B}/sheets?fields=id",
    "sheets with a": f"/sheets?filter[folder_id]={A}&fields=id",
    "sheet 1": "/sheets/1?fields=place,folder_id",
    "sheets in open": "/sheets?filter[folder][closed]=false&fields=id",
    "notes of a": f"/folders/{A}/notes?fields=title",
    "folders of note 1": "/notes/1/folders?fields=name",
    "card abc": "/cards/abc?fields=number",
    "card xyz": "/cards/xyz?fields=number",
    "marked": f"/cards?filter[mark]={A}&fields=id",
}


def sent(method: str, path: str, body: Any = None, **headers: str) -> Sent:
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    path, _, query = path.partition("?")
    text = b"" if body is None else orjson.dumps(body)
    return Sent(method, f"/api/v1{path}", query.encode(), text, [*AS_JSON, *given] if body is not None else given)


def graphql(query: str, variables: Any = None) -> Sent:
    return Sent("POST", "/graphql", b"", orjson.dumps({"query": query, "variables": variables}), AS_JSON)


ANY = {"if_match": "*"}
# what is done, and which answers are dropped by it that did change nothing: as few as can be
WRITES: Final[dict[str, tuple[Sent, set[str]]]] = {
    "change a note": (sent("PATCH", "/notes/1", {"title": "changed"}), {"folders of note 1"}),
    "change another": (sent("PATCH", "/notes/2", {"title": "changed"}), {"notes of a"}),
    "make a note": (sent("POST", "/notes", {"title": "third"}), {"notes of a"}),
    "delete a note": (sent("DELETE", "/notes/2"), {"folders of note 1", "notes of a"}),
    "move a sheet": (sent("PATCH", "/sheets/1", {"folder_id": B}), {"sheets in open"}),
    "move a sheet in its place": (
        sent("PATCH", "/sheets/1", {"place": 9}),
        {"sheets of a", "sheets with a", "sheets in open"},
    ),
    "make a sheet": (sent("POST", "/sheets", {"folder_id": B, "place": 4}), set()),
    "delete a sheet": (sent("DELETE", "/sheets/1"), set()),
    "change a card": (sent("PATCH", "/cards/abc", {"number": 7}), set()),
    "mark a card": (sent("PATCH", "/cards/abc", {"mark": A}), {"card abc"}),
    "delete a card": (sent("DELETE", "/cards/abc"), set()),
    "close a folder": (sent("PATCH", f"/folders/{B}", {"closed": True}, **ANY), {"folders of note 1", "sheets of b"}),
    "delete a folder": (sent("DELETE", f"/folders/{A}", **ANY), {"sheets of b"}),
    "link a note": (
        graphql(
            "mutation($id: ID!, $notes: [ID!]!, $match: String) { updateFolder(id: $id, ifMatch: $match,"
            " input: {notes: {set: $notes}}) { folder { id } } }",
            {"id": f"Folder:{B}", "notes": ["Note:1"], "match": "*"},
        ),
        set(),
    ),
    "file a card": (
        sent("POST", "/cards/file-card", {"code": "third", "number": 3}),
        {"card abc", "card xyz", "marked"},
    ),
    "note something by an action": (
        sent("POST", "/notes/find-or-note", {"title": "third"}),
        {"note 1", "note 2", "notes of a", "folders of note 1"},
    ),
    "find what is noted by an action": (sent("POST", "/notes/find-or-note", {"title": "first"}), set()),
    "refused": (sent("PATCH", "/notes/1", {"title": ""}), set()),
    "tried": (sent("PATCH", "/notes/1", {"title": "tried"}, prefer="tx=rollback"), set()),
}


@pytest.fixture(params=["sqlite", "postgres", "postgres and redis"])
async def process(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Process]:
    async with AsyncExitStack() as stack:
        url = redis = None
        if request.param != "sqlite":
            server: PostgresServer = request.getfixturevalue("postgres")
            url = await stack.enter_async_context(server.database())
        if request.param == "postgres and redis":
            redis = request.getfixturevalue("redis").url
        settings = settings_of(url, redis, tmp_path, cache_recent_seconds=10)
        await make_tables(settings)
        [process] = await stack.enter_async_context(processes(settings, 1))
        await process.note_down("first", colour="RED")
        await process.note_down("second")
        for key, name in ((A, "folder a"), (B, "folder b")):
            made = sent("POST", "/folders", {"id": key, "name": name, "notes": [1] if key == A else []})
            assert (await write(process, made)).status == 201
        for folder, place in ((A, 1), (A, 2), (B, 3)):
            assert (await write(process, sent("POST", "/sheets", {"folder_id": folder, "place": place}))).status == 201
        for code in ("abc", "xyz"):
            assert (await write(process, sent("POST", "/cards", {"id": code}))).status == 201
        yield process


async def write(process: Process, given: Sent) -> Any:
    door = process.doors.graphql_door if given.path == "/graphql" else process.doors.rest_door
    return await process.doors.ask(door, given, WRITER)


async def read(process: Process) -> dict[str, tuple[bytes, bool]]:
    """Each answer, and whether it was kept."""
    found = {}
    for name, path in READS.items():
        reply = await process.doors.ask(process.doors.rest_door, sent("GET", path), WRITER)
        assert reply.status in {200, 404}, reply.body
        hit = reply.headers.get("cache-status", "").startswith("torii; hit")
        found[name] = reply.body, hit
    return found


@pytest.mark.parametrize("name", WRITES)
async def test_a_write_drops_what_it_changed_and_hardly_more(process: Process, name: str) -> None:
    given, unchanged = WRITES[name]
    await read(process)
    before = await read(process)
    # a 404 says nothing of the cache
    assert [one for one, (body, hit) in before.items() if not hit and b'"data"' in body] == []
    reply = await write(process, given)
    assert reply.status in {200, 201, 204} or name == "refused", reply.body
    statements = process.statements
    after = await read(process)
    dropped = {one for one, (body, hit) in after.items() if not hit and b'"data"' in body}
    changed = {one for one in READS if after[one][0] != before[one][0]}
    # nothing that was kept is other than what the database says
    process.cache.clear_here()
    truth = {}
    for one, path in READS.items():
        asked = [
            (b"x-consistency-token", process.cache.tokens.make(process.doors.moment.timestamp(), told=False).encode())
        ]
        given = sent("GET", path)
        reply = await process.doors.ask(
            process.doors.rest_door, Sent(given.method, given.path, given.query, b"", asked), WRITER
        )
        truth[one] = reply.body
    assert {one: body for one, (body, _) in after.items()} == truth
    assert dropped - changed == unchanged
    assert process.statements > statements or not dropped


def test_a_value_is_a_short_tag_that_no_other_has() -> None:
    assert row_with("note", "id", 7) == "note.id=7"
    odd = ["x" * 41, "x" * 42, "a b\n", "a\nb", "ä", "\ud800", "#", "", " ", "None"]
    tags = {row_with("note", "title", value) for value in odd}
    assert len(tags) == len(odd)
    assert all(len(tag) <= 60 and tag.isascii() and tag.isprintable() for tag in tags)

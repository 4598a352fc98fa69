"""What HTTP is told of an answer, on both doors, for everybody, whether it was kept or not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest

from gateway.caller import ANONYMOUS, Caller
from tests.cache.processes import WRITER, Process, processes, settings_of
from tests.desk.papers import CardPolicy, FolderPolicy, NotePolicy, SheetPolicy
from tests.doors import AS_JSON, Reply, Sent
from tests.loading import make_tables

VARY: Final = "Accept, Authorization, Cookie"
PRIVATE: Final = "private, no-cache"


@dataclass(frozen=True)
class Case:
    """`path` and `query` ask the same; `keys` are the surrogate keys where it is for all."""

    name: str
    path: str
    query: str
    keys: str


CASES: Final = (
    Case("one", "notes/1?fields=title", '{ note(id: "Note:1") { title } }', "note.id=1"),
    Case("list", "notes?fields=title&first=2", "{ notes(first: 2) { nodes { title } } }", "note"),
    Case(
        "filtered",
        "notes?fields=title&filter[title]=old",
        '{ notes(filter: {title: {eq: "old"}}) { nodes { title } } }',
        "note",
    ),
    Case(
        "related",
        "notes/1?fields=title,folders(name)",
        '{ note(id: "Note:1") { title folders { nodes { name } } } }',
        "note.id=1 folder folder_note.note_id=1",
    ),
)
DOORS: Final = ("rest", "graphql")


@pytest.fixture
async def process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Process]:
    """Alone, and with notes that everybody may keep."""
    monkeypatch.setattr(NotePolicy, "cache", "public")
    monkeypatch.setattr(FolderPolicy, "cache", "public")
    monkeypatch.setattr(CardPolicy, "cache", "none")
    monkeypatch.setattr(SheetPolicy, "cache", "private")
    settings = settings_of(None, None, tmp_path)
    await make_tables(settings)
    async with processes(settings, 1) as [process]:
        await process.note_down("old")
        yield process


async def ask(process: Process, door: str, case: Case, caller: Caller = ANONYMOUS, **headers: str) -> Reply:
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    if door == "rest":
        path, _, query = case.path.partition("?")
        return await process.doors.ask(
            process.doors.rest_door,
            Sent("GET", f"/api/v1/{path}", quote(query, safe="=&[],()").encode(), b"", given),
            caller,
        )
    query = f"query={quote(case.query)}"
    return await process.doors.ask(
        process.doors.graphql_door, Sent("GET", "/graphql", query.encode(), b"", given), caller
    )


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_what_everybody_may_keep_is_told_so(process: Process, door: str, case: Case) -> None:
    first, second = await ask(process, door, case), await ask(process, door, case)
    assert first.status == second.status == 200 and first.body == second.body
    assert first.headers["cache-status"].startswith("torii; fwd=miss; stored; ttl=")
    assert second.headers["cache-status"].startswith("torii; hit; ttl=")
    assert "age" not in first.headers and second.headers["age"] == "0"
    for reply in (first, second):
        assert reply.headers["vary"] == VARY
        kind, never, shared = reply.headers["cache-control"].split(", ")
        assert (kind, never) == ("public", "max-age=0")
        assert 54 <= int(shared.removeprefix("s-maxage=")) <= 66
        assert reply.headers["surrogate-key"] == case.keys
    assert first.headers["etag"] == second.headers["etag"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_what_somebody_is_answered_is_for_nobody_else(process: Process, door: str, case: Case) -> None:
    for _ in range(2):
        reply = await ask(process, door, case, WRITER)
        assert reply.headers["cache-control"] == PRIVATE and reply.headers["vary"] == VARY
        assert "surrogate-key" not in reply.headers


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_who_has_it_already_costs_the_database_nothing(process: Process, door: str, case: Case) -> None:
    first = await ask(process, door, case)
    statements = process.statements
    for tags in (first.headers["etag"], f'"other", {first.headers["etag"]}', f"W/{first.headers['etag']}", "*"):
        reply = await ask(process, door, case, if_none_match=tags)
        assert (reply.status, reply.body) == (304, b""), tags
        told = {"etag", "vary", "cache-control", "surrogate-key"}
        assert {name: reply.headers[name] for name in told} == {name: first.headers[name] for name in told}
        assert reply.headers["cache-status"].startswith("torii; hit") and "content-type" not in reply.headers
    assert process.statements == statements
    assert (await ask(process, door, case, if_none_match='"other"')).status == 200


@pytest.mark.parametrize("door", DOORS)
async def test_a_write_changes_the_tag(process: Process, door: str) -> None:
    for case in CASES[:2]:
        first = await ask(process, door, case)
        await process.rename(1, "new " + case.name)
        reply = await ask(process, door, case, if_none_match=first.headers["etag"])
        assert reply.status == 200 and reply.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("door", DOORS)
async def test_what_is_not_kept_is_not_told_to_be(process: Process, door: str) -> None:
    case = Case("cards", "cards?fields=id", "{ cards { nodes { id } } }", "")
    for _ in range(2):
        reply = await ask(process, door, case)
        assert reply.status == 200
        assert not {"cache-status", "age", "surrogate-key", "cache-control"} & set(reply.headers)
    assert process.statements == 2


@pytest.mark.parametrize("door", DOORS)
async def test_what_is_private_is_kept_for_one_caller(process: Process, door: str) -> None:
    case = Case("sheets", "sheets?fields=id", "{ sheets { nodes { id } } }", "")
    one = Caller("person", "one", frozenset({"writer"}), frozenset({"read"}))
    other = Caller("person", "other", frozenset({"writer"}), frozenset({"read"}))
    for caller in (one, one, other, other):
        assert (await ask(process, door, case, caller)).headers["cache-control"] == PRIVATE
    assert process.statements == 2


@pytest.mark.parametrize("door", DOORS)
async def test_what_is_wrong_is_not_kept(process: Process, door: str) -> None:
    case = Case("wrong", "notes?fields=nothing", "{ notes { nothing } }", "")
    reply = await ask(process, door, case)
    assert reply.status >= 400 or b"errors" in reply.body
    assert not {"cache-status", "age", "surrogate-key", "cache-control", "etag"} & set(reply.headers)
    missing = Case("missing", "notes/2?fields=title", '{ note(id: "Note:2") { title } }', "")
    for _ in range(2):
        reply = await ask(process, door, missing)
        assert reply.status == (404 if door == "rest" else 200)
    assert process.statements == 1
    # until there is one
    await process.note_down("later")
    assert (await ask(process, door, missing)).status == 200


async def test_graphql_by_post_says_whether_it_was_kept(process: Process) -> None:
    body = b'{"query": "{ notes { nodes { title } } }"}'
    replies = [
        await process.doors.ask(process.doors.graphql_door, Sent("POST", "/graphql", b"", body, AS_JSON), ANONYMOUS)
        for _ in range(2)
    ]
    assert [reply.headers["cache-status"].split(";")[1] for reply in replies] == [" fwd=miss", " hit"]
    assert "etag" not in replies[0].headers

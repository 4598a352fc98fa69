"""What a write must not tell, and must not do: each of the channels by which rows and fields leak, on both doors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID, uuid4

import orjson
import pytest

from gateway.caller import ANONYMOUS, Caller
from gateway.settings import Settings
from tests import databases
from tests.databases import DIALECTS
from tests.doors import AS_JSON, Doors, Sent, encoded, open_doors, person
from tests.loading import make_tables
from tests.writers import DOORS, Outcome, Writer

WRITER: Final = person("writer", account="w")
OWNER: Final = person("owner", account="o")
OTHER: Final = person("owner", account="p")
READER: Final = person("reader", account="r")
ABSENT: Final = UUID(int=7)
LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")


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
def write(request: pytest.FixtureRequest, doors: Doors) -> Writer:
    return Writer(doors, request.param)


async def made(write: Writer, resource: str, **said: Any) -> Any:
    outcome = await write.create(resource, said, WRITER, fields=["id"])
    assert outcome.code is None and outcome.row is not None, outcome
    return outcome.row["id"]


def alike(one: Outcome, other: Outcome) -> None:
    """Nobody can tell the two apart."""
    assert one.problem == other.problem
    assert one.status == other.status


async def test_l1_a_row_that_is_hidden_is_absent_to_every_verb(write: Writer) -> None:
    hidden = await made(write, "Folder", name=uuid4().hex[:20], closed=True)
    for verb, said in (("update", {"name": "x"}), ("replace", {"name": "x"}), ("delete", {})):
        one = await write.write(verb, "Folder", hidden, said, OWNER)
        other = await write.write(verb, "Folder", ABSENT, said, OWNER)
        assert one.code == "NOT_FOUND"
        alike(one, other)
    # with a precondition, which is asked of rows that are there
    alike(
        await write.update("Folder", hidden, {"name": "x"}, OWNER, match='"x"'),
        await write.update("Folder", ABSENT, {"name": "x"}, OWNER, match='"x"'),
    )


async def test_l1_what_may_be_read_and_not_changed_is_forbidden(write: Writer) -> None:
    note = await made(write, "Note", title="Theirs", owner="p")
    for caller, code in ((READER, "WRITE_FORBIDDEN"), (OWNER, "WRITE_FORBIDDEN"), (ANONYMOUS, "TOKEN_MISSING")):
        assert (await write.update("Note", note, {"title": "Mine"}, caller)).code == code
        assert (await write.delete("Note", note, caller)).code == code
    row = await write.read("Note", note, WRITER, ["title"])
    assert row == {"title": "Theirs"}


async def test_l2_a_unique_value_of_a_hidden_row_is_named_by_nothing(write: Writer) -> None:
    name = uuid4().hex[:20]
    await made(write, "Folder", name=name, closed=True)
    shown = uuid4().hex[:20]
    await made(write, "Folder", name=shown, closed=False)
    one = await write.create("Folder", {"name": name}, OWNER)
    other = await write.create("Folder", {"name": shown}, OWNER)
    assert one.refusal == ("NOT_UNIQUE", frozenset({("/name", "NOT_UNIQUE")}))
    alike(one, other)
    assert one.reply is not None
    body = one.reply.body.decode()
    assert not [word for word in (name, "constraint", "uid_", "Key (", "idx") if word in body]


async def test_l3_a_reference_to_a_hidden_row_is_one_to_an_absent_row(write: Writer) -> None:
    hidden = await made(write, "Folder", name=uuid4().hex[:20], closed=True)
    sheet = await made(write, "Sheet", folder_id=await made(write, "Folder", name=uuid4().hex[:20]), place=1)
    scoped = person("writer", account="w")
    for said in ({"folder_id": str(ABSENT), "place": 2}, {"folder_id": "no key", "place": 2}):
        assert (await write.create("Sheet", said, scoped)).code == "INPUT_INVALID"
    one = await write.update("Sheet", sheet, {"folder_id": str(ABSENT)}, scoped)
    assert one.refusal == ("INPUT_INVALID", frozenset({("/folder_id", "REFERENCE_UNKNOWN")}))
    # whoever cannot see the folder cannot put a note into it, whether it is there or not
    note = await made(write, "Note", title="Red one")
    alike(
        await write.update("Folder", hidden, {"notes": [note]}, OWNER),
        await write.update("Folder", ABSENT, {"notes": [note]}, OWNER),
    )


async def test_l16_no_column_is_written_that_the_rule_does_not_name(write: Writer) -> None:
    every = {
        "id": 12345, "title": "Mine", "text": "x", "colour": "BLUE", "secret": "x", "owner": "somebody else",
        "written_at": "2001-01-01T00:00:00Z", "changed_at": "2001-01-01T00:00:00Z",
    }  # fmt: skip
    note = await write.create("Note", {"title": "Mine"}, OWNER, fields=["id", "owner"])
    assert note.row is not None and note.row["owner"] == "o"
    forbidden = {
        "create": {"id", "owner", "written_at", "changed_at"},
        "update": {"id", "colour", "secret", "written_at", "changed_at"},
    }
    for verb, names in forbidden.items():
        for name, value in every.items():
            said = {"title": "Mine", name: value}
            key = None if verb == "create" else note.row["id"]
            outcome = await write.write(verb, "Note", key, said, OWNER, fields=["owner"])
            if name not in names:
                assert outcome.code in {None, "WRITE_FORBIDDEN"}, (verb, name, outcome)
            elif write.door == "rest":
                assert outcome.refusal == ("INPUT_INVALID", frozenset({(f"/{name}", "FIELD_UNKNOWN")})), (verb, name)
            else:
                # what no rule at all lets anybody say is not in the schema
                assert outcome.code in {"INPUT_INVALID", "VARIABLES_INVALID"}, (verb, name)
    row = await write.read("Note", note.row["id"], WRITER, ["owner", "secret", "colour"])
    assert row is not None and (row["owner"], row["secret"], row["colour"]) == ("o", None, "RED")


async def test_l16_a_field_that_is_unknown_and_one_that_is_not_for_the_caller_are_refused_alike(doors: Doors) -> None:
    # in GraphQL an unknown field is refused by the schema, which is the same for everybody
    write = Writer(doors, "rest")
    one = await write.create("Note", {"title": "Mine", "owner": "p"}, OWNER)
    other = await write.create("Note", {"title": "Mine", "0wner": "p"}, OWNER)
    assert {code for _, code in one.violations} == {code for _, code in other.violations} == {"FIELD_UNKNOWN"}


async def test_l17_no_row_is_moved_to_where_it_could_not_have_been_written(write: Writer) -> None:
    note = await write.create("Note", {"title": "Mine"}, OWNER, fields=["id"])
    assert note.row is not None
    outcome = await write.update("Note", note.row["id"], {"owner": "p"}, OWNER)
    assert outcome.code == "WRITE_FORBIDDEN"
    row = await write.read("Note", note.row["id"], WRITER, ["owner"])
    assert row == {"owner": "o"}


async def test_l18_nothing_is_made_that_the_rule_would_not_let_be(write: Writer) -> None:
    name = uuid4().hex[:20]
    assert (await write.create("Folder", {"name": name, "closed": True}, OWNER)).code == "WRITE_FORBIDDEN"
    # nothing was left behind
    assert (await write.create("Folder", {"name": name}, OWNER)).code is None


async def test_l19_both_ends_of_a_link_must_allow_it(write: Writer) -> None:
    folder = await write.create("Folder", {"name": uuid4().hex[:20]}, WRITER, fields=["id", "etag"])
    assert folder.row is not None
    key, tag = folder.row["id"], folder.row["etag"]
    red = await made(write, "Note", title="Red")
    blue = await made(write, "Note", title="Blue", colour="BLUE")
    assert (await write.update("Folder", key, {"notes": [blue]}, OWNER, match=tag)).code == "INPUT_INVALID"
    assert (await write.update("Folder", key, {"notes": [red]}, OWNER, match=tag)).code is None
    closed = await write.create("Folder", {"name": uuid4().hex[:20], "closed": True}, WRITER, fields=["id", "etag"])
    assert closed.row is not None
    outcome = await write.update("Folder", closed.row["id"], {"notes": [red]}, WRITER, match=closed.row["etag"])
    assert outcome.code == "WRITE_FORBIDDEN"


async def sent(write: Writer, method: str, address: str, body: Any, mutation: str, caller: Caller) -> Outcome:
    """The same request, written out for either door."""
    if write.door == "graphql":
        return await write.mutate(mutation, {}, caller)
    path, _, query = address.partition("?")
    return await write.send(Sent(method, f"/api/v1{path}", encoded(query), orjson.dumps(body), AS_JSON), caller)


async def test_l20_what_is_answered_of_a_write_is_what_a_read_shows(write: Writer) -> None:
    fields = ["title", "secret", "owner"]
    for caller, secret in ((WRITER, "safe"), (OWNER, None)):
        note = await write.create("Note", {"title": "Safe", "secret": "safe"}, WRITER, fields=["id"])
        assert note.row is not None
        moved = await write.update("Note", note.row["id"], {"owner": "p"}, WRITER, fields=fields)
        assert moved.row == {"title": "Safe", "secret": "safe", "owner": "p"}
        assert (await write.read("Note", note.row["id"], caller, fields) or {})["secret"] == secret
    own = await write.create("Note", {"title": "Own"}, OWNER, fields=["id", "secret"])
    assert own.row is not None
    key = uuid4().hex
    # whether it is tried, done, or asked for again
    for options in ({"dry": True}, {"once": key}, {"once": key}):
        gone = await write.update("Note", own.row["id"], {"owner": "o"}, OWNER, fields=fields, **options)
        assert gone.row == {"title": "Own", "secret": None, "owner": "o"}


async def test_l21_of_many_rows_each_is_held_to_what_one_is_held_to(write: Writer) -> None:
    hidden = await made(write, "Folder", name=uuid4().hex[:20], closed=True)
    name = uuid4().hex[:20]

    async def changed(key: Any) -> Outcome:
        mutation = f"""mutation {{ updateFolders(changes: [
            {{id: "Folder:{key}", ifMatch: "*", input: {{name: "{name}"}}}}]) {{ count }} }}"""
        return await sent(
            write, "PATCH", "/folders", [{"id": str(key), "name": name, "if_match": "*"}], mutation, OWNER
        )

    one, other = await changed(hidden), await changed(ABSENT)
    assert one.refusal == ("NOT_FOUND", frozenset({("/0", "NOT_FOUND")}))
    alike(one, other)
    theirs = await made(write, "Note", title="Theirs", owner="p")
    found = await sent(
        write,
        "PATCH",
        "/notes",
        [{"id": theirs, "title": "Mine"}],
        f'mutation {{ updateNotes(changes: [{{id: "Note:{theirs}", input: {{title: "Mine"}}}}]) {{ count }} }}',
        OWNER,
    )
    assert found.refusal == ("WRITE_FORBIDDEN", frozenset({("/0", "WRITE_FORBIDDEN")}))
    # a filter finds what may be changed, and counts nothing else
    found = await sent(
        write,
        "PATCH",
        "/notes?filter[title]=Theirs&at_most=1",
        {"title": "Mine"},
        'mutation { updateNotesWhere(filter: {title: {eq: "Theirs"}}, input: {title: "Mine"}, atMost: 1) { count } }',
        OWNER,
    )
    assert found.code is None
    assert await write.read("Note", theirs, WRITER, ["title"]) == {"title": "Theirs"}


async def test_l21_an_upsert_needs_both_rights_and_finds_no_hidden_row(write: Writer) -> None:
    mark = str(uuid4())
    await made(write, "Card", id=uuid4().hex.translate(LETTERS)[:12], mark=mark)

    async def upserted(resource: str, by: str, value: str, caller: Caller) -> Outcome:
        said = "" if resource == "Folder" else 'id: "Card:abc", '
        body = {by: value} if resource == "Folder" else {"id": "abc", by: value}
        mutation = (
            f"""mutation {{ upsert{resource}(by: {by.upper()}, input: {{{said}{by}: "{value}"}}) {{ created }} }}"""
        )
        return await sent(write, "POST", f"/{resource.lower()}s?upsert={by}", body, mutation, caller)

    for value in (mark, str(uuid4())):
        assert (await upserted("Card", "mark", value, OWNER)).code == "WRITE_FORBIDDEN"
    hidden, shown = uuid4().hex[:20], uuid4().hex[:20]
    await made(write, "Folder", name=hidden, closed=True)
    await made(write, "Folder", name=shown)
    assert (await upserted("Folder", "name", hidden, OWNER)).code == "NOT_UNIQUE"
    assert (await upserted("Folder", "name", shown, OWNER)).code == "PRECONDITION_REQUIRED"


async def test_l24_nothing_is_made_below_a_row_that_is_hidden(write: Writer) -> None:
    hidden = await made(write, "Folder", name=uuid4().hex[:20], closed=True)
    scoped = person("owner", account="o")
    one = await write.create("Sheet", {"folder_id": str(hidden), "place": 1}, scoped)
    other = await write.create("Sheet", {"folder_id": str(ABSENT), "place": 1}, scoped)
    alike(one, other)


async def test_a_delete_that_hidden_rows_stand_against_does_not_name_them(write: Writer, settings: Settings) -> None:
    sheet = await made(write, "Sheet", folder_id=await made(write, "Folder", name=uuid4().hex[:20]), place=1)
    await databases.run(settings, f"INSERT INTO clip (sheet_id) VALUES ({sheet})")
    outcome = await write.delete("Sheet", sheet, WRITER)
    assert outcome.code == "STILL_REFERENCED"
    assert outcome.reply is not None and "clip" not in outcome.reply.body.decode().lower()


async def test_what_a_caller_may_not_read_it_does_not_get_back(write: Writer) -> None:
    note = await write.create("Note", {"title": "Mine", "secret": "hush"}, OWNER, fields=["id", "secret"])
    assert note.row is not None and note.row["secret"] == "hush"
    changed = await write.update("Note", note.row["id"], {"secret": "new"}, WRITER, fields=["title"])
    assert changed.code is None
    outcome = await write.create("Note", {"title": "Mine", "nope": 1, "text": None, "colour": "GREEN"}, OTHER)
    assert outcome.reply is not None and "hush" not in outcome.reply.body.decode()

"""Actions on both doors: who may run them, what they take, what they return, and how each door spells it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson
import pytest
from openapi_spec_validator import validate
from structlog.testing import capture_logs

from gateway import actions
from gateway.caller import ANONYMOUS, Caller
from gateway.catalog import load
from gateway.declare import action
from gateway.graphql import schema
from gateway.package import DomainError
from gateway.rest import openapi
from gateway.settings import Settings
from tests import acting, databases
from tests.acting import GIVEN, MADE, Level, Line, Mood, Toys
from tests.doors import MOMENT, Doors, Reply, Sent, open_doors, person
from tests.test_errors_on_both_doors import told

ANN: Final = person("customer", account="ann")
CLERK: Final = person("clerk", account="bob")


@dataclass
class Play:
    doors: Doors
    toys: Toys

    async def rest(self, name: str, arguments: Any, caller: Caller = ANN) -> Reply:
        spec = self.doors.actions.by_name[name]
        path, _, query = acting.address(spec, arguments).partition("?")
        if spec.changes:
            return await self.doors.post(path, acting.body(spec, arguments), caller)
        return await self.doors.ask(self.doors.rest_door, Sent("GET", f"/api/v1{path}", query.encode()), caller)

    async def graphql(self, name: str, arguments: Any, caller: Caller = ANN) -> Reply:
        return await self.doors.graphql(acting.document(self.doors.actions.by_name[name], arguments), caller=caller)

    async def refused(self, name: str, arguments: Any, caller: Caller = ANN) -> tuple[Any, ...]:
        """The error, which both doors describe in the same words."""
        rest, graphql = await self.rest(name, arguments, caller), await self.graphql(name, arguments, caller)
        assert told(rest) == told(graphql)
        assert rest.status == told(rest)[3]
        return told(rest)


@pytest.fixture(scope="module")
async def play(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Play]:
    toys = Toys()
    settings = databases.settings_of(None, tmp_path_factory.mktemp("toys"))
    async with open_doors(settings, None, toys) as doors:
        yield Play(doors, toys)


# --- what goes in and out ---------------------------------------------------------------------------------------------


async def test_every_type_in_and_out(play: Play):
    for ask, read in ((play.rest, acting.by_rest), (play.graphql, acting.by_graphql)):
        play.toys.given = {}
        made = read(await ask("make", GIVEN))
        assert play.toys.given == MADE
        assert made["who"] == "ann" and made["best"] is None
        assert made["things"] == [
            {**GIVEN, "moment": "2026-03-01T11:00:00.25Z", "words": ["a", "b"], "word": None},
        ]


async def test_what_has_a_default_may_be_given(play: Play):
    more = {"words": ["c"], "size": "large", "level": "HIGH", "word": "d", "extra": {"colour": ["red", {"of": 1.5}]}}
    for ask in (play.rest, play.graphql):
        await ask("make", GIVEN | more)
        changed = {"words": ("c",), "size": "large", "level": Level.HIGH, "word": "d", "extra": more["extra"]}
        assert play.toys.given == MADE | changed


async def test_variables_are_arguments(play: Play):
    asked = """mutation ($lines: [Line!]!, $note: String) {
      place(lines: $lines, note: $note) { total articles note }
    }"""
    variables = {"lines": [{"article": "a", "count": 2, "mood": "WILD"}, {"article": "b", "notes": ["x"]}]}
    for note in ({}, {"note": None}, {"note": "soon"}):
        answer = acting.by_graphql(await play.doors.graphql(asked, variables | note, CLERK))
        assert answer == {"total": 3, "articles": ["a", "b"], "note": note.get("note")}
        assert play.toys.given["lines"] == [
            Line(article="a", count=2, mood=Mood.WILD),
            Line(article="b", notes=("x",)),
        ]


async def test_records_are_arguments(play: Play):
    lines = {"lines": [{"article": "a", "count": 9}, {"article": "b"}]}
    for ask, read in ((play.rest, acting.by_rest), (play.graphql, acting.by_graphql)):
        assert read(await ask("place", lines, CLERK)) == {"total": 10, "articles": ["a", "b"], "note": None}


async def test_one_that_reads_is_a_query_and_a_get(play: Play):
    given = {"words": ["x", "y"], "number": 3, "flag": "false", "since": "2026-03-01T00:00:00Z", "mood": "CALM"}
    found = acting.by_rest(await play.rest("find", given))
    of_rest = play.toys.given
    assert found == acting.by_graphql(await play.graphql("find", given | {"flag": False}))
    assert found == [{"total": 3, "articles": ["x", "y"], "note": None}]
    assert play.toys.given == of_rest and of_rest["mood"] is Mood.CALM and of_rest["flag"] is False
    head = await _sent(play, "HEAD", "/toys/find", headers=[])
    assert (head.status, head.body) == (200, b"")


async def test_one_that_reads_stands_beside_rows(play: Play):
    reply = await play.doors.graphql('{ find(words: ["x"]) { articles } __typename }', caller=ANN)
    assert reply.json == {"data": {"find": [{"articles": ["x"]}], "__typename": "Query"}}


async def test_nothing_to_return(play: Play):
    reply = await play.rest("forget", {})
    assert (reply.status, reply.body) == (204, b"")
    assert (await play.graphql("forget", {})).json == {"data": {"forget": True}}


# --- what is wrong with it --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "change", "pointer"),
    [
        ("make", {"moment": "yesterday"}, "/moment"),
        ("make", {"moment": "2026-03-01T12:00:00"}, "/moment"),
        ("make", {"day": "2026-02-30"}, "/day"),
        ("make", {"id": "7"}, "/id"),
        ("make", {"text": "a\x00b"}, "/text"),
        ("make", {"text": "a" * 10_001}, "/text"),
        ("make", {"words": ["a", "b\x00"]}, "/words/1"),
        ("make", {"words": ["a"] * 101}, "/words"),
        ("make", {"extra": [1]}, "/extra"),
        ("place", {"lines": [{"article": "a"}, {"article": "b", "count": 10}]}, "/lines/1/count"),
        ("place", {"lines": [{"article": "a\x00"}]}, "/lines/0/article"),
        ("find", {"number": 5}, "/number"),
    ],
)
async def test_a_value_that_is_wrong(play: Play, name: str, change: Any, pointer: str):
    given = (GIVEN if name == "make" else {}) | change
    code, _, detail, _, _, at = await play.refused(name, given, CLERK)
    assert (code, at) == ("VALUE_INVALID", pointer)
    assert f'"{[step for step in pointer.split("/") if not step.isdigit()][-1]}" takes ' in detail


# what GraphQL's own types refuse
@pytest.mark.parametrize(
    ("name", "change", "pointer"),
    [
        ("make", {"text": 7}, "/text"),
        ("make", {"text": None}, "/text"),
        ("make", {"number": "7"}, "/number"),
        ("make", {"number": 1.5}, "/number"),
        ("make", {"number": True}, "/number"),
        ("make", {"number": 2**31}, "/number"),
        ("make", {"flag": "true"}, "/flag"),
        ("make", {"flag": 1}, "/flag"),
        ("make", {"fraction": "1.5"}, "/fraction"),
        ("make", {"mood": "TIRED"}, "/mood"),
        ("make", {"moods": ["CALM", "TIRED"]}, "/moods/1"),
        ("make", {"size": "medium"}, "/size"),
        ("make", {"level": 1}, "/level"),
        ("make", {"words": [["a"]]}, "/words/0"),
        ("make", {"words": None}, "/words"),
        ("place", {"lines": [{}]}, "/lines/0/article"),
        ("place", {"lines": [7]}, "/lines/0"),
        ("place", {"lines": [{"article": "a", "notes": None}]}, "/lines/0/notes"),
    ],
)
async def test_a_value_of_another_type(play: Play, name: str, change: Any, pointer: str):
    given = (GIVEN if name == "make" else {}) | change
    rest, graphql = await play.rest(name, given, CLERK), await play.graphql(name, given, CLERK)
    assert (told(rest)[0], told(rest)[5], rest.status) == ("VALUE_INVALID", pointer, 422)
    assert told(graphql)[0] == "DOCUMENT_INVALID" and graphql.status == 422


@pytest.mark.parametrize(
    ("name", "given", "pointer"),
    [
        ("make", GIVEN | {"colour": "red"}, "/colour"),
        ("make", GIVEN | {"caller": {"roles": ["admin"]}}, "/caller"),
        ("make", GIVEN | {"self": 1}, "/self"),
        ("make", GIVEN | {"": 1}, "/"),
        ("place", {"lines": [{"article": "a", "price": 0}]}, "/lines/0/price"),
        ("find", {"limit": 5}, "/limit"),
    ],
)
async def test_what_is_not_taken(play: Play, name: str, given: Any, pointer: str):
    reply = await play.rest(name, given, CLERK)
    assert (told(reply)[0], told(reply)[5]) == ("PARAMETER_UNKNOWN", pointer)
    if pointer != "/":
        assert told(await play.graphql(name, given, CLERK))[0] == "DOCUMENT_INVALID"


async def test_a_name_that_is_almost_right_has_a_hint(play: Play):
    reply = await play.rest("find", {"wrods": "x"})
    assert told(reply)[4] == "Did you mean words?"


async def test_what_is_missing(play: Play):
    reply = await play.rest("make", {name: value for name, value in GIVEN.items() if name != "mood"})
    assert (told(reply)[0], told(reply)[2], told(reply)[5]) == ("VALUE_INVALID", '"mood" is missing.', "/mood")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "BODY_INVALID"),
        (b"{", "BODY_INVALID"),
        (b"[]", "BODY_INVALID"),
        (b"null", "BODY_INVALID"),
        (b'{"how": NaN}', "BODY_INVALID"),
        (b'{"how": "\\ud800"}', "BODY_INVALID"),
        (b"\xff\xfe{\x00}\x00", "BODY_INVALID"),
        (b'{"how": ' + b"[" * 3000 + b"]" * 3000 + b"}", "BODY_INVALID"),
        (b'{"how": ' + b"[" * 1000 + b"]" * 1000 + b"}", "BODY_INVALID"),
        (b'{"how": ' + b"[" * 300 + b"]" * 300 + b"}", "BODY_INVALID"),
        (b'{"how": ' + b"9" * 5000 + b"}", "BODY_INVALID"),
        (b'{"how": ' + b"9" * 200 + b"}", "BODY_INVALID"),
        (b'{"how": "ours", "how": "conflict"}', "PARAMETER_REPEATED"),
        (b'{"how": "ours", "ho\\u0077": "conflict"}', "PARAMETER_REPEATED"),
        (b'{"how": {"a": 1, "a": 2}}', "PARAMETER_REPEATED"),
    ],
)
async def test_a_body_that_is_none(play: Play, body: bytes, code: str):
    headers = [(b"content-type", b"application/json")]
    reply = await _sent(play, "POST", "/toys/fail", body, headers=headers)
    found = told(reply)[0]
    # how deep a reader goes is its own business, as long as it says so
    assert found in ({code, "VALUE_INVALID"} if b"[[" in body else {code})


async def _sent(play: Play, method: str, path: str, body: bytes = b"", query: bytes = b"", headers: Any = ()) -> Reply:
    return await play.doors.ask(play.doors.rest_door, Sent(method, f"/api/v1{path}", query, body, headers), ANN)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (None, 415),
        (b"text/plain", 415),
        (b"application/x-www-form-urlencoded", 415),
        (b"multipart/form-data; boundary=x", 415),
        (b"application/json; charset=utf-16", 415),
        (b"application/jsonp", 415),
        (b"application/json", 204),
        (b"Application/JSON; charset=UTF-8", 204),
    ],
)
async def test_the_body_is_json(play: Play, kind: bytes | None, status: int):
    headers = [] if kind is None else [(b"content-type", kind)]
    reply = await _sent(play, "POST", "/toys/forget", b"{}", headers=headers)
    assert reply.status == status
    assert status != 415 or reply.headers["accept-post"] == "application/json"


async def test_arguments_are_not_in_the_address(play: Play):
    headers = [(b"content-type", b"application/json")]
    reply = await _sent(play, "POST", "/toys/forget", b"{}", query=b"how=ours", headers=headers)
    assert told(reply)[0] == "PARAMETER_UNKNOWN"


async def test_arguments_in_an_address_are_given_once(play: Play):
    reply = await _sent(play, "GET", "/toys/find", query=b"words=a&words=b", headers=[])
    assert told(reply)[0] == "PARAMETER_REPEATED"


# --- methods ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "QUERY"])
async def test_what_changes_something_is_posted(play: Play, method: str):
    reply = await _sent(play, method, "/toys/make", headers=[])
    assert (reply.status, reply.headers["allow"]) == (405, "POST, OPTIONS")
    options = await _sent(play, "OPTIONS", "/toys/make", headers=[])
    assert (options.status, options.headers["allow"]) == (204, "POST, OPTIONS")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_what_reads_is_got(play: Play, method: str):
    reply = await _sent(play, method, "/toys/find", b"{}", headers=[])
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


async def test_an_action_beside_rows_hides_none(play: Play):
    """`releases` are served, and their keys are numbers: none of them is called place."""
    assert (await _sent(play, "GET", "/releases/place", headers=[])).status == 405
    assert (await _sent(play, "POST", "/releases/1", b"{}", headers=[])).headers["allow"] == (
        "GET, HEAD, PATCH, PUT, DELETE, OPTIONS"
    )


async def test_a_row_may_have_the_name_of_an_action(tmp_path):
    """Canvases have texts for keys, or something else that may spell an action."""
    settings = databases.settings_of(None, tmp_path, "tests.atelier")

    class Painting:
        @action(on="pigments")
        async def mix(self) -> None:
            """Mix."""

    catalog = load("tests.atelier")
    texts = [r.plural for r in catalog.served if (r.key.type.key or r.key.type).kind == "text"]
    assert texts, "no resource has a text for its key"
    Painting.mix.__action__ = replace(Painting.mix.__action__, on=texts[0])  # type: ignore[attr-defined]
    doors = Doors(settings, MOMENT, Painting())
    [path] = doors.rest_door.rows
    assert path == f"{texts[0].replace('_', '-')}/mix"


async def test_a_mutation_is_posted(play: Play):
    play.toys.given = {"kept": True}
    reply = await play.doors.ask(
        play.doors.graphql_door, Sent("GET", "/graphql", b"query=mutation%20%7B%20forget%20%7D"), ANN
    )
    assert (reply.status, reply.headers["allow"]) == (405, "POST, OPTIONS")
    assert play.toys.given == {"kept": True}


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("caller", "name", "code"),
    [
        (ANONYMOUS, "forget", "TOKEN_MISSING"),
        (ANONYMOUS, "find", "TOKEN_MISSING"),
        (replace(ANONYMOUS, scopes=frozenset({"write"}), roles=frozenset({"clerk"})), "place", "TOKEN_MISSING"),
        (ANN, "place", "FORBIDDEN"),
        (replace(ANN, roles=frozenset()), "place", "FORBIDDEN"),
        (replace(CLERK, scopes=frozenset()), "place", "INSUFFICIENT_SCOPE"),
        (replace(CLERK, scopes=frozenset({"read"})), "place", "INSUFFICIENT_SCOPE"),
        (replace(CLERK, scopes=frozenset({"releases:read"})), "place", "INSUFFICIENT_SCOPE"),
        (replace(CLERK, scopes=frozenset({"toys:write"})), "place", "INSUFFICIENT_SCOPE"),
        (replace(ANN, scopes=frozenset({"write"})), "find", "INSUFFICIENT_SCOPE"),
        (replace(ANN, scopes=frozenset({"toys:write"})), "find", "INSUFFICIENT_SCOPE"),
    ],
)
async def test_who_may_not(play: Play, caller: Caller, name: str, code: str):
    play.toys.given = {"kept": True}
    arguments: dict[str, Any] = {"lines": []} if name == "place" else {}
    assert (await play.refused(name, arguments, caller))[0] == code
    reply = await play.rest(name, arguments, caller)
    if code == "TOKEN_MISSING":
        assert (reply.status, reply.headers["www-authenticate"]) == (401, "Bearer")
    else:
        assert reply.status == 403
    if code == "INSUFFICIENT_SCOPE":
        scope = "releases:write" if name == "place" else "toys:read"
        assert reply.headers["www-authenticate"] == f'Bearer error="insufficient_scope", scope="{scope}"'
    assert play.toys.given == {"kept": True}


@pytest.mark.parametrize("scopes", [{"write"}, {"releases:write"}])
@pytest.mark.parametrize("role", ["clerk", "keeper"])
async def test_who_may(play: Play, role: str, scopes: set[str]):
    caller = Caller("client", "sync", frozenset({role}), frozenset(scopes))
    for ask in (play.rest, play.graphql):
        assert (await ask("place", {"lines": []}, caller)).status == 200


async def test_wrong_arguments_are_told_to_those_alone_who_may(play: Play):
    assert told(await play.rest("place", {"nothing": 1}, ANN))[0] == "FORBIDDEN"
    assert told(await _sent(play, "POST", "/releases/place", b"{", headers=[]))[0] == "FORBIDDEN"


# --- what goes wrong --------------------------------------------------------------------------------------------------


async def test_what_an_action_raises_is_the_same_on_both_doors(play: Play):
    expected = ("CONFLICT", "Something is already so", "It is so already.", 409, "Leave it.", "/how")
    assert await play.refused("fail", {"how": "conflict"}) == expected


async def test_what_nobody_expected_says_nothing(play: Play):
    with capture_logs() as logged:
        rest, graphql = await play.rest("fail", {"how": "ours"}), await play.graphql("fail", {"how": "ours"})
    assert [line["event"] for line in logged] == ["unexpected error"] * 2
    assert told(rest) == told(graphql) and told(rest)[0] == "INTERNAL"
    assert b"hunter2" not in rest.body + graphql.body


async def test_one_that_fails_takes_the_others_with_it(play: Play):
    asked = "mutation { one: forget two: fail(how: conflict) { total } three: forget }"
    reply = await play.doors.graphql(asked, caller=ANN)
    assert "data" not in reply.json
    [error] = reply.json["errors"]
    assert (error["path"], error["extensions"]["index"], reply.status) == (["two"], 1, 409)


async def test_one_that_reads_and_fails_leaves_the_others_their_answers(play: Play):
    asked = "{ one: find(number: 4) { total } two: find(number: 5) { total } __typename }"
    reply = await play.doors.graphql(asked, caller=ANN)
    assert reply.json["data"] == {"one": [{"total": 4}], "two": None, "__typename": "Query"}
    assert [error["path"] for error in reply.json["errors"]] == [["two"]]


async def test_they_run_one_after_the_other(play: Play):
    place = 'place(lines: [{article: "a"}]) { total }'
    await play.doors.graphql(f"mutation {{ forget {place} }}", caller=CLERK)
    assert play.toys.given["lines"] == [Line(article="a")]
    await play.doors.graphql(f"mutation {{ {place} forget }}", caller=CLERK)
    assert play.toys.given == {}


async def test_a_mutation_has_limits(play: Play):
    asked = "mutation { " + " ".join(f"a{n}: forget" for n in range(11)) + " }"
    assert told(await play.doors.graphql(asked, caller=ANN))[0] == "ROOT_FIELD_LIMIT"


async def test_an_action_costs_ten(tmp_path):
    settings = databases.settings_of(None, tmp_path).model_copy(update={"cost_limit": 25})
    toys = Toys()
    async with open_doors(settings, None, toys) as doors:
        assert "errors" not in (await doors.graphql("mutation { a: forget b: forget }", caller=ANN)).json
        toys.given = {"kept": True}
        reply = await doors.graphql("mutation { a: forget b: forget c: forget }", caller=ANN)
        assert (told(reply)[0], told(reply)[2]) == (
            "COST_LIMIT",
            "The request would cost 30 points; one request may cost 25.",
        )
        assert toys.given == {"kept": True}
        many = "{ " + " ".join(f"a{n}: find {{ total articles note }}" for n in range(3)) + " }"
        assert told(await doors.graphql(many, caller=ANN))[0] == "COST_LIMIT"


async def test_what_is_returned_is_bounded(play: Play):
    """Each may return a hundred rows, of which each value is walked by itself."""
    fields = " ".join(f"a{n}: total" for n in range(2))
    few = "{ " + " ".join(f"f{n}: find {{ {fields} }}" for n in range(4)) + " }"
    many = "{ " + " ".join(f"f{n}: find {{ total articles note {fields} }}" for n in range(9)) + " }"
    assert "errors" not in (await play.doors.graphql(few, caller=ANN)).json
    assert told(await play.doors.graphql(many, caller=ANN))[0] == "COST_LIMIT"


# --- what is described ------------------------------------------------------------------------------------------------


async def test_they_are_described_to_everybody(play: Play):
    sdl = schema.sdl(play.doors.engine.catalog, play.doors.actions)
    assert "size: ToysSize" not in sdl and "size: MakeSize! = small" in sdl
    for line in (
        '  """Order some."""\n  place(lines: [Line!]!, note: String): Receipt\n',
        "  level: Level! = LOW\n".strip(),
        "  forget: Boolean\n",
        '  """How many."""\n  count: Int! = 1\n',
        "  mood: Mood! = CALM\n",
        "input Line {",
        "type Box {\n  things: [Thing!]!\n  best: Thing\n  who: String!\n}",
    ):
        assert line in sdl, line
    query, mutation = sdl[sdl.index("type Query") :], sdl[sdl.index("type Mutation") :]
    assert "  find(words:" in query and "  find(" not in mutation[: mutation.index("\n}")]
    asked = "{ __schema { mutationType { name fields { name } } } }"
    reply = await play.doors.graphql(asked)
    fields = [one["name"] for one in reply.json["data"]["__schema"]["mutationType"]["fields"]]
    assert fields[:4] == ["make", "place", "forget", "fail"]


def test_where_nothing_can_be_changed_there_is_no_mutation():
    assert "Mutation" not in schema.sdl(load("tests.atelier"))


# --- what cannot be served --------------------------------------------------------------------------------------------


@dataclass
class Loose:
    text: str


@dataclass(frozen=True)
class Again:
    inner: list[Again]


@dataclass(frozen=True)
class Release:
    text: str


class Unannotated:
    @action(on="things")
    async def do(self, what) -> None: ...


class Untold:
    @action(on="things")
    async def do(self): ...


class Synchronous:
    @action(on="things")
    def do(self) -> None: ...


class Bytes:
    @action(on="things")
    async def do(self, what: bytes) -> None: ...


class EitherOr:
    @action(on="things")
    async def do(self, what: int | str) -> None: ...


class NullsInLists:
    @action(on="things")
    async def do(self, what: list[int | None]) -> None: ...


class Anything:
    @action(on="things")
    async def do(self, **what: int) -> None: ...


class Cursor:
    @action(on="things")
    async def do(self, after: str) -> None: ...


class Thawed:
    @action(on="things")
    async def do(self) -> Loose:
        raise NotImplementedError


class Endless:
    @action(on="things")
    async def do(self) -> Again:
        raise NotImplementedError


class Scalar:
    @action(on="things")
    async def do(self) -> int:
        raise NotImplementedError


class Unspellable:
    @action(on="things")
    async def doThis(self) -> None: ...  # noqa: N802  (which is what is wrong)


class Model:
    @action(on="things")
    async def do(self) -> Release:
        raise NotImplementedError


class Both:
    @action(on="things")
    async def do(self, what: Line) -> Line:
        raise NotImplementedError


class ReadingRecords:
    @action(on="things", scope="read")
    async def do(self, what: Line) -> None: ...


class Collection:
    @action(on="things", scope="read")
    async def releases(self) -> None: ...


class NoneForANumber:
    @action(on="things")
    async def do(self, what: int = None) -> None: ...  # type: ignore[assignment]  # noqa: RUF013  (which is what is wrong)


@pytest.mark.parametrize(
    "owner",
    [
        Unannotated,
        Untold,
        Synchronous,
        Bytes,
        EitherOr,
        NullsInLists,
        Anything,
        Cursor,
        Thawed,
        Endless,
        Scalar,
        Unspellable,
        Model,
        Both,
        ReadingRecords,
        Collection,
        NoneForANumber,
    ],
)
def test_what_cannot_be_served_stops_the_start(owner: type):
    with pytest.raises(DomainError, match=r"do|doThis|Loose|Again|releases"):
        actions.collect(owner, catalog=load("domain"))


def test_two_of_one_name_stop_the_start():
    with pytest.raises(DomainError, match="make"):
        actions.collect(Toys, Toys(), catalog=load("domain"))


def test_a_class_is_described_as_its_object_is():
    catalog = load("domain")
    described, bound = actions.collect(Toys, catalog=catalog), actions.collect(Toys(), catalog=catalog)
    assert schema.sdl(catalog, described) == schema.sdl(catalog, bound)
    assert list(described.by_path) == ["toys/make", "toys/find", "releases/place", "toys/forget", "toys/fail"]
    assert described.scopes == {"toys:read", "toys:write", "releases:read", "releases:write"}


def test_the_description_of_rest_is_valid(settings_of_nobody: Settings):
    document = acting_document(settings_of_nobody)
    paths = document["paths"]
    assert set(paths["/api/v1/toys/make"]) == {"post"} and set(paths["/api/v1/toys/find"]) == {
        "parameters",
        "get",
        "head",
    }
    body = paths["/api/v1/toys/make"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["additionalProperties"] is False and set(body["required"]) == set(GIVEN)
    assert set(paths["/api/v1/toys/forget"]["post"]["responses"]) >= {"204", "401", "403", "415", "422"}
    [sizes] = [one for one in paths["/api/v1/toys/find"]["parameters"] if one["name"] == "number"]
    assert (sizes["schema"]["minimum"], sizes["schema"]["maximum"], sizes["schema"]["default"]) == (0, 4, 1)


@pytest.fixture
def settings_of_nobody(tmp_path) -> Settings:
    return databases.settings_of(None, tmp_path)


def acting_document(settings: Settings) -> Any:
    catalog = load("domain")
    document = openapi.document(catalog, settings, actions.collect(Toys, catalog=catalog))
    validate(document)
    return orjson.loads(orjson.dumps(document))

"""Golden cases of what is written, beside those of what is read; tests/cases/conftest.py says what they have in common.

    request.graphql             mutations; comments at the top are headers, and `###` is between several requests
    request.http                method and address, headers, a blank line and the body; `###` as well
    plan.txt                    what is written, by which rules, and what is answered about it
    postgres.sql, sqlite.sql    all that the REST spelling ran, in its order, and where it began, ended and was undone
    written.json                what the gateway is told afterwards: for each transaction the rows before and after
    response.*.json             the answers, with their status and with headers that say something

A case may be of one door alone. All of them begin with the same rows, and each door has them for itself.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from gateway import actions
from gateway.catalog import load
from gateway.package import modules
from gateway.plan.nodes import ALWAYS, Etag
from gateway.sql.write import Selection
from gateway.writing.work import Committed
from tests import databases, golden
from tests.cases.folder import Folder, pretty, statement
from tests.cases.writes.meaning import Meaning
from tests.cases.writes.world import Shop, open_shop
from tests.doors import AS_JSON, Doors, Reply, Sent, encoded
from tests.recording import Event, Ran

HERE: Final = Path(__file__).parent
CASES: Final = sorted(path.parent for path in HERE.glob("*/caller.txt"))
BETWEEN: Final = re.compile(r"^###\n", re.MULTILINE)
HEADERS: Final = ("ETag", "Location", "Preference-Applied", "Idempotency-Replayed", "WWW-Authenticate")
REQUESTS: Final = {"caller.txt", "request.graphql", "request.http", "request.json"}
# of the plans, what shows that a way to write has a case
WAYS: Final = {
    "one row is made": r"^create \w+$",
    "several are": r"^create \d+ of \w+$",
    "as many as can be": r"^create \d+ of \w+, those",
    "rows below it are": r"^create \w+\n    says .*\(",
    "by a preset over a relation": r"sets \w+ by ",
    "held to a check": r"^create \w+\n(    .*\n)*        afterwards ",
    "one is changed": r"^update \w+ \d+$",
    "several are changed": r"^update \w+ \d+, \d+$",
    "those that a filter finds": r"^update \w+, at most \d+$",
    "one is replaced": r"^replace \w+ \d+$",
    "made or changed": r"^upsert \w+ by ",
    "as it was seen": r" seen as ",
    "linked": r"may link ",
    "one is deleted": r"^delete \w+ \d+$",
    "several are deleted": r"^delete \w+ \d+, \d+$",
    "those that a filter finds are deleted": r"^delete \w+, at most \d+$",
    "several things in one": r"^create (.*\n)*update (.*\n)*delete ",
    "by nobody": r"may not ",
    "again": r"^the same again$",
}
Door = str
# their models ask what time it is, which is in the tag
CLOCKED: Final = {"action-place-order", "action-ship-order"}
TAG: Final = "another each time"


@dataclass(frozen=True, slots=True)
class Case(Folder):
    def requests(self, door: Door) -> list[Sent]:
        """None at all where the case is not of this door."""
        path = self.folder / ("request.http" if door == "rest" else "request.graphql")
        texts = BETWEEN.split(path.read_text()) if path.exists() else []
        return [_rest(text) if door == "rest" else self._graphql(text) for text in texts]

    def _graphql(self, text: str) -> Sent:
        commented = re.match(r"(?:#.*\n)*", text)
        assert commented is not None
        body = orjson.dumps({"query": text, "variables": self.variables})
        return Sent("POST", "/graphql", b"", body, (*AS_JSON, *_headers(commented[0].replace("# ", "").splitlines())))


def _rest(text: str) -> Sent:
    head, _, body = text.partition("\n\n")
    # a line that begins with white space goes on with the one before it
    first, *lines = re.sub(r"\n\s+", "", head.strip()).splitlines()
    method, _, address = first.partition(" ")
    path, _, query = address.partition("?")
    headers = _headers(lines)
    typed = any(name == b"content-type" for name, _ in headers)
    return Sent(method, path, encoded(query), body.encode(), (*headers, *(AS_JSON if body and not typed else ())))


def _headers(lines: Iterable[str]) -> list[tuple[bytes, bytes]]:
    pairs = [line.split(": ", 1) for line in lines]
    return [(name.lower().encode(), value.encode()) for name, value in pairs]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the requests of a case on one door."""

    replies: Sequence[Reply]
    told: Sequence[Committed]
    events: Sequence[Event]

    @property
    def refusals(self) -> list[dict[str, Any] | None]:
        return [_refusal(reply) for reply in self.replies]


async def done(case: Case, door: Door, shop: Shop) -> Done:
    doors, caller = shop.doors, case.caller
    app = doors.rest_door if door == "rest" else doors.graphql_door
    async with shop.anew():
        replies = [await doors.ask(app, sent, caller) for sent in case.requests(door)]
        return Done(replies, tuple(doors.hooked), tuple(shop.recorded.events))


def _refusal(reply: Reply) -> dict[str, Any] | None:
    """What is said of an error on either door. Where in the request it is, each of them says in its own way."""
    if reply.status < 400:
        return None
    problem = reply.json
    if "errors" in problem:
        [error] = problem["errors"]
        problem = error["extensions"] | {"detail": error["message"]}
    shown = {name: problem.get(name) for name in ("code", "title", "status", "detail", "hint")}
    violations = [{**one, "pointer": _within(one["pointer"])} for one in problem.get("violations", ())]
    return shown | {"pointer": _within(problem.get("pointer", "")), "violations": violations}


def _within(pointer: str) -> str:
    return re.sub(r"^/operations/\d+/body", "", pointer)


# --- the files --------------------------------------------------------------------------------------------------------


async def files(case: Case, shop: Shop) -> dict[str, str]:
    """Every file that the case's requests give."""
    meaning = Meaning(shop.doors, case.caller)
    found: dict[Door, Done] = {}
    plans: dict[Door, str] = {}
    for door, means in (("rest", meaning.rest), ("graphql", meaning.graphql)):
        if requests := case.requests(door):
            plans[door] = golden.written(write for sent in requests for write in means(sent))
            found[door] = await done(case, door, shop)
    assert len(set(plans.values())) == 1, "the doors mean different things"
    first, *others = found.values()
    written = pretty([told(first.told)])
    for other in others:
        assert pretty([told(other.told)]) == written, "the doors write different things"
        assert other.refusals == first.refusals
    clocked = case.folder.name in CLOCKED
    shown = {
        f"response.{d}.json": pretty([answer(one, clocked=clocked) for one in of.replies]) for d, of in found.items()
    }
    statements = "\n".join(ran(sorted_out(first.events, shop.doors), shop.doors)) or "-- nothing\n"
    return {"plan.txt": next(iter(plans.values())), f"{shop.dialect}.sql": statements, "written.json": written, **shown}


def told(committed: Iterable[Committed]) -> list[list[Mapping[str, Any]]]:
    return [[asdict(row) for row in one.rows] for one in committed]


def answer(reply: Reply, *, clocked: bool) -> dict[str, Any]:
    headers = {name: reply.headers[name.lower()] for name in HEADERS if name.lower() in reply.headers}
    headers |= {"ETag": TAG} if clocked and "ETag" in headers else {}
    return {
        "status": reply.status,
        **({"headers": headers} if headers else {}),
        **({"body": reply.json} if reply.body else {}),
    }


def ran(events: Iterable[Event], doors: Doors) -> Iterator[str]:
    sign = doors.engine.binder.dialect.sign
    for event in events:
        yield f"-- {event}\n" if isinstance(event, str) else statement(event.sql, sign, *event.bound)


def sorted_out(events: Sequence[Event], doors: Doors) -> Iterator[Event]:
    """What is told afterwards is read in any order; here it is in one."""
    selections = (Selection(name, ALWAYS, Etag("etag", ())) for name in doors.engine.catalog.resources)
    reads = {doors.writes.statements.select(selection).sql for selection in selections}
    for read, group in groupby(events, lambda event: isinstance(event, Ran) and event.sql in reads):
        found = list(group)
        yield from sorted(map(_in_order, found), key=lambda one: one.sql) if read else found


def _in_order(event: Event) -> Ran:
    assert isinstance(event, Ran)
    [[keys]] = event.bound
    several = sorted(keys if isinstance(keys, list) else orjson.loads(keys))
    return replace(event, bound=((several if isinstance(keys, list) else orjson.dumps(several).decode(),),))


# --- tests ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", params=databases.DIALECTS)
async def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    async with open_shop(request, tmp_path_factory) as shop:
        yield shop


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
async def test_case(folder: Path, shop: Shop, request: pytest.FixtureRequest):
    case = Case(folder)
    found = await files(case, shop)
    case.check(found, shop.dialect, request)
    kept = {path.name for path in folder.iterdir()} - REQUESTS - {f"{dialect}.sql" for dialect in databases.DIALECTS}
    assert kept <= found.keys(), "a file that nothing writes any more"


def test_there_are_cases():
    assert len(CASES) >= 60


@pytest.mark.parametrize("pattern", WAYS.values(), ids=WAYS)
def test_every_way_to_write_has_a_case(pattern: str):
    plans = ((folder / "plan.txt").read_text() for folder in CASES)
    assert any(re.search(pattern, plan, re.MULTILINE) for plan in plans)


def test_every_action_is_run_and_refuses():
    """Each with one at least of the errors that it declares."""
    catalog = load("domain")
    declared = actions.collect(*modules("domain"), catalog=catalog).all
    seen: dict[str, set[str | None]] = {}
    for folder in CASES:
        if (said := re.match(r"action (\w+)\n", (folder / "plan.txt").read_text())) is not None:
            shown = orjson.loads((folder / "response.rest.json").read_bytes())
            seen.setdefault(said[1], set()).add(shown["body"].get("code"))
    for action in declared:
        assert None in seen[action.name], action.name
        assert seen[action.name] & {error.code for error in action.errors}, action.name

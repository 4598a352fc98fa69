from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
from starlette.types import ASGIApp

from gateway.caller import Caller
from gateway.configured import Quota
from gateway.limits import Budget, Gate, Metering
from gateway.limits.gcra import LocalBuckets
from gateway.limits.policies import Policies
from gateway.rest.operations import PREFIX
from tests import golden
from tests.cases.folder import Folder, pretty, statement
from tests.cases.world import World
from tests.doors import AS_JSON, MOMENT, Asked, Doors, Sent, encoded

BUDGET = 10_000
CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/request.http"))


@dataclass(frozen=True, slots=True)
class Case(Folder):
    @property
    def query(self) -> str:
        return (self.folder / "request.graphql").read_text()

    @property
    def addresses(self) -> list[str]:
        """The REST requests; a line that begins with white space goes on with the one before it."""
        joined = re.sub(r"\n\s+", "", (self.folder / "request.http").read_text())
        return [line.removeprefix("GET /api/v1") for line in joined.splitlines()]


def statements(asked: list[Asked], doors: Doors, caller: Caller) -> str:
    binder = doors.engine.binder
    given = [one.prepared.statement for one in asked]
    bound = [binder.parameters(one, a.values, caller, MOMENT) for one, a in zip(given, asked, strict=True)]
    return "\n".join(statement(one.sql, binder.dialect.sign, b) for one, b in zip(given, bound, strict=True))


async def answers(case: Case, doors: Doors, dialect: str) -> dict[str, str]:
    """Every file that the case's questions give."""
    caller = case.caller
    asked = [doors.asked_rest(address, caller) for address in case.addresses]
    plan = golden.text(asked)
    assert golden.text([doors.asked_graphql(case.query, case.variables, caller)]) == plan, (
        "the doors mean different things"
    )
    graphql = await doors.graphql(case.query, case.variables, caller)
    rest = [await doors.rest(address, caller) for address in case.addresses]
    return {
        "plan.txt": plan,
        f"{dialect}.sql": statements(asked, doors, caller),
        "response.graphql.json": pretty([graphql.json]),
        "response.rest.json": pretty([reply.json for reply in rest]),
    }


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
async def test_case(folder: Path, world: World, request: pytest.FixtureRequest):
    doors = world.atelier if folder.name.startswith("atelier-") else world.shop
    case = Case(folder)
    case.check(await answers(case, doors, world.dialect), world.dialect, request)


async def charged(doors: Doors, door: ASGIApp, sent: Sent, caller: Caller) -> int:
    """The points that a request takes from a bucket of its own."""
    budget = Budget(Policies({"default": Quota(hour=BUDGET)}, 0), None, LocalBuckets(), b"")
    if doors.engine.cache is not None:
        # what is at hand costs next to nothing
        doors.engine.cache.clear_here()
    reply = await doors.ask(Metering(door, budget, Gate(1, 1)), sent, caller)
    # what is not there is null in the one, and an error in the other
    assert reply.status in {200, 404}, reply.body
    return BUDGET - int(reply.headers["ratelimit"].removeprefix('"hour";r=').partition(";")[0])


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
async def test_the_same_question_costs_the_same(folder: Path, world: World):
    """Where REST takes several requests, they cost as much together."""
    case, doors = Case(folder), world.atelier if folder.name.startswith("atelier-") else world.shop
    body = orjson.dumps({"query": case.query, "variables": case.variables})
    asked = Sent("POST", "/graphql", b"", body, AS_JSON)
    spent = 0
    for path, _, query in (address.partition("?") for address in case.addresses):
        spent += await charged(doors, doors.rest_door, Sent("GET", f"{PREFIX}{path}", encoded(query)), case.caller)
    assert await charged(doors, doors.graphql_door, asked, case.caller) == spent


def test_there_are_cases():
    assert len(CASES) >= 40

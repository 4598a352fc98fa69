from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.caller import Caller
from tests import golden
from tests.cases.folder import Folder, pretty, statement
from tests.cases.world import World
from tests.doors import MOMENT, Asked, Doors

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


def test_there_are_cases():
    assert len(CASES) >= 40

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.caller import Caller
from tests import golden
from tests.cases.world import World
from tests.doors import MOMENT, Asked, Doors, person
from tests.sql_layout import laid_out, tokens

FOLDER = Path(__file__).parent
CASES = sorted(path.parent for path in FOLDER.glob("*/request.http"))


@dataclass(frozen=True, slots=True)
class Case:
    folder: Path

    @property
    def query(self) -> str:
        return (self.folder / "request.graphql").read_text()

    @property
    def variables(self) -> dict[str, Any]:
        path = self.folder / "request.json"
        return json.loads(path.read_text()) if path.exists() else {}

    @property
    def addresses(self) -> list[str]:
        """The REST requests; a line that begins with white space goes on with the one before it."""
        joined = re.sub(r"\n\s+", "", (self.folder / "request.http").read_text())
        return [line.removeprefix("GET /api/v1") for line in joined.splitlines()]

    @property
    def caller(self) -> Caller:
        roles, *rest = (self.folder / "caller.txt").read_text().split()
        claims = dict(word.split("=") for word in rest if "=" in word)
        account = next((word for word in rest if "=" not in word), None)
        return person(*(roles.split(",") if roles != "anonymous" else ()), account=account, **claims)


def pretty(bodies: list[bytes]) -> str:
    found = [json.loads(body) for body in bodies]
    return json.dumps(found if len(found) > 1 else found[0], indent=2, ensure_ascii=False) + "\n"


def statements(asked: list[Asked], doors: Doors, caller: Caller) -> str:
    return "\n".join(statement(one, doors, caller) for one in asked)


def statement(asked: Asked, doors: Doors, caller: Caller) -> str:
    """The statement, below the values of its parameters."""
    given, binder = asked.prepared.statement, doors.engine.binder
    laid = laid_out(given.sql)
    assert tokens(laid) == tokens(given.sql)
    bound = binder.parameters(given, asked.values, caller, MOMENT)
    shown = [f"-- {binder.dialect.sign}{n} = {_shown(value)}\n" for n, value in enumerate(bound, 1)]
    return "".join(shown) + laid


def _shown(value: Any) -> str:
    return "a part of the cursors' key" if isinstance(value, bytes) else repr(value)


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
        "response.graphql.json": pretty([graphql.body]),
        "response.rest.json": pretty([reply.body for reply in rest]),
    }


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
async def test_case(folder: Path, world: World, request: pytest.FixtureRequest):
    doors = world.atelier if folder.name.startswith("atelier-") else world.shop
    for name, text in (await answers(Case(folder), doors, world.dialect)).items():
        path = folder / name
        # what both databases must say is written by the first and compared with by the second
        if request.config.getoption("--update-cases", default=False) and (
            world.dialect == "sqlite" or name == "postgres.sql"
        ):
            path.write_text(text)
        assert path.read_text() == text, f"{path.relative_to(FOLDER)}: pytest tests/cases --update-cases writes it anew"


def test_there_are_cases():
    assert len(CASES) >= 40

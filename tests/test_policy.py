"""Policies that are easily compiled wrong, asked through both doors on both databases."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType, new_class
from typing import Any

import pytest
from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from gateway.caller import ANONYMOUS, Caller
from gateway.catalog import load
from gateway.declare import Policy, rule
from gateway.package import DomainError
from gateway.policy import Policies
from tests import databases, loading
from tests.doors import Doors, open_doors, person

ANN = person(account="ann")
EVE = person(account="eve")
AUDITOR = person("auditor", account="aud")
MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
COLUMNS = ("id", "owner", "public", "secret", "until", "team_id")
ROWS = [
    (1, "ann", False, 10, None, 1),
    (2, "bob", True, 20, MOMENT.replace(hour=11), 1),
    (3, None, False, 30, MOMENT.replace(hour=13), None),
    (4, "all", False, 40, MOMENT, 2),
]
TABLES = ("notmine", "either", "samemember", "nomember", "cleared", "shared", "nobody", "masked", "timed")


@pytest.fixture(params=databases.DIALECTS)
async def doors(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Doors]:
    async with databases.empty(request, tmp_path, "tests.traps") as settings:
        await loading.make_tables(settings)
        teams = ("team", ("id", "name"), [(1, "one"), (2, "two")])
        # ann owns team 1 and only reads in team 2, which bob owns
        members = [(1, 1, "ann", "OWNER"), (2, 1, "ann", "READER"), (3, 2, "ann", "READER"), (4, 2, "bob", "OWNER")]
        tables: list[loading.Table] = [teams, ("member", ("id", "team_id", "account", "role"), members)]
        await loading.fill(settings, [*tables, *((name, COLUMNS, ROWS) for name in TABLES)])
        async with open_doors(settings, MOMENT) as opened:
            yield opened


async def seen(doors: Doors, collection: str, caller: Caller) -> list[int]:
    """The keys of the rows that exist for the caller, the same on both doors, and counted right."""
    plural = "".join(part.capitalize() for part in collection.split("-"))
    root = plural[0].lower() + plural[1:]
    rest = await doors.found(f"/{collection}?fields=id&count=exact", caller)
    graphql = await doors.data(f"{{ {root} {{ nodes {{ databaseId }} totalCount }} }}", caller=caller)
    keys = [row["id"] for row in rest["data"]]
    assert [row["databaseId"] for row in graphql[root]["nodes"]] == keys
    assert graphql[root]["totalCount"] == rest["page"]["total"] == len(keys)
    return keys


async def refused(doors: Doors, collection: str, caller: Caller) -> bool:
    reply = await doors.rest(f"/{collection}", caller)
    return reply.status == 404 and reply.json["code"] == "RESOURCE_UNKNOWN"


async def test_negation_of_a_comparison_includes_null(doors: Doors) -> None:
    assert await seen(doors, "not-mines", ANN) == [2, 3, 4]


async def test_a_claim_that_is_missing_makes_its_negation_false_too(doors: Doors) -> None:
    assert await refused(doors, "not-mines", ANONYMOUS)
    assert await refused(doors, "not-mines", person(account=""))


async def test_a_missing_claim_leaves_the_other_branches_of_a_rule(doors: Doors) -> None:
    assert await seen(doors, "eithers", ANONYMOUS) == [2, 4]
    assert await seen(doors, "eithers", ANN) == [1, 2, 4]


async def test_comparisons_over_one_relation_speak_of_one_row_and_multiply_nothing(doors: Doors) -> None:
    assert await seen(doors, "same-members", ANN) == [1, 2]
    assert await refused(doors, "same-members", ANONYMOUS)


async def test_negation_over_a_relation_includes_rows_without_it(doors: Doors) -> None:
    assert await seen(doors, "no-members", AUDITOR) == [3, 4]
    assert await refused(doors, "no-members", ANN)


async def test_a_claim_that_cannot_be_compared_counts_as_missing(doors: Doors) -> None:
    for level in (20, "20"):
        assert await seen(doors, "cleareds", person(account="ann", level=level)) == [1, 3, 4]
    odd: tuple[Any, ...] = ("high", None, [20], {"a": 1}, True, 1.5, "", 2**40, "20 ")
    for level in odd:
        assert await refused(doors, "cleareds", person(account="ann", level=level))


async def test_a_claim_may_be_a_list_of_values(doors: Doors) -> None:
    assert await seen(doors, "shareds", person(account="ann", teams=[1, "7"])) == [1, 2]
    assert await seen(doors, "shareds", person(account="ann", teams="2")) == [4]
    assert await seen(doors, "shareds", person(account="ann", teams=[])) == []
    for teams in ([1, "x"], [[1]], [None], "x"):
        assert await refused(doors, "shareds", person(account="ann", teams=teams))


async def test_a_policy_without_rules_is_nothing_to_anybody(doors: Doors) -> None:
    assert await refused(doors, "nobodies", ANN)
    reply = await doors.graphql('{ node(id: "Nobody:1") { id } }', caller=ANN)
    assert reply.json["errors"][0]["extensions"]["code"] == "RESOURCE_UNKNOWN"


async def test_a_model_without_a_policy_has_no_name(doors: Doors) -> None:
    assert await refused(doors, "unserveds", ANN)
    reply = await doors.rest("/teams?fields=unserved(id)", ANN)
    assert reply.json["code"] == "FIELD_UNKNOWN"
    assert "unserved" not in str(doors.graphql_door.executor.door.schema.as_str()).lower()


async def test_moments_are_compared_exactly(doors: Doors) -> None:
    assert await seen(doors, "timeds", ANONYMOUS) == [1, 3]
    reply = await doors.rest("/timeds?fields=id,team_id", ANONYMOUS)
    assert reply.json["code"] == "FIELD_UNKNOWN"


async def secrets(doors: Doors, caller: Caller) -> tuple[list[int | None], list[str]]:
    rest = await doors.found("/maskeds?fields=secret", caller)
    graphql = (await doors.graphql("{ maskeds { nodes { secret } } }", caller=caller)).json
    values = [row["secret"] for row in rest["data"]]
    assert [row["secret"] for row in graphql["data"]["maskeds"]["nodes"]] == values
    paths = rest.get("withheld", [])
    found = graphql.get("extensions", {}).get("withheld", [])
    assert [f"/data/{path[2]}/{path[3]}" for path in found] == paths
    return values, paths


async def test_what_is_withheld_is_told_from_null(doors: Doors) -> None:
    withheld = ["/data/1/secret", "/data/2/secret", "/data/3/secret"]
    assert await secrets(doors, ANN) == ([10, None, None, None], withheld)
    assert (await secrets(doors, AUDITOR))[0] == [None, 20, None, None]
    # For whom no rule can ever give it, it is no field.
    assert (await doors.rest("/maskeds?fields=secret", ANONYMOUS)).json["code"] == "FIELD_UNKNOWN"


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("filter[secret][gte]=0", [1]),
        ("filter[secret][neq]=10", []),
        ("filter[secret][is_null]=false", [1]),
        ("filter[secret][is_null]=true", []),
        ("filter[not][secret][gt]=15", [1, 2, 3, 4]),
        ("filter[not][secret][lt]=15", [2, 3, 4]),
        ("filter[secret][in]=10,20,30,40", [1]),
        ("filter[secret][nin]=99", [1]),
        ("sort=secret", [1, 2, 3, 4]),
        ("sort=-secret", [4, 3, 2, 1]),
    ],
)
async def test_a_withheld_value_cannot_be_guessed(doors: Doors, question: str, rows: list[int]) -> None:
    found = await doors.found(f"/maskeds?fields=id&{question}", ANN)
    assert [row["id"] for row in found["data"]] == rows


async def test_the_cursor_of_a_withheld_value_says_nothing_of_it(doors: Doors) -> None:
    """Ties among withheld values are broken by key alone, and the cursor carries null for them."""
    found = await doors.found("/maskeds?fields=id&sort=secret&first=2", ANN)
    rest = await doors.found(f"/maskeds?fields=id&sort=secret&after={found['page']['end_cursor']}", ANN)
    assert [row["id"] for row in rest["data"]] == [3, 4]


async def test_an_owner_and_a_stranger_are_bound_to_one_statement(doors: Doors) -> None:
    question = "/maskeds?fields=id,secret"
    assert doors.asked_rest(question, ANN).prepared is doors.asked_rest(question, EVE).prepared
    assert (await secrets(doors, EVE))[0] == [None] * 4


def refusal(**attributes: Any) -> str:
    """What is said of a domain of one model with this policy."""
    module = ModuleType("tests_refused")
    body = {"__module__": module.__name__, "id": fields.IntField(primary_key=True), "name": fields.CharField(9)}
    model = type("Thing", (Model,), body)
    policy = new_class(
        "ThingPolicy", (Policy,), {"model": model}, lambda body: body.update(attributes, __module__=module.__name__)
    )
    module.Thing, module.ThingPolicy = model, policy  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, module.__name__, module)
        with pytest.raises(DomainError) as error:
            Policies(load(module.__name__))
    return str(error.value)


def test_a_policy_that_cannot_be_meant_stops_the_start() -> None:
    assert "say ALL" in refusal(read=rule(Q()))
    assert "say ALL" in refusal(read=rule(Q(Q(), name="x")))
    assert "'nmae'" in refusal(read=rule(Q(nmae="x")))
    assert "'name__regex'" in refusal(read=rule(Q(name__regex="x")))

"""How often an action may be run: one count for both doors and for batches, whatever the budget says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from gateway.caller import Caller
from gateway.configured import Quota
from gateway.declare import action
from gateway.limits import Budget, Gate, Metering
from gateway.limits.gcra import LocalBuckets
from gateway.limits.policies import Policies
from gateway.package import DomainError
from gateway.rest.operations import PREFIX
from tests import databases, shop
from tests.doors import AS_JSON, MOMENT, Doors, Reply, Sent, open_doors, person

ADA: Final = replace(person("customer", account="ada"), rate_key="person:ada")
BOB: Final = replace(person("customer", account="bob"), rate_key="person:bob")


@dataclass(frozen=True, slots=True)
class Said:
    """What was said."""

    word: str


class Speaking:
    @action(on="words", limits="3/hour")
    async def say(self, word: str) -> Said:
        """Say it again."""
        return Said(word)

    @action(on="words", scope="read", limits="2/hour;10/day")
    async def hear(self) -> Said:
        """Hear it again."""
        return Said("what")


class House:
    """Both doors, and one budget."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors
        self.budget = Budget(Policies({"default": Quota(hour=1000)}, 0), None, LocalBuckets(), b"")

    async def ask(self, method: str, path: str, given: Any = None, caller: Caller = ADA) -> Reply:
        door = self.doors.graphql_door if path == "/graphql" else self.doors.rest_door
        body = b"" if given is None else orjson.dumps(given)
        sent = Sent(method, path, b"", body, AS_JSON if body else ())
        return await self.doors.ask(Metering(door, self.budget, Gate(10, 500)), sent, caller)

    async def rest(self, caller: Caller = ADA) -> int:
        return (await self.ask("POST", f"{PREFIX}/words/say", {"word": "a"}, caller)).status

    async def graphql(self, text: str) -> int:
        return (await self.ask("POST", "/graphql", {"query": text})).status


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    settings = await shop.seeded(tmp_path)
    async with open_doors(settings, MOMENT, Speaking()) as doors:
        yield House(doors)


async def test_both_doors_count_together(house: House) -> None:
    assert await house.rest() == 200
    assert await house.graphql('mutation { say(word: "b") { word } }') == 200
    assert await house.rest() == 200
    assert await house.graphql('mutation { say(word: "b") { word } }') == 429
    refused = await house.ask("POST", f"{PREFIX}/words/say", {"word": "a"})
    assert (refused.status, refused.json["violated-policies"]) == (429, ["say 3/3600s"])
    # somebody else may
    assert await house.rest(BOB) == 200


async def test_one_that_only_reads(house: House) -> None:
    assert (await house.ask("GET", f"{PREFIX}/words/hear")).status == 200
    assert await house.graphql("{ hear { word } }") == 200
    refused = await house.ask("GET", f"{PREFIX}/words/hear")
    assert (refused.status, refused.json["violated-policies"]) == (429, ["hear 2/3600s"])


async def test_a_batch_counts_all_that_it_runs(house: House) -> None:
    def operations(count: int) -> Any:
        return {"operations": [{"method": "POST", "path": "/words/say", "body": {"word": "a"}}] * count}

    assert (await house.ask("POST", f"{PREFIX}/batch", operations(2))).status == 200
    refused = await house.ask("POST", f"{PREFIX}/batch", operations(2))
    assert (refused.status, refused.json["code"]) == (429, "BUDGET_EXCEEDED")
    never = await house.ask("POST", f"{PREFIX}/batch", operations(4))
    assert (never.status, never.json["code"]) == (422, "COST_LIMIT")
    assert "would cost 4 calls" in never.json["detail"]
    both = 'mutation { a: say(word: "b") { word } b: say(word: "c") { word } }'
    assert await house.graphql(both) == 429
    assert await house.rest() == 200


async def test_no_reference_of_a_batch_leads_to_an_action(house: House) -> None:
    """Or what one says would run another, which nobody has counted."""
    said = {"method": "POST", "path": "/words/say", "body": {"word": "say"}}
    for path in ("/words/{0/word}", "/{0/word}s/say", "/api/v1/words/{0/word}"):
        led = said | {"path": path}
        refused = await house.ask("POST", f"{PREFIX}/batch", {"operations": [said, led]})
        assert (refused.status, refused.json["index"]) in {(422, 1), (404, 1)}
        if path != "/{0/word}s/say":
            assert refused.json["code"] == "BATCH_INVALID"
            assert refused.json["detail"] == "The path of an action has no references."


def test_limits_that_cannot_be_read_stop_the_start(tmp_path: Path) -> None:
    class Wrong:
        @action(on="words", limits="often")
        async def say(self, word: str) -> Said:
            """Say it again."""
            return Said(word)

    with pytest.raises(DomainError, match="the action say has limits that are not like 10/minute;100/day"):
        Doors(databases.settings_of(None, tmp_path), MOMENT, Wrong())

"""One read, two doors, two databases: the same rows, fields, order, cursors and counts, and those that the policies mean."""

from __future__ import annotations

import hmac
import os
import sqlite3
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import cycle
from random import Random
from typing import Any
from urllib.parse import urlencode

import httpx2
import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from gateway.catalog import Catalog, load
from tests.reference import doors
from tests.reference.doors import PAGE_DEFAULT, SECRET, Doors
from tests.reference.evaluate import Evaluator
from tests.reference.reads import Collection, Listing, Page, Read, Select
from tests.reference.requests import Asker, reads
from tests.reference.sample import SAMPLES, Sample
from tests.reference.sight import Sight
from tests.reference.spelling import GraphQL, Rest, Written
from tests.reference.world import World

SOAK = "TORII_SOAK" in os.environ
READS = 2000 if SOAK else 150
EVERYTHING = 10**6
MOMENT = datetime.now(UTC)
CURSOR_KEY = hmac.digest(SECRET.encode(), b"cursor", "sha256")
# an older parser has no room for what is nested deeply, and the gateway says so
ROOMY = sqlite3.sqlite_version_info >= (3, 46)


def evaluator_of(sample: Sample, catalog: Catalog, world: World, account: str) -> Evaluator:
    return Evaluator(Sight(catalog, world, sample.caller(account), MOMENT), CURSOR_KEY, PAGE_DEFAULT)


CATALOGS = {sample.domain: load(sample.domain) for sample in SAMPLES}
WORLDS = {sample.domain: sample.world(CATALOGS[sample.domain]) for sample in SAMPLES}
EVALUATORS = {
    (sample.domain, account): evaluator_of(sample, CATALOGS[sample.domain], WORLDS[sample.domain], account)
    for sample in SAMPLES
    for account in sample.accounts
}

patient = settings(
    max_examples=READS // len(EVALUATORS),
    derandomize=not SOAK,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@pytest.fixture(scope="module")
async def gateways(postgres, tmp_path_factory):
    """By domain, those on SQLite and on PostgreSQL."""
    async with AsyncExitStack() as stack:
        found = {}
        for sample in SAMPLES:
            urls = {"sqlite": None, "postgres": await stack.enter_async_context(postgres.database())}
            for dialect, url in urls.items():
                wanted = doors.settings_for(sample, url, tmp_path_factory.mktemp(dialect))
                gateway = await stack.enter_async_context(doors.opened(sample, wanted))
                await gateway.fill(WORLDS[sample.domain])
                found[sample.domain, dialect] = gateway
        yield found


@pytest.mark.parametrize(("domain", "account"), EVALUATORS)
@patient
@given(data=st.data())
async def test_any_read(gateways: dict[tuple[str, str], Doors], domain: str, account: str, data: st.DataObject) -> None:
    evaluator = EVALUATORS[domain, account]
    read = data.draw(reads(evaluator.sight))
    seed = data.draw(st.integers(0, 2**16))
    answer = evaluator.answer(read)
    for dialect in ("sqlite", "postgres"):
        note(dialect)
        asking = Asking(gateways[domain, dialect], evaluator, account, Random(seed))
        await asking.rest(read, answer)
        await asking.graphql(read, answer)


@pytest.mark.parametrize(("domain", "account"), EVALUATORS)
@patient
@given(data=st.data())
async def test_a_cursor_of_one_door_opens_the_other(gateways, domain, account, data):
    """A list walked from end to end, each page at another door of another database, forwards or backwards."""
    evaluator = EVALUATORS[domain, account]
    resource = data.draw(st.sampled_from(evaluator.sight.resources()))
    asker = Asker(data.draw, evaluator.sight)
    size, backward = data.draw(st.integers(3, 7)), data.draw(st.booleans())
    where = asker.tree(resource, 1) if data.draw(st.booleans()) else None
    listing = Listing(Select(columns=("id",)), where, asker.sort(resource))
    whole = evaluator.answer(Collection(resource.name, replace(listing, page=Page(first=EVERYTHING))))
    walk = Walk(gateways, domain, account, evaluator, Collection(resource.name, listing))
    assert await walk.keys(size, backward=backward) == [row["id"] for row in whole.rows]


@dataclass
class Walk:
    gateways: dict[tuple[str, str], Doors]
    domain: str
    account: str
    evaluator: Evaluator
    read: Collection

    async def keys(self, size: int, *, backward: bool) -> list[Any]:
        found: list[Any] = []
        cursor: str | None = None
        for ask in cycle((self.rest, self.graphql)):
            for dialect in ("sqlite", "postgres"):
                page = {"last" if backward else "first": size}
                bounds: dict[str, str] = {} if cursor is None else {"before" if backward else "after": cursor}
                keys, info = await ask(self.gateways[self.domain, dialect], page, bounds)
                found = keys + found if backward else found + keys
                cursor = info[2] if backward else info[3]
                if not (info[1] if backward else info[0]):
                    return found
        return found

    async def rest(self, gateway: Doors, page: dict[str, int], bounds: dict[str, str]) -> tuple[list[Any], list[Any]]:
        path = Rest(self.evaluator, Random(0)).path(self.read)
        response = await gateway.rest(self.account, f"{path}&{urlencode({**page, **bounds})}")
        assert response.status_code == 200, response.text
        answer = response.json()
        return [row["id"] for row in answer["data"]], list(answer["page"].values())

    async def graphql(
        self, gateway: Doors, page: dict[str, int], bounds: dict[str, str]
    ) -> tuple[list[Any], list[Any]]:
        spelling = GraphQL(self.evaluator, Random(0))
        listing = replace(self.read.listing, page=Page(**page))
        document = spelling.document(replace(self.read, listing=listing))
        for word, cursor in bounds.items():
            size = "last" if word == "before" else "first"
            document = document.replace(f"{size}: ", f'{word}: "{cursor}", {size}: ', 1)
        response = await gateway.graphql(self.account, document, spelling.variables)
        assert response.status_code == 200, response.text
        (answer,) = response.json()["data"].values()
        return [row["databaseId"] for row in answer["nodes"]], list(answer["pageInfo"].values())


@dataclass
class Asking:
    """One caller at both doors of a gateway, comparing what it gets with what it should."""

    gateway: Doors
    evaluator: Evaluator
    account: str
    random: Random

    async def rest(self, read: Read, answer: Any) -> None:
        spelling = Rest(self.evaluator, self.random)
        path = spelling.path(read)
        note(f"GET {path}")
        response = await self.gateway.rest(self.account, path)
        assert len(self.gateway.recorded.statements) == 1, response.text
        if self.too_deep(response):
            return
        expected = spelling.written(read, answer)
        if expected is None:
            assert (response.status_code, response.json()["code"]) == (404, "NOT_FOUND")
        else:
            assert response.status_code == 200, response.text
            check(response.content, expected)

    async def graphql(self, read: Read, answer: Any) -> None:
        spelling = GraphQL(self.evaluator, self.random)
        document = spelling.document(read)
        note(f"{document} {spelling.variables}")
        response = await self.gateway.graphql(self.account, document, spelling.variables)
        assert len(self.gateway.recorded.statements) == 1, response.text
        if self.too_deep(response):
            return
        assert response.status_code == 200, response.text
        check(response.content, spelling.written(read, answer))

    def too_deep(self, response: httpx2.Response) -> bool:
        crowded = self.gateway.settings.database.dialect == "sqlite" and not ROOMY
        return crowded and response.status_code == 422 and "DEPTH_LIMIT" in response.text


def check(body: bytes, expected: Written) -> None:
    if expected.exact:
        assert body.decode() == expected.body.decode()
    else:
        assert canonical(body) == canonical(expected.body)


def canonical(body: bytes) -> bytes:
    """JSON that says the same is the same: members in any order, and a whole number however it was written."""
    return orjson.dumps(_whole(orjson.loads(body)), option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)


def _whole(value: Any) -> Any:
    match value:
        case dict():
            return {name: _whole(inner) for name, inner in value.items()}
        case list():
            return [_whole(inner) for inner in value]
        case float() if value.is_integer() and abs(value) < 2**53:
            return int(value)
    return value

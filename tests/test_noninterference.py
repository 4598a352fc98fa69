"""What a caller may not read has no influence on what it is answered: two databases that differ in nothing else give the
same bytes."""

from __future__ import annotations

import hmac
import os
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from random import Random

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from gateway.catalog import load
from tests.reference import doors
from tests.reference.doors import PAGE_DEFAULT, SECRET, Doors
from tests.reference.evaluate import Evaluator
from tests.reference.hiding import Disguise, differences
from tests.reference.reads import Read
from tests.reference.requests import prying_reads
from tests.reference.sample import SAMPLES
from tests.reference.sight import Sight
from tests.reference.spelling import GraphQL, Rest

SOAK = "TORII_SOAK" in os.environ
PAIRS = 2000 if SOAK else 150
READS_PER_WORLD = 8
STEPS = st.lists(st.integers(0, 2**16), min_size=8, max_size=12)
DIALECTS = ("sqlite", "postgres") if SOAK else ("sqlite",)
MOMENT = datetime.now(UTC)
CURSOR_KEY = hmac.digest(SECRET.encode(), b"cursor", "sha256")

CATALOGS = {sample.domain: load(sample.domain) for sample in SAMPLES}
WORLDS = {sample.domain: sample.world(CATALOGS[sample.domain]) for sample in SAMPLES}
# whoever sees everything has nothing to be kept from
CALLERS = [(sample, account) for sample in SAMPLES for account in sample.accounts if account not in {"clerk", "admin"}]
Pair = tuple[Doors, Doors]

patient = settings(
    max_examples=max(1, PAIRS // READS_PER_WORLD // len(CALLERS)),
    derandomize=not SOAK,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@pytest.fixture(scope="module", params=DIALECTS)
async def pairs(request, tmp_path_factory):
    """By domain, two gateways that know the same secrets."""
    async with AsyncExitStack() as stack:
        found = {}
        for sample in SAMPLES:
            pair = []
            for name in ("one", "other"):
                url = None
                if request.param == "postgres":
                    url = await stack.enter_async_context(request.getfixturevalue("postgres").database())
                wanted = doors.settings_for(sample, url, tmp_path_factory.mktemp(name))
                pair.append(await stack.enter_async_context(doors.opened(sample, wanted)))
            await pair[0].fill(WORLDS[sample.domain])
            found[sample.domain] = (pair[0], pair[1])
        yield found


@pytest.mark.parametrize(("sample", "account"), CALLERS, ids=lambda value: getattr(value, "domain", value))
@patient
@given(data=st.data())
async def test_what_is_hidden_does_not_show(pairs, sample, account, data):
    one, other = pairs[sample.domain]
    sight = Sight(CATALOGS[sample.domain], WORLDS[sample.domain], sample.caller(account), MOMENT)
    world = Disguise(sight, sample).changed(data.draw(STEPS))
    secrets = differences(sight.catalog, sight.world, world)
    note(str(secrets))
    await other.fill(world)
    for _ in range(READS_PER_WORLD):
        read, seed = data.draw(prying_reads(sight, secrets)), data.draw(st.integers(0, 2**16))
        await compare((one, other), Evaluator(sight, CURSOR_KEY, PAGE_DEFAULT), account, read, seed)


async def compare(pair: Pair, evaluator: Evaluator, account: str, read: Read, seed: int) -> None:
    path = Rest(evaluator, Random(seed)).path(read)
    note(f"GET {path}")
    assert seen(await pair[0].rest(account, path)) == seen(await pair[1].rest(account, path))
    spelling = GraphQL(evaluator, Random(seed))
    document = spelling.document(read)
    note(f"{document} {spelling.variables}")
    answers = [await gateway.graphql(account, document, spelling.variables) for gateway in pair]
    assert seen(answers[0]) == seen(answers[1])


def seen(response: httpx2.Response) -> tuple[int, list[tuple[str, str]], str]:
    headers = [(name, value) for name, value in response.headers.items() if name.lower() != "date"]
    return response.status_code, headers, response.content.decode()

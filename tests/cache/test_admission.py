"""Who may have an answer is asked where it is known what the answer takes, and a refusal keeps nobody else waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest

from gateway.cache.answers import AnswerCache
from gateway.cache.consistency import Tokens
from gateway.cache.question import Freshness, Question
from gateway.errors import BudgetExceeded
from tests.cache.processes import until


@dataclass
class Asker:
    """What it was let in for; or it is refused."""

    refused: bool = False
    told: list[bool] = field(default_factory=list)

    async def admit(self, *, at_hand: bool) -> None:
        self.told.append(at_hand)
        await asyncio.sleep(0)
        if self.refused:
            raise BudgetExceeded("No more.")


@pytest.fixture
async def caches(redis_url: str) -> AsyncIterator[Sequence[AnswerCache]]:
    async def nothing_missed(*, everything: bool) -> bool:
        return True

    async with AsyncExitStack() as stack:
        found = [AnswerCache(100_000, Tokens(b"k"), recent=1000, redis=(redis_url, "test")) for _ in range(2)]
        for cache in found:
            await stack.enter_async_context(cache.running(nothing_missed))
        await until(lambda: all(cache.shared and cache.shared.up for cache in found))
        yield found


def question(key: str) -> Question:
    return Question(key, lambda: ["t"], 60)


async def made() -> bytes:
    return b"made"


async def never() -> bytes:
    raise AssertionError("nobody was let in")


async def test_what_is_at_hand_is_said_to_be(caches: Sequence[AnswerCache]) -> None:
    asker = Asker()
    for _ in range(2):
        assert (await caches[0].answer(question("a"), made, asker.admit)).body == b"made"
    await caches[0].answer(question("a"), made, asker.admit, Freshness.CHECKED)
    await caches[0].answer(question("a"), made, asker.admit, Freshness.DATABASE)
    # one that has to be confirmed may turn out to be no longer right
    assert asker.told == [False, True, False, False]


async def test_who_waits_for_somebody_else_is_let_in_when_it_is_there(caches: Sequence[AnswerCache]) -> None:
    go = asyncio.Event()

    async def slow() -> bytes:
        await go.wait()
        return b"slow"

    first, second = Asker(), Asker()
    leading = asyncio.create_task(caches[0].answer(question("b"), slow, first.admit))
    await until(lambda: first.told)
    joining = asyncio.create_task(caches[0].answer(question("b"), never, second.admit))
    await asyncio.sleep(0)
    assert second.told == []
    go.set()
    assert [(await one).body for one in (leading, joining)] == [b"slow"] * 2
    assert (first.told, second.told) == ([False], [True])


async def test_who_is_refused_leaves_it_to_the_next(caches: Sequence[AnswerCache]) -> None:
    one, other = caches
    refused, waiting = Asker(refused=True), Asker()
    leading = asyncio.create_task(one.answer(question("c"), never, refused.admit))
    await asyncio.sleep(0)
    # in the same process
    joining = asyncio.create_task(one.answer(question("c"), made, waiting.admit))
    with pytest.raises(BudgetExceeded):
        await leading
    assert (await joining).body == b"made"
    assert waiting.told == [False]
    # and in another, which need not wait for it
    with pytest.raises(BudgetExceeded):
        await one.answer(question("d"), never, refused.admit)
    assert one.shared and other.shared
    await until(lambda: one.shared and not one.shared.pipelined._sending)
    seen = await other.shared.seen(other.shared.look(question("d"), ["t"], ""))
    assert seen is not None and seen.state == "make"

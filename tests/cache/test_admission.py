"""Who may have an answer is asked where it is known what the answer takes, and a refusal keeps nobody else waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from redis.asyncio import Redis

from gateway.cache.answers import AnswerCache
from gateway.cache.consistency import Tokens
from gateway.cache.question import Freshness, Question
from gateway.cache.shared import INLINE, LARGEST
from gateway.errors import BudgetExceeded, GatewayError, Overloaded
from tests.cache.processes import until


@dataclass
class Asker:
    """What it was let in for; or it is refused, by whom and when."""

    refusal: GatewayError | None = None
    known: bool = False
    told: list[bool] = field(default_factory=list)

    async def __call__(self, *, at_hand: bool) -> None:
        self.told.append(at_hand)
        await asyncio.sleep(0)
        if self.refusal is not None:
            raise self.refusal

    def check(self) -> None:
        if self.known and self.refusal is not None:
            raise self.refusal

    def turned_away(self) -> Overloaded:
        return Overloaded("Not now.")


@pytest.fixture
async def caches(redis_url: str) -> AsyncIterator[Sequence[AnswerCache]]:
    async def nothing_missed(*, everything: bool) -> bool:
        return True

    async with AsyncExitStack() as stack:
        found = [AnswerCache(20_000_000, Tokens(b"k"), recent=1000, redis=(redis_url, "test")) for _ in range(2)]
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
        assert (await caches[0].answer(question("a"), made, asker)).body == b"made"
    await caches[0].answer(question("a"), made, asker, Freshness.CHECKED)
    await caches[0].answer(question("a"), made, asker, Freshness.DATABASE)
    # one that has to be confirmed may turn out to be no longer right
    assert asker.told == [False, True, False, False]


async def test_what_has_ended_is_not_at_hand() -> None:
    now, asker = 0.0, Asker()
    cache = AnswerCache(20_000_000, Tokens(b"k"), recent=1, clock=lambda: now)
    assert cache.at_hand(question("a")) is None
    await cache.answer(question("a"), made, asker)
    # a tenth less or more than it was to be kept
    now = 53.9
    assert (found := cache.at_hand(question("a"))) is not None and found.body == b"made"
    assert cache.at_hand(question("a"), Freshness.DATABASE) is None
    now = 66.1
    assert cache.at_hand(question("a")) is None
    await cache.answer(question("a"), made, asker)
    assert asker.told == [False, False]


async def test_who_waits_for_somebody_else_is_let_in_when_it_is_there(caches: Sequence[AnswerCache]) -> None:
    go = asyncio.Event()

    async def slow() -> bytes:
        await go.wait()
        return b"slow"

    first, second = Asker(), Asker()
    leading = asyncio.create_task(caches[0].answer(question("b"), slow, first))
    await until(lambda: first.told)
    joining = asyncio.create_task(caches[0].answer(question("b"), never, second))
    await asyncio.sleep(0)
    assert second.told == []
    go.set()
    assert [(await one).body for one in (leading, joining)] == [b"slow"] * 2
    assert (first.told, second.told) == ([False], [True])


async def test_who_is_refused_leaves_it_to_the_next(caches: Sequence[AnswerCache]) -> None:
    one, other = caches
    refused, waiting = Asker(BudgetExceeded("No more.")), Asker()
    leading = asyncio.create_task(one.answer(question("c"), never, refused))
    await asyncio.sleep(0)
    # in the same process
    joining = asyncio.create_task(one.answer(question("c"), made, waiting))
    with pytest.raises(BudgetExceeded):
        await leading
    assert (await joining).body == b"made"
    assert waiting.told == [False]
    # and in another, which need not wait for it
    with pytest.raises(BudgetExceeded):
        await one.answer(question("d"), never, refused)
    assert one.shared and other.shared
    await until(lambda: one.shared and not one.shared.pipelined._sending)
    assert await state(other, "d") == "make"


async def state(cache: AnswerCache, key: str) -> str | None:
    """What Redis tells somebody else."""
    assert cache.shared is not None
    asked = question(key)
    seen = await cache.shared.seen(asked, cache.shared.look(asked, ["t"], ""))
    return seen.state if seen is not None else None


async def test_who_is_known_to_be_refused_is_worth_no_question(caches: Sequence[AnswerCache], redis_url: str) -> None:
    refused = Asker(BudgetExceeded("No more."), known=True)
    async with Redis.from_url(redis_url) as client:
        before = await client.dbsize()
        for number in range(20):
            with pytest.raises(BudgetExceeded):
                await caches[0].answer(question(f"flood {number}"), never, refused)
        assert await client.dbsize() == before
    assert refused.told == []


async def test_all_who_wait_for_one_that_is_turned_away_are(caches: Sequence[AnswerCache]) -> None:
    leader, others = Asker(Overloaded("Too much.")), [Asker() for _ in range(5)]
    asked = [asyncio.create_task(caches[0].answer(question("e"), never, one)) for one in (leader, *others)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(error) for error in found] == [Overloaded] * 6
    # each has an error of its own: what is added to it on the way out is nobody else's
    assert len({id(error) for error in found}) == 6
    assert [one.told for one in others] == [[]] * 5


async def test_who_goes_away_while_it_looks_leaves_it_to_the_next(
    caches: Sequence[AnswerCache], redis_url: str
) -> None:
    one, other = caches
    gone = Asker()
    async with Redis.from_url(redis_url) as client:
        await client.client_pause(100)
        asking = asyncio.create_task(one.answer(question("f"), never, gone))
        await until(lambda: gone.told)
        asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert one.shared is not None
    await until(lambda: one.shared and not one.shared.pipelined._sending)
    assert await state(other, "f") == "make"


@pytest.mark.parametrize("size", [INLINE - 100, INLINE + 1, LARGEST + 1], ids=["together", "by itself", "not kept"])
async def test_a_long_answer_is_in_nobodys_way(caches: Sequence[AnswerCache], size: int) -> None:
    one, other = caches
    body = b"x" * size

    async def long() -> bytes:
        return body

    await one.answer(question("g"), long, Asker())
    await until(lambda: not one._filling and one.shared and not one.shared.pipelined._sending)
    found = await other.answer(question("g"), long if size > LARGEST else never, Asker())
    assert (found.body, found.status) == (body, "miss" if size > LARGEST else "hit")

"""Who would have the cache give what it should not, or to whom it should not: none succeeds."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from gateway.cache.consistency import HEADER, SECONDS, Tokens
from gateway.cache.question import Freshness
from gateway.caller import ANONYMOUS, Caller
from tests.cache.processes import WRITER, Process, processes, settings_of
from tests.doors import AS_JSON, Reply, Sent, person
from tests.loading import make_tables

ANN, BOB = person("owner", account="ann"), person("owner", account="bob")
SECRET: Final = "fields=title,secret"
DOORS: Final = ("rest", "graphql")


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[Process]:
    settings = settings_of(None, None, tmp_path)
    await make_tables(settings)
    async with processes(settings, 1) as [process]:
        await process.note_down("hers", owner="ann", secret="mine")
        yield process


async def ask(
    process: Process, door: str, caller: Caller, headers: dict[str, str] | None = None, query: str = SECRET
) -> Reply:
    given = [(name.encode(), value.encode("latin-1")) for name, value in (headers or {}).items()]
    if door == "rest":
        sent = Sent("GET", "/api/v1/notes/1", query.encode(), b"", given)
        return await process.doors.ask(process.doors.rest_door, sent, caller)
    fields = query.removeprefix("fields=").replace(",", " ")
    sent = Sent(
        "GET", "/graphql", f"query={{note(id:%22Note:1%22){{{fields.replace(' ', '%20')}}}}}".encode(), b"", given
    )
    return await process.doors.ask(process.doors.graphql_door, sent, caller)


@pytest.mark.parametrize("door", DOORS)
async def test_nobody_is_answered_with_what_was_made_for_somebody_else(process: Process, door: str) -> None:
    for _ in range(2):
        assert b"mine" in (await ask(process, door, ANN)).body
        assert b"mine" in (await ask(process, door, WRITER)).body
        assert b"mine" not in (await ask(process, door, BOB)).body
        assert b"mine" not in (await ask(process, door, ANONYMOUS)).body


@pytest.mark.parametrize("door", DOORS)
async def test_the_tag_of_another_tells_nothing(process: Process, door: str) -> None:
    """It is answered as any other that does not fit: in full, as the one who asks may read it."""
    hers = (await ask(process, door, ANN)).headers["etag"]
    for caller in (BOB, ANONYMOUS):
        plain, tried = await ask(process, door, caller), await ask(process, door, caller, {"if-none-match": hers})
        assert plain.headers.get("etag") != hers
        assert (tried.status, tried.body) == (plain.status, plain.body)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "headers",
    [
        {"cache-control": "no-store"},
        {"cache-control": "only-if-cached, max-stale=99999"},
        {"cache-status": "torii; hit", "age": "5"},
        {"surrogate-key": "note.id=2", "surrogate-control": "max-age=9999"},
        {"vary": "*", "x-cache": "hit"},
        {"x-forwarded-host": "evil.example", "x-forwarded-scheme": "nothttps", "x-original-url": "/api/v1/notes/2"},
        {"x-http-method-override": "PURGE", "x-forwarded-prefix": "/evil"},
        {"host": "evil.example", "forwarded": "host=evil.example"},
        {"accept-language": "<script>", "user-agent": "<script>", "origin": "https://evil.example"},
        {"x-consistency-token": "<script>"},
        {"range": "bytes=0-1", "if-range": "x"},
    ],
    ids=lambda headers: next(iter(headers)),
)
async def test_a_header_that_is_in_no_key_is_in_no_answer(process: Process, door: str, headers: dict[str, str]) -> None:
    """What is kept after such a request is what is kept without it."""
    poisoned = await ask(process, door, ANONYMOUS, headers, "fields=title")
    clean = await ask(process, door, ANONYMOUS, None, "fields=title")
    assert poisoned.status == clean.status == 200 and poisoned.body == clean.body
    assert poisoned.headers["etag"] == clean.headers["etag"]
    assert clean.headers["cache-status"].startswith("torii; hit")
    for reply in (poisoned, clean):
        said = " ".join([*reply.headers.values(), reply.body.decode()])
        assert "evil" not in said and "<script>" not in said
        assert reply.headers["vary"] == "Accept, Authorization, Cookie"


async def test_a_token_is_made_by_nobody_else() -> None:
    tokens, now = Tokens(b"key"), 1_000_000.0
    token = tokens.make(now, told=False)
    assert tokens.freshness(token, now + 1) is Freshness.DATABASE
    assert tokens.freshness(tokens.make(now, told=True), now + 1) is Freshness.CHECKED
    assert tokens.freshness(token, now + SECONDS + 1) is Freshness.RECENT
    said, _, signature = token.rpartition(".")
    forged = [
        "",
        "x",
        said,
        f"{said}.{'0' * 16}",
        token.replace(".d.", ".c."),
        f"{int(now * 1000) + 1}.d.{signature}",
        f"{said}.{hmac.digest(b'other', said.encode(), 'sha256').hex()[:16]}",
        token + "0",
        "9" * 400,
        "-1.d.0000000000000000",
        "١٢٣.d." + signature,
        token.upper(),
    ]
    # the worst that a forger has is that Redis is asked
    assert {tokens.freshness(one, now) for one in forged} == {Freshness.CHECKED}
    assert tokens.freshness(None, now) is Freshness.RECENT


@pytest.mark.parametrize("door", ["rest", "graphql"])
async def test_of_two_tokens_the_first_counts(process: Process, door: str) -> None:
    await process.title(1)
    token = process.cache.tokens.make(process.doors.moment.timestamp(), told=False).encode()
    path = ("/api/v1/notes/1", b"fields=title") if door == "rest" else ("/graphql", b'query={note(id:"Note:1"){title}}')
    served = process.doors.rest_door if door == "rest" else process.doors.graphql_door
    status = []
    for order in ((token, b"x"), (b"x", token)):
        headers = [(b"x-consistency-token", one) for one in order]
        reply = await process.doors.ask(served, Sent("GET", *path, b"", headers), ANONYMOUS)
        status.append(reply.headers["cache-status"])
    assert "fwd=request" in status[0] and "fwd=request" not in status[1]


async def test_a_forged_token_costs_the_database_nothing(pair: tuple[Process, Process]) -> None:
    one, _ = pair
    await one.title(1)
    before = one.statements
    for forged in ("x", "1.d.0000000000000000", f"{int(one.doors.moment.timestamp() * 1000)}.d.{'f' * 16}"):
        assert await one.title(1, token=forged) == "old"
    assert one.statements == before


async def test_a_token_may_be_used_by_anybody_and_shows_nobody_more(pair: tuple[Process, Process]) -> None:
    one, other = pair
    token = await one.rename(1, "new")
    for process in pair:
        assert await process.title(1, BOB, token=token) == "new"
    assert await other.title(1, ANONYMOUS, token=f"{token},{token}") == "new"


async def test_a_flood_of_questions_pushes_out_no_more_than_the_memory_has(tmp_path: Path) -> None:
    settings = settings_of(None, None, tmp_path, cache_bytes=100_000)
    await make_tables(settings)
    async with processes(settings, 1) as [process]:
        await process.note_down("old")
        for number in range(400):
            sent = Sent("GET", "/api/v1/notes", f"filter[title]={'x' * 200}{number}".encode())
            assert (await process.doors.ask(process.doors.rest_door, sent, ANONYMOUS)).status == 200
        assert process.cache.memory.currsize <= 100_000
        assert 10 < len(process.cache.memory) < 200
        tags = process.cache.memory._by_tag
        assert set().union(*tags.values()) == set(process.cache.memory)


async def test_who_goes_away_leaves_nobody_waiting(process: Process) -> None:
    there, go = process.hold("before")
    leading = asyncio.create_task(ask(process, "rest", ANN))
    await there.wait()
    joined = [asyncio.create_task(ask(process, "rest", ANN)) for _ in range(5)]
    await asyncio.sleep(0)
    leading.cancel()
    replies = await asyncio.gather(*joined)
    go.set()
    assert {reply.status for reply in replies} == {200}
    assert process.statements == 2


async def test_what_fails_is_told_to_all_who_wait_and_kept_for_nobody(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair

    async def broken(*_: object) -> str:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(one.engine.database, "fetch", broken)
        reply = (await one.note(1))[1]
        assert reply.status == 500 and "cache-status" not in reply.headers
    # nobody waits for who could not make it
    async with asyncio.timeout(0.4):
        assert await other.title(1) == "old"
    assert await one.title(1) == "old"


async def test_what_is_wrong_with_a_write_is_not_told_as_done(process: Process) -> None:
    sent = Sent("PATCH", "/api/v1/notes/1", b"", b'{"title": ""}', AS_JSON)
    reply = await process.doors.ask(process.doors.rest_door, sent, WRITER)
    assert reply.status == 422 and HEADER.decode() not in reply.headers

"""Files as they come in life: slow, twice, too large, half, from somebody who may not, and while others write."""

from __future__ import annotations

import asyncio
import time
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Scope

from gateway.caller import ANONYMOUS, Caller
from gateway.errors import Overloaded, RequestMalformed
from gateway.http import deadline
from gateway.http.answer import ANSWER, Answer
from gateway.http.deadline import Deadline
from gateway.http.guard import UPLOADS, Guard, Sizes
from gateway.rest import spool, upload
from gateway.sql.session import Collided
from gateway.writing import creating
from tests.databases import DIALECTS
from tests.doors import metered
from tests.rest.desk import OWNER, WRITER, Desk, opened

LINES: Final = "application/jsonl"


@pytest.fixture(scope="module", params=DIALECTS)
async def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with opened(request, tmp_path_factory) as found:
        yield found


def lines(title: str, count: int) -> bytes:
    return b'{"title": "%s"}\n' % title.encode() * count


def scope(caller: Caller, **more: Any) -> Scope:
    return {
        "type": "http", "method": "POST", "path": "/api/v1/notes", "query_string": b"", "request_id": "x",
        "headers": [(b"content-type", LINES.encode())], "caller": caller, ANSWER: Answer(unsent), **more,
    }  # fmt: skip


async def unsent(message: Message) -> None:
    raise AssertionError(message)


# --- all or nothing ---------------------------------------------------------------------------------------------------


async def test_one_bad_line_of_many_is_found_and_nothing_is_kept(desk: Desk) -> None:
    head = b"title,text\n"
    rows = b"".join(b"Many,%d\n" % n for n in range(20_000))
    bad = head + rows + b"M,short\n" + rows
    reply = await desk.ask("POST", "/notes", bad, kind="text/csv")
    assert (reply.status, reply.json["code"]) == (422, "INPUT_INVALID")
    assert [(v["pointer"], v["code"]) for v in reply.json["violations"]] == [("/20002/title", "VALUE_REFUSED")]
    assert await desk.count("note", "title = 'Many'") == 0


async def test_the_first_hundred_of_what_is_wrong_are_reported(desk: Desk) -> None:
    # of a line that is none the words are found before those of values
    body = b'{"title": 5}\n' * 60 + b"x\n" * 60
    reply = await desk.ask("POST", "/notes", body, kind=LINES)
    assert [v["pointer"] for v in reply.json["violations"]] == [
        *(f"/{n}/title" for n in range(1, 61)),
        *(f"/{n}" for n in range(61, 101)),
    ]


@pytest.mark.parametrize("sent", [0, 1, 700])
async def test_a_client_that_hangs_up_has_sent_nothing(desk: Desk, sent: int) -> None:
    parts: list[Message] = [{"type": "http.request", "body": lines("Hung up", sent), "more_body": True}]
    coming = iter([*parts, {"type": "http.disconnect"}])

    async def receive() -> Message:
        return next(coming)

    with pytest.raises(ClientDisconnect):
        await metered(desk.doors.rest_door)(scope(WRITER), receive, unsent)
    assert await desk.count("note", "title = 'Hung up'") == 0
    assert (await desk.ask("POST", "/notes", {"title": "After"})).status == 201


async def test_a_file_that_was_in_the_way_of_others_is_written_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tried = creating.create, 0

    async def create(*given: Any) -> Any:
        nonlocal tried
        tried += 1
        if tried == 3:
            raise Collided
        return await real(*given)

    monkeypatch.setattr(creating, "create", create)
    reply = await desk.ask("POST", "/notes", lines("Collided", 1700), kind=LINES)
    assert (reply.status, reply.json) == (201, {"created": 1700})
    assert await desk.count("note", "title = 'Collided'") == 1700


async def test_a_file_is_written_once_by_its_key(desk: Desk) -> None:
    body = lines("Keyed", 600)
    first = await desk.ask("POST", "/notes", body, kind=LINES, idempotency_key="file")
    again = await desk.ask("POST", "/notes", body, kind=LINES, idempotency_key="file")
    assert (again.status, again.body, again.headers["idempotency-replayed"]) == (201, first.body, "true")
    assert await desk.count("note", "title = 'Keyed'") == 600
    for other, kind in ((lines("Keyed", 601), LINES), (b"title\nKeyed\n", "text/csv")):
        reply = await desk.ask("POST", "/notes", other, kind=kind, idempotency_key="file")
        assert (reply.status, reply.json["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    refused = [await desk.ask("POST", "/notes", b"x\n", kind=LINES, idempotency_key="bad") for _ in range(2)]
    assert refused[0].body == refused[1].body
    assert [one.status for one in refused] == [422, 422]
    assert "idempotency-replayed" in refused[1].headers


async def test_a_file_can_be_tried(desk: Desk) -> None:
    reply = await desk.ask("POST", "/notes", lines("Tried", 600), kind=LINES, prefer="tx=rollback, return=minimal")
    assert (reply.status, reply.json, reply.headers["preference-applied"]) == (201, {"created": 600}, "tx=rollback")
    assert await desk.count("note", "title = 'Tried'") == 0


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"\n", b"no json", b'{"title": "Good"}'])
async def test_who_may_not_is_told_so_of_any_file(desk: Desk, body: bytes) -> None:
    for path, caller, code in (
        ("/notes", ANONYMOUS, "TOKEN_MISSING"),
        ("/cards", OWNER, "WRITE_FORBIDDEN"),
        ("/clips", WRITER, "RESOURCE_UNKNOWN"),
        ("/nothing", WRITER, "RESOURCE_UNKNOWN"),
    ):
        assert (await desk.ask("POST", path, body, caller, kind=LINES)).json["code"] == code


async def test_nothing_is_read_of_who_may_not(desk: Desk) -> None:
    async def receive() -> Message:
        raise AssertionError("it was read")

    for path, caller in (("/api/v1/notes", ANONYMOUS), ("/api/v1/cards", OWNER)):
        with pytest.raises(Exception, match=r"Nobody may do this|You may not create"):
            await metered(desk.doors.rest_door)(scope(caller, path=path), receive, unsent)


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/notes", "text/csv; charset=latin-1", 415),
        ("/notes", "application/jsonl; charset=utf-16", 415),
        ("/notes", "text/csv; charset=UTF-8; header=present", 201),
        ("/notes/1", "text/csv", 405),
        ("/batch", "text/csv", 415),
        ("/notes?fields=id", "text/csv", 422),
    ],
)
async def test_what_may_be_a_file(desk: Desk, path: str, kind: str, status: int) -> None:
    assert (await desk.ask("POST", path, b"title\nKinds\n", kind=kind)).status == status


# --- slow and large ---------------------------------------------------------------------------------------------------


async def test_nobody_waits_for_a_client_that_takes_its_time(desk: Desk) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    parts = iter([(lines("Slow", 700), True), (lines("Slow", 1), False)])
    sent: list[Message] = []

    async def receive() -> Message:
        part, more = next(parts)
        if not more:
            begun.set()
            await go_on.wait()
        return {"type": "http.request", "body": part, "more_body": more}

    async def send(message: Message) -> None:
        sent.append(message)

    uploading = asyncio.create_task(metered(desk.doors.rest_door)(scope(WRITER), receive, send))
    await begun.wait()
    # on SQLite there is one writer at a time, and it is not the client that sleeps
    assert (await desk.ask("POST", "/notes", {"title": "Meanwhile"})).status == 201
    go_on.set()
    await uploading
    assert sent[0]["status"] == 201
    assert await desk.count("note", "title = 'Slow'") == 701


async def blocks(size: int, count: int) -> AsyncIterator[bytes]:
    for n in range(count):
        yield bytes([n % 256]) * size


async def test_a_body_takes_no_memory_and_can_be_read_again() -> None:
    tracemalloc.start()
    try:
        async with spool.spooled(blocks(65_536, 512)) as body:
            for _ in range(2):
                size = 0
                async for block in body.blocks():
                    size += len(block)
                assert size == 512 * 65_536
            _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * spool.BLOCK


async def test_a_body_for_which_there_is_no_room_is_too_much_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: object, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile.write", full)
    with pytest.raises(Overloaded):
        async with spool.spooled(blocks(10, 1)):
            pass


async def test_long_lines_are_written_a_few_at_a_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    portions: list[int] = []
    make = creating.make

    async def counted(work: Any, resource: Any, new: list[Any], violations: Any) -> list[Any]:
        portions.append(len(new))
        return await make(work, resource, new, violations)

    monkeypatch.setattr(creating, "make", counted)
    line = b'{"title": "long", "text": "%s"}\n' % (b"x" * 60_000)
    assert (await desk.ask("POST", "/notes", line * 100, kind=LINES)).json == {"created": 100}
    assert sum(portions) == 100
    assert max(portions) * 60_000 < 1.2 * upload.PORTION_BYTES


async def test_a_line_without_an_end_is_too_large(desk: Desk) -> None:
    for kind, body in ((LINES, b'{"title": "Endless", "text": "'), ("text/csv", b'title\n"')):
        reply = await desk.ask("POST", "/notes", body + b"x\n" * 20 + b"y" * 1_200_000, kind=kind)
        assert reply.status in {413, 422}
    assert await desk.count("note", "title = 'Endless'") == 0


async def test_a_cell_over_many_lines_costs_what_its_bytes_cost(desk: Desk) -> None:
    before = time.process_time()
    reply = await desk.ask("POST", "/cards", b'id,details\nlong,"' + b"\n" * 400_000 + b'"\n', kind="text/csv")
    assert [v["pointer"] for v in reply.json["violations"]] == ["/2/details"]
    # it took half a minute where every line looked at all lines before it
    assert time.process_time() - before < 5


async def test_a_cell_may_be_as_long_as_a_line(desk: Desk) -> None:
    reply = await desk.ask("POST", "/notes", b"title,text\nCell," + b"x" * 200_000 + b"\n", kind="text/csv")
    assert [(v["pointer"], v["code"]) for v in reply.json["violations"]] == [("/2/text", "VALUE_INVALID")]


# --- what watches over it ---------------------------------------------------------------------------------------------


async def test_one_media_type_decides_how_large_a_body_may_be_and_how_it_is_read() -> None:
    guard = Guard(unsent, Sizes(100, 10**9, 8192, 64, 8192, 32_768))  # type: ignore[arg-type]
    headers = [(b"host", b"a"), (b"content-type", b"application/json; a=b"), (b"content-type", b"text/csv")]
    asked = scope(WRITER, headers=headers)
    with pytest.raises(RequestMalformed):
        await guard(asked, unsent, unsent)  # type: ignore[arg-type]
    assert UPLOADS not in asked


class Clock:
    """A loop that is only asked for the time, which passes while something is awaited. `running` is what it looks at."""

    def __init__(self) -> None:
        self.now = 100.0
        self.running: Any = None

    @property
    def until(self) -> float:
        return float(self.running.moment)

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, _look: Any) -> None:
        assert 0 < seconds <= deadline.LOOKS_SECONDS


@pytest.mark.parametrize("uploads", [True, False])
async def test_the_time_begins_anew_for_a_part_and_not_for_a_byte(
    uploads: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, sizes = Clock(), iter([1, 1, deadline.PART, 1, deadline.PART - 1, 1])
    waited: list[float] = []
    worked: list[float] = []

    async def receive() -> Message:
        waited.append(clock.until - clock.now)
        clock.now += 1
        size = next(sizes, 0)
        return {"type": "http.request", "body": b"x" * size, "more_body": size > 0}

    async def app(given: Scope, receive: Any, send: Any) -> None:
        more, clock.running = True, receive.__self__
        while more:
            more = (await receive())["more_body"]
            worked.append(clock.until - clock.now)

    monkeypatch.setattr("gateway.http.deadline.asyncio.get_running_loop", lambda: clock)
    await Deadline(app, 10)(scope(WRITER, **({UPLOADS: True} if uploads else {})), receive, unsent)
    assert (waited, worked) == ([10, 9, 8, 10, 9, 10, 9], [10] * 7)


@pytest.mark.parametrize(("uploads", "left"), [(True, [10, 6]), (False, [7, 3])], ids=["upload", "body"])
async def test_work_has_its_own_time_which_an_upload_gets_anew(
    uploads: bool, left: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, found = Clock(), list[float]()

    async def receive() -> Message:
        clock.now += 5
        return {"type": "http.request", "body": b"x"}

    async def app(given: Scope, receive: Any, send: Any) -> None:
        clock.running = receive.__self__
        clock.now += 3
        await receive()
        found.append(clock.until - clock.now)
        clock.now += 4
        # who waits for the end of a client waits for no body
        await receive()
        found.append(clock.until - clock.now + 5)
        if uploads:
            given[deadline.PROGRESS]()
            assert clock.until - clock.now == 10

    monkeypatch.setattr("gateway.http.deadline.asyncio.get_running_loop", lambda: clock)
    await Deadline(app, 10)(scope(WRITER, **({UPLOADS: True} if uploads else {})), receive, unsent)
    assert found == left


@pytest.mark.parametrize("uploads", [True, False])
async def test_what_is_no_upload_has_three_times_as_long_in_all(uploads: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, waited = Clock(), list[float]()

    async def receive() -> Message:
        waited.append(clock.until - clock.now)
        clock.now += 9
        return {"type": "http.request", "body": b"x" * deadline.PART, "more_body": len(waited) < 4}

    async def app(given: Scope, receive: Any, send: Any) -> None:
        clock.running = receive.__self__
        while (await receive())["more_body"]:
            pass

    monkeypatch.setattr("gateway.http.deadline.asyncio.get_running_loop", lambda: clock)
    await Deadline(app, 10)(scope(WRITER, **({UPLOADS: True} if uploads else {})), receive, unsent)
    assert waited == ([10, 10, 10, 10] if uploads else [10, 10, 10, 3])


async def test_what_is_written_of_a_file_is_told_as_it_goes(desk: Desk) -> None:
    told, sent = 0, list[Message]()

    def progress() -> None:
        nonlocal told
        told += 1

    async def receive() -> Message:
        return {"type": "http.request", "body": lines("Going", 3 * upload.PORTION)}

    async def send(message: Message) -> None:
        sent.append(message)

    await metered(desk.doors.rest_door)(scope(WRITER, **{deadline.PROGRESS: progress}), receive, send)
    assert (sent[0]["status"], told) == (201, 3)

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from gateway.errors import DeadlineExceeded
from gateway.http.answer import ANSWER, Answer
from gateway.http.deadline import Deadline
from tests.http.raw import answer, connection, get


def test_no_answer_in_time_is_503_and_may_be_tried_again(probe):
    reply = get(probe.port, b"/late")
    assert (reply.status, reply.json["code"], reply.headers["retry-after"]) == (503, "DEADLINE_EXCEEDED", "1")


def test_a_body_that_does_not_arrive_is_408(probe):
    with connection(probe.port) as sock:
        sock.sendall(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")
        reply = answer(sock)
    assert (reply.status, reply.json["code"], reply.headers["connection"]) == (408, "REQUEST_TIMEOUT", "close")


def test_an_answer_that_has_begun_may_take_longer(probe):
    with connection(probe.port) as sock:
        sock.sendall(b"POST /until_body_ends HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
        assert sock.recv(10_000).startswith(b"HTTP/1.1 200")
        # a request that runs into the deadline takes at least that long
        assert get(probe.port, b"/late").status == 503
        sock.sendall(b"b")
        received = b""
        while not received.endswith(b"0\r\n\r\n"):
            received += sock.recv(4096)
    assert b"b" in received and b"end" in received


async def waiting(_scope: Scope, _receive: Receive, _send: Send) -> None:
    await asyncio.Event().wait()


def test_each_loop_looks_at_its_own_clocks():
    door = Deadline(waiting, 0.05)

    async def ask(count: int) -> list[BaseException | None]:
        scopes = [{"type": "http", ANSWER: Answer(never)} for _ in range(count)]
        return await asyncio.gather(*(door(scope, never, never) for scope in scopes), return_exceptions=True)

    # a loop may end while a look is due; the next one is not to wait for it
    for _ in range(2):
        errors = asyncio.run(ask(3))
        assert [type(error) for error in errors] == [DeadlineExceeded] * 3


async def test_who_is_cancelled_by_others_is_not_told_of_a_deadline():
    door = Deadline(waiting, 60)
    task = asyncio.ensure_future(door({"type": "http", ANSWER: Answer(never)}, never, never))
    await asyncio.wait({task}, timeout=0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def never(*_about: Any) -> Any:
    raise AssertionError

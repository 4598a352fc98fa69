"""A request without an answer in time is given up: 503 when we are slow, 408 when its body does not arrive."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import DeadlineExceeded, RequestTimeout
from gateway.http.guard import UPLOADS


class Deadline:
    """The clock stops when the answer starts: what streams may take longer. It begins anew with each part of a body that
    is read as it comes."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  (a request is served by a task; narrows the type)
        cancelling, expired, waiting_for_body = task.cancelling(), False, False

        def expire() -> None:
            nonlocal expired
            expired = True
            task.cancel()

        handle = asyncio.get_running_loop().call_later(self.seconds, expire)

        def again() -> None:
            nonlocal handle
            handle.cancel()
            handle = asyncio.get_running_loop().call_later(self.seconds, expire)

        async def receive_and_note() -> Message:
            nonlocal waiting_for_body
            waiting_for_body = True
            message = await receive()
            waiting_for_body = False
            if scope.get(UPLOADS):
                again()
            return message

        async def send_and_stop_clock(message: Message) -> None:
            if message["type"] == "http.response.start":
                handle.cancel()
            await send(message)

        try:
            return await self.app(scope, receive_and_note, send_and_stop_clock)
        except asyncio.CancelledError:
            if not expired or task.uncancel() > cancelling:
                raise
        finally:
            handle.cancel()
        if waiting_for_body:
            raise RequestTimeout(f"The body did not arrive within {self.seconds:g} s.", headers={"Connection": "close"})
        raise DeadlineExceeded(f"There was no answer within {self.seconds:g} s.", headers={"Retry-After": "1"})

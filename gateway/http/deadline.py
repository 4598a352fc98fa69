"""A request without an answer in time is given up: 503 when we are slow, 408 when its body does not arrive."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import DeadlineExceeded, RequestTimeout
from gateway.http.guard import UPLOADS

# in the scope of an upload: to be called when some of the work on it is done
PROGRESS: Final = "progress"
# bytes of an upload that must come in the time: one at a time, a client could take as long as it pleases
PART: Final = 16_384


class Deadline:
    """The clock stops when the answer starts: what streams may take longer. With an upload it begins anew for each part
    that comes, and for each part of the work that is done then."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  (a request is served by a task; narrows the type)
        cancelling, expired, waiting_for_body = task.cancelling(), False, False
        uploads, come = bool(scope.get(UPLOADS)), 0

        def expire() -> None:
            nonlocal expired
            expired = True
            task.cancel()

        handle = asyncio.get_running_loop().call_later(self.seconds, expire)

        def again() -> None:
            nonlocal handle
            handle.cancel()
            handle = asyncio.get_running_loop().call_later(self.seconds, expire)

        if uploads:
            scope[PROGRESS] = again

        async def receive_and_note() -> Message:
            nonlocal waiting_for_body, come
            waiting_for_body = True
            message = await receive()
            waiting_for_body = False
            come += len(message.get("body", b""))
            if uploads and (come >= PART or not message.get("more_body", False)):
                come = 0
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

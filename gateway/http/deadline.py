"""A request without an answer in time is given up: 503 when we are slow, 408 when its body does not arrive."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import DeadlineExceeded, RequestTimeout


class Deadline:
    """The clock stops when the answer starts: what streams may take longer."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        clock = asyncio.timeout(self.seconds)
        waiting_for_body = False

        async def receive_and_note() -> Message:
            nonlocal waiting_for_body
            waiting_for_body = True
            message = await receive()
            waiting_for_body = False
            return message

        async def send_and_stop_clock(message: Message) -> None:
            if message["type"] == "http.response.start" and not clock.expired():
                clock.reschedule(None)
            await send(message)

        try:
            async with clock:
                return await self.app(scope, receive_and_note, send_and_stop_clock)
        except TimeoutError:
            if not clock.expired():
                raise
        if waiting_for_body:
            raise RequestTimeout(f"The body did not arrive within {self.seconds:g} s.", headers={"Connection": "close"})
        raise DeadlineExceeded(f"There was no answer within {self.seconds:g} s.", headers={"Retry-After": "1"})

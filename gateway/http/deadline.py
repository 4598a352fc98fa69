"""A request without an answer in time is given up: 503 when we are slow, 408 when its body does not arrive."""

from __future__ import annotations

import asyncio
import math
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import DeadlineExceeded, RequestTimeout
from gateway.http.guard import UPLOADS

# in the scope of an upload: to be called when some of the work on it is done
PROGRESS: Final = "progress"
# bytes of a body that must come in the time: one at a time, a client could take as long as it pleases
PART: Final = 16_384
# times that a body which is no upload may take in all
TIMES: Final = 3


class Deadline:
    """The clock of the work stands still while a body is awaited, which has one of its own, and stops when the answer starts:
    what streams may take longer. With an upload it begins anew for each part that comes or is done."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        clock = _Clock(self.seconds, uploads=bool(scope.get(UPLOADS)))
        if clock.uploads:
            scope[PROGRESS] = clock.again

        async def receive_in_time() -> Message:
            return await clock.body(receive)

        async def send_and_stop_clock(message: Message) -> None:
            if message["type"] == "http.response.start":
                clock.stop()
            await send(message)

        try:
            return await self.app(scope, receive_in_time, send_and_stop_clock)
        except asyncio.CancelledError:
            if not clock.has_cancelled():
                raise
        finally:
            clock.stop()
        if clock.awaits_body:
            raise RequestTimeout("The body arrives too slowly.", headers={"Connection": "close"})
        raise DeadlineExceeded(f"There was no answer within {self.seconds:g} s.", headers={"Retry-After": "1"})


class _Clock:
    """Cancels the task that made it at its `moment`, which moves on with every part of a body, mostly to later ones: a timer
    that comes too early is set again, which is cheaper than to set one anew each time."""

    __slots__ = (
        "_before", "_body_until", "_come", "_ended", "_expired", "_handle", "_loop", "_part_until", "_seconds", "_stopped",
        "_task", "_timed", "_until", "awaits_body", "moment", "uploads",
    )  # fmt: skip

    def __init__(self, seconds: float, *, uploads: bool) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  (a request is served by a task; narrows the type)
        self._task, self._before, self._expired, self._stopped = task, task.cancelling(), False, False
        self._loop, self._seconds, self.uploads = asyncio.get_running_loop(), seconds, uploads
        self._come, self._ended, self.awaits_body = 0, False, False
        self._part_until = self._body_until = 0.0
        self._until = self.moment = self._timed = self._loop.time() + seconds
        self._handle = self._loop.call_at(self._timed, self._expire)

    def _expire(self) -> None:
        if self.moment > self._timed:
            self._time()
        else:
            self._expired = True
            self._task.cancel()

    def _set(self, moment: float) -> None:
        self.moment = moment
        if moment < self._timed and not self._stopped:
            self._handle.cancel()
            self._time()

    def _time(self) -> None:
        self._timed = self.moment
        self._handle = self._loop.call_at(self._timed, self._expire)

    def has_cancelled(self) -> bool:
        """Whether it was this clock, and nobody besides."""
        return self._expired and self._task.uncancel() <= self._before

    def stop(self) -> None:
        self._stopped = True
        self._handle.cancel()

    def again(self) -> None:
        self._until = self._loop.time() + self._seconds
        self._set(self._until)

    async def body(self, receive: Receive) -> Message:
        if self._ended:
            return await receive()
        began = self._loop.time()
        if not self._part_until:
            self._part_until = began + self._seconds
            self._body_until = math.inf if self.uploads else began + TIMES * self._seconds
        self.awaits_body = True
        self._set(min(self._part_until, self._body_until))
        message = await receive()
        self.awaits_body, now = False, self._loop.time()
        self._ended = not message.get("more_body", False)
        self._come += len(message.get("body", b""))
        if self._come >= PART:
            self._come, self._part_until = 0, now + self._seconds
        self._until = now + self._seconds if self.uploads else self._until + now - began
        self._set(self._until)
        return message

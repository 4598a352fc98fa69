"""A request without an answer in time is given up: 503 when we are slow, 408 when its body does not arrive."""

from __future__ import annotations

import asyncio
import math
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import DeadlineExceeded, RequestTimeout
from gateway.http.answer import Answer, answer_of
from gateway.http.guard import UPLOADS

# in the scope of an upload: to be called when some of the work on it is done
PROGRESS: Final = "progress"
# bytes of a body that must come in the time: one at a time, a client could take as long as it pleases
PART: Final = 16_384
# times that a body which is no upload may take in all
TIMES: Final = 3
# seconds between two looks at the clocks, for a deadline of so many times as long or longer
LOOKS_SECONDS: Final = 0.25
LOOKS: Final = 40


class Deadline:
    """The clock of the work stands still while a body is awaited, which has one of its own, and no longer counts when the answer
    has begun: what streams may take longer. With an upload it begins anew for each part that comes or is done."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds
        self._watch: _Watch | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        clock = _Clock(self._watched(), answer_of(scope), receive, self.seconds, uploads=UPLOADS in scope)
        if clock.uploads:
            scope[PROGRESS] = clock.again
        try:
            return await self.app(scope, clock.receive, send)
        except asyncio.CancelledError:
            if not clock.has_cancelled():
                raise
        finally:
            clock.stop()
        if clock.awaits_body:
            raise RequestTimeout("The body arrives too slowly.", headers={"Connection": "close"})
        raise DeadlineExceeded(f"There was no answer within {self.seconds:g} s.", headers={"Retry-After": "1"})

    def _watched(self) -> _Watch:
        loop = asyncio.get_running_loop()
        if self._watch is None or self._watch.loop is not loop:
            self._watch = _Watch(loop, min(LOOKS_SECONDS, self.seconds / LOOKS))
        return self._watch


class _Watch:
    """Looks at all clocks that run, now and then while there are any: one timer is cheaper than one for each of them."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self.loop, self._seconds = loop, seconds
        self.running: set[_Clock] = set()
        self._looks = False

    def look_on(self) -> None:
        if not self._looks:
            self._looks = True
            self.loop.call_later(self._seconds, self._look)

    def _look(self) -> None:
        self._looks, now = bool(self.running), self.loop.time()
        for clock in [clock for clock in self.running if clock.moment <= now]:
            self.running.discard(clock)
            clock.expire()
        if self._looks:
            self.loop.call_later(self._seconds, self._look)


class _Clock:
    """Cancels the task that made it when its `moment` has passed and nothing is answered. The moment moves on with every part
    of a body."""

    awaits_body = False
    _expired = _ended = False
    _come = 0
    _part_until = _body_until = 0.0

    def __init__(self, watch: _Watch, answer: Answer, receive: Receive, seconds: float, *, uploads: bool) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  (a request is served by a task; narrows the type)
        self._task, self._before = task, task.cancelling()
        self._answer, self._receive = answer, receive
        self._running, self._time = watch.running, watch.loop.time
        self._seconds, self.uploads = seconds, uploads
        self._until = self.moment = self._time() + seconds
        self._running.add(self)
        watch.look_on()

    def expire(self) -> None:
        if not self._answer.begun:
            self._expired = True
            self._task.cancel()

    def has_cancelled(self) -> bool:
        """Whether it was this clock, and nobody besides."""
        return self._expired and self._task.uncancel() <= self._before

    def stop(self) -> None:
        self._running.discard(self)

    def again(self) -> None:
        self.moment = self._until = self._time() + self._seconds

    async def receive(self) -> Message:
        if self._ended:
            return await self._receive()
        began = self._time()
        if self._part_until:
            self.moment = min(self._part_until, self._body_until)
        else:
            self.moment = self._part_until = began + self._seconds
            self._body_until = math.inf if self.uploads else began + TIMES * self._seconds
        self.awaits_body = True
        message = await self._receive()
        self.awaits_body, self._ended, now = False, not message.get("more_body", False), self._time()
        self._come += len(message.get("body", b""))
        if self._come >= PART:
            self._come, self._part_until = 0, now + self._seconds
        self._until = now + self._seconds if self.uploads else self._until + now - began
        self.moment = self._until
        return message

"""A connection of the server, with clocks for clients that send or read slowly, and a bound for how many there are.

The server's own has a clock for idle connections alone, and stops it with the first byte that comes.
"""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle
from dataclasses import dataclass
from typing import Any, Final

from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from gateway.errors import RequestMalformed
from gateway.http.admission import CROWDED
from gateway.http.head import Head
from gateway.http.headers import DEFAULTS
from gateway.http.idle import Idle
from gateway.http.problem import problem
from gateway.http.request_id import HEADER, new_request_id

# bytes per second that a client must read of an answer that waits for it
READ_RATE: Final = 1024
# times of what headers have, over which that is measured: programs that work on what they read take a rest now and then
READ_TIMES: Final = 6
# connections beyond the bound that are told so; more are closed as they come
TOLD: Final = 256


@dataclass(frozen=True, slots=True)
class Bounds:
    """`seconds` for the headers of a request; `connections` of one process at once."""

    seconds: float
    connections: int


class Connection(HttpToolsProtocol):
    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        bounds: Bounds,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._bounds = bounds
        self._crowded = False
        self._idle = Idle(self.loop, self.timeout_keep_alive, self.timeout_keep_alive_handler)
        self._sending: TimerHandle | None = None
        self._reading: TimerHandle | None = None

    # --- what comes -----------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the server has it
        super().connection_made(transport)
        beyond = len(self.connections) - self._bounds.connections
        if beyond > TOLD:
            return transport.abort()
        self._crowded = beyond > 0
        return self._expect_rest()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # neither answered nor idle: not yet a request, or the rest of one that was answered before it had come
        if self._sending is None and self.timeout_keep_alive_task is None and not self._answers():
            self._expect_rest()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._crowded:
            self.scope[CROWDED] = True  # type: ignore[typeddict-unknown-key]  # ours

    def on_headers_complete(self) -> None:
        self._stop_sending_clock()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if bool(self.cycle) and self.cycle.response_complete and not self.transport.is_closing():
            self._stop_sending_clock()
            self._wait_idly()

    def handle_websocket_upgrade(self) -> None:
        self._unset_keepalive_if_required()
        self._idle.close()
        super().handle_websocket_upgrade()

    def _expect_rest(self) -> None:
        # what has become a socket has another protocol
        if not self.transport.is_closing() and self.transport.get_protocol() is self:
            self._sending = self.loop.call_later(self._bounds.seconds, self.transport.abort)

    def _stop_sending_clock(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None

    def _answers(self) -> bool:
        return bool(self.cycle) and not self.cycle.response_complete

    # --- what goes ------------------------------------------------------------------------------------------------------

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        head = Head(cycle)

        async def run(scope: Any, receive: Any, _send: Any) -> None:
            try:
                # the server minds if it is not None
                return await app(scope, receive, head.send)  # type: ignore[arg-type]  # of the same shape
            finally:
                head.flush()

        super()._start_asgi_task(cycle, run)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._expect_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.transport.is_closing():
            self._stop_reading_clock()

    def on_response_complete(self) -> None:
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return self._expect_reading()
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        else:
            self._wait_idly()
        if self._sending is None and self.scope is not self.cycle.scope:
            # the next request has begun to come, and waits for the rest of its headers
            self._expect_rest()
        return None

    def _wait_idly(self) -> None:
        self.timeout_keep_alive_task = self._idle.start()  # type: ignore[assignment]  # it can be cancelled as well

    def timeout_keep_alive_handler(self) -> None:
        if self.flow.write_paused:
            # what is left is long, and has a clock
            return super().timeout_keep_alive_handler()
        return self.transport.abort()

    def _expect_reading(self) -> None:
        """Nothing is written meanwhile, so that what is left can only become less."""
        if self._reading is None:
            self._watch_reading(self.transport.get_write_buffer_size())

    def _watch_reading(self, left: int) -> None:
        if left:
            self._reading = self.loop.call_later(READ_TIMES * self._bounds.seconds, self._check_reading, left)

    def _check_reading(self, before: int) -> None:
        self._reading, left = None, self.transport.get_write_buffer_size()
        if before - left < min(before, READ_TIMES * self._bounds.seconds * READ_RATE):
            self.transport.abort()
        else:
            self._watch_reading(left)

    def _stop_reading_clock(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    # --- the end --------------------------------------------------------------------------------------------------------

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._idle.close()
        self._stop_sending_clock()
        self._stop_reading_clock()

    def send_400_response(self, msg: str) -> None:
        """In our own shape, unless another answer is under way."""
        if self._answers() and self.cycle.response_started:
            return self.transport.close()
        request_id = new_request_id()
        status, headers, body = problem(RequestMalformed(msg), request_id)
        headers += [*DEFAULTS, (HEADER, request_id.encode()), (b"connection", b"close")]
        lines = b"".join(b"%b: %b\r\n" % header for header in (*self.server_state.default_headers, *headers))
        self.transport.write(b"%b%b\r\n%b" % (STATUS_LINE[status], lines, body))
        return self.transport.close()

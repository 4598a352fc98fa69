"""The head of an answer as the server writes it: at once with a body that comes at once, for what costs most is to write.

Most lines of it are those of the answer before, and were checked then.
"""

from __future__ import annotations

from collections.abc import Awaitable
from functools import lru_cache
from typing import Final

from starlette.types import Message
from uvicorn.protocols.http.httptools_impl import HEADER_RE, HEADER_VALUE_RE, STATUS_LINE, RequestResponseCycle

# lines that are remembered; past that all are forgotten, for what is new each time is among them
LINES: Final = 1024
# of a longer one (a cookie, a link) nobody gives out the same twice
LONGEST: Final = 256
# whose lines say something to the server as well, and are read each time
TELLING: Final = frozenset({b"content-length", b"transfer-encoding", b"connection"})
# that is another one each time
UNIQUE: Final = b"x-request-id"
EMPTY: Final = frozenset({204, 304})

_known: dict[tuple[bytes, bytes], bytes] = {}


class Head:
    """What an application sends to. It leaves the server's `cycle` in the state in which the server would have it, and to the
    server all that is more than a head, or a head and the whole body."""

    __slots__ = ("_closes", "_cycle", "_held")

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle, self._closes = cycle, False
        # it goes out with the first part of the body, and not before (ASGI, "Response Start")
        self._held: bytes | None = None

    def send(self, message: Message) -> Awaitable[None]:
        cycle = self._cycle
        if self._held is not None:
            return self._follow(message)
        if cycle.response_started or cycle.access_log or message["type"] != "http.response.start":
            return cycle.send(message)  # type: ignore[arg-type]  # of the same shape
        return self._start(message)

    def flush(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            if not self._cycle.disconnected:
                self._cycle.transport.write(held)

    async def _start(self, message: Message) -> None:
        cycle = self._cycle
        if cycle.flow.write_paused and not cycle.disconnected:
            await cycle.flow.drain()
        if cycle.disconnected:
            return
        cycle.response_started, cycle.waiting_for_100_continue = True, False
        status, headers = message["status"], [*cycle.default_headers, *message.get("headers", ())]
        known, line = _known.get, self._line
        lines = [STATUS_LINE[status], *[known((name, value)) or line(name, value) for name, value in headers]]
        if not cycle.keep_alive and not self._closes:
            lines.append(b"connection: close\r\n")
        if cycle.chunked_encoding is None and cycle.scope["method"] != "HEAD" and status not in EMPTY:
            cycle.chunked_encoding = True
            lines.append(b"transfer-encoding: chunked\r\n")
        lines.append(b"\r\n")
        self._held = b"".join(lines)

    async def _follow(self, message: Message) -> None:
        cycle, held = self._cycle, self._held
        body = message.get("body", b"")
        if held is None or not self._is_whole(message, len(body)) or cycle.disconnected or cycle.flow.write_paused:
            self.flush()
            return await cycle.send(message)  # type: ignore[arg-type]  # of the same shape
        self._held, cycle.expected_content_length = None, 0
        cycle.transport.writelines((held, body))
        cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            cycle.transport.close()
        return cycle.on_response()

    def _is_whole(self, message: Message, size: int) -> bool:
        cycle = self._cycle
        if message["type"] != "http.response.body" or message.get("more_body", False):
            return False
        # of the answer to HEAD the length is that of another one
        return not cycle.chunked_encoding and size == cycle.expected_content_length and cycle.scope["method"] != "HEAD"

    def _line(self, name: bytes, value: bytes) -> bytes:
        lower = _checked(name)
        if HEADER_VALUE_RE.search(value):
            raise RuntimeError("Invalid HTTP header value.")
        line = b"%b: %b\r\n" % (lower, value)
        if lower in TELLING:
            self._listen(lower, value)
        elif len(line) <= LONGEST and lower != UNIQUE:
            if len(_known) >= LINES:
                _known.clear()
            _known[name, value] = line
        return line

    def _listen(self, name: bytes, value: bytes) -> None:
        cycle = self._cycle
        if name == b"content-length" and cycle.chunked_encoding is None:
            cycle.expected_content_length, cycle.chunked_encoding = int(value.decode()), False
        elif name == b"transfer-encoding" and value.lower() == b"chunked":
            cycle.expected_content_length, cycle.chunked_encoding = 0, True
        elif name == b"connection" and b"close" in [token.lower().strip() for token in value.split(b",")]:
            cycle.keep_alive, self._closes = False, True


@lru_cache(maxsize=LINES)
def _checked(name: bytes) -> bytes:
    if HEADER_RE.search(name):
        raise RuntimeError("Invalid HTTP header name.")
    return name.lower()

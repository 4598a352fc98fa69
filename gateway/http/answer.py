"""The answer to one request on its way out. Whoever adds to it, or wants to hear of it, tells it so once and wraps no `send`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import Message, Scope, Send

Headers = list[tuple[bytes, bytes]]

ANSWER: Final = "answer"


class Answer:
    """What those below send to. `added` are headers that it will have whatever it is; each of `finishing` is given its status
    and headers when it goes out, the innermost first. Once it has `begun` it is no longer possible to answer otherwise: whoever
    holds a start back says so."""

    __slots__ = ("_send", "added", "begun", "finishing", "size", "status")

    def __init__(self, send: Send, *added: tuple[bytes, bytes]) -> None:
        self._send = send
        self.added: Headers = [*added]
        self.finishing: list[Callable[[int, Headers], None]] = []
        # the status of none is 0; the size is that of the body in bytes, as far as it has gone out
        self.begun, self.status, self.size = False, 0, 0

    def __call__(self, message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            self.begun, self.status = True, message["status"]
            message["headers"] = headers = [*message.get("headers", ())]
            for finish in reversed(self.finishing):
                finish(self.status, headers)
            headers += self.added
        else:
            self.size += len(message.get("body", b""))
        return self._send(message)


def answer_of(scope: Scope) -> Answer:
    """Asked before the request goes on: an application within this one has answers of its own, in the same scope."""
    found: Answer = scope[ANSWER]
    return found

"""Answers in fewer bytes, for clients that take them so, and only where the size of an answer gives nothing away.

An attacker who sees how long answers are, and can put words into them, finds out what else is in them (BREACH). So
pages, what sets a cookie, and what a browser's cookie was sent for from elsewhere are left as they are.

An entity tag is that of one representation (RFC 9110 section 8.8.3.3), so a compressed one says its coding in its tag:
`"x.gzip"`. If-None-Match asks for that representation, so its tag is known again where it would be answered so. If-Match
asks for a state, which is the same in every coding.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from functools import lru_cache, reduce
from typing import Final

import anyio.to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.headers import headers_of
from gateway.http.answer import Answer, Headers, answer_of
from gateway.http.codings import CODINGS, Coding, Encoder, negotiated
from gateway.http.varying import vary

LEAST: Final = 1024
# a larger part would hold everybody else up for longer than a thread costs
INLINE: Final = 65_536
# no client says so much, and what is understood is remembered
LONGEST: Final = 256
ACCEPT_ENCODING: Final = b"Accept-Encoding"
# no HTML: pages carry tokens against forgery
TYPES: Final = frozenset(
    {
        b"application/javascript",
        b"application/json",
        b"application/jsonl",
        b"application/x-ndjson",
        b"image/svg+xml",
        b"text/css",
        b"text/csv",
        b"text/javascript",
        b"text/plain",
    }
)
# nothing is sent, or a part of something
BARE: Final = frozenset({204, 205, 206})
NOT_MODIFIED: Final = 304


class Compression:
    """For answers at `paths` and below them."""

    def __init__(self, app: ASGIApp, paths: tuple[str, ...]) -> None:
        self.app, self.paths = app, paths

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http" or not scope["path"].startswith(self.paths):
            return self.app(scope, receive, send)
        given, answer = headers_of(scope), answer_of(scope)
        coding = _wanted(given)
        if b"if-match" in given:
            _unmark(scope, b"if-match", CODINGS)
        if coding is not None:
            known = _unmark(scope, b"if-none-match", (coding,)) if b"if-none-match" in given else b""
            encoding = _Encoding(send, answer, coding, known, head=scope["method"] == "HEAD")
            return self._encode(scope, receive, encoding)
        answer.finishing.append(_vary_by_coding)
        return self.app(scope, receive, send)

    async def _encode(self, scope: Scope, receive: Receive, encoding: _Encoding) -> None:
        await self.app(scope, receive, encoding)
        return await encoding.close()


class _Encoding:
    """What becomes of one answer. `known` is the If-None-Match of the request."""

    __slots__ = ("_answer", "_coding", "_encoder", "_head", "_held", "_known", "_send")

    def __init__(self, send: Send, answer: Answer, coding: Coding, known: bytes, *, head: bool) -> None:
        self._send, self._answer = send, answer
        self._coding, self._known, self._head = coding, known, head
        self._held: Message | None = None
        self._encoder: Encoder | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            return await self._started(message)
        if self._held is not None:
            return await self._first(message, self._held)
        if self._encoder is None:
            return await self._send(message)
        return await self._part(message, self._encoder)

    async def close(self) -> None:
        """An answer that was begun and given up is known to be incomplete when its start at least is there."""
        if self._held is not None:
            await self._send(self._held)

    async def _started(self, message: Message) -> None:
        """The start waits for the first part, which may be all there is."""
        self._answer.begun = True
        status = message["status"]
        if _varies(status, message["headers"]):
            message["headers"] = [*message["headers"]]
            vary(message["headers"], ACCEPT_ENCODING)
            if status == NOT_MODIFIED:
                _tag(message["headers"], self._coding, self._known)
            elif self._head:
                message["headers"] = _encoded(message["headers"], self._coding)
            else:
                self._held = message
                return
        await self._send(message)

    async def _first(self, message: Message, start: Message) -> None:
        self._held = None
        body, more = message.get("body", b""), message.get("more_body", False)
        if not more and len(body) < LEAST:
            await self._send(start)
            return await self._send(message)
        start["headers"] = _encoded(start["headers"], self._coding)
        encoder = self._coding.encoder()
        if more:
            self._encoder = encoder
            await self._send(start)
            return await self._part(message, encoder)
        small = await _run(encoder, body, last=True)
        start["headers"].append((b"content-length", b"%d" % len(small)))
        await self._send(start)
        return await self._send({"type": "http.response.body", "body": small})

    async def _part(self, message: Message, encoder: Encoder) -> None:
        body, more = message.get("body", b""), message.get("more_body", False)
        # one that is empty is how an application sends the head before it has a body
        part = await _run(encoder, body, last=not more) if body or not more else b""
        await self._send({"type": "http.response.body", "body": part, "more_body": more})


async def _run(encoder: Encoder, part: bytes, *, last: bool) -> bytes:
    return encoder(part, last) if len(part) <= INLINE else await anyio.to_thread.run_sync(encoder, part, last)


def _wanted(headers: Mapping[bytes, bytes]) -> Coding | None:
    accepted = headers.get(b"accept-encoding")
    if accepted is None or len(accepted) > LONGEST:
        return None
    if b"cookie" in headers and headers.get(b"sec-fetch-site") != b"same-origin":
        return None
    return negotiated(accepted)


def _unmark(scope: Scope, named: bytes, codings: tuple[Coding, ...]) -> bytes:
    """Read tags that were given out with one of the codings as those of the application. What they were."""
    given = headers_of(scope)
    said = given[named]
    given[named] = reduce(lambda text, coding: text.replace(coding.mark, b'"'), codings, said)
    return said


def _vary_by_coding(status: int, headers: Headers) -> None:
    if _varies(status, headers):
        vary(headers, ACCEPT_ENCODING)


def _varies(status: int, headers: Headers) -> bool:
    """Whether the answer would be another one for another Accept-Encoding, or stands for one that might."""
    if status in BARE:
        return False
    found = status == NOT_MODIFIED
    # the length comes last, and mostly says enough
    for name, value in reversed(headers):
        if name == b"content-type":
            found = _is_text(value)
        elif name == b"content-length":
            if int(value) < LEAST:
                return False
        elif name in {b"content-encoding", b"set-cookie"} or (name == b"cache-control" and b"no-transform" in value):
            return False
    return found


@lru_cache(maxsize=64)
def _is_text(content_type: bytes) -> bool:
    kind = content_type.partition(b";")[0].strip().lower()
    return kind in TYPES or kind.endswith(b"+json")


def _encoded(headers: Headers, coding: Coding) -> Headers:
    found = [header for header in headers if header[0] != b"content-length"]
    _tag(found, coding)
    return [*found, (b"content-encoding", coding.name)]


def _tag(headers: Headers, coding: Coding, known: bytes | None = None) -> None:
    """Make the entity tag that of the coding; with `known`, where that was among those. A weak one speaks for all."""
    for at, (name, value) in enumerate(headers):
        if name == b"etag" and value.startswith(b'"'):
            tag = value[:-1] + coding.mark
            if known is None or tag in known:
                headers[at] = (name, tag)

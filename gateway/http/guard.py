"""What is malformed or too large is refused before anybody looks at what it means."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from itertools import chain
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import BodyTooLarge, HeadersTooLarge, MediaTypeUnsupported, RequestMalformed, UriTooLong
from gateway.headers import Headers, headers_of

# in the scope of a request whose body is read as it comes
UPLOADS: Final = "uploads"
_READ_BELOW: Final = "/api/v1/"
_READ_AS_IT_COMES: Final = frozenset(
    {b"text/csv", b"application/jsonl", b"application/x-ndjson", b"application/x-jsonlines"}
)
# of two types one would decide how large the body may be, and the other how it is read
ONCE: Final = (b"host", b"content-length", b"content-type")


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes, but for `header_count`. `headers` is the sum of all names and values; `upload` is a body that is read as it
    comes."""

    body: int
    upload: int
    uri: int
    header_count: int
    header: int
    headers: int


class Guard:
    def __init__(self, app: ASGIApp, sizes: Sizes) -> None:
        self.app = app
        self.sizes = sizes

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http":
            return self.app(scope, receive, send)
        self._check_uri(scope)
        self._check_sizes(scope["headers"])
        headers = headers_of(scope)
        self._check_meaning(headers)
        most = self.sizes.body
        if scope["path"].startswith(_READ_BELOW) and scope["method"] == "POST" and _read_as_it_comes(headers):
            most = self.sizes.upload
            scope[UPLOADS] = True
        if b"content-length" in headers:
            # no server reads more than that
            self._check_length(headers, most)
        elif b"transfer-encoding" in headers:
            receive = self._bounded(receive, most)
        return self.app(scope, receive, send)

    def _check_uri(self, scope: Scope) -> None:
        path = scope.get("raw_path") or scope["path"].encode()
        if len(path) + len(scope["query_string"]) > self.sizes.uri:
            raise UriTooLong(f"The address may have {self.sizes.uri} bytes.")

    def _check_sizes(self, lines: list[tuple[bytes, bytes]]) -> None:
        if len(lines) > self.sizes.header_count:
            raise HeadersTooLarge(f"A request may have {self.sizes.header_count} headers.")
        total = sum(map(len, chain.from_iterable(lines)))
        if total > self.sizes.headers:
            raise HeadersTooLarge(f"All headers together may have {self.sizes.headers} bytes.")
        # where all of them together are no larger than one may be, none is
        if total > self.sizes.header and any(len(name) + len(value) > self.sizes.header for name, value in lines):
            raise HeadersTooLarge(f"A header may have {self.sizes.header} bytes.")

    def _check_meaning(self, headers: Headers) -> None:
        for name in ONCE if headers.repeated else ():
            if name in headers.repeated:
                raise RequestMalformed(f"{name.decode().title()} is given twice.")
        if b"host" not in headers:
            raise RequestMalformed("A request names its host exactly once.")
        encoded = headers.get(b"content-encoding")
        if encoded is not None and any(one.strip().lower() != b"identity" for one in encoded.split(b",")):
            raise MediaTypeUnsupported("The body must not be encoded.", headers={"Accept-Encoding": "identity"})

    def _check_length(self, headers: Headers, most: int) -> None:
        length = headers[b"content-length"]
        if b"transfer-encoding" in headers:
            # two lengths for one body: what smuggles a second request past a proxy
            raise RequestMalformed("Content-Length and Transfer-Encoding exclude each other.")
        if not length.isdigit():
            raise RequestMalformed("Content-Length is not a number.")
        if len(length) > len(str(most)) or int(length) > most:
            raise self._too_large(most)

    def _bounded(self, receive: Receive, most: int) -> Receive:
        size = 0

        async def receive_bounded() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > most:
                raise self._too_large(most)
            return message

        return receive_bounded

    def _too_large(self, most: int) -> BodyTooLarge:
        # the rest of the body is not read, so the connection cannot be used again
        return BodyTooLarge(f"The body may have {most} bytes.", headers={"Connection": "close"})


def _read_as_it_comes(headers: Headers) -> bool:
    return headers.get(b"content-type", b"").partition(b";")[0].strip().lower() in _READ_AS_IT_COMES

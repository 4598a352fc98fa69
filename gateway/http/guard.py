"""What is malformed or too large is refused before anybody looks at what it means."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final, NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import BodyTooLarge, HeadersTooLarge, MediaTypeUnsupported, RequestMalformed, UriTooLong

# in the scope of a request whose body is read as it comes
UPLOADS: Final = "uploads"
_READ_BELOW: Final = "/api/v1/"
_READ_AS_IT_COMES: Final = frozenset(
    {b"text/csv", b"application/jsonl", b"application/x-ndjson", b"application/x-jsonlines"}
)


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


class Seen(NamedTuple):
    """What one pass over the headers found of the body."""

    length: bytes | None
    chunked: bool
    kind: bytes | None


class Guard:
    def __init__(self, app: ASGIApp, sizes: Sizes) -> None:
        self.app = app
        self.sizes = sizes

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http":
            return self.app(scope, receive, send)
        self._check_uri(scope)
        seen = self._read_headers(scope)
        most = self.sizes.body
        if seen.kind in _READ_AS_IT_COMES and scope["method"] == "POST" and scope["path"].startswith(_READ_BELOW):
            most = self.sizes.upload
            scope[UPLOADS] = True
        if seen.length is not None:
            self._check_length(seen, most)
        if seen.length is None and not seen.chunked:
            return self.app(scope, receive, send)
        return self.app(scope, self._bounded(receive, most), send)

    def _check_uri(self, scope: Scope) -> None:
        path = scope.get("raw_path") or scope["path"].encode()
        if len(path) + len(scope["query_string"]) > self.sizes.uri:
            raise UriTooLong(f"The address may have {self.sizes.uri} bytes.")

    def _read_headers(self, scope: Scope) -> Seen:
        headers = scope["headers"]
        if len(headers) > self.sizes.header_count:
            raise HeadersTooLarge(f"A request may have {self.sizes.header_count} headers.")
        largest, total, hosts = self.sizes.header, 0, 0
        length = kind = None
        chunked = False
        for name, value in headers:
            size = len(name) + len(value)
            if size > largest:
                raise HeadersTooLarge(f"A header may have {largest} bytes.")
            total += size
            if name == b"host":
                hosts += 1
            elif name == b"content-length":
                if length is not None:
                    raise RequestMalformed("Content-Length is given twice.")
                length = value
            elif name == b"transfer-encoding":
                chunked = True
            elif name == b"content-type":
                if kind is not None:
                    # one would decide how large the body may be, and the other how it is read
                    raise RequestMalformed("Content-Type is given twice.")
                kind = value.partition(b";")[0].strip().lower()
            elif name == b"content-encoding" and value.lower() != b"identity":
                raise MediaTypeUnsupported("The body must not be encoded.", headers={"Accept-Encoding": "identity"})
        if total > self.sizes.headers:
            raise HeadersTooLarge(f"All headers together may have {self.sizes.headers} bytes.")
        if hosts != 1:
            raise RequestMalformed("A request names its host exactly once.")
        return Seen(length, chunked, kind)

    def _check_length(self, seen: Seen, most: int) -> None:
        if seen.chunked:
            # two lengths for one body: what smuggles a second request past a proxy
            raise RequestMalformed("Content-Length and Transfer-Encoding exclude each other.")
        if seen.length is None or not seen.length.isdigit():
            raise RequestMalformed("Content-Length is not a number.")
        if len(seen.length) > len(str(most)) or int(seen.length) > most:
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

"""What arrives with a request that writes: its body, whole, and what its headers ask for besides."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from gateway.errors import MediaTypeUnsupported
from gateway.headers import headers_of
from gateway.writing import bodies, keeping, preferences
from gateway.writing.preconditions import Preconditions, date, tags

JSON: Final = "application/json"
PATCH: Final = ("application/merge-patch+json", JSON)
# of what a read would cost, so that nobody takes it for the answer
PRICE: Final = "application/vnd.torii.price+json"
ROLLED_BACK: Final = (b"preference-applied", b"tx=rollback")
CONDITIONS: Final = frozenset({b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since"})
_CHARSETS: Final = frozenset({"", "utf-8", "utf8"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a client prefers (RFC 7240): no answer but that it is done, and that it is not done at all."""

    minimal: bool = False
    dry: bool = False

    def applied(self, body: bytes) -> tuple[tuple[bytes, bytes], ...]:
        """What of it was heard, for an answer with this body."""
        said = [b"return=minimal"] if self.minimal and not body else []
        said += [b"tx=rollback"] if self.dry else []
        return ((b"preference-applied", b", ".join(said)),) if said else ()


def headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in headers_of(scope).items()}


def wishes(headers: Mapping[str, str]) -> Wishes:
    preferred = preferences.read(headers.get("prefer", ""))
    return Wishes(minimal=preferred.get("return") == "minimal", dry=preferences.dry(preferred))


def asks_price(preferred: bytes) -> bool:
    """Whether a read is not to be done: then it is priced."""
    return preferences.dry(preferences.read(preferred.decode("latin-1")))


def preconditions(headers: Mapping[str, str]) -> Preconditions:
    """Raises PreconditionInvalid."""
    match, none_match = headers.get("if-match"), headers.get("if-none-match")
    since, modified = headers.get("if-unmodified-since"), headers.get("if-modified-since")
    return Preconditions(
        match=None if match is None else tags(match, "/if_match"),
        none_match=None if none_match is None else tags(none_match, "/if_none_match"),
        unmodified_since=None if since is None else date(since),
        modified_since=None if modified is None else date(modified),
    )


def idempotency_key(headers: Mapping[str, str]) -> str | None:
    """Raises IdempotencyKeyInvalid."""
    found = headers.get("idempotency-key")
    return None if found is None else keeping.key(found)


def media_type(headers: Mapping[str, str]) -> tuple[str, str]:
    """The body's type and its character set, in lower case."""
    kind, _, parameters = headers.get("content-type", "").partition(";")
    charset = parameters.lower().replace(" ", "").replace('"', "").partition("charset=")[2].partition(";")[0]
    return kind.strip().lower(), charset


def check_media_type(headers: Mapping[str, str], accepted: Sequence[str]) -> None:
    kind, charset = media_type(headers)
    if kind not in accepted or charset not in _CHARSETS:
        name = "Accept-Patch" if PATCH[0] in accepted else "Accept-Post"
        raise MediaTypeUnsupported(
            f"The body is sent as {accepted[-1]}, in UTF-8.", headers={name: ", ".join(accepted)}
        )


async def chunks(receive: Receive) -> AsyncIterator[bytes]:
    """The body as it comes. A client that goes away has not sent it: raises ClientDisconnect."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return


async def body(receive: Receive) -> bytes:
    return b"".join([chunk async for chunk in chunks(receive)])


def value(text: bytes) -> Any:
    """Raises BodyInvalid, ParameterRepeated."""
    return bodies.read(text)

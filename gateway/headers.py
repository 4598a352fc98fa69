"""The headers of a request by name, read once for all who ask for one of them."""

from __future__ import annotations

from typing import Final

from starlette.types import Scope

# in the scope of a request whose headers are read
BY_NAME: Final = "headers by name"

_ONCE: Final = frozenset[bytes]()


class Headers(dict[bytes, bytes]):
    """One that is sent in several lines means all of them (RFC 9110 section 5.3); `repeated` are the names of those."""

    __slots__ = ("repeated",)

    repeated: frozenset[bytes]


def headers_of(scope: Scope) -> Headers:
    found: Headers | None = scope.get(BY_NAME)
    if found is None:
        found = scope[BY_NAME] = _read(scope["headers"])
    return found


def _read(lines: list[tuple[bytes, bytes]]) -> Headers:
    found = Headers(lines)
    found.repeated = _ONCE
    if len(found) < len(lines):
        values: dict[bytes, list[bytes]] = {}
        for name, value in lines:
            values.setdefault(name, []).append(value)
        # not one after the other: of a flood that nobody has counted yet, each would copy all before it
        found.update({name: b", ".join(several) for name, several in values.items()})
        found.repeated = frozenset(name for name, several in values.items() if len(several) > 1)
    return found

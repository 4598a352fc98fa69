"""Vary (RFC 9110 section 12.5.5): which headers of a request an answer depends on, in one line whoever adds to it."""

from __future__ import annotations

from functools import lru_cache


def vary(headers: list[tuple[bytes, bytes]], on: bytes) -> None:
    for at, (name, value) in enumerate(headers):
        if name == b"vary":
            headers[at] = (name, _merged(value, on))
            return
    headers.append((b"vary", on))


@lru_cache(maxsize=64)
def _merged(value: bytes, on: bytes) -> bytes:
    named = {name.strip() for name in value.lower().split(b",")}
    return value if on.lower() in named or b"*" in named else value + b", " + on

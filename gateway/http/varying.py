"""Vary (RFC 9110 section 12.5.5): which headers of a request an answer depends on, in one line whoever adds to it."""

from __future__ import annotations


def vary(headers: list[tuple[bytes, bytes]], on: bytes) -> None:
    for at, (name, value) in enumerate(headers):
        if name == b"vary":
            headers[at] = (name, value + b", " + on)
            return
    headers.append((b"vary", on))

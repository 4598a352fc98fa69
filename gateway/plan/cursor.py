"""Cursors: opaque strings that say where in an order a row stands, and prove that we gave them out.

A cursor is URL-safe base64 of a 16-digit mark and a JSON array of the row's sort values. The mark is the head of an
HMAC-SHA-256 (RFC 2104) over the order's signature and the array, so a cursor serves the order that it was made for and
no other. The databases make cursors with the statement (see the dialects); this file reads them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from functools import lru_cache
from typing import Any, Final

import orjson

from gateway.errors import CursorInvalid

MARK_LENGTH: Final = 16
CURSOR_LENGTH: Final = 4096
_BLOCK: Final = 64


@lru_cache(maxsize=8)
def pads(key: bytes) -> tuple[bytes, bytes]:
    """The inner and outer padded keys of HMAC-SHA-256, for a database that has SHA-256 but no HMAC."""
    block = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)


def mark(key: bytes, order: str, payload: bytes) -> bytes:
    return hmac.digest(key, order.encode() + b"\n" + payload, "sha256").hex()[:MARK_LENGTH].encode()


def write(key: bytes, order: str, payload: bytes) -> str:
    return base64.urlsafe_b64encode(mark(key, order, payload) + payload).rstrip(b"=").decode()


def values(cursor: Any, pointer: str) -> list[Any]:
    """The sort values of a cursor, not yet proven to be ours."""
    return _parts(cursor, pointer)[1]


def proven(key: bytes, order: str, cursor: Any, pointer: str) -> list[Any]:
    """The sort values of a cursor that was given out for `order`; raises CursorInvalid for any other."""
    given, sort_values, payload = _parts(cursor, pointer)
    if not hmac.compare_digest(given, mark(key, order, payload)):
        raise invalid(pointer)
    return sort_values


def invalid(pointer: str) -> CursorInvalid:
    return CursorInvalid(
        "The cursor was changed, or belongs to another order than the one asked for.",
        hint="Use a cursor of an answer to the same list with the same order.",
        pointer=pointer,
    )


def _parts(cursor: Any, pointer: str) -> tuple[bytes, list[Any], bytes]:
    if not isinstance(cursor, str) or not cursor.isascii() or len(cursor) > CURSOR_LENGTH:
        raise invalid(pointer)
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        payload = raw[MARK_LENGTH:]
        sort_values = orjson.loads(payload)
    except (binascii.Error, orjson.JSONDecodeError) as error:
        raise invalid(pointer) from error
    if not isinstance(sort_values, list):
        raise invalid(pointer)
    return raw[:MARK_LENGTH], sort_values, payload

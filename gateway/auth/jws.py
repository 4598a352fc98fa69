"""A compact JWS, read strictly, before anything in it is believed (RFC 7515 section 7.1, RFC 8725).

What two parsers could read differently is refused: padding, non-canonical base64url, duplicate names, NaN, lone
surrogates. Nothing here knows keys or issuers.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import orjson

from gateway.errors import TokenInvalid

# a line of a request is as long as this at most with common proxies
SIZE_MAX: Final = 8192
DEPTH_MAX: Final = 16

SEGMENT: Final = re.compile(r"[A-Za-z0-9_-]+")
# a string (terminated or not, so that the scan never turns back), or a bracket outside of strings
NESTING: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Jws:
    header: dict[str, Any]
    claims: dict[str, Any]
    signed: bytes
    signature: bytes


def refused(reason: str) -> TokenInvalid:
    """The 401 of RFC 6750 section 3.1. The reason is one of our own sentences: nothing of the token is echoed."""
    challenge = f'Bearer error="invalid_token", error_description="{reason}"'
    return TokenInvalid(reason, headers={"WWW-Authenticate": challenge})


def read(token: str) -> Jws:
    if len(token) > SIZE_MAX:
        raise refused("The token is too long")
    segments = token.split(".", 3)
    if len(segments) != 3:  # noqa: PLR2004  (header, payload, signature)
        raise refused("The token does not have three parts")
    header, payload, signature = segments[0], _decoded(segments[1]), _decoded(segments[2])
    return Jws(
        header=_header(header),
        claims=_json_object(payload),
        signed=token[: token.rindex(".")].encode("ascii"),
        signature=signature,
    )


@lru_cache(maxsize=64)
def _header(segment: str) -> dict[str, Any]:
    """All tokens of a key begin alike. Nobody changes what is returned."""
    return _json_object(_decoded(segment))


def _decoded(segment: str) -> bytes:
    # a single character left over carries no byte, and unused bits must be zero: every value has one spelling
    if SEGMENT.fullmatch(segment) is None or len(segment) % 4 == 1:
        raise refused("The token is not base64url")
    decoded = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    if base64.urlsafe_b64encode(decoded).rstrip(b"=") != segment.encode("ascii"):
        raise refused("The token is not base64url")
    return decoded


def _json_object(data: bytes) -> dict[str, Any]:
    try:
        text = data.decode("utf-8")
        # it is no deeper than it has brackets; most have three
        if text.count("[") + text.count("{") > DEPTH_MAX and _depth(text) > DEPTH_MAX:
            raise refused("The token is nested too deeply")
        # orjson refuses lone surrogates and infinite numbers, which could not be written out again; json shows us
        # duplicate names
        orjson.loads(text)
        value = _DECODER.decode(text)
    except ValueError:
        # without the cause, which quotes the token
        raise refused("The token is not JSON") from None
    if not isinstance(value, dict):
        raise refused("The token does not hold JSON objects")
    # no database takes NUL in a text; claims end up as parameters of statements
    if "\\u0000" in text:
        raise refused("The token contains NUL")
    return value


def _depth(text: str) -> int:
    level = deepest = 0
    for found in NESTING.finditer(text):
        character = text[found.start()]
        if character in "[{":
            level += 1
            deepest = max(deepest, level)
        elif character != '"':
            level -= 1
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise refused("The token says something twice")
    return members


# made once: making one takes longer than reading a token
_DECODER: Final = json.JSONDecoder(object_pairs_hook=_unique)

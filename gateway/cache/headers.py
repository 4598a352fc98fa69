"""What HTTP is told of an answer: who may keep it and how long (RFC 9111), and where it came from (RFC 9211)."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from gateway.cache.keeping import Keeping
from gateway.cache.question import Found
from gateway.caller import Caller
from gateway.plan.dependencies import EVERYTHING

Headers = list[tuple[bytes, bytes]]

# what an answer depends on besides the address: who asks, and how it is written
VARY: Final = (b"vary", b"Accept, Authorization, Cookie")
# only whoever asked may keep it, and asks each time whether it still is right
_PRIVATE: Final = (b"cache-control", b"private, no-cache")
# what is said with 304 as well (RFC 9110 section 15.4.5)
NOT_MODIFIED: Final = frozenset({b"vary", b"age", b"cache-status", b"cache-control", b"surrogate-key"})
_KEYS_BYTES: Final = 4096


def headers(keeping: Keeping | None, found: Found | None, caller: Caller) -> Headers:
    """Of an answer that is kept as `keeping` says; nothing of one that nobody may keep."""
    if keeping is None:
        return []
    told = [VARY, *_status(found)]
    if keeping.kept == "public" and caller.kind == "anonymous" and found is not None and found.ttl is not None:
        return [
            *told,
            (b"cache-control", b"public, max-age=0, s-maxage=%d" % (found.ttl + found.age)),
            *_keys(found.tags),
        ]
    return [*told, _PRIVATE]


def _status(found: Found | None) -> Headers:
    if found is None:
        return []
    if found.status == "hit":
        return [(b"age", b"%d" % found.age), (b"cache-status", b"torii; hit; ttl=%d" % (found.ttl or 0))]
    if found.status == "miss":
        stored = b"; stored; ttl=%d" % found.ttl if found.ttl is not None else b""
        return [(b"cache-status", b"torii; fwd=miss" + stored)]
    return [(b"cache-status", b"torii; fwd=request")]


def _keys(tags: tuple[str, ...]) -> Headers:
    """What a cache in between may drop it by: the tags that a write names, without those that are only ours."""
    keys = " ".join(quote(tag, safe="=._-") for tag in tags if tag != EVERYTHING and not tag.endswith("!"))
    return [(b"surrogate-key", keys.encode())] if keys and len(keys) <= _KEYS_BYTES else []

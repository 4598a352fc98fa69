"""Content codings (RFC 9110 section 8.4.1): which one a client takes, and how each is made."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import brotli
import zstandard

# the first steps of each buy most of what there is to gain: 64 KiB of JSON take under half a millisecond
GZIP_LEVEL: Final = 4
BROTLI_QUALITY: Final = 4
ZSTD_LEVEL: Final = 1
# with the header and the trailer of gzip
_GZIP_WINDOW: Final = 31
_WEIGHT: Final = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\Z", re.ASCII)

Encoder = Callable[[bytes, bool], bytes]
"""A part of the body and whether it is the last, as bytes that can be read without what follows."""


@dataclass(frozen=True, slots=True)
class Coding:
    """`mark` is how the entity tag of a representation in this coding ends."""

    name: bytes
    mark: bytes
    encoder: Callable[[], Encoder]


def _zstd() -> Encoder:
    made = zstandard.ZstdCompressor(ZSTD_LEVEL).compressobj()
    part, end = zstandard.COMPRESSOBJ_FLUSH_BLOCK, zstandard.COMPRESSOBJ_FLUSH_FINISH
    return lambda data, last: made.compress(data) + made.flush(end if last else part)


def _brotli() -> Encoder:
    made = brotli.Compressor(quality=BROTLI_QUALITY)
    return lambda data, last: made.process(data) + (made.finish() if last else made.flush())


def _gzip() -> Encoder:
    made = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return lambda data, last: made.compress(data) + made.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)


# of those that are equally welcome the first: the cheapest for its size
CODINGS: Final = (
    Coding(b"zstd", b'.zstd"', _zstd),
    Coding(b"br", b'.br"', _brotli),
    Coding(b"gzip", b'.gzip"', _gzip),
)


@lru_cache(maxsize=256)
def negotiated(accepted: bytes) -> Coding | None:
    """What an Accept-Encoding header prefers (section 12.5.3); None when that is no coding, or none that there is."""
    weights = dict(_weighed(part) for part in accepted.decode("latin-1").lower().split(","))
    anything = weights.get("*", 0.0)
    best, most = None, weights.get("identity", 0.0)
    for coding in CODINGS:
        weight = weights.get(coding.name.decode(), anything)
        if weight > most or (weight == most > 0 and best is None):
            best, most = coding, weight
    return best


def _weighed(part: str) -> tuple[str, float]:
    """A coding and its weight; one that is not understood is not wanted."""
    name, *parameters = (word.strip() for word in part.split(";"))
    weight = next((word[2:].strip() for word in parameters if word.startswith("q=")), "1")
    return name.removeprefix("x-"), float(weight) if _WEIGHT.match(weight) else 0.0

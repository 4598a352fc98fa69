"""What a writer is given to read what it wrote, wherever it reads next: a token in the header X-Consistency-Token, that it
sends with what it asks then. It says when something was written, and whether all processes can know of it."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from typing import Final

from gateway.cache.question import Freshness

HEADER: Final = b"x-consistency-token"
# by then every process knows, whatever happened
SECONDS: Final = 30.0
_TOKEN: Final = re.compile(r"((\d{1,15})\.([cd]))\.([0-9a-f]{16})", re.ASCII)


class Tokens:
    """Signed: who could make one that is believed would have every read go to the database."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def make(self, now: float, *, told: bool) -> str:
        """`now` is the time of day in seconds; `told`, whether whoever asks Redis is told the truth."""
        said = f"{int(now * 1000)}.{'c' if told else 'd'}"
        return f"{said}.{self._signature(said)}"

    def freshness(self, text: str | None, now: float) -> Freshness:
        """Of a token that is not ours the sender's wish is believed: it costs a look, and nobody anything else."""
        if text is None:
            return Freshness.RECENT
        found = _TOKEN.fullmatch(text)
        if found is None or not hmac.compare_digest(found[4], self._signature(found[1])):
            return Freshness.CHECKED
        if abs(now - int(found[2]) / 1000) > SECONDS:
            return Freshness.RECENT
        return Freshness.CHECKED if found[3] == "c" else Freshness.DATABASE

    def _signature(self, said: str) -> str:
        return hmac.digest(self._key, said.encode(), "sha256").hex()[:16]


def given(headers: Mapping[bytes, bytes]) -> str | None:
    """The first, where there are several."""
    value = headers.get(HEADER)
    return None if value is None else value.partition(b",")[0].decode("latin-1")

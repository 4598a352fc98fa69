"""How long an answer is kept and for whom, as the policies of all that it is made of say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from gateway.cache.question import Question
from gateway.caller import Caller
from gateway.catalog import Catalog
from gateway.declare import Kept


@dataclass(frozen=True, slots=True)
class Keeping:
    """`digest` stands for the statement; `kept` is the narrowest of what the policies say, `ttl` the shortest in seconds."""

    digest: str
    kept: Kept
    ttl: float

    def question(self, parameters: Sequence[Any], tags: Callable[[], Sequence[str]], caller: Caller) -> Question:
        whose = f"{caller.kind}:{caller.id} " if self.kept == "private" else ""
        asked = f"{self.digest} {whose}{parameters!r}".encode("utf-8", "surrogatepass")
        return Question(sha256(asked).hexdigest(), tags, self.ttl, self.kept != "private")


def keeping(sql: str, tables: Collection[str], catalog: Catalog) -> Keeping | None:
    """Of what a statement reads from these tables; None for what is not kept."""
    read = [resource for resource in catalog.resources.values() if resource.table in tables]
    if not read or any(resource.kept == "none" for resource in read):
        return None
    said = {resource.kept for resource in read}
    kept: Kept = "private" if "private" in said else "shared" if "shared" in said else "public"
    return Keeping(sha256(sql.encode()).hexdigest()[:32], kept, min(resource.ttl for resource in read))

"""What is asked of the cache, and what came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Literal, NamedTuple


class Freshness(IntEnum):
    """How sure an asker wants to be: that it was right a moment ago (a setting says how long), that it is right now, or
    not to ask the cache at all."""

    RECENT = 0
    CHECKED = 1
    DATABASE = 2


@dataclass(frozen=True, slots=True)
class Question:
    """`key` stands for the statement and all that is bound to it; `tags` says what the answer depends on, and is asked
    where it is not kept here. `ttl` is how many seconds it may be kept where nothing happens to it; `shared`, whether
    outside of this process as well."""

    key: str
    tags: Callable[[], Sequence[str]]
    ttl: float
    shared: bool = True


class Found(NamedTuple):
    """`age` in seconds, 0 for one that was just made; `ttl` what is left of its time, None where it is not kept;
    `tags` what it depends on. In `derived` stays what doors made of it, for who is answered with the same."""

    body: bytes
    status: Literal["hit", "miss", "bypass"]
    derived: dict[str, Any]
    age: float = 0
    ttl: float | None = None
    tags: tuple[str, ...] = ()


@dataclass(slots=True)
class Entry:
    """An answer as it is kept. `versions` are those that its tags had before it was made, `checked` is when they were last
    seen to be the same; times are those of the process's clock."""

    body: bytes
    tags: tuple[str, ...]
    made: float
    expires: float
    checked: float
    versions: str = ""
    derived: dict[str, Any] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of memory, near enough: with those of its key, and of its body as a door writes it."""
        return 2 * len(self.body) + len(self.versions) + sum(map(len, self.tags)) + 64 * len(self.tags) + 768

"""Plans and parsed documents kept for the next request of their shape, bounded in bytes rather than in number."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar

from cachetools import LRUCache


class Sized(Protocol):
    @property
    def size(self) -> int: ...


Kept = TypeVar("Kept", bound=Sized)


class Cache(Generic[Kept]):
    """The least recently used goes first. What is larger than the whole cache is not kept at all."""

    def __init__(self, max_bytes: int) -> None:
        self._kept: LRUCache[Hashable, Kept] = LRUCache(max_bytes, getsizeof=lambda kept: kept.size)

    def get(self, key: Hashable) -> Kept | None:
        try:
            return self._kept[key]
        except KeyError:
            return None

    def put(self, key: Hashable, kept: Kept) -> None:
        if kept.size <= self._kept.maxsize:
            self._kept[key] = kept

    @property
    def size(self) -> int:
        return int(self._kept.currsize)

    @property
    def capacity(self) -> int:
        return int(self._kept.maxsize)

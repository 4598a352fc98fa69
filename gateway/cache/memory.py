"""Answers in this process, bounded in bytes, and found by their tags when something happens to these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cachetools import LRUCache

from gateway.cache.question import Entry

# an answer larger than this part of the memory would push out too many others
_LARGEST: Final = 8


class Memory(LRUCache[str, Entry]):
    """The least recently used goes first."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(max_bytes, getsizeof=lambda entry: entry.size)
        self._by_tag: dict[str, set[str]] = {}

    def found(self, key: str) -> Entry | None:
        """`get` would look twice."""
        try:
            return self[key]
        except KeyError:
            return None

    def put(self, key: str, entry: Entry) -> None:
        self.pop(key, None)
        if entry.size * _LARGEST > self.maxsize:
            return
        self[key] = entry
        for tag in entry.tags:
            self._by_tag.setdefault(tag, set()).add(key)

    def drop(self, tags: Iterable[str]) -> int:
        """How many answers were dropped."""
        keys = set[str]().union(*(self._by_tag.get(tag, ()) for tag in tags))
        for key in keys:
            del self[key]
        return len(keys)

    def clear(self) -> None:
        super().clear()
        self._by_tag.clear()

    def __delitem__(self, key: str) -> None:
        for tag in self[key].tags:
            keys = self._by_tag.get(tag)
            if keys is not None:
                keys.discard(key)
                if not keys:
                    del self._by_tag[tag]
        super().__delitem__(key)

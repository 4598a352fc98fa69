"""Documents that clients registered by their hash: in this process, and in Redis for the others.

Both are bounded in bytes, for anybody may register. In Redis a document has one of `PLACES` places, told by its hash, and
takes it from whoever had it before: what is lost is registered again. Nothing in Redis is believed that its hash does not
prove.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from redis.asyncio import Redis

from gateway.graphql.persisted.manifest import digest
from gateway.plan.cache import Cache
from gateway.shared import Away, Shared

# hexadecimal digits of a hash that are its place: 4096 places, 64 MiB if all documents were as long as they may be
DIGITS: Final = 3
# how long one lives that nobody asks for
SECONDS: Final = 86_400
CONNECTIONS: Final = 8


@dataclass(frozen=True, slots=True)
class Text:
    text: str

    @property
    def size(self) -> int:
        """Bytes it takes in the cache, its key included."""
        return 512 + 4 * len(self.text)


class Registered:
    def __init__(self, max_bytes: int, redis_url: str | None) -> None:
        self._texts: Cache[Text] = Cache(max_bytes)
        self._shared: Shared | None = None
        if redis_url is not None:
            without = "registered documents are not shared"
            self._shared = Shared(redis_url, connections=CONNECTIONS, without=without)

    def known(self, hash_: str) -> str | None:
        """In this process."""
        kept = self._texts.get(hash_)
        return kept.text if kept is not None else None

    async def find(self, hash_: str) -> str | None:
        known = self.known(hash_)
        if known is not None:
            return known
        kept = await self._ask(lambda redis: redis.getex(_place(hash_), ex=SECONDS))
        text = kept.decode(errors="replace") if isinstance(kept, bytes) else ""
        if digest(text) != hash_:
            return None
        self._texts.put(hash_, Text(text))
        return text

    async def put(self, hash_: str, text: str) -> None:
        """`text` is known to have this hash, and to be a document that may be asked."""
        if self._texts.get(hash_) is None:
            self._texts.put(hash_, Text(text))
            await self._ask(lambda redis: redis.set(_place(hash_), text.encode(), ex=SECONDS))

    async def close(self) -> None:
        if self._shared is not None:
            await self._shared.close()

    async def _ask(self, question: Callable[[Redis], Awaitable[Any]]) -> Any:
        if self._shared is None:
            return None
        redis = Redis(connection_pool=self._shared.pool)
        try:
            return await self._shared.ask(lambda: question(redis))
        except Away:
            return None


def _place(hash_: str) -> str:
    return f"documents:{hash_[:DIGITS]}"

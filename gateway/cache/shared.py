"""Answers in Redis, for all processes. While Redis is away nothing is asked of it, and nothing waits for it.

Keys begin with the identity of the server: one that was restarted, or took over from another and does not know all that
was deleted there, has another identity, and begins with nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Final, Literal, NamedTuple, Protocol, TypeVar, cast

import orjson
import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ReadOnlyError, RedisError
from tortoise.exceptions import BaseORMException

from gateway.cache.question import Question
from gateway.cache.scripts import FILL, LOOK
from gateway.errors import Unavailable
from gateway.pipelined import Pipelined
from gateway.shared import REDIS_SECONDS, Away, Shared

T = TypeVar("T")
log = structlog.get_logger("gateway.cache")

# for what cannot wait for a round trip of others
CONNECTIONS: Final = 8
# how often it is looked for what others could not tell, and whether a Redis that was away is there
WATCH_SECONDS: Final = 0.5
# how long whoever makes an answer is waited for, at most
LEASE_SECONDS: Final = 10.0
# tags that nobody asks for are forgotten, and what depends on them with them
TAG_SECONDS: Final = 86_400
# an answer beyond this is made again sooner than it is fetched
LARGEST: Final = 1_048_576
# one beyond this is fetched and kept by itself: with those of others it would take the time that all of them have
INLINE: Final = 65_536


class CatchUp(Protocol):
    async def __call__(self, *, everything: bool) -> bool:
        """Whether all is dropped that should be; raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Seen:
    """`same`: what the asker has is right; `kept`: here it is, with the seconds that it has been kept and those that are
    left; `make`: the asker makes it, for these versions; `wait`: somebody else does; `large`: everybody makes its own; `long`:
    it is there, and to be asked for by itself."""

    state: Literal["same", "kept", "make", "wait", "large", "long"]
    versions: str
    body: bytes = b""
    age: float = 0
    ttl: float = 0


class Looking(NamedTuple):
    """A look that is on its way, what it looks for, and at which server."""

    server: str
    keys: list[str]
    have: str
    reply: asyncio.Future[Any]


class SharedAnswers:
    """`name` is whose answers they are: several gateways may have one Redis. `dropped` is told the tags that other
    processes have dropped, and `lost` when some may have been missed."""

    def __init__(self, url: str, name: str, dropped: Callable[[Sequence[str]], None], lost: Callable[[], None]) -> None:
        without = "answers are kept by each process alone"
        self._shared = Shared(
            url, connections=CONNECTIONS, without=without, pause=WATCH_SECONDS, connected=self._connected
        )
        self._redis = Redis(connection_pool=self._shared.pool)
        options: dict[str, Any] = {"retry": Retry(NoBackoff(), 0), "socket_connect_timeout": REDIS_SECONDS}
        self._listening = Redis.from_url(url, socket_timeout=None, **options)
        self.pipelined = Pipelined(url, connected=self._connected)
        self._look, self._fill = self._redis.register_script(LOOK.text), self._redis.register_script(FILL.text)
        self._name, self._channel = name, f"torii:{name}:dropped"
        self._dropped, self._lost = dropped, lost
        self._server = ""
        self.up = self._recovering = False
        self._rung = asyncio.Event()

    def hurry(self) -> None:
        """There is something to catch up with."""
        self._rung.set()

    def look(self, question: Question, tags: Sequence[str], have: str) -> Looking:
        """Goes with whatever else is asked of Redis before the first moment in which others work. `seen` waits for it, or
        `forsake` does without."""
        keys = [*self._keys(question.key), *map(self._tag, tags)]
        reply = self.pipelined.call(LOOK, keys, self._looked(question, have, INLINE))
        return Looking(self._server, keys, have, reply)

    async def seen(self, question: Question, looking: Looking) -> Seen | None:
        """None where Redis does not answer."""
        try:
            # the reply may be that the asker makes it
            seen: Seen | None = _seen(await asyncio.shield(looking.reply))
        except Away:
            self.up = False
            return None
        except asyncio.CancelledError:
            self.forsake(question, looking)
            raise
        if seen is not None and seen.state == "long":
            # by a way on which nobody waits behind it
            arguments = self._looked(question, looking.have, LARGEST)
            said = await self._asked(lambda: self._look(looking.keys, arguments))
            seen = None if said is None else _seen(said)
        # what another server than this one was asked for has nothing to say about
        return seen if looking.server == self._server else None

    def forsake(self, question: Question, looking: Looking) -> None:
        """Nobody waits for it any more, and nobody makes what it would have had made."""

        def landed(reply: asyncio.Future[Any]) -> None:
            if not reply.cancelled() and reply.exception() is None:
                seen = _seen(reply.result())
                if seen.state == "make" and question.shared:
                    self.give_up(question, seen.versions)

        looking.reply.add_done_callback(landed)

    async def fill(self, question: Question, versions: str, body: bytes, ttl: float) -> None:
        kept = b"%.3f\n" % ttl + body if len(body) <= LARGEST else b""
        keys, arguments = self._keys(question.key), (versions, kept, max(1, int(ttl * 1000)))
        if len(kept) <= INLINE:
            self.pipelined.tell(FILL, keys, arguments)
        else:
            await self._asked(lambda: self._fill(keys, arguments))

    def give_up(self, question: Question, versions: str) -> None:
        """Who was to make it could not."""
        self.pipelined.tell(FILL, self._keys(question.key), [versions, b"", 0])

    async def drop(self, tags: Iterable[str]) -> bool:
        """Whether it is done: then no process is told by Redis that an answer with one of the tags is right."""
        names, server = list(tags), self._server
        if not self.up and not self._recovering:
            return False
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.unlink(*map(self._tag, names))
        pipeline.publish(self._channel, orjson.dumps(names))
        done = await self._asked(pipeline.execute) is not None and server == self._server
        # until all is caught up with, whoever wrote is not told that all know
        self.up = self.up and done
        return done

    @asynccontextmanager
    async def running(self, catch_up: CatchUp) -> AsyncIterator[None]:
        """Within it Redis is watched: asked while it is away, and listened to. `catch_up` drops what could not be dropped:
        everything before any answer of Redis is believed again, later what others had no time for."""
        tasks = [asyncio.create_task(self._watch(catch_up)), asyncio.create_task(self._listen())]
        try:
            yield
        finally:
            # a driver may take a cancellation for its own
            while not all(task.done() for task in tasks):
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks, timeout=1)
            self.up = False
            await self.pipelined.close()
            await self._shared.close()
            await self._listening.aclose()

    # --- how it is with Redis -----------------------------------------------------------------------------------------

    async def _asked(self, question: Callable[[], Awaitable[T]]) -> T | None:
        """What Redis says; None where it does not."""
        try:
            return await self._shared.ask(question)
        except Away:
            self.up = False
            return None

    async def _watch(self, catch_up: CatchUp) -> None:
        try:
            while True:
                await self._caught_up(catch_up)
                with suppress(TimeoutError):
                    async with asyncio.timeout(WATCH_SECONDS):
                        await self._rung.wait()
                self._rung.clear()
        finally:
            # who does not catch up must believe nothing
            self.up = False

    async def _caught_up(self, catch_up: CatchUp) -> None:
        self._recovering = not self.up
        try:
            there = await self._asked(self._identify) is not None
            if there:
                self.pipelined.shared.reachable()
            there = there and not self.pipelined.shared.away
            if there and await catch_up(everything=self._recovering) and self._recovering:
                self.up = True
                log.info("answers are kept in redis")
        except (Unavailable, BaseORMException) as error:
            # others may have written what nobody can be told of now
            self.up = False
            log.warning("answers are not kept in redis", error=type(error).__name__)
        finally:
            self._recovering = False

    async def _listen(self) -> None:
        while True:
            with suppress(RedisError, OSError):
                async with self._listening.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(self._channel)
                    self._lost()
                    async for message in channel.listen():
                        self._dropped(orjson.loads(message["data"]))
            self._lost()
            await asyncio.sleep(WATCH_SECONDS)

    async def _connected(self, connection: Any) -> None:
        await connection.on_connect()
        found = []
        for section in ("server", "replication"):
            await connection.send_command("INFO", section)
            found.append(_fields(await connection.read_response()))
        self._is(found[0] | found[1])

    async def _identify(self) -> bool:
        self._is({**await self._redis.info("server"), **await self._redis.info("replication")})
        return True

    def _is(self, info: dict[str, Any]) -> None:
        """Raises ReadOnlyError where what is dropped cannot be dropped here."""
        if info["role"] != "master":
            raise ReadOnlyError("a replica")
        identity = f"{str(info['run_id'])[:8]}{str(info['master_replid'])[:8]}"
        if identity != self._server:
            self._server = identity
            self._lost()

    def _looked(self, question: Question, have: str, most: int) -> list[Any]:
        lease = int(LEASE_SECONDS * 1000) if question.shared else 0
        return [token_hex(12), TAG_SECONDS * 1000, lease, have, most]

    # --- keys: all in one slot of a cluster, for a script takes no others ------------------------------------------------

    def _keys(self, key: str) -> list[str]:
        return [f"{self._slot}:a:{key}", f"{self._slot}:l:{key}"]

    def _tag(self, tag: str) -> str:
        return f"{self._slot}:t:{tag}"

    @property
    def _slot(self) -> str:
        return f"{{torii:{self._name}:{self._server}}}"


def _seen(said: Any) -> Seen:
    state, versions, *rest = cast("list[Any]", said)
    if not rest:
        return Seen(state.decode(), versions.decode())
    kept, _, body = rest[0].partition(b"\n")
    left = rest[1] / 1000
    return Seen("kept", versions.decode(), body, max(0.0, float(kept) - left), left)


def _fields(info: Any) -> dict[str, Any]:
    text = info.decode() if isinstance(info, bytes) else str(info)
    return {name: value.strip() for name, found, value in (line.partition(":") for line in text.splitlines()) if found}

"""Writers and readers of one gateway in several processes, everything that happens to them, and what each reader may see.

A row is a register: every write gives it the next version, so that an answer tells which state of it was seen. What a reader
must see is known from what was written when, by whom, and from what a writer was told.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from gateway.caller import ANONYMOUS, Caller
from gateway.settings import Settings
from gateway.writing.invalidation import AGE
from tests import databases, servers
from tests.cache.processes import WRITER, Process, settings_of, until
from tests.doors import AS_JSON, MOMENT, Sent, person
from tests.loading import make_tables

CALLERS: Final[dict[str, Caller]] = {
    "ann": person("owner", account="ann"),
    "bob": person("owner", account="bob"),
    "wanda": WRITER,
    "anybody": ANONYMOUS,
}
OWNERS: Final = ("ann", "bob")
ROWS: Final = 4
PROCESSES: Final = 2
# for as long as a process believes what it has
RECENT: Final = 1.0
FAULTS: Final = ("freeze", "kill", "restore", "flush", "disconnect", "evict", "die", "mute", "lose database")


@dataclass(frozen=True)
class Written:
    """A write that was answered: at which time, by which process, and whether all could know of it."""

    version: int
    at: float
    process: Process
    token: str
    told: bool


@dataclass
class Register:
    """`states` are all that there may be, by version; those that are being written are among them."""

    states: list[tuple[str, str]]
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    writes: list[Written] = field(default_factory=list)
    settled: int = 0

    def must_see(self, process: Process, now: float, token: str | None) -> int:
        seen = [self.settled]
        for write in self.writes:
            aware = write.process is process or (write.told and now - write.at > RECENT) or write.token == token
            if aware:
                seen.append(write.version)
        return max(seen)


class World:
    def __init__(self, server: servers.PostgresServer, home: Path) -> None:
        self.server, self.home, self.port = server, home, servers.free_port()
        self.redis: subprocess.Popen[str] = servers.start_redis(self.port, home)
        self.frozen = False
        self.ahead = 0.0
        self.version = 0
        self.processes: list[Process] = []
        self.registers: dict[int, Register] = {}
        self.counts: Counter[str] = Counter()
        self._stacks: list[AsyncExitStack] = []
        self._whole = AsyncExitStack()
        self._began = time.monotonic()

    async def open(self) -> None:
        url = await self._whole.enter_async_context(self.server.database())
        self.settings: Settings = settings_of(
            url, f"redis://127.0.0.1:{self.port}/0", self.home, cache_recent_seconds=RECENT
        )
        await make_tables(self.settings)
        for _ in range(PROCESSES):
            await self._start()
        await self._all_up()
        for key in range(1, ROWS + 1):
            owner = OWNERS[key % 2]
            assert await self.processes[0].note_down("v0", owner=owner, secret=f"{owner} 0") == key
            self.registers[key] = Register([("v0", owner)])

    async def close(self) -> None:
        self.thaw()
        for stack in self._stacks:
            await stack.aclose()
        await self._whole.aclose()
        servers.end_redis(self.redis)

    # --- what is done -------------------------------------------------------------------------------------------------

    async def write(self, process: Process, key: int, owner: str) -> Written | None:
        """None where it was refused, whatever became of it."""
        register = self.registers[key]
        async with register.lock:
            self.version += 1
            version = len(register.states)
            title = f"v{version}"
            register.states.append((title, owner))
            body = orjson.dumps({"title": title, "owner": owner, "secret": f"{owner} {version}"})
            sent = Sent("PATCH", f"/api/v1/notes/{key}", b"", body, AS_JSON)
            reply = await process.doors.ask(process.doors.rest_door, sent, WRITER)
            self.counts["writes"] += 1
            if reply.status != 200:
                assert reply.status in {500, 503}, reply.body
                self.counts["refused"] += 1
                return None
            token = reply.headers["x-consistency-token"]
            written = Written(version, self.now, process, token, ".c." in token)
            register.writes.append(written)
            return written

    async def read(self, process: Process, key: int, name: str, door: str, token: str | None = None) -> None:
        """One row; asserts that it is one of the states that may be seen, as this caller may see it."""
        register = self.registers[key]
        least, caller = register.must_see(process, self.now, token), CALLERS[name]
        headers = [] if token is None else [(b"x-consistency-token", token.encode())]
        fields = "title" if name == "anybody" else "title secret"
        if door == "rest":
            sent = Sent("GET", f"/api/v1/notes/{key}", f"fields={fields.replace(' ', ',')}".encode(), b"", headers)
            reply = await process.doors.ask(process.doors.rest_door, sent, caller)
        else:
            query = orjson.dumps({"query": f'{{ note(id: "Note:{key}") {{ {fields} }} }}'})
            sent = Sent("POST", "/graphql", b"", query, [*AS_JSON, *headers])
            reply = await process.doors.ask(process.doors.graphql_door, sent, caller)
        self._counted(reply)
        if reply.status == 200 and "errors" not in reply.json:
            data = reply.json["data"]
            self._check(key, least, name, data if door == "rest" else data["note"])

    async def list(self, process: Process, name: str) -> None:
        least = {key: one.must_see(process, self.now, None) for key, one in self.registers.items()}
        fields = "id,title" if name == "anybody" else "id,title,secret"
        sent = Sent("GET", "/api/v1/notes", f"fields={fields}&sort=id".encode())
        reply = await process.doors.ask(process.doors.rest_door, sent, CALLERS[name])
        self._counted(reply)
        if reply.status == 200:
            rows = reply.json["data"]
            assert [row["id"] for row in rows] == list(self.registers)
            for row in rows:
                self._check(row["id"], least[row["id"]], name, row)

    def _counted(self, reply: Any) -> None:
        self.counts["reads"] += 1
        if "torii; hit" in reply.headers.get("cache-status", ""):
            self.counts["hits"] += 1
        if reply.status != 200:
            assert reply.status in {500, 503}, reply.body
            self.counts["refused"] += 1

    def _check(self, key: int, least: int, name: str, row: Any) -> None:
        states = self.registers[key].states
        version = int(row["title"].removeprefix("v"))
        assert least <= version < len(states), f"{name} sees version {version} of row {key}, and must see {least}"
        owner = states[version][1]
        may = name in {owner, "wanda"}
        secret = row.get("secret")
        assert secret == (f"{owner} {version}" if may else None), f"{name} sees {secret!r} of row {key} of {owner}"

    def pass_time(self, seconds: float) -> None:
        self.ahead += seconds

    async def settle(self) -> None:
        """When Redis is there, and the time has passed that it may take: then everybody sees everything."""
        self.thaw()
        await self._all_up()
        self.pass_time(AGE.total_seconds() + 0.1)
        count = "SELECT count(*) FROM gateway_untold_change"
        async with asyncio.timeout(20):
            while (await databases.run(self.settings, count))[0][0]:
                await asyncio.sleep(0.05)
        self.pass_time(RECENT + 0.1)
        rows = await databases.run(self.settings, "SELECT id, title FROM note")
        for key, title in rows:
            register = self.registers[key]
            register.settled = int(title.removeprefix("v"))
            register.writes = []
            del register.states[register.settled + 1 :]

    # --- what happens to them -----------------------------------------------------------------------------------------

    async def fault(self, kind: str, random: Random) -> None:
        self.counts[kind] += 1
        self.counts["faults"] += 1
        process = random.choice(self.processes)
        match kind:
            case "freeze":
                self._freeze()
            case "kill":
                self.thaw()
                servers.end_redis(self.redis)
                (self.home / "dump.rdb").unlink(missing_ok=True)
                self.redis = servers.start_redis(self.port, self.home)
            case "restore":
                # it comes back with what it had some time ago
                self.thaw()
                await self._redis("SAVE")
                await self._storm(random, 6)
                servers.end_redis(self.redis)
                self.redis = servers.start_redis(self.port, self.home)
            case "flush":
                await self._redis("FLUSHALL")
            case "disconnect":
                await self._redis("CLIENT", "KILL", "TYPE", "normal")
                await self._redis("CLIENT", "KILL", "TYPE", "pubsub")
            case "evict":
                await self._evict(random)
            case "die":
                await self._die(self.processes.index(process), random)
            case "mute":
                # nobody is told over the channel
                await self._redis("CLIENT", "KILL", "TYPE", "pubsub")
            case "lose database":
                await self._lose_database()

    async def _die(self, index: int, random: Random) -> None:
        """In the middle of writes: what it has committed is told by nobody, or half of it."""
        process = self.processes[index]
        tasks = [
            asyncio.create_task(self._untold(process, random.randint(1, ROWS), random.choice(OWNERS))) for _ in range(3)
        ]
        await asyncio.sleep(random.random() * 0.02)
        assert process.writes.invalidation is not None

        async def never(*_: Any) -> bool:
            return False

        setattr(process.cache, "drop", never)  # noqa: B010
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        process.writes.invalidation._told.clear()
        stack = self._stacks[index]
        await stack.aclose()
        await self._start(index)

    async def _untold(self, process: Process, key: int, owner: str) -> None:
        """Whoever wrote it is not there any more to hear whether it was done."""
        register = self.registers[key]
        written = await self.write(process, key, owner)
        if written is not None:
            register.writes.remove(written)

    async def _lose_database(self) -> None:
        """All connections to it."""
        statement = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        await databases.run(self.settings, statement)

    async def _evict(self, random: Random) -> None:
        async with Redis.from_url(f"redis://127.0.0.1:{self.port}/0", socket_timeout=0.2) as client:
            try:
                keys = [key async for key in client.scan_iter("*:t:*")]
                if keys:
                    await client.unlink(*random.sample(keys, 1 + len(keys) // 3))
            except (RedisError, OSError):
                pass

    async def _storm(self, random: Random, count: int) -> None:
        """Several at the same time."""
        await asyncio.gather(*(self.something(random) for _ in range(count)))

    async def something(self, random: Random) -> None:
        process = random.choice(self.processes)
        key, name = random.randint(1, ROWS), random.choice(list(CALLERS))
        kind = random.random()
        if kind < 0.2:
            written = await self.write(process, key, random.choice(OWNERS))
            if written is not None and random.random() < 0.5:
                # wherever it asks
                await self.read(random.choice(self.processes), key, "wanda", "rest", written.token)
        elif kind < 0.3:
            await self.list(process, name)
        else:
            await self.read(process, key, name, random.choice(("rest", "graphql")))

    # --- the machinery ------------------------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        return time.monotonic() - self._began + self.ahead

    async def _start(self, index: int | None = None) -> None:
        process = Process(self.settings)
        process.cache.clock = lambda: self.now
        object.__setattr__(process.engine, "clock", lambda: MOMENT + timedelta(seconds=self.now))
        stack = AsyncExitStack()
        await stack.enter_async_context(process.running())
        if index is None:
            self.processes.append(process)
            self._stacks.append(stack)
        else:
            self.processes[index], self._stacks[index] = process, stack

    async def _all_up(self) -> None:
        await until(lambda: all(one.up for one in self.processes))

    async def _redis(self, *command: str) -> None:
        if self.frozen:
            return
        async with Redis.from_url(f"redis://127.0.0.1:{self.port}/0", socket_timeout=2) as client:
            await client.execute_command(*command)

    def _freeze(self) -> None:
        if not self.frozen:
            os.kill(self.redis.pid, signal.SIGSTOP)
            self.frozen = True

    def thaw(self) -> None:
        if self.frozen:
            os.kill(self.redis.pid, signal.SIGCONT)
            self.frozen = False

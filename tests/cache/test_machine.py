"""Whatever happens in whatever order: nobody sees what another may read, who wrote sees what it wrote, and what is kept is
no older than is said."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from random import Random
from typing import Any, ClassVar, Final

import pytest
import uvloop
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.cache.world import CALLERS, FAULTS, OWNERS, PROCESSES, ROWS, World
from tests.servers import PostgresServer

SOAK: Final = "TORII_SOAK" in os.environ
OPERATIONS: Final = 100_000 if SOAK else 1500
FAULT_COUNT: Final = 220 if SOAK else 18
EXAMPLES: Final = 60 if SOAK else 8

PROCESS = st.integers(0, PROCESSES - 1)
KEY = st.integers(1, ROWS)
NAME = st.sampled_from(list(CALLERS))
DOOR = st.sampled_from(("rest", "graphql"))


class Machine(RuleBasedStateMachine):
    """One world for all runs: each begins where all have seen everything."""

    world: ClassVar[World]
    loop: ClassVar[asyncio.AbstractEventLoop]

    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[tuple[int, str]] = []
        self.run_in(self.world.settle())

    def run_in(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(doing)

    @rule(process=PROCESS, key=KEY, owner=st.sampled_from(OWNERS))
    def write(self, process: int, key: int, owner: str) -> None:
        written = self.run_in(self.world.write(self.world.processes[process], key, owner))
        if written is not None:
            self.tokens.append((key, written.token))

    @rule(process=PROCESS, key=KEY, name=NAME, door=DOOR)
    def read(self, process: int, key: int, name: str, door: str) -> None:
        self.run_in(self.world.read(self.world.processes[process], key, name, door))

    @rule(process=PROCESS, which=st.integers(0, 5), door=DOOR)
    def read_what_was_written(self, process: int, which: int, door: str) -> None:
        if self.tokens:
            key, token = self.tokens[-1 - which % len(self.tokens)]
            self.run_in(self.world.read(self.world.processes[process], key, "wanda", door, token))

    @rule(process=PROCESS, name=NAME)
    def list(self, process: int, name: str) -> None:
        self.run_in(self.world.list(self.world.processes[process], name))

    @rule(seed=st.integers(0, 2**32), count=st.integers(2, 12))
    def several(self, seed: int, count: int) -> None:
        random = Random(seed)

        async def all_of_them() -> None:
            await asyncio.gather(*(self.world.something(random) for _ in range(count)))

        self.run_in(all_of_them())

    @rule(seconds=st.sampled_from((0.3, 1.1, 5.0)))
    def pass_time(self, seconds: float) -> None:
        self.world.pass_time(seconds)
        self.tokens = self.tokens[-3:] if seconds < 5 else []

    @rule(kind=st.sampled_from(FAULTS), seed=st.integers(0, 2**32))
    def fault(self, kind: str, seed: int) -> None:
        self.run_in(self.world.fault(kind, Random(seed)))

    @rule()
    def settle(self) -> None:
        self.run_in(self.world.settle())


def test_whatever_happens(postgres: PostgresServer, tmp_path: Path) -> None:
    Machine.loop = uvloop.new_event_loop()
    Machine.world = World(postgres, tmp_path)
    try:
        Machine.loop.run_until_complete(Machine.world.open())
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=50 if SOAK else 30,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                derandomize=not SOAK,
                database=None,
                # the world goes on: what went wrong in it does not go wrong again in the same way
                phases=[Phase.generate],
            ),
        )
    finally:
        Machine.loop.run_until_complete(Machine.world.close())
        Machine.loop.close()


async def test_many_at_once_while_everything_breaks(
    postgres: PostgresServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    random, world = Random(11), World(postgres, tmp_path)
    await world.open()
    try:
        until_fault = OPERATIONS // FAULT_COUNT
        while world.counts["reads"] + world.counts["writes"] < OPERATIONS:
            done = world.counts["reads"] + world.counts["writes"]
            await asyncio.gather(*(world.something(random) for _ in range(random.randint(1, 16))))
            if random.random() < 0.05:
                world.pass_time(random.choice((0.2, 1.1, 3.0)))
            if (done + until_fault) // until_fault > world.counts["faults"]:
                await world.fault(random.choice(FAULTS), random)
            if random.random() < 0.02:
                world.thaw()
            if random.random() < 0.01:
                await world.settle()
        await world.settle()
        for process in world.processes:
            for name in CALLERS:
                await world.list(process, name)
    finally:
        await world.close()
    if SOAK:
        with capsys.disabled():
            sys.stdout.write(f"{dict(world.counts)}\n")
    assert world.counts["faults"] >= FAULT_COUNT
    # it was kept at all, and nearly all was answered
    assert world.counts["hits"] > 0.1 * world.counts["reads"]
    assert world.counts["refused"] < 0.1 * OPERATIONS

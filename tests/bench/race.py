"""Contestants take turns at a question, round after round, so that whatever else the machine does meets them all alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

from tests.bench.load import Generator
from tests.bench.process import Server


@dataclass(slots=True)
class Rates:
    """Answers per second in each round, and the server's processor seconds per answer."""

    rounds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return median(self.rounds)

    @property
    def cost(self) -> float:
        return median(self.cpu) if self.cpu else 0.0

    @property
    def spread(self) -> float:
        """How far the rounds lie apart, as a part of the median."""
        return (max(self.rounds) - min(self.rounds)) / self.median


Turn = Callable[[], tuple[int, float, float]]


def turn(
    generator: Generator, server: Server, requests: list[bytes], seconds: float, *, restless: bool = False
) -> Turn:
    """One contestant's go: its answers, the time they took, the processor time they cost."""

    def go() -> tuple[int, float, float]:
        before = server.cpu_seconds
        count = generator.run(server.port, requests, seconds=seconds, restless=restless)
        return count.answers, count.seconds, server.cpu_seconds - before

    return go


def race(turns: Mapping[str, Turn], rounds: int) -> dict[str, Rates]:
    for go in turns.values():
        go()
    rates = {name: Rates() for name in turns}
    for number in range(rounds):
        # nobody always goes first
        names = list(turns) if number % 2 else list(turns)[::-1]
        for name in names:
            answers, seconds, cpu = turns[name]()
            rates[name].rounds.append(answers / seconds)
            rates[name].cpu.append(cpu / answers)
    return rates


def ratio(rates: Mapping[str, Rates], over: str, under: str) -> tuple[float, float]:
    """The median of the rounds' ratios, and how far they lie apart. Rounds are compared with themselves: what slowed one
    contestant in a round slowed the other as well."""
    pairs = [a / b for a, b in zip(rates[over].rounds, rates[under].rounds, strict=True)]
    middle = median(pairs)
    return middle, (max(pairs) - min(pairs)) / middle

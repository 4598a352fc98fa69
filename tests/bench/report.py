"""One table: what was measured, the bar, whether it holds."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.console import Console
from rich.table import Table

from tests.bench.race import Rates


@dataclass(frozen=True, slots=True)
class Line:
    """`bar` is what the value has to reach or may not exceed; None where it is only told. `spread` is that of the rounds."""

    what: str
    value: float
    unit: str = "x"
    bar: float | None = None
    side: Literal["at least", "at most", "below"] = "at least"
    spread: float | None = None

    @property
    def holds(self) -> bool | None:
        if self.bar is None:
            return None
        match self.side:
            case "at least":
                return self.value >= self.bar
            case "at most":
                return self.value <= self.bar
            case "below":
                return self.value < self.bar

    def cells(self) -> tuple[str, str, str, str, str]:
        bar = "" if self.bar is None else f"{self.side} {self.bar:g} {self.unit}"
        spread = "" if self.spread is None else f"±{self.spread / 2:.0%}"
        verdict = {None: "", True: "pass", False: "FAIL"}[self.holds]
        return self.what, f"{self.value:.3g} {self.unit}", spread, bar, verdict


Rows = Sequence[tuple[str, ...]]
RATIOS = ("measured", "value", "spread", "bar", "")
RATES = ("question", "contestant", "answers/s", "spread", "server CPU per answer")


def rate_rows(rates: Mapping[str, Mapping[str, Rates]]) -> list[tuple[str, ...]]:
    return [
        (question, name, f"{r.median:,.0f}", f"±{r.spread / 2:.0%}", f"{r.cost * 1e6:,.0f} µs" if r.cost else "")
        for question, contestants in rates.items()
        for name, r in contestants.items()
    ]


def print_table(columns: Sequence[str], rows: Rows) -> None:
    table = Table(*columns)
    for row in rows:
        table.add_row(*row, style="red" if row[-1] == "FAIL" else None)
    Console().print(table)


def markdown(lines: Iterable[Line], rates: Rows, about: str) -> str:
    text = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Ratios against rivals on one machine in one run; the absolute rates below say what that",
        "machine can do, and little else.",
        "",
        f"{about} Python {platform.python_version()}.",
        "",
        *_markdown_table(RATIOS, [line.cells() for line in lines]),
        "",
        "## Rates behind the ratios",
        "",
        *_markdown_table(RATES, rates),
        "",
    ]
    return "\n".join(text)


def _markdown_table(columns: Sequence[str], rows: Rows) -> list[str]:
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows)]

"""What is written where. Standard output is for what was asked; what is said to a person goes beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, NoReturn

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

MISUSE: Final = 2
# of a pipe, which has no edge to fold a line at
WIDE: Final = 1000

console: Final = Console(stderr=True, highlight=False)

AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON, for a program.")]


class CommandFailed(Exception):
    """What a person reads when a command cannot do it, and what would be right."""


def refuse(why: str) -> NoReturn:
    """What was asked for makes no sense here."""
    console.print(f"gateway: {why}", markup=False, soft_wrap=True)
    raise typer.Exit(MISUSE)


def remark(text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)


def answer(text: str) -> None:
    sys.stdout.write(text + "\n")


def answer_json(value: Any) -> None:
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode())


def answer_rows(rows: Sequence[Mapping[str, Any]], *, as_json: bool, none: str) -> None:
    """A table for a person, a list of objects for a program."""
    if as_json:
        answer_json(rows)
    elif not rows:
        remark(none)
    else:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in rows[0]:
            table.add_column(name.replace("_", " "), overflow="fold")
        for row in rows:
            table.add_row(*(Text(shown(value)) for value in row.values()))
        _print(table)


def answer_facts(facts: Mapping[str, Any], *, as_json: bool) -> None:
    """Everything about one thing."""
    if as_json:
        answer_json(facts)
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, value in facts.items():
        lines = value if isinstance(value, list) and len(value) > 1 else [value]
        for number, line in enumerate(lines):
            table.add_row(Text("" if number else name.replace("_", " "), "bold"), Text(shown(line), overflow="fold"))
    _print(table)


def shown(value: Any) -> str:
    """A value in a cell. Names are chosen by strangers, and a terminal obeys control characters."""
    match value:
        case None:
            text = "-"
        case bool():
            text = "yes" if value else "no"
        case datetime():
            text = f"{value:%Y-%m-%d %H:%M}"
        case list() | tuple():
            text = " ".join(map(shown, value)) or "-"
        case dict():
            text = orjson.dumps(value).decode()
        case _:
            text = str(value)
    return "".join(character if character.isprintable() else "�" for character in text)


def _print(table: Table) -> None:
    out = Console(highlight=False, soft_wrap=True)
    if not out.is_terminal:
        out = Console(highlight=False, width=WIDE)
    lines = out.render_lines(table, pad=False)
    if out.is_terminal:
        out.print(table)
    else:
        # without the blanks that fill a cell at the end of its line
        sys.stdout.writelines("".join(segment.text for segment in line).rstrip() + "\n" for line in lines)


def listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)) or "none"

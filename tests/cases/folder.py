"""The folder of a golden case: what its requests and its caller are, and what is written into it or compared with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from gateway.caller import ANONYMOUS, Caller
from tests.doors import person
from tests.sql_layout import laid_out, tokens

HERE: Final = Path(__file__).parent
SCOPES: Final = "scopes="


@dataclass(frozen=True, slots=True)
class Folder:
    folder: Path

    @property
    def variables(self) -> dict[str, Any]:
        path = self.folder / "request.json"
        return json.loads(path.read_text()) if path.exists() else {}

    @property
    def caller(self) -> Caller:
        roles, *rest = (self.folder / "caller.txt").read_text().split()
        if roles == "anonymous":
            return ANONYMOUS
        scopes = [word.removeprefix(SCOPES).split(",") for word in rest if word.startswith(SCOPES)]
        claims = dict(word.split("=") for word in rest if "=" in word and not word.startswith(SCOPES))
        account = next((word for word in rest if "=" not in word), None)
        found = person(*roles.split(","), account=account, **claims)
        return replace(found, scopes=frozenset(scopes[0])) if scopes else found

    def check(self, files: Mapping[str, str], dialect: str, request: pytest.FixtureRequest) -> None:
        """Every file is as it was, or written anew where that is wanted."""
        for name, text in files.items():
            path = self.folder / name
            # what both databases must say is written by the first and compared with by the second
            if request.config.getoption("--update-cases", default=False) and (
                dialect == "sqlite" or name == "postgres.sql"
            ):
                path.write_text(text)
            assert path.read_text() == text, (
                f"{path.relative_to(HERE)}: pytest tests/cases --update-cases writes it anew"
            )


def pretty(found: Sequence[Any]) -> str:
    """The answers of a door, or the only one."""
    return json.dumps(found if len(found) > 1 else found[0], indent=2, ensure_ascii=False) + "\n"


def statement(sql: str, sign: str, *bound: Sequence[Any]) -> str:
    """The statement, below the values of its parameters: a line for each, or for each time that it ran."""
    laid = laid_out(sql)
    assert tokens(laid) == tokens(sql)
    runs = [[f"{sign}{n} = {_shown(value)}" for n, value in enumerate(values, 1)] for values in bound]
    lines = [", ".join(run) for run in runs] if len(runs) > 1 else runs[0]
    return "".join(f"-- {line}\n" for line in lines) + laid


def _shown(value: Any) -> str:
    return "a part of the cursors' key" if isinstance(value, bytes) else repr(value)

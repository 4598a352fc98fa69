"""A migration file: `UP` and `DOWN` hold the SQL of each dialect, `MODELS_STATE` the models that Aerich compares with.

Aerich's own commands can run these files too. `CHECKS` is ours: the check constraints of all tables, which neither
Tortoise nor Aerich writes.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Literal

Dialect = Literal["postgres", "sqlite"]
Checks = Mapping[str, Mapping[str, str]]

FOLDER: Final = Path("migrations")
DIALECTS: Final[tuple[Dialect, ...]] = ("postgres", "sqlite")
FILE: Final = re.compile(r"(\d+)_\w+\.py\Z", re.ASCII)

TEMPLATE: Final = '''\
"""Made by `gateway makemigrations`. Read it before it is applied anywhere; never change it afterwards."""

from tortoise import BaseDBAsyncClient
{remarks}
RUN_IN_TRANSACTION = True

UP = {{
{up}}}

DOWN = {{
{down}}}

CHECKS: dict[str, dict[str, str]] = {checks}


async def upgrade(db: BaseDBAsyncClient) -> str:
    return UP[db.capabilities.dialect]


async def downgrade(db: BaseDBAsyncClient) -> str:
    return DOWN[db.capabilities.dialect]


MODELS_STATE = (
{state}
)
'''


class MigrationError(Exception):
    """Migrations cannot be made or applied; the message says why, and that nothing was changed where that is so."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one dialect must do to get from the models of the last migration to those of now."""

    up: str
    down: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A migration before it is a file. A dialect without a change has to be written by hand, for the reason given."""

    changes: Mapping[Dialect, Change]
    by_hand: Mapping[Dialect, str]
    checks: Checks
    state: str


@dataclass(frozen=True, slots=True)
class Migration:
    """`module` has the coroutines `upgrade` and `downgrade`, which Aerich and we call with a database client."""

    name: str
    number: int
    module: ModuleType = field(repr=False)

    @property
    def transactional(self) -> bool:
        return bool(getattr(self.module, "RUN_IN_TRANSACTION", True))

    @property
    def state(self) -> str:
        return str(getattr(self.module, "MODELS_STATE", ""))

    @property
    def checks(self) -> Checks:
        found: Any = getattr(self.module, "CHECKS", {})
        return dict(found)


def read(folder: Path) -> list[Migration]:
    """All migrations of an app, in the order in which they are applied."""
    return [Migration(path.name, number, _module(path)) for number, path in sorted(_numbered(folder))]


def write(folder: Path, name: str, draft: Draft) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = TEMPLATE.format(
        remarks="".join(f"\n# {line}" for line in _remarks(draft)) + "\n" * bool(list(_remarks(draft))),
        up=_table({dialect: change.up for dialect, change in draft.changes.items()}),
        down=_table({dialect: change.down for dialect, change in draft.changes.items()}),
        checks=_literal(draft.checks),
        state="\n".join(f'    "{part}"' for part in textwrap.wrap(draft.state, 100) or [""]),
    )
    (folder / name).write_text(text, encoding="utf-8")


def _numbered(folder: Path) -> Iterator[tuple[int, Path]]:
    for path in folder.glob("*.py"):
        match = FILE.match(path.name)
        if match:
            yield int(match[1]), path


def _module(path: Path) -> ModuleType:
    spec = spec_from_file_location(f"migration_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise MigrationError(f"{path} cannot be read as a Python file")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (SyntaxError, ImportError, NameError) as error:
        raise MigrationError(f"{path} cannot be read: {error}") from error
    return module


def _remarks(draft: Draft) -> Iterator[str]:
    for dialect, reason in draft.by_hand.items():
        yield f"{dialect} is missing from UP and DOWN and has to be written by hand: {' '.join(reason.split())}"
    if any(" RENAME " in change.up for change in draft.changes.values()):
        yield "A removed and an added name were taken for a rename. If they are not, say DROP and ADD: data are at stake."


def _table(texts: Mapping[Dialect, str]) -> str:
    return "".join(f'    "{dialect}": """\n{_quoted(_plain(text))}\n""",\n' for dialect, text in texts.items())


def _plain(text: str) -> str:
    lines: Sequence[str] = [line.rstrip() for line in textwrap.dedent(text.replace("\t", "    ")).strip().splitlines()]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def _literal(checks: Checks) -> str:
    lines = [
        f"    {table!r}: {{\n"
        + "".join(f"        {name!r}: {check!r},\n" for name, check in named.items())
        + "    },\n"
        for table, named in sorted(checks.items())
    ]
    return "{\n" + "".join(lines) + "}" if lines else "{}"

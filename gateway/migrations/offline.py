"""What changed in the models, as the SQL of one dialect, without a database: `python -m gateway.migrations.offline`.

A process of its own, for Aerich and Tortoise keep what they know of a dialect in classes. It reads a request from
its input and writes an answer to its output, both JSON. It adds to Aerich's SQL what Aerich leaves out:

- check constraints (`Meta.constraints`). They stand in CREATE TABLE, because SQLite can add them nowhere else. On a
  table that exists already PostgreSQL gets an ALTER TABLE; SQLite has to rebuild the table, which is written by hand.
- the index of a many-to-many table's second key; its unique index serves only the first.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from aerich import Command
from aerich.exceptions import NotSupportError
from aerich.utils import compress_dict, get_models_describe
from pypika_tortoise.utils import format_quotes
from tortoise import BaseDBAsyncClient, Tortoise
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from gateway.migrations.files import Change, Checks, Dialect, read

# never connected to
NOWHERE: Final[dict[Dialect, str]] = {
    "postgres": "asyncpg://nobody:none@127.0.0.1:1/none",
    "sqlite": "sqlite://:memory:",
}

CHECK: Final = "CONSTRAINT {name} CHECK ({check})"
ADD: Final = "ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({check});"
DROP: Final = "ALTER TABLE {table} DROP CONSTRAINT {name};"
INDEX: Final = "CREATE INDEX IF NOT EXISTS {name} ON {table} ({column});"


async def answer(request: dict[str, Any]) -> dict[str, Any]:
    """`{}` when nothing changed; `unsupported` when the dialect cannot do it; else `up`, `down`, `checks`, `state`."""
    dialect, app = request["dialect"], request["app"]
    config = {
        "connections": {"default": NOWHERE[dialect]},
        "apps": {app: {"models": request["modules"], "default_connection": "default"}},
    }
    with TemporaryDirectory() as location:
        if read(Path(request["folder"])):
            shutil.copytree(request["folder"], Path(location, app), ignore=shutil.ignore_patterns("__pycache__"))
        command = Command(tortoise_config=config, app=app, location=location)
        try:
            change = await _compared(command, Path(location, app))
            return _completed(change, app, dialect, request["checks"])
        except NotSupportError as error:
            return {"unsupported": str(error)}
        finally:
            await command.aclose()


async def _compared(command: Command, folder: Path) -> Change:
    before = {migration.name for migration in read(folder)}
    if before:
        await command.init(offline=True)
        await command.migrate("change", offline=True, no_input=True)
    else:
        await command.init_migrations(safe=True)
    made = [migration.module for migration in read(folder) if migration.name not in before]
    if not made:
        return Change("", "")
    client = BaseDBAsyncClient("default")
    return Change((await made[0].upgrade(client)).strip(), (await made[0].downgrade(client)).strip())


def _completed(change: Change, app: str, dialect: Dialect, known: Checks) -> dict[str, Any]:
    models = list((Tortoise.apps or {})[app].values())
    declared = {model._meta.db_table: named for model in models if (named := _checks(model))}  # noqa: SLF001
    up, down = [_with_checks(change.up, declared)], [change.down]
    for table, name in sorted(_altered(change.up, declared, known)):
        if dialect == "sqlite":
            raise NotSupportError(f"the check constraint {name} of {table} changed")
        up += _replaced(table, name, known, declared)
        down += _replaced(table, name, declared, known)
    up += _second_keys(change.up, models)
    if not any(up):
        return {}
    return {
        "up": "\n".join(filter(None, up)),
        "down": "\n".join(filter(None, down)),
        "checks": declared,
        "state": compress_dict(get_models_describe(app)),
    }


def _checks(model: type[Model]) -> dict[str, str]:
    constraints = model._meta.constraints  # noqa: SLF001
    return {constraint.name: constraint.check for constraint in constraints if isinstance(constraint, CheckConstraint)}


def _created(up: str, table: str) -> re.Match[str] | None:
    return re.search(rf'CREATE TABLE IF NOT EXISTS "{re.escape(table)}" \(\n(?P<columns>.*?)\n\)', up, re.DOTALL)


def _with_checks(up: str, declared: Checks) -> str:
    for table, named in declared.items():
        found = _created(up, table)
        if found:
            lines = (f",\n    {CHECK.format(name=_quoted(name), check=check)}" for name, check in named.items())
            up = up[: found.end("columns")] + "".join(lines) + up[found.end("columns") :]
    return up


def _altered(up: str, declared: Checks, known: Checks) -> Iterator[tuple[str, str]]:
    """The constraints of existing tables that are new, gone or different."""
    for table in declared.keys() | known.keys():
        old, new = known.get(table, {}), declared.get(table, {})
        if not _created(up, table) and f'DROP TABLE IF EXISTS "{table}"' not in up:
            yield from ((table, name) for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _replaced(table: str, name: str, old: Checks, new: Checks) -> Iterator[str]:
    if name in old.get(table, {}):
        yield DROP.format(table=_quoted(table), name=_quoted(name))
    if name in new.get(table, {}):
        yield ADD.format(table=_quoted(table), name=_quoted(name), check=new[table][name])


def _second_keys(up: str, models: list[type[Model]]) -> Iterator[str]:
    for model in models:
        for name in sorted(model._meta.m2m_fields):  # noqa: SLF001
            relation: Any = model._meta.fields_map[name]  # noqa: SLF001
            through, key = relation.through, relation.forward_key
            if not relation._generated and _created(up, through):  # noqa: SLF001
                yield INDEX.format(name=_quoted(f"idx_{through}_{key}"), table=_quoted(through), column=_quoted(key))


def _quoted(name: str) -> str:
    return str(format_quotes(name, '"'))


def main() -> None:
    request = json.load(sys.stdin)
    sys.path[:] = request["path"]
    output, sys.stdout = sys.stdout, sys.stderr
    json.dump(asyncio.run(answer(request)), output)


if __name__ == "__main__":
    main()

"""Make a migration: ask each dialect what changed in the models, write the answers into one file."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from gateway.migrations import files
from gateway.migrations.files import DIALECTS, FOLDER, Change, Dialect, Draft, Migration, MigrationError
from gateway.migrations.histories import History, of_domain
from gateway.settings import Settings

NAME: Final = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*\Z", re.ASCII)
LENGTH: Final = 60


async def make(settings: Settings, name: str = "change", folder: Path = FOLDER) -> list[str]:
    """Write what changed since the last migration; the names of the new files, none when nothing changed."""
    return await write(of_domain(settings, folder), name)


async def write(history: History, name: str) -> list[str]:
    if not NAME.match(name) or len(name) > LENGTH:
        raise MigrationError(f"a migration is called something_like_this, in at most {LENGTH} characters")
    existing = files.read(history.folder)
    draft = await _drafted(history, existing)
    if draft is None:
        return []
    number = existing[-1].number + 1 if existing else 0
    file = f"{number}_{datetime.now(UTC):%Y%m%d%H%M%S}_{name if existing else 'init'}.py"
    files.write(history.folder, file, draft)
    return [file]


async def changed(history: History) -> bool:
    """True when the models say something that no migration does."""
    return await _drafted(history, files.read(history.folder)) is not None


async def _drafted(history: History, existing: list[Migration]) -> Draft | None:
    request = {
        "app": history.app,
        "modules": [*history.modules, "aerich.models"],
        "folder": str(history.folder),
        "checks": existing[-1].checks if existing else {},
        # a domain is often found only because of the current directory, or of where the caller put itself
        "path": sys.path,
    }
    answers = await asyncio.gather(*(_ask(request | {"dialect": dialect}) for dialect in DIALECTS))
    return _draft(dict(zip(DIALECTS, answers, strict=True)))


def _draft(answers: dict[Dialect, dict[str, Any]]) -> Draft | None:
    changes = {dialect: Change(found["up"], found["down"]) for dialect, found in answers.items() if "up" in found}
    by_hand = {dialect: found["unsupported"] for dialect, found in answers.items() if "unsupported" in found}
    if not changes:
        if by_hand:
            raise MigrationError("no database can make this change: " + "; ".join(by_hand.values()))
        return None
    one = next(found for found in answers.values() if "up" in found)
    # a change of types or descriptions may concern one dialect alone; the other has nothing to do, and says so
    idle = {dialect: Change("SELECT 1;", "SELECT 1;") for dialect, found in answers.items() if not found}
    return Draft(changes | idle, by_hand, one["checks"], one["state"])


async def _ask(request: dict[str, Any]) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gateway.migrations.offline",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, complaint = await process.communicate(json.dumps(request).encode())
    if process.returncode:
        last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        raise MigrationError(f"the models cannot be compared with the last migration: {last}")
    found: dict[str, Any] = json.loads(output)
    return found

"""Of the answers that writes drop, nearly all have really changed: asked by key, below a row, by a foreign key, by what is
unique, and as whole lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest

from tests.cache.processes import WRITER, Process, processes, settings_of
from tests.cache.test_tags import sent
from tests.doors import Sent
from tests.loading import make_tables

WRITES: Final = 1000
FOLDERS, NOTES, CARDS = 20, 40, 20


def uuid(number: int) -> str:
    return str(UUID(int=(4 << 76) | (8 << 60) | number))


def code(number: int) -> str:
    return "c" + chr(97 + number // 26) + chr(97 + number % 26)


READS: Final = (
    *(f"/notes/{key}" for key in range(1, NOTES + 1)),
    *(f"/cards/{code(number)}" for number in range(CARDS)),
    *(f"/cards?filter[mark]={uuid(number)}" for number in range(CARDS)),
    *(f"/folders/{uuid(number)}/sheets?first=100" for number in range(FOLDERS)),
    *(f"/sheets?filter[folder_id]={uuid(number)}&first=100" for number in range(FOLDERS)),
    "/notes?sort=id&first=100",
    "/cards?sort=id&first=100",
    "/sheets?sort=id&first=100",
)


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[Process]:
    settings = settings_of(None, None, tmp_path)
    await make_tables(settings)
    async with processes(settings, 1) as [process]:
        for number in range(NOTES):
            await process.note_down(f"note {number}")
        for number in range(FOLDERS):
            await ask(process, sent("POST", "/folders", {"id": uuid(number), "name": f"folder {number}"}))
        for number in range(CARDS):
            await ask(process, sent("POST", "/cards", {"id": code(number), "mark": uuid(number)}))
        yield process


async def ask(process: Process, given: Sent) -> Any:
    reply = await process.doors.ask(process.doors.rest_door, given, WRITER)
    assert reply.status in {200, 201, 204}, reply.body
    return reply


async def write(process: Process, random: Random, sheets: list[int], number: int) -> None:
    folder = {"folder_id": uuid(random.randrange(FOLDERS)), "place": number}
    match random.choice(("note", "card", "make", "move", "place", "delete")):
        case "note":
            await ask(process, sent("PATCH", f"/notes/{random.randint(1, NOTES)}", {"title": f"note {number} again"}))
        case "card":
            await ask(process, sent("PATCH", f"/cards/{code(random.randrange(CARDS))}", {"number": number}))
        case "move" if sheets:
            await ask(process, sent("PATCH", f"/sheets/{random.choice(sheets)}", folder))
        case "place" if sheets:
            await ask(process, sent("PATCH", f"/sheets/{random.choice(sheets)}", {"place": number}))
        case "delete" if sheets:
            await ask(process, sent("DELETE", f"/sheets/{sheets.pop(random.randrange(len(sheets)))}"))
        case _:
            reply = await ask(process, sent("POST", "/sheets", folder))
            sheets.append(reply.json["data"]["id"])


async def test_what_is_dropped_has_changed(process: Process) -> None:
    random, counts = Random(3), Counter[str]()
    sheets: list[int] = []
    answers = {path: (await ask(process, sent("GET", path))).body for path in READS}
    for number in range(WRITES):
        await write(process, random, sheets, number)
        for path in READS:
            reply = await ask(process, sent("GET", path))
            if "fwd=miss" in reply.headers["cache-status"]:
                counts["dropped"] += 1
                counts["changed"] += reply.body != answers[path]
            else:
                # and nothing is kept that has changed
                assert reply.body == answers[path]
            answers[path] = reply.body
    assert counts["dropped"] > WRITES
    assert counts["changed"] >= 0.95 * counts["dropped"], counts

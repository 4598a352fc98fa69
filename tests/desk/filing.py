"""What is done at the desk: actions that run into what a database refuses, and into each other."""

from __future__ import annotations

from typing import Annotated

from gateway.declare import Refusal, action
from tests.desk.papers import Card, Folder, Note, Sheet


class Jammed(Refusal):
    code, status, title = "JAMMED", 423, "The drawer is jammed"


@action(on=Card, roles="writer", errors=[Jammed])
async def file_card(code: Annotated[str, "The name of the card."], number: int | None = None) -> Card:
    """Put a card into its place, and then see whether the drawer closes."""
    card = await Card.create(code=code, number=number)
    if number == 13:
        raise Jammed("Number 13 does not fit.")
    return card


@action(on=Note, roles="writer")
async def find_or_note(title: str) -> Note:
    """The note with this title, which is written if there is none."""
    note, _ = await Note.get_or_create(title=title)
    return note


@action(on=Sheet, roles=("writer", "owner"))
async def move_sheet(sheet: Annotated[int, Sheet, "Which."], folder: Annotated[str, Folder, "Where to."]) -> Sheet:
    """Put a sheet into another folder."""
    found = await Sheet.get(id=sheet)
    found.folder_id = folder
    await found.save()
    return found

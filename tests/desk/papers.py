"""Papers, and who may write on them: `writer` on all, `owner` on its own, `reader` on none."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Any
from uuid import uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.fields.db_defaults import SqlDefault
from tortoise.models import Model
from tortoise.validators import MinLengthValidator, RegexValidator

from gateway.declare import ALL, EXCEPT, Policy, caller, now, rule


class Colour(StrEnum):
    RED = "RED"
    BLUE = "BLUE"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Note(Model):
    """A note that says when it was last written on."""

    id = fields.IntField(primary_key=True)
    title = fields.CharField(20, validators=[MinLengthValidator(2)])
    text = fields.TextField(null=True)
    colour = fields.CharEnumField(Colour, default=Colour.RED)
    secret = fields.CharField(20, null=True)
    owner = fields.CharField(40, null=True)
    written_at = fields.DatetimeField(auto_now_add=True)
    changed_at = fields.DatetimeField(auto_now=True)


class NotePolicy(Policy, model=Note):
    read = (
        rule(ALL, fields=EXCEPT("secret")),
        rule(Q(owner=caller.id), roles="owner"),
        rule(ALL, roles="writer"),
    )
    create = (
        rule(roles="writer", fields=ALL),
        rule(roles="owner", fields=EXCEPT("owner"), preset={"owner": caller.id}),
    )
    update = (
        rule(roles="writer", fields=ALL),
        rule(Q(owner=caller.id), roles="owner", fields={"title", "text", "owner"}, check=Q(owner=caller.id)),
    )
    delete = rule(roles="writer") | rule(Q(owner=caller.id), roles="owner")


class Card(Model):
    """A card of a file, which has a name for its key and every type that there is."""

    code = fields.CharField(12, primary_key=True, validators=[RegexValidator("[a-z]+", 0)])
    number = fields.IntField(null=True)
    big = fields.BigIntField(null=True)
    ratio = fields.FloatField(null=True)
    amount = fields.DecimalField(8, 2, null=True)
    flag = fields.BooleanField(default=False)
    level = fields.IntEnumField(Level, null=True)
    moment = fields.DatetimeField(null=True)
    day = fields.DateField(null=True)
    hour = fields.TimeField(null=True)
    mark = fields.UUIDField(null=True, unique=True)
    details = fields.JSONField[Any](default=dict)
    made = fields.CharField(8, db_default=SqlDefault("'paper'"))


class CardPolicy(Policy, model=Card):
    read = rule(ALL)
    create = rule(roles="writer", fields=ALL)
    update = rule(roles="writer", fields=ALL)
    delete = rule(roles="writer")


class Folder(Model):
    """A folder with sheets in it. Whoever changes one says which state of it was seen."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    name = fields.CharField(20, unique=True)
    closed = fields.BooleanField(default=False)
    notes: fields.ManyToManyRelation[Note] = fields.ManyToManyField(
        "desk.Note", through="folder_note", forward_key="note_id", backward_key="folder_id", related_name="folders"
    )
    sheets: fields.ReverseRelation[Sheet]


class FolderPolicy(Policy, model=Folder):
    read = rule(Q(closed=False)) | rule(ALL, roles="writer")
    create = rule(roles="writer", fields={"id", "name", "closed", "sheets", "notes"}) | rule(
        roles="owner", fields={"name", "closed"}, check=Q(closed=False)
    )
    update = rule(roles=("writer", "owner"), fields=ALL)
    delete = rule(roles="writer")
    link = {"notes": rule(Q(closed=False), roles=("writer", "owner"), target=Q(colour="RED"))}  # noqa: RUF012
    match_required = True


class Sheet(Model):
    """A sheet in a folder."""

    id = fields.IntField(primary_key=True)
    folder: fields.ForeignKeyRelation[Folder] = fields.ForeignKeyField(
        "desk.Folder", related_name="sheets", db_index=True, on_delete=fields.CASCADE
    )
    place = fields.SmallIntField()
    filed_at = fields.DatetimeField(null=True)

    class Meta:
        unique_together = (("folder", "place"),)


class SheetPolicy(Policy, model=Sheet):
    read = rule(Q(folder__closed=False)) | rule(ALL, roles="writer")
    create = rule(roles="writer", fields={"folder", "place"}, preset={"filed_at": now})
    update = rule(roles="writer", fields={"folder", "place"})
    delete = rule(roles="writer")


class Clip(Model):
    """Nobody sees what holds a sheet."""

    id = fields.IntField(primary_key=True)
    sheet: fields.ForeignKeyRelation[Sheet] = fields.ForeignKeyField(
        "desk.Sheet", related_name="clips", db_index=True, on_delete=fields.RESTRICT
    )


class ClipPolicy(Policy, model=Clip):
    read = rule(ALL, roles="nobody")

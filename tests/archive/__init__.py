"""An archive as a domain, to write to: keys that a client says, defaults of every kind, rows below rows below rows, and
changes that must say which state was seen."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from gateway.declare import ALL, EXCEPT, Policy, caller, computed, rule


class Kind(StrEnum):
    """What a sheet is."""

    LETTER = "LETTER"
    MAP = "MAP"


class Folder(Model):
    """Sheets that belong together."""

    code = fields.CharField(20, primary_key=True, description="What is written on its back.")
    title = fields.CharField(80, description="What it is about.")
    sheets: fields.ReverseRelation[Sheet]

    class Meta:
        table = "folder"


class FolderPolicy(Policy, model=Folder):
    read = rule(ALL)
    create = (
        rule(roles="keeper", fields={"id", "title", "sheets"}),
        rule(roles="guest", fields={"id"}, preset={"title": "Untitled"}),
    )
    update = rule(roles="keeper", fields={"title"})


class Sheet(Model):
    """A sheet of paper."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    folder: fields.ForeignKeyRelation[Folder] = fields.ForeignKeyField("archive.Folder", related_name="sheets")
    number = fields.IntField(description="Its place in the folder.")
    kind = fields.CharEnumField(Kind, default=Kind.LETTER, max_length=10, description="What it is.")
    weight = fields.DecimalField(8, 2, default=Decimal("1.50"), description="In grams.")
    legible = fields.BooleanField(default=True, description="Whether it can be read.")
    hand = fields.CharField(40, default="unknown", null=True, description="Who wrote it.")
    extra = fields.JSONField[Any](default=dict, description="What else there is to say.")
    mark = fields.CharField(20, null=True, description="Where it is kept; for keepers.")
    filed_by = fields.CharField(40, description="Who filed it.")
    changed_at = fields.DatetimeField(auto_now=True, description="When it was changed.")
    lines: fields.ReverseRelation[Line]

    class Meta:
        table = "sheet"
        unique_together = (("folder", "number"),)

    @computed(needs=("number", "kind"))
    def label(self) -> str:
        """What is written on it."""
        return f"{self.kind} {self.number}"


class SheetPolicy(Policy, model=Sheet):
    read = (rule(ALL, roles="keeper"), rule(Q(legible=True), fields=EXCEPT("mark")))
    create = (
        rule(roles="keeper", fields=EXCEPT("filed_by"), preset={"filed_by": caller.id}),
        rule(roles="keeper", fields={"folder", "number", "kind", "lines"}, preset={"filed_by": caller.id}),
        rule(roles="scribe", fields={"folder", "number", "legible"}, preset={"filed_by": caller.id}),
    )
    update = rule(roles="keeper", fields=EXCEPT("filed_by", "folder"))
    delete = rule(roles="keeper")
    match_required = True


class Line(Model):
    """A line on a sheet."""

    id = fields.IntField(primary_key=True)
    sheet: fields.ForeignKeyRelation[Sheet] = fields.ForeignKeyField("archive.Sheet", related_name="lines")
    text = fields.TextField()

    class Meta:
        table = "line"


class LinePolicy(Policy, model=Line):
    read = rule(ALL)
    create = rule(roles="keeper", fields=ALL)


class Ledger(Model):
    """What is written into, and never read again."""

    id = fields.IntField(primary_key=True)
    entry = fields.CharField(40)

    class Meta:
        table = "ledger"


class LedgerPolicy(Policy, model=Ledger):
    read = rule(ALL, roles="auditor")
    create = rule(roles="keeper", fields=ALL)
    delete = rule(roles="auditor")

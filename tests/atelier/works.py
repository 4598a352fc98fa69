"""Painters, their easels and what stands on them."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from gateway.declare import ALL, EXCEPT, Policy, caller, computed, now, rule


class Mood(IntEnum):
    """How a painting makes one feel."""

    CALM = 1
    WILD = 2
    GRIM = 3


class Painter(Model):
    """Somebody who paints. There is a table of painters with keys that are text."""

    code = fields.CharField(40, primary_key=True, description="A short name, the painter's key.")
    name = fields.CharField(100, null=True, description="The full name.")
    opens_at = fields.TimeField(null=True, description="When the studio opens.")
    portrait: fields.BackwardOneToOneRelation[Portrait]

    class Meta:
        table = "painter"


class PainterPolicy(Policy, model=Painter):
    read = rule(ALL)


class Portrait(Model):
    """The one picture of a painter."""

    id = fields.IntField(primary_key=True, description="The portrait's key.")
    painter: fields.OneToOneRelation[Painter] = fields.OneToOneField(
        "atelier.Painter", related_name="portrait", description="Who is shown."
    )
    year = fields.SmallIntField(null=True, description="When it was made.")

    class Meta:
        table = "portrait"


class PortraitPolicy(Policy, model=Portrait):
    read = rule(ALL)


class Canvas(Model):
    """Something painted, with a column of every type."""

    id = fields.UUIDField(primary_key=True, description="The canvas's key.")
    painter: fields.ForeignKeyNullableRelation[Painter] = fields.ForeignKeyField(
        "atelier.Painter", related_name="canvases", null=True, db_index=True, description="Who painted it."
    )
    title = fields.TextField(null=True, description="What it is called.")
    threads = fields.BigIntField(null=True, description="How many threads it was woven of.")
    weight = fields.FloatField(null=True, description="In kilograms.")
    worth = fields.DecimalField(20, 4, null=True, description="What it is insured for.")
    mood = fields.IntEnumField(Mood, null=True, description="How it makes one feel.")
    varnished = fields.BooleanField(null=True, description="Whether it is varnished.")
    begun_on = fields.DateField(null=True, description="The first day.")
    best_light = fields.TimeField(null=True, description="When to look at it.")
    shown_at = fields.DatetimeField(null=True, description="When it was first shown.")
    palette = fields.JSONField[Any](null=True, description="The colours on it.")
    scan = fields.BinaryField(null=True, description="Not served: there is no JSON for it.")

    class Meta:
        table = "canvas"

    @computed(needs=("worth", "painter.name"))
    def caption(self) -> str | None:
        """What to write beside it."""
        return f"{self.painter.name}, {self.worth:.0f}" if self.painter and self.worth is not None else None


class CanvasPolicy(Policy, model=Canvas):
    read = (
        rule(Q(shown_at__lte=now), fields=EXCEPT("worth")),
        rule(Q(painter_id=caller.claim("painter")), roles="painter"),
        rule(~Q(mood=Mood.GRIM), roles="visitor", fields={"title", "mood", "painter"}),
    )


class Frame(Model):
    """What a canvas is put into: there is one frame for a canvas, and for some canvases none."""

    id = fields.BigIntField(primary_key=True, description="The frame's key.")
    canvas: fields.OneToOneNullableRelation[Canvas] = fields.OneToOneField(
        "atelier.Canvas", related_name="frame", null=True, description="What it frames."
    )
    wood = fields.CharField(40, null=True, description="What it is made of.")

    class Meta:
        table = "frame"


class FramePolicy(Policy, model=Frame):
    read = rule(ALL)

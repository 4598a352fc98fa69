"""A domain with root fields of its own beside those of its catalog."""

from __future__ import annotations

from typing import Any

import strawberry
from tortoise import fields
from tortoise.models import Model

from gateway.declare import ALL, Policy, computed, rule


class Note(Model):
    """Something written down."""

    id = fields.IntField(primary_key=True)
    text = fields.TextField(null=True)
    extra = fields.JSONField[Any](null=True)

    @computed(needs=("text",))
    def length(self) -> int | None:
        """How long it is."""
        text: str | None = self.text
        return None if text is None else len(text)

    @computed(needs=("id", "text"))
    def broken(self) -> str:
        """Fails for the second."""
        return f"{1 / (2 - int(self.id))}"


class NotePolicy(Policy, model=Note):
    read = rule(ALL)


@strawberry.type
class Query:
    @strawberry.field(description="Who asks, and what.")  # type: ignore[untyped-decorator]
    async def whoami(self, info: strawberry.Info, loud: bool = False) -> str:
        name = info.context.caller.id or "nobody"
        return name.upper() if loud else name

    @strawberry.field
    def boom(self) -> str | None:
        raise ValueError("the password is hunter2")

    @strawberry.field
    def number(self) -> float:
        return 1.5

"""What is written in the benchmark: entries of a ledger, each on an account, which anybody may make."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from gateway.declare import ALL, Policy, rule


class Book(Model):
    """An account of the ledger."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(100)

    class Meta:
        table = "book"


class BookPolicy(Policy, model=Book):
    read = rule(ALL)


class Entry(Model):
    """One entry."""

    id = fields.IntField(primary_key=True)
    book: fields.ForeignKeyRelation[Book] = fields.ForeignKeyField(
        "ledger.Book", related_name="entries", db_index=True, on_delete=fields.RESTRICT
    )
    title = fields.CharField(200)
    amount = fields.DecimalField(10, 2)
    note = fields.TextField(null=True)
    settled = fields.BooleanField(default=False)
    made_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "entry"


class EntryPolicy(Policy, model=Entry):
    read = rule(ALL)
    create = rule(fields=ALL)

"""What was changed, as long as the caches may not know of it."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class UntoldChange(Model):
    """A change of which it is not sure that the caches were told. It is written in the transaction of what it is about."""

    id = fields.BigIntField(primary_key=True)
    tables = fields.TextField(description="The names of the tables, with spaces between them")
    made_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "gateway_untold_change"

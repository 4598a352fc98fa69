"""Counting without a shared store."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Attempt(Model):
    """How often something was tried in a window of time that ends at `expires_at`."""

    key = fields.CharField(255, primary_key=True)
    count = fields.IntField()
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "gateway_attempt"

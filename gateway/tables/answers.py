"""Answers that are kept for clients who ask again."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class KeptAnswer(Model):
    """What the first request with an idempotency key was answered. It is written in the transaction of what it answers."""

    key = fields.CharField(64, primary_key=True, description="A digest of who asked for what, and of the key")
    hash = fields.CharField(64, description="A digest of the request, to know another one by")
    status = fields.SmallIntField()
    sealed = fields.TextField(description="The headers and the body, which may say what is told once")
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "gateway_kept_answer"

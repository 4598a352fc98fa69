"""Who can log in."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model


class Account(Model):
    """Somebody who can log in; `id` is the subject of its tokens."""

    id = fields.CharField(64, primary_key=True)
    email = fields.CharField(254, unique=True, description="As mail is sent to it, in lower case")
    name = fields.CharField(120, default="")
    password = fields.CharField(255, null=True, description="A hash that says how it was made; null without a password")
    email_verified_at = fields.DatetimeField(null=True)
    totp = fields.CharField(255, null=True, description="The sealed secret of the second factor")
    totp_confirmed_at = fields.DatetimeField(null=True)
    totp_step = fields.BigIntField(default=0, description="The last step used, for a code counts once")
    failures = fields.IntField(default=0, description="Wrong passwords since the last right one")
    epoch = fields.IntField(default=0, description="Access tokens of an earlier epoch are void")
    created_at = fields.DatetimeField(auto_now_add=True)
    disabled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "gateway_account"


class AccountRole(Model):
    """A role that an account has; what the role may do is the policies' business."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.Account", related_name="roles", db_index=True
    )
    account_id: str
    role = fields.CharField(64)
    granted_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "gateway_account_role"
        unique_together = (("account", "role"),)


class Identity(Model):
    """An account's name at somebody else's: what a social login proves."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.Account", related_name="identities", db_index=True
    )
    account_id: str
    issuer = fields.CharField(255)
    subject = fields.CharField(255)
    linked_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "gateway_identity"
        unique_together = (("issuer", "subject"),)


class RecoveryCode(Model):
    """Instead of a second factor that is lost, once."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.Account", related_name="recovery_codes", db_index=True
    )
    account_id: str
    hash = fields.CharField(64)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "gateway_recovery_code"


class MailedLink(Model):
    """A link that was mailed: whoever opens it reads the mail of `email`."""

    hash = fields.CharField(64, primary_key=True)
    account: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.Account", related_name="mailed_links", db_index=True
    )
    account_id: str
    purpose = fields.CharField(16, description="verify, reset or change")
    email = fields.CharField(254)
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField(db_index=True)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "gateway_mailed_link"


class Session(Model):
    """A browser that is logged in. The cookie holds what hashes to `hash`; `id` may be shown."""

    id = fields.CharField(32, primary_key=True)
    hash = fields.CharField(64, unique=True)
    account: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.Account", related_name="sessions", db_index=True
    )
    account_id: str
    methods = fields.JSONField[list[str]](description="How it was proven who this is (RFC 8176): pwd, otp, fed")
    authenticated_at = fields.DatetimeField()
    created_at = fields.DatetimeField(auto_now_add=True)
    seen_at = fields.DatetimeField()
    idle_expires_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    revoked_at = fields.DatetimeField(null=True)
    agent = fields.CharField(255, default="", description="What the browser calls itself")
    address = fields.CharField(64, default="", description="Where it was seen last")

    class Meta:
        table = "gateway_session"

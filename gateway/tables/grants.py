"""What the authorization server gives out, and takes back."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model


class SigningKey(Model):
    """A key pair that signs tokens. Of those whose time has come the newest signs; the others only verify."""

    kid = fields.CharField(64, primary_key=True)
    number = fields.IntField(
        unique=True, description="The order of rotation, so that of two rotations at once one wins"
    )
    algorithm = fields.CharField(16)
    public = fields.JSONField[dict[str, Any]](description="The public JWK")
    sealed = fields.TextField(description="The private JWK, sealed with the gateway's secret key")
    signs_from = fields.DatetimeField()
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "gateway_signing_key"


class PushedRequest(Model):
    """An authorization request that came ahead of its browser (RFC 9126)."""

    hash = fields.CharField(64, primary_key=True)
    client: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.Client", related_name="pushed_requests", db_index=True
    )
    client_id: str
    parameters = fields.JSONField[dict[str, Any]]()
    expires_at = fields.DatetimeField(db_index=True)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "gateway_pushed_request"


class Family(Model):
    """All tokens that descend from one authorization."""

    id = fields.CharField(32, primary_key=True)
    client: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.Client", related_name="families", db_index=True
    )
    client_id: str
    account: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.Account", related_name="families", db_index=True
    )
    account_id: str
    session_id = fields.CharField(32, null=True, db_index=True, description="The login that it came from")
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField(db_index=True)
    revoked_at = fields.DatetimeField(null=True)
    reason = fields.CharField(32, default="", description="Why it was revoked: reuse, logout, password, consent...")

    class Meta:
        table = "gateway_family"


class AuthorizationCode(Model):
    """A code on its way through a browser (RFC 6749 section 4.1); for one redemption."""

    hash = fields.CharField(64, primary_key=True)
    client: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.Client", related_name="codes", db_index=True
    )
    client_id: str
    account: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.Account", related_name="codes", db_index=True
    )
    account_id: str
    family_id = fields.CharField(32, description="The family that it founds when it is redeemed")
    session_id = fields.CharField(32, null=True)
    redirect_uri = fields.TextField()
    redirect_uri_given = fields.BooleanField(description="Then it must be given again")
    scope = fields.TextField()
    resources = fields.JSONField[list[str]](default=list)
    nonce = fields.CharField(512, null=True)
    challenge = fields.CharField(43)
    authenticated_at = fields.DatetimeField()
    methods = fields.JSONField[list[str]]()
    expires_at = fields.DatetimeField(db_index=True)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "gateway_authorization_code"


class RefreshToken(Model):
    """A leaf, or what was one, of a family. `used_at` is set when a successor took its place."""

    id = fields.CharField(32, primary_key=True)
    hash = fields.CharField(64, unique=True)
    family: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.Family", related_name="refresh_tokens", db_index=True
    )
    family_id: str
    scope = fields.TextField()
    resources = fields.JSONField[list[str]](default=list)
    authenticated_at = fields.DatetimeField()
    methods = fields.JSONField[list[str]]()
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField(db_index=True, description="When nobody has used it until then")
    used_at = fields.DatetimeField(null=True)
    successor_id = fields.CharField(32, null=True)
    replaced_at = fields.DatetimeField(null=True, description="When a retry got another token in its place")

    class Meta:
        table = "gateway_refresh_token"


class DeviceCode(Model):
    """A device that waits for somebody to enter its code elsewhere (RFC 8628)."""

    hash = fields.CharField(64, primary_key=True)
    user_code = fields.CharField(64, unique=True, description="The hash of the code that a person enters")
    client: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.Client", related_name="device_codes", db_index=True
    )
    client_id: str
    scope = fields.TextField()
    address = fields.CharField(64, default="", description="Where the device is")
    account: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "gateway.Account", related_name="device_codes", null=True, db_index=True
    )
    account_id: str | None
    session_id = fields.CharField(32, null=True)
    approved = fields.BooleanField(null=True, description="What the person decided; null until then")
    authenticated_at = fields.DatetimeField(null=True)
    methods = fields.JSONField[list[str]](default=list)
    interval = fields.IntField(description="Seconds that must pass between two questions")
    asked_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField(db_index=True)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "gateway_device_code"


class ClientAssertion(Model):
    """A client's signed statement that was used (RFC 7523 section 3): for once."""

    hash = fields.CharField(64, primary_key=True)
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "gateway_client_assertion"


class Revocation(Model):
    """What must not be accepted any more although it looks valid. Every process reads new rows within a second.

    `subject` is `token:<jti>`, `family:<id>`, `session:<id>`, `key:<id>`, `client:<id>` or `account:<id>`; for an
    account or a client `epoch` is the first one whose access tokens are accepted, null for none.
    """

    id = fields.BigIntField(primary_key=True)
    subject = fields.CharField(160)
    epoch = fields.IntField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True, db_index=True)
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "gateway_revocation"

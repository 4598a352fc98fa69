"""Programs that ask on their own or on somebody's behalf."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model


class Client(Model):
    """A registered OAuth 2 client (RFC 6749 section 2, RFC 7591)."""

    id = fields.CharField(64, primary_key=True)
    name = fields.CharField(120)
    method = fields.CharField(
        32, description="none, client_secret_basic, client_secret_post or private_key_jwt: how it proves itself"
    )
    secret = fields.CharField(64, null=True, description="The hash of its secret")
    jwks = fields.JSONField[dict[str, Any] | None](null=True, description="Its public keys, for private_key_jwt")
    grant_types = fields.JSONField[list[str]](default=list)
    redirect_uris = fields.JSONField[list[str]](default=list)
    post_logout_redirect_uris = fields.JSONField[list[str]](default=list)
    origins = fields.JSONField[list[str]](default=list, description="Origins from which its scripts may ask for tokens")
    scopes = fields.JSONField[list[str]](default=list, description="What it may ask for")
    default_scopes = fields.JSONField[list[str]](default=list, description="What it gets when it does not say")
    roles = fields.JSONField[list[str]](default=list, description="What it is when it asks for itself")
    browser = fields.BooleanField(default=False, description="Its tokens live in a browser, and shorter")
    first_party = fields.BooleanField(default=False, description="Ours: nobody is asked for consent")
    pushed_only = fields.BooleanField(default=False, description="Authorization requests must be pushed (RFC 9126)")
    epoch = fields.IntField(default=0, description="Access tokens of an earlier epoch are void")
    created_at = fields.DatetimeField(auto_now_add=True)
    disabled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "gateway_client"


class Consent(Model):
    """What a person allowed a client, until it is taken back."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.Account", related_name="consents", db_index=True
    )
    account_id: str
    client: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "gateway.Client", related_name="consents", db_index=True
    )
    client_id: str
    scopes = fields.JSONField[list[str]](default=list)
    created_at = fields.DatetimeField(auto_now_add=True)
    updated_at = fields.DatetimeField(auto_now=True)

    class Meta:
        table = "gateway_consent"
        unique_together = (("account", "client"),)


class ApiKey(Model):
    """A credential for a script: of an account, or of a client. `prefix` is its start, by which people know it again."""

    id = fields.CharField(32, primary_key=True)
    hash = fields.CharField(64, unique=True)
    prefix = fields.CharField(16)
    name = fields.CharField(120)
    account: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "gateway.Account", related_name="api_keys", null=True, db_index=True
    )
    account_id: str | None
    client: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "gateway.Client", related_name="api_keys", null=True, db_index=True
    )
    client_id: str | None
    scopes = fields.JSONField[list[str]](default=list)
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField(null=True)
    used_at = fields.DatetimeField(null=True, description="To the minute")
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "gateway_api_key"

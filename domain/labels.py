"""Who may act for a label."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from domain.catalogue import BACK_OFFICE, Label
from gateway.declare import ALL, Policy, caller, rule


class MemberRole(StrEnum):
    """What a member may do for the label."""

    OWNER = "OWNER"
    EDITOR = "EDITOR"
    READER = "READER"


class LabelMember(Model):
    """An account, of a person or a program, that acts for a label."""

    id = fields.IntField(primary_key=True, description="The membership's key.")
    label: fields.ForeignKeyRelation[Label] = fields.ForeignKeyField(
        "domain.Label",
        related_name="members",
        db_index=True,
        on_delete=fields.CASCADE,
        description="The label it acts for.",
    )
    account_id = fields.CharField(64, db_index=True, description="The account, as its access tokens name it (`sub`).")
    role = fields.CharEnumField(MemberRole, max_length=16, db_index=True, description="What it may do for the label.")

    class Meta:
        table = "label_member"
        unique_together = (("label", "account_id"),)


class LabelMemberPolicy(Policy, model=LabelMember):
    read = (
        rule(Q(account_id=caller.id), roles="label"),
        rule(ALL, roles=BACK_OFFICE),
    )
    create = rule(roles="admin", fields=ALL)
    update = rule(roles="admin", fields={"role"})
    delete = rule(roles="admin")

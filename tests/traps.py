"""A domain of policies that are easily compiled wrong: each model is a row of the same shape under another rule."""

from __future__ import annotations

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from gateway.declare import ALL, EXCEPT, Policy, caller, now, rule


class Team(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(20, db_index=True)
    members: fields.ReverseRelation[Member]


class Member(Model):
    id = fields.IntField(primary_key=True)
    team: fields.ForeignKeyRelation[Team] = fields.ForeignKeyField("traps.Team", related_name="members", db_index=True)
    account = fields.CharField(20, db_index=True)
    role = fields.CharField(20)


class Row(Model):
    id = fields.IntField(primary_key=True)
    owner = fields.CharField(20, null=True, db_index=True)
    public = fields.BooleanField(default=False)
    secret = fields.IntField(default=0)
    until = fields.DatetimeField(null=True)
    team: fields.ForeignKeyNullableRelation[Team] = fields.ForeignKeyField("traps.Team", null=True, db_index=True)

    class Meta:
        abstract = True


class NotMine(Row):
    team: fields.ForeignKeyNullableRelation[Team] = fields.ForeignKeyField(
        "traps.Team", related_name="not_mine", null=True, db_index=True
    )


class Either(Row):
    team: fields.ForeignKeyNullableRelation[Team] = fields.ForeignKeyField(
        "traps.Team", related_name="either", null=True, db_index=True
    )


class SameMember(Row):
    team: fields.ForeignKeyNullableRelation[Team] = fields.ForeignKeyField(
        "traps.Team", related_name="same_member", null=True, db_index=True
    )


class NoMember(Row):
    team: fields.ForeignKeyNullableRelation[Team] = fields.ForeignKeyField(
        "traps.Team", related_name="no_member", null=True, db_index=True
    )


class Cleared(Row):
    team: fields.ForeignKeyNullableRelation[Team] = fields.ForeignKeyField(
        "traps.Team", related_name="cleared", null=True, db_index=True
    )


class Shared(Row):
    team: fields.ForeignKeyNullableRelation[Team] = fields.ForeignKeyField(
        "traps.Team", related_name="shared", null=True, db_index=True
    )


class Nobody(Row):
    team: fields.ForeignKeyNullableRelation[Team] = fields.ForeignKeyField(
        "traps.Team", related_name="nobody", null=True, db_index=True
    )


class Masked(Row):
    team: fields.ForeignKeyNullableRelation[Team] = fields.ForeignKeyField(
        "traps.Team", related_name="masked", null=True, db_index=True
    )


class Timed(Row):
    team: fields.ForeignKeyNullableRelation[Team] = fields.ForeignKeyField(
        "traps.Team", related_name="timed", null=True, db_index=True
    )


class Unserved(Model):
    id = fields.IntField(primary_key=True)
    team: fields.ForeignKeyRelation[Team] = fields.ForeignKeyField("traps.Team", related_name="unserved", db_index=True)


class TeamPolicy(Policy, model=Team):
    read = rule(Q(members__account=caller.id))


class NotMinePolicy(Policy, model=NotMine):
    read = rule(~Q(owner=caller.id))


class EitherPolicy(Policy, model=Either):
    read = rule(Q(public=True) | Q(owner=caller.id) | Q(owner__in=["everyone", "all"]))


class SameMemberPolicy(Policy, model=SameMember):
    read = rule(Q(team__members__account=caller.id) & Q(team__members__role="OWNER"))


class NoMemberPolicy(Policy, model=NoMember):
    read = rule(~Q(team__members__role="OWNER", team__members__account="ann"), roles="auditor")


class ClearedPolicy(Policy, model=Cleared):
    read = rule(~Q(secret=caller.claim("level")))


class SharedPolicy(Policy, model=Shared):
    read = rule(Q(team_id__in=caller.claim("teams")))


class NobodyPolicy(Policy, model=Nobody):
    pass


class MaskedPolicy(Policy, model=Masked):
    """Everybody sees the row, its owner the secret too; an auditor sees nothing but secrets of public rows."""

    read = (
        rule(ALL, fields=EXCEPT("secret")),
        rule(Q(owner=caller.id)),
        rule(Q(public=True), roles="auditor", fields=("secret",)),
    )


class TimedPolicy(Policy, model=Timed):
    read = rule(Q(until__isnull=True) | Q(until__gt=now), fields=EXCEPT("team"))

# a domain with everything that `gateway check` is for, and the comments are no docstrings on purpose
from __future__ import annotations

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from gateway.declare import Policy, caller, computed, rule


class Owner(Model):
    """Somebody."""

    id = fields.IntField(primary_key=True, description="The key.")
    account = fields.CharField(64, description="Who it is.")


class Thing(Model):
    id = fields.IntField(primary_key=True, description="The key.")
    owner: fields.ForeignKeyRelation[Owner] = fields.ForeignKeyField(
        "faulty.Owner", related_name="things", description="Whose it is."
    )
    name = fields.CharField(64)

    @computed(needs=("name",))
    def shout(self) -> str:
        return self.name.upper()


class ThingPolicy(Policy, model=Thing):
    read = rule(Q(Q(owner__account=caller.id), Q(name__in=["a"]), join_type=Q.OR), roles="owner")

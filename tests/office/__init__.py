"""The smallest domain that has something of everybody's and something of somebody's."""

from __future__ import annotations

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from gateway.declare import ALL, Policy, caller, rule


class Desk(Model):
    """Where somebody sits."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(40)


class DeskPolicy(Policy, model=Desk):
    read = rule(ALL)


class Order(Model):
    """What somebody ordered for the office."""

    id = fields.IntField(primary_key=True)
    account_id = fields.CharField(64)


class OrderPolicy(Policy, model=Order):
    read = rule(Q(account_id=caller.id))

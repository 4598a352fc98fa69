"""A domain that serves tables of the gateway itself: who has an account, for administrators and for oneself."""

from __future__ import annotations

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from gateway.declare import ALL, Policy, caller, rule
from gateway.tables import Account, AccountRole, Client, Session


class Desk(Model):
    """Where somebody sits."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(40)


class DeskPolicy(Policy, model=Desk):
    read = rule(ALL)


class AccountPolicy(Policy, model=Account):
    # /accounts is where accounts are managed
    plural = "people"
    read = (
        rule(Q(id=caller.id), fields=("id", "email", "name", "sessions")),
        rule(ALL, roles="admin"),
    )


class AccountRolePolicy(Policy, model=AccountRole):
    read = rule(ALL, roles="admin")


class SessionPolicy(Policy, model=Session):
    plural = "logins"
    read = (rule(Q(account__id=caller.id)), rule(ALL, roles="admin"))


class ClientPolicy(Policy, model=Client):
    plural = "programs"
    read = rule(ALL, roles="admin")

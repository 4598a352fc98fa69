"""Boxes, their hidden numbers and their names."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from gateway.declare import ALL, EXCEPT, Policy, rule


class Box(Model):
    """A box in the vault."""

    id = fields.IntField(primary_key=True)
    number = fields.CharField(20, unique=True, null=True)
    name = fields.CharField(20, unique=True)


class BoxPolicy(Policy, model=Box):
    read = rule(ALL, roles="keeper", fields=EXCEPT("number")) | rule(ALL, roles="owner")
    create = rule(roles="keeper", fields={"name"}) | rule(roles="owner", fields=ALL)
    update = rule(roles="keeper", fields={"name"}) | rule(roles="owner", fields=ALL)


class Letter(Model):
    """What is put in by people who cannot look in."""

    id = fields.IntField(primary_key=True)
    text = fields.CharField(20)


class LetterPolicy(Policy, model=Letter):
    read = rule(ALL, roles="owner")
    create = rule(roles="keeper", fields={"text"})

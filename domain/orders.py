"""What was bought: orders and their lines."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.expressions import Q
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from domain.catalogue import BACK_OFFICE, Release
from domain.customers import Customer
from gateway.declare import ALL, EXCEPT, Policy, caller, rule


class OrderStatus(StrEnum):
    """How far an order has come."""

    PLACED = "PLACED"
    PAID = "PAID"
    SHIPPED = "SHIPPED"
    CANCELLED = "CANCELLED"


class Order(Model):
    """What a customer bought in one go."""

    id = fields.IntField(primary_key=True, description="The order's key.")
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "domain.Customer",
        related_name="orders",
        db_index=True,
        on_delete=fields.RESTRICT,
        description="Who bought it.",
    )
    status = fields.CharEnumField(
        OrderStatus, max_length=16, default=OrderStatus.PLACED, db_index=True, description="How far it has come."
    )
    placed_at = fields.DatetimeField(auto_now_add=True, db_index=True, description="When it was placed.")
    shipped_at = fields.DatetimeField(null=True, db_index=True, description="When it left the shop, once it has.")
    total = fields.DecimalField(10, 2, db_index=True, description="What all lines cost together.")
    currency = fields.CharField(3, default="EUR", db_index=True, description="What it is paid in, as an ISO 4217 code.")
    note = fields.TextField(null=True, description="What the customer asked for.")
    staff_note = fields.TextField(null=True, description="What the shop remarked about it; customers never see it.")

    class Meta:
        table = "order"
        constraints = (CheckConstraint(name="order_total", check="CAST(total AS NUMERIC) >= 0"),)


class OrderPolicy(Policy, model=Order):
    read = (
        rule(Q(customer__account_id=caller.id), roles="customer", fields=EXCEPT("staff_note")),
        rule(ALL, roles=BACK_OFFICE),
    )
    # All else happens by the actions below, which keep stock and totals right.
    update = rule(roles=BACK_OFFICE, fields={"staff_note"})


class OrderLine(Model):
    """One release in an order, at the price of that moment."""

    id = fields.IntField(primary_key=True, description="The line's key.")
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "domain.Order",
        related_name="lines",
        db_index=True,
        on_delete=fields.CASCADE,
        description="The order it belongs to.",
    )
    release: fields.ForeignKeyRelation[Release] = fields.ForeignKeyField(
        "domain.Release",
        related_name="order_lines",
        db_index=True,
        on_delete=fields.RESTRICT,
        description="What was bought.",
    )
    quantity = fields.IntField(db_index=True, description="How many of it.")
    unit_price = fields.DecimalField(10, 2, db_index=True, description="What one cost when the order was placed.")

    class Meta:
        table = "order_line"
        unique_together = (("order", "release"),)
        constraints = (
            CheckConstraint(name="order_line_quantity", check="quantity >= 1"),
            CheckConstraint(name="order_line_unit_price", check="CAST(unit_price AS NUMERIC) >= 0"),
        )


class OrderLinePolicy(Policy, model=OrderLine):
    # A label learns what sold, not who bought it: without the order, its lines cannot be grouped by customer either.
    read = (
        rule(Q(order__customer__account_id=caller.id), roles="customer"),
        rule(Q(release__label__members__account_id=caller.id), roles="label", fields=EXCEPT("order", "order_id")),
        rule(ALL, roles=BACK_OFFICE),
    )

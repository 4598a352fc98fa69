"""What was bought."""

from __future__ import annotations

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from gateway.declare import ALL, EXCEPT, Policy, caller, rule
from tests.chinook.domain.music import Track
from tests.chinook.domain.people import Customer


class Invoice(Model):
    invoice_id = fields.IntField(primary_key=True)
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "domain.Customer", related_name="invoices", db_index=True
    )
    invoice_date = fields.DatetimeField(db_index=True)
    billing_address = fields.CharField(70, null=True)
    billing_city = fields.CharField(40, null=True)
    billing_state = fields.CharField(40, null=True)
    billing_country = fields.CharField(40, null=True)
    billing_postal_code = fields.CharField(10, null=True)
    total = fields.DecimalField(10, 2)

    class Meta:
        table = "invoice"


class InvoicePolicy(Policy, model=Invoice):
    read = (
        rule(Q(customer_id=caller.claim("customer")), roles="customer"),
        rule(Q(customer__support_rep_id=caller.claim("employee")), roles="agent"),
        # a manager sees what was sold where, and to whom only among its own customers
        rule(ALL, roles="manager", fields=EXCEPT("customer", "billing_address", "billing_postal_code")),
    )


class InvoiceLine(Model):
    invoice_line_id = fields.IntField(primary_key=True)
    invoice: fields.ForeignKeyRelation[Invoice] = fields.ForeignKeyField(
        "domain.Invoice", related_name="lines", db_index=True
    )
    track: fields.ForeignKeyRelation[Track] = fields.ForeignKeyField(
        "domain.Track", related_name="invoice_lines", db_index=True
    )
    unit_price = fields.DecimalField(10, 2)
    quantity = fields.IntField()

    class Meta:
        table = "invoice_line"


class InvoiceLinePolicy(Policy, model=InvoiceLine):
    read = (
        rule(Q(invoice__customer_id=caller.claim("customer")), roles="customer"),
        rule(Q(invoice__customer__support_rep_id=caller.claim("employee")), roles="agent"),
        rule(ALL, roles="manager"),
    )

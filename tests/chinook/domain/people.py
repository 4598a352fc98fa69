"""Customers and the staff that looks after them."""

from __future__ import annotations

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from gateway.declare import ALL, EXCEPT, Policy, caller, rule
from tests.chinook.domain.music import STAFF

PRIVATE = ("birth_date", "address", "city", "state", "country", "postal_code", "phone", "fax")


class Employee(Model):
    employee_id = fields.IntField(primary_key=True)
    last_name = fields.CharField(20)
    first_name = fields.CharField(20)
    title = fields.CharField(30, null=True)
    reports_to: fields.ForeignKeyNullableRelation[Employee] = fields.ForeignKeyField(
        "domain.Employee", related_name="reports", null=True, db_index=True, source_field="reports_to"
    )
    birth_date = fields.DateField(null=True)
    hire_date = fields.DateField(null=True)
    address = fields.CharField(70, null=True)
    city = fields.CharField(40, null=True)
    state = fields.CharField(40, null=True)
    country = fields.CharField(40, null=True)
    postal_code = fields.CharField(10, null=True)
    phone = fields.CharField(24, null=True)
    fax = fields.CharField(24, null=True)
    email = fields.CharField(60, null=True)

    class Meta:
        table = "employee"


class EmployeePolicy(Policy, model=Employee):
    read = (
        rule(
            Q(customers__customer_id=caller.claim("customer")),
            roles="customer",
            fields=("first_name", "last_name", "email"),
        ),
        rule(ALL, roles=STAFF, fields=EXCEPT(*PRIVATE)),
        rule(Q(employee_id=caller.claim("employee")), roles=STAFF),
    )


class Customer(Model):
    customer_id = fields.IntField(primary_key=True)
    first_name = fields.CharField(40)
    last_name = fields.CharField(20)
    company = fields.CharField(80, null=True)
    address = fields.CharField(70, null=True)
    city = fields.CharField(40, null=True)
    state = fields.CharField(40, null=True)
    country = fields.CharField(40, null=True)
    postal_code = fields.CharField(10, null=True)
    phone = fields.CharField(24, null=True)
    fax = fields.CharField(24, null=True)
    email = fields.CharField(60)
    support_rep: fields.ForeignKeyNullableRelation[Employee] = fields.ForeignKeyField(
        "domain.Employee", related_name="customers", null=True, db_index=True
    )

    class Meta:
        table = "customer"


class CustomerPolicy(Policy, model=Customer):
    read = (
        rule(Q(customer_id=caller.claim("customer")), roles="customer"),
        rule(Q(support_rep_id=caller.claim("employee")), roles="agent"),
        rule(ALL, roles="manager", fields=EXCEPT("phone", "fax")),
    )

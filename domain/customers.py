"""Who buys: customers and their wishlists."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from domain.catalogue import BACK_OFFICE, CLERK, Release
from gateway.declare import ALL, EXCEPT, Policy, caller, computed, rule


class Customer(Model):
    """Somebody who buys in the shop. There is one customer for each account."""

    id = fields.IntField(primary_key=True, description="The customer's key.")
    account_id = fields.CharField(64, unique=True, description="The account, as its access tokens name it (`sub`).")
    name = fields.CharField(200, null=True, db_index=True, description="The customer's full name, once given.")
    email = fields.CharField(320, unique=True, description="Where order confirmations go.")
    country = fields.CharField(2, null=True, db_index=True, description="Where parcels go, as an ISO 3166-1 code.")
    address = fields.JSONField[Any](null=True, description="Where parcels go: street, city, postal code.")
    marketing_consent = fields.BooleanField(
        default=False, db_index=True, description="Whether the customer wants to hear about new releases."
    )
    joined_at = fields.DatetimeField(auto_now_add=True, db_index=True, description="When the customer first came.")

    class Meta:
        table = "customer"

    @computed(needs=("name", "email"))
    def display_name(self) -> str:
        """What to call the customer: the name, or else the first part of the email address."""
        return self.name or self.email.partition("@")[0]


class CustomerPolicy(Policy, model=Customer):
    read = (
        rule(Q(account_id=caller.id), roles="customer"),
        rule(ALL, roles=BACK_OFFICE),
    )
    # Who buys for the first time says where to; the account is the one that asks.
    create = rule(
        roles="customer",
        preset={"account_id": caller.id},
        fields={"name", "email", "country", "address", "marketing_consent"},
    )
    update = (
        rule(
            Q(account_id=caller.id),
            roles="customer",
            fields={"name", "country", "address", "marketing_consent"},
            check=Q(account_id=caller.id),
        ),
        rule(roles=CLERK, fields=EXCEPT("account_id")),
    )


class WishlistEntry(Model):
    """A release that a customer would like to have."""

    id = fields.IntField(primary_key=True, description="The entry's key.")
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "domain.Customer",
        related_name="wishlist_entries",
        db_index=True,
        on_delete=fields.CASCADE,
        description="Whose wish it is.",
    )
    release: fields.ForeignKeyRelation[Release] = fields.ForeignKeyField(
        "domain.Release",
        related_name="wishlist_entries",
        db_index=True,
        on_delete=fields.CASCADE,
        description="What is wished for.",
    )
    note = fields.CharField(300, null=True, description="A note of the customer to themselves.")
    added_at = fields.DatetimeField(auto_now_add=True, db_index=True, description="When the wish was made.")

    class Meta:
        table = "wishlist_entry"
        unique_together = (("customer", "release"),)


class WishlistEntryPolicy(Policy, model=WishlistEntry):
    read = rule(Q(customer__account_id=caller.id), roles="customer")
    create = rule(roles="customer", preset={"customer__account_id": caller.id}, fields={"release", "note"})
    update = rule(
        Q(customer__account_id=caller.id), roles="customer", fields={"note"}, check=Q(customer__account_id=caller.id)
    )
    delete = rule(Q(customer__account_id=caller.id), roles="customer")

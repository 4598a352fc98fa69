"""What was bought: orders and their lines, and the actions by which an order comes, goes out, or is taken back.

Several may buy the last of something at once. Nothing is counted first and taken afterwards: one statement takes it on
the condition that it is there, which is right on every database and for any number of buyers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

from tortoise import fields
from tortoise.expressions import F, Q
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from domain.catalogue import BACK_OFFICE, CLERK, Format, Release
from domain.customers import Customer
from gateway.caller import Caller
from gateway.declare import ALL, EXCEPT, Policy, Refusal, action, caller, rule


class OrderStatus(StrEnum):
    """How far an order has come."""

    PLACED = "PLACED"
    PAID = "PAID"
    SHIPPED = "SHIPPED"
    CANCELLED = "CANCELLED"


OPEN: Final = (OrderStatus.PLACED, OrderStatus.PAID)
BOUGHT: Final = (*OPEN, OrderStatus.SHIPPED)


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
    update = rule(roles=CLERK, fields={"staff_note"})


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
    release_id: int
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


# --- what is done with orders -----------------------------------------------------------------------------------------


class CustomerMissing(Refusal):
    code, title = "CUSTOMER_MISSING", "The shop does not know yet where to send it"


class OrderEmpty(Refusal):
    code, title, status = "ORDER_EMPTY", "An order has at least one line", 422


class ReleaseRepeated(Refusal):
    code, title, status = "RELEASE_REPEATED", "A release stands in one line of an order", 422


class NotReleased(Refusal):
    code, title = "NOT_RELEASED", "It is not out yet"


class OutOfStock(Refusal):
    code, title = "OUT_OF_STOCK", "There are not as many left"


class OrderTooLarge(Refusal):
    code, title, status = "ORDER_TOO_LARGE", "One order cannot cost as much", 422


class OrderShipped(Refusal):
    code, title = "ORDER_SHIPPED", "The order has left the shop"


class OrderCancelled(Refusal):
    code, title = "ORDER_CANCELLED", "The order was cancelled"


class NotYourOrder(Refusal):
    code, title, status = "NOT_YOUR_ORDER", "Somebody else ordered it", 403


# what the column of the total holds
_MOST: Final = Decimal("99999999.99")


@dataclass(frozen=True, slots=True)
class LineInput:
    """One release of a basket."""

    release: Annotated[int, Release, "What is bought."]
    quantity: Annotated[int, range(1, 101), "How many of it."]


@action(
    on=Order,
    roles="customer",
    errors=(CustomerMissing, OrderEmpty, ReleaseRepeated, NotReleased, OutOfStock, OrderTooLarge),
)
async def place_order(
    caller: Caller,
    lines: Annotated[list[LineInput], "What is bought, each release once."],
    note: Annotated[str | None, "What the shop should know.", range(2001)] = None,
) -> Order:
    """Turn a basket into an order, at the prices of this moment. All of it is in stock, or nothing is ordered."""
    customer = await Customer.get_or_none(account_id=caller.id)
    if customer is None:
        raise CustomerMissing("There is no customer for your account.", hint="Create yours first.")
    if not lines:
        raise OrderEmpty("There is nothing in it.", pointer="/lines")
    places = {line.release: f"/lines/{index}" for index, line in enumerate(lines)}
    if len(places) < len(lines):
        repeated = next(key for key in places if sum(line.release == key for line in lines) > 1)
        raise ReleaseRepeated(f"Release {repeated} is there twice.", pointer=places[repeated])
    releases = await _taken({line.release: line.quantity for line in lines}, places)
    total = sum((releases[line.release].price * line.quantity for line in lines), Decimal(0))
    if total > _MOST:
        raise OrderTooLarge(f"It would cost {total} EUR.", pointer="/lines")
    order = await Order.create(customer=customer, total=total, note=note)
    await OrderLine.bulk_create(_lines(order, lines, releases))
    return order


async def _taken(wanted: Mapping[int, int], places: Mapping[int, str]) -> dict[int, Release]:
    """The releases, once what is wanted of each was taken out of stock. Downloads have none to take."""
    without = set()
    # everybody takes them in this order, so that no two orders wait for each other
    for key in sorted(wanted):
        there = Release.filter(id=key, stock__gte=wanted[key]).exclude(format=Format.DOWNLOAD)
        if not await there.update(stock=F("stock") - wanted[key]):
            without.add(key)
    # read afterwards: nobody changes now what was taken from
    releases = {release.id: release for release in await Release.filter(id__in=wanted)}
    today = datetime.now(UTC).date()
    for key in wanted:
        if releases[key].released_on > today:
            raise NotReleased(f"Release {key} is not out yet.", pointer=f"{places[key]}/release")
    for key in wanted:
        if key in without and releases[key].format is not Format.DOWNLOAD:
            raise OutOfStock(
                f"There are not {wanted[key]} of release {key} left.",
                hint="Nothing was ordered.",
                pointer=f"{places[key]}/quantity",
            )
    return releases


def _lines(order: Order, lines: Sequence[LineInput], releases: Mapping[int, Release]) -> Iterator[OrderLine]:
    for line in lines:
        release = releases[line.release]
        yield OrderLine(order=order, release=release, quantity=line.quantity, unit_price=release.price)


@action(on=Order, roles=("customer", CLERK), errors=(OrderShipped, OrderCancelled, NotYourOrder))
async def cancel_order(caller: Caller, order: Annotated[int, Order, "The order that is not wanted any more."]) -> Order:
    """Take an order back and put what was in it back into stock. Customers cancel what has not been shipped; clerks also
    what came back."""
    clerk = CLERK in caller.roles
    found = await Order.get(id=order).select_related("customer")
    if not clerk and found.customer.account_id != caller.id:
        raise NotYourOrder(f"Order {order} is not yours.", pointer="/order")
    # whoever changes the status first puts the stock back, and nobody else
    if not await Order.filter(id=order, status__in=BOUGHT if clerk else OPEN).update(status=OrderStatus.CANCELLED):
        raise await _closed(order)
    for line in await OrderLine.filter(order_id=order).order_by("release_id"):
        physical = Release.filter(id=line.release_id).exclude(format=Format.DOWNLOAD)
        await physical.update(stock=F("stock") + line.quantity)
    return await Order.get(id=order)


@action(on=Order, roles=CLERK, errors=(OrderShipped, OrderCancelled))
async def ship_order(order: Annotated[int, Order, "The order that leaves the shop."]) -> Order:
    """Note that an order has left the shop."""
    shipped = {"status": OrderStatus.SHIPPED, "shipped_at": datetime.now(UTC)}
    if not await Order.filter(id=order, status__in=OPEN).update(**shipped):
        raise await _closed(order)
    return await Order.get(id=order)


async def _closed(order: int) -> Refusal:
    found = await Order.get(id=order)
    if found.status is OrderStatus.CANCELLED:
        return OrderCancelled(f"Order {order} was cancelled already.", pointer="/order")
    return OrderShipped(f"Order {order} has been shipped.", pointer="/order")

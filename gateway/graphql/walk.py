"""How many values an answer may have, for the executor that walks them one by one: some 10 µs each.

The price of a plan counts rows, because the database writes a row whatever it has in it. Where Python resolves every
value of every row again, the values are what costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from graphql import FieldNode, SelectionSetNode

from gateway.actions import Record, Shape
from gateway.catalog import camel
from gateway.plan.cost import UNPAGED
from gateway.plan.nodes import Group, Item, Listing, Many, Nested, One, Part, Plan, Root, Rows, Several, ToMany, ToOne
from gateway.values import LIST_LENGTH

Select = Callable[[Iterable[SelectionSetNode | None], str], Mapping[str, list[FieldNode]]]


def of_action(result: Shape | None, nodes: list[FieldNode], select: Select) -> int:
    """The values that an action may return of what is selected; `select` gives the fields of selections of a type."""
    if result is None or not isinstance(result.of, Record):
        return 1
    members = {camel(member.name): member.shape for member in result.of.members}
    below = select([node.selection_set for node in nodes], result.of.name)
    total = 1 + sum(of_action(members.get(inner[0].name.value), inner, select) for inner in below.values())
    return LIST_LENGTH * total if result.many else total


def values(plan: Plan) -> int:
    return sum(_root(root) for root in plan.roots)


def _root(root: Root) -> int:
    match root:
        case One():
            return 1 + _items(root.items)
        case Many():
            return _listing(root.listing)
        case Several():
            return 1 + sum(1 + (_items(one.items) if one else 0) for one in root.ones)
        case _:
            return 1


def _listing(listing: Listing) -> int:
    return 1 + _parts(listing.parts, listing.page.size if listing.page else UNPAGED)


def _parts(parts: Iterable[Part], size: int) -> int:
    total = 0
    for part in parts:
        match part:
            case Rows():
                total += 1 + size * (1 + _items(part.items))
            case Group():
                total += 1 + _parts(part.parts, size)
            case _:
                total += 1
    return total


def _items(items: Iterable[Item]) -> int:
    total = 0
    for item in items:
        match item:
            case ToOne() | Nested():
                total += 1 + _items(item.items)
            case ToMany():
                total += _listing(item.listing)
            case _:
                total += 1
    return total

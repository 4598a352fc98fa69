"""What a plan costs, in points: the same whichever door asked, known before the database is touched.

A row is 1 point, a list or a condition 1, an exact count 20; what hangs on a row is multiplied by the rows that its page
may have, and a condition on related rows by 5 for each relation on the way to it. The measure follows the IBM cost specification's split into objects returned and calls made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gateway.plan.nodes import (
    And,
    Compare,
    Computed,
    Condition,
    Group,
    Item,
    Listing,
    Many,
    Nested,
    Not,
    One,
    Or,
    PageInfo,
    Part,
    Plan,
    Related,
    Root,
    Rows,
    Several,
    ToMany,
    ToOne,
)

COUNT: Final = 20
RELATED: Final = 5
UNPAGED: Final = 20


def price(plan: Plan) -> int:
    return sum(_root(root) for root in plan.roots)


def _root(root: Root) -> int:
    match root:
        case One():
            return 1 + _items(root.items)
        case Many():
            return _listing(root.listing)
        case Several():
            return sum(1 + (_items(one.items) if one else 0) for one in root.ones)
        case _:
            return 0


def _listing(listing: Listing) -> int:
    size = listing.page.size if listing.page else UNPAGED
    return 1 + _condition(listing.where) + sum(_part(part, size) for part in listing.parts)


def _part(part: Part, size: int) -> int:
    match part:
        case Rows():
            return size * (1 + _items(part.items))
        case Group():
            return sum(_part(inner, size) for inner in part.parts)
        case PageInfo(what="total"):
            return COUNT
        case _:
            return 0


def _items(items: Iterable[Item]) -> int:
    total = 0
    for item in items:
        match item:
            case ToOne():
                total += 1 + _items(item.items)
            case ToMany():
                total += _listing(item.listing)
            case Nested():
                total += _items(item.items)
            case Computed():
                total += _items(item.needs)
    return total


def _condition(condition: Condition) -> int:
    match condition:
        case Compare():
            return 1
        case And() | Or():
            return sum(_condition(item) for item in condition.items)
        case Not():
            return _condition(condition.item)
        case Related():
            return RELATED * (1 + _condition(condition.item))
        case _:
            return 0

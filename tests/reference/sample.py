"""A small world for any catalog: few different values, so that ties and nulls are everywhere, and values that break
careless code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from gateway.caller import ANONYMOUS, Caller
from gateway.catalog import Catalog, Column, Resource
from gateway.values import Type
from tests.reference.world import Row, World, referred_first

SEED: Final = 7
NULLS: Final = 0.3

TEXTS: Final = (
    "", "a", "A", "ab", "a%b", "a_b", "a\\", "a,b", "a\\,b", "*?[x]^", 'say "a"', "O'A", "line\nbreak", "\ttab", "\x01\x08\x0c\x1f",
    "\x7f\u2028", "🎷a", "straße", "Żółta", "żółta", "ÜBER", "über", "東京", "null", "</script>", "{}", "ﬁ", " a ", "ΟΔΟΣ", "οδος", "İi",
)  # fmt: skip
DATES: Final = (date(999, 1, 2), date(1999, 12, 31), date(2001, 5, 5), date(2020, 2, 29), date(2999, 1, 1))
MOMENTS: Final = tuple(
    datetime(2024, 3, 31, 1, 30, tzinfo=UTC) + timedelta(microseconds=extra)
    for extra in (0, 1, 500_000, 123_450, 1_000_000, 86_400_000_000, 900 * 365 * 86_400_000_000)
)
KEYS: Final = ("k:", "ü ", "k,")
DOCUMENTS: Final[tuple[Any, ...]] = (
    {}, [], {"a": 1}, {"a": 1, "b": None}, {"a": [1, 2]}, {"a": {"b": 1}, "c": "x"}, [1, [2]], [{"a": 1}, "x"], {"ü": "🎷"},
    5, 1.5, True, "x", {"a": True}, {"b": 1, "aa": 2},
)  # fmt: skip
NUMBERS: Final = (0, 1, 1, 2, 3, 7, 10, 100)
AMOUNTS: Final = ("0.00", "0.05", "0.50", "9.99", "10.00", "10.10", "99999999.99")


@dataclass(frozen=True)
class Account:
    subject: str
    roles: tuple[str, ...]
    claims: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    scope: str = "read write"

    @property
    def caller(self) -> Caller:
        claims = {**self.claims, "sub": self.subject}
        return Caller("person", self.subject, frozenset(self.roles), frozenset(self.scope.split()), claims)


@dataclass(frozen=True)
class Sample:
    """What is particular about a domain. `values` are those of columns that constraints or policies speak of, a text
    with `{}` getting the row's number; `unique` lists columns of which no two rows may have the same values."""

    domain: str
    sizes: Mapping[str, int]
    values: Mapping[tuple[str, str], Sequence[Any]]
    unique: Mapping[str, tuple[tuple[str, ...], ...]]
    accounts: Mapping[str, Account | None]

    def caller(self, account: str) -> Caller:
        found = self.accounts[account]
        return found.caller if found else ANONYMOUS

    def world(self, catalog: Catalog) -> World:
        random = Random(SEED)
        world = World({resource.name: {} for resource in catalog.resources.values()})
        for resource in referred_first(catalog):
            for number in range(1, self.sizes[resource.name] + 1):
                row = {c.column: self.value(random, world, resource, c, number) for c in resource.columns.values()}
                if self.fits(world, resource, row):
                    world.rows[resource.name][row[resource.key.column]] = row
        _link(random, catalog, world)
        return world

    def value(self, random: Random, world: World, resource: Resource, column: Column, number: int) -> Any:
        own = (resource.name, column.name)
        if column.name == "id":
            return key_of(column.type.key or column.type, number)
        if column.null and random.random() < NULLS:
            return None
        if column.references == resource.name:
            # a tree: parents come first
            return random.choice(list(world.rows[resource.name]) or [None])
        if column.references:
            return random.choice(list(world.rows[column.references]))
        value = random.choice(self.values.get(own) or values_of(column.type))
        return value.format(number) if isinstance(value, str) and own in self.values else value

    def fits(self, world: World, resource: Resource, row: Row) -> bool:
        """Whether the row may be beside those that are there."""
        key = resource.key.column
        others = [other for other in world.all(resource) if other[key] != row[key]]
        return not any(
            all(row[name] is not None and row[name] == other[name] for name in names)
            for names in self.unique.get(resource.name, ())
            for other in others
        )


def key_of(type_: Type, number: int) -> Any:
    match type_.kind:
        case "uuid":
            return UUID(int=number * 2**120 + number)
        case "text":
            return f"{KEYS[number % len(KEYS)]}{number}"
    return number


def values_of(type_: Type) -> Sequence[Any]:
    match type_.kind:
        case "text":
            return TEXTS
        case "enum":
            return [stored for _, stored in type_.members]
        case "bool":
            return (True, False)
        case "int" | "bigint":
            return NUMBERS
        case "float":
            return (0.0, -1.5, 0.1, 1e20, 1e-7)
        case "decimal":
            return [Decimal(amount) for amount in AMOUNTS]
        case "date":
            return DATES
        case "datetime":
            return MOMENTS
        case "time":
            return (time(0, 0), time(18, 30), time(18, 30, 0, 500_000))
        case "uuid":
            return [key_of(type_, number) for number in NUMBERS]
        case _:
            return DOCUMENTS


def _link(random: Random, catalog: Catalog, world: World) -> None:
    ends = {
        relation.through[0]: (resource.name, relation.target, relation.through)
        for resource in catalog.resources.values()
        for relation in resource.relations.values()
        if relation.through
    }
    for name, (near, far, through) in ends.items():
        pairs = {
            (random.choice(list(world.rows[near])), random.choice(list(world.rows[far])))
            for _ in range(2 * len(world.rows[near]))
        }
        world.links[name] = [{through[1]: one, through[2]: other} for one, other in sorted(pairs)]


# --- the shop ---------------------------------------------------------------------------------------------------------

SHOP: Final = Sample(
    domain="domain",
    sizes={
        "Label": 8, "Artist": 14, "Genre": 9, "Release": 30, "Track": 50, "Customer": 10, "WishlistEntry": 24,
        "LabelMember": 12, "Order": 24, "OrderLine": 50, "Review": 36,
    },
    values={
        ("Label", "name"): ("Label {}", "label {}", "ŁABEL, {}"),
        ("Genre", "name"): ("Genre {}", "genre_{}%", "{}"),
        ("Customer", "account_id"): ("acct-customer", "acct-both", "acct-{}", "acct-{}"),
        ("Customer", "email"): ("{}@example.net", "A{}@example.net"),
        ("LabelMember", "account_id"): ("acct-label", "acct-both", "acct-{}"),
        ("Label", "country"): ("DE", "GB", "FR"),
        ("Artist", "country"): ("DE", "GB", "FR"),
        ("Customer", "country"): ("DE", "GB", "FR"),
        ("Order", "currency"): ("EUR", "USD"),
        ("Track", "position"): (1, 2, 3, 4),
        ("Review", "stars"): (1, 3, 5, 5),
        ("OrderLine", "quantity"): (1, 1, 2, 5),
    },
    unique={
        "Track": (("release_id", "position"),),
        "WishlistEntry": (("customer_id", "release_id"),),
        "LabelMember": (("label_id", "account_id"),),
        "OrderLine": (("order_id", "release_id"),),
        "Review": (("customer_id", "release_id"),),
        "Customer": (("account_id",), ("email",)),
        "Label": (("name",),),
        "Genre": (("name",),),
    },
    accounts={
        "anonymous": None,
        "customer": Account("acct-customer", ("customer",)),
        "label": Account("acct-label", ("label",)),
        "clerk": Account("acct-clerk", ("clerk",)),
        "admin": Account("acct-admin", ("admin",)),
        "customer and label": Account("acct-both", ("customer", "label")),
        "customer for the orders": Account("acct-customer", ("customer",), scope="openid orders:read customers:read"),
        "label for what sold": Account("acct-label", ("label",), scope="order-lines:read orders:write"),
        "clerk for nothing": Account("acct-clerk", ("clerk",), scope="openid profile write"),
    },
)  # fmt: skip

# --- the studio -------------------------------------------------------------------------------------------------------

STUDIO: Final = Sample(
    domain="tests.atelier",
    sizes={"Painter": 8, "Portrait": 6, "Canvas": 40, "Frame": 20},
    values={},
    unique={"Portrait": (("painter_id",),), "Frame": (("canvas_id",),)},
    accounts={
        "nobody": None,
        "visitor": Account("acct-visitor", ("visitor",)),
        "painter": Account("acct-painter", ("painter",), {"painter": "ü 1"}),
        "painter without a name": Account("acct-nameless", ("painter",)),
        "painter and visitor": Account("acct-many", ("painter", "visitor"), {"painter": "k:2"}),
        "painter for the canvases": Account("acct-painter", ("painter",), {"painter": "ü 1"}, "canvases:read"),
    },
)
SAMPLES: Final = (SHOP, STUDIO)

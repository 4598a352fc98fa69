"""The expected answer to a read, worked out row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cmp_to_key
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

import orjson

from gateway.catalog import Calculation, Column, Relation, Resource
from gateway.plan import cursor
from gateway.values import Type
from tests.reference.reads import NODE_ID, Collection, Filter, Listing, Page, Read, Select, Sort
from tests.reference.sight import Sight, ordered
from tests.reference.world import Row


@dataclass(frozen=True)
class Identity:
    """A key that the doors write differently: as JSON has it, or behind the name of its resource."""

    target: str
    key: Any


class Withheld:
    """In the place of a value that the caller may not read on this row."""


WITHHELD: Final = Withheld()


@dataclass(frozen=True)
class Answered:
    """One page of a list."""

    rows: list[dict[str, Any]]
    cursors: list[str]
    has_next: bool
    has_previous: bool
    total: int

    @property
    def start(self) -> str | None:
        return self.cursors[0] if self.cursors else None

    @property
    def end(self) -> str | None:
        return self.cursors[-1] if self.cursors else None


@dataclass(frozen=True)
class Order:
    """A total order of a resource's rows. Null is the largest value."""

    sight: Sight
    resource: Resource
    sort: Sort

    @property
    def complete(self) -> Sort:
        """Ties are broken by the key, in the direction of the last field."""
        if any(path == ("id",) for path, _ in self.sort):
            return self.sort
        return (*self.sort, (("id",), bool(self.sort) and self.sort[-1][1]))

    def place(self, row: Row) -> tuple[Any, ...]:
        return tuple(self._value(self.resource, row, path) for path, _ in self.complete)

    def _value(self, resource: Resource, row: Row, path: tuple[str, ...]) -> Any:
        if not self.sight.readable(resource, row, path[0]):
            return None
        if len(path) == 1:
            return self.sight.value(resource, row, resource.columns[path[0]])
        relation = resource.relations[path[0]]
        rows = self.sight.related(resource, row, relation)
        return self._value(self.sight.catalog.target(relation), rows[0], path[1:]) if rows else None

    def compare(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> int:
        for (_, descending), here, there in zip(self.complete, one, other, strict=True):
            way = _three_way(here, there)
            if way:
                return -way if descending else way
        return 0

    def cursor(self, row: Row, key: bytes) -> str:
        types = [self._type(self.resource, path) for path, _ in self.complete]
        values = [json_value(value, type_) for value, type_ in zip(self.place(row), types, strict=True)]
        signature = ",".join(".".join(path) + (" desc" if descending else "") for path, descending in self.complete)
        return cursor.write(key, f"{self.resource.name} {signature}", orjson.dumps(values))

    def _type(self, resource: Resource, path: tuple[str, ...]) -> Type:
        for step in path[:-1]:
            resource = self.sight.catalog.target(resource.relations[step])
        type_ = resource.columns[path[-1]].type
        return type_.key or type_


@dataclass(frozen=True)
class Evaluator:
    sight: Sight
    cursor_key: bytes
    page_default: int

    def answer(self, read: Read) -> Any:
        """A page, a row, or None where there is nothing."""
        resource = self.sight.catalog.resources[read.resource]
        if isinstance(read, Collection):
            return self.page(resource, self.sight.rows(resource), read.listing)
        row = self.sight.world.row(resource, read.key)
        if row is None or not self.sight.visible(resource, row):
            return None
        return self.row(resource, row, read.select)

    def cursor(self, resource: Resource, sort: Sort, key: Any) -> str:
        """The cursor of the row with this key in a list of this order."""
        return Order(self.sight, resource, sort).cursor(self.sight.world.rows[resource.name][key], self.cursor_key)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def row(self, resource: Resource, row: Row, select: Select) -> dict[str, Any]:
        found = {name: self.value(resource, row, name) for name in self.columns(resource, select)}
        found |= {name: self.one(resource, row, name, inner) for name, inner in select.ones}
        return found | {name: self.many(resource, row, name, listing) for name, listing in select.lists}

    def columns(self, resource: Resource, select: Select) -> tuple[str, ...]:
        if select.columns or select.ones or select.lists:
            return select.columns
        names = self.sight.names(resource)
        return tuple(name for name in resource.columns if name in names)

    def value(self, resource: Resource, row: Row, name: str) -> Any:
        if name == NODE_ID:
            return Identity(
                resource.name, json_value(row[resource.key.column], resource.key.type.key or resource.key.type)
            )
        if not self.sight.readable(resource, row, name):
            return WITHHELD
        if name in resource.calculations:
            calculation = resource.calculations[name]
            return calculation.function(self.needed(resource, row, calculation))
        column = resource.columns[name]
        value = self.sight.value(resource, row, column)
        if column.references is not None and value is not None:
            return Identity(column.references, json_value(value, column.type.key or column.type))
        return json_value(value, column.type.key or column.type)

    def needed(self, resource: Resource, row: Row, calculation: Calculation) -> SimpleNamespace:
        found: dict[str, Any] = {}
        for need in calculation.needs:
            name, _, rest = need.partition(".")
            if not rest:
                found[name] = self.sight.value(resource, row, resource.columns[name])
                continue
            relation = resource.relations[name]
            target = self.sight.catalog.target(relation)
            rows = self.sight.related(resource, row, relation)
            there = [SimpleNamespace(**{rest: self.sight.value(target, r, target.columns[rest])}) for r in rows]
            found[name] = there if relation.many else there[0] if there else None
        return SimpleNamespace(**found)

    def one(self, resource: Resource, row: Row, name: str, select: Select) -> Any:
        if not self.sight.readable(resource, row, name):
            return WITHHELD
        relation = resource.relations[name]
        rows = self.sight.related(resource, row, relation)
        return self.row(self.sight.catalog.target(relation), rows[0], select) if rows else None

    def many(self, resource: Resource, row: Row, name: str, listing: Listing) -> Any:
        if not self.sight.readable(resource, row, name):
            return WITHHELD
        relation = resource.relations[name]
        return self.page(self.sight.catalog.target(relation), self.sight.related(resource, row, relation), listing)

    # --- lists --------------------------------------------------------------------------------------------------------

    def page(self, resource: Resource, rows: Iterable[Row], listing: Listing) -> Answered:
        order = Order(self.sight, resource, listing.sort)
        matching = [row for row in rows if listing.where is None or self.matches(resource, row, listing.where)]
        matching.sort(key=cmp_to_key(lambda one, other: order.compare(order.place(one), order.place(other))))
        page, after, before = (
            listing.page,
            self.place(order, listing.page.after),
            self.place(order, listing.page.before),
        )
        behind = [row for row in matching if after is None or order.compare(order.place(row), after) > 0]
        between = [row for row in behind if before is None or order.compare(order.place(row), before) < 0]
        shown = self.cut(between, page)
        beyond_after = len(behind) < len(matching)
        beyond_before = before is not None and any(order.compare(order.place(row), before) >= 0 for row in matching)
        more = len(shown) < len(between)
        backward = page.last is not None
        return Answered(
            rows=[self.row(resource, row, listing.select) for row in shown],
            cursors=[order.cursor(row, self.cursor_key) for row in shown],
            has_next=beyond_before or (more and not backward),
            has_previous=beyond_after or (more and backward),
            total=len(matching),
        )

    def cut(self, rows: list[Row], page: Page) -> list[Row]:
        if page.last is not None:
            return rows[max(0, len(rows) - page.last) :]
        return rows[: self.page_default if page.first is None else page.first]

    def place(self, order: Order, key: Any) -> tuple[Any, ...] | None:
        row = None if key is None else self.sight.world.row(order.resource, key)
        return None if row is None else order.place(row)

    # --- filters ------------------------------------------------------------------------------------------------------

    def matches(self, resource: Resource, row: Row, where: Filter) -> bool:
        return all(self.entry(resource, row, word, inner) for word, inner in where.items())

    def entry(self, resource: Resource, row: Row, word: str, inner: Any) -> bool:
        match word:
            case "and":
                return all(self.matches(resource, row, item) for item in inner)
            case "or":
                return any(self.matches(resource, row, item) for item in inner)
            case "not":
                return not self.matches(resource, row, inner)
        if not self.sight.readable(resource, row, word):
            return False
        if word in resource.relations:
            return self.over(resource, row, resource.relations[word], inner)
        column = resource.columns[word]
        value = self.sight.value(resource, row, column)
        return all(compares(operator, value, wanted, column) for operator, wanted in inner.items())

    def over(self, resource: Resource, row: Row, relation: Relation, inner: Filter) -> bool:
        target, rows = self.sight.catalog.target(relation), self.sight.related(resource, row, relation)
        if not relation.many:
            return any(self.matches(target, there, inner) for there in rows)
        return all(
            quantified(quantifier, [self.matches(target, there, where) for there in rows])
            for quantifier, where in inner.items()
        )


def quantified(quantifier: str, found: list[bool]) -> bool:
    match quantifier:
        case "some":
            return any(found)
        case "none":
            return not any(found)
        case "every":
            return all(found)
    raise AssertionError(quantifier)


def compares(operator: str, value: Any, wanted: Any, column: Column) -> bool:
    """Two-valued: a comparison with null is not true, and `neq` and `nin` are the negations of `eq` and `in`."""
    match operator:
        case "is_null":
            return bool((value is None) == wanted)
        case "neq":
            return bool(value is None or value != wanted)
        case "nin":
            return value is None or value not in wanted
        case _ if value is None:
            return False
        case "eq":
            return bool(value == wanted)
        case "in":
            return value in wanted
        case "like":
            return like(value, wanted)
        case "ilike":
            return like(simply_lower(value), simply_lower(wanted))
        case "starts_with":
            return bool(value.startswith(wanted))
        case "contains":
            return json_contains(value, wanted) if column.type.kind == "json" else str(wanted) in str(value)
        case _:
            return ordered(operator, value, wanted)


def simply_lower(text: str) -> str:
    """Each character by itself, which leaves out the final sigma and the dot above a small i."""
    return "".join({"İ": "i"}.get(character, character.lower()) for character in text)


def like(text: str, pattern: str) -> bool:
    parts = re.findall(r"\\(.)|(%)|(_)|(.)", pattern, re.DOTALL)
    spelled = "".join(
        ".*" if many else "." if one else re.escape(escaped or plain) for escaped, many, one, plain in parts
    )
    return re.fullmatch(spelled, text, re.DOTALL) is not None


def json_contains(value: Any, wanted: Any) -> bool:
    """As PostgreSQL documents `@>`: structure within structure, and a scalar in the array that is the whole value."""
    if isinstance(value, list) and not isinstance(wanted, list | dict):
        return any(_same_json(item, wanted) for item in value)
    return _json_within(value, wanted)


def _json_within(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(k in value and _json_within(value[k], wanted[k]) for k in wanted)
    if isinstance(wanted, list):
        return isinstance(value, list) and all(any(_json_within(item, w) for item in value) for w in wanted)
    return _same_json(value, wanted)


def _same_json(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def json_value(value: Any, type_: Type) -> Any:
    """A value in its one written form."""
    match value:
        case None | bool() | str() if type_.kind != "enum":
            return value
        case int() if type_.kind == "bigint":
            return str(value)
        case Decimal():
            return format(value, f".{type_.scale}f")
        case datetime():
            moment = value.astimezone(UTC).replace(tzinfo=None).isoformat()
            return (moment.rstrip("0") if value.microsecond else moment) + "Z"
        case time() if value.microsecond:
            return value.isoformat().rstrip("0")
        case date() | time():
            return value.isoformat()
        case UUID():
            return str(value)
        case float() if type_.kind == "float":
            # as PostgreSQL writes it, which is not how orjson does
            return orjson.Fragment(repr(value).removesuffix(".0"))
    if type_.kind == "enum" and value is not None:
        return next(name for name, stored in type_.members if stored == value)
    return value


def _three_way(one: Any, other: Any) -> int:
    if one is None or other is None:
        return (one is None) - (other is None)
    return int(one > other) - int(one < other)

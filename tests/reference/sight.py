"""Who sees what, by the words of the policies alone: rows, fields and foreign keys, looked up one at a time.

A rule's condition is asked of the rows themselves. Nothing here is compiled, and nothing of the gateway's plans, policies
or statements is used: only what a domain declared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tortoise.expressions import Q

from gateway.caller import ANONYMOUS, Caller
from gateway.catalog import Catalog, Column, Relation, Resource
from gateway.declare import Everything, Except, Rule, Symbol
from tests.reference.world import Row, World

Leaf = tuple[str, Any]


class Lacking(Exception):
    """The condition compares with a claim that the caller lacks, so neither it nor its negation is true."""


@dataclass
class Sight:
    """What `caller` may read of `world` at `moment`."""

    catalog: Catalog
    world: World
    caller: Caller
    moment: datetime
    _rows: dict[tuple[str, Any], bool] = field(default_factory=dict, repr=False)
    _fields: dict[tuple[str, Any, str], bool] = field(default_factory=dict, repr=False)

    def of(self, world: World) -> Sight:
        """The same caller, looking at another world."""
        return Sight(self.catalog, world, self.caller, self.moment)

    # --- what may be asked for at all ---------------------------------------------------------------------------------

    def rules(self, resource: Resource) -> list[Rule]:
        """The rules for callers like this one, less those that compare with a claim that it lacks."""
        here = self.on(resource)
        own = [rule for rule in resource.rules if not rule.roles or rule.roles & here.caller.roles]
        return [rule for rule in own if isinstance(rule.when, Everything) or here._possible(rule.when, negated=False)]

    def on(self, resource: Resource) -> Sight:
        """What is seen of a resource that no scope covers is what everybody sees."""
        scopes = {"read", resource.plural.replace("_", "-") + ":read"}
        return self if scopes & self.caller.scopes else Sight(self.catalog, self.world, ANONYMOUS, self.moment)

    def resources(self) -> list[Resource]:
        return [resource for resource in self.catalog.served if self.rules(resource)]

    def names(self, resource: Resource) -> frozenset[str]:
        """The fields that exist for the caller: some rule gives them, and they lead to something that exists."""
        found = {name for name in (*resource.columns, *resource.relations) if self._given(resource, name)}
        for calculation in resource.calculations.values():
            heads = {need.partition(".")[0] for need in calculation.needs}
            if heads <= found and any(gives(rule, resource, calculation.name) for rule in self.rules(resource)):
                found.add(calculation.name)
        return frozenset(found)

    def _given(self, resource: Resource, name: str) -> bool:
        target = target_of(resource, name)
        if target is not None and not (
            self.catalog.resources[target].served and self.rules(self.catalog.resources[target])
        ):
            return False
        return any(gives(rule, resource, name) for rule in self.rules(resource))

    def _possible(self, q: Q, *, negated: bool) -> bool:
        negated ^= q._is_negated
        parts = [self._leaf_possible(value) for value in q.filters.values()]
        parts += [self._possible(child, negated=negated) for child in q.children]
        return all(parts) if (q.join_type == Q.AND) != negated else any(parts)

    def _leaf_possible(self, value: Any) -> bool:
        return not (isinstance(value, Symbol) and value.source == "claim" and self.caller.claim(value.name) is None)

    # --- rows and fields ----------------------------------------------------------------------------------------------

    def visible(self, resource: Resource, row: Row) -> bool:
        key = (resource.name, row[resource.key.column])
        if key not in self._rows:
            self._rows[key] = any(self.holds(rule, resource, row) for rule in self.rules(resource))
        return self._rows[key]

    def rows(self, resource: Resource) -> list[Row]:
        return [row for row in self.world.all(resource) if self.visible(resource, row)]

    def related(self, resource: Resource, row: Row, relation: Relation) -> list[Row]:
        target = self.catalog.target(relation)
        return [there for there in self.world.related(row, relation, target) if self.visible(target, there)]

    def readable(self, resource: Resource, row: Row, name: str) -> bool:
        """Whether a field of a visible row may be read."""
        key = (resource.name, row[resource.key.column], name)
        if key not in self._fields:
            self._fields[key] = self._readable(resource, row, name)
        return self._fields[key]

    def _readable(self, resource: Resource, row: Row, name: str) -> bool:
        if not any(gives(rule, resource, name) and self.holds(rule, resource, row) for rule in self.rules(resource)):
            return False
        calculation = resource.calculations.get(name)
        needs = {need.partition(".")[0] for need in calculation.needs} if calculation else set()
        return all(self.readable(resource, row, need) for need in needs)

    def value(self, resource: Resource, row: Row, column: Column) -> Any:
        """A column that may be read; a foreign key only where its row exists for the caller."""
        value = row[column.column]
        if column.references is None or value is None:
            return value
        target = self.catalog.resources[column.references]
        there = self.world.row(target, value)
        return value if there is not None and self.visible(target, there) else None

    # --- conditions of rules ------------------------------------------------------------------------------------------

    def holds(self, rule: Rule, resource: Resource, row: Row) -> bool:
        return isinstance(rule.when, Everything) or self.on(resource)._true(rule.when, resource, row, negated=False)

    def _true(self, q: Q, resource: Resource, row: Row, *, negated: bool) -> bool:
        negated ^= q._is_negated
        if q.join_type == Q.AND:
            leaves, others = side_by_side(q)
            groups = together(resource, leaves)
        else:
            groups, others = [[leaf] for leaf in q.filters.items()], list(q.children)
        found = [self._group(group, resource, row, negated=negated) for group in groups]
        found += [self._true(other, resource, row, negated=negated) for other in others]
        return all(found) if (q.join_type == Q.AND) != negated else any(found)

    def _group(self, group: list[Leaf], resource: Resource, row: Row, *, negated: bool) -> bool:
        try:
            return self._all(group, resource, row) != negated
        except Lacking:
            return False

    def _all(self, leaves: list[Leaf], resource: Resource, row: Row) -> bool:
        """Comparisons of which those over one relation speak of one row; raises Lacking."""
        for _, value in leaves:
            if not self._leaf_possible(value):
                raise Lacking
        return all(self._one(group, resource, row) for group in together(resource, leaves))

    def _one(self, group: list[Leaf], resource: Resource, row: Row) -> bool:
        path, value = group[0]
        head, _, rest = path.partition("__")
        if head not in resource.relations or rest in {"", "isnull"}:
            return self._compare(resource, row, head, rest, value)
        relation = resource.relations[head]
        target = self.catalog.target(relation)
        inner = [(name.partition("__")[2], wanted) for name, wanted in group]
        return any(self._all(inner, target, there) for there in self.world.related(row, relation, target))

    def _compare(self, resource: Resource, row: Row, name: str, lookup: str, value: Any) -> bool:
        relation = resource.relations.get(name)
        if name in {"pk", resource.key_attribute}:
            column = resource.key
        else:
            column = resource.columns[(relation.via or "") if relation else name]
        found, wanted = row[column.column], self._symbol(value, column)
        match lookup or "exact":
            case "isnull":
                return (found is None) == bool(wanted)
            case "exact":
                return found is None if value is None else found is not None and found == wanted
            case "not":
                return found is not None if value is None else found is None or found != wanted
            case "in":
                return found is not None and found in wanted
            case "not_in":
                return found is None or found not in wanted
            case order:
                return found is not None and wanted is not None and ordered(order, found, wanted)

    def _symbol(self, value: Any, column: Column) -> Any:
        if not isinstance(value, Symbol):
            return value
        if value.source == "clock":
            return self.moment if value.name == "now" else self.moment.astimezone(UTC).date()
        claim, type_ = self.caller.claim(value.name), column.type.key or column.type
        return type_.parse(str(claim) if isinstance(claim, int) else claim)


def ordered(operator: str, one: Any, other: Any) -> bool:
    match operator:
        case "lt":
            return bool(one < other)
        case "lte":
            return bool(one <= other)
        case "gt":
            return bool(one > other)
        case "gte":
            return bool(one >= other)
    raise AssertionError(operator)


def side_by_side(q: Q) -> tuple[list[Leaf], list[Q]]:
    """The comparisons that AND puts side by side, however it was nested, and what else it joins."""
    leaves, others = list(q.filters.items()), list[Q]()
    for child in q.children:
        if child.join_type == Q.AND and not child._is_negated:
            inner, rest = side_by_side(child)
            leaves += inner
            others += rest
        else:
            others.append(child)
    return leaves, others


def together(resource: Resource, leaves: list[Leaf]) -> list[list[Leaf]]:
    """Comparisons over one relation in one group, every other in a group of its own."""
    groups: dict[Any, list[Leaf]] = {}
    for path, value in leaves:
        head, _, rest = path.partition("__")
        over = head in resource.relations and rest not in {"", "isnull"}
        groups.setdefault(head if over else (path, len(groups)), []).append((path, value))
    return list(groups.values())


def gives(rule: Rule, resource: Resource, name: str) -> bool:
    """Whether a rule's fields have this one; a foreign key goes by its own name or by that of its relation."""
    names = {name, *_relation_names(resource, name)}
    if rule.fields is None:
        return True
    if isinstance(rule.fields, Except):
        return not names & rule.fields.names
    return name == "id" or bool(names & rule.fields)


def target_of(resource: Resource, name: str) -> str | None:
    if name in resource.relations:
        return resource.relations[name].target
    return resource.columns[name].references if name in resource.columns else None


def _relation_names(resource: Resource, name: str) -> Iterator[str]:
    return (relation.name for relation in resource.relations.values() if relation.via == name)

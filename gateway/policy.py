"""What a caller may read, written into the plan: rows become conditions, fields drop out or become CASE.

A policy's rules are compiled once per standing (the roles that matter, which of the claims that policies speak of the
caller has, and the resources that its scopes cover). Deny by default: no rule, no row; a claim that the caller lacks
makes a comparison false, negated or not; without a scope for it a resource is to the caller what it is to everybody.
Nothing here waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

from gateway.caller import Caller, covers
from gateway.catalog import Catalog, Resource, presets
from gateway.declare import ALL, Rule, Symbol
from gateway.errors import NotFound
from gateway.plan.nodes import (
    ALWAYS,
    NEVER,
    Always,
    And,
    Claim,
    Compare,
    Computed,
    Condition,
    Etag,
    Group,
    Item,
    Listing,
    Many,
    Nested,
    Never,
    Not,
    One,
    Or,
    OrderBy,
    Part,
    Plan,
    Related,
    Root,
    Rows,
    Several,
    Step,
    ToMany,
    ToOne,
    Value,
)
from gateway.rules import condition, conjunction, disjunction, symbols

Granted = list[tuple[Rule, Condition]]


class Standing(NamedTuple):
    """What of a caller decides which rules apply; callers of one standing share statements. Roles and claims count on the
    resources that are `covered` by its scopes; None: on all."""

    roles: frozenset[str]
    claims: frozenset[str]
    covered: frozenset[str] | None = None

    def on(self, resource: str) -> Standing:
        """What is left of it on one resource."""
        return self if self.covered is None or resource in self.covered else NOBODY


NOBODY: Final = Standing(frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Grant:
    """Rows that exist for a standing, and for each field that it may read on some of them, on which."""

    rows: Condition
    fields: Mapping[str, Condition]


class Policies:
    """The rules of a catalog, compiled on demand for each standing."""

    def __init__(self, catalog: Catalog) -> None:
        rules = [rule for resource in catalog.served for rule in (*resource.rules, *resource.written.rules)]
        self.catalog = catalog
        self.roles = frozenset(role for rule in rules for role in rule.roles)
        claims = frozenset(s.name for rule in rules for s in symbols(rule) if s.source == "claim")
        self.claims = _comparisons(catalog, Standing(self.roles, claims))
        self.grants = lru_cache(maxsize=1024)(self._grants)
        self.readable = lru_cache(maxsize=1024)(self._readable)
        self.covered = lru_cache(maxsize=1024)(self._covered)
        # every request asks for one, which is found in less time than it is made
        self.standings = lru_cache(maxsize=1024)(Standing)

    def standing(self, caller: Caller) -> Standing:
        if caller.kind == "anonymous":
            return NOBODY
        return self._standing(caller, None if "read" in caller.scopes else self.covered(caller.scopes, "read"))

    def writing(self, caller: Caller) -> Standing:
        """What of a caller counts where something is written: the resources that its scopes cover for that."""
        if caller.kind == "anonymous":
            return NOBODY
        return self._standing(caller, None if "write" in caller.scopes else self.covered(caller.scopes, "write"))

    def _standing(self, caller: Caller, covered: frozenset[str] | None) -> Standing:
        held = [name for name, operands in self.claims.items() if _holds(caller.claim(name), operands)]
        return self.standings(self.roles & caller.roles, frozenset(held), covered)

    def rules(self, resource: Resource, standing: Standing) -> Granted:
        """The rules that apply, and to which rows."""
        return _granted(resource, standing.on(resource.name), self.catalog)

    def missing(self, standing: Standing, resource: Resource, name: str | None = None) -> tuple[str, ...]:
        """The scopes that a caller lacks to read a field of a resource, or anything of it; none where they would be of no
        use to it."""
        if standing.covered is None or not self._reads(standing._replace(covered=None), resource, name):
            return ()
        needed = frozenset(other.name for other in self.catalog.served)
        lacking = [other for other in self._around(resource, name) if other.name not in standing.covered]
        for other in lacking:
            without = needed - {other.name}
            if self._reads(standing._replace(covered=without), resource, name):
                needed = without
        return tuple(f"{collection(other)}:read" for other in lacking if other.name in needed)

    def _covered(self, scopes: frozenset[str], access: Literal["read", "write"]) -> frozenset[str]:
        return frozenset(r.name for r in self.catalog.served if covers(scopes, access, collection(r)))

    def _reads(self, standing: Standing, resource: Resource, name: str | None) -> bool:
        readable = self.readable(standing).get(resource.name, frozenset())
        return name in readable if name is not None else bool(readable)

    def _around(self, resource: Resource, name: str | None) -> list[Resource]:
        """The resources that decide whether a field can be read: its own, and those that it leads to."""
        found = {resource.name: resource}
        calculation = resource.calculations.get(name or "")
        for path in calculation.needs if calculation else [name] if name else []:
            place = resource
            for step in path.split("."):
                if (target := _target(place, step)) is not None:
                    place = found[target] = self.catalog.resources[target]
        return [other for other in found.values() if other.served]

    def _grants(self, standing: Standing) -> Mapping[str, Grant]:
        granted = {resource.name: self.rules(resource, standing) for resource in self.catalog.served}
        rows = {name: disjunction(when for _, when in rules) for name, rules in granted.items()}
        reached = frozenset(name for name, when in rows.items() if not isinstance(when, Never))
        fields = {r.name: _fields(r, granted[r.name], reached) for r in self.catalog.served}
        for resource in self.catalog.served:
            fields[resource.name] |= _computed(resource, granted[resource.name], fields, self.catalog)
        return {name: Grant(rows[name], fields[name]) for name in rows}

    def _readable(self, standing: Standing) -> Mapping[str, frozenset[str]]:
        """By resource, the fields that can be read on some rows."""
        return {name: frozenset(grant.fields) for name, grant in self.grants(standing).items()}


def collection(resource: Resource) -> str:
    """A resource as scopes and paths name it: `order-lines`."""
    return resource.plural.replace("_", "-")


def apply(plan: Plan, grants: Mapping[str, Grant], catalog: Catalog) -> Plan:
    """The plan as the caller may have it answered."""
    rewrite = _Rewrite(grants, catalog)
    return replace(plan, roots=tuple(rewrite.root(root) for root in plan.roots))


def _comparisons(catalog: Catalog, standing: Standing) -> dict[str, frozenset[Claim]]:
    """The claims that policies speak of, with what each is compared with. Compiles every rule there is, so that a policy
    that cannot be meant stops the start."""
    found: dict[str, set[Claim]] = {}
    for resource in catalog.served:
        for claim in _compared(resource, standing, catalog):
            found.setdefault(claim.name, set()).add(claim)
    return {name: frozenset(claims) for name, claims in found.items()}


def _compared(resource: Resource, standing: Standing, catalog: Catalog) -> Iterator[Claim]:
    written = resource.written
    for rule in (*resource.rules, *written.rules):
        for said in (rule.when, rule.check or ALL):
            yield from _claims(condition(said, resource, standing.claims, catalog))
        for path, value in presets(resource, rule):
            name, _, over = path.partition("__")
            column = resource.columns[name]
            column = catalog.resources[column.references or ""].columns[over] if over else column
            if isinstance(value, Symbol) and value.source == "claim":
                yield Claim(value.name, column.type.key or column.type)
    for name, rules in written.link.items():
        target = catalog.target(resource.relations[name])
        for rule in rules:
            yield from _claims(condition(rule.target, target, standing.claims, catalog))


def _claims(condition: Condition) -> Iterator[Claim]:
    match condition:
        case And(items) | Or(items):
            for item in items:
                yield from _claims(item)
        case Not(item) | Related(item=item):
            yield from _claims(item)
        case Compare(operand=Claim() as claim):
            yield claim


def _holds(value: Any, claims: Iterable[Claim]) -> bool:
    """Whether a caller has a claim: one that cannot be compared with what it is compared with counts as lacking."""
    if value is None:
        return False
    try:
        for claim in claims:
            claim.read(value)
    except ValueError:
        return False
    return True


# --- from rules to grants ---------------------------------------------------------------------------------------------


def _granted(resource: Resource, standing: Standing, catalog: Catalog) -> Granted:
    """The rules that apply to a standing, and to which rows."""
    rules = [rule for rule in resource.rules if not rule.roles or rule.roles & standing.roles]
    granted = [(rule, condition(rule.when, resource, standing.claims, catalog)) for rule in rules]
    return [(rule, when) for rule, when in granted if not isinstance(when, Never)]


def _fields(resource: Resource, granted: Granted, reached: frozenset[str]) -> dict[str, Condition]:
    """On which rows each field may be read. What leads only to rows that do not exist for the caller is no field."""
    fields = {name: _readable(resource, name, granted) for name in (*resource.columns, *resource.relations)}
    fields = {name: when for name, when in fields.items() if (_target(resource, name) or resource.name) in reached}
    return {name: when for name, when in fields.items() if not isinstance(when, Never)}


def _computed(
    resource: Resource, granted: Granted, fields: Mapping[str, Mapping[str, Condition]], catalog: Catalog
) -> dict[str, Condition]:
    """A computed field may be read where all that it needs may be read."""
    found: dict[str, Condition] = {}
    for name, calculation in resource.calculations.items():
        needs = [_need(resource, need, fields, catalog) for need in calculation.needs]
        when = conjunction([_readable(resource, name, granted), *needs])
        if not isinstance(when, Never):
            found[name] = when
    return found


def _need(resource: Resource, path: str, fields: Mapping[str, Mapping[str, Condition]], catalog: Catalog) -> Condition:
    """Where a need may be read. What it needs of related rows it must be able to read on all of them: a value that is
    withheld there would be none to compute with."""
    head, _, rest = path.partition(".")
    when = fields[resource.name].get(head, NEVER)
    if not rest or isinstance(when, Never):
        return when
    below = _need(catalog.target(resource.relations[head]), rest, fields, catalog)
    return when if isinstance(below, Always) else NEVER


def _readable(resource: Resource, name: str, granted: Granted) -> Condition:
    including = [when for rule, when in granted if resource.gives(rule, name)]
    return ALWAYS if granted and len(including) == len(granted) else disjunction(including)


def _target(resource: Resource, name: str) -> str | None:
    """The resource that a relation, or the foreign key behind one, leads to."""
    relation, column = resource.relations.get(name), resource.columns.get(name)
    return relation.target if relation else column.references if column else None


# --- from grants to plans ---------------------------------------------------------------------------------------------


class _Rewrite:
    def __init__(self, grants: Mapping[str, Grant], catalog: Catalog) -> None:
        self.grants, self.catalog = grants, catalog

    def root(self, root: Root) -> Root:
        match root:
            case One():
                return self.one(root)
            case Many():
                return replace(root, listing=self.listing(root.listing))
            case Several():
                return replace(root, ones=tuple(one and self.one(one) for one in root.ones))
            case _:
                return root

    def one(self, one: One) -> One:
        resource = self.catalog.resources[one.resource]
        return replace(one, items=self.items(resource, one.items), guard=self.rows(resource))

    def rows(self, resource: Resource) -> Condition:
        return self.grants[resource.name].rows

    def when(self, resource: Resource, name: str) -> Condition:
        """On which rows a field may be read. That it may not be read at all was refused before; this is the second
        wall behind the first."""
        when = self.grants[resource.name].fields.get(name, NEVER)
        if isinstance(when, Never):
            raise NotFound
        return when

    def items(self, resource: Resource, items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(self.item(resource, item) for item in items)

    def item(self, resource: Resource, item: Item) -> Item:
        match item:
            case Value():
                when = self.when(resource, item.field)
                return replace(item, when=when, guard=self.reference(resource, item.field))
            case Computed():
                needs = tuple(self.need(resource, need) for need in item.needs)
                return replace(item, needs=needs, when=self.when(resource, item.field))
            case ToOne():
                return replace(self.to_one(resource, item), when=self.when(resource, item.relation))
            case ToMany():
                listing = self.listing(item.listing)
                return replace(item, listing=listing, when=self.when(resource, item.relation))
            case Nested() | Etag():
                return replace(item, items=self.items(resource, item.items))
            case _:
                return item

    def to_one(self, resource: Resource, item: ToOne) -> ToOne:
        target = self.catalog.target(resource.relations[item.relation])
        return replace(item, items=self.items(target, item.items), guard=self.rows(target))

    def need(self, resource: Resource, need: Item) -> Item:
        """A column that a computed field needs stands under that field's own condition, not again under its own."""
        return (
            replace(need, guard=self.reference(resource, need.field))
            if isinstance(need, Value)
            else self.item(resource, need)
        )

    def reference(self, resource: Resource, name: str) -> Condition | None:
        """What the row behind a foreign key must satisfy; None where every row is readable, or it is no foreign key."""
        target = resource.columns[name].references
        rows = self.rows(self.catalog.resources[target]) if target else ALWAYS
        return None if isinstance(rows, Always) else rows

    def listing(self, listing: Listing) -> Listing:
        resource = self.catalog.resources[listing.resource]
        return replace(
            listing,
            parts=tuple(self.part(resource, part) for part in listing.parts),
            where=self.condition(resource, listing.where),
            order=tuple(self.order(resource, by) for by in listing.order),
            guard=self.rows(resource),
        )

    def part(self, resource: Resource, part: Part) -> Part:
        match part:
            case Rows():
                return replace(part, items=self.items(resource, part.items))
            case Group():
                return replace(part, parts=tuple(self.part(resource, inner) for inner in part.parts))
            case _:
                return part

    def condition(self, resource: Resource, condition: Condition) -> Condition:
        """What the client asked, true only of fields that it may read and of related rows that exist for it."""
        match condition:
            case And(items):
                return And(tuple(self.condition(resource, item) for item in items))
            case Or(items):
                return Or(tuple(self.condition(resource, item) for item in items))
            case Not(item):
                return Not(self.condition(resource, item))
            case Compare(field=name):
                guarded = replace(condition, guard=self.reference(resource, name))
                return conjunction([self.when(resource, name), guarded])
            case Related(relation=name):
                target = self.catalog.target(resource.relations[name])
                item = self.condition(target, condition.item)
                return conjunction([self.when(resource, name), replace(condition, item=item, guard=self.rows(target))])
            case _:
                return condition

    def order(self, resource: Resource, by: OrderBy) -> OrderBy:
        """A sort field that may not be read on a row is null there, like that of a row that does not exist."""
        steps: list[Step] = []
        for step in by.path:
            target = self.catalog.target(resource.relations[step.relation])
            steps.append(replace(step, when=self.when(resource, step.relation), guard=self.rows(target)))
            resource = target
        when, guard = self.when(resource, by.field), self.reference(resource, by.field)
        null = by.null or not isinstance(when, Always) or guard is not None
        return replace(by, path=tuple(steps), when=when, guard=guard, null=null)

"""What becomes of a write, worked out from the words of the policies and the rows themselves.

Nothing of the gateway's rights, plans or statements is used. A refusal is a code with the places and codes of what was
wrong; where a database may report one of several broken constraints, each of them is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tortoise.expressions import Q

from gateway.caller import ANONYMOUS
from gateway.catalog import Column, Relation, Resource
from gateway.declare import Everything, Rule, Symbol
from tests.reference.sight import Sight, gives
from tests.reference.world import Row, World

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Refused(Exception):
    """`violations` are (pointer, code); None where they are not compared."""

    code: str
    violations: frozenset[tuple[str, str]] | None = frozenset()


@dataclass(frozen=True)
class Write:
    """`said` are values by name as the columns have them, or `Wrong` ones; links are lists of keys, rows below lists of
    mappings."""

    verb: str
    resource: str
    key: Any = None
    said: Said = field(default_factory=dict)


@dataclass(frozen=True)
class Wrong:
    """A value that no column of the type takes, as JSON has it."""

    written: Any


def placed(at: str) -> frozenset[tuple[str, str]]:
    """What is forbidden is said of a row among others, and of the links of one."""
    return frozenset({(at, "WRITE_FORBIDDEN")} if at else ())


class Clerk:
    """Carries out writes in a world for one caller."""

    def __init__(
        self, sight: Sight, checks: Mapping[str, Any], uniques: Mapping[str, tuple[tuple[str, ...], ...]]
    ) -> None:
        self.sight, self.catalog, self.checks, self.uniques = sight, sight.catalog, checks, uniques

    def do(self, write: Write, new_keys: Mapping[str, int]) -> World:
        """The world afterwards; raises Refused. New rows get the next keys."""
        world = self.sight.world.copy()
        resource = self.catalog.resources[write.resource]
        sight = self.sight.of(world)
        match write.verb:
            case "create":
                self.create(sight, resource, write.said, "", None, dict(new_keys))
            case "update":
                self.update(sight, resource, write.key, write.said)
            case _:
                self.delete(sight, resource, write.key)
        return world

    # --- rules --------------------------------------------------------------------------------------------------------

    def writing(self, sight: Sight, resource: Resource) -> Sight:
        """As whom the caller writes: nobody, where no scope covers it."""
        scopes = {"write", resource.plural.replace("_", "-") + ":write"}
        return sight if scopes & sight.caller.scopes else replace(sight, caller=ANONYMOUS, _rows={}, _fields={})

    def rules(self, sight: Sight, resource: Resource, verb: str) -> list[Rule]:
        here = self.writing(sight, resource)
        own = [r for r in getattr(resource.written, verb) if not r.roles or r.roles & here.caller.roles]
        return [rule for rule in own if self.possible(here, rule)]

    def possible(self, sight: Sight, rule: Rule) -> bool:
        said = [one for one in (rule.when, rule.check) if isinstance(one, Q)]
        claims = [value for _, value in rule.preset if isinstance(value, Symbol) and value.source == "claim"]
        conditions = all(sight._possible(one, negated=False) for one in said)
        return conditions and all(sight.caller.claim(claim.name) is not None for claim in claims)

    def holds(self, sight: Sight, said: Any, resource: Resource, row: Row) -> bool:
        if said is None or isinstance(said, Everything):
            return True
        return self.writing(sight, resource)._true(said, resource, row, negated=False)

    def need(self, sight: Sight, resource: Resource, verb: str) -> list[Rule]:
        found = self.rules(sight, resource, verb)
        if found:
            return found
        readable = bool(self.sight.names(resource))
        if sight.caller is ANONYMOUS:
            raise Refused("TOKEN_MISSING" if readable else "RESOURCE_UNKNOWN")
        unbound = replace(
            sight, caller=replace(sight.caller, scopes=frozenset({"read", "write"})), _rows={}, _fields={}
        )
        if self.rules(unbound, resource, verb):
            raise Refused("INSUFFICIENT_SCOPE")
        raise Refused("WRITE_FORBIDDEN" if readable else "RESOURCE_UNKNOWN")

    def sayable(self, resource: Resource, rule: Rule) -> set[str]:
        """What a client may say under a rule."""
        preset = {self.preset_column(resource, path) for path, _ in rule.preset}
        named = rule.fields if isinstance(rule.fields, frozenset) else frozenset()
        found = set()
        for column in resource.columns.values():
            if column.name == "id":
                if column.writing.required or named & {"id", resource.key_attribute}:
                    found.add("id")
            elif gives(rule, resource, column.name) and (column.writing.filled == "by client" or column.name in named):
                found.add(column.name)
        found |= {n for n in named if n in resource.relations and resource.relations[n].back}
        found |= {name for name in resource.written.link if gives(rule, resource, name)}
        return {name for name in found if name not in preset and self.fillable(resource, name)}

    def fillable(self, resource: Resource, name: str) -> bool:
        column = resource.columns.get(name)
        return column is None or column.writing.filled != "by database"

    def preset_column(self, resource: Resource, path: str) -> str:
        head = path.partition("__")[0]
        relation = resource.relations.get(head)
        return relation.via or "" if relation else head

    # --- verbs --------------------------------------------------------------------------------------------------------

    def create(
        self,
        sight: Sight,
        resource: Resource,
        said: Said,
        at: str,
        parent: tuple[str, Any] | None,
        keys: dict[str, int],
    ) -> None:
        violations = list(self.create_violations(sight, resource, said, at, parent and parent[0]))
        if violations:
            raise Refused("INPUT_INVALID", frozenset(violations))
        self.make(sight, resource, said, at, parent, keys)

    def able(self, sight: Sight, resource: Resource, said: Said, at: str, parent: str | None) -> list[Rule]:
        rules = self.need(sight, resource, "create")
        known = set().union(*(self.sayable(resource, rule) for rule in rules)) & said.keys()
        able = [rule for rule in rules if known <= self.sayable(resource, rule) | {parent}]
        if not able:
            raise Refused("WRITE_FORBIDDEN", placed(at))
        return able

    def create_violations(
        self, sight: Sight, resource: Resource, said: Said, at: str, parent: str | None
    ) -> Iterator[tuple[str, str]]:
        able = self.able(sight, resource, said, at, parent)
        rules = self.need(sight, resource, "create")
        fields = set().union(*(self.sayable(resource, rule) for rule in rules)) - {parent}
        yield from self.violations(sight, resource, said, fields, at)
        lacking = [
            [
                column.name
                for column in resource.columns.values()
                if column.writing.required
                and column.name in self.sayable(resource, rule)
                and column.name not in {*said, parent}
            ]
            for rule in able
        ]
        yield from ((f"{at}/{name}", "REQUIRED") for name in min(lacking, key=len))
        for name, value in said.items():
            relation = resource.relations.get(name)
            if name in fields and relation is not None and relation.back:
                target = self.catalog.target(relation)
                for index, below in enumerate(value):
                    yield from self.create_violations(sight, target, below, f"{at}/{name}/{index}", relation.back)

    def violations(
        self, sight: Sight, resource: Resource, said: Said, fields: set[str], at: str
    ) -> Iterator[tuple[str, str]]:
        for name, value in said.items():
            column, relation = resource.columns.get(name), resource.relations.get(name)
            place = f"{at}/{name}"
            if name not in fields:
                yield place, "FIELD_UNKNOWN"
            elif column is not None:
                if value is None:
                    if not column.null:
                        yield place, "NOT_NULL"
                elif isinstance(value, Wrong):
                    yield place, "VALUE_INVALID"
                elif column.references and not self.seen(sight, column.references, value):
                    yield place, "REFERENCE_UNKNOWN"
            elif relation is not None and relation.through:
                for index, key in enumerate(value):
                    if not self.seen(sight, relation.target, key):
                        yield f"{place}/{index}", "REFERENCE_UNKNOWN"

    def seen(self, sight: Sight, name: str, key: Any) -> bool:
        target = self.catalog.resources[name]
        row = sight.world.row(target, key)
        return row is not None and target.served and self.sight.of(sight.world).visible(target, row)

    def make(
        self,
        sight: Sight,
        resource: Resource,
        said: Said,
        at: str,
        parent: tuple[str, Any] | None,
        keys: dict[str, int],
    ) -> None:
        able = [
            rule
            for rule in self.able(sight, resource, said, at, parent and parent[0])
            if not any(
                c.writing.required
                and c.name in self.sayable(resource, rule)
                and c.name not in {*said, parent and parent[0]}
                for c in resource.columns.values()
            )
        ]
        row = {c.column: self.default(resource, c) for c in resource.columns.values()}
        row |= {resource.columns[n].column: value for n, value in said.items() if n in resource.columns}
        row |= {resource.columns[parent[0]].column: parent[1]} if parent else {}
        key = keys[resource.name]
        keys[resource.name] += 1
        row[resource.key.column] = key
        for rule in able:
            filled = self.filled(sight, resource, rule)
            trial = {**row, **filled}
            self.constrain(sight.world, resource, trial, self.sayable(resource, rule), at)
            sight.world.rows[resource.name][key] = trial
            self.forget(sight)
            self.link(sight, resource, trial, said, at)
            self.below(sight, resource, key, said, at, keys)
            if self.holds(sight, rule.when, resource, trial) and self.holds(sight, rule.check, resource, trial):
                return
        # of several rows below one, all are named
        raise Refused("WRITE_FORBIDDEN", None if at else frozenset())

    def below(self, sight: Sight, resource: Resource, key: Any, said: Said, at: str, keys: dict[str, int]) -> None:
        for name, value in said.items():
            relation = resource.relations.get(name)
            if relation is not None and relation.back:
                for index, inner in enumerate(value):
                    target = self.catalog.target(relation)
                    self.make(sight, target, inner, f"{at}/{name}/{index}", (relation.back, key), keys)

    def default(self, resource: Resource, column: Column) -> Any:
        default = column.writing.default
        if column.writing.filled in {"at creation", "at change"}:
            return self.sight.moment
        default = default() if callable(default) else default
        return getattr(default, "value", default)

    def filled(self, sight: Sight, resource: Resource, rule: Rule) -> dict[str, Any]:
        found = {}
        for path, value in rule.preset:
            _, _, over = path.partition("__")
            column = resource.columns[self.preset_column(resource, path)]
            if not over:
                found[column.column] = sight._symbol(value, column)
                continue
            target = self.catalog.resources[column.references or ""]
            other = target.columns[over]
            rows = [r for r in sight.world.all(target) if r[other.column] == sight._symbol(value, other)]
            if len(rows) != 1:
                raise Refused("WRITE_FORBIDDEN")
            found[column.column] = rows[0][target.key.column]
        return found

    def update(self, sight: Sight, resource: Resource, key: Any, said: Said) -> None:
        row, able = self.changeable(sight, resource, key, "update")
        fields = set().union(*(self.changing(resource, rule) for rule in able))
        known = said.keys() & fields
        able = [rule for rule in able if known <= self.changing(resource, rule)]
        if not able:
            raise Refused("WRITE_FORBIDDEN")
        violations = list(self.violations(sight, resource, said, fields, ""))
        if violations:
            raise Refused("INPUT_INVALID", frozenset(violations))
        first = self.filled(sight, resource, able[0])
        able = [rule for rule in able if self.filled(sight, resource, rule) == first]
        changed = {resource.columns[n].column: value for n, value in said.items() if n in resource.columns}
        if changed:
            clocks = {c.column: self.sight.moment for c in resource.columns.values() if c.writing.filled == "at change"}
            trial = {**row, **clocks, **changed, **first}
            self.constrain(sight.world, resource, trial, self.changing(resource, able[0]), "")
            row.update(trial)
            self.forget(sight)
        self.link(sight, resource, row, said, "")
        if not any(self.holds(sight, rule.check, resource, row) for rule in able):
            raise Refused("WRITE_FORBIDDEN")

    def changing(self, resource: Resource, rule: Rule) -> set[str]:
        found = self.sayable(resource, rule) - {"id"}
        return {name for name in found if name not in resource.relations or not resource.relations[name].back}

    def changeable(self, sight: Sight, resource: Resource, key: Any, verb: str) -> tuple[Row, list[Rule]]:
        row = sight.world.row(resource, key)
        if not self.sight.names(resource):
            raise Refused(self.hidden(resource))
        if row is None or not sight.visible(resource, row):
            raise Refused("NOT_FOUND")
        able = [rule for rule in self.need(sight, resource, verb) if self.holds(sight, rule.when, resource, row)]
        if not able:
            raise Refused("WRITE_FORBIDDEN")
        return row, able

    def hidden(self, resource: Resource) -> str:
        """Of a resource that the caller cannot read: whether it could with another credential."""
        caller = replace(self.sight.caller, scopes=frozenset({"read"}))
        could = Sight(self.catalog, self.sight.world, caller, self.sight.moment)
        return "INSUFFICIENT_SCOPE" if could.names(resource) else "RESOURCE_UNKNOWN"

    def delete(self, sight: Sight, resource: Resource, key: Any) -> None:
        self.changeable(sight, resource, key, "delete")
        self.remove(sight.world, resource, key)
        self.forget(sight)

    def remove(self, world: World, resource: Resource, key: Any) -> None:
        for relation in resource.relations.values():
            if relation.through is not None:
                name, near, _ = relation.through
                world.links[name] = [link for link in world.links[name] if link[near] != key]
            elif relation.back:
                target = self.catalog.target(relation)
                column = target.columns[relation.back].column
                below = [r[target.key.column] for r in world.all(target) if r[column] == key]
                if below and not relation.cascades:
                    raise Refused("STILL_REFERENCED")
                for other in below:
                    self.remove(world, target, other)
        del world.rows[resource.name][key]

    # --- what a database holds rows to ----------------------------------------------------------------------------------

    def constrain(self, world: World, resource: Resource, row: Row, fields: set[str], at: str) -> None:
        """What is wrong is said of fields that may be written, and of nothing else."""
        broken = [name for name, holds in self.checks.get(resource.name, {}).items() if not holds(row)]
        if broken:
            raise Refused("INPUT_INVALID", None)
        key = resource.key.column
        taken = []
        for names in self.uniques.get(resource.name, ()):
            values = [row[resource.columns[n].column] for n in names]
            same = (
                all(other[resource.columns[n].column] == v for n, v in zip(names, values, strict=True))
                for other in world.all(resource)
                if other[key] != row[key]
            )
            if None not in values and any(same):
                taken.append(frozenset((f"{at}/{name}", "NOT_UNIQUE") for name in names if name in fields))
        if taken:
            raise Refused("NOT_UNIQUE", taken[0] if len(taken) == 1 and not at else None)

    def link(self, sight: Sight, resource: Resource, row: Row, said: Said, at: str) -> None:
        for name, value in said.items():
            relation = resource.relations.get(name)
            if relation is not None and relation.through:
                self.set_links(sight, resource, row, relation, value, f"{at}/{name}")

    def set_links(
        self, sight: Sight, resource: Resource, row: Row, relation: Relation, keys: Iterable[Any], at: str
    ) -> None:
        here = self.writing(sight, resource)
        rules = [r for r in resource.written.link[relation.name] if not r.roles or r.roles & here.caller.roles]
        able = [r for r in rules if self.possible(here, r) and self.holds(sight, r.when, resource, row)]
        if not able:
            raise Refused("WRITE_FORBIDDEN", placed(at))
        name, near, far = relation.through or ("", "", "")
        key, wanted = row[resource.key.column], set(keys)
        kept = [
            link
            for link in sight.world.links[name]
            if link[near] != key or link[far] in wanted or not self.seen(sight, relation.target, link[far])
        ]
        there = {link[far] for link in kept if link[near] == key}
        sight.world.links[name] = kept + [{near: key, far: one} for one in sorted(wanted - there)]
        self.forget(sight)

    def forget(self, sight: Sight) -> None:
        sight.world._indexes.clear()
        sight._rows.clear()
        sight._fields.clear()

"""Writes at random, as clients of every kind send them: right ones, nearly right ones, and what nobody may do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random
from typing import Any, Final

from gateway.catalog import Catalog, Column, Resource
from gateway.declare import Rule
from gateway.values import Type
from tests.reference.sample import Sample, values_of
from tests.reference.sight import gives
from tests.reference.world import World
from tests.reference.writing import Write, Wrong

ABSENT: Final = 9999
RARE: Final = 0.08
# how often a write is sent by somebody who has a role for it
OWN: Final = 0.75
WRONG: Final[Mapping[str, tuple[Any, ...]]] = {
    "int": ("7", 2**40, 1.5, True, [1]),
    "text": (7, "x" * 70_000, "a\x00b", ["a"]),
    "decimal": ("1.234", "x", 1.5, "123456789012"),
    "bool": ("true", 1, "x"),
    "date": ("2026-13-01", "yesterday", 5),
    "enum": ("vinyl", "", 1),
    "datetime": ("2026-01-31T12:00:00", "now", 5),
    "json": ("a\x00b",),
    "identity": ("", [], {}),
}


class Writer:
    def __init__(self, random: Random, sample: Sample, catalog: Catalog, world: World) -> None:
        self.random, self.sample, self.catalog, self.world = random, sample, catalog, world
        self.written = [r for r in catalog.served if any(r.written.rules)]

    def write(self) -> tuple[str, Write]:
        """Whose it is, by the name of the account, and what."""
        write, rule = self.asked()
        accounts = list(self.sample.accounts)
        able = [
            n for n, a in self.sample.accounts.items() if a and rule and (not rule.roles or rule.roles & {*a.roles})
        ]
        return self.random.choice(able if able and self.random.random() < OWN else accounts), write

    def asked(self) -> tuple[Write, Rule | None]:
        resource = self.random.choice(self.written)
        # what no rule lets anybody do has no place on either door
        verbs = [v for v in ("create", "create", "update", "update", "delete") if getattr(resource.written, v)]
        verb = self.random.choice(verbs)
        rule: Rule | None = self.random.choice(getattr(resource.written, verb))
        if verb == "create":
            return Write(verb, resource.name, None, dict(self.new(resource, rule))), rule
        key = self.random.choice([*self.world.rows[resource.name], ABSENT])
        said = dict(self.changes(resource, rule)) if verb == "update" else {}
        return Write(verb, resource.name, key, said), rule

    def new(self, resource: Resource, rule: Rule | None, parent: str | None = None) -> Iterator[tuple[str, Any]]:
        for column in resource.columns.values():
            if column.name in {"id", parent}:
                wanted = RARE / 4
            elif rule is not None and gives(rule, resource, column.name) and column.writing.filled == "by client":
                wanted = 1 - RARE / 2 if column.writing.required else 0.5
            else:
                wanted = RARE / 2
            if self.random.random() < wanted:
                yield column.name, self.value(resource, column)
        yield from self.links(resource, rule)
        if rule is not None and isinstance(rule.fields, frozenset):
            for name in sorted(rule.fields & resource.relations.keys()):
                relation = resource.relations[name]
                target = self.catalog.target(relation)
                if relation.back and self.random.random() < 0.5:
                    below = self.random.choice(target.written.create)
                    count = self.random.choice((0, 1, 1))
                    yield name, [dict(self.new(target, below, relation.back)) for _ in range(count)]
        if self.random.random() < RARE / 2:
            yield "no_such_field", 1

    def changes(self, resource: Resource, rule: Rule | None) -> Iterator[tuple[str, Any]]:
        for column in resource.columns.values():
            given = rule is not None and column.name != "id" and gives(rule, resource, column.name)
            if self.random.random() < (0.35 if given else RARE / 4):
                yield column.name, self.value(resource, column)
        yield from self.links(resource, rule)

    def links(self, resource: Resource, rule: Rule | None) -> Iterator[tuple[str, Any]]:
        for name in resource.written.link:
            if rule is not None and gives(rule, resource, name) and self.random.random() < 0.4:
                keys = [*self.world.rows[resource.relations[name].target]]
                chosen = self.random.sample(keys, min(2, len(keys)))
                yield name, [*chosen, *([ABSENT] if self.random.random() < RARE else [])]

    def value(self, resource: Resource, column: Column) -> Any:
        if self.random.random() < RARE:
            return self.random.choice([None, Wrong(self.random.choice(WRONG[self.kind(column)]))])
        if column.references:
            return self.random.choice([*self.world.rows[column.references], ABSENT])
        if column.name == "id":
            return self.random.choice([*self.world.rows[resource.name], ABSENT])
        known = self.sample.values.get((resource.name, column.name))
        number = self.random.randint(1, 60)
        found = [v.format(number) if isinstance(v, str) else v for v in known] if known else self.fitting(column)
        return self.random.choice(list(found) or [None])

    def fitting(self, column: Column) -> list[Any]:
        """Values of the type that are no longer than the column, and not beyond what it is for."""
        type_ = column.type.key or column.type
        fits = [v for v in values_of(type_) if not isinstance(v, str) or len(v) <= (column.writing.length or 10)]
        if type_.kind == "date":
            fits += [date(2020, 1, 1)] * 3
        if type_.kind == "int":
            fits += [-1]
        return fits

    def kind(self, column: Column) -> str:
        kind: str = column.type.kind
        return kind


def type_of(column: Column) -> Type:
    return column.type.key or column.type

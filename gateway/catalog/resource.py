"""What can be asked and written, as frozen values: resources, their columns, relations and computed fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from gateway.declare import Except, Kept, Rule
from gateway.values import Type

_ALIKE: Final = frozenset({"int", "bigint", "text", "uuid"})


@dataclass(frozen=True, slots=True)
class Writing:
    """How a column gets its value. `required`: whoever makes a row says it. `default`: else it is this, or what this
    function returns; None where there is none, or where the database has one (`database_default`). `filled`: nobody says
    it, for the database makes it, or the clock when the row is made or changed. `length` is what a text may have at most, `validators` raise for what it may not be."""

    required: bool = False
    default: Any = None
    database_default: bool = False
    filled: Literal["by client", "by database", "at creation", "at change"] = "by client"
    length: int | None = None
    validators: tuple[Callable[[Any], None], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A scalar field. `column` is its name in the database, `references` the resource a foreign key points to."""

    name: str
    column: str
    type: Type
    null: bool
    indexed: bool
    description: str
    deprecated: str | None = None
    references: str | None = None
    writing: Writing = Writing()


@dataclass(frozen=True, slots=True)
class Relation:
    """A way from one resource to another: rows whose `remote` column equals this row's `local` column.

    With `through` the equality passes a table: (its name, its column that equals `local`, its column that equals
    `remote`). `via` is the foreign key column of this resource, when the relation is one; `back` that of the target, when
    it is a list of rows that point here, and `cascades` whether these go with this row, `loosens`
    whether they lose what leads here when it goes.
    """

    name: str
    target: str
    many: bool
    local: str
    remote: str
    description: str
    through: tuple[str, str, str] | None = None
    via: str | None = None
    deprecated: str | None = None
    back: str | None = None
    cascades: bool = False
    loosens: bool = False


@dataclass(frozen=True, slots=True)
class Calculation:
    """A computed field: `function` gets an object with what it `needs` and returns a value of `annotation`."""

    name: str
    function: Callable[[Any], Any]
    needs: tuple[str, ...]
    annotation: Any
    description: str
    deprecated: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a policy says of writing, and what the database holds rows to: `uniques` are the groups of columns of which no
    two rows have the same values, `checks` the columns that a named constraint speaks of."""

    create: tuple[Rule, ...] = ()
    update: tuple[Rule, ...] = ()
    delete: tuple[Rule, ...] = ()
    link: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    match_required: bool = False
    uniques: tuple[tuple[str, ...], ...] = ()
    checks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def rules(self) -> Iterator[Rule]:
        yield from (*self.create, *self.update, *self.delete)
        for rules in self.link.values():
            yield from rules


@dataclass(frozen=True, slots=True)
class Resource:
    name: str
    singular: str
    plural: str
    table: str
    key: Column
    key_attribute: str
    columns: Mapping[str, Column]
    relations: Mapping[str, Relation]
    calculations: Mapping[str, Calculation]
    rules: tuple[Rule, ...]
    served: bool
    description: str
    written: Written = Written()
    kept: Kept = "shared"
    ttl: float = 60

    @property
    def names(self) -> Iterator[str]:
        """Every field a policy can speak of; `id` is the key under whatever name the model has for it."""
        yield from self.columns
        yield from self.relations
        yield from self.calculations

    @property
    def telling(self) -> tuple[Column, ...]:
        """What tells rows apart, so that an answer may depend on those with a value in it alone: keys, and what by itself
        is unique. Of a kind of which every driver and every client write equal values alike."""
        return tuple(
            column
            for column in self.columns.values()
            if (column.type.key or column.type).kind in _ALIKE
            and (column.name == "id" or column.references is not None or (column.name,) in self.written.uniques)
        )

    def gives(self, rule: Rule, name: str) -> bool:
        """Whether a rule gives a field; a foreign key is given with the relation that it is the key of."""
        names = {name, *(relation.name for relation in self.relations.values() if relation.via == name)}
        if rule.fields is None:
            return True
        if isinstance(rule.fields, Except):
            return not names & rule.fields.names
        return name == "id" or bool(names & rule.fields)

    def gives_everyone(self, name: str) -> bool:
        """Whether every rule gives the field, so that it can be read on every row that can be read."""
        return all(self.gives(rule, name) for rule in self.rules)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All resources by name (`Release`); `served` are those with a policy, also found by their plural. `queries` are the
    Strawberry types called Query that the domain wrote by hand: their fields stand beside the catalog's."""

    domain: str
    resources: Mapping[str, Resource]
    queries: tuple[type, ...] = ()
    collections: Mapping[str, Resource] = field(default_factory=dict)

    @property
    def served(self) -> tuple[Resource, ...]:
        return tuple(resource for resource in self.resources.values() if resource.served)

    def target(self, relation: Relation) -> Resource:
        return self.resources[relation.target]

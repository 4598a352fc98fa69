"""What a client may say of a row that is written, as GraphQL input types. A field is there where any rule takes it; it has
to be given where every rule takes it and nobody else could know it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any, Final, Literal

import strawberry
from strawberry import UNSET

from gateway.catalog import Catalog, Column, Relation, Resource, accepted, camel, presets
from gateway.graphql.scalars import Enums

Use = Literal["create", "update", "replace"]
_SHOWN: Final = frozenset({"int", "float", "bool", "text", "decimal", "enum"})
_LINKS: Final = {
    "set": "It is linked to exactly these.",
    "add": "It is linked to these as well.",
    "remove": "It is linked to these no more.",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A field of an input type: the `name` in the catalog, and what is written there. `below` are the fields of each of
    the `rows` that are made with the row."""

    name: str
    form: Literal["value", "list", "links", "rows"] = "value"
    below: Mapping[str, Word] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Input:
    """`type` is None where there is nothing to say. The fields are by their names in GraphQL."""

    type: Any
    words: Mapping[str, Word]


@dataclass(frozen=True, slots=True)
class _Member:
    word: Word
    annotation: Any
    description: str
    default: Any = UNSET
    required: bool = False
    deprecated: str | None = None


def values(words: Mapping[str, Word], given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given for an input, in names of the catalog. The values are as they came."""
    return {words[name].name: _value(words[name], value) for name, value in given.items()}


def _value(word: Word, value: Any) -> Any:
    match word.form:
        case "list":
            return listed(value)
        case "links" if value is not None:
            return {name: listed(keys) for name, keys in value.items()}
        case "rows" if value is not None:
            return [values(word.below, one) for one in listed(value) or ()]
        case _:
            return value


def listed(value: Any) -> list[Any] | None:
    """A single value that stands where a list is wanted is a list of itself (GraphQL specification 3.11)."""
    return value if value is None or isinstance(value, list) else [value]


class Writable:
    """The input types of a catalog, each made when it is asked for first."""

    def __init__(self, catalog: Catalog, enums: Enums) -> None:
        self.catalog, self.enums = catalog, enums
        self._made: dict[str, Input] = {}
        self._links: type | None = None

    def of(self, resource: Resource, use: Use) -> Input:
        name = f"{resource.name}{use.capitalize()}Input"
        if name not in self._made:
            self._made[name] = self._input(name, self._members(resource, use, None), f"{resource.name}: {_SAID[use]}")
        return self._made[name]

    def _below(self, resource: Resource, relation: Relation) -> Input:
        """Of a row that is made with the row that it belongs to, which need not be said."""
        name, target = f"{resource.name}{_pascal(relation.name)}Input", self.catalog.target(relation)
        if name not in self._made:
            # rows below rows may be of the same kind again
            words: dict[str, Word] = {}
            made = type(name, (), {"__module__": __name__})
            self._made[name] = Input(made, words)
            members = list(self._members(target, "create", relation.back))
            words |= {camel(one.word.name): one.word for one in members}
            _define(made, members, f"{target.name}: one that is made with its {resource.name}.")
        return self._made[name]

    def _input(self, name: str, found: Iterable[_Member], description: str) -> Input:
        members = list(found)
        made = type(name, (), {"__module__": __name__}) if members else None
        if made is not None:
            _define(made, members, description)
        return Input(made, {camel(one.word.name): one.word for one in members})

    def _members(self, resource: Resource, use: Use, parent: str | None) -> Iterator[_Member]:
        rules = _rules(resource, use)
        takes = [_takes(resource, rule, use) for rule in rules]
        some = frozenset[str]().union(*takes) - {parent}
        filled = {path.partition("__")[0] for rule in rules for path, _ in presets(resource, rule)}
        for column in resource.columns.values():
            if column.name in some:
                required = use != "update" and column.writing.required and all(column.name in names for names in takes)
                default = UNSET if use == "update" or column.name in filled else self._default(column)
                yield self._column(column, default, required=required)
        for relation in resource.relations.values():
            if relation.name in some:
                yield self._relation(resource, relation, use)

    def _column(self, column: Column, default: Any, *, required: bool) -> _Member:
        annotation = self.enums.annotation(column.type)
        # what cannot be null and may be left out all the same, GraphQL can only say of what has a default
        optional = not required and (column.null or default is UNSET)
        spelled = annotation | None if optional else annotation
        deprecated = None if required else column.deprecated
        return _Member(Word(column.name), spelled, column.description, default, required, deprecated)

    def _default(self, column: Column) -> Any:
        """What it is where it is left out, as far as a schema can say that."""
        default, type_ = column.writing.default, column.type
        if default is None or callable(default) or type_.kind not in _SHOWN or column.writing.filled != "by client":
            return UNSET
        stored = default.value if isinstance(default, Enum) else default
        if type_.kind == "enum":
            name = next((name for name, value in type_.members if value == stored), None)
            return UNSET if name is None else self.enums.of(type_)[name]
        return str(stored) if isinstance(stored, Decimal) or type_.kind == "decimal" else stored

    def _relation(self, resource: Resource, relation: Relation, use: Use) -> _Member:
        description = relation.description
        if relation.back is not None:
            rows: Any = self._below(resource, relation)
            word = Word(relation.name, "rows", rows.words)
            return _Member(word, list[rows.type] | None, description)
        if use == "update":
            return _Member(Word(relation.name, "links"), self._linking() | None, description)
        return _Member(Word(relation.name, "list"), list[strawberry.ID] | None, description)

    def _linking(self) -> Any:
        if self._links is None:
            self._links = type("LinksInput", (), {"__module__": __name__})
            ids: Any = list[strawberry.ID] | None
            members = [_Member(Word(name), ids, says) for name, says in _LINKS.items()]
            _define(self._links, members, "What a row is linked to: set, or add and remove.")
        return self._links


_SAID: Final = {
    "create": "what a new one says. What is left out gets its default.",
    "update": "what is changed of one.",
    "replace": "all that can be said of one. What is left out is as in a new one.",
}


def _rules(resource: Resource, use: Use) -> tuple[Any, ...]:
    return resource.written.create if use == "create" else resource.written.update


def _takes(resource: Resource, rule: Any, use: Use) -> frozenset[str]:
    """What a client may say under a rule."""
    names = accepted(resource, rule)
    if use == "create":
        return names
    below = {name for name, relation in resource.relations.items() if relation.back is not None}
    return names - below - {"id"}


def _pascal(name: str) -> str:
    spelled = camel(name)
    return spelled[:1].upper() + spelled[1:]


def _define(cls: type, members: Iterable[_Member], description: str) -> None:
    cls.__annotations__ = {}
    for one in members:
        attribute, default = f"{camel(one.word.name)}_", {} if one.required else {"default": one.default}
        cls.__annotations__[attribute] = one.annotation
        made = strawberry.field(
            name=camel(one.word.name),
            description=one.description or None,
            deprecation_reason=one.deprecated,
            **default,
        )
        setattr(cls, attribute, made)
    strawberry.input(cls, name=cls.__name__, description=description)

"""What a client may filter and sort by, as GraphQL input types."""

from __future__ import annotations

from enum import Enum
from typing import Any, Final

import strawberry
from strawberry import UNSET

from gateway.catalog import Catalog, Column, Resource, camel
from gateway.graphql.scalars import Enums
from gateway.values import Type

NAMES: Final = {
    "int": "IntFilter",
    "bigint": "BigIntFilter",
    "float": "FloatFilter",
    "decimal": "DecimalFilter",
    "bool": "BooleanFilter",
    "text": "StringFilter",
    "datetime": "DateTimeFilter",
    "date": "DateFilter",
    "time": "TimeFilter",
    "uuid": "UUIDFilter",
    "json": "JSONFilter",
    "identity": "IDFilter",
}
WORDS: Final = {
    "eq": "Equals.",
    "neq": "Does not equal; null does not equal anything.",
    "in": "Is one of these.",
    "nin": "Is none of these.",
    "lt": "Is less than.",
    "lte": "Is less than or equal to.",
    "gt": "Is greater than.",
    "gte": "Is greater than or equal to.",
    "like": "Matches, with `%` for any text, `_` for one character and a backslash before a literal one of them.",
    "ilike": "Matches as `like` does, whatever the case.",
    "starts_with": "Starts with.",
    "contains": "Contains.",
    "is_null": "Is null (true), or is not (false).",
}


@strawberry.enum(description="Which way a list is sorted. Null is the largest value.")
class SortDirection(Enum):
    ASC = "ASC"
    DESC = "DESC"


class Inputs:
    """Filter and sort types by resource. Classes are made empty first, so that they may refer to each other."""

    def __init__(self, catalog: Catalog, enums: Enums) -> None:
        self.catalog, self.enums = catalog, enums
        self._comparisons: dict[str, type] = {}
        names = [resource.name for resource in catalog.served]
        self.filters = {name: _empty(f"{name}Filter") for name in names}
        self.lists = {name: _empty(f"{name}ListFilter") for name in names}
        self.sorts = {name: _empty(f"{name}Sort") for name in names}
        for resource in catalog.served:
            self._fill(resource)

    def _fill(self, resource: Resource) -> None:
        own = self.filters[resource.name]
        words: dict[str, tuple[Any, str]] = {
            "and": (list[own], "All of these."),  # type: ignore[valid-type]
            "or": (list[own], "Any of these."),  # type: ignore[valid-type]
            "not": (own, "Not this."),
        }
        sorts: dict[str, tuple[Any, str]] = {}
        for column in resource.columns.values():
            words[camel(column.name)] = (self.comparison(column), column.description)
            if column.type.sortable:
                sorts[camel(column.name)] = (SortDirection, column.description)
        for relation in resource.relations.values():
            if relation.target in self.filters:
                targets = self.lists if relation.many else self.filters
                words[camel(relation.name)] = (targets[relation.target], relation.description)
                if not relation.many:
                    sorts[camel(relation.name)] = (self.sorts[relation.target], relation.description)
        _define(own, words, f"What a {resource.name} must satisfy: all that is given here.")
        quantifiers: dict[str, tuple[Any, str]] = {
            "some": (own, "At least one does."),
            "none": (own, "None does."),
            "every": (own, "All that there are do."),
        }
        _define(self.lists[resource.name], quantifiers, f"What a list of {resource.name} must satisfy.")
        _define(self.sorts[resource.name], sorts, f"One field to sort {resource.name} by.", one_of=True)

    def comparison(self, column: Column) -> type:
        name = f"{column.type.enum}Filter" if column.type.kind == "enum" else NAMES[column.type.kind]
        if name not in self._comparisons:
            self._comparisons[name] = self._compared(name, column.type)
        return self._comparisons[name]

    def _compared(self, name: str, type_: Type) -> type:
        value: Any = self.enums.annotation(type_)
        forms = {"many": list[value], "flag": bool}
        words = {camel(word): (forms.get(form, value), WORDS[word]) for word, form in type_.operators.items()}
        made = _empty(name)
        _define(made, words, "How a value is compared: all that is given here must hold.")
        return made


def _empty(name: str) -> type:
    return type(name, (), {"__module__": __name__})


def _define(cls: type, words: dict[str, tuple[Any, str]], description: str, *, one_of: bool | None = None) -> None:
    """Make the class an input type with an optional field for each word."""
    cls.__annotations__ = {}
    for word, (annotation, says) in words.items():
        attribute = f"{word}_"
        cls.__annotations__[attribute] = annotation | None
        setattr(cls, attribute, strawberry.field(name=word, description=says or None, default=UNSET))
    strawberry.input(cls, name=cls.__name__, description=description, one_of=one_of)

"""What new rows that say the same names have in common: worked out once, however many of them there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import orjson

from gateway.catalog import Column, Resource
from gateway.writing import refusing
from gateway.writing.asked import Values
from gateway.writing.rights import Right
from gateway.writing.work import Work


@dataclass(frozen=True, slots=True)
class Form:
    """`rights` are the rules that may allow such a row, of which the first is tried; `missing` is what that one would need
    to be said. What nobody says is the same in all rows (`constant`), or made for each of them (`each`)."""

    rights: Sequence[Right]
    missing: Sequence[str]
    constant: Mapping[str, Any]
    each: Sequence[Column]


class Forms:
    """Of the rows of a resource that are made at once; `parent` is the foreign key that leads to the rows that they are
    made with. Raises TokenMissing and Forbidden for who may make none."""

    def __init__(self, work: Work, resource: Resource, parent: str | None = None) -> None:
        self.work, self.resource, self.reader = work, resource, work.reader(resource)
        self._rights = work.rights(resource, "create")
        if not self._rights:
            raise refusing.denied(work, resource, "create")
        self._owned = {parent} if parent else set[str]()
        self.fields = frozenset[str]().union(*(right.fields for right in self._rights)) - self._owned
        self._forms: dict[tuple[str, ...], Form] = {}
        self._below: dict[str, Forms] = {}

    def of(self, values: Values) -> Form:
        """Raises Forbidden where no single rule lets all that is said."""
        names = tuple(values)
        found = self._forms.get(names)
        if found is None:
            found = self._forms[names] = self._form(self.fields.intersection(names))
        return found

    def below(self, name: str) -> Forms:
        """Of the rows that are made with these over a relation."""
        if name not in self._below:
            relation = self.resource.relations[name]
            self._below[name] = Forms(self.work, self.work.catalog.target(relation), relation.back)
        return self._below[name]

    def _form(self, names: frozenset[str]) -> Form:
        said = names | self._owned
        able = [right for right in self._rights if said <= right.fields | self._owned]
        if not able:
            raise refusing.together(self.resource, said)
        lacking = [self.reader.missing(said, right.fields) for right in able]
        whole = [right for right, missing in zip(able, lacking, strict=True) if not missing]
        constant: dict[str, Any] = {}
        each: list[Column] = []
        for column in self.resource.columns.values():
            if column.name in said:
                continue
            if callable(column.writing.default):
                each.append(column)
                continue
            found = automatic(self.work.moment, column)
            # said even where it is null, so that all rows go in one statement
            if found is not None or (column.null and not column.writing.database_default):
                constant[column.name] = found
        return Form(whole or able, min(lacking, key=len), constant, each)


def automatic(moment: datetime, column: Column) -> Any:
    """What a column gets in a new row where nobody says it; None where the database knows."""
    writing = column.writing
    if writing.filled in {"at creation", "at change"}:
        return clock(moment, column)
    default = writing.default() if callable(writing.default) else writing.default
    if default is None:
        return None
    if isinstance(default, Enum):
        return default.value
    match (column.type.key or column.type).kind:
        case "json":
            return orjson.dumps(default, option=orjson.OPT_SORT_KEYS).decode()
        case "decimal":
            return Decimal(str(default))
        case _:
            return default


def clock(moment: datetime, column: Column) -> Any:
    match column.type.kind:
        case "date":
            return moment.date()
        case "time":
            return moment.time()
        case _:
            return moment

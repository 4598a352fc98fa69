"""What new rows that say the same names have in common: worked out once, however many of them there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import orjson

from gateway.catalog import Column, Resource
from gateway.writing.rights import Right

_KEPT: Final = 1024
_CLOCKS: Final = frozenset({"at creation", "at change"})


@dataclass(frozen=True, slots=True)
class Form:
    """`rights` are the rules that may allow such a row, of which the first is tried, none where no single rule lets all
    that is said; `missing` is what the first would need to be said. What nobody says is the same in all rows (`constant`),
    the time (`clocks`), or made for each of them (`each`)."""

    rights: Sequence[Right]
    missing: Sequence[str]
    constant: Mapping[str, Any]
    clocks: Sequence[Column]
    each: Sequence[Column]

    def unsaid(self, moment: datetime) -> dict[str, Any]:
        """The values of a row that nobody says."""
        found = dict(self.constant)
        for column in self.clocks:
            found[column.name] = clock(moment, column)
        for column in self.each:
            found[column.name] = automatic(moment, column)
        return found


class Forms:
    """Of the rows of a resource that some rules let a caller make; `parent` is the foreign key that leads to the rows that
    they are made with."""

    def __init__(self, resource: Resource, rights: Sequence[Right], parent: str | None) -> None:
        self.resource, self.rights = resource, rights
        self._owned = {parent} if parent else set[str]()
        self.fields = frozenset[str]().union(*(right.fields for right in rights)) - self._owned
        self._forms: dict[frozenset[str], Form] = {}

    def of(self, names: Iterable[str]) -> Form:
        said = self.fields.intersection(names)
        found = self._forms.get(said)
        if found is None:
            if len(self._forms) >= _KEPT:
                self._forms.clear()
            found = self._forms[said] = self._form(said | self._owned)
        return found

    def _form(self, said: frozenset[str]) -> Form:
        able = [right for right in self.rights if said <= right.fields | self._owned]
        lacking = [missing(self.resource, said, right.fields) for right in able]
        whole = [right for right, names in zip(able, lacking, strict=True) if not names]
        unsaid = [column for column in self.resource.columns.values() if column.name not in said]
        each = [column for column in unsaid if callable(column.writing.default)]
        clocks = [column for column in unsaid if column.writing.filled in _CLOCKS]
        constant = {c.name: _default(c, c.writing.default) for c in unsaid if c not in each and c not in clocks}
        # said even where it is null, so that all rows go in one statement
        nullable = {column.name for column in unsaid if column.null and not column.writing.database_default}
        constant = {name: value for name, value in constant.items() if value is not None or name in nullable}
        return Form(whole or able, min(lacking, key=len, default=()), constant, clocks, each)


def missing(resource: Resource, names: Collection[str], fields: frozenset[str]) -> list[str]:
    """What a new row must say, and does not. What a client may not say at all, nobody can blame it for."""
    columns = resource.columns.values()
    return [c.name for c in columns if c.writing.required and c.name in fields and c.name not in names]


def automatic(moment: datetime, column: Column) -> Any:
    """What a column gets in a new row where nobody says it; None where the database knows."""
    writing = column.writing
    if writing.filled in _CLOCKS:
        return clock(moment, column)
    return _default(column, writing.default() if callable(writing.default) else writing.default)


def _default(column: Column, default: Any) -> Any:
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

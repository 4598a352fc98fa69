"""Values as a client gave them become values of columns. Everything that is wrong is found, not just the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final, Literal

from tortoise.exceptions import ValidationError

from gateway.catalog import Catalog, Column, Relation, Resource
from gateway.errors import Violation
from gateway.values import Type, parse_written, written
from gateway.writing.asked import Values

_SHOWN: Final = 60
_GUESSES: Final = 20
_LINKS: Final = ("set", "add", "remove")
LINKED: Final = 1000


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a door writes values: identities as keys or as global ids; in JSON, or `textual` as the cells of a table."""

    identities: Literal["key", "global"]
    textual: bool = False

    def of(self, type_: Type) -> Type:
        return type_.key if type_.kind == "identity" and type_.key and self.identities == "key" else type_


@dataclass(frozen=True, slots=True)
class Links:
    """What a row is to be linked to: exactly these, or these more and those no longer. `places` are where their keys stand
    in the request, in this order."""

    exactly: tuple[Any, ...] | None = None
    add: tuple[Any, ...] = ()
    remove: tuple[Any, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def placed(self) -> Iterator[tuple[Any, str]]:
        return zip((*(self.exactly or ()), *self.add, *self.remove), self.places, strict=True)


@dataclass(slots=True)
class Given:
    """A row as it was read: values by column, links and new rows below it by relation."""

    columns: dict[str, Any] = field(default_factory=dict)
    links: dict[str, Links] = field(default_factory=dict)
    below: dict[str, list[Values]] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)


class GivenReader:
    """Reads rows of a resource; made once, for any number of them."""

    def __init__(self, resource: Resource, catalog: Catalog, spelling: Spelling) -> None:
        self.resource, self.catalog, self.spelling = resource, catalog, spelling
        self._columns = {
            name: (column, written(spelling.of(column.type), column.writing.length, textual=spelling.textual))
            for name, column in resource.columns.items()
        }

    def read(self, values: Values, fields: frozenset[str], pointer: str) -> Given:
        """What of the fields was given. `pointer` is where the row stands in the request."""
        found = Given()
        for name, value in values.items():
            if name not in fields or name not in self._columns:
                self._other(found, name, value, fields, pointer)
                continue
            column, parse = self._columns[name]
            if value is None or (self.spelling.textual and value == "" and column.null):
                if not column.null:
                    found.violations.append(Violation(f"{pointer}/{name}", "NOT_NULL", f'"{name}" cannot be null.'))
                found.columns[name] = None
                continue
            try:
                found.columns[name] = parse(value)
            except ValueError as error:
                found.violations.append(Violation(f"{pointer}/{name}", "VALUE_INVALID", f'"{name}" takes {error}.'))
                continue
            if column.writing.validators:
                found.violations += _refused(column, found.columns[name], pointer)
        return found

    def _other(self, found: Given, name: str, value: Any, fields: frozenset[str], pointer: str) -> None:
        at = f"{pointer}/{name[:_SHOWN]}"
        if name not in fields:
            # a guess costs more than all else that is said of a name
            guessed = fields if len(found.violations) < _GUESSES else frozenset[str]()
            found.violations.append(self._unknown(name, guessed, at))
        elif self.resource.relations[name].through:
            self._links(found, self.resource.relations[name], value, at)
        else:
            self._below(found, name, value, at)

    def _unknown(self, name: str, fields: frozenset[str], pointer: str) -> Violation:
        close = get_close_matches(name[:_SHOWN], sorted(fields), n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        message = f'{self.resource.name} has no field "{name[:_SHOWN]}" that you may write.{hint}'
        return Violation(pointer, "FIELD_UNKNOWN", message)

    def _links(self, found: Given, relation: Relation, value: Any, pointer: str) -> None:
        """A list is what the row is to be linked to; an object says what is set, or added and removed."""
        asked = value if isinstance(value, Mapping) else {"set": value}
        type_ = self.spelling.of(self.catalog.target(relation).key.type)
        lists = dict[str, list[tuple[Any, str]]]()
        for word, items in asked.items():
            if items is None and isinstance(value, Mapping) and word in _LINKS:
                continue
            if word not in _LINKS or not isinstance(items, list) or len(items) > LINKED:
                message = (
                    f'"{relation.name}" takes a list of at most {LINKED} ids, or an object with set, or add and remove.'
                )
                found.violations.append(Violation(pointer, "VALUE_INVALID", message))
                return
            at = f"{pointer}/{word}" if isinstance(value, Mapping) else pointer
            lists[word] = list(self._keys(found, relation, type_, items, at))
        if "set" in lists and len(lists) > 1:
            message = f'"{relation.name}" is set, or added to and removed from, but not both.'
            found.violations.append(Violation(pointer, "VALUE_INVALID", message))
        keys = {word: tuple(key for key, _ in pairs) for word, pairs in lists.items()}
        places = tuple(place for word in _LINKS for _, place in lists.get(word, ()))
        found.links[relation.name] = Links(keys.get("set"), keys.get("add", ()), keys.get("remove", ()), places)

    def _keys(
        self, found: Given, relation: Relation, type_: Type, items: list[Any], pointer: str
    ) -> Iterator[tuple[Any, str]]:
        for index, item in enumerate(items):
            try:
                yield parse_written(type_, item, None, textual=False), f"{pointer}/{index}"
            except ValueError as error:
                message = f'"{relation.name}" takes {error}.'
                found.violations.append(Violation(f"{pointer}/{index}", "VALUE_INVALID", message))

    def _below(self, found: Given, name: str, value: Any, pointer: str) -> None:
        if not isinstance(value, list) or len(value) > LINKED or not all(isinstance(item, Mapping) for item in value):
            message = f'"{name}" takes a list of at most {LINKED} objects.'
            found.violations.append(Violation(pointer, "VALUE_INVALID", message))
            return
        found.below[name] = value


def _refused(column: Column, value: Any, pointer: str) -> Iterator[Violation]:
    for validator in column.writing.validators:
        try:
            validator(value)
        except ValidationError as error:
            yield Violation(f"{pointer}/{column.name}", "VALUE_REFUSED", f'"{column.name}": {error}.')

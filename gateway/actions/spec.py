"""What both doors know of an action."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Literal

from gateway.errors import GatewayError
from gateway.values import Type


@dataclass(frozen=True, slots=True)
class Named:
    """An argument, or a member of a record. One that is not required has a default, for whoever gives it."""

    name: str
    shape: Shape
    description: str
    required: bool = True
    default: Any = None


@dataclass(frozen=True, slots=True)
class Record:
    """A frozen dataclass, `cls`, that actions take or return, alone or inside of another."""

    name: str
    cls: type
    members: tuple[Named, ...]
    description: str


@dataclass(frozen=True, slots=True)
class RowOf:
    """A row of a resource, which an action returns by its key, and a door answers as the caller may read it."""

    resource: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A value, a record or a row, a list or a tuple of them, or perhaps none. `enum` is the Python enum that a value is
    of."""

    of: Type | Record | RowOf
    many: type[list[Any] | tuple[Any, ...]] | None = None
    null: bool = False
    enum: type[Enum] | None = None


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """What both doors know of an action. `result` is None where there is nothing to return. A caller may run it so often in
    so many seconds, by each of its `limits`."""

    name: str
    on: str
    roles: frozenset[str]
    scope: Literal["read", "write"]
    parameters: Mapping[str, Named]
    result: Shape | None
    description: str
    function: Callable[..., Awaitable[Any]]
    asks_caller: bool
    errors: tuple[type[GatewayError], ...] = ()
    limits: tuple[tuple[int, int], ...] = ()

    @property
    def changes(self) -> bool:
        return self.scope == "write"

    @property
    def answers_with(self) -> str | None:
        """The resource of which it returns a row or rows."""
        return self.result.of.resource if self.result is not None and isinstance(self.result.of, RowOf) else None

    @property
    def path(self) -> str:
        return f"{kebab(self.on)}/{kebab(self.name)}"

    @property
    def taken(self) -> Iterator[Record]:
        """The records that its arguments are made of."""
        for parameter in self.parameters.values():
            yield from _records(parameter.shape)

    @property
    def returned(self) -> Iterator[Record]:
        """The records that its result is made of."""
        if self.result is not None:
            yield from _records(self.result)

    @property
    def types(self) -> Iterator[Type]:
        """Of all values in its arguments and its result."""
        shapes = [parameter.shape for parameter in self.parameters.values()]
        shapes += [member.shape for record in (*self.taken, *self.returned) for member in record.members]
        yield from (shape.of for shape in shapes if isinstance(shape.of, Type))


@dataclass(frozen=True, slots=True)
class Actions:
    """All actions, by name and by the path below the REST door's prefix, in the order in which they were declared."""

    by_name: Mapping[str, ActionSpec] = field(default_factory=dict)
    by_path: Mapping[str, ActionSpec] = field(default_factory=dict)

    @property
    def all(self) -> tuple[ActionSpec, ...]:
        return tuple(self.by_name.values())

    @property
    def taken(self) -> dict[str, Record]:
        return {record.name: record for action in self.all for record in action.taken}

    @property
    def returned(self) -> dict[str, Record]:
        return {record.name: record for action in self.all for record in action.returned}

    @property
    def scopes(self) -> frozenset[str]:
        """What a credential can be narrowed to: one scope for each collection and way of access."""
        return frozenset(f"{kebab(action.on)}:{access}" for action in self.all for access in ("read", "write"))


NONE: Final = Actions()


def kebab(name: str) -> str:
    return name.replace("_", "-")


def _records(shape: Shape) -> Iterator[Record]:
    if isinstance(shape.of, Record):
        yield shape.of
        for member in shape.of.members:
            yield from _records(member.shape)

"""Values as a client gave them, and how to find them again in another request of the same document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from graphql import (
    FieldNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    value_from_ast_untyped,
)

from gateway.errors import ValueInvalid

Variables = dict[str, Any]
DIGITS: Final = 20


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value is in a request: at a path in the variables, or written in the document (perhaps with variables
    inside it). A single value that stands where a `listed` one is wanted is a list of itself (GraphQL specification
    3.11)."""

    path: tuple[str | int, ...] = ()
    node: ValueNode | None = None
    listed: bool = False

    def value(self, variables: Variables) -> Any:
        found: Any = variables
        if self.node is not None:
            found = evaluated(self.node, variables)
        for step in self.path:
            found = found[step]
        return [found] if self.listed and found is not None and not isinstance(found, list) else found


@dataclass(frozen=True, slots=True)
class Given:
    """A value as a client gave it, and how to find it again in a request with other variables."""

    source: Source
    value: Any

    def entries(self) -> Iterator[tuple[str, Given]]:
        """The fields of an input object."""
        node, path = self.source.node, self.source.path
        if isinstance(node, ObjectValueNode):
            for field in node.fields:
                if field.name.value in self.value:
                    yield field.name.value, written(field.value, self.value[field.name.value])
        else:
            for key, inner in self.value.items():
                yield key, Given(Source((*path, key)), inner)

    def elements(self) -> Iterator[Given]:
        """The items of a list, or the single value that stands for it."""
        node, path = self.source.node, self.source.path
        if isinstance(node, ListValueNode):
            yield from (written(item, inner) for item, inner in zip(node.values, self.value, strict=False))
        elif isinstance(self.value, list) and node is None:
            yield from (Given(Source((*path, index)), inner) for index, inner in enumerate(self.value))
        else:
            yield self


def arguments(node: FieldNode, variables: Variables) -> dict[str, Given]:
    """The arguments that were given; a variable that was not is an argument that was not."""
    given = {}
    for argument in node.arguments or ():
        value = argument.value
        if not isinstance(value, VariableNode):
            given[argument.name.value] = written(value, evaluated(value, variables))
        elif value.name.value in variables:
            given[argument.name.value] = written(value, variables[value.name.value])
    return given


def written(node: ValueNode, value: Any) -> Given:
    return Given(Source((node.name.value,)) if isinstance(node, VariableNode) else Source(node=node), value)


def evaluated(node: ValueNode, variables: Variables) -> Any:
    """The value that is written there. A variable that was not given is a field that was not given, and null in a list
    (GraphQL specification 3.10, 3.11); where it is all that is written, the caller has looked whether it was given."""
    match node:
        case VariableNode():
            return variables.get(node.name.value)
        case ObjectValueNode():
            return {f.name.value: evaluated(f.value, variables) for f in node.fields if _given(f.value, variables)}
        case ListValueNode():
            return [evaluated(item, variables) for item in node.values]
        case IntValueNode() | FloatValueNode():
            return _number(node)
        case _:
            return value_from_ast_untyped(node)


def _given(node: ValueNode, variables: Variables) -> bool:
    return not isinstance(node, VariableNode) or node.name.value in variables


def _number(node: IntValueNode | FloatValueNode) -> int | float:
    """As JSON in a body is read: what a double cannot hold is no number."""
    number = float(node.value)
    if not isfinite(number):
        raise ValueInvalid("A number in the document is larger than numbers may be.")
    return int(node.value) if isinstance(node, IntValueNode) and len(node.value) <= DIGITS else number

"""What a question about the schema costs: the values that its answer will have, told from the sizes of the schema.

The depth of such a question says little: thirty aliases of `types` are one level, and thirty times the work. So it may
cost about what the standard question of every tool costs, which asks for everything once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_introspection_query,
    parse,
)

from gateway.errors import CostLimit

ROOTS: Final = frozenset({"__schema", "__type"})
# Tools ask a little more than the standard question, or ask for a part of it twice.
ALLOWANCE: Final = 1.25
# Every other type that is referred to is wrapped, and every other of those once more.
WRAPPED: Final = 0.5
MEMBERS: Final = ("fields", "inputFields", "enumValues", "interfaces", "possibleTypes")

Fragments = Mapping[str, FragmentDefinitionNode]


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long the lists of a schema are: (where, list) → its average length below the list of all types, where the
    sum is what counts, and otherwise its greatest length."""

    lengths: Mapping[tuple[str, str], float]
    greatest: Mapping[str, float]

    def of(self, within: str, name: str) -> float:
        return self.lengths.get((within, name), self.greatest.get(name, 1))


class Introspection:
    """Prices questions about one schema, in values of their answer."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.lengths = _lengths(schema)
        standard = parse(
            get_introspection_query(
                specified_by_url=True,
                directive_is_repeatable=True,
                schema_description=True,
                input_value_deprecation=True,
                one_of=True,
            )
        )
        operation = next(node for node in standard.definitions if isinstance(node, OperationDefinitionNode))
        fragments = {n.name.value: n for n in standard.definitions if isinstance(n, FragmentDefinitionNode)}
        self.limit = int(ALLOWANCE * self.price(operation, fragments))

    def check(self, operations: Iterable[OperationDefinitionNode], fragments: Fragments) -> None:
        """Raises CostLimit. The document is known to be small with its fragments expanded."""
        for operation in operations:
            price = self.price(operation, fragments)
            if price > self.limit:
                raise CostLimit(
                    f"The answer would have {price} values of the schema; {self.limit} are allowed.",
                    hint="Ask for the schema once, as the standard introspection query does.",
                )

    def price(self, operation: OperationDefinitionNode, fragments: Fragments) -> int:
        return int(self._asked(operation.selection_set, fragments))

    def _asked(self, selection: SelectionSetNode, fragments: Fragments) -> float:
        """Only what stands below `__schema` and `__type`; the rest has its own price."""
        total = 0.0
        for node in _expanded(selection, fragments):
            if node.name.value in ROOTS and node.selection_set:
                total += self._values(node.selection_set, fragments, "")
            elif node.selection_set:
                total += self._asked(node.selection_set, fragments)
        return total

    def _values(self, selection: SelectionSetNode, fragments: Fragments, within: str) -> float:
        total = 0.0
        for node in _expanded(selection, fragments):
            name = node.name.value
            if node.selection_set is None:
                total += 1
                continue
            below = self._values(node.selection_set, fragments, _place(within, name))
            total += 1 + self.lengths.of(within, name) * below
        return total


def _place(within: str, name: str) -> str:
    """Where the fields below a field stand, as `Lengths` tells places apart."""
    if name in {"types", "directives"}:
        return name
    return "types.fields" if (within, name) == ("types", "fields") else ""


def _expanded(selection: SelectionSetNode, fragments: Fragments) -> Iterable[FieldNode]:
    for node in selection.selections:
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, FragmentSpreadNode):
            if node.name.value in fragments:
                yield from _expanded(fragments[node.name.value].selection_set, fragments)
        elif isinstance(node, InlineFragmentNode):
            yield from _expanded(node.selection_set, fragments)


def _lengths(schema: GraphQLSchema) -> Lengths:
    types = list(schema.type_map.values())
    members = {name: [_length(type_, name, schema) for type_ in types] for name in MEMBERS}
    arguments = [len(field.args) for type_ in types for field in _fields(type_)]
    directives = [len(directive.args) for directive in schema.directives]
    lengths = {("types", name): sum(found) / len(types) for name, found in members.items()}
    lengths["types.fields", "args"] = sum(arguments) / max(1, len(arguments))
    lengths["directives", "args"] = sum(directives) / max(1, len(directives))
    greatest: dict[str, float] = {name: max(found) for name, found in members.items()}
    greatest |= {"ofType": WRAPPED, "args": max(arguments), "types": len(types), "directives": len(directives)}
    return Lengths(lengths, greatest)


def _fields(type_: GraphQLNamedType) -> list[GraphQLField]:
    return list(type_.fields.values()) if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) else []


def _length(type_: GraphQLNamedType, name: str, schema: GraphQLSchema) -> int:
    match name, type_:
        case "fields", _:
            return len(_fields(type_))
        case "inputFields", GraphQLInputObjectType():
            return len(type_.fields)
        case "enumValues", GraphQLEnumType():
            return len(type_.values)
        case "interfaces", GraphQLObjectType() | GraphQLInterfaceType():
            return len(type_.interfaces)
        case "possibleTypes", GraphQLInterfaceType() | GraphQLUnionType():
            return len(schema.get_possible_types(type_))
        case _:
            return 0

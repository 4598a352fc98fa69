"""What variables decide. Two requests of one document whose variables have the same signature are the same plan with
other values: the signature has their types and structure, and the values only where they shape the statement."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final

from graphql import (
    SKIP,
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    VisitorAction,
    visit,
)

from gateway.errors import CostLimit, DepthLimit
from gateway.plan import cursor
from gateway.writing import bodies

INT32: Final = 2**31
LEVELS: Final = 32
VALUES: Final = 2000
# what is written is read once, value by value, and becomes no part of a statement
WRITTEN: Final = bodies.VALUES


class Use(IntEnum):
    """What a variable is used for; of several uses the one that decides most."""

    WRITTEN = -1
    VALUE = 0
    CURSOR = 1
    IDENTITY = 2
    SHAPE = 3


ARGUMENTS: Final = {
    "first": Use.SHAPE,
    "last": Use.SHAPE,
    "sort": Use.SHAPE,
    "after": Use.CURSOR,
    "before": Use.CURSOR,
}
# of a root field of a mutation that decide what is asked, and not only what is written
ASKED: Final = frozenset({"filter"})
ROOT_ARGUMENTS: Final = {("node", "id"): Use.IDENTITY, ("nodes", "ids"): Use.IDENTITY}


def bound(given: Any, values: int = VALUES, what: str = "Variables") -> None:
    """Raise DepthLimit or CostLimit for JSON that is no fit reading for functions that call themselves."""
    found, level = 1, [given]
    for _ in range(LEVELS):
        # counted before they are gathered: one value may stand in a thousand places
        members = [value.values() if isinstance(value, dict) else value for value in level]
        found += sum(map(len, members))
        if found > values:
            raise CostLimit(f"{what} may have {values} values altogether.", pointer=f"/{what.lower()}")
        level = [inner for some in members for inner in some if isinstance(inner, dict | list)]
        if not level:
            return
    if any(level):
        raise DepthLimit(f"{what} may be nested {LEVELS} levels deep.", pointer=f"/{what.lower()}")


def uses(document: DocumentNode) -> dict[str, Use]:
    """The use of every variable of a document, by name."""
    visitor = _Uses()
    visit(document, visitor)
    return visitor.found


class _Uses(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Use] = {}
        self.fields: list[str] = []
        self.use = Use.VALUE
        self.writes = False

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        self.writes = node.operation is OperationType.MUTATION

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> None:
        self.writes = node.type_condition.name.value == "Mutation"

    def enter_variable_definition(self, *_: Any) -> VisitorAction:
        # to be declared is no use
        return SKIP

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.fields.append(node.name.value)

    def leave_field(self, *_: Any) -> None:
        self.fields.pop()

    def enter_directive(self, _node: DirectiveNode, *_: Any) -> None:
        self.use = Use.SHAPE

    def leave_directive(self, *_: Any) -> None:
        self.use = Use.VALUE

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        if self.use is Use.VALUE and self.fields:
            name = node.name.value
            if self.writes and len(self.fields) == 1 and name not in ASKED:
                self.use = Use.WRITTEN
                return
            self.use = ROOT_ARGUMENTS.get((self.fields[-1], name)) or ARGUMENTS.get(name, Use.VALUE)

    def leave_argument(self, _node: ArgumentNode, *_: Any) -> None:
        self.use = Use.VALUE

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        name = node.name.value
        self.found[name] = max(self.found.get(name, self.use), self.use)


def signature(use: Use, type_: GraphQLInputType, value: Any) -> Any:
    """What of a variable's value the plan depends on; hashable."""
    if use is Use.WRITTEN:
        return "written"
    if value is None:
        return None
    if use is Use.SHAPE:
        return _literal(value)
    if use is Use.CURSOR:
        return tuple(item is None for item in cursor.values(value, "/after"))
    if use is Use.IDENTITY:
        return (
            tuple(str(item).partition(":")[0] for item in value)
            if isinstance(value, list)
            else str(value).partition(":")[0]
        )
    return _typed(type_, value)


def _typed(type_: GraphQLInputType, value: Any) -> Any:
    """The structure of a value with the JSON types of its leaves, as far as coercion to `type_` can tell them apart."""
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if value is None:
        return None
    if isinstance(type_, GraphQLList):
        if not isinstance(value, list):
            # It stands for a list of itself, but is found elsewhere in the variables.
            return ("item", _typed(type_.of_type, value))
        # Of a list of values only the kinds of values matter: it is bound as one parameter.
        kinds = [_typed(type_.of_type, item) for item in value]
        return ("list", frozenset(kinds)) if _scalar(type_.of_type) else ("list", *kinds)
    if isinstance(type_, GraphQLInputObjectType):
        return _object(type_, value) if isinstance(value, Mapping) else ("wrong", type(value).__name__)
    if isinstance(type_, GraphQLEnumType) or isinstance(value, bool):
        return _literal(value)
    if isinstance(value, int | float):
        # Coercion to Int and ID takes whole numbers only, however they are written, and to Int only some of those.
        return (type(value).__name__, value == value // 1, -INT32 <= value < INT32)
    # An object or a list where a scalar is wanted is a JSON value, or wrong: either way no part of the structure.
    return type(value).__name__


def _object(type_: GraphQLInputObjectType, value: Mapping[str, Any]) -> Any:
    fields = type_.fields
    return ("object", *((k, _typed(fields[k].type, v) if k in fields else "unknown") for k, v in value.items()))


def _scalar(type_: GraphQLInputType) -> bool:
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    return not isinstance(inner, GraphQLInputObjectType | GraphQLList)


def _literal(value: Any) -> Any:
    """The value itself, in a form that can be hashed and tells 1, 1.0 and true apart."""
    if isinstance(value, Mapping):
        return ("object", *((key, _literal(inner)) for key, inner in value.items()))
    if isinstance(value, list):
        return ("list", *(_literal(inner) for inner in value))
    return (type(value).__name__, value)

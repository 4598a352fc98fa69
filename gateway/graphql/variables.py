"""What variables decide. Two requests of one document whose variables have the same signature are the same plan with
other values: the signature has their types and structure, and the values only where they shape the statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any, Final

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    VariableNode,
    Visitor,
    visit,
)

from gateway.errors import CostLimit, DepthLimit
from gateway.plan import cursor

INT32: Final = 2**31
LEVELS: Final = 32
VALUES: Final = 2000


class Use(IntEnum):
    """What a variable is used for; of several uses the one that decides most."""

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
ROOT_ARGUMENTS: Final = {("node", "id"): Use.IDENTITY, ("nodes", "ids"): Use.IDENTITY}


def bound(given: Any) -> None:
    """Raise DepthLimit or CostLimit for JSON that is no fit reading for functions that call themselves."""
    found, level = 0, [given]
    for _ in range(LEVELS + 1):
        found += len(level)
        if found > VALUES:
            raise CostLimit(f"Variables may have {VALUES} values altogether.", pointer="/variables")
        level = [inner for value in level for inner in _members(value)]
        if not level:
            return
    raise DepthLimit(f"Variables may be nested {LEVELS} levels deep.", pointer="/variables")


def _members(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


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
            self.use = ROOT_ARGUMENTS.get((self.fields[-1], name)) or ARGUMENTS.get(name, Use.VALUE)

    def leave_argument(self, _node: ArgumentNode, *_: Any) -> None:
        self.use = Use.VALUE

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        name = node.name.value
        self.found[name] = max(self.found.get(name, Use.VALUE), self.use)


def signature(use: Use, type_: GraphQLInputType, value: Any) -> Any:
    """What of a variable's value the plan depends on; hashable."""
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

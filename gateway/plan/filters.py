"""The filter a client asked for becomes a condition; names that the caller may not read do not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, cast

from gateway.catalog import Column, Relation, Resource
from gateway.errors import DepthLimit, FilterInvalid, OperatorUnknown, ValueInvalid
from gateway.plan.context import Context
from gateway.plan.nodes import ALWAYS, And, Compare, Condition, Not, Or, Related, Slot, Tree
from gateway.values import parse_flag

QUANTIFIERS = ("some", "none", "every")


def conjunction(items: tuple[Condition, ...]) -> Condition:
    return items[0] if len(items) == 1 else And(items) if items else ALWAYS


def condition(tree: Tree, resource: Resource, context: Context, pointer: str, depth: int = 0) -> Condition:
    """All of the tree's entries at once."""
    if depth > context.limits.depth:
        raise DepthLimit(f"A filter may be nested {context.limits.depth} levels deep.", pointer=pointer)
    return conjunction(
        tuple(_entry(word, branch, resource, context, f"{pointer}/{word}", depth) for word, branch in tree.items())
    )


def _entry(word: str, branch: object, resource: Resource, context: Context, pointer: str, depth: int) -> Condition:
    if word in {"and", "or"}:
        items = tuple(condition(tree, resource, context, at, depth + 1) for tree, at in _alternatives(branch, pointer))
        return And(items) if word == "and" else Or(items)
    if word == "not":
        return Not(condition(_tree(branch, pointer), resource, context, pointer, depth + 1))
    found = context.find(resource, word, pointer)
    match found:
        case Column():
            return conjunction(tuple(_comparisons(found, branch, context, pointer)))
        case Relation():
            return _related(found, _tree(branch, pointer), context, pointer, depth)
        case _:
            raise FilterInvalid(f"{resource.name}.{word} is computed, so it cannot be filtered on.", pointer=pointer)


def _alternatives(branch: object, pointer: str) -> Iterator[tuple[Tree, str]]:
    if not isinstance(branch, list) or not branch:
        raise FilterInvalid("This takes a list of at least one filter.", pointer=pointer)
    for index, item in enumerate(branch):
        yield _tree(item, f"{pointer}/{index}"), f"{pointer}/{index}"


def _tree(branch: object, pointer: str) -> Tree:
    if not isinstance(branch, Mapping):
        raise FilterInvalid("This takes a filter, not a value.", pointer=pointer)
    return branch


def _related(relation: Relation, tree: Tree, context: Context, pointer: str, depth: int) -> Condition:
    target = context.catalog.target(relation)
    if not relation.many:
        return Related(relation.name, "some", condition(tree, target, context, pointer, depth + 1), ALWAYS)
    for word in tree:
        if word not in QUANTIFIERS:
            raise FilterInvalid(
                f'"{relation.name}" is a list, so it is filtered with some, none or every, not with "{word}".',
                hint=f"some: {{{word}: …}}",
                pointer=pointer,
            )
    return conjunction(
        tuple(
            Related(
                relation.name,
                cast("Literal['some', 'none', 'every']", word),
                condition(_tree(branch, f"{pointer}/{word}"), target, context, f"{pointer}/{word}", depth + 1),
                ALWAYS,
            )
            for word, branch in tree.items()
        )
    )


def _comparisons(column: Column, branch: object, context: Context, pointer: str) -> Iterator[Condition]:
    for operator, slot in (branch if isinstance(branch, Mapping) else {"eq": branch}).items():
        at = f"{pointer}/{operator}" if isinstance(branch, Mapping) else pointer
        form = column.type.operators.get(operator)
        if form is None:
            raise OperatorUnknown(
                f'"{column.name}" has no operator "{operator}".',
                hint="It has " + ", ".join(column.type.operators) + ".",
                pointer=at,
            )
        if not isinstance(slot, Slot):
            raise FilterInvalid(f'"{column.name}" is compared with a value, not with a nested filter.', pointer=at)
        yield _comparison(column, operator, form, slot, context, at)


def _comparison(column: Column, operator: str, form: str, slot: Slot, context: Context, pointer: str) -> Condition:
    value = context.values[slot.index]
    if value is None:
        raise FilterInvalid(f'"{column.name}" cannot be compared with null.', hint="Use is_null.", pointer=pointer)
    if form == "flag":
        return Compare(column.name, "is_null" if _flag(column, value, pointer) else "is_not_null")
    if column.type.kind == "json" and context.identities == "key":
        form = "text"
    typed = Slot(slot.index, pointer, context.written(column.type), cast("Any", form))
    return Compare(column.name, operator, typed)


def _flag(column: Column, value: object, pointer: str) -> bool:
    try:
        return parse_flag(value)
    except ValueError as error:
        raise ValueInvalid(f'"{column.name}" takes true or false here.', pointer=pointer) from error

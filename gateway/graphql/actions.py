"""Actions as GraphQL has them: those that change something are fields of Mutation, those that read of Query.

Those that read are run here, each by itself: one that fails must not take the answers of the others with it, so that the
answer of each may be null. Those that change something have been run, all of a request in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import partial
from inspect import Parameter, Signature
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from gateway import actions
from gateway.actions import Actions, ActionSpec, Named, Record, RowOf, Shape
from gateway.catalog import camel
from gateway.graphql.fields import ROOT, define
from gateway.graphql.scalars import Enums
from gateway.values import Type
from gateway.writing.given import Spelling


class ActionFields:
    """Fields for actions, and the types of what they take and return, each made once. `rows` are the types of the
    catalog, by resource."""

    def __init__(self, served: Actions, enums: Enums, rows: Mapping[str, type]) -> None:
        self.enums, self.rows = enums, rows
        taken, returned = served.taken, served.returned
        # empty first, so that they may refer to each other
        self.types = {name: type(name, (), {}) for name in (*taken, *returned)}
        for record in taken.values():
            self._take(record)
        for record in returned.values():
            members = {one.name: self._member(one) for one in record.members}
            define(self.types[record.name], members, record.description)

    def fields(self, found: list[ActionSpec]) -> dict[str, Any]:
        return {camel(action.name): self._field(action) for action in found}

    def _field(self, action: ActionSpec) -> Any:
        resolve: Any = _finding() if action.changes else _running(action)
        annotation: Any = bool if action.result is None else self._annotation(action.result)
        arguments = [self._argument(name, parameter) for name, parameter in action.parameters.items()]
        signature = Signature([*ROOT, *arguments], return_annotation=annotation | None)
        resolve.__name__ = action.name
        resolve.__signature__ = signature
        resolve.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()}
        resolve.__annotations__["return"] = annotation | None
        return strawberry.field(resolver=resolve, name=camel(action.name), description=action.description or None)

    def _argument(self, name: str, one: Named) -> Parameter:
        default = Parameter.empty if one.required else self._default(one)
        spelled = strawberry.argument(name=camel(name), description=one.description or None)
        described: Any = Annotated[self._optional(one.shape), spelled]
        return Parameter(f"{name}_", Parameter.KEYWORD_ONLY, default=default, annotation=described)

    def _take(self, record: Record) -> None:
        made = self.types[record.name]
        made.__annotations__ = {}
        for one in record.members:
            default = {} if one.required else {"default": self._default(one)}
            if isinstance(default.get("default"), tuple):
                default = {"default_factory": partial(list, default["default"])}
            made.__annotations__[f"{one.name}_"] = self._optional(one.shape)
            field = strawberry.field(name=camel(one.name), description=one.description or None, **default)
            setattr(made, f"{one.name}_", field)
        strawberry.input(made, name=record.name, description=record.description or None)

    def _default(self, one: Named) -> Any:
        default = one.default
        if default is None:
            return UNSET
        if isinstance(one.shape.of, Type) and one.shape.of.kind == "enum":
            kind, members = self.enums.of(one.shape.of), one.shape.of.members
            names = {value: name for name, value in members}
            made = tuple(kind[names[_stored(item)]] for item in (default if one.shape.many else [default]))
            return made if one.shape.many else made[0]
        # a tuple, for Strawberry keeps defaults of arguments in a set
        return tuple(default) if one.shape.many else default

    def _member(self, one: Named) -> Any:
        shape = one.shape
        kind = self.enums.of(shape.of) if isinstance(shape.of, Type) and shape.of.kind == "enum" else None

        def resolve(root: Any) -> Any:
            value = root[one.name]
            if kind is None or value is None:
                return value
            return [kind(item) for item in value] if shape.many else kind(value)

        resolve.__annotations__ = {"return": self._optional(shape)}
        return strawberry.field(resolver=resolve, name=camel(one.name), description=one.description or None)

    def _optional(self, shape: Shape) -> Any:
        annotation = self._annotation(shape)
        return annotation | None if shape.null else annotation

    def _annotation(self, shape: Shape) -> Any:
        annotation: Any = self._of(shape.of)
        if isinstance(shape.of, RowOf) and shape.many:
            # those that the caller may not read are null
            annotation |= None
        return list[annotation] if shape.many else annotation

    def _of(self, kind: Type | Record | RowOf) -> Any:
        if isinstance(kind, RowOf):
            return self.rows[kind.resource]
        return self.types[kind.name] if isinstance(kind, Record) else self.enums.annotation(kind)


def _finding() -> Any:
    """Of an action that has been run: its answer stands at its response key."""

    def resolve(root: Any, info: strawberry.Info, **_given: Any) -> Any:
        return root[info.path.key]

    return resolve


def _running(action: ActionSpec) -> Any:
    async def resolve(root: Any, info: strawberry.Info, **given: Any) -> Any:  # noqa: ARG001  (a resolver's signature)
        # Python knows an argument under its name with an underline, so that it may have any name
        if action.answers_with is not None:
            return await info.context.rows(str(info.path.key), action, _named(given))
        done = await actions.run(action, info.context.caller, _named(given), Spelling("global"))
        return True if action.result is None else done

    return resolve


def _stored(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _plain(value: Any) -> Any:
    """As a client wrote it, under our names: Strawberry has made members of its enums, and objects."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return _named(vars(value)) if hasattr(value, "__strawberry_definition__") else value


def _named(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name[:-1]: _plain(value) for name, value in given.items() if value is not UNSET}

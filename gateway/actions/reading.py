"""From what `@action` declares to what the doors serve. Whatever cannot be served stops the start."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from limits import parse_many
from tortoise.models import Model

from gateway.actions.spec import Actions, ActionSpec, Named, Record, RowOf, Shape, kebab
from gateway.catalog import NAME, Catalog, camel
from gateway.declare import Action
from gateway.package import DomainError
from gateway.values import Type

CALLER: Final = "caller"
_KINDS: Final[Mapping[Any, Type]] = {
    str: Type("text"),
    int: Type("int", low=-(2**31), high=2**31 - 1),
    float: Type("float"),
    bool: Type("bool"),
    datetime: Type("datetime"),
    date: Type("date"),
    UUID: Type("uuid"),
}
_MEMBER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z", re.ASCII)
# a variable for an argument of this name is read as a cursor, whatever the field
_CURSORS: Final = frozenset({"after", "before"})


def collect(*owners: object, catalog: Catalog) -> Actions:
    """The actions of objects with methods, of their classes (to be described, not run) or of modules. Raises DomainError
    for what cannot be served beside the catalog."""
    found = [spec for owner in owners for spec in _declared(owner, catalog)]
    _check_names(found, catalog)
    return Actions({spec.name: spec for spec in found}, {spec.path: spec for spec in found})


def _declared(owner: object, catalog: Catalog) -> Iterator[ActionSpec]:
    spaces = [owner] if isinstance(owner, type) or inspect.ismodule(owner) else [type(owner)]
    for name, function in vars(spaces[0]).items():
        declared = getattr(function, "__action__", None)
        # a module may have imported another's
        if isinstance(declared, Action) and (not inspect.ismodule(owner) or function.__module__ == owner.__name__):
            spec = _spec(name, declared, getattr(owner, name), catalog)
            for resource in (spec.answers_with, *(t.target for t in spec.types if t.kind == "identity")):
                if resource is not None and not catalog.resources[resource].served:
                    raise DomainError(f"the action {name} speaks of {resource}, which has no policy")
            yield spec


def _spec(name: str, declared: Action, function: Callable[..., Any], catalog: Catalog) -> ActionSpec:
    on = declared.on if isinstance(declared.on, str) else catalog.resources[declared.on.__name__].plural
    for spelled in (name, on):
        if not NAME.match(spelled) or not spelled.islower():
            raise DomainError(f"the action {name}: {spelled!r} is no snake_case name")
    if not inspect.iscoroutinefunction(function):
        raise DomainError(f"the action {name} is no async function")
    hints = get_type_hints(function, include_extras=True)
    if "return" not in hints:
        raise DomainError(f"the action {name} does not say what it returns")
    signature = inspect.signature(function)
    given = [parameter for parameter in signature.parameters.values() if parameter.name not in {"self", CALLER}]
    parameters = {p.name: _parameter(f"{name}({p.name})", p, hints) for p in given}
    if declared.scope == "read" and any(not isinstance(p.shape.of, Type) for p in parameters.values()):
        raise DomainError(f"the action {name} only reads, and takes a record: a query string has no form for one")
    return ActionSpec(
        name=name,
        on=on,
        roles=declared.roles,
        scope=declared.scope,
        parameters=parameters,
        result=_result(name, hints["return"]),
        description=inspect.cleandoc(function.__doc__ or ""),
        function=function,
        asks_caller=CALLER in signature.parameters,
        errors=declared.errors,
        limits=_limits(name, declared.limits),
    )


def _limits(name: str, said: str) -> tuple[tuple[int, int], ...]:
    try:
        items = parse_many(said) if said else []
    except ValueError as error:
        raise DomainError(f"the action {name} has limits that are not like 10/minute;100/day") from error
    return tuple((item.amount, item.get_expiry()) for item in items)


def _parameter(where: str, parameter: inspect.Parameter, hints: Mapping[str, Any]) -> Named:
    if parameter.name not in hints or parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}:
        raise DomainError(f"the action {where} has no type of its own")
    if not NAME.match(parameter.name) or parameter.name in _CURSORS:
        raise DomainError(f"the action {where} cannot be spelled in GraphQL, or is a cursor there")
    description, shape = _said(where, hints[parameter.name])
    if isinstance(shape.of, RowOf):
        raise _unsupported(where, hints[parameter.name])
    if parameter.default is parameter.empty:
        return Named(parameter.name, shape, description)
    _check_default(where, shape, parameter.default)
    return Named(parameter.name, shape, description, required=False, default=parameter.default)


def _check_default(where: str, shape: Shape, default: Any) -> None:
    shown = default is None or isinstance(default, str | int | float | list | tuple | Enum)
    if not shown or (default is None and not shape.null) or (default is not None and isinstance(shape.of, Record)):
        raise DomainError(f"the action {where} has a default that a schema cannot show")


def _result(name: str, annotation: Any) -> Shape | None:
    if annotation is NoneType:
        return None
    shape = _shape(name, annotation)
    if isinstance(shape.of, Type):
        raise DomainError(f"the action {name} returns no row, no dataclass, no list of either, and not None")
    return shape


def _shape(where: str, annotation: Any, inside: tuple[type, ...] = ()) -> Shape:
    """The shape of what is annotated so; `inside` are the records on the way to it."""
    if get_origin(annotation) in {Union, UnionType}:
        some = [one for one in get_args(annotation) if one is not NoneType]
        if len(some) == 1:
            return dataclasses.replace(_shape(where, some[0], inside), null=True)
        raise _unsupported(where, annotation)
    origin, given = get_origin(annotation), get_args(annotation)
    if origin is list or (origin is tuple and given[1:] == (...,)):
        inner = _shape(where, given[0], inside)
        if inner.many or inner.null:
            raise _unsupported(where, annotation)
        return dataclasses.replace(inner, many=origin)
    if origin is dict and given == (str, Any):
        return Shape(Type("json"))
    if origin is Literal and all(isinstance(one, str) for one in given):
        return Shape(_choice(where, _pascal(where), {one: one for one in given}))
    if inspect.isclass(annotation) and issubclass(annotation, Enum):
        members = {one.value if isinstance(one.value, str) else one.name: one.value for one in annotation}
        return Shape(_choice(where, annotation.__name__, members), enum=annotation)
    if inspect.isclass(annotation) and issubclass(annotation, Model):
        return Shape(RowOf(annotation.__name__))
    if inspect.isclass(annotation) and dataclasses.is_dataclass(annotation):
        return Shape(_record(annotation, inside))
    if annotation in _KINDS:
        return Shape(_KINDS[annotation])
    raise _unsupported(where, annotation)


def _unsupported(where: str, annotation: Any) -> DomainError:
    shown = getattr(annotation, "__name__", None) if inspect.isclass(annotation) else None
    return DomainError(f"the action {where}: {shown or annotation} cannot be served")


def _choice(where: str, name: str, members: Mapping[str, Any]) -> Type:
    for written in members:
        if not _MEMBER.match(written):
            raise DomainError(f"the action {where}: {written!r} is not a name that GraphQL can spell")
    return Type("enum", enum=name, members=tuple(members.items()))


def _record(cls: type, inside: tuple[type, ...]) -> Record:
    if cls in inside:
        raise DomainError(f"{cls.__name__} contains itself, so that no answer could hold it")
    if not cls.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        raise DomainError(f"{cls.__name__} is taken or returned by an action, and is not frozen")
    hints = get_type_hints(cls, include_extras=True)
    members = []
    for one in dataclasses.fields(cls):
        where = f"{cls.__name__}.{one.name}"
        description, shape = _said(where, hints[one.name], (*inside, cls))
        if isinstance(shape.of, RowOf):
            raise _unsupported(where, hints[one.name])
        required = one.default is dataclasses.MISSING
        if not required:
            _check_default(where, shape, one.default)
        members.append(Named(one.name, shape, description, required, None if required else one.default))
    # a dataclass without a docstring gets its signature for one
    said = inspect.cleandoc(cls.__doc__ or "")
    return Record(cls.__name__, cls, tuple(members), "" if said.startswith(f"{cls.__name__}(") else said)


def _said(where: str, annotation: Any, inside: tuple[type, ...] = ()) -> tuple[str, Shape]:
    """What is said beside a type: what it means, and the range of a whole number or of a text's length."""
    if get_origin(annotation) is not Annotated:
        return "", _shape(where, annotation, inside)
    annotation, *more = get_args(annotation)
    shape = _shape(where, annotation, inside)
    for said in more:
        if inspect.isclass(said) and issubclass(said, Model) and isinstance(shape.of, Type):
            shape = dataclasses.replace(shape, of=Type("identity", target=said.__name__, key=shape.of))
        if isinstance(said, range) and isinstance(shape.of, Type) and shape.of.kind in {"int", "text"}:
            shape = dataclasses.replace(shape, of=dataclasses.replace(shape.of, low=said.start, high=said.stop - 1))
    return next((said for said in more if isinstance(said, str)), ""), shape


def _pascal(where: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", where))


def _check_names(found: Iterable[ActionSpec], catalog: Catalog) -> None:
    """Two things of one name would be one thing on one of the doors."""
    names = {camel(name): name for resource in catalog.served for name in (resource.singular, resource.plural)}
    models = {resource.name for resource in catalog.served}
    seen: dict[str, tuple[bool, Record]] = {}
    for spec in found:
        other = names.setdefault(camel(spec.name), spec.name)
        if other != spec.name or spec.name in {*catalog.collections, "node", "nodes"}:
            raise DomainError(f"the action {spec.name} has the name of {other}")
        names[camel(spec.name)] = f"another action {spec.name}"
        # GraphQL has no type that is both taken and returned
        for one in (*((True, record) for record in spec.taken), *((False, record) for record in spec.returned)):
            name = one[1].name
            if name in models or seen.setdefault(name, one) != one:
                raise DomainError(f"the action {spec.name} speaks of a {name}, which is something else as well")
        if not spec.changes and possible_key(spec, catalog):
            raise DomainError(
                f"the action {spec.name} would hide the row of {spec.on} that has its name as key: give one another plural"
            )


def possible_key(spec: ActionSpec, catalog: Catalog) -> bool:
    """Whether the path of the action could be that of a row."""
    resource = catalog.collections.get(spec.on)
    if resource is None:
        return False
    try:
        (resource.key.type.key or resource.key.type).parse(kebab(spec.name))
    except ValueError:
        return False
    return True

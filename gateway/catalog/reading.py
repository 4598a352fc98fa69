"""Tortoise models and the policies beside them become a catalog. Nothing else reads `Model._meta`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any, Final, get_args, get_type_hints

from tortoise import Tortoise, fields
from tortoise.context import TortoiseContext
from tortoise.fields.base import CASCADE, SET_DEFAULT, SET_NULL
from tortoise.fields.relational import (
    BackwardFKRelation,
    BackwardOneToOneRelation,
    ForeignKeyFieldInstance,
    ManyToManyFieldInstance,
    RelationalField,
)
from tortoise.models import Model

from gateway import tables
from gateway.catalog import writing
from gateway.catalog.naming import camel, plural, snake
from gateway.catalog.resource import Calculation, Catalog, Column, Relation, Resource
from gateway.declare import Computation, Kept, Policy
from gateway.package import DomainError, app_label, defined, model_modules, modules
from gateway.values import Type

NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*\Z")
RESERVED: Final = frozenset({"id", "node_id", "database_id", "etag", "and", "or", "not"})


def load(domain: str) -> Catalog:
    """Import the package `domain` and read its models and policies; raises DomainError."""
    found = modules(domain)
    models = [model for module in found for model in defined(module, Model) if not model._meta.abstract]
    policies = {policy.model: policy for module in found for policy in defined(module, Policy)}
    if any(model.__module__ in tables.MODULES for model in policies):
        models += [model for model in tables.MODELS if not _kept_secret(model, model._meta.pk_attr)]
    _relate(domain, models)
    resources: dict[str, Resource] = {}
    for model in models:
        if model.__name__ in resources:
            raise DomainError(f"{model.__name__} is a model of the domain and of the gateway: one needs another name")
        resources[model.__name__] = _resource(model, policies.get(model))
    queries = tuple(q for module in found for q in defined(module, object) if _written_by_hand(q))
    return _checked(Catalog(domain, resources, queries))


def _written_by_hand(cls: type) -> bool:
    return cls.__name__ == "Query" and hasattr(cls, "__strawberry_definition__")


def _relate(domain: str, models: list[type[Model]]) -> None:
    if not models:
        raise DomainError(f"the domain package {domain!r} defines no models")
    with TortoiseContext():
        Tortoise.init_models(tables.MODULES, tables.APP, _init_relations=False)
        Tortoise.init_models(model_modules(domain), app_label(domain))


def _resource(model: type[Model], policy: type[Policy] | None) -> Resource:
    meta = model._meta
    deprecated = policy.deprecated if policy else {}
    columns = {column.name: column for column in _columns(model, deprecated)}
    if "id" not in columns:
        raise DomainError(
            f"{model.__name__} has a relation as its key: give it a key of its own, and the relation a name"
        )
    singular = snake(model.__name__)
    relations = {relation.name: relation for relation in _relations(model, deprecated)}
    return Resource(
        name=model.__name__,
        singular=singular,
        plural=(policy.plural if policy else None) or plural(singular),
        table=meta.db_table,
        key=columns["id"],
        key_attribute=meta.pk_attr,
        columns=columns,
        relations=relations,
        calculations={calculation.name: calculation for calculation in _calculations(model, deprecated)},
        rules=writing.rules(policy.read if policy else ()),
        served=policy is not None,
        description=inspect.cleandoc(model.__doc__ or ""),
        written=writing.written(model, policy, columns, relations),
        **_caching(model, policy),
    )


def _columns(model: type[Model], deprecated: Mapping[str, str]) -> Iterator[Column]:
    meta = model._meta
    references = {_key_name(meta.fields_map[name]): meta.fields_map[name] for name in meta.fk_fields | meta.o2o_fields}
    for name, described in meta.fields_map.items():
        if isinstance(described, RelationalField) or _kept_secret(model, name):
            continue
        key, reference = described is meta.pk, references.get(name)
        target = reference.related_model.__name__ if isinstance(reference, RelationalField) else None
        kind = _type(model, name, described)
        if kind is not None:
            yield Column(
                name="id" if key else name,
                column=described.source_field or name,
                type=Type("identity", target=target or model.__name__, key=kind) if key or target else kind,
                null=described.null,
                indexed=key or described.index or described.unique or name in _led(model),
                description=(reference or described).description or "",
                deprecated=deprecated.get(name),
                references=target,
                writing=writing.of(described, key=key),
            )


def _kept_secret(model: type[Model], name: str) -> bool:
    return model.__module__ in tables.MODULES and name in tables.SECRET


def _key_name(described: Any) -> str:
    return str(described.source_field)


def _led(model: type[Model]) -> set[str]:
    """The columns that lead a composite index, which serves them as well as one of their own."""
    groups: list[Any] = [
        *model._meta.unique_together,
        *(getattr(index, "fields", index) for index in model._meta.indexes),
    ]
    return {group[0] for group in groups if group}


def _type(model: type[Model], name: str, described: Any) -> Type | None:
    """The value type of a field; None for what has no JSON form (binary columns), which is not served."""
    enum = getattr(described, "enum_type", None)
    if enum is not None:
        return _enum(model, name, enum)
    match described:
        case fields.BooleanField():
            return Type("bool")
        case fields.BigIntField():
            return Type("bigint", low=-(2**63), high=2**63 - 1)
        case fields.SmallIntField():
            return Type("int", low=-(2**15), high=2**15 - 1)
        case fields.IntField():
            return Type("int", low=-(2**31), high=2**31 - 1)
        case fields.FloatField():
            return Type("float")
        case fields.DecimalField():
            return Type("decimal", digits=described.max_digits, scale=described.decimal_places)
        case fields.DatetimeField():
            return Type("datetime")
        case fields.DateField():
            return Type("date")
        case fields.TimeField():
            return Type("time")
        case fields.UUIDField():
            return Type("uuid")
        case fields.JSONField():
            return Type("json")
        case fields.CharField() | fields.TextField():
            return Type("text")
        case fields.BinaryField():
            return None
    raise DomainError(f"{model.__name__}.{name} is a {type(described).__name__}, which cannot be served")


def _enum(model: type[Model], name: str, enum: type[Enum]) -> Type:
    members = tuple((str(m.value) if isinstance(m.value, str) else m.name, m.value) for m in enum)
    for written, _ in members:
        if not re.match(r"[A-Za-z][A-Za-z0-9_]*\Z", written):
            raise DomainError(
                f"{model.__name__}.{name}: the enum value {written!r} is not a name that GraphQL can spell"
            )
    return Type("enum", enum=enum.__name__, members=members)


def _relations(model: type[Model], deprecated: Mapping[str, str]) -> Iterator[Relation]:
    meta = model._meta
    for name, described in meta.fields_map.items():
        if not isinstance(described, RelationalField):
            continue
        target = described.related_model
        if _kept_secret(target, target._meta.pk_attr):
            continue
        local, remote, through, many, via = _ends(model, described)
        yield Relation(
            name=name,
            target=target.__name__,
            many=many,
            local=local,
            remote=remote,
            through=through,
            via=via,
            description=_relation_words(target, many=many) if _backward(described) else described.description or "",
            deprecated=deprecated.get(name),
            back=described.relation_field if isinstance(described, BackwardFKRelation) else None,
            cascades=writing.when_deleted(described) == CASCADE,
            loosens=writing.when_deleted(described) in {SET_NULL, SET_DEFAULT},
        )


def _backward(described: Any) -> bool:
    """Whether the relation was declared on the other model, with a description that speaks of its other end."""
    return isinstance(described, BackwardFKRelation) or getattr(described, "_generated", False)


def _caching(model: type[Model], policy: type[Policy] | None) -> dict[str, Any]:
    if model.__module__ in tables.MODULES:
        # they are written by all that knows who asks, and nobody is told
        return {"kept": "none"}
    if policy is None:
        return {}
    if policy.cache not in get_args(Kept):
        raise DomainError(f"{policy.__name__}.cache is one of {', '.join(get_args(Kept))}, not {policy.cache!r}")
    if not policy.ttl > 0:
        raise DomainError(f"{policy.__name__}.ttl is a number of seconds above 0, not {policy.ttl!r}")
    return {"kept": policy.cache, "ttl": float(policy.ttl)}


def _relation_words(target: type[Model], *, many: bool) -> str:
    words = snake(target.__name__).replace("_", " ")
    return f"Its {plural(words) if many else words}."


def _ends(model: type[Model], described: Any) -> tuple[str, str, tuple[str, str, str] | None, bool, str | None]:
    key = model._meta.db_pk_column
    match described:
        case ForeignKeyFieldInstance():
            name = str(described.source_field)
            column = model._meta.fields_map[name]
            remote = described.to_field_instance
            return column.source_field or name, _db_column(remote), None, False, name
        case BackwardFKRelation():
            return (
                _db_column(described.to_field_instance),
                described.relation_source_field or described.relation_field,
                None,
                not isinstance(described, BackwardOneToOneRelation),
                None,
            )
        case ManyToManyFieldInstance():
            through = (described.through, described.backward_key, described.forward_key)
            return key, described.related_model._meta.db_pk_column, through, True, None
    raise DomainError(f"{model.__name__}: a relation of type {type(described).__name__} cannot be served")


def _db_column(described: Any) -> str:
    return str(described.source_field or described.model_field_name)


def _calculations(model: type[Model], deprecated: Mapping[str, str]) -> Iterator[Calculation]:
    for name, function in vars(model).items():
        computation = getattr(function, "__computation__", None)
        if isinstance(computation, Computation):
            yield Calculation(
                name=name,
                function=function,
                needs=computation.needs,
                annotation=get_type_hints(function).get("return", str),
                description=inspect.cleandoc(function.__doc__ or ""),
                deprecated=deprecated.get(name),
            )


def _checked(catalog: Catalog) -> Catalog:
    collections: dict[str, Resource] = {}
    for resource in catalog.served:
        if resource.plural in collections:
            raise DomainError(
                f"{resource.name} and {collections[resource.plural].name} are both called {resource.plural!r}"
            )
        collections[resource.plural] = resource
        _check_names(resource)
    return replace(catalog, collections=collections)


def _check_names(resource: Resource) -> None:
    spelled: dict[str, str] = {}
    for name in resource.names:
        if not NAME.match(name) or (name in RESERVED and name != "id"):
            raise DomainError(
                f"{resource.name}.{name} cannot be served under this name: it is reserved or cannot be spelled"
            )
        other = spelled.setdefault(camel(name), name)
        if other != name:
            raise DomainError(f"{resource.name}.{name} and {resource.name}.{other} have the same name in GraphQL")

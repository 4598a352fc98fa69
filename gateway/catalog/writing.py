"""How rows are written, as models and policies say it; raises DomainError for a policy that cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tortoise.fields.base import OnDelete
from tortoise.fields.relational import BackwardFKRelation
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model
from tortoise.validators import MaxLengthValidator

from gateway.catalog.resource import Column, Relation, Resource, Writing, Written
from gateway.declare import Everything, Except, Policy, Rule, Rules
from gateway.package import DomainError

# what a column of type TEXT takes from a client; more than that belongs into a file
TEXT_LENGTH: Final = 65_536
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def rules(said: Rules) -> tuple[Rule, ...]:
    return (said,) if isinstance(said, Rule) else tuple(said)


def of(described: Any, *, key: bool) -> Writing:
    """How a field of a model gets its value."""
    if described.generated:
        return Writing(filled="by database")
    if getattr(described, "auto_now", False):
        return Writing(filled="at change")
    if getattr(described, "auto_now_add", False):
        return Writing(filled="at creation")
    default = described.default
    lengths = [v.max_length for v in described.validators if isinstance(v, MaxLengthValidator)]
    return Writing(
        required=default is None and (key or not (described.null or described.has_db_default())),
        default=default,
        database_default=bool(described.has_db_default()),
        length=min(lengths, default=TEXT_LENGTH),
        validators=tuple(v for v in described.validators if not isinstance(v, MaxLengthValidator)),
    )


def when_deleted(described: Any) -> OnDelete | None:
    """What becomes of the rows that a relation is a list of when the row that they point to is deleted."""
    if not isinstance(described, BackwardFKRelation):
        return None
    forward = described.related_model._meta.fields_map[described.relation_field.removesuffix("_id")]
    found: OnDelete | None = getattr(forward, "on_delete", None)
    return found


def written(
    model: type[Model],
    policy: type[Policy] | None,
    columns: Mapping[str, Column],
    relations: Mapping[str, Relation],
) -> Written:
    if policy is None:
        return Written()
    found = Written(
        create=rules(policy.create),
        update=rules(policy.update),
        delete=rules(policy.delete),
        link={name: rules(said) for name, said in policy.link.items()},
        match_required=policy.match_required,
        uniques=tuple(dict.fromkeys(_uniques(model, relations))),
        checks={one.name: _speaks_of(one.check, columns) for one in _constraints(model, CheckConstraint)},
    )
    _check(policy.__name__, found, columns, relations)
    return found


def accepted(resource: Resource, rule: Rule) -> frozenset[str]:
    """What a client may say when it writes under a rule: columns, lists of rows that are made with it, links."""
    named = rule.fields if isinstance(rule.fields, frozenset) else frozenset()
    columns = {
        column.name
        for column in resource.columns.values()
        if column.writing.filled != "by database"
        and (resource.gives(rule, column.name) if column.name != "id" else _takes_key(resource, named))
        and (column.writing.filled == "by client" or column.name in named)
    }
    below = {name for name in named if name in resource.relations and resource.relations[name].back}
    links = {name for name in resource.written.link if resource.gives(rule, name)}
    return frozenset(columns | below | links) - {name.partition("__")[0] for name, _ in presets(resource, rule)}


def presets(resource: Resource, rule: Rule) -> Iterator[tuple[str, Any]]:
    """What a rule fills in, by column, or by the foreign key's column and what the row behind it has."""
    for path, value in rule.preset:
        head, separator, rest = path.partition("__")
        relation = resource.relations.get(head)
        yield (f"{relation.via}{separator}{rest}" if relation else path), value


def _takes_key(resource: Resource, named: frozenset[str]) -> bool:
    """A key that nobody else makes is said by the client; one that has a default where the rule names it."""
    return resource.key.writing.required or bool(named & {"id", resource.key_attribute})


def _uniques(model: type[Model], relations: Mapping[str, Relation]) -> Iterator[tuple[str, ...]]:
    meta = model._meta
    groups: list[Iterable[str]] = [
        (name,) for name, described in meta.fields_map.items() if getattr(described, "unique", False)
    ]
    groups += [group for group in meta.unique_together if group]
    groups += [one.fields for one in _constraints(model, UniqueConstraint) if one.condition is None]
    for group in groups:
        named = tuple(_column(model, name, relations) for name in group)
        # Tortoise says of a many-to-many relation, too, that it is unique
        if not any(name in relations for name in named):
            yield named


def _column(model: type[Model], name: str, relations: Mapping[str, Relation]) -> str:
    relation = relations.get(name)
    if relation is not None and relation.via:
        return relation.via
    return "id" if name in {"pk", model._meta.pk_attr} else name


def _constraints(model: type[Model], kind: type[Any]) -> Iterator[Any]:
    meta = getattr(model, "Meta", None)
    yield from (one for one in getattr(meta, "constraints", ()) if isinstance(one, kind))


def _speaks_of(check: str, columns: Mapping[str, Column]) -> tuple[str, ...]:
    words = set(_WORD.findall(check))
    return tuple(column.name for column in columns.values() if column.column in words)


def _check(policy: str, found: Written, columns: Mapping[str, Column], relations: Mapping[str, Relation]) -> None:
    attributes = {*columns, *relations}
    for verb in ("create", "update"):
        for rule in getattr(found, verb):
            if rule.fields is None:
                raise DomainError(f"{policy}.{verb} does not say which fields may be written: say ALL if that is meant")
            _check_rule(f"{policy}.{verb}", rule, attributes, relations)
    for rule in found.update:
        if rule.check is None and not isinstance(rule.when, Everything):
            raise DomainError(
                f"{policy}.update: say what a row must be afterwards, or check=ALL if that does not matter"
            )
    for name in found.link:
        if name not in relations or relations[name].through is None:
            raise DomainError(f"{policy}.link speaks of {name!r}, which is no many-to-many relation")


def _check_rule(where: str, rule: Rule, attributes: set[str], relations: Mapping[str, Relation]) -> None:
    fields = rule.fields.names if isinstance(rule.fields, Except) else rule.fields or frozenset()
    for name in (*fields, *(path.partition("__")[0] for path, _ in rule.preset)):
        if name not in attributes:
            raise DomainError(f"{where} speaks of {name!r}, which is no field")
    for name in fields & relations.keys() if isinstance(rule.fields, frozenset) else ():
        relation = relations[name]
        if relation.many and relation.back is None and relation.through is None:
            raise DomainError(f"{where} speaks of {name!r}, through which nothing can be written")
    for path, _ in rule.preset:
        head, _, rest = path.partition("__")
        if rest and (head not in relations or relations[head].via is None or "__" in rest):
            raise DomainError(f"{where} presets {path!r}, which is no column and no column of a row that it points to")

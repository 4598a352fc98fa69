"""The rules of a policy that let a caller write, as conditions over a row: as it was, and as it will be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from gateway.catalog import Catalog, Column, Resource, accepted, presets
from gateway.declare import ALL, Rule, Symbol
from gateway.plan.nodes import ALWAYS, Claim, Clock, Condition, Fixed, Never, Operand
from gateway.policy import Policies, Standing
from gateway.rules import condition, conjunction
from gateway.writing.asked import Verb

_KEPT: Final = 2048


@dataclass(frozen=True, slots=True)
class Preset:
    """What is filled into a column for the caller: a value, or the key of the row of another resource that has this value
    in its column `over`."""

    column: str
    operand: Operand
    over: str | None = None


@dataclass(frozen=True, slots=True)
class Right:
    """One rule, for a standing: `rows` as they were, `after` as they will be; the fields that a client may say."""

    rows: Condition
    after: Condition
    fields: frozenset[str]
    presets: tuple[Preset, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkRight:
    """What may be linked: these rows, to those of the other end."""

    rows: Condition
    target: Condition


class Rights:
    def __init__(self, policies: Policies) -> None:
        self.policies, self.catalog = policies, policies.catalog
        kept = lru_cache(maxsize=_KEPT)
        self.of = kept(self._of)
        self.links = kept(self._links)
        # a rule that cannot be meant stops the start
        everybody = Standing(policies.roles, frozenset(policies.claims))
        for resource in self.catalog.served:
            for verb in ("create", "update", "delete"):
                self.of(resource.name, verb, everybody)
            for name in resource.written.link:
                self.links(resource.name, name, everybody)

    def _of(self, name: str, verb: Verb, standing: Standing) -> tuple[Right, ...]:
        resource, standing = self.catalog.resources[name], standing.on(name)
        return tuple(self._rights(resource, verb, getattr(resource.written, verb), standing))

    def _rights(self, resource: Resource, verb: Verb, rules: tuple[Rule, ...], standing: Standing) -> Iterator[Right]:
        for rule in rules:
            filled = tuple(_presets(resource, rule, self.catalog))
            lacking = {p.operand.name for p in filled if isinstance(p.operand, Claim)} - standing.claims
            if lacking or not _applies(rule, standing):
                continue
            rows = condition(rule.when, resource, standing.claims, self.catalog)
            after = condition(ALL if rule.check is None else rule.check, resource, standing.claims, self.catalog)
            if verb == "create":
                rows, after = ALWAYS, conjunction([rows, after])
            if not isinstance(rows, Never) and not isinstance(after, Never):
                yield Right(rows, after, _fields(resource, rule, verb), filled)

    def _links(self, name: str, relation: str, standing: Standing) -> tuple[LinkRight, ...]:
        resource, standing = self.catalog.resources[name], standing.on(name)
        target = self.catalog.target(resource.relations[relation])
        found = [
            LinkRight(
                condition(rule.when, resource, standing.claims, self.catalog),
                condition(rule.target, target, standing.claims, self.catalog),
            )
            for rule in resource.written.link[relation]
            if _applies(rule, standing)
        ]
        return tuple(one for one in found if not isinstance(one.rows, Never) and not isinstance(one.target, Never))


def _applies(rule: Rule, standing: Standing) -> bool:
    return not rule.roles or bool(rule.roles & standing.roles)


def _fields(resource: Resource, rule: Rule, verb: Verb) -> frozenset[str]:
    fields = accepted(resource, rule) if verb != "delete" else frozenset()
    if verb == "create":
        return fields
    return frozenset(n for n in fields if n != "id" and not (n in resource.relations and resource.relations[n].back))


def _presets(resource: Resource, rule: Rule, catalog: Catalog) -> Iterator[Preset]:
    for path, value in presets(resource, rule):
        name, _, over = path.partition("__")
        column = resource.columns[name]
        if over:
            compared = catalog.resources[column.references or ""].columns[over]
            yield Preset(name, _operand(compared, value), over)
        else:
            yield Preset(name, _operand(column, value))


def _operand(column: Column, value: Any) -> Operand:
    type_ = column.type.key or column.type
    if not isinstance(value, Symbol):
        return Fixed(value, type_)
    return Clock(value.name) if value.source == "clock" else Claim(value.name, type_)

"""A rule's Tortoise `Q` as a condition over a row.

In negation normal form: negation stands only before what cannot be split, so that a comparison with a claim that the
caller lacks is false whether it was negated or not. Nothing here waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tortoise.expressions import Q

from gateway.catalog import Catalog, Column, Relation, Resource
from gateway.declare import Everything, Rule, Symbol
from gateway.package import DomainError
from gateway.plan.nodes import (
    ALWAYS,
    NEVER,
    Always,
    And,
    Claim,
    Clock,
    Compare,
    Condition,
    Fixed,
    Never,
    Not,
    Operand,
    Or,
    Related,
)

LOOKUPS: Final[Mapping[str, str]] = {
    "exact": "eq",
    "not": "neq",
    "in": "in",
    "not_in": "nin",
    "lt": "lt",
    "lte": "lte",
    "gt": "gt",
    "gte": "gte",
    "isnull": "is_null",
}


def condition(when: Q | Everything, resource: Resource, claims: frozenset[str], catalog: Catalog) -> Condition:
    """The rows that a rule speaks of, for callers who have these claims; raises DomainError for what it cannot mean."""
    return (
        ALWAYS if isinstance(when, Everything) else _Compiler(claims, catalog).condition(when, resource, negated=False)
    )


def symbols(rule: Rule) -> Iterator[Symbol]:
    """Everything in a rule that is known only when somebody asks."""
    for said in (rule.when, rule.check, rule.target):
        yield from _symbols(said)
    yield from (value for _, value in rule.preset if isinstance(value, Symbol))


def _symbols(said: Q | Everything | None) -> Iterator[Symbol]:
    if isinstance(said, Q):
        for value in said.filters.values():
            if isinstance(value, Symbol):
                yield value
        for child in said.children:
            yield from _symbols(child)


class _Compiler:
    def __init__(self, claims: frozenset[str], catalog: Catalog) -> None:
        self.claims, self.catalog = claims, catalog

    def condition(self, q: Q, resource: Resource, *, negated: bool) -> Condition:
        if not q.filters and not q.children:
            raise DomainError(
                f"the policy of {resource.name} has an empty Q(), which means every row; say ALL if that is meant"
            )
        negated ^= q._is_negated  # noqa: SLF001  (Tortoise gives no other way to see it)
        if q.join_type == Q.AND:
            leaves, others = _conjuncts(q)
            items = [*self.leaves(leaves, resource, negated=negated)]
            items += [self.condition(other, resource, negated=negated) for other in others]
        else:
            items = [i for pair in q.filters.items() for i in self.leaves([pair], resource, negated=negated)]
            items += [self.condition(child, resource, negated=negated) for child in q.children]
        return conjunction(items) if (q.join_type == Q.AND) != negated else disjunction(items)

    def leaves(self, leaves: list[tuple[str, Any]], resource: Resource, *, negated: bool) -> Iterator[Condition]:
        """Comparisons that stand together; those over one relation speak of one and the same row."""
        over: dict[str, list[tuple[str, Any]]] = {}
        for path, value in leaves:
            head, _, rest = path.partition("__")
            if head in resource.relations and rest not in {"", "isnull"}:
                over.setdefault(head, []).append((rest, value))
            else:
                yield self.comparison(resource, path, value, negated=negated)
        for name, inner in over.items():
            yield self.related(resource.relations[name], inner, negated=negated)

    def related(self, relation: Relation, inner: list[tuple[str, Any]], *, negated: bool) -> Condition:
        item = conjunction(self.leaves(inner, self.catalog.target(relation), negated=False))
        if isinstance(item, Never):
            return NEVER
        related = Related(relation.name, "some", item, ALWAYS)
        return Not(related) if negated else related

    def comparison(self, resource: Resource, path: str, value: Any, *, negated: bool) -> Condition:
        name, _, lookup = path.partition("__")
        column, operator = self.column(resource, name), LOOKUPS.get(lookup or "exact")
        if column is None or operator is None:
            message = (
                f"the policy of {resource.name} compares {path!r}, which is no column with one of {', '.join(LOOKUPS)}"
            )
            raise DomainError(message)
        if isinstance(value, Symbol) and value.source == "claim" and value.name not in self.claims:
            return NEVER
        compare = self.compare(column, operator, value)
        return Not(compare) if negated else compare

    def column(self, resource: Resource, name: str) -> Column | None:
        if name in {"pk", resource.key_attribute}:
            return resource.key
        relation = resource.relations.get(name)
        return resource.columns.get(relation.via or "" if relation else name)

    def compare(self, column: Column, operator: str, value: Any) -> Compare:
        if operator == "is_null" or value is None:
            wanted = value if operator == "is_null" else operator == "eq"
            return Compare(column.name, "is_null" if wanted else "is_not_null")
        return Compare(column.name, operator, _operand(column, operator, value))


def _conjuncts(q: Q) -> tuple[list[tuple[str, Any]], list[Q]]:
    """The comparisons that AND puts side by side, however deeply it was nested, and what is not one."""
    leaves, others = list(q.filters.items()), []
    for child in q.children:
        if child.join_type == Q.AND and not child._is_negated and (child.filters or child.children):  # noqa: SLF001
            inner, rest = _conjuncts(child)
            leaves += inner
            others += rest
        else:
            others.append(child)
    return leaves, others


def _operand(column: Column, operator: str, value: Any) -> Operand:
    type_ = column.type.key or column.type
    if not isinstance(value, Symbol):
        return Fixed(tuple(value), type_, "many") if operator in {"in", "nin"} else Fixed(value, type_)
    if value.source == "clock":
        return Clock(value.name)
    return Claim(value.name, type_, "many" if operator in {"in", "nin"} else "one")


def conjunction(items: Iterable[Condition]) -> Condition:
    kept = tuple(dict.fromkeys(item for item in items if not isinstance(item, Always)))
    if any(isinstance(item, Never) for item in kept):
        return NEVER
    return kept[0] if len(kept) == 1 else And(kept) if kept else ALWAYS


def disjunction(items: Iterable[Condition]) -> Condition:
    kept = tuple(dict.fromkeys(_together(item for item in items if not isinstance(item, Never))))
    if any(isinstance(item, Always) for item in kept):
        return ALWAYS
    return kept[0] if len(kept) == 1 else Or(kept) if kept else NEVER


def _together(items: Iterable[Condition]) -> Iterator[Condition]:
    """Some related row is this, or some is that: some is this or that, which is one look at the relation."""
    over: dict[str, list[Condition]] = {}
    for item in items:
        if isinstance(item, Related) and item.quantifier == "some" and isinstance(item.guard, Always):
            over.setdefault(item.relation, []).append(item.item)
        else:
            yield item
    for relation, inner in over.items():
        yield Related(relation, "some", disjunction(inner), ALWAYS)

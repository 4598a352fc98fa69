"""Conditions and sort fields as terms over a row of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import assert_never

from pypika_tortoise.queries import QueryBuilder, Table
from pypika_tortoise.terms import Term

from gateway.catalog import Catalog, Column, Relation, Resource
from gateway.plan import dependencies
from gateway.plan.dependencies import Dependency
from gateway.plan.nodes import (
    Always,
    And,
    Compare,
    Condition,
    Never,
    Not,
    Operand,
    Or,
    OrderBy,
    Related,
    Step,
)
from gateway.sql.dialect import Dialect
from gateway.sql.terms import Exists, Keyword, Operator, Scalar, Suffix, When
from gateway.values import Type

ORDERINGS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}

TRUE, FALSE = Operator("=", Keyword("1"), Keyword("1")), Operator("=", Keyword("1"), Keyword("0"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a resource as a statement sees it: its columns by their names in the database, and, in a list, its
    cursor. Of some columns it is `known` what they equal."""

    resource: Resource
    column: Callable[[str], Term]
    cursor: Callable[[], Term] | None = None
    known: dict[str, Operand] = field(default_factory=dict)

    def learn(self, column: str, operand: Operand) -> None:
        """The row is here only if the column equals this."""
        if any(one.column == column for one in self.resource.telling):
            self.known.setdefault(column, operand)


class Conditions:
    """Terms over rows. One instance makes one statement: it hands out the names of its tables, and knows which they are and
    what is known of the rows that it takes from each."""

    def __init__(self, catalog: Catalog, dialect: Dialect) -> None:
        self.catalog, self.dialect = catalog, dialect
        self._used: list[tuple[str, dict[str, Operand]]] = []
        self._aliases = count()

    @property
    def tables(self) -> set[str]:
        return {table for table, _ in self._used}

    @property
    def reads(self) -> tuple[Dependency, ...]:
        return dependencies.reads(self._used)

    def table(self, resource: Resource) -> tuple[Table, Row]:
        table = Table(resource.table, alias=self.alias("t"))
        row = Row(resource, table.field)
        self._used.append((resource.table, row.known))
        return table, row

    def alias(self, letter: str) -> str:
        return f"{letter}{next(self._aliases)}"

    def of(self, condition: Condition, row: Row) -> Term:
        match condition:
            case Always():
                return TRUE
            case Never():
                return FALSE
            case And(items):
                return Operator("AND", *(self.of(item, row) for item in items))
            case Or(items):
                return Operator("OR", *(self.of(item, row) for item in items))
            case Not(item):
                return Suffix(self.of(item, row), " IS NOT TRUE")
            case Compare():
                return self.comparison(condition, row)
            case Related():
                return self.related(condition, row)
            case _:
                assert_never(condition)

    def comparison(self, compare: Compare, row: Row) -> Term:
        column = row.resource.columns[compare.field]
        term = self.value(column, compare.guard, row)
        type_ = column.type.key or column.type
        comparable = self.dialect.comparable(term, type_)
        null = column.null or compare.guard is not None
        match compare.operator, compare.operand:
            case "is_null", None:
                return Suffix(term, " IS NULL")
            case "is_not_null", None:
                return Suffix(term, " IS NOT NULL")
            case operator, operand if operand is not None:
                return self.operation(operator, comparable, operand, type_, null=null)
            case _:
                raise AssertionError(f"{compare.operator} needs an operand")

    def operation(self, operator: str, term: Term, operand: Operand, type_: Type, *, null: bool) -> Term:
        dialect = self.dialect
        match operator:
            case "eq":
                return Operator("=", term, dialect.parameter(operand, type_))
            case "neq":
                differs = Operator("<>", term, dialect.parameter(operand, type_))
                return Operator("OR", differs, Suffix(term, " IS NULL")) if null else differs
            case "in":
                return dialect.among(term, operand, type_)
            case "nin":
                return Suffix(dialect.among(term, operand, type_), " IS NOT TRUE")
            case "like" | "ilike" | "starts_with" | "contains":
                return dialect.matches(operator, term, operand, type_)
            case _:
                return Operator(ORDERINGS[operator], term, dialect.parameter(operand, type_))

    def value(self, column: Column, guard: Condition | None, row: Row) -> Term:
        """A column; a foreign key whose row must satisfy a guard is the key of that row, or null."""
        if guard is None or column.references is None:
            return row.column(column.column)
        target = self.catalog.resources[column.references]
        table, there = self.table(target)
        query = self.dialect.query.from_(table).select(there.column(target.key.column))
        same = Operator("=", there.column(target.key.column), row.column(column.column))
        return Scalar(query.where(same).where(self.of(guard, there)))

    def related(self, related: Related, row: Row) -> Term:
        query, there = self.over(row.resource.relations[related.relation], row)
        query = self.where(query, related.guard, there)
        if related.quantifier == "every":
            return Exists(query.where(self.of(Not(related.item), there)), negated=True)
        return Exists(self.where(query, related.item, there), negated=related.quantifier == "none")

    def over(self, relation: Relation, row: Row) -> tuple[QueryBuilder, Row]:
        """The rows that a relation leads to, as a query without a projection worth having."""
        table, there = self.table(self.catalog.target(relation))
        query, same = self.relate(relation, row, table, there)
        return query.select(Keyword("1")).where(same), there

    def relate(self, relation: Relation, row: Row, table: Table, there: Row) -> tuple[QueryBuilder, Term]:
        """A query over the related table, and what ties its rows to `row`."""
        here, known = row.column(relation.local), row.known.get(relation.local)
        if relation.through is None:
            if known is not None:
                there.learn(relation.remote, known)
            return self.dialect.query.from_(table), Operator("=", there.column(relation.remote), here)
        name, near, far = relation.through
        link = Table(name, alias=self.alias("l"))
        self._used.append((name, {} if known is None else {near: known}))
        linked = Operator("=", link.field(far), there.column(relation.remote))
        query = self.dialect.query.from_(table).join(link).on(linked)
        return query, Operator("=", link.field(near), here)

    def where(self, query: QueryBuilder, condition: Condition, row: Row) -> QueryBuilder:
        """The query, narrowed; a condition that always holds is not written."""
        self._learn(condition, row)
        return query if isinstance(condition, Always) else query.where(self.of(condition, row))

    def _learn(self, condition: Condition, row: Row) -> None:
        match condition:
            case And(items):
                for item in items:
                    self._learn(item, row)
            case Compare(name, "eq", operand, None) if operand is not None:
                row.learn(row.resource.columns[name].column, operand)

    def sort_value(self, by: OrderBy, row: Row, path: tuple[Step, ...] | None = None) -> Term:
        """A sort field as it is compared, null where it may not be read or there is no row to read it from."""
        path = by.path if path is None else path
        if not path:
            column = row.resource.columns[by.field]
            term = self.dialect.comparable(self.value(column, by.guard, row), column.type.key or column.type)
            return self.readable(by.when, row, term)
        step, *rest = path
        relation = row.resource.relations[step.relation]
        table, there = self.table(self.catalog.target(relation))
        query, same = self.relate(relation, row, table, there)
        value = self.sort_value(by, there, tuple(rest))
        found = self.where(query.select(value).where(same), step.guard, there)
        return self.readable(step.when, row, Scalar(found))

    def readable(self, when: Condition, row: Row, term: Term, otherwise: Term | None = None) -> Term:
        return term if isinstance(when, Always) else When(self.of(when, row), term, otherwise)

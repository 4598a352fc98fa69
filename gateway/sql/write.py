"""The statements of a write, each made once for a shape: what is written, and for whom.

Values are bound by their place: those of the columns first, then the keys. Whether a caller may is asked of the rows
themselves, before they change and after: a condition of a policy is a column of what is selected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pypika_tortoise.queries import QueryBuilder, Table
from pypika_tortoise.terms import Star, Term

from gateway.catalog import Catalog, Resource
from gateway.plan.nodes import Clock, Condition, Etag, One, Ready, Value
from gateway.sql.dialect import Dialect
from gateway.sql.read import Reader
from gateway.sql.statement import Statement, finished
from gateway.sql.terms import Exists, Keyword, Literal, Operator, Scalar, Suffix, bind, number
from gateway.sql.where import Conditions, Row
from gateway.tables import UntoldChange
from gateway.values import Type

_KEPT: Final = 2048
# what the new row is called in the statement that makes it; a domain's own table of this name would not be seen there
_MADE: Final = "gateway_made_row"
_NOTED = "gateway_noted_row"


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of a resource that are about to change: those whose keys are given, or, with a `where`, so many of those that
    satisfy it. `guard` is what makes them exist for the caller, `flags` what is asked of each."""

    resource: str
    guard: Condition
    etag: Etag
    flags: tuple[Condition, ...] = ()
    where: Condition | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Making:
    """A new row and what is answered about it. Its `columns` have values, behind all that the answer speaks of, or are
    `found`: the key of the row that a foreign key leads to, which is the one that satisfies a condition. It is made where
    what it refers to exists for the caller: `references`, whose values come last, once more. `told`: the text of all its
    columns is wanted as well. `noted`: so that caches can be told, and the number of the note is wanted."""

    one: One
    columns: tuple[str, ...]
    found: Mapping[str, Condition]
    references: Mapping[str, Condition]
    told: bool
    noted: bool


class WriteStatements:
    def __init__(self, catalog: Catalog, dialect: Dialect) -> None:
        self.catalog, self.dialect = catalog, dialect
        kept = lru_cache(maxsize=_KEPT)
        self.insert = kept(self._insert)
        self.update = kept(self._update)
        self.delete = kept(self._delete)
        self.select = kept(self._select)
        self.holds = kept(self._holds)
        self.existing = kept(self._existing)
        self.same = kept(self._same)

    def _insert(self, name: str, columns: tuple[str, ...], count: int) -> Statement:
        """Rows with these columns, their keys returned in the order of the rows. Where the dialect takes arrays, the value
        of each column is a list when there is more than one row; else the values follow each other, row by row."""
        resource = self.catalog.resources[name]
        query = self.dialect.query.into(Table(resource.table))
        query = query.columns(*(resource.columns[c].column for c in columns))
        types = [_type(resource, column) for column in columns]
        if count > 1 and self.dialect.arrays:
            query = query.select(*(self.dialect.unnested(Ready(i, t, "many"), t) for i, t in enumerate(types)))
        else:
            for start in range(0, count * len(types), len(types)):
                query = query.insert(*(bind(Ready(start + i, t)) for i, t in enumerate(types)))
        returning = query.returning(resource.key.column)  # type: ignore[operator]  # which pypika gives to some builders
        return finished(returning, self.dialect)

    def _update(self, name: str, columns: tuple[str, ...], *, many: bool) -> Statement:
        """The row with a key, or the rows with these keys, get these values."""
        resource = self.catalog.resources[name]
        query = self.dialect.query.update(Table(resource.table))
        for index, column in enumerate(columns):
            query = query.set(resource.columns[column].column, bind(Ready(index, _type(resource, column))))
        return finished(query.where(self._chosen(resource, len(columns), many=many)), self.dialect)

    def _delete(self, name: str) -> Statement:
        resource = self.catalog.resources[name]
        query = self.dialect.query.from_(Table(resource.table)).delete()
        return finished(query.where(self._chosen(resource, 0, many=True)), self.dialect)

    def _select(self, selection: Selection) -> Statement:
        """The rows before they change, kept from others: the key, the text of all columns, the entity tag as JSON, and
        whether each flag holds."""
        reader = Reader(self.catalog, self.dialect)
        resource = self.catalog.resources[selection.resource]
        table, row = reader.conditions.table(resource)
        columns = tuple(Value(column, column) for column in resource.columns)
        query = self.dialect.query.from_(table).select(row.column(resource.key.column), reader.object(columns, row))
        query = query.select(reader.item(selection.etag, row), *self._flags(reader.conditions, selection.flags, row))
        if selection.where is None:
            query = query.where(self._among(resource, row, 0))
        else:
            query = reader.conditions.where(query, selection.where, row)
        query = reader.conditions.where(query, selection.guard, row).orderby(row.column(resource.key.column))
        if selection.limit is not None:
            query = query.limit(number(selection.limit))
        return finished(self.dialect.locked(query), self.dialect)

    def _holds(self, name: str, conditions: tuple[Condition, ...]) -> Statement:
        """Of the rows with these keys: the key, and whether each condition holds."""
        resource = self.catalog.resources[name]
        asking = Conditions(self.catalog, self.dialect)
        table, row = asking.table(resource)
        query = self.dialect.query.from_(table).select(row.column(resource.key.column))
        query = query.select(*self._flags(asking, conditions, row)).where(self._among(resource, row, 0))
        return finished(query, self.dialect)

    def _existing(self, name: str, guard: Condition) -> Statement:
        """Which of these keys are those of rows that satisfy the guard."""
        resource = self.catalog.resources[name]
        asking = Conditions(self.catalog, self.dialect)
        table, row = asking.table(resource)
        query = self.dialect.query.from_(table).select(row.column(resource.key.column))
        return finished(asking.where(query.where(self._among(resource, row, 0)), guard, row), self.dialect)

    def _same(self, name: str, condition: Condition) -> Statement:
        """The keys of the rows for which the condition holds, two at most: one is wanted."""
        resource = self.catalog.resources[name]
        asking = Conditions(self.catalog, self.dialect)
        table, row = asking.table(resource)
        query = self.dialect.query.from_(table).select(row.column(resource.key.column))
        return finished(asking.where(query, condition, row).limit(number(2)), self.dialect)

    def rows(self, one: One) -> Statement:
        """Rows by their keys, in no order: the key, the text of the row as `one` asks for it, and its entity tag as JSON,
        which is the last of its items."""
        reader = Reader(self.catalog, self.dialect)
        resource = self.catalog.resources[one.resource]
        table, row = reader.conditions.table(resource)
        *items, etag = one.items
        query = self.dialect.query.from_(table).select(row.column(resource.key.column))
        query = query.select(reader.object(tuple(items), row), reader.item(etag, row))
        # behind all values that the items speak of
        query = query.where(self._among(resource, row, -1))
        return finished(reader.conditions.where(query, one.guard, row), self.dialect, reader.cursors)

    def made(self, making: Making) -> Statement | None:
        """The key, the text of the row as it was asked for and its entity tag as JSON, both null where the caller may not
        read it, the keys that were found; the text of its columns, the number of the note; no row where none was made. None where the answer speaks of other rows of the
        table, for a statement does not see what it writes."""
        resource = self.catalog.resources[making.one.resource]
        reader = Reader(self.catalog, self.dialect)
        table = Table(_MADE, alias=reader.conditions.alias("t"))
        row = Row(resource, table.field)
        *items, etag = making.one.items
        guard = making.one.guard
        query = self.dialect.query.from_(table).select(row.column(resource.key.column))
        shown = (reader.object(tuple(items), row), reader.item(etag, row))
        query = query.select(*(reader.conditions.readable(guard, row, text) for text in shown))
        query = query.select(*(row.column(resource.columns[name].column) for name in making.found))
        if making.told:
            query = query.select(reader.object(tuple(Value(column, column) for column in resource.columns), row))
        if resource.table in reader.conditions.tables:
            return None
        if making.noted:
            query = query.select(Scalar(self.dialect.query.from_(Table(_NOTED)).select("id")))
        query = query.with_(self._making(making, resource, reader.conditions), _MADE)
        if making.noted:
            query = query.with_(self._noting(resource), _NOTED)
        return finished(query, self.dialect, reader.cursors)

    def _noting(self, resource: Resource) -> QueryBuilder:
        query = self.dialect.query.into(Table(UntoldChange._meta.db_table)).columns("tables", "made_at")  # noqa: SLF001
        query = query.from_(Table(_MADE)).select(Literal(resource.table), bind(Clock("now")))
        return query.returning("id")  # type: ignore[operator,no-any-return]  # which pypika gives to some builders

    def _making(self, making: Making, resource: Resource, asking: Conditions) -> QueryBuilder:
        count = len(making.columns) + len(making.references)
        values = [Ready(i - count, _type(resource, column)) for i, column in enumerate(making.columns)]
        query = self.dialect.query.into(Table(resource.table))
        query = query.columns(*(resource.columns[c].column for c in (*making.columns, *making.found)))
        found = {column: self._one(resource, column, same, asking) for column, same in making.found.items()}
        query = query.select(*(bind(value) for value in values), *found.values())
        for term in found.values():
            query = query.where(Suffix(term, " IS NOT NULL"))
        for index, (column, guard) in enumerate(making.references.items(), -len(making.references)):
            target = self.catalog.resources[resource.columns[column].references or ""]
            table, there = asking.table(target)
            key = self.dialect.comparable(there.column(target.key.column), _key(target))
            same = Operator("=", key, self.dialect.parameter(Ready(index, _key(target)), _key(target)))
            query = query.where(Exists(asking.where(self._from(table).where(same), guard, there)))
        return query.returning(Star())  # type: ignore[operator,no-any-return]  # which pypika gives to some builders

    def _one(self, resource: Resource, column: str, same: Condition, asking: Conditions) -> Term:
        target = self.catalog.resources[resource.columns[column].references or ""]
        table, there = asking.table(target)
        query = self.dialect.query.from_(table).select(there.column(target.key.column))
        return Scalar(asking.where(query, same, there))

    def _from(self, table: Table) -> QueryBuilder:
        return self.dialect.query.from_(table).select(Keyword("1"))

    def _flags(self, asking: Conditions, conditions: Sequence[Condition], row: Row) -> list[Term]:
        return [Suffix(asking.of(condition, row), " IS TRUE") for condition in conditions]

    def _chosen(self, resource: Resource, index: int, *, many: bool) -> Term:
        table = Table(resource.table)
        if many:
            return self._among(resource, Row(resource, table.field), index)
        return Operator("=", table.field(resource.key.column), bind(Ready(index, _key(resource))))

    def _among(self, resource: Resource, row: Row, index: int) -> Term:
        """Whether the row has one of the keys at this place."""
        type_ = _key(resource)
        term = self.dialect.comparable(row.column(resource.key.column), type_)
        return self.dialect.among(term, Ready(index, type_, "many"), type_)


class NoteStatements:
    """Of the table in which it is noted that something changed: the names of the tables, and when."""

    def __init__(self, dialect: Dialect) -> None:
        query = dialect.query.into(Table(UntoldChange._meta.db_table)).columns("tables", "made_at")  # noqa: SLF001
        query = query.insert(bind(Ready(0, Type("text"))), bind(Ready(1, Type("datetime"))))
        self.note = finished(query.returning("id"), dialect)  # type: ignore[operator]  # which pypika gives to some builders


class LinkStatements:
    """Of the table between two resources: (its name, its column for this end, its column for the other)."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def linked(self, through: tuple[str, str, str], near: Type, far: Type) -> Statement:
        """What a row is linked to."""
        del far
        name, here, there = through
        table = Table(name)
        query = self.dialect.query.from_(table).select(table.field(there))
        return finished(query.where(Operator("=", table.field(here), bind(Ready(0, near)))), self.dialect)

    def link(self, through: tuple[str, str, str], near: Type, far: Type) -> Statement:
        name, here, there = through
        query = self.dialect.query.into(Table(name)).columns(here, there)
        query = query.insert(bind(Ready(0, near)), bind(Ready(1, far)))
        return finished(query.on_conflict().do_nothing(), self.dialect)

    def unlink(self, through: tuple[str, str, str], near: Type, far: Type) -> Statement:
        name, here, there = through
        table = Table(name)
        query = self.dialect.query.from_(table).delete()
        query = query.where(Operator("=", table.field(here), bind(Ready(0, near))))
        return finished(query.where(Operator("=", table.field(there), bind(Ready(1, far)))), self.dialect)


def _type(resource: Resource, column: str) -> Type:
    type_ = resource.columns[column].type
    return type_.key or type_


def _key(resource: Resource) -> Type:
    return _type(resource, "id")

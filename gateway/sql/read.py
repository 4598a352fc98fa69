"""A plan becomes one statement with one row and one column: the JSON text of the answer.

A list is a derived table of the page's rows (and one more, where it matters whether there is one) whose texts are
gathered by an aggregate; what hangs on a row is a scalar subquery beside it. A value that the caller may not read on a
row is written as null with a tab behind it, which JSON allows and nothing else in an answer has: the pipeline finds the
withheld values by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, assert_never

from pypika_tortoise.queries import QueryBuilder, Table
from pypika_tortoise.terms import Function, Term

from gateway.catalog import Catalog, Column, Relation, Resource
from gateway.plan.cursor import invalid
from gateway.plan.nodes import (
    Computed,
    Condition,
    Constant,
    CursorGiven,
    CursorSlot,
    Etag,
    Field,
    Group,
    Item,
    Listing,
    Many,
    Nested,
    One,
    OrderBy,
    PageInfo,
    Part,
    Plan,
    Root,
    RowCursor,
    Rows,
    Several,
    ToMany,
    ToOne,
    Value,
)
from gateway.sql.dialect import Dialect
from gateway.sql.keyset import beyond
from gateway.sql.statement import Statement, finished
from gateway.sql.terms import (
    Keyword,
    Literal,
    Operator,
    Scalar,
    Suffix,
    When,
    Window,
    array,
    number,
    or_null,
)
from gateway.sql.where import Conditions, Row
from gateway.values import Type

WITHHELD: Final = "null\t"
NUMBER: Final = "row number"
MORE: Final = "row after"

Base = Callable[[], tuple[QueryBuilder, Row]]


def compile_plan(plan: Plan, catalog: Catalog, dialect: Dialect) -> Statement:
    reader = Reader(catalog, dialect)
    texts = [(root.key, reader.root(root)) for root in plan.roots]
    body = texts[0][1] if plan.bare else dialect.text(reader.members(texts))
    return finished(dialect.query.select(body), dialect, reader.cursors, reader.conditions.reads)


class Reader:
    def __init__(self, catalog: Catalog, dialect: Dialect) -> None:
        self.catalog, self.dialect = catalog, dialect
        self.conditions = Conditions(catalog, dialect)
        self.cursors: set[tuple[int, str, str]] = set()

    def members(self, members: Iterable[tuple[str, Term]]) -> Iterator[Term]:
        """The pieces of a JSON object. Keys are GraphQL names or names of the catalog, so they need no escapes."""
        opening = "{"
        for key, text in members:
            yield Literal(f'{opening}"{key}":')
            yield text
            opening = ","
        yield Literal("{}" if opening == "{" else "}")

    def root(self, root: Root) -> Term:
        match root:
            case One():
                return self.one(root)
            case Many():
                return self.listing(root.listing, self.everywhere(root.listing))
            case Several():
                ones = [self.one(one) if one else Literal("null") for one in root.ones]
                return self.dialect.text(array(ones))
            case Constant():
                return Literal(f'"{root.text}"')
            case _:
                assert_never(root)

    def one(self, one: One) -> Term:
        resource = self.catalog.resources[one.resource]
        table, row = self.conditions.table(resource)
        key_type = resource.key.type.key or resource.key.type
        key = self.dialect.comparable(row.column(resource.key.column), key_type)
        row.learn(resource.key.column, one.identity)
        text = self.item(one.items[0], row) if one.only else self.object(one.items, row)
        query = self.dialect.query.from_(table).select(text)
        query = query.where(Operator("=", key, self.dialect.parameter(one.identity, key_type)))
        return or_null(Scalar(self.conditions.where(query, one.guard, row)))

    # --- rows ---------------------------------------------------------------------------------------------------------

    def object(self, items: tuple[Item, ...], row: Row) -> Term:
        return self.dialect.text(self.members((item.key, self.item(item, row)) for item in items))

    def item(self, item: Item, row: Row) -> Term:
        match item:
            case Value():
                return self.readable(item.when, row, self.value(item, row))
            case Constant():
                return Literal(f'"{item.text}"')
            case Nested():
                return self.object(item.items, row)
            case ToOne():
                return self.readable(item.when, row, self.to_one(item, row))
            case ToMany():
                relation = row.resource.relations[item.relation]
                text = self.listing(item.listing, self.related(relation, row, item.listing))
                return self.readable(item.when, row, text)
            case Computed():
                return self.readable(item.when, row, self.object(item.needs, row))
            case Etag():
                return self.dialect.text([Literal('"\\"'), self.dialect.digest(self.state(item, row)), Literal('\\""')])
            case RowCursor():
                return row.cursor() if row.cursor else Literal("null")
            case Field():
                raise AssertionError(f"{row.resource.name}.{item.name} was not resolved")
            case _:
                assert_never(item)

    def readable(self, when: Condition, row: Row, text: Term) -> Term:
        return self.conditions.readable(when, row, text, Literal(WITHHELD))

    def state(self, etag: Etag, row: Row) -> Term:
        """What a row's entity tag is a digest of: in it, what is withheld is null like any other."""
        columns = [item for item in etag.items if isinstance(item, Value)]
        read = self.conditions.readable
        texts = ((c.key, read(c.when, row, self.value(c, row), Literal("null"))) for c in columns)
        return self.dialect.text(self.members(texts))

    def to_one(self, item: ToOne, row: Row) -> Term:
        relation = row.resource.relations[item.relation]
        table, there = self.conditions.table(self.catalog.target(relation))
        query, same = self.conditions.relate(relation, row, table, there)
        query = query.select(self.object(item.items, there)).where(same)
        return or_null(Scalar(self.conditions.where(query, item.guard, there)))

    def value(self, value: Value, row: Row) -> Term:
        column = row.resource.columns[value.field]
        if value.guard is not None and column.references is not None:
            return self.guarded(value, column, value.guard, row)
        term = row.column(column.column)
        text = self.written(term, column, value.written)
        return When(Suffix(term, " IS NULL"), Literal("null"), text) if column.null else text

    def guarded(self, value: Value, column: Column, guard: Condition, row: Row) -> Term:
        """A foreign key as the key of the row it leads to, so that it is null where that row does not exist for the
        caller."""
        target = self.catalog.resources[column.references or ""]
        table, there = self.conditions.table(target)
        key = there.column(target.key.column)
        query = self.dialect.query.from_(table).select(self.written(key, column, value.written))
        query = query.where(Operator("=", key, row.column(column.column)))
        return or_null(Scalar(self.conditions.where(query, guard, there)))

    def written(self, term: Term, column: Column, written: str) -> Term:
        type_ = column.type
        if type_.kind != "identity" or type_.key is None:
            text = self.dialect.written(term, type_)
            return self.dialect.quoted(text) if written == "text" else text
        if written == "key":
            return self.dialect.written(term, type_.key)
        if type_.key.kind in {"int", "bigint", "uuid"}:
            return self.dialect.text([Literal(f'"{type_.target}:'), term, Literal('"')])
        return self.dialect.quoted(self.dialect.text([Literal(f"{type_.target}:"), term]))

    # --- lists --------------------------------------------------------------------------------------------------------

    def everywhere(self, listing: Listing) -> Base:
        """The rows of a list at the root."""

        def base() -> tuple[QueryBuilder, Row]:
            table, row = self.conditions.table(self.catalog.resources[listing.resource])
            return self.narrowed(self.dialect.query.from_(table), listing, row), row

        return base

    def related(self, relation: Relation, parent: Row, listing: Listing) -> Base:
        """The rows of a list that hangs on a row."""

        def base() -> tuple[QueryBuilder, Row]:
            table, row = self.conditions.table(self.catalog.target(relation))
            query, same = self.conditions.relate(relation, parent, table, row)
            return self.narrowed(query.where(same), listing, row), row

        return base

    def narrowed(self, query: QueryBuilder, listing: Listing, row: Row) -> QueryBuilder:
        return self.conditions.where(self.conditions.where(query, listing.guard, row), listing.where, row)

    def listing(self, listing: Listing, base: Base) -> Term:
        return _ListText(self, listing, base).text()


class _ListText:
    """The text of one list: which rows, in which order, with which envelope."""

    def __init__(self, reader: Reader, listing: Listing, base: Base) -> None:
        self.reader, self.dialect, self.conditions = reader, reader.dialect, reader.conditions
        self.listing, self.page, self.base = listing, listing.page, base
        self.resource: Resource = reader.catalog.resources[listing.resource]
        self.order = f"{listing.resource} " + ",".join(by.signature for by in listing.order)
        self.wanted = {part.what for part in _leaves(listing.parts) if isinstance(part, PageInfo)}
        self.numbered = self.page is not None and bool(self.page.backward or self.wanted - {"total"})
        self.table = Table(self.conditions.alias("p"))
        self.columns: dict[str, None] = {}
        self.sorts = self.gathers = False

    def text(self) -> Term:
        """Parts first: what they use of a row is what the derived table selects."""
        row = Row(self.resource, self.column, self.cursor)
        if self.listing.bare:
            text = self.part(next(p for p in self.listing.parts if isinstance(p, Rows)), row)
        else:
            text = self.dialect.text(
                self.reader.members((part.key, self.part(part, row)) for part in self.listing.parts)
            )
        # Without an aggregate there is nothing to gather: the derived table would only repeat the text.
        query = self.dialect.query.from_(self.derived()) if self.gathers else self.dialect.query
        return Scalar(query.select(text))

    def column(self, name: str) -> Term:
        self.columns[name] = None
        return self.table.field(name)

    def part(self, part: Part, row: Row) -> Term:
        match part:
            case Rows():
                self.gathers = True
                rows = self.reader.object(part.items, row)
                gathered = self.dialect.gathered(rows, self.within() if self.numbered else None)
                return self.dialect.text(array([gathered]))
            case Group():
                return self.dialect.text(
                    self.reader.members((inner.key, self.part(inner, row)) for inner in part.parts)
                )
            case PageInfo():
                return self.info(part)
            case Constant():
                return Literal(f'"{part.text}"')
            case _:
                assert_never(part)

    # --- which rows ---------------------------------------------------------------------------------------------------

    def derived(self) -> QueryBuilder:
        """The page's rows, in order, with all that the parts use."""
        query, row = self.base()
        values = [self.conditions.sort_value(by, row) for by in self.listing.order]
        order = self.directions(values, backward=self.page is not None and self.page.backward)
        query = query.select(*(row.column(name).as_(name) for name in self.columns or [self.resource.key.column]))
        if self.sorts:
            query = query.select(*(value.as_(f"sort {index}") for index, value in enumerate(values)))
        if self.numbered:
            query = query.select(
                Window(Function("row_number"), order).as_(NUMBER),
                Window(Function("lead", Keyword("1")), order).as_(MORE),
            )
        if self.page is not None:
            for cursor, backward in ((self.page.after, False), (self.page.before, True)):
                query = query if cursor is None else query.where(self.beyond(cursor, values, backward=backward))
            query = query.orderby(*order).limit(number(self.page.size + self.numbered))
        elif order:
            query = query.orderby(*order)
        return self.turned(query).as_(self.table._table_name)  # noqa: SLF001  (pypika has no other name for it)

    def turned(self, query: QueryBuilder) -> QueryBuilder:
        """Rows that were taken from the end, in the order asked for. The limit keeps SQLite from dropping the order."""
        if self.page is None or not self.page.backward:
            return query
        inner = Table(self.conditions.alias("p"))
        names = [str(term.alias) for term in query._selects]  # noqa: SLF001  (pypika has no other way to list them)
        outer = self.dialect.query.from_(query.as_(inner._table_name))  # noqa: SLF001
        outer = outer.select(*(inner.field(name) for name in names))
        last_first = Suffix(inner.field(NUMBER), " DESC", bare=True)
        return outer.orderby(last_first).limit(number(self.page.size + 1))

    def directions(self, values: list[Term], *, backward: bool) -> list[Term]:
        pairs = zip(self.listing.order, values, strict=True)
        return [self.dialect.sorted(value, descending=by.descending != backward, null=by.null) for by, value in pairs]

    def beyond(self, cursor: CursorGiven, values: list[Term], *, backward: bool, inclusive: bool = False) -> Term:
        self.reader.cursors.add((cursor.index, cursor.pointer, self.order))
        parameters = [self.parameter(cursor, index, by) for index, by in enumerate(self.listing.order)]
        return beyond(self.listing.order, values, parameters, backward=backward, inclusive=inclusive)

    def parameter(self, cursor: CursorGiven, index: int, by: OrderBy) -> Term | None:
        """The cursor's value for a sort field; None where it is null, which not every field can be."""
        if cursor.nulls[index]:
            if not by.null:
                raise invalid(cursor.pointer)
            return None
        type_ = by.type or Type("text")
        return self.dialect.parameter(CursorSlot(cursor.index, cursor.pointer, index, type_), type_)

    # --- what is said about the page ----------------------------------------------------------------------------------

    def within(self) -> Term:
        size = self.page.size if self.page else 0
        return Operator("<=", self.table.field(NUMBER), number(size))

    def info(self, info: PageInfo) -> Term:
        backward = self.page is not None and self.page.backward
        match info.what:
            case "total":
                query, _ = self.base()
                return Scalar(query.select(Function("count", Keyword("*"))))
            case "has_next":
                return self.flag(self.elsewhere("before") if backward else self.further("before"))
            case "has_previous":
                return self.flag(self.further("after") if backward else self.elsewhere("after"))
            case "start_cursor":
                return self.edge(first=not backward)
            case "end_cursor":
                return self.edge(first=backward)

    def flag(self, conditions: list[Term]) -> Term:
        if not conditions:
            return Literal("false")
        return When(Operator("OR", *conditions), Literal("true"), Literal("false"))

    def further(self, side: str) -> list[Term]:
        """Whether there are more rows the way we read: one that did not fit, or some behind the far cursor."""
        if self.page is None:
            return []
        self.gathers = True
        more = Operator(">", Function("count", Keyword("*")), number(self.page.size))
        return [more, *self.elsewhere(side)]

    def elsewhere(self, side: str) -> list[Term]:
        """Whether there are rows on the other side of a cursor, its own among them."""
        cursor = getattr(self.page, side, None)
        if cursor is None:
            return []
        query, row = self.base()
        values = [self.conditions.sort_value(by, row) for by in self.listing.order]
        there = self.beyond(cursor, values, backward=side == "after", inclusive=True)
        # The nearest of them, by the order: asked whether any exists, the database may look through all of them.
        order = self.directions(values, backward=side == "after")
        nearest = query.select(Keyword("1")).where(there).orderby(*order).limit(number(1))
        return [Suffix(Scalar(nearest), " IS NOT NULL")]

    def edge(self, *, first: bool) -> Term:
        """The cursor of the page's first or last row as it was read, or null."""
        if self.page is None:
            return Literal("null")
        place = self.table.field(NUMBER)
        here = Operator("=", place, Keyword("1"))
        if not first:
            last = Suffix(self.table.field(MORE), " IS NULL")
            here = Operator("OR", Operator("=", place, number(self.page.size)), last)
        row = Operator("AND", self.within(), here)
        return or_null(Function("max", When(row, self.cursor())))

    def cursor(self) -> Term:
        self.sorts = self.gathers = True
        return self.dialect.cursor(self.dialect.text(array(list(self.sort_texts()))), self.order)

    def sort_texts(self) -> Iterator[Term]:
        for index, by in enumerate(self.listing.order):
            value = self.table.field(f"sort {index}")
            text = self.dialect.written(value, by.type or Type("text"))
            yield When(Suffix(value, " IS NULL"), Literal("null"), text) if by.null else text


def _leaves(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, Group):
            yield from _leaves(part.parts)
        else:
            yield part

"""Random reads: whatever a caller may ask, of every shape, with values that are mostly those of the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar

from hypothesis import strategies as st

from gateway.catalog import Column, Relation, Resource
from tests.reference.reads import NODE_ID, Collection, Filter, Listing, One, Page, Reached, Read, Select, Sort
from tests.reference.sample import key_of, values_of
from tests.reference.sight import Sight

T = TypeVar("T")
Secrets = Mapping[str, frozenset[str]]
Draw = Callable[[st.SearchStrategy[Any]], Any]

DEPTH: Final = 3
SIZES: Final = st.integers(0, 7)
DOCUMENTS: Final[tuple[Any, ...]] = (
    {}, [], {"a": 1}, {"a": 1.0}, {"a": True}, {"a": {}}, {"a": []}, {"a": [2]}, {"a": 2}, [1], [2], [[2]], 1, 5, "x", "a",
    {"b": None}, [{"a": 1}], [{}], {"a": {"b": 1}}, {"ü": "🎷"}, 1.5, True,
)  # fmt: skip


@st.composite
def reads(draw: Draw, sight: Sight) -> Read:
    return Asker(draw, sight).read()


@st.composite
def prying_reads(draw: Draw, sight: Sight, secrets: Secrets) -> Read:
    """Reads of somebody who is after the secrets: columns by resource, all of which the caller must not learn about."""
    asker = Asker(draw, sight, secrets)
    asker.bold = asker.chance(6)
    return asker.read()


class Asker:
    """`bold` ones also ask for what they may not read."""

    def __init__(self, draw: Draw, sight: Sight, secrets: Secrets | None = None) -> None:
        self.draw, self.sight, self.catalog = draw, sight, sight.catalog
        self.secrets = secrets or {}
        self.bold = False

    def read(self) -> Read:
        resource = self.resource()
        kind = self.one_of(("collection", "collection", "collection", "one", "reached"))
        if kind == "collection":
            return Collection(resource.name, self.listing(resource, DEPTH))
        key = self.key(resource)
        relations = self.relations(resource)
        if kind == "one" or not relations:
            return One(resource.name, key, self.select(resource, DEPTH))
        relation = self.one_of(relations)
        target = self.catalog.target(relation)
        asked = self.listing(target, DEPTH - 1) if relation.many else self.select(target, DEPTH - 1)
        return Reached(resource.name, key, relation.name, asked)

    def resource(self) -> Resource:
        found = list(self.catalog.served if self.bold else self.sight.resources())
        near = [r for r in found if r.name in self.secrets or any(o.target in self.secrets for o in self.relations(r))]
        return self.one_of(near if near and not self.chance(4) else found)

    # --- choices ------------------------------------------------------------------------------------------------------

    def one_of(self, items: Sequence[T]) -> T:
        found: T = self.draw(st.sampled_from(items))
        return found

    def some_of(self, items: Sequence[T], least: int, most: int) -> list[T]:
        if not items:
            return []
        found: list[T] = self.draw(
            st.lists(st.sampled_from(items), unique=True, min_size=min(least, len(items)), max_size=most)
        )
        return found

    def chance(self, of: int) -> bool:
        """One time in so many; no is simpler."""
        return bool(self.draw(st.integers(0, of - 1)) == of - 1)

    def names(self, resource: Resource) -> frozenset[str]:
        if self.bold and self.chance(3):
            return frozenset(
                n for n in resource.names if n not in resource.relations or self.is_served(resource.relations[n])
            )
        return self.sight.names(resource)

    def is_served(self, relation: Relation) -> bool:
        return self.catalog.target(relation).served

    def relations(self, resource: Resource) -> list[Relation]:
        names = self.names(resource)
        return [relation for relation in resource.relations.values() if relation.name in names]

    def columns(self, resource: Resource) -> list[Column]:
        names = self.names(resource)
        return [column for column in resource.columns.values() if column.name in names]

    def prying(self, resource: Resource, columns: Sequence[Column]) -> list[Column]:
        """Those of the columns that have something to hide, or all of them."""
        secret = [column for column in columns if column.name in self.secrets.get(resource.name, ())]
        return secret if secret and not self.chance(3) else list(columns)

    def towards(self, relations: list[Relation]) -> list[Relation]:
        """Those of the relations that lead to something to hide, or all of them."""
        near = [relation for relation in relations if relation.target in self.secrets]
        return near if near and not self.chance(3) else relations

    def key(self, resource: Resource) -> Any:
        """Of any row, seen or not; now and then of none."""
        if self.chance(12):
            return nowhere(resource.key)
        rows = self.sight.rows(resource) if self.chance(2) else []
        return self.one_of([row[resource.key.column] for row in rows] or list(self.sight.world.rows[resource.name]))

    # --- selections and lists -----------------------------------------------------------------------------------------

    def select(self, resource: Resource, depth: int) -> Select:
        if self.chance(6):
            return Select()
        names = self.names(resource)
        fields = [name for name in (*resource.columns, *resource.calculations) if name in names] + [NODE_ID]
        if self.secrets and self.chance(2):
            fields = [column.name for column in self.prying(resource, self.columns(resource))] + [NODE_ID]
        relations = self.towards(self.relations(resource)) if depth > 0 else []
        ones = self.some_of([r.name for r in relations if not r.many], 0, 2) if self.chance(2) else []
        lists = self.some_of([r.name for r in relations if r.many], 0, 2) if self.chance(2) else []
        target = {relation.name: self.catalog.target(relation) for relation in relations}
        return Select(
            columns=tuple(self.some_of(fields, 1, 5)),
            ones=tuple((name, self.select(target[name], depth - 1)) for name in ones),
            lists=tuple((name, self.listing(target[name], depth - 1)) for name in lists),
            aliased=self.chance(5),
        )

    def listing(self, resource: Resource, depth: int) -> Listing:
        return Listing(
            select=self.select(resource, depth),
            where=self.tree(resource, 2) if self.chance(2) else None,
            sort=self.sort(resource) if self.chance(2) else (),
            page=self.page(resource) if self.chance(2) else Page(),
            count=self.chance(3),
            edges=self.chance(3),
            info=not self.chance(3),
        )

    def page(self, resource: Resource) -> Page:
        size = self.one_of(("first", "last", None))
        keys = [row[resource.key.column] for row in self.sight.rows(resource)]
        page = {word: self.one_of(keys) for word in ("after", "before") if keys and self.chance(3)}
        return Page(**page, **({size: self.draw(SIZES)} if size else {}))

    def sort(self, resource: Resource) -> Sort:
        paths = self.some_of(self.paths(resource, 2), 1, 2 if self.secrets else 3)
        return tuple((path, self.chance(2)) for path in paths)

    def paths(self, resource: Resource, depth: int) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = [
            (column.name,) for column in self.prying(resource, self.columns(resource)) if column.type.sortable
        ]
        for relation in self.towards(self.relations(resource)) if depth else []:
            if not relation.many:
                found += [(relation.name, *path) for path in self.paths(self.catalog.target(relation), depth - 1)]
        return found

    # --- filters ------------------------------------------------------------------------------------------------------

    def tree(self, resource: Resource, depth: int) -> Filter:
        tree: dict[str, Any] = {}
        for _ in range(self.draw(st.integers(1, 2))):
            tree |= self.entry(resource, depth)
        return tree

    def entry(self, resource: Resource, depth: int) -> Filter:
        kind = self.one_of(("column", "column", "column", "relation", "and", "or", "not")) if depth else "column"
        relations = self.towards(self.relations(resource))
        if kind == "relation" and relations:
            relation = self.one_of(relations)
            inner = self.tree(self.catalog.target(relation), depth - 1)
            return {relation.name: {self.one_of(("some", "none", "every")): inner} if relation.many else inner}
        if kind in {"and", "or"}:
            return {kind: [self.tree(resource, depth - 1) for _ in range(self.draw(st.integers(1, 3)))]}
        if kind == "not":
            return {"not": self.tree(resource, depth - 1)}
        columns = self.prying(resource, self.columns(resource))
        column = self.one_of(columns or [resource.key])
        operators = self.some_of(list(column.type.operators), 1, 2 if self.chance(4) else 1)
        return {column.name: {operator: self.operand(resource, column, operator) for operator in operators}}

    def operand(self, resource: Resource, column: Column, operator: str) -> Any:
        if operator == "is_null":
            return self.chance(2)
        if operator in {"in", "nin"}:
            values = [self.value(resource, column) for _ in range(self.draw(st.integers(0, 4)))]
            # a list in a query string has no way to say these: one empty text, and a backslash before the comma
            values = [value for value in values if not (isinstance(value, str) and value.endswith("\\"))]
            return values if values != [""] else []
        if column.type.kind == "json":
            return self.one_of(DOCUMENTS)
        value = self.value(resource, column)
        match operator:
            case "like" | "ilike":
                return self.pattern(value)
            case "starts_with" | "contains":
                cut = self.draw(st.integers(0, max(1, len(value) - 1)))
                return value[:cut] if operator == "starts_with" else value[-cut:]
        return value

    def value(self, resource: Resource, column: Column) -> Any:
        """Mostly one that is there, for whoever may see it."""
        if column.type.kind == "identity":
            return self.one_of([*self.sight.world.rows[column.type.target or ""], nowhere(column)])
        there = sorted({row[column.column] for row in self.sight.world.all(resource)} - {None})
        value = self.one_of(there) if there and not self.chance(4) else self.one_of(values_of(column.type))
        if column.type.kind != "enum" and self.chance(6):
            match value:
                case bool():
                    pass
                case int():
                    return value + 1
                case datetime():
                    return value + timedelta(microseconds=1)
                case date() if value.year < 2500:
                    return value + timedelta(days=1)
        return value

    def pattern(self, text: str) -> str:
        escaped = ["\\" + character if character in "%_\\" else character for character in text]
        start, end = sorted((self.draw(st.integers(0, len(text))), self.draw(st.integers(0, len(text)))))
        kept = escaped[start:end]
        if kept and self.chance(2):
            kept[self.draw(st.integers(0, len(kept) - 1))] = "_"
        pattern = (
            ("%" if start or self.chance(4) else "")
            + "".join(kept)
            + ("%" if end < len(text) or self.chance(4) else "")
        )
        return pattern.swapcase() if self.chance(3) else pattern


def nowhere(column: Column) -> Any:
    """The key of no row."""
    return key_of(column.type.key or column.type, 127)

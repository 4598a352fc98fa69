"""One read as each door spells it, and its answer as each door writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any, Final
from urllib.parse import quote, urlencode
from uuid import UUID

import orjson

from gateway.catalog import Catalog, Column, Resource, camel
from tests.reference.evaluate import WITHHELD, Answered, Evaluator, Identity
from tests.reference.reads import NODE_ID, Collection, Filter, Listing, One, Reached, Read, Select, Sort

Path = tuple[str | int, ...]
SCALARS: Final = {
    "int": "Int", "bigint": "BigInt", "float": "Float", "decimal": "Decimal", "bool": "Boolean", "text": "String",
    "datetime": "DateTime", "date": "Date", "time": "Time", "uuid": "UUID", "json": "JSON", "identity": "ID",
}  # fmt: skip
COMPARISONS: Final = {"int": "IntFilter", "bool": "BooleanFilter", "text": "StringFilter"}
OFFSETS: Final = (UTC, timezone(timedelta(hours=2)), timezone(-timedelta(hours=5, minutes=30)))


@dataclass(frozen=True)
class Written:
    """The body of an answer. `exact` says that it is known byte by byte: documents are written by the databases, and
    floats by whoever writes the answer last."""

    body: bytes
    exact: bool


class Spelling:
    """What both doors have in common. `random` chooses between spellings that mean the same."""

    def __init__(self, evaluator: Evaluator, random: Random) -> None:
        self.evaluator, self.random = evaluator, random
        self.catalog: Catalog = evaluator.sight.catalog
        self.withheld: list[Path] = []
        self.exact = True

    def identity(self, identity: Identity) -> Any:
        raise NotImplementedError

    def key(self, select: Select, name: str) -> str:
        raise NotImplementedError

    def page(self, answered: Answered, resource: Resource, listing: Listing, path: Path) -> dict[str, Any]:
        raise NotImplementedError

    def cell(self, value: Any, path: Path) -> Any:
        if value is WITHHELD:
            self.withheld.append(path)
            return None
        return self.identity(value) if isinstance(value, Identity) else value

    def row(self, row: Any, resource: Resource, select: Select, path: Path) -> Any:
        if row is None or row is WITHHELD:
            return self.cell(row, path)
        inner: dict[str, Select | Listing] = {**dict(select.ones), **dict(select.lists)}
        return {
            key: self.member(row[name], resource, name, inner.get(name), (*path, key))
            for name in row
            for key in [self.key(select, name)]
        }

    def member(self, value: Any, resource: Resource, name: str, asked: Select | Listing | None, path: Path) -> Any:
        if asked is None:
            self.exact &= name not in resource.columns or resource.columns[name].type.kind not in {"json", "float"}
            return self.cell(value, path)
        target = self.catalog.target(resource.relations[name])
        if isinstance(asked, Listing):
            return self.page(value, target, asked, path) if isinstance(value, Answered) else self.cell(value, path)
        return self.row(value, target, asked, path)

    def cursor(self, resource: Resource, sort: Sort, key: Any) -> str:
        return self.evaluator.cursor(resource, sort, key)

    def moment(self, value: datetime) -> str:
        return value.astimezone(self.random.choice(OFFSETS)).isoformat()

    def plain(self, value: Any, column: Column) -> Any:
        """A value as JSON has it on both doors; identities are the doors' own business."""
        if column.type.kind == "enum":
            return next(name for name, stored in column.type.members if stored == value)
        match value:
            case datetime():
                return self.moment(value)
            case date() | time():
                return value.isoformat()
            case Decimal() | UUID():
                return str(value)
            case int() if column.type.kind == "bigint":
                return str(value)
        return value


class Rest(Spelling):
    """The path with its query string."""

    def path(self, read: Read) -> str:
        resource = self.catalog.resources[read.resource]
        path = "/api/v1/" + resource.plural.replace("_", "-")
        pairs: list[tuple[str, str]] = []
        asked: Listing | Select
        match read:
            case Collection():
                asked = read.listing
            case One():
                path, asked = f"{path}/{quote(str(read.key), safe='')}", read.select
            case Reached():
                path = f"{path}/{quote(str(read.key), safe='')}/{read.relation.replace('_', '-')}"
                asked = read.asked
                resource = self.catalog.target(resource.relations[read.relation])
        if isinstance(asked, Listing):
            pairs += self.listing(resource, asked, "")
        select = asked.select if isinstance(asked, Listing) else asked
        fields = self.fields(select)
        pairs += [("fields", fields)] if fields else []
        pairs += self.nested(resource, select, "")
        self.random.shuffle(pairs)
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def fields(self, select: Select) -> str:
        words = list(select.columns)
        asked: list[tuple[str, Select]] = [*select.ones, *((name, listing.select) for name, listing in select.lists)]
        for name, below in asked:
            inner = self.fields(below)
            words.append(f"{name}({inner})" if inner else name)
        return ",".join(words)

    def nested(self, resource: Resource, select: Select, prefix: str) -> Iterator[tuple[str, str]]:
        for name, inner in select.ones:
            yield from self.nested(self.catalog.target(resource.relations[name]), inner, f"{prefix}{name}.")
        for name, listing in select.lists:
            target = self.catalog.target(resource.relations[name])
            yield from self.listing(target, listing, f"{prefix}{name}.")
            yield from self.nested(target, listing.select, f"{prefix}{name}.")

    def listing(self, resource: Resource, listing: Listing, prefix: str) -> Iterator[tuple[str, str]]:
        if listing.sort:
            words = (("-" if descending else "") + ".".join(path) for path, descending in listing.sort)
            yield prefix + "sort", ",".join(words)
        for word, size in (("first", listing.page.first), ("last", listing.page.last)):
            if size is not None:
                yield prefix + word, str(size)
        for word, key in (("after", listing.page.after), ("before", listing.page.before)):
            if key is not None:
                yield prefix + word, self.cursor(resource, listing.sort, key)
        if listing.count:
            yield prefix + "count", "exact"
        if listing.where is not None:
            for keys, value in self.conditions(resource, listing.where):
                yield prefix + "filter" + "".join(f"[{key}]" for key in keys), value

    def conditions(self, resource: Resource, where: Filter) -> Iterator[tuple[tuple[str, ...], str]]:
        for word, inner in where.items():
            if word in {"and", "or"}:
                for index, item in enumerate(inner):
                    yield from (((word, str(index), *keys), value) for keys, value in self.conditions(resource, item))
            elif word == "not":
                yield from (((word, *keys), value) for keys, value in self.conditions(resource, inner))
            elif word in resource.relations:
                relation = resource.relations[word]
                branches = inner.items() if relation.many else [("", inner)]
                for quantifier, item in branches:
                    own = (word, quantifier) if quantifier else (word,)
                    found = self.conditions(self.catalog.target(relation), item)
                    yield from (((*own, *keys), value) for keys, value in found)
            else:
                yield from self.comparisons(resource.columns[word], inner)

    def comparisons(self, column: Column, inner: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
        for operator, value in inner.items():
            if operator == "is_null":
                text = str(value).lower()
            elif operator in {"in", "nin"}:
                text = ",".join(self.text(item, column).replace(",", "\\,") for item in value)
            else:
                text = self.text(value, column)
            short = operator == "eq" and len(inner) == 1 and self.random.random() < 0.5
            yield ((column.name,) if short else (column.name, operator)), text

    def text(self, value: Any, column: Column) -> str:
        if column.type.kind == "json" and not isinstance(value, bool):
            return orjson.dumps(value).decode()
        plain = value if column.type.kind == "identity" else self.plain(value, column)
        return str(plain).lower() if isinstance(plain, bool) else str(plain)

    # --- answers ------------------------------------------------------------------------------------------------------

    def written(self, read: Read, answer: Any) -> Written | None:
        """None where there is nothing to be found."""
        resource = self.catalog.resources[read.resource]
        found = answer[read.relation] if isinstance(read, Reached) and answer is not None else answer
        if found is None or found is WITHHELD:
            return None
        if isinstance(read, Collection):
            body = self.page(found, resource, read.listing, ())
        elif isinstance(read, One):
            body = {"data": self.row(found, resource, read.select, ("data",))}
        else:
            target = self.catalog.target(resource.relations[read.relation])
            if isinstance(read.asked, Listing):
                body = self.page(found, target, read.asked, ())
            else:
                body = {"data": self.row(found, target, read.asked, ("data",))}
        if self.withheld:
            body["withheld"] = ["".join(f"/{step}" for step in path) for path in self.withheld]
        return Written(orjson.dumps(body), self.exact)

    def identity(self, identity: Identity) -> Any:
        return identity.key

    def cell(self, value: Any, path: Path) -> Any:
        # the one identity that is global here too
        if path and path[-1] == NODE_ID:
            return f"{value.target}:{value.key}"
        return super().cell(value, path)

    def key(self, select: Select, name: str) -> str:
        return name

    def page(self, answered: Answered, resource: Resource, listing: Listing, path: Path) -> dict[str, Any]:
        rows = [
            self.row(row, resource, listing.select, (*path, "data", index)) for index, row in enumerate(answered.rows)
        ]
        info: dict[str, Any] = {
            "has_next": answered.has_next,
            "has_previous": answered.has_previous,
            "start_cursor": answered.start,
            "end_cursor": answered.end,
        }
        return {"data": rows, "page": info | ({"total": answered.total} if listing.count else {})}


@dataclass(frozen=True)
class Said:
    """A value with its GraphQL type: `parts` of an input object or list, or the `literal` of a leaf (None: a variable)."""

    type: str
    value: Any
    parts: Mapping[str, Said] | tuple[Said, ...] | None = None
    literal: str | None = None


class GraphQL(Spelling):
    """The document and its variables."""

    def __init__(self, evaluator: Evaluator, random: Random) -> None:
        super().__init__(evaluator, random)
        self.variables: dict[str, Any] = {}
        self.declared: list[str] = []

    def document(self, read: Read) -> str:
        resource = self.catalog.resources[read.resource]
        if isinstance(read, Collection):
            body = f"{camel(resource.plural)}{self.arguments(resource, read.listing)} {self.connection(resource, read.listing)}"
        else:
            inner = self.selection(resource, read.select)
            identity = f"{resource.name}:{read.key}"
            place = self.value(Said("ID!", identity, None, orjson.dumps(identity).decode()))
            if self.random.random() < 0.2:
                body = f"{camel(resource.singular)}: node(id: {place}) {{ ... on {resource.name} {inner} }}"
            else:
                body = f"{camel(resource.singular)}(id: {place}) {inner}"
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        return f"query{declared} {{ {body} }}"

    def selection(self, resource: Resource, select: Select) -> str:
        words = [
            self.named(select, name, {"id": "databaseId", NODE_ID: "id"}.get(name, camel(name)))
            for name in self.evaluator.columns(resource, select)
        ]
        for name, inner in select.ones:
            target = self.catalog.target(resource.relations[name])
            words.append(f"{self.named(select, name, camel(name))} {self.selection(target, inner)}")
        for name, listing in select.lists:
            target = self.catalog.target(resource.relations[name])
            field = self.named(select, name, camel(name))
            words.append(f"{field}{self.arguments(target, listing)} {self.connection(target, listing)}")
        return "{ " + " ".join(words) + " }"

    def named(self, select: Select, name: str, field: str) -> str:
        key = self.key(select, name)
        return field if key == field else f"{key}: {field}"

    def connection(self, resource: Resource, listing: Listing) -> str:
        rows = self.selection(resource, listing.select)
        words = [f"edges {{ cursor node {rows} }}" if listing.edges else f"nodes {rows}"]
        words += ["pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"] if listing.info else []
        words += ["totalCount"] if listing.count else []
        return "{ " + " ".join(words) + " }"

    # --- arguments ----------------------------------------------------------------------------------------------------

    def arguments(self, resource: Resource, listing: Listing) -> str:
        said: dict[str, Said] = {}
        if listing.where is not None:
            said["filter"] = self.filter(resource, listing.where)
        if listing.sort:
            parts = tuple(self.sorted(resource, path, descending) for path, descending in listing.sort)
            said["sort"] = Said(f"[{resource.name}Sort!]", [part.value for part in parts], parts)
        for word, size in (("first", listing.page.first), ("last", listing.page.last)):
            if size is not None:
                said[word] = Said("Int", size, None, str(size))
        for word, key in (("after", listing.page.after), ("before", listing.page.before)):
            if key is not None:
                text = self.cursor(resource, listing.sort, key)
                said[word] = Said("String", text, None, f'"{text}"')
        words = [f"{word}: {self.value(what)}" for word, what in said.items()]
        self.random.shuffle(words)
        return f"({', '.join(words)})" if words else ""

    def value(self, said: Said) -> str:
        """As a literal, or as a variable."""
        if (said.parts is None and said.literal is None) or self.random.random() < 0.3:
            name = f"v{len(self.declared)}"
            self.declared.append(f"${name}: {said.type}")
            self.variables[name] = said.value
            return f"${name}"
        if isinstance(said.parts, tuple):
            return "[" + ", ".join(self.value(part) for part in said.parts) + "]"
        if said.parts is not None:
            return "{" + ", ".join(f"{word}: {self.value(part)}" for word, part in said.parts.items()) + "}"
        return said.literal or ""

    def sorted(self, resource: Resource, path: tuple[str, ...], descending: bool) -> Said:
        word, kind = camel(path[0]), f"{resource.name}Sort!"
        if len(path) == 1:
            way = "DESC" if descending else "ASC"
            return Said(kind, {word: way}, {word: Said("SortDirection!", way, None, way)})
        inner = self.sorted(self.catalog.target(resource.relations[path[0]]), path[1:], descending)
        return Said(kind, {word: inner.value}, {word: inner})

    def filter(self, resource: Resource, where: Filter) -> Said:
        return _object(
            f"{resource.name}Filter", {camel(w): self.entry(resource, w, inner) for w, inner in where.items()}
        )

    def entry(self, resource: Resource, word: str, inner: Any) -> Said:
        if word in {"and", "or"}:
            parts = tuple(replace(self.filter(resource, item), type=f"{resource.name}Filter!") for item in inner)
            return Said(f"[{resource.name}Filter!]", [part.value for part in parts], parts)
        if word == "not":
            return self.filter(resource, inner)
        if word in resource.relations:
            relation = resource.relations[word]
            target = self.catalog.target(relation)
            if not relation.many:
                return self.filter(target, inner)
            return _object(f"{target.name}ListFilter", {q: self.filter(target, item) for q, item in inner.items()})
        column = resource.columns[word]
        kind = column.type.kind
        name = f"{column.type.enum}Filter" if column.type.enum else COMPARISONS.get(kind, f"{SCALARS[kind]}Filter")
        return _object(name, {camel(op): self.operand(column, op, value) for op, value in inner.items()})

    def operand(self, column: Column, operator: str, value: Any) -> Said:
        if operator == "is_null":
            return Said("Boolean", value, None, str(value).lower())
        kind = column.type.enum or SCALARS[column.type.kind]
        if operator in {"in", "nin"}:
            parts = tuple(self.leaf(column, item, f"{kind}!") for item in value)
            return Said(f"[{kind}!]", [part.value for part in parts], parts)
        return self.leaf(column, value, kind)

    def leaf(self, column: Column, value: Any, kind: str) -> Said:
        if column.type.kind == "json":
            # a text is read as JSON text, on this door as on the other
            return Said(kind, orjson.dumps(value).decode() if isinstance(value, str) else value)
        if column.type.kind == "identity":
            value = f"{column.type.target}:{value}"
        plain = self.plain(value, column)
        literal = plain if column.type.kind == "enum" else orjson.dumps(plain).decode()
        return Said(kind, plain, None, literal)

    # --- answers ------------------------------------------------------------------------------------------------------

    def written(self, read: Read, answer: Any) -> Written:
        resource = self.catalog.resources[read.resource]
        if isinstance(read, Collection):
            key = camel(resource.plural)
            data = self.page(answer, resource, read.listing, (key,))
        else:
            key = camel(resource.singular)
            data = self.row(answer, resource, read.select, (key,))
        body: dict[str, Any] = {"data": {key: data}}
        if self.withheld:
            body["extensions"] = {"withheld": self.withheld}
        return Written(orjson.dumps(body), self.exact)

    def identity(self, identity: Identity) -> Any:
        return f"{identity.target}:{identity.key}"

    def key(self, select: Select, name: str) -> str:
        field = {"id": "databaseId", NODE_ID: "id"}.get(name, camel(name))
        return f"x_{field}" if select.aliased else field

    def page(self, answered: Answered, resource: Resource, listing: Listing, path: Path) -> dict[str, Any]:
        key = "edges" if listing.edges else "nodes"
        rows = []
        for index, (row, cursor) in enumerate(zip(answered.rows, answered.cursors, strict=True)):
            at = (*path, key, index, "node") if listing.edges else (*path, key, index)
            written = self.row(row, resource, listing.select, at)
            rows.append({"cursor": cursor, "node": written} if listing.edges else written)
        found: dict[str, Any] = {key: rows}
        if listing.info:
            found["pageInfo"] = {
                "hasNextPage": answered.has_next,
                "hasPreviousPage": answered.has_previous,
                "startCursor": answered.start,
                "endCursor": answered.end,
            }
        return found | ({"totalCount": answered.total} if listing.count else {})


def _object(kind: str, parts: Mapping[str, Said]) -> Said:
    return Said(kind, {word: part.value for word, part in parts.items()}, parts)

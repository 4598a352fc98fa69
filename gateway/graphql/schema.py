"""Door 1's schema: every type, argument and root field of the catalog as a real Strawberry definition.

Resolvers read the one answer of the database: a row is the object at its response key, so that the executor of Strawberry
and the bytes of the database say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import strawberry
from graphql import GraphQLError
from strawberry.exceptions import DuplicatedTypeName
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from gateway import actions
from gateway.actions import Actions, ActionSpec
from gateway.catalog import Calculation, Catalog, Column, Relation, Resource, camel
from gateway.graphql.actions import ActionFields
from gateway.graphql.fields import Argument, define, field
from gateway.graphql.inputs import Inputs
from gateway.graphql.mutations import MutationFields, Write
from gateway.graphql.scalars import SCALARS, Enums
from gateway.package import DomainError
from gateway.plan import computed

TYPE_KEY: Final = ":type"
_CACHED: Final = 512


@strawberry.interface(description="Anything with a global id.")
class Node:
    id: strawberry.ID = strawberry.field(description="The global id, the same on every door.")


IDENTITY: Final = {"id": Argument(strawberry.ID, "A global id.", required=True)}
IDENTITIES: Final = {"ids": Argument(list[strawberry.ID], "Global ids, of any types.", required=True)}
PAGE_ARGUMENTS: Final = {
    "first": Argument(int, "How many rows from the front."),
    "after": Argument(str, "Rows after this cursor."),
    "last": Argument(int, "How many rows from the end."),
    "before": Argument(str, "Rows before this cursor."),
}


@dataclass(frozen=True, slots=True)
class Door:
    """The schema, and which of its fields the catalog answers: (type name, field name) → the name in the catalog. The
    `actions` and `writes` are by the names of their fields."""

    schema: strawberry.Schema
    roots: Mapping[str, tuple[str, Resource]]
    names: Mapping[tuple[str, str], str]
    actions: Mapping[str, ActionSpec]
    writes: Mapping[str, Write]


def build(catalog: Catalog, served: Actions = actions.NONE) -> Door:
    """The schema of a catalog, with the root fields of the domain's own Query types and of actions beside those of the
    catalog."""
    return _Builder(catalog, served).door()


def sdl(catalog: Catalog, served: Actions = actions.NONE) -> str:
    return build(catalog, served).schema.as_str()


class _Schema(strawberry.Schema):
    def process_errors(self, errors: list[GraphQLError], execution_context: object = None) -> None:
        """Logs nothing: whoever renders the errors knows which of them nobody expected."""


class _Builder:
    def __init__(self, catalog: Catalog, served: Actions) -> None:
        self.catalog, self.actions = catalog, served
        self.enums = Enums()
        self.inputs = Inputs(catalog, self.enums)
        names = [resource.name for resource in catalog.served]
        self.types = {name: type(name, (Node,), {"is_type_of": classmethod(_is_type_of)}) for name in names}
        self.acting = ActionFields(served, self.enums, self.types)
        self.writing = MutationFields(catalog, self.enums, self.inputs, self.types)
        self.edges = {name: type(f"{name}Edge", (), {}) for name in names}
        self.connections = {name: type(f"{name}Connection", (), {}) for name in names}
        self.names: dict[tuple[str, str], str] = {}

    def door(self) -> Door:
        for resource in self.catalog.served:
            self.define(resource)
        config = StrawberryConfig(auto_camel_case=False, disable_field_suggestions=True, scalar_map=SCALARS)
        try:
            schema = _Schema(
                query=self.query(),
                mutation=self.mutation(),
                types=list(self.types.values()),
                config=config,
                extensions=[lambda: ParserCache(maxsize=_CACHED), lambda: ValidationCache(maxsize=_CACHED)],
            )
        except DuplicatedTypeName as error:
            raise DomainError(f"two types of the schema would have one name: {error.message}") from error
        acting = {camel(action.name): action for action in self.actions.all}
        return Door(schema, self.roots(), self.names, acting, self.writing.writes)

    def roots(self) -> dict[str, tuple[str, Resource]]:
        ones = {camel(resource.singular): ("one", resource) for resource in self.catalog.served}
        return ones | {camel(resource.plural): ("many", resource) for resource in self.catalog.served}

    def define(self, resource: Resource) -> None:
        own = self.types[resource.name]
        attributes: dict[str, Any] = {"databaseId": self.database_id(resource)}
        for column in resource.columns.values():
            if column.name != "id":
                attributes[camel(column.name)] = self.column(resource, column)
        attributes["etag"] = field("etag", str, "The entity tag of the state that the row is in, for `ifMatch`.")
        for relation in resource.relations.values():
            if relation.target in self.types:
                attributes[camel(relation.name)] = self.relation(resource, relation)
        for calculation in resource.calculations.values():
            attributes[camel(calculation.name)] = self.calculation(resource, calculation)
        self.names |= {(resource.name, camel(name)): name for name in resource.names}
        self.names[resource.name, "databaseId"] = "id"
        self.names[resource.name, "etag"] = "etag"
        own.id = field("id", strawberry.ID, "The global id, the same on every door.")  # type: ignore[attr-defined]
        define(own, attributes, resource.description)
        self.connect(resource)

    def connect(self, resource: Resource) -> None:
        own = self.types[resource.name]
        edge, connection = self.edges[resource.name], self.connections[resource.name]
        row = f"A {resource.name} and its place in the list."
        attributes = {
            "cursor": field("cursor", str, "The row's place in the order."),
            "node": field("node", own, "The row."),
        }
        define(edge, attributes, row)
        attributes = {
            "edges": field("edges", list[edge], "The page's rows, each with its cursor."),  # type: ignore[valid-type]
            "nodes": field("nodes", list[own], "The page's rows."),  # type: ignore[valid-type]
            "pageInfo": field("pageInfo", PageInfo, "Where the page stands in the list."),
            "totalCount": field("totalCount", int, "How many rows the list has; counted only when asked for."),
        }
        define(connection, attributes, f"A page of a list of {resource.name}.")

    def database_id(self, resource: Resource) -> Any:
        key = resource.key.type.key or resource.key.type
        return field("databaseId", self.enums.annotation(key), resource.key.description or "The key in the database.")

    def column(self, resource: Resource, column: Column) -> Any:
        annotation = self.enums.annotation(column.type)
        optional = column.null or column.references is not None or not resource.gives_everyone(column.name)
        spelled = annotation | None if optional else annotation
        return field(camel(column.name), spelled, column.description, column.deprecated)

    def relation(self, resource: Resource, relation: Relation) -> Any:
        name, says = camel(relation.name), relation.description
        if not relation.many:
            return field(name, self.types[relation.target] | None, says, relation.deprecated)
        annotation: Any = self.connections[relation.target]
        if not resource.gives_everyone(relation.name):
            annotation = annotation | None
        arguments = self.arguments(self.catalog.target(relation))
        return field(name, annotation, says, relation.deprecated, arguments=arguments)

    def calculation(self, resource: Resource, calculation: Calculation) -> Any:
        catalog = self.catalog

        def resolve(root: Any, info: strawberry.Info) -> Any:
            return computed.value(calculation, root[info.path.key], resource, catalog)

        annotation: Any = calculation.annotation
        heads = {calculation.name, *(need.partition(".")[0] for need in calculation.needs)}
        if not all(resource.gives_everyone(head) for head in heads):
            annotation = annotation | None
        resolve.__annotations__ = {"info": strawberry.Info, "return": annotation}
        return strawberry.field(
            resolver=resolve,
            name=camel(calculation.name),
            description=calculation.description or None,
            deprecation_reason=calculation.deprecated,
        )

    def arguments(self, resource: Resource) -> dict[str, Argument]:
        sort: Any = self.inputs.sorts[resource.name]
        return {
            "filter": Argument(self.inputs.filters[resource.name], "Only rows that satisfy this."),
            "sort": Argument(list[sort], "In this order; rows that are equal in it by key."),
            **PAGE_ARGUMENTS,
        }

    def query(self) -> type:
        anything: Any = Node
        attributes: dict[str, Any] = {
            "node": field("node", anything | None, "Anything, by its global id.", arguments=IDENTITY),
            "nodes": field("nodes", list[anything | None], "Things, by their global ids.", arguments=IDENTITIES),
        }
        for resource in self.catalog.served:
            one, many = camel(resource.singular), camel(resource.plural)
            words = resource.singular.replace("_", " ")
            own: Any = self.types[resource.name]
            attributes[one] = field(one, own | None, f"One {words}, by its global id.", arguments=IDENTITY)
            described, arguments = resource.description or f"A list of {words}.", self.arguments(resource)
            attributes[many] = field(many, self.connections[resource.name], described, arguments=arguments)
        attributes |= self.acting.fields([action for action in self.actions.all if not action.changes])
        query = type("Query", self.catalog.queries, {})
        define(query, attributes, "What can be asked.")
        return query

    def mutation(self) -> type | None:
        """None where nothing can be changed: a type without fields is no type."""
        acting = self.acting.fields([action for action in self.actions.all if action.changes])
        for name in acting.keys() & self.writing.fields.keys():
            raise DomainError(
                f"the action {name} has the name of what writes {self.writing.writes[name].resource.name}"
            )
        fields = acting | self.writing.fields
        if not fields:
            return None
        mutation = type("Mutation", (), {})
        define(mutation, fields, "What can be done. All of one request happens, or nothing.")
        return mutation


def _is_type_of(cls: type, value: Any, _info: Any) -> bool:
    """Rows of an interface carry the name of their type; where only one type can be, none is needed."""
    return isinstance(value, Mapping) and value.get(TYPE_KEY, cls.__name__) == cls.__name__


class PageInfo:
    pass


define(
    PageInfo,
    {
        "hasNextPage": field("hasNextPage", bool, "Whether there are rows after this page."),
        "hasPreviousPage": field("hasPreviousPage", bool, "Whether there are rows before this page."),
        "startCursor": field("startCursor", str | None, "The cursor of the page's first row."),
        "endCursor": field("endCursor", str | None, "The cursor of the page's last row."),
    },
    "Where a page stands in its list.",
)

"""An operation and its variables become a plan. Spelling lives here, meaning does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from gateway.actions import ActionSpec
from gateway.catalog import Catalog, Resource, camel
from gateway.errors import CostLimit, DepthLimit, FilterInvalid, ResourceUnknown, SortInvalid, ValueInvalid
from gateway.graphql import walk
from gateway.graphql.document import Document
from gateway.graphql.given import Given, Source, Variables, arguments, evaluated
from gateway.graphql.schema import TYPE_KEY, Door
from gateway.plan.nodes import (
    Asked,
    Constant,
    Field,
    Group,
    Item,
    Listing,
    Many,
    Nested,
    One,
    PageInfo,
    Part,
    Plan,
    Root,
    RowCursor,
    Rows,
    Several,
    Slot,
    ToMany,
    ToOne,
)
from gateway.values import LIST_LENGTH

Items = tuple[Item, ...]
PAGE: Final[tuple[str, ...]] = ("first", "after", "last", "before")
# What a request asks becomes pieces of one statement, each some 0.2 ms to write down and, for PostgreSQL, to plan.
PIECES: Final = 250
CONDITIONS: Final = 100
SORT_LEVELS: Final = 6
# Rows over rows over rows: each to-many relation in a condition multiplies what a database has to look at.
QUANTIFIERS: Final = 3
INFO: Final[Mapping[str, Literal["has_next", "has_previous", "start_cursor", "end_cursor"]]] = {
    "hasNextPage": "has_next",
    "hasPreviousPage": "has_previous",
    "startCursor": "start_cursor",
    "endCursor": "end_cursor",
}


@dataclass(frozen=True, slots=True)
class Returned:
    """What is asked about a row that an action returns, or about each of `many`."""

    key: str
    resource: str
    items: Items
    many: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """A plan with the sources of its values. `pure`: catalog fields are all that the operation asks for. Of the actions
    that it runs: which, how many values they may return, and the rows that they do."""

    plan: Plan
    sources: tuple[Source, ...]
    pure: bool
    actions: tuple[ActionSpec, ...] = ()
    returned: int = 0
    shown: tuple[Returned, ...] = ()

    def values(self, variables: Variables) -> list[Any]:
        return [source.value(variables) for source in self.sources]


def asking(
    document: Document, operation: OperationDefinitionNode, variables: Variables, door: Door, catalog: Catalog
) -> Asking:
    """`variables` fit the operation and have its defaults in them."""
    parser = Parser(document, variables, door, catalog, typed=False)
    roots = tuple(parser.roots(operation))
    if not parser.pure:
        parser = Parser(document, variables, door, catalog, typed=True)
        roots = tuple(parser.roots(operation))
    return Asking(
        Plan(roots), tuple(parser.sources), parser.pure, tuple(parser.actions), parser.returned, tuple(parser.shown)
    )


def defaults(operation: OperationDefinitionNode, variables: Variables) -> dict[str, Any]:
    """The variables that the operation declares, with its defaults where the client gave none."""
    given: dict[str, Any] = {}
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        if name in variables:
            given[name] = variables[name]
        elif definition.default_value is not None:
            given[name] = evaluated(definition.default_value, {})
    return given


class Parser:
    """`typed` answers carry the names of their types where an interface leaves them open, for the executor that needs
    them."""

    def __init__(self, document: Document, variables: Variables, door: Door, catalog: Catalog, *, typed: bool) -> None:
        self.typed = typed
        self.fragments: Mapping[str, FragmentDefinitionNode] = document.fragments
        self.variables, self.door, self.catalog = variables, door, catalog
        self.sources: list[Source] = []
        self.shown: list[Returned] = []
        self.pure = True
        self.pieces = self.conditions = self.returned = 0
        self.actions: list[ActionSpec] = []
        self.words = {camel(name): name for resource in catalog.served for name in resource.names}

    # --- roots --------------------------------------------------------------------------------------------------------

    def roots(self, operation: OperationDefinitionNode) -> Iterator[Root]:
        for key, nodes in self.fields([operation.selection_set], "Query").items():
            name = nodes[0].name.value
            if name == "__typename":
                yield Constant(key, "Query")
            elif name == "node":
                yield self.node(key, self.arguments(nodes[0])["id"], "/id", nodes)
            elif name == "nodes":
                yield Several(key, tuple(self.nodes(nodes)))
            elif name in self.door.roots:
                yield self.root(key, name, nodes)
            else:
                self.pure = False
                if name in self.door.actions:
                    self.actions.append(self.door.actions[name])
                    self.act(key, self.door.actions[name], nodes)

    def act(self, key: str, action: ActionSpec, nodes: list[FieldNode]) -> None:
        if action.answers_with is None or action.result is None:
            self.returned += walk.of_action(action.result, nodes, self.fields)
            return
        self.spend(1)
        items = tuple(self.items(self.catalog.resources[action.answers_with], [node.selection_set for node in nodes]))
        self.shown.append(Returned(key, action.answers_with, items, action.result.many is not None))

    def root(self, key: str, name: str, nodes: list[FieldNode]) -> Root:
        kind, resource = self.door.roots[name]
        if kind == "many":
            return Many(key, self.listing(resource, nodes, ""))
        self.spend(1)
        slot = self.slot(self.arguments(nodes[0])["id"], "/id")
        items = tuple(self.items(resource, [node.selection_set for node in nodes]))
        return One(key, resource.name, replace(slot, type=resource.key.type), items)

    def nodes(self, nodes: list[FieldNode]) -> Iterator[One]:
        ids = list(self.arguments(nodes[0])["ids"].elements())
        if len(ids) > LIST_LENGTH:
            raise ValueInvalid(f"nodes takes at most {LIST_LENGTH} ids.", pointer="/ids")
        # Rows of one type are asked the same, so their selection is read once, however many they are.
        asked: dict[str, tuple[Items, int]] = {}
        for given in ids:
            resource, before = self.identified(given, "/ids"), self.pieces
            if resource.name in asked:
                items, pieces = asked[resource.name]
                self.spend(pieces)
            else:
                items = self.anything(resource, nodes)
                asked[resource.name] = items, self.pieces - before
            yield self.one("", resource, given, "/ids", items)

    def node(self, key: str, given: Given, pointer: str, nodes: list[FieldNode]) -> One:
        """The row behind a global id of any type."""
        resource = self.identified(given, pointer)
        return self.one(key, resource, given, pointer, self.anything(resource, nodes))

    def identified(self, given: Given, pointer: str) -> Resource:
        name, separator, _ = str(given.value).partition(":")
        if not separator:
            raise ValueInvalid("This is no global id.", hint='Every object has one in its field "id".', pointer=pointer)
        resource = self.catalog.resources.get(name)
        if resource is None or not resource.served:
            raise ResourceUnknown("There is no such resource that you may read.")
        return resource

    def anything(self, resource: Resource, nodes: list[FieldNode]) -> Items:
        self.spend(1)
        items = tuple(self.items(resource, [node.selection_set for node in nodes]))
        return (Constant(TYPE_KEY, resource.name), *items) if self.typed else items

    def one(self, key: str, resource: Resource, given: Given, pointer: str, items: Items) -> One:
        return One(key, resource.name, replace(self.slot(given, pointer), type=resource.key.type), items)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def items(self, resource: Resource, selections: Iterable[SelectionSetNode | None]) -> Iterator[Item]:
        for key, nodes in self.fields(selections, resource.name).items():
            yield self.item(resource, key, nodes)

    def item(self, resource: Resource, key: str, nodes: list[FieldNode]) -> Item:
        spelled = nodes[0].name.value
        if spelled == "__typename":
            return Constant(key, resource.name)
        name = self.door.names.get((resource.name, spelled), spelled)
        relation = resource.relations.get(name)
        if relation is None:
            self.pure = self.pure and name not in resource.calculations
            return Field(key, name, self.written(resource, name, spelled))
        target = self.catalog.target(relation)
        if relation.many:
            return ToMany(key, name, self.listing(target, nodes, f"/{name}"))
        self.spend(1)
        return ToOne(key, name, tuple(self.items(target, [node.selection_set for node in nodes])))

    def written(self, resource: Resource, name: str, spelled: str) -> Literal["key", "text"] | None:
        """Strawberry's executor hands on a JSON value by its text, so that its bytes are those of the database."""
        if spelled == "databaseId":
            return "key"
        column = resource.columns.get(name)
        return "text" if self.typed and column is not None and column.type.kind == "json" else None

    def spend(self, pieces: int) -> None:
        self.pieces += pieces
        if self.pieces > PIECES:
            raise CostLimit(
                "The request reads too many lists and single rows.",
                hint="Ask in several requests, or for fewer things that hang on each other.",
            )

    # --- lists --------------------------------------------------------------------------------------------------------

    def listing(self, resource: Resource, nodes: list[FieldNode], pointer: str) -> Listing:
        self.spend(2)
        parts = tuple(
            self.parts(resource, self.fields([node.selection_set for node in nodes], f"{resource.name}Connection"))
        )
        given = {name: value for name, value in self.arguments(nodes[0]).items() if value.value is not None}
        page = {word: self.slot(given[word], f"{pointer}/{word}") for word in PAGE if word in given}
        tree = self.tree(given["filter"], resource) if "filter" in given else None
        sort = tuple(self.sorted(item) for item in given["sort"].elements()) if "sort" in given else ()
        return Listing(resource.name, parts, Asked(tree, sort, page, pointer))

    def parts(self, resource: Resource, fields: Mapping[str, list[FieldNode]]) -> Iterator[Part]:
        for key, nodes in fields.items():
            selections = [node.selection_set for node in nodes]
            match nodes[0].name.value:
                case "nodes":
                    yield Rows(key, tuple(self.items(resource, selections)))
                case "edges":
                    yield Rows(key, tuple(self.edge(resource, self.fields(selections, f"{resource.name}Edge"))))
                case "pageInfo":
                    yield Group(key, tuple(self.page_info(self.fields(selections, "PageInfo"))))
                case "totalCount":
                    self.spend(2)
                    yield PageInfo(key, "total")
                case _:
                    yield Constant(key, f"{resource.name}Connection")

    def edge(self, resource: Resource, fields: Mapping[str, list[FieldNode]]) -> Iterator[Item]:
        for key, nodes in fields.items():
            match nodes[0].name.value:
                case "node":
                    yield Nested(key, tuple(self.items(resource, [node.selection_set for node in nodes])))
                case "cursor":
                    yield RowCursor(key)
                case _:
                    yield Constant(key, f"{resource.name}Edge")

    def page_info(self, fields: Mapping[str, list[FieldNode]]) -> Iterator[Part]:
        for key, nodes in fields.items():
            what = INFO.get(nodes[0].name.value)
            self.spend(2)
            yield PageInfo(key, what) if what else Constant(key, "PageInfo")

    def sorted(self, given: Given) -> tuple[tuple[str, ...], bool]:
        path: list[str] = []
        while isinstance(given.value, Mapping):
            if len(given.value) != 1:
                raise SortInvalid("An entry of an order names one field.", pointer="/sort")
            word, given = next(given.entries())
            path.append(self.words.get(word, word))
            if len(path) > SORT_LEVELS:
                raise DepthLimit(f"A list may be sorted over {SORT_LEVELS - 1} relations in a row.", pointer="/sort")
        if not path or given.value is None:
            raise SortInvalid("An entry of an order names a field and a direction, not null.", pointer="/sort")
        return tuple(path), given.value == "DESC"

    def tree(self, given: Given, resource: Resource, lists: int = 0) -> dict[str, object]:
        """A filter in the words of the catalog, with slots where its values are. It hangs on rows of so many `lists`."""
        self.condition()
        if lists > QUANTIFIERS:
            raise DepthLimit(f"A condition may lead over {QUANTIFIERS} lists.", pointer="/filter")
        return {
            self.words.get(word, word): self.branch(word, inner, resource, lists) for word, inner in given.entries()
        }

    def branch(self, word: str, given: Given, resource: Resource, lists: int) -> object:
        name = self.words.get(word, word)
        relation = resource.relations.get(name)
        if given.value is None:
            return self.slot(given, "")
        if word in {"and", "or"}:
            items = list(given.elements())
            if any(item.value is None for item in items):
                # A variable that has a default may stand in a list that takes no nulls, and still be null.
                raise FilterInvalid(f'"{word}" takes filters, not null.', pointer="/filter")
            return [self.tree(item, resource, lists) for item in items]
        if word == "not":
            return self.tree(given, resource, lists)
        if relation is None:
            operands = given.entries()
            return {_OPERATORS.get(operator, operator): self.operand(operator, inner) for operator, inner in operands}
        target = self.catalog.target(relation)
        if not relation.many:
            return self.tree(given, target, lists)
        return {
            quantifier: self.slot(inner, "") if inner.value is None else self.tree(inner, target, lists + 1)
            for quantifier, inner in given.entries()
        }

    def condition(self) -> None:
        self.conditions += 1
        if self.conditions > CONDITIONS:
            raise CostLimit(f"A request may have {CONDITIONS} conditions in all its filters.", pointer="/filter")

    # --- values -------------------------------------------------------------------------------------------------------

    def arguments(self, node: FieldNode) -> dict[str, Given]:
        return arguments(node, self.variables)

    def slot(self, given: Given, pointer: str) -> Slot:
        self.sources.append(given.source)
        return Slot(len(self.sources) - 1, pointer)

    def operand(self, operator: str, given: Given) -> Slot:
        self.condition()
        if operator in {"in", "nin"}:
            given = replace(given, source=replace(given.source, listed=True))
        return self.slot(given, "")

    # --- selections ---------------------------------------------------------------------------------------------------

    def fields(self, selections: Iterable[SelectionSetNode | None], type_name: str) -> dict[str, list[FieldNode]]:
        """The fields of the selections by response key, fragments expanded (GraphQL specification 6.3.2)."""
        found: dict[str, list[FieldNode]] = {}
        for selection in selections:
            if selection is not None:
                self.collect(selection.selections, type_name, found, set())
        return found

    def collect(
        self, nodes: Iterable[SelectionNode], type_name: str, found: dict[str, list[FieldNode]], spread: set[str]
    ) -> None:
        for node in nodes:
            if not self.included(node):
                continue
            match node:
                case FieldNode():
                    found.setdefault((node.alias or node.name).value, []).append(node)
                case InlineFragmentNode():
                    if _applies(node.type_condition, type_name):
                        self.collect(node.selection_set.selections, type_name, found, spread)
                case FragmentSpreadNode() if node.name.value not in spread:
                    spread.add(node.name.value)
                    fragment = self.fragments[node.name.value]
                    if _applies(fragment.type_condition, type_name):
                        self.collect(fragment.selection_set.selections, type_name, found, spread)

    def included(self, node: SelectionNode) -> bool:
        for directive in node.directives or ():
            name = directive.name.value
            if name in {"skip", "include"}:
                condition = (directive.arguments or ())[0].value
                if evaluated(condition, self.variables) is (name == "skip"):
                    return False
        return True


_OPERATORS: Final = {"startsWith": "starts_with", "isNull": "is_null"}


def _applies(condition: Any, type_name: str) -> bool:
    return condition is None or condition.name.value in {type_name, "Node"}

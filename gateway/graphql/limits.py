"""What one document may ask, checked before anything that costs more than reading it.

Fragments are measured once each and counted where they are spread, so that the first pass takes time in proportion to
the document however often its fragments spread each other. Only what that pass has found to be small is then looked at
with its fragments expanded. The members of connections (edges, node, nodes, pageInfo) are no level of nesting, so that
a list is one level on both doors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    Visitor,
    visit,
)

from gateway.errors import (
    AliasLimit,
    DepthLimit,
    DirectiveLimit,
    DocumentInvalid,
    FragmentLimit,
    LimitExceeded,
    NodeLimit,
    OperationLimit,
    RepeatLimit,
    RootFieldLimit,
)

ENVELOPE: Final = frozenset({"edges", "node", "nodes", "pageInfo"})
INTROSPECTION: Final = frozenset({"__schema", "__type"})
INTROSPECTION_LISTS: Final = frozenset(
    {"fields", "inputFields", "interfaces", "possibleTypes", "enumValues", "args", "types"}
)
# The standard introspection query is 14 levels deep, and lists fields of types once.
INTROSPECTION_DEPTH: Final = 16
INTROSPECTION_NESTED_LISTS: Final = 3
# Validation compares fields that end up under one name with each other: some 10 µs for two of them.
OVERLAPS: Final = 2000


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """The bounds of a document; see the settings of the same names."""

    bytes: int = 16_384
    tokens: int = 2000
    depth: int = 10
    aliases: int = 30
    root_fields: int = 10
    directives: int = 20
    repeats: int = 10
    fragments: int = 50
    nodes: int = 2000
    operations: int = 10
    errors: int = 10


@dataclass(frozen=True, slots=True)
class Extent:
    """Levels, fields and aliases of a selection with its fragments expanded; `lists` counts introspection's lists."""

    depth: int = 0
    nodes: int = 0
    aliases: int = 0
    roots: int = 0
    introspection: int = 0
    lists: int = 0


def check(document: DocumentNode, limits: DocumentLimits) -> None:
    """Raise the LimitExceeded that the document deserves, if any."""
    fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    _bound(FragmentLimit, "fragments", len(fragments), limits.fragments)
    _bound(OperationLimit, "operations", len(operations), limits.operations)
    by_name = {node.name.value: node for node in reversed(fragments)}
    measure = _Measure(by_name, limits)
    extents = [measure.selection(operation.selection_set, root=True) for operation in operations]
    # Fragments that nothing spreads are validated too, so they are bounded too.
    unused = [fragment for name, fragment in by_name.items() if name not in measure.names]
    extents += [measure.fragment(fragment.name.value, root=False) for fragment in unused]
    _bound(DirectiveLimit, "directives", measure.directives + _definitions(document), limits.directives)
    for extent in extents:
        _bound(RootFieldLimit, "root fields", extent.roots, limits.root_fields)
        _bound(AliasLimit, "aliases", extent.aliases, limits.aliases)
        if extent.depth > limits.depth:
            raise DepthLimit(f"The request is nested {extent.depth} levels deep; {limits.depth} are allowed.")
        _bound(DepthLimit, "levels of the schema", extent.introspection, INTROSPECTION_DEPTH)
        _bound(DepthLimit, "lists of the schema inside each other", extent.lists, INTROSPECTION_NESTED_LISTS)
    _bound(NodeLimit, "selected fields", sum(extent.nodes for extent in extents), limits.nodes)
    found = sum(_overlaps([node.selection_set], by_name) for node in (*operations, *unused))
    _bound(RepeatLimit, "pairs of fields under one name", found, OVERLAPS)


def introspects(document: DocumentNode) -> bool:
    """Whether it asks for the schema anywhere (`__typename` is no such question)."""
    visitor = _Introspection()
    visit(document, visitor)
    return visitor.found


def introspects_alone(document: DocumentNode) -> bool:
    """Whether it asks for nothing but the schema. The document is known to be valid."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    roots: dict[str, list[FieldNode]] = {}
    for operation in operations:
        _collect(operation.selection_set, fragments, roots)
    names = {node.name.value for nodes in roots.values() for node in nodes}
    return names <= {*INTROSPECTION, "__typename"} and all(one.operation is OperationType.QUERY for one in operations)


class _Introspection(Visitor):
    found = False

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.found = self.found or node.name.value in INTROSPECTION


def _bound(error: type[LimitExceeded], what: str, found: int, allowed: int) -> None:
    if found > allowed:
        raise error(f"The document has {found} {what}; {allowed} are allowed.")


def _definitions(document: DocumentNode) -> int:
    return sum(len(getattr(node, "directives", None) or ()) for node in document.definitions)


class _Measure:
    def __init__(self, fragments: dict[str, FragmentDefinitionNode], limits: DocumentLimits) -> None:
        self.fragments, self.limits = fragments, limits
        self.directives = 0
        self.names: set[str] = set()
        self.measured: dict[tuple[str, bool, bool], Extent | None] = {}

    def fragment(self, name: str, *, root: bool, schema: bool = False) -> Extent:
        key = (name, root, schema)
        if name not in self.fragments:
            return Extent()
        if key not in self.measured:
            self.names.add(name)
            self.measured[key] = None
            self.measured[key] = self.selection(self.fragments[name].selection_set, root=root, schema=schema)
        extent = self.measured[key]
        if extent is None:
            # It is being measured. What comes after this pass can take fragments for a tree.
            raise DocumentInvalid(f'The fragment "{name[:60]}" spreads itself.')
        # The spread is counted as well: a chain of them is work even if it ends in one field.
        return replace(extent, nodes=extent.nodes + 1)

    def selection(self, selection: SelectionSetNode | None, *, root: bool = False, schema: bool = False) -> Extent:
        if selection is None:
            return Extent()
        self.repeats(selection)
        extents = [self.one(node, root=root, schema=schema) for node in selection.selections]
        return Extent(
            depth=max((e.depth for e in extents), default=0),
            # Counts double with every spread of a chain; bounded here, they cannot become numbers too long to add.
            nodes=min(sum(e.nodes for e in extents), 10**9),
            aliases=min(sum(e.aliases for e in extents), 10**9),
            roots=min(sum(e.roots for e in extents), 10**9),
            introspection=max((e.introspection for e in extents), default=0),
            lists=max((e.lists for e in extents), default=0),
        )

    def one(self, node: SelectionNode, *, root: bool, schema: bool) -> Extent:
        self.directives += len(node.directives or ())
        if isinstance(node, FragmentSpreadNode):
            return self.fragment(node.name.value, root=root, schema=schema)
        if not isinstance(node, FieldNode):
            inline = self.selection(getattr(node, "selection_set", None), root=root, schema=schema)
            return replace(inline, nodes=inline.nodes + 1)
        name = node.name.value
        schema = schema or name in INTROSPECTION
        below = self.selection(node.selection_set, schema=schema)
        level = 0 if root or name in ENVELOPE else 1
        return Extent(
            depth=0 if schema else below.depth + level,
            nodes=below.nodes + 1,
            aliases=below.aliases + (node.alias is not None),
            roots=int(root),
            introspection=below.introspection + 1 if schema else below.introspection,
            lists=below.lists + (schema and name in INTROSPECTION_LISTS),
        )

    def repeats(self, selection: SelectionSetNode) -> None:
        """The same name again and again in one place makes validation compare each with each."""
        for name, found in Counter(_names(selection)).items():
            if found > self.limits.repeats:
                raise RepeatLimit(
                    f'"{name[:60]}" is selected {found} times in one place; {self.limits.repeats} are allowed.'
                )


def _names(selection: SelectionSetNode) -> Iterator[str]:
    for node in selection.selections:
        if isinstance(node, FieldNode):
            yield (node.alias or node.name).value
        elif isinstance(node, FragmentSpreadNode):
            yield "..." + node.name.value


def _overlaps(selections: list[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]) -> int:
    """How many pairs of fields answer under the same name in the same place, fragments expanded."""
    by_name: dict[str, list[FieldNode]] = {}
    for selection in selections:
        _collect(selection, fragments, by_name)
    found = 0
    for nodes in by_name.values():
        found += len(nodes) * (len(nodes) - 1) // 2
        below = [node.selection_set for node in nodes if node.selection_set]
        found += _overlaps(below, fragments) if below else 0
    return found


def _collect(
    selection: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], found: dict[str, list[FieldNode]]
) -> None:
    for node in selection.selections:
        if isinstance(node, FieldNode):
            found.setdefault((node.alias or node.name).value, []).append(node)
        elif isinstance(node, InlineFragmentNode):
            _collect(node.selection_set, fragments, found)
        elif isinstance(node, FragmentSpreadNode) and node.name.value in fragments:
            _collect(fragments[node.name.value].selection_set, fragments, found)

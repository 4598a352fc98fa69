"""A document's text becomes operations that are known to fit the schema, kept for the next request with that text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from graphql import (
    DocumentNode,
    FieldsOnCorrectTypeRule,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    specified_rules,
    type_from_ast,
    validate,
)
from graphql.language import FieldNode

from gateway.catalog import Catalog, snake
from gateway.errors import (
    DocumentInvalid,
    DocumentSyntax,
    DocumentTooLarge,
    FieldUnknown,
    GatewayError,
    OperationUnknown,
    TokenLimit,
)
from gateway.graphql import limits
from gateway.graphql.introspection import Introspection
from gateway.graphql.limits import DocumentLimits
from gateway.graphql.variables import Use, uses
from gateway.plan.cache import Cache
from gateway.plan.context import unknown

MESSAGE_LENGTH: Final = 200


class DocumentErrors(Exception):
    """Everything that is wrong with a document, as graphql-core found it, in the order of the document. `operations` are
    those that it has nevertheless, as far as it could be parsed."""

    def __init__(self, found: list[GraphQLError], operations: Sequence[OperationDefinitionNode] = ()) -> None:
        super().__init__(found[0].message)
        self.found, self.operations = found, operations

    def errors(self, catalog: Catalog, readable: Mapping[str, frozenset[str]]) -> list[GatewayError]:
        """As our errors, in the same words for a field that does not exist as for one that the caller may not read."""
        return [_error(error, catalog, readable) for error in self.found]


def _error(error: GraphQLError, catalog: Catalog, readable: Mapping[str, frozenset[str]]) -> GatewayError:
    if isinstance(error, GraphQLSyntaxError):
        return DocumentSyntax(said(error.message))
    extensions = error.extensions or {}
    if "field" not in extensions:
        return DocumentInvalid(said(error.message))
    type_, name = extensions["type"], snake(said(extensions["field"]))
    if type_ in catalog.resources:
        return unknown(type_, name, readable.get(type_, frozenset()), f"/{name}")
    return FieldUnknown(f'{type_} has no field "{said(extensions["field"])}" that you may read.')


def explained(error: GraphQLError) -> str:
    """In words for those who may know the whole schema."""
    line = f"line {error.locations[0].line}: " if error.locations else ""
    extensions = error.extensions or {}
    if "field" in extensions:
        return f'{line}{extensions["type"]} has no field "{said(extensions["field"])}"'
    return line + said(error.message)


def said(message: str) -> str:
    """What graphql-core says, which quotes the client: a value may be long, and is indented by its nesting."""
    return message if len(message) <= MESSAGE_LENGTH else message[:MESSAGE_LENGTH] + "…"


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document. `uses` tells for each operation's variables what they decide."""

    text: str
    ast: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDefinitionNode]
    uses: Mapping[str, Use]
    introspects: bool
    tokens: int
    _types: dict[str | None, Mapping[str, GraphQLInputType]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes it takes in the cache. Parsed, each token is some 400, with the nodes that it is in."""
        return 8192 + 400 * self.tokens + 2 * len(self.text)

    def types(self, operation: OperationDefinitionNode, schema: GraphQLSchema) -> Mapping[str, GraphQLInputType]:
        """The types of an operation's variables, which validation has found to be input types."""
        name = operation.name.value if operation.name else None
        if name not in self._types:
            definitions = operation.variable_definitions or ()
            self._types[name] = {
                d.variable.name.value: cast("GraphQLInputType", type_from_ast(schema, d.type)) for d in definitions
            }
        return self._types[name]

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run; raises OperationUnknown."""
        if name:
            if name not in self.operations:
                raise OperationUnknown(f'The document has no operation "{name[:60]}".')
            return self.operations[name]
        if len(self.operations) > 1:
            raise OperationUnknown("The document has several operations.", hint="Name one of them in operationName.")
        return next(iter(self.operations.values()))


class Documents:
    """Reads documents for one schema."""

    def __init__(self, schema: GraphQLSchema, bounds: DocumentLimits, cache: Cache[Document]) -> None:
        self.schema, self.bounds, self.cache = schema, bounds, cache
        self.introspection = Introspection(schema)

    def knows(self, text: str) -> bool:
        """Whether it has been read before."""
        return self.cache.get(text) is not None

    def read(self, text: str) -> Document:
        """Raises DocumentTooLarge, TokenLimit and the like, DocumentSyntax, DocumentErrors."""
        known = self.cache.get(text)
        if known is None:
            known = self.fresh(text)
            self.cache.put(text, known)
        return known

    def fresh(self, text: str) -> Document:
        """The same, whatever is kept, and without keeping it."""
        if len(text.encode(errors="replace")) > self.bounds.bytes:
            raise DocumentTooLarge(f"A document may have {self.bounds.bytes} bytes.")
        ast = self._parsed(text)
        limits.check(ast, self.bounds)
        operations = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
        fragments = {n.name.value: n for n in ast.definitions if isinstance(n, FragmentDefinitionNode)}
        introspects = limits.introspects(ast)
        if introspects:
            self.introspection.check(operations, fragments)
        errors = validate(self.schema, ast, RULES, max_errors=self.bounds.errors, hide_suggestions=True)
        if errors:
            raise DocumentErrors(errors, operations)
        if not operations:
            raise OperationUnknown("The document has no operation.")
        by_name = {node.name.value if node.name else None: node for node in operations}
        return Document(text, ast, by_name, fragments, uses(ast), introspects, _tokens(ast))

    def _parsed(self, text: str) -> DocumentNode:
        try:
            return parse(text, max_tokens=self.bounds.tokens, allow_empty_selection_sets=False)
        except GraphQLSyntaxError as error:
            if "tokens" in error.message and "Parsing aborted" in error.message:
                raise TokenLimit(f"A document may have {self.bounds.tokens} tokens.") from error
            raise DocumentErrors([error]) from error
        except RecursionError as error:
            raise DocumentSyntax("The document is nested too deeply to be parsed.") from error


def _tokens(document: DocumentNode) -> int:
    token, found = document.loc.start_token if document.loc else None, 0
    while token:
        token, found = token.next, found + 1
    return found


class UnknownFieldRule(FieldsOnCorrectTypeRule):
    """Says which field of which type, and leaves the words to those who know the caller."""

    def enter_field(self, node: FieldNode, *_args: Any) -> None:
        type_ = self.context.get_parent_type()
        if type_ and not self.context.get_field_def():
            extensions = {"type": type_.name, "field": node.name.value}
            self.report_error(GraphQLError("There is no such field.", node, extensions=extensions))


RULES = [UnknownFieldRule if rule is FieldsOnCorrectTypeRule else rule for rule in specified_rules]

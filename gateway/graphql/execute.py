"""The two executors. An operation of catalog fields alone is answered with the bytes of the database; one that also asks
for Python fields runs in Strawberry's executor over the same answer, read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import orjson
import structlog
from graphql import GraphQLError, OperationDefinitionNode
from graphql.execution.values import get_variable_values

from gateway import actions
from gateway.actions import Writing
from gateway.caller import Caller
from gateway.errors import CostLimit, GatewayError, Internal, VariablesInvalid
from gateway.graphql import parse, walk
from gateway.graphql.document import Document, DocumentErrors, said
from gateway.graphql.parse import Asking
from gateway.graphql.schema import Door
from gateway.graphql.variables import Use, signature
from gateway.pipeline import Answer, Engine, Path, Prepared, answer, prepare
from gateway.plan.cache import Cache
from gateway.plan.nodes import Constant
from gateway.policy import Standing

WALKED: Final = 5000

log = structlog.get_logger("gateway.graphql")


@dataclass(frozen=True, slots=True)
class Context:
    """What a hand-written resolver finds in `info.context`."""

    caller: Caller
    engine: Engine


@dataclass(frozen=True, slots=True)
class Executable:
    """An operation with variables of one signature, for callers of one standing. Without `prepared` it asks nothing of
    the database, and `constant` is its answer."""

    text: str
    asking: Asking
    prepared: Prepared | None
    constant: bytes = b"{}"

    @property
    def size(self) -> int:
        """Bytes it takes in a cache: besides the statement the text, which is in the key, and what leads to each value,
        which is in the signature as well."""
        statement = self.prepared.size if self.prepared else 0
        return 4096 + len(self.text) + 1024 * len(self.asking.sources) + statement


@dataclass(frozen=True, slots=True)
class Result:
    """`data` is JSON text; `errors` are those of single fields, beside the data that there is nevertheless."""

    data: bytes
    withheld: tuple[Path, ...] = ()
    errors: tuple[Mapping[str, Any], ...] = ()


class Executor:
    def __init__(self, door: Door, engine: Engine, writing: Writing, cache: Cache[Executable], max_errors: int) -> None:
        self.door, self.engine, self.writing, self.cache, self.max_errors = door, engine, writing, cache, max_errors
        self.schema = door.schema._schema  # noqa: SLF001  (Strawberry gives no other way to the schema of graphql-core)

    async def run(
        self, document: Document, operation: OperationDefinitionNode, given: dict[str, Any], caller: Caller
    ) -> Result:
        """Raises GatewayError for what cannot be asked or answered as a whole."""
        executable, variables = self.executable(document, operation, given, caller)
        asking, prepared = executable.asking, executable.prepared
        found = (
            await answer(prepared, asking.values(variables), caller, self.engine)
            if prepared
            else Answer(executable.constant)
        )
        if asking.pure:
            return Result(found.body, found.withheld)
        return await self.resolved(document, operation, given, found, caller)

    def executable(
        self, document: Document, operation: OperationDefinitionNode, given: dict[str, Any], caller: Caller
    ) -> tuple[Executable, dict[str, Any]]:
        variables = parse.defaults(operation, given)
        standing = self.engine.policies.standing(caller)
        key = (
            document.text,
            operation.name and operation.name.value,
            self.signature(document, operation, variables),
            standing,
        )
        executable = self.cache.get(key)
        if executable is None:
            self.check_variables(operation, given)
            executable = self.prepare(document, operation, variables, standing)
            self.cache.put(key, executable)
        return executable, variables

    def signature(self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Any:
        if not variables:
            return ()
        types = document.types(operation, self.schema)
        return tuple((n, signature(document.uses.get(n, Use.VALUE), types[n], value)) for n, value in variables.items())

    def described(self, wrong: DocumentErrors, caller: Caller) -> list[GatewayError]:
        readable = self.engine.policies.readable(self.engine.policies.standing(caller))
        return wrong.errors(self.engine.catalog, readable)

    def check_variables(self, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> None:
        """Coercion as the specification has it (6.1.2): only to learn whether it works."""
        definitions = operation.variable_definitions or ()
        coerced = get_variable_values(
            self.schema, definitions, dict(given), max_errors=self.max_errors, hide_suggestions=True
        )
        if isinstance(coerced, list):
            raise VariablesInvalid(said(coerced[0].message))

    def prepare(
        self, document: Document, operation: OperationDefinitionNode, variables: dict[str, Any], standing: Standing
    ) -> Executable:
        asking = parse.asking(document, operation, variables, self.door, self.engine.catalog)
        if all(isinstance(root, Constant) for root in asking.plan.roots):
            self.check_price(asking, 0)
            self.check_walk(asking.returned)
            known = {root.key: root.text for root in asking.plan.roots if isinstance(root, Constant)}
            return Executable(document.text, asking, None, orjson.dumps(known))
        prepared = prepare(asking.plan, asking.values(variables), standing, self.engine, "global")
        if not asking.pure:
            self.check_price(asking, prepared.plan.price)
            self.check_walk(asking.returned + walk.values(prepared.plan))
        return Executable(document.text, asking, prepared)

    def check_price(self, asking: Asking, price: int) -> None:
        price += actions.COST * asking.actions
        if price > self.engine.limits.cost:
            raise CostLimit(f"The request would cost {price} points; one request may cost {self.engine.limits.cost}.")

    def check_walk(self, values: int) -> None:
        if values > WALKED:
            raise CostLimit(
                f"With Python fields in it, the answer may have {values} values; {WALKED} are allowed.",
                hint="Ask for smaller pages, or for the computed fields in a request of their own.",
            )

    async def resolved(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        given: Mapping[str, Any],
        found: Answer,
        caller: Caller,
    ) -> Result:
        name = operation.name.value if operation.name else None
        result = await self.door.schema.execute(
            document.text,
            variable_values=dict(given),
            operation_name=name,
            root_value=orjson.loads(found.body),
            context_value=Context(caller, self.engine),
        )
        errors = tuple(rendered(error) for error in (result.errors or ())[: self.max_errors])
        return Result(orjson.dumps(result.data), found.withheld, errors)


def rendered(error: GraphQLError) -> dict[str, Any]:
    """An error of one field: ours says what is wrong, any other only that it is ours to find out."""
    cause = error.original_error
    if cause is not None and not isinstance(cause, GatewayError):
        log.error("resolver failed", path=error.path, exc_info=cause)
        cause = Internal()
    shown: dict[str, Any] = (
        describe(cause) if cause else {"message": error.message, "extensions": {"code": "DOCUMENT_INVALID"}}
    )
    if error.locations:
        shown["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        shown["path"] = error.path
    return shown


def describe(error: GatewayError, positions: Sequence[Any] = ()) -> dict[str, Any]:
    """An error as an entry of `errors`: the same members as problem+json has, in extensions."""
    extensions: dict[str, Any] = {"code": error.code, "title": error.title, "status": error.status}
    if error.hint is not None:
        extensions["hint"] = error.hint
    if error.pointer is not None:
        extensions["pointer"] = error.pointer
    if error.violations:
        extensions["violations"] = [asdict(violation) for violation in error.violations]
    if error.index is not None:
        extensions["index"] = error.index
    shown: dict[str, Any] = {"message": error.detail, "extensions": extensions}
    if positions:
        shown["locations"] = [{"line": at.line, "column": at.column} for at in positions]
    return shown

"""The two executors. An operation of catalog fields alone is answered with the bytes of the database; one that also asks
for Python fields runs in Strawberry's executor over the same answer, read once. What a mutation does has been done before
either of them answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, NamedTuple

import orjson
import structlog
from graphql import GraphQLError, GraphQLInputType, OperationDefinitionNode, Undefined, coerce_input_value
from graphql.execution.values import get_variable_values

from gateway import actions
from gateway.actions import ActionSpec, Writing
from gateway.cache.answers import Admit
from gateway.caller import Caller
from gateway.errors import CostLimit, GatewayError, Internal, VariablesInvalid
from gateway.graphql import parse, steps, walk, writing
from gateway.graphql.document import Document, DocumentErrors, said
from gateway.graphql.parse import Asking, Parser, Returned
from gateway.graphql.schema import Door
from gateway.graphql.steps import Program, Reading
from gateway.graphql.variables import Use, signature
from gateway.pipeline import Answer, Bound, Engine, Path, Prepared, answer, bind, prepare, unmarked
from gateway.plan.cache import Cache
from gateway.plan.cost import UNPAGED
from gateway.plan.nodes import Constant
from gateway.policy import Standing
from gateway.writing import answering
from gateway.writing.work import Work

WALKED: Final = 5000

# a document, its operation that is to be run, and the variables as they were sent
Asked = tuple[Document, OperationDefinitionNode, dict[str, Any]]

log = structlog.get_logger("gateway.graphql")


@dataclass(frozen=True, slots=True)
class Context:
    """What a hand-written resolver finds in `info.context`. `rows` runs an action that only reads and gives the rows that
    it returns, as the field with this response key asks for them."""

    caller: Caller
    engine: Engine
    rows: Callable[[str, ActionSpec, Mapping[str, Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Executable:
    """A query with variables of one signature, for callers of one standing. Without `prepared` it asks nothing of the
    database, and `constant` is its answer. `price` is that of the plan and of the actions beside it. `shown` is what is asked of rows that actions return, by response key."""

    text: str
    asking: Asking
    prepared: Prepared | None
    constant: bytes = b"{}"
    price: int = 0
    shown: Mapping[str, answering.Asked | None] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes it takes in a cache: besides the statement the text, which is in the key, and what leads to each value,
        which is in the signature as well."""
        statement = self.prepared.size if self.prepared else 0
        return 4096 + len(self.text) + 1024 * len(self.asking.sources) + statement


class Question(NamedTuple):
    """What is asked, with its values; `bound` is None where nothing is asked of the database. `asked` may be None of what is
    answered with what the database said alone."""

    asked: Asked | None
    executable: Executable
    variables: dict[str, Any]
    bound: Bound | None


class Result(NamedTuple):
    """`data` is JSON text; `errors` are those of single fields, beside the data that there is nevertheless. `kept` is what
    it was made of, where that may be kept."""

    data: bytes
    withheld: tuple[Path, ...] = ()
    errors: tuple[Mapping[str, Any], ...] = ()
    kept: Answer | None = None


class Executor:
    def __init__(
        self, door: Door, engine: Engine, writing: Writing, cache: Cache[Executable | Program], max_errors: int
    ) -> None:
        self.door, self.engine, self.writing, self.cache, self.max_errors = door, engine, writing, cache, max_errors
        self.schema = door.schema._schema  # noqa: SLF001  (Strawberry gives no other way to the schema of graphql-core)

    def question(
        self, asked: Asked | None, executable: Executable, variables: dict[str, Any], caller: Caller
    ) -> Question:
        """`variables` have their defaults. Raises what is wrong with their values."""
        prepared = executable.prepared
        bound = None if prepared is None else bind(prepared, executable.asking.values(variables), caller, self.engine)
        return Question(asked, executable, variables, bound)

    async def run(self, question: Question, caller: Caller, admit: Admit, consistency_token: str | None) -> Result:
        """The answer to a query. Raises GatewayError for what cannot be answered as a whole."""
        if question.bound is not None:
            found = await answer(question.bound, self.engine, admit, consistency_token)
        else:
            await admit(at_hand=False)
            found = Answer(question.executable.constant)
        if question.asked is None or question.executable.asking.pure:
            return Result(found.body, found.withheld, kept=found)
        context = self.context(question.executable, question.variables, caller)
        return await self.resolved(question.asked, found, context)

    def context(self, executable: Executable, variables: dict[str, Any], caller: Caller) -> Context:
        values = executable.asking.values(variables)

        async def rows(key: str, action: ActionSpec, given: Mapping[str, Any]) -> Any:
            async def run(work: Work) -> bytes:
                done = await actions.run(action, caller, given, writing.GLOBAL, work)
                return await writing.returned(work, action, executable.shown[key], done, values)

            text = await self.writing.writes.transact(caller, writing.GLOBAL, run)
            return orjson.loads(unmarked(text).body)

        return Context(caller, self.engine, rows)

    async def change(self, work: Work, found: Program, asked: Asked) -> Result:
        """Do what a mutation asks for in a transaction. An error has the index of the root field that failed."""
        _, operation, given = asked
        data = unmarked(await writing.run(work, found, parse.defaults(operation, given)))
        if found.pure:
            return Result(data.body, data.withheld)
        return await self.resolved(asked, data, Context(work.caller, self.engine, _unread))

    async def alone(
        self, found: Program, operation: OperationDefinitionNode, given: dict[str, Any], caller: Caller
    ) -> Result | None:
        """What a mutation does that makes one row, committed; None where it does more, or is to be done in a transaction."""
        if not found.pure:
            return None
        author = self.writing.writes.author(caller, writing.GLOBAL)
        text = await writing.alone(author, found, parse.defaults(operation, given))
        if text is None:
            return None
        data = unmarked(text)
        return Result(data.body, data.withheld)

    def program(
        self, asked: Asked, known: Executable | Program | None, variables: dict[str, Any], caller: Caller
    ) -> tuple[Program, int]:
        """What a mutation does, and its price, once its variables are known to fit it. `known` and the variables are what
        `kept` has found. Raises what a read of what is answered raises."""
        document, operation, given = asked
        self.check_variables(document, operation, given)
        if not isinstance(known, Program):
            standing = self.engine.policies.standing(caller)
            known = steps.program(document, operation, variables, self.door, Reading(self.engine, standing))
            self.cache.put(self.key(document, operation, variables, standing), known)
        return known, known.check(variables, self.engine.limits.cost, WALKED)

    def place(
        self, document: Document, operation: OperationDefinitionNode, given: dict[str, Any], index: int
    ) -> list[str]:
        """The response path of a root field of a mutation."""
        parser = Parser(document, parse.defaults(operation, given), self.door, self.engine.catalog, typed=False)
        return [list(parser.fields([operation.selection_set], "Mutation"))[index]]

    def key(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        standing: Standing,
    ) -> Any:
        name = operation.name and operation.name.value
        return document.text, name, self.signature(document, operation, variables), standing

    def kept(
        self, document: Document, operation: OperationDefinitionNode, given: dict[str, Any], caller: Caller
    ) -> tuple[Executable | Program | None, dict[str, Any]]:
        """What callers of this standing have asked for before, and the variables with their defaults."""
        variables = parse.defaults(operation, given)
        standing = self.engine.policies.standing(caller)
        return self.cache.get(self.key(document, operation, variables, standing)), variables

    def executable(
        self, document: Document, operation: OperationDefinitionNode, given: dict[str, Any], caller: Caller
    ) -> tuple[Executable, dict[str, Any]]:
        found, variables = self.kept(document, operation, given, caller)
        if isinstance(found, Executable):
            return found, variables
        self.check_variables(document, operation, given)
        standing = self.engine.policies.standing(caller)
        found = self.prepare(document, operation, variables, standing)
        self.cache.put(self.key(document, operation, variables, standing), found)
        return found, variables

    def signature(self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Any:
        if not variables:
            return ()
        types = document.types(operation, self.schema)
        return tuple((n, signature(document.uses.get(n, Use.VALUE), types[n], value)) for n, value in variables.items())

    def described(self, wrong: DocumentErrors, caller: Caller) -> list[GatewayError]:
        readable = self.engine.policies.readable(self.engine.policies.standing(caller))
        return wrong.errors(self.engine.catalog, readable)

    def check_variables(self, document: Document, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> None:
        """Coercion as the specification has it (6.1.2): only to learn whether it works."""
        # words for what is wrong take several times as long to prepare as to see that nothing is
        if _fit(document.types(operation, self.schema), given):
            return
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
        values = asking.values(variables)
        shown = {one.key: self.shown(one, values, standing) for one in asking.shown}
        plans = [
            (one.plan, UNPAGED if of.many else 1) for one, of in zip(shown.values(), asking.shown, strict=True) if one
        ]
        price = actions.COST * len(asking.actions) + sum(rows * plan.price for plan, rows in plans)
        walked = asking.returned + sum(rows * walk.values(plan) for plan, rows in plans)
        if all(isinstance(root, Constant) for root in asking.plan.roots):
            self.check_price(price)
            self.check_walk(walked)
            known = {root.key: root.text for root in asking.plan.roots if isinstance(root, Constant)}
            return Executable(document.text, asking, None, orjson.dumps(known), price, shown)
        prepared = prepare(asking.plan, values, standing, self.engine, "global")
        price += prepared.plan.price
        if not asking.pure:
            self.check_price(price)
            self.check_walk(walked + walk.values(prepared.plan))
        return Executable(document.text, asking, prepared, price=price, shown=shown)

    def shown(self, asked: Returned, values: list[Any], standing: Standing) -> answering.Asked | None:
        resource = self.engine.catalog.resources[asked.resource]
        return answering.prepare(resource, asked.items, values, standing, self.engine, "global")

    def check_price(self, price: int) -> None:
        if price > self.engine.limits.cost:
            raise CostLimit(f"The request would cost {price} points; one request may cost {self.engine.limits.cost}.")

    def check_walk(self, values: int) -> None:
        if values > WALKED:
            raise steps.too_many_values(values, WALKED)

    async def resolved(self, asked: Asked, found: Answer, context: Context) -> Result:
        document, operation, given = asked
        name = operation.name.value if operation.name else None
        result = await self.door.schema.execute(
            document.text,
            variable_values=dict(given),
            operation_name=name,
            root_value=orjson.loads(found.body),
            context_value=context,
        )
        errors = tuple(rendered(error) for error in (result.errors or ())[: self.max_errors])
        return Result(orjson.dumps(result.data), found.withheld, errors)


def _fit(types: Mapping[str, GraphQLInputType], given: Mapping[str, Any]) -> bool:
    """Whether all variables are given, as values of their types."""
    try:
        return types.keys() <= given.keys() and Undefined not in (
            coerce_input_value(given[n], t) for n, t in types.items()
        )
    except GraphQLError:
        return False


async def _unread(_key: str, _action: ActionSpec, _given: Mapping[str, Any]) -> None:
    """A mutation runs no actions that only read."""


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


def describe(error: GatewayError, positions: Sequence[Any] = (), path: Sequence[Any] | None = None) -> dict[str, Any]:
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
    if path is not None:
        shown["path"] = path
    if positions:
        shown["locations"] = [{"line": at.line, "column": at.column} for at in positions]
    return shown

"""A mutation becomes steps, one for each root field: what it does, and what is answered about that. Which rows, and what is
written to them, is in the arguments and found again in each request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from graphql import FieldNode, OperationDefinitionNode, VariableNode

from gateway import actions, policy
from gateway.actions import ActionSpec
from gateway.catalog import Resource
from gateway.errors import CostLimit, GatewayError, ValueInvalid
from gateway.graphql import walk
from gateway.graphql.document import Document
from gateway.graphql.given import Given, Source, Variables, arguments
from gateway.graphql.mutations import Write
from gateway.graphql.parse import Parser
from gateway.graphql.schema import Door
from gateway.graphql.variables import WRITTEN, bound
from gateway.graphql.writable import listed
from gateway.pipeline import Engine
from gateway.plan import passes
from gateway.plan.context import Context
from gateway.plan.cost import UNPAGED
from gateway.plan.nodes import ALWAYS, Asked, Condition, Constant, Listing, Many, Plan
from gateway.policy import Standing
from gateway.writing import answering

# what it costs to write, in points, besides what is answered
WRITE: Final = actions.COST
# what a filter may find
AT_MOST: Final = 10_000
Selection = tuple[tuple[str, str, Any], ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a payload. Of rows it is what is `asked` about each, None where the caller may read nothing of them; of
    errors, what is `selected`: (response key, name, the same of what is below)."""

    key: str
    name: str
    asked: answering.Asked | None = None
    selected: Selection = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A root field. Rows that an action returns are its only member. `walked` is how many values its answer may have that
    are no rows."""

    key: str
    node: FieldNode
    does: Write | ActionSpec
    members: tuple[Member, ...] = ()
    where: Condition = ALWAYS
    walked: int = 0

    def given(self, variables: Variables) -> dict[str, Any]:
        return {name: one.value for name, one in arguments(self.node, variables).items()}

    def rows(self, given: Mapping[str, Any]) -> int:
        """How many rows it may answer with; raises ValueInvalid."""
        if isinstance(self.does, ActionSpec):
            return UNPAGED if self.does.result is not None and self.does.result.many else 1
        if self.does.many == "where":
            return at_most(given["atMost"])
        many = next((given[name] for name in ("inputs", "changes", "ids") if name in given), None)
        return 1 if self.does.many == "one" else len(listed(many) or ())


@dataclass(frozen=True, slots=True)
class Program:
    """The steps of a mutation, for callers of one standing. `pure`: no Python field is among what is asked; `repeats`: it may
    write more than the variables have."""

    text: str
    steps: tuple[Step | Constant, ...]
    sources: tuple[Source, ...]
    pure: bool
    repeats: bool

    @property
    def size(self) -> int:
        """Bytes it takes in a cache."""
        asked = [m.asked.size for step in self.steps if isinstance(step, Step) for m in step.members if m.asked]
        return 4096 * (1 + len(self.steps)) + len(self.text) + 1024 * len(self.sources) + sum(asked)

    @property
    def actions(self) -> list[ActionSpec]:
        done = [step.does for step in self.steps if isinstance(step, Step)]
        return [one for one in done if isinstance(one, ActionSpec)]

    def values(self, variables: Variables) -> list[Any]:
        return [source.value(variables) for source in self.sources]

    def check(self, variables: Variables, cost: int, walked: int) -> int:
        """The price. Raises CostLimit, DepthLimit, and ValueInvalid with the index of the step. How many rows there are
        depends on the request, not on the program."""
        given = {i: step.given(variables) for i, step in enumerate(self.steps) if isinstance(step, Step)}
        # a variable that is used twice is written twice; variables that are not have been looked at
        if self.repeats:
            bound({(i, name): one for i, found in given.items() for name, one in found.items()}, WRITTEN, "Arguments")
        price = values = 0
        for index, step in enumerate(self.steps):
            if isinstance(step, Step):
                plans = [member.asked.plan for member in step.members if member.asked is not None]
                with placed(index):
                    rows = step.rows(given[index])
                price += WRITE + rows * sum(plan.price for plan in plans)
                if not self.pure:
                    values += step.walked + rows * sum(walk.values(plan) for plan in plans)
        if price > cost:
            raise CostLimit(f"The request would cost {price} points; one request may cost {cost}.")
        if values > walked:
            raise too_many_values(values, walked)
        return price


class placed:  # noqa: N801  (used as the functions of contextlib are, which take several times as long)
    """An error says which root field it is about."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, GatewayError):
            error.index = self.index


def at_most(given: float) -> int:
    """Raises ValueInvalid."""
    if not 1 <= given <= AT_MOST:
        raise ValueInvalid(
            f'"at_most" takes a whole number from 1 to {AT_MOST}.',
            hint="It says how many rows may change at most.",
            pointer="/at_most",
        )
    return int(given)


def too_many_values(values: int, allowed: int) -> CostLimit:
    return CostLimit(
        f"With Python fields in it, the answer may have {values} values; {allowed} are allowed.",
        hint="Ask for smaller pages, or for the computed fields in a request of their own.",
    )


def program(
    document: Document, operation: OperationDefinitionNode, variables: Variables, door: Door, reading: Reading
) -> Program:
    """`variables` fit the operation and have its defaults in them. Raises what a read of what is selected raises, with
    the index of the step."""
    found = _Steps(Parser(document, variables, door, reading.engine.catalog, typed=False), reading)
    steps = tuple(found.all(operation))
    pure = found.parser.pure
    if not pure:
        found = _Steps(Parser(document, variables, door, reading.engine.catalog, typed=True), reading)
        steps = tuple(found.all(operation))
    given = [argument.value for step in steps if isinstance(step, Step) for argument in step.node.arguments or ()]
    once = {value.name.value for value in given if isinstance(value, VariableNode)}
    return Program(document.text, steps, tuple(found.parser.sources), pure, len(once) < len(given))


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads what is answered."""

    engine: Engine
    standing: Standing

    def context(self, values: list[Any]) -> Context:
        policies = self.engine.policies
        readable, missing = policies.readable(self.standing), partial(policies.missing, self.standing)
        return Context(self.engine.catalog, readable, values, self.engine.limits, "global", missing)


class _Steps:
    def __init__(self, parser: Parser, reading: Reading) -> None:
        self.parser, self.reading = parser, reading
        self.catalog, self.door = reading.engine.catalog, parser.door

    @property
    def values(self) -> list[Any]:
        return [source.value(self.parser.variables) for source in self.parser.sources]

    def all(self, operation: OperationDefinitionNode) -> Iterator[Step | Constant]:
        fields = self.parser.fields([operation.selection_set], "Mutation")
        for index, (key, nodes) in enumerate(fields.items()):
            with placed(index):
                yield self.step(key, nodes[0].name.value, nodes)

    def step(self, key: str, name: str, nodes: list[FieldNode]) -> Step | Constant:
        if name in self.door.writes:
            return self.write(key, self.door.writes[name], nodes)
        if name in self.door.actions:
            return self.action(key, self.door.actions[name], nodes)
        return Constant(key, "Mutation")

    def action(self, key: str, action: ActionSpec, nodes: list[FieldNode]) -> Step:
        if action.answers_with is not None:
            rows = self.rows(key, self.catalog.resources[action.answers_with], nodes)
            return Step(key, nodes[0], action, (rows,))
        self.parser.pure = self.parser.pure and action.result is None
        return Step(key, nodes[0], action, walked=walk.of_action(action.result, nodes, self.parser.fields))

    def write(self, key: str, write: Write, nodes: list[FieldNode]) -> Step:
        where: Condition = ALWAYS
        if write.many == "where":
            where = self.where(write.resource, arguments(nodes[0], self.parser.variables)["filter"])
        fields = self.parser.fields([node.selection_set for node in nodes], write.payload)
        members = tuple(self.member(write, name, below) for name, below in fields.items())
        return Step(key, nodes[0], write, members, where, walked=1 + len(members))

    def member(self, write: Write, key: str, nodes: list[FieldNode]) -> Member:
        name = nodes[0].name.value
        if name == write.rows:
            return self.rows(key, write.resource, nodes)
        return Member(key, name, selected=self.selected(nodes, "ItemError"))

    def selected(self, nodes: list[FieldNode], type_name: str) -> Selection:
        found = self.parser.fields([node.selection_set for node in nodes], type_name)
        return tuple((key, of[0].name.value, self.selected(of, "Violation")) for key, of in found.items())

    def rows(self, key: str, resource: Resource, nodes: list[FieldNode]) -> Member:
        self.parser.spend(1)
        items = tuple(self.parser.items(resource, [node.selection_set for node in nodes]))
        standing, engine = self.reading.standing, self.reading.engine
        asked = answering.prepare(resource, items, self.values, standing, engine, "global")
        return Member(key, "rows", asked)

    def where(self, resource: Resource, given: Given) -> Condition:
        tree = self.parser.tree(given, resource)
        context, engine = self.reading.context(self.values), self.reading.engine
        plan = passes.complete(Plan((Many("", Listing(resource.name, (), Asked(tree))),)), context)
        [root] = policy.apply(plan, engine.policies.grants(self.reading.standing), engine.catalog).roots
        assert isinstance(root, Many)  # noqa: S101  (made above; narrows the type)
        if root.listing.where == ALWAYS:
            raise ValueInvalid("Which rows is not said.", hint="Write what they are like.", pointer="/filter")
        return root.listing.where

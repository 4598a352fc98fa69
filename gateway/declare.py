"""What a domain may say about itself: policies, rules, symbols, computed fields, actions. A domain imports this alone.

Nothing here is evaluated when it is written down. A policy is data: the catalog reads it once, the policy stage
compiles it once per set of roles, and the symbols get their values when a statement is bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal, TypeVar

from tortoise.expressions import Q
from tortoise.models import Model

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Symbol:
    """A value known only when somebody asks: a claim of the caller, or the clock."""

    source: str
    name: str


class CallerSymbols:
    """`caller.id` is the caller's account; `caller.claim("org")` a claim of its token.

    A comparison with a claim that the caller lacks is never true, and neither is its negation.
    """

    id: Final = Symbol("claim", "sub")

    @staticmethod
    def claim(name: str) -> Symbol:
        return Symbol("claim", name)


caller: Final = CallerSymbols()
now: Final = Symbol("clock", "now")
today: Final = Symbol("clock", "today")


@dataclass(frozen=True, slots=True)
class Everything:
    """All rows, said on purpose: an empty `Q()` is refused, for it says the same by accident."""


@dataclass(frozen=True, slots=True)
class Except:
    """Every field but those named."""

    names: frozenset[str]


ALL: Final = Everything()


def EXCEPT(*names: str) -> Except:  # noqa: N802  (reads as a word of the policy language)
    return Except(frozenset(names))


Fields = Except | frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a policy: these rows, with these fields, for callers with one of these roles (empty: for anyone)."""

    when: Q | Everything
    roles: frozenset[str]
    fields: Fields


def rule(
    when: Q | Everything = ALL, *, roles: str | Iterable[str] = (), fields: Except | Iterable[str] = Except(frozenset())
) -> Rule:
    """State who may do it to which rows and fields. `roles` are alternatives; without any the rule is for everyone."""
    return Rule(
        when=when,
        roles=frozenset((roles,) if isinstance(roles, str) else roles),
        fields=fields if isinstance(fields, Except) else frozenset(fields),
    )


class Policy:
    """Beside each model that is served: `class ReviewPolicy(Policy, model=Review): read = [rule(...), ...]`.

    `read` lists the rules of which one must hold for a row to exist for a caller. `plural` overrides the name of the
    collection (snake_case). `deprecated` maps a field to the reason and the replacement, shown on both doors.
    """

    model: ClassVar[type[Model]]
    read: ClassVar[Rule | Iterable[Rule]] = ()
    plural: ClassVar[str | None] = None
    deprecated: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls, *, model: type[Model], **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.model = model


@dataclass(frozen=True, slots=True)
class Computation:
    """What a computed field needs: columns of the row, or `relation.column` of the rows it relates to."""

    needs: tuple[str, ...]


def computed(*, needs: Iterable[str]) -> Callable[[Function], Function]:
    """Serve a method of a model as a field; its return annotation is the field's type, its docstring the description.

    The method is called with an object that has just the attributes it `needs`: columns by name, a to-one relation as
    such an object or None, a to-many relation as a list of them (only rows that the caller may read).
    """

    def declare(function: Function) -> Function:
        function.__computation__ = Computation(tuple(needs))  # type: ignore[attr-defined]
        return function

    return declare


@dataclass(frozen=True, slots=True)
class Action:
    """Who may run a function from outside, and below which collection it stands."""

    on: str
    roles: frozenset[str]
    scope: Literal["read", "write"]


def action(
    *, on: str, roles: str | Iterable[str] = (), scope: Literal["read", "write"] = "write"
) -> Callable[[Function], Function]:
    """Serve an async function: as a field of Mutation and `POST /<on>/<its name>`; one that only reads says
    `scope="read"`, and is a field of Query and a GET.

    `roles` are alternatives; without any, whoever is known may run it. The caller's scopes must cover it in any case.
    Its parameters are the arguments, `caller` aside; it returns a frozen dataclass, a list of them, or None. What an
    argument or a member means is said beside its type, `Annotated[str, "An e-mail address."]`, and what it does in its
    docstring. A `range` there bounds an int, or the length of a str.
    """
    wanted = frozenset((roles,) if isinstance(roles, str) else roles)

    def declare(function: Function) -> Function:
        function.__action__ = Action(on, wanted, scope)  # type: ignore[attr-defined]
        return function

    return declare

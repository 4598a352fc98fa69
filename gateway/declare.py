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

from gateway.errors import Refusal as Refusal  # noqa: PLC0414  (said again here, for domains)

Kept = Literal["public", "shared", "private", "none"]
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
    """One line of a policy: these rows, with these fields, for callers with one of these roles (empty: for anyone).

    Where something is written, `when` speaks of the row as it was, `check` of the row as it will be, and `preset` holds
    what is filled in for the caller. `target` speaks of the other row of a link. `fields` is None where nothing was said.
    """

    when: Q | Everything
    roles: frozenset[str]
    fields: Fields | None
    check: Q | Everything | None = None
    preset: tuple[tuple[str, Any], ...] = ()
    target: Q | Everything = ALL

    def __or__(self, other: Rule | tuple[Rule, ...]) -> tuple[Rule, ...]:
        """Alternatives: one of the rules must hold."""
        return (self, *(other if isinstance(other, tuple) else (other,)))

    def __ror__(self, other: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return (*other, self)


Rules = Rule | Iterable[Rule]


def rule(
    when: Q | Everything = ALL,
    *,
    roles: str | Iterable[str] = (),
    fields: Everything | Except | Iterable[str] | None = None,
    check: Q | Everything | None = None,
    preset: Mapping[str, Any] | None = None,
    target: Q | Everything = ALL,
) -> Rule:
    """State who may do it to which rows and fields. `roles` are alternatives; without any the rule is for everyone.

    To read, `fields` are all when nothing is said. To create and update they must be said, ALL if that is meant: what
    nobody thought of cannot be written. ALL and EXCEPT mean columns that a client can fill at all; a list below the row
    that may be created with it, and the model's own key, are named. `check` is what the row must be afterwards; an update
    of some rows must say it, so that no row is moved to where the caller could not have written it. `preset` gives a
    column a constant or a symbol, or, as `customer__account_id`, a foreign key the row that has this.
    """
    if isinstance(fields, Everything):
        fields = Except(frozenset())
    return Rule(
        when=when,
        roles=frozenset((roles,) if isinstance(roles, str) else roles),
        fields=fields if fields is None or isinstance(fields, Except) else frozenset(fields),
        check=check,
        preset=tuple((preset or {}).items()),
        target=target,
    )


class Policy:
    """Beside each model that is served: `class ReviewPolicy(Policy, model=Review): read = [rule(...), ...]`.

    `read` lists the rules of which one must hold for a row to exist for a caller. `create`, `update` and `delete` list
    rules of which a single one must allow all of what is done to a row. `link` has such rules by the name of a
    many-to-many relation: `when` speaks of the row, `target` of what it is linked to, which the caller must be able to
    read besides. `match_required` refuses to change a row unless the client says which state of it it has seen.
    `cache` says for whom answers are kept: `shared`, for all whose policies ask the same; `public`, by anybody in between
    as well, where everybody may read what is asked; `private`, for one caller in one process; `none`, not at all. `ttl` is
    how many seconds, where nobody writes: what other programs write is seen by then. `plural` overrides the name of the
    collection (snake_case). `deprecated` maps a field to the reason and the replacement, shown on both doors.
    """

    model: ClassVar[type[Model]]
    read: ClassVar[Rules] = ()
    create: ClassVar[Rules] = ()
    update: ClassVar[Rules] = ()
    delete: ClassVar[Rules] = ()
    link: ClassVar[Mapping[str, Rules]] = {}
    match_required: ClassVar[bool] = False
    cache: ClassVar[Kept] = "shared"
    ttl: ClassVar[float] = 60
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
    """Who may run a function from outside, below which collection it stands (`on`, or that of the model), why it may
    refuse, and how often it may be run."""

    on: str | type[Model]
    roles: frozenset[str]
    scope: Literal["read", "write"]
    errors: tuple[type[Refusal], ...] = ()
    limits: str = ""


def action(
    *,
    on: str | type[Model],
    roles: str | Iterable[str] = (),
    scope: Literal["read", "write"] = "write",
    errors: Iterable[type[Refusal]] = (),
    limits: str = "",
) -> Callable[[Function], Function]:
    """Serve an async function: as a field of Mutation and `POST /<on>/<its name>`; one that only reads says
    `scope="read"`, and is a field of Query and a GET. `on` is a served model, or the name of a collection.

    `roles` are alternatives; without any, whoever is known may run it. The caller's scopes must cover it in any case.
    Its parameters are the arguments, `caller` aside; it returns a row of a served model, a frozen dataclass, a list of
    either, or None. A row is answered as the caller may read it. What an argument or a member means is said beside its
    type, `Annotated[str, "An e-mail address."]`, and what it does in its docstring. A `range` there bounds an int, or the
    length of a str; a model says that it is the key of a row that the caller must be able to read.

    One that changes something runs in a transaction, in which models are without saying so. What it raises undoes all of
    it: a subclass of `Refusal` is told to the client, and those that it names in `errors` are documented.

    `limits` says how often a caller may run it, besides what its budget allows: `10/minute`, or `3/minute;20/day`.
    """
    wanted = frozenset((roles,) if isinstance(roles, str) else roles)

    def declare(function: Function) -> Function:
        function.__action__ = Action(on, wanted, scope, tuple(errors), limits)  # type: ignore[attr-defined]
        return function

    return declare

"""The pypika terms that JSON answers are built of. Text is inlined only when we wrote it ourselves; all else is bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from pypika_tortoise.context import SqlContext
from pypika_tortoise.queries import QueryBuilder
from pypika_tortoise.terms import Criterion, Function, Parameter, Parameterizer, Term, ValueWrapper
from pypika_tortoise.utils import format_alias_sql

# PostgreSQL refuses a call with more than 100 arguments.
ARGUMENTS: Final = 90


class Written(Criterion):
    """A term of ours: subclasses say how it is `spelled`, this gives it the alias it may have been given."""

    def get_sql(self, ctx: SqlContext) -> str:
        spelled = self.spelled(ctx.copy(with_alias=False, subquery=False, with_namespace=True))
        return format_alias_sql(spelled, self.alias, ctx) if ctx.with_alias else spelled

    def spelled(self, ctx: SqlContext) -> str:
        raise NotImplementedError

    def nodes_(self) -> Iterator[Any]:
        yield self


class Literal(Written):
    """Text of our own, written into the statement: JSON punctuation, member names, type names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        if "\x00" in text:
            raise ValueError("a literal holds no NUL")
        self.text = text

    def spelled(self, ctx: SqlContext) -> str:  # noqa: ARG002  (the same in every dialect)
        return "'" + self.text.replace("'", "''") + "'"


class Keyword(Written):
    """A bare word such as NULL or DESC."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word

    def spelled(self, ctx: SqlContext) -> str:  # noqa: ARG002  (the same in every dialect)
        return self.word


def bind(operand: Any) -> Term:
    """A parameter; what stands for its value is an operand of the plan."""
    return ValueWrapper(operand)


class Scalar(Written):
    """A query in the place of a value."""

    def __init__(self, query: QueryBuilder) -> None:
        super().__init__()
        self.query = query

    def spelled(self, ctx: SqlContext) -> str:
        return "(" + self.query.get_sql(ctx) + ")"


class Operator(Written):
    """Terms with an infix between them, in parentheses: `(a AND b)`, `(a || b)`, `(a = b)`."""

    def __init__(self, infix: str, *terms: Term, bare: bool = False) -> None:
        super().__init__()
        self.infix, self.terms, self.bare = infix, terms, bare

    def spelled(self, ctx: SqlContext) -> str:
        said = f" {self.infix} ".join(term.get_sql(ctx) for term in self.terms)
        return said if self.bare else "(" + said + ")"


class Suffix(Written):
    """A term and what is said of it: `(x IS NULL)`, `(x IS NOT TRUE)`, `x DESC`, `x::text`."""

    def __init__(self, term: Term, suffix: str, *, bare: bool = False) -> None:
        super().__init__()
        self.term, self.suffix, self.bare = term, suffix, bare

    def spelled(self, ctx: SqlContext) -> str:
        said = self.term.get_sql(ctx) + self.suffix
        return said if self.bare else "(" + said + ")"


class Filtered(Written):
    """An aggregate over some of the rows: `count(*) FILTER (WHERE …)`."""

    def __init__(self, function: Function, condition: Term) -> None:
        super().__init__()
        self.function, self.condition = function, condition

    def spelled(self, ctx: SqlContext) -> str:
        return f"{self.function.get_sql(ctx)} FILTER (WHERE {self.condition.get_sql(ctx)})"


class Exists(Written):
    def __init__(self, query: QueryBuilder, *, negated: bool = False) -> None:
        super().__init__()
        self.query, self.negated = query, negated

    def spelled(self, ctx: SqlContext) -> str:
        return ("NOT " if self.negated else "") + "EXISTS (" + self.query.get_sql(ctx) + ")"


class When(Written):
    """`CASE WHEN condition THEN then ELSE otherwise END`."""

    def __init__(self, condition: Term, then: Term, otherwise: Term | None = None) -> None:
        super().__init__()
        self.condition, self.then, self.otherwise = condition, then, otherwise or Keyword("NULL")

    def spelled(self, ctx: SqlContext) -> str:
        condition, then, otherwise = (t.get_sql(ctx) for t in (self.condition, self.then, self.otherwise))
        return f"CASE WHEN {condition} THEN {then} ELSE {otherwise} END"


class Window(Written):
    """A window function over an order: `row_number() OVER (ORDER BY …)`."""

    def __init__(self, function: Function, order: Iterable[Term]) -> None:
        super().__init__()
        self.function, self.order = function, tuple(order)

    def spelled(self, ctx: SqlContext) -> str:
        order = ",".join(term.get_sql(ctx) for term in self.order)
        return f"{self.function.get_sql(ctx)} OVER (ORDER BY {order})"


def number(value: int) -> Term:
    """A page size, written out: it is a checked number that shapes the statement, and with a parameter in its place the
    database would have to plan for a page of any size."""
    return Keyword(str(int(value)))


def array(texts: list[Term]) -> Iterator[Term]:
    yield Literal("[")
    for index, text in enumerate(texts):
        if index:
            yield Literal(",")
        yield text
    yield Literal("]")


def or_null(text: Term) -> Term:
    return Function("coalesce", text, Literal("null"))


def joined(pieces: Iterable[Term]) -> list[Term]:
    """The pieces of a text, neighbouring literals as one."""
    merged: list[Term] = []
    for piece in pieces:
        if isinstance(piece, Literal) and merged and isinstance(merged[-1], Literal):
            merged[-1] = Literal(merged[-1].text + piece.text)
        else:
            merged.append(piece)
    return merged


class Parameters(Parameterizer):
    """Numbers the parameters of a statement; an operand that stands in it twice is bound once."""

    def __init__(self, sign: str) -> None:
        super().__init__()
        self.sign = sign
        self.numbers: dict[Any, int] = {}

    def should_parameterize(self, value: Any) -> bool:  # noqa: ARG002  (nothing that is bound is ever written out)
        return True

    def create_param(self, value: Any) -> Parameter:
        number = self.numbers.setdefault(value, len(self.numbers) + 1)
        return Parameter(f"{self.sign}{number}")

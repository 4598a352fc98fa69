"""What the databases spell differently; a module for each of them answers to this."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from pypika_tortoise.queries import Query, QueryBuilder
from pypika_tortoise.terms import Term

from gateway.plan.nodes import Operand
from gateway.values import Type


@dataclass(frozen=True, slots=True)
class CursorPad:
    """One of the two padded keys of the cursors' HMAC, the inner one with the order's signature behind it."""

    inner: bool
    order: str


class Dialect(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def sign(self) -> str:
        """What a numbered parameter starts with."""

    @property
    def query(self) -> type[Query]: ...

    @property
    def arrays(self) -> bool:
        """Whether many rows are given as one array for each column, or as so many rows of values."""

    @property
    def writes_in_queries(self) -> bool:
        """Whether a query can make a row and read it, in its one statement."""

    def unnested(self, operand: Operand, type_: Type) -> Term:
        """The items of a bound list, each as a row."""

    def locked(self, query: QueryBuilder) -> QueryBuilder:
        """The query, which keeps its rows from being changed by others until the transaction ends."""

    def text(self, pieces: Iterable[Term]) -> Term:
        """The pieces one after the other, as one text."""

    def gathered(self, rows: Term, where: Term | None) -> Term:
        """Texts of many rows with commas between them, of those for which `where` holds; an empty text for none."""

    def written(self, term: Term, type_: Type) -> Term:
        """The JSON text of a value that is not null, as `values` says it is written."""

    def quoted(self, term: Term) -> Term:
        """The JSON text of a text."""

    def comparable(self, term: Term, type_: Type) -> Term:
        """The value as it is compared and sorted."""

    def parameter(self, operand: Operand, type_: Type) -> Term:
        """A bound value, as `comparable` to columns of its type."""

    def among(self, term: Term, operand: Operand, type_: Type) -> Term:
        """Whether the value is one of a bound list."""

    def matches(self, operator: str, term: Term, operand: Operand, type_: Type) -> Term:
        """like, ilike, starts_with and contains."""

    def sorted(self, term: Term, *, descending: bool, null: bool) -> Term:
        """The term with its direction; null is the largest value."""

    def cursor(self, payload: Term, order: str) -> Term:
        """The cursor (see plan/cursor.py) of a row whose sort values have this JSON text, itself as JSON text."""

    def digest(self, text: Term) -> Term:
        """The mark of a text that an entity tag is made of (see plan/etag.py)."""

    def encoded(self, value: Any, operand: Operand) -> Any:
        """What the driver takes for a value that an operand gave."""

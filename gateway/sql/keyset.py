"""Keyset paging: the rows behind a cursor as a condition that an index over the order can serve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pypika_tortoise.terms import Term

from gateway.plan.nodes import OrderBy
from gateway.sql.terms import Keyword, Operator, Suffix


def beyond(
    order: Sequence[OrderBy],
    values: Sequence[Term],
    given: Sequence[Term | None],
    *,
    backward: bool,
    inclusive: bool = False,
) -> Term:
    """Whether a row stands behind the cursor (`backward`: before it), or `inclusive` at it. Null is the largest value.

    One way throughout and no nulls: a row comparison, the form that an index over all fields serves best. Else the
    fields one by one, `a > x OR (a = x AND b > y)`, with a bound on the first that an index over it can use.
    """
    ways = {by.descending for by in order}
    if len(ways) == 1 and not any(by.null for by in order):
        known = [term for term in given if term is not None]
        sign = ("<" if order[0].descending != backward else ">") + ("=" if inclusive else "")
        return Operator(sign, _tuple(values), _tuple(known)) if len(known) > 1 else Operator(sign, values[0], known[0])
    steps = list(_steps(order, values, given, backward=backward))
    if inclusive:
        steps.append(Operator("AND", *map(_same, values, given)))
    found = Operator("OR", *steps) if steps else Operator("=", Keyword("1"), Keyword("0"))
    first = given[0]
    if first is None or order[0].null:
        return found
    bound = Operator("<=" if order[0].descending != backward else ">=", values[0], first)
    return Operator("AND", bound, found)


def _steps(
    order: Sequence[OrderBy], values: Sequence[Term], given: Sequence[Term | None], *, backward: bool
) -> Iterator[Term]:
    equal: list[Term] = []
    for by, value, term in zip(order, values, given, strict=True):
        further = _further(value, term, descending=by.descending != backward, null=by.null)
        if further is not None:
            yield Operator("AND", *equal, further) if equal else further
        equal.append(_same(value, term))


def _same(value: Term, term: Term | None) -> Term:
    return Suffix(value, " IS NULL") if term is None else Operator("=", value, term)


def _further(value: Term, term: Term | None, *, descending: bool, null: bool) -> Term | None:
    """Whether the value alone puts a row behind; None where no value can."""
    if term is None:
        return Suffix(value, " IS NOT NULL") if descending else None
    if descending:
        return Operator("<", value, term)
    larger = Operator(">", value, term)
    return Operator("OR", larger, Suffix(value, " IS NULL")) if null else larger


def _tuple(terms: Sequence[Term]) -> Term:
    return Operator(",", *terms)

"""SQLite 3.37 and newer, with a few functions of our own where it has none: see `functions`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import orjson
from pypika_tortoise.context import SqlContext
from pypika_tortoise.dialects import SQLLiteQuery
from pypika_tortoise.queries import QueryBuilder
from pypika_tortoise.terms import Function, Term

from gateway.plan import cursor, etag
from gateway.plan.nodes import Operand, Slot
from gateway.sql.terms import ARGUMENTS, Filtered, Keyword, Literal, Operator, Suffix, When, Written, bind, joined
from gateway.values import Type


class Listed(Written):
    """The values of a bound JSON list, as a set to be IN."""

    def __init__(self, operand: Term, value: Term) -> None:
        super().__init__()
        self.operand, self.value = operand, value

    def spelled(self, ctx: SqlContext) -> str:
        listed = Function("json_each", self.operand).get_sql(ctx)
        return "(SELECT " + self.value.get_sql(ctx) + " FROM " + listed + ")"  # noqa: S608  (terms, not values)


class Sqlite:
    name: Final = "sqlite"
    sign: Final = "?"
    query: Final = SQLLiteQuery
    arrays: Final = False
    writes_in_queries: Final = False

    def unnested(self, operand: Operand, type_: Type) -> Term:
        raise NotImplementedError(f"{operand} of {type_.kind}: rows are given one by one")

    def locked(self, query: QueryBuilder) -> QueryBuilder:
        # whoever writes has the database for itself
        return query

    def text(self, pieces: Iterable[Term]) -> Term:
        merged = joined(pieces)
        # Chunks keep the expression tree flat: SQLite refuses one deeper than 1,000.
        while len(merged) > ARGUMENTS:
            merged = [Operator("||", *merged[i : i + ARGUMENTS]) for i in range(0, len(merged), ARGUMENTS)]
        # Nothing binds closer than ||, and parentheses take room on the parser's stack, which has 100 places before 3.46.
        return merged[0] if len(merged) == 1 else Operator("||", *merged, bare=True)

    def gathered(self, rows: Term, where: Term | None) -> Term:
        gathered = Function("group_concat", rows, Literal(","))
        return Function("coalesce", gathered if where is None else Filtered(gathered, where), Literal(""))

    def written(self, term: Term, type_: Type) -> Term:
        match type_.kind:
            case "int":
                return term
            case "bool":
                return When(term, Literal("true"), Literal("false"))
            case "float":
                return Function("torii_float", term)
            case "json":
                return Function("json", term)
            case "enum":
                return _member(term, type_)
            case "decimal":
                return self.text([Literal('"'), _fixed(term, type_.scale or 0), Literal('"')])
            case "datetime":
                return self.text([Literal('"'), _utc(term), Literal('Z"')])
            case "time":
                return self.text([Literal('"'), _trimmed(term, 8), Literal('"')])
            case "bigint" | "date" | "uuid":
                return self.text([Literal('"'), term, Literal('"')])
            case _:
                return self.quoted(term)

    def quoted(self, term: Term) -> Term:
        return Function("json_quote", Suffix(term, "||''"))

    def comparable(self, term: Term, type_: Type) -> Term:
        return _numeric(term) if type_.kind == "decimal" else term

    def parameter(self, operand: Operand, type_: Type) -> Term:
        return self.comparable(bind(operand), type_)

    def among(self, term: Term, operand: Operand, type_: Type) -> Term:
        return Operator("IN", term, Listed(bind(operand), self.comparable(Keyword("value"), type_)))

    def matches(self, operator: str, term: Term, operand: Operand, type_: Type) -> Term:
        match operator:
            case "like" | "starts_with":
                return Operator("GLOB", term, bind(operand))
            case "ilike":
                return Operator("GLOB", Function("torii_lower", term), Function("torii_lower", bind(operand)))
            case _ if type_.kind == "json":
                return Function("torii_contains", term, bind(operand))
            case _:
                return Operator(">", Function("instr", term, bind(operand)), Keyword("0"))

    def sorted(self, term: Term, *, descending: bool, null: bool) -> Term:
        nulls = (" NULLS FIRST" if descending else " NULLS LAST") if null else ""
        return Suffix(term, (" DESC" if descending else " ASC") + nulls, bare=True)

    def cursor(self, payload: Term, order: str) -> Term:
        return Function("torii_cursor", payload, Literal(order))

    def digest(self, text: Term) -> Term:
        return Function("torii_digest", text)

    def encoded(self, value: Any, operand: Operand) -> Any:
        if isinstance(operand, Slot) and operand.form in {"pattern", "prefix"}:
            return _glob(value) if operand.form == "pattern" else _glob_literal(value) + "*"
        return orjson.dumps([_stored(item) for item in value]).decode() if isinstance(value, list) else _stored(value)


def functions(cursor_key: bytes) -> Mapping[str, tuple[int, Callable[..., Any]]]:
    """What a connection must know besides SQLite's own functions: name → (number of arguments, function)."""

    def make_cursor(payload: str, order: str) -> str:
        return f'"{cursor.write(cursor_key, order, payload.encode())}"'

    return {
        "torii_cursor": (2, make_cursor),
        "torii_digest": (1, lambda text: etag.digest(text.encode())),
        "torii_lower": (1, lambda value: None if value is None else lowered(str(value))),
        "torii_float": (1, lambda value: None if value is None else written_float(value)),
        "torii_decimal": (2, written_decimal),
        "torii_contains": (2, stored_contains),
    }


def lowered(text: str) -> str:
    """Character by character, as PostgreSQL does it: Python knows of a final sigma, and of letters that become two."""
    return text.lower() if text.isascii() else "".join(character.lower()[0] for character in text)


def written_float(value: float) -> str:
    """The shortest text of a double that reads back as it, as PostgreSQL writes it."""
    sign, digits, exponent = Decimal(repr(float(value))).normalize().as_tuple()
    point = len(digits) + int(exponent)
    written = "".join(str(digit) for digit in digits)
    if -4 < point < 16:  # noqa: PLR2004  (where PostgreSQL turns to exponents)
        whole, fraction = (
            (written[:point].ljust(point, "0"), written[point:]) if point > 0 else ("0", "0" * -point + written)
        )
        text = whole + ("." + fraction if fraction and value else "")
    else:
        text = written[0] + ("." + written[1:] if written[1:] else "") + f"e{point - 1:+03d}"
    return ("-" if sign else "") + text


def written_decimal(value: Any, scale: int) -> str | None:
    return None if value is None else str(Decimal(str(value)).quantize(Decimal(1).scaleb(-scale)))


def stored_contains(value: Any, wanted: str) -> bool | None:
    """A document that is a number alone comes as a number: that is how SQLite keeps it in a column of type JSON."""
    return None if value is None else contains(orjson.loads(str(value)), orjson.loads(wanted))


def contains(value: Any, wanted: Any) -> bool:
    """Whether a JSON value contains another as PostgreSQL's `@>` means it."""
    if isinstance(value, list) and not isinstance(wanted, dict | list):
        return any(_same(item, wanted) for item in value)  # its one exception, and only on the outside
    return _contains(value, wanted)


def _contains(value: Any, wanted: Any) -> bool:
    if isinstance(value, dict) and isinstance(wanted, dict):
        return all(key in value and _contains(value[key], wanted[key]) for key in wanted)
    if isinstance(value, list) and isinstance(wanted, list):
        return all(any(_contains(inner, item) for inner in value) for item in wanted)
    return _same(value, wanted)


def _same(value: Any, wanted: Any) -> bool:
    return (
        not isinstance(value, dict | list) and value == wanted and isinstance(value, bool) == isinstance(wanted, bool)
    )


def _numeric(term: Term) -> Term:
    return Function("CAST", Suffix(term, " AS NUMERIC", bare=True))


def _fixed(term: Term, scale: int) -> Term:
    """A decimal with all its places; the text that is stored has them already unless somebody else wrote it."""
    pattern = "*" + ("." + "[0-9]" * scale if scale else "[0-9]")
    return When(Operator("GLOB", term, Literal(pattern)), term, Function("torii_decimal", term, Keyword(str(scale))))


def _utc(term: Term) -> Term:
    """`2026-01-01 12:00:00.500000+00:00` as stored, `2026-01-01T12:00:00.5` as written."""
    return Function("replace", _trimmed(term, 19), Literal(" "), Literal("T"))


def _trimmed(term: Term, length: int) -> Term:
    """A time without its zone, of so many characters up to the seconds, and without zeros behind its last digit."""
    fraction = Function("rtrim", Function("substr", term, Keyword("1"), Keyword(str(length + 7))), Literal("0"))
    plain = Function("substr", term, Keyword("1"), Keyword(str(length)))
    return When(Function("instr", term, Literal(".")), fraction, plain)


def _member(term: Term, type_: Type) -> Term:
    written: Term = Keyword("NULL")
    for name, stored in type_.members:
        known = Operator("=", term, Keyword(str(stored)) if isinstance(stored, int) else Literal(stored))
        written = When(known, Literal(f'"{name}"'), written)
    return written


def _glob(pattern: str) -> str:
    """A LIKE pattern (with `\\` as escape) as the GLOB pattern that means the same."""
    spelled = {"%": "*", "_": "?"}
    parts = re.findall(r"\\(.)|(.)", pattern, re.DOTALL)
    return "".join(
        _glob_literal(escaped) if escaped else spelled.get(plain) or _glob_literal(plain) for escaped, plain in parts
    )


def _glob_literal(text: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", text)


def _stored(value: Any) -> Any:
    match value:
        case bool():
            return int(value)
        case Decimal() | UUID():
            return str(value)
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case _:
            return value

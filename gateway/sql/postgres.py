"""PostgreSQL 14 and newer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, time
from typing import Any, Final

from pypika_tortoise.dialects import PostgreSQLQuery
from pypika_tortoise.queries import QueryBuilder
from pypika_tortoise.terms import Function, Term

from gateway.plan.cursor import MARK_LENGTH
from gateway.plan.etag import LENGTH
from gateway.plan.nodes import Operand, Slot
from gateway.sql.dialect import CursorPad
from gateway.sql.terms import ARGUMENTS, Filtered, Keyword, Literal, Operator, Suffix, When, bind, joined
from gateway.values import Kind, Type

_ARRAYS: Final[Mapping[Kind, str]] = {
    "int": "int4",
    "bigint": "int8",
    "float": "float8",
    "decimal": "numeric",
    "bool": "bool",
    "datetime": "timestamptz",
    "date": "date",
    "time": "timetz",
    "uuid": "uuid",
}


class Postgres:
    name: Final = "postgres"
    sign: Final = "$"
    query: Final = PostgreSQLQuery
    arrays: Final = True
    writes_in_queries: Final = True

    def unnested(self, operand: Operand, type_: Type) -> Term:
        kind = (
            "int4" if any(isinstance(stored, int) for _, stored in type_.members) else _ARRAYS.get(type_.kind, "text")
        )
        term = Function("unnest", Suffix(bind(operand), f"::{kind}[]", bare=True))
        # a JSON value is given as its text
        return Suffix(term, "::jsonb", bare=True) if type_.kind == "json" else term

    def locked(self, query: QueryBuilder) -> QueryBuilder:
        return query.for_update()

    def text(self, pieces: Iterable[Term]) -> Term:
        merged = joined(pieces)
        if len(merged) == 1:
            return merged[0]
        while len(merged) > ARGUMENTS:
            merged = [Function("concat", *merged[i : i + ARGUMENTS]) for i in range(0, len(merged), ARGUMENTS)]
        return Function("concat", *merged)

    def gathered(self, rows: Term, where: Term | None) -> Term:
        gathered = Function("string_agg", rows, Literal(","))
        return Function("coalesce", gathered if where is None else Filtered(gathered, where), Literal(""))

    def written(self, term: Term, type_: Type) -> Term:
        match type_.kind:
            case "float":
                return Suffix(Function("to_json", term), "::text", bare=True)
            case "int" | "json" | "bool":
                return Suffix(term, "::text", bare=True)
            case "enum":
                return _member(term, type_)
            case "datetime":
                utc = Suffix(Operator("AT TIME ZONE", term, Literal("UTC")), "::text", bare=True)
                return Function(
                    "concat", Literal('"'), Function("replace", utc, Literal(" "), Literal("T")), Literal('Z"')
                )
            case "time":
                # Tortoise keeps it in a column with a time zone
                time = Operator("AT TIME ZONE", term, Literal("UTC"))
                return Function("concat", Literal('"'), Suffix(time, "::time::text", bare=True), Literal('"'))
            case "bigint" | "decimal" | "date" | "uuid":
                return Function("concat", Literal('"'), term, Literal('"'))
            case _:
                return self.quoted(term)

    def quoted(self, term: Term) -> Term:
        return Suffix(Function("to_json", Suffix(term, "::text", bare=True)), "::text", bare=True)

    def comparable(self, term: Term, type_: Type) -> Term:  # noqa: ARG002  (SQLite needs the type)
        return term

    def parameter(self, operand: Operand, type_: Type) -> Term:  # noqa: ARG002  (SQLite needs the type)
        return bind(operand)

    def among(self, term: Term, operand: Operand, type_: Type) -> Term:  # noqa: ARG002  (SQLite needs the type)
        return Operator("=", term, Function("ANY", bind(operand)))

    def matches(self, operator: str, term: Term, operand: Operand, type_: Type) -> Term:
        match operator:
            case "like":
                return Operator("LIKE", term, bind(operand))
            case "ilike":
                return Operator("LIKE", Function("lower", term), Function("lower", bind(operand)))
            case "starts_with":
                return Operator("LIKE", term, bind(operand))
            case _ if type_.kind == "json":
                return Operator("@>", term, Suffix(bind(operand), "::text::jsonb", bare=True))
            case _:
                return Operator(">", Function("strpos", term, bind(operand)), Keyword("0"))

    def sorted(self, term: Term, *, descending: bool, null: bool) -> Term:  # noqa: ARG002  (null is the largest anyway)
        return Suffix(term, " DESC", bare=True) if descending else term

    def cursor(self, payload: Term, order: str) -> Term:
        message = Function("convert_to", payload, Literal("UTF8"))
        inner = Function("sha256", Operator("||", _bytes(CursorPad(inner=True, order=order)), message))
        outer = Function("sha256", Operator("||", _bytes(CursorPad(inner=False, order=order)), inner))
        mark = Function("left", Function("encode", outer, Literal("hex")), Keyword(str(MARK_LENGTH)))
        token = Function("convert_to", Function("concat", mark, payload), Literal("UTF8"))
        # base64 as PostgreSQL writes it has line breaks and padding, which an URL-safe cursor has not.
        safe = Function("translate", Function("encode", token, Literal("base64")), Literal("+/=\n"), Literal("-_"))
        return Function("concat", Literal('"'), safe, Literal('"'))

    def digest(self, text: Term) -> Term:
        hashed = Function(
            "encode", Function("sha256", Function("convert_to", text, Literal("UTF8"))), Literal("base64")
        )
        return Function("translate", Function("left", hashed, Keyword(str(LENGTH))), Literal("+/"), Literal("-_"))

    def encoded(self, value: Any, operand: Operand) -> Any:
        if isinstance(operand, Slot) and operand.form == "prefix":
            return prefix_pattern(value)
        return [_zoned(item) for item in value] if isinstance(value, list) else _zoned(value)


def _zoned(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, time) else value


def _bytes(pad: CursorPad) -> Term:
    return Suffix(bind(pad), "::bytea", bare=True)


def _member(term: Term, type_: Type) -> Term:
    """An enum as it is written: text by its value, numbers by the member's name."""
    written: Term = Keyword("NULL")
    if all(name == stored for name, stored in type_.members):
        return Function("concat", Literal('"'), term, Literal('"'))
    for name, stored in type_.members:
        known = Operator("=", term, Keyword(str(stored)) if isinstance(stored, int) else Literal(stored))
        written = When(known, Literal(f'"{name}"'), written)
    return written


def prefix_pattern(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"

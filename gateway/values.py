"""What a column may hold, and its one written form on both doors and both databases.

Whole numbers beyond 53 bits and decimals are strings, times are RFC 3339 in UTC, dates ISO 8601, identities are global
ids ("Release:7") in GraphQL and keys in REST. `Type.parse` reads what a client wrote (or a query string carries) into
the Python value that a database driver takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from math import isfinite
from typing import Any, Final, Literal
from uuid import UUID

import orjson

Kind = Literal[
    "int", "bigint", "float", "decimal", "bool", "text", "enum", "datetime", "date", "time", "uuid", "json", "identity"
]
Operand = Literal["one", "many", "flag", "pattern", "prefix"]

# in JSON they have a form of their own, beside text
UNQUOTED: Final[frozenset[Kind]] = frozenset({"int", "float", "bool"})
TEXT_LENGTH: Final = 10_000
PATTERN_LENGTH: Final = 256
PATTERN_WILDCARDS: Final = 8
LIST_LENGTH: Final = 100

_INTEGER: Final = re.compile(r"-?(0|[1-9]\d{0,18})\Z", re.ASCII)
_DECIMAL: Final = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?\Z", re.ASCII)
_FLOAT: Final = re.compile(r"-?\d{1,40}(\.\d{1,40})?([eE][+-]?\d{1,3})?\Z", re.ASCII)
_DATETIME: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)\Z", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_TIME: Final = re.compile(r"\d\d:\d\d:\d\d(\.\d{1,6})?\Z", re.ASCII)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z", re.ASCII)

_JSON_NUL: Final = re.compile(r"(?<!\\)(\\\\)*\\u0000")
_JSON_WANTED: Final = 'a JSON value, such as {"colour": "red"}'

# The first and the last day that Python knows stand for infinity in PostgreSQL's driver.
_INFINITE: Final = frozenset({date.min, date.max})

_EQUALITY: Final[dict[str, Operand]] = {"eq": "one", "neq": "one", "in": "many", "nin": "many", "is_null": "flag"}
_ORDER: Final[dict[str, Operand]] = {"lt": "one", "lte": "one", "gt": "one", "gte": "one"}
_TEXT: Final[dict[str, Operand]] = {
    "like": "pattern",
    "ilike": "pattern",
    "starts_with": "prefix",
    "contains": "one",
}
OPERATORS: Final[Mapping[Kind, Mapping[str, Operand]]] = {
    "int": _EQUALITY | _ORDER,
    "bigint": _EQUALITY | _ORDER,
    "float": _EQUALITY | _ORDER,
    "decimal": _EQUALITY | _ORDER,
    "bool": {"eq": "one", "neq": "one", "is_null": "flag"},
    "text": _EQUALITY | _ORDER | _TEXT,
    "enum": _EQUALITY,
    "datetime": _EQUALITY | _ORDER,
    "date": _EQUALITY | _ORDER,
    "time": _EQUALITY | _ORDER,
    "uuid": _EQUALITY,
    "json": {"contains": "one", "is_null": "flag"},
    "identity": _EQUALITY,
}


@dataclass(frozen=True, slots=True)
class Type:
    """A kind with its bounds: `low`/`high` of whole numbers, `digits`/`scale` of decimals, `members` of enums (written
    name → stored value), `target` the resource and `key` the key's type of identities."""

    kind: Kind
    low: int | None = None
    high: int | None = None
    digits: int | None = None
    scale: int | None = None
    enum: str | None = None
    members: tuple[tuple[str, str | int], ...] = ()
    target: str | None = None
    key: Type | None = None

    @property
    def operators(self) -> Mapping[str, Operand]:
        return OPERATORS[self.kind]

    @property
    def sortable(self) -> bool:
        return self.kind != "json"

    def parse(self, value: Any) -> Any:
        """The Python value of what a client wrote; raises ValueError that says what would be right."""
        return _PARSERS[self.kind](self, value)


def parse_written(type_: Type, value: Any, length: int | None, *, textual: bool) -> Any:
    """The value that is to be stored, of a text up to a `length`. As JSON has it, numbers and flags are not quoted;
    `textual`, as a cell of a table has it."""
    return written(type_, length, textual=textual)(value)


def written(type_: Type, length: int | None, *, textual: bool) -> Callable[[Any], Any]:
    """What `parse_written` does with each of many values."""
    parse = partial(_PARSERS[type_.kind], type_)
    if type_.kind == "text":
        return partial(_characters, length=length or TEXT_LENGTH)
    if textual:
        return (lambda value: parse(parse_text(value))) if type_.kind == "json" else parse
    # a number in quotes the type reads in a query string; in JSON it is of another type
    if type_.kind == "int":
        return lambda value: parse(int(value) if isinstance(value, float) and value.is_integer() else _unquoted(value))
    return (lambda value: parse(_unquoted(value))) if type_.kind in UNQUOTED else parse


def parse_many(type_: Type, value: Any) -> list[Any]:
    """A list as GraphQL gives it, or comma-separated text as a query string gives it (a comma in a value is `\\,`)."""
    items = _split(value) if isinstance(value, str) else value
    if not isinstance(items, list):
        items = [items]
    if len(items) > LIST_LENGTH:
        raise ValueError(f"a list of at most {LIST_LENGTH} values")
    return [type_.parse(item) for item in items]


def parse_pattern(value: Any) -> str:
    """A LIKE pattern: `%` any text, `_` one character, a backslash makes the next character literal."""
    text = _text(None, value)
    if len(text) > PATTERN_LENGTH or text.count("%") > PATTERN_WILDCARDS:
        raise ValueError(f"a pattern of at most {PATTERN_LENGTH} characters and {PATTERN_WILDCARDS} wildcards %")
    if re.search(r"(?<!\\)(\\\\)*\\\Z", text):
        raise ValueError("a pattern that does not end in a lone backslash")
    return text


def parse_text(value: Any) -> Any:
    """The JSON value of a text, as a query string carries it."""
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise ValueError(_JSON_WANTED) from error


def parse_flag(value: Any) -> bool:
    return _bool(None, value)


def _unquoted(value: Any) -> Any:
    return None if isinstance(value, str) else value


def _split(text: str) -> list[str]:
    return [part.replace("\\,", ",") for part in re.split(r"(?<!\\),", text)] if text else []


def _int(type_: Type, value: Any) -> int:
    low, high = type_.low or 0, type_.high or 0
    if isinstance(value, str) and _INTEGER.match(value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"a whole number from {low} to {high}")
    return value


def _float(_: Type, value: Any) -> float:
    written = isinstance(value, str) and _FLOAT.match(value)
    if not written and (not isinstance(value, int | float) or isinstance(value, bool)):
        raise ValueError("a finite number such as 1.5")
    try:
        number = float(value)
    except OverflowError as error:
        raise ValueError("a finite number such as 1.5") from error
    if not isfinite(number):
        raise ValueError("a finite number such as 1.5")
    return number


def _decimal(type_: Type, value: Any) -> Decimal:
    digits, scale = type_.digits or 0, type_.scale or 0
    places = "." + "0" * scale if scale else ""
    wanted = f'a decimal of at most {digits - scale} digits before and {scale} after the point, such as "0{places}"'
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    # a sign, a zero before the point and the point are no digits
    if len(text) > digits + 3 or not _DECIMAL.match(text):
        raise ValueError(wanted)
    whole, _, fraction = text.partition(".")
    if len(fraction) == scale and len(whole) <= digits - scale:
        return Decimal(text)
    if len(whole.lstrip("-0")) > digits - scale or len(fraction.rstrip("0")) > scale:
        raise ValueError(wanted)
    return Decimal(text).quantize(Decimal(1).scaleb(-scale))


def _bool(_: Type | None, value: Any) -> bool:
    if value is True or value == "true":
        return True
    if value is False or value == "false":
        return False
    raise ValueError("true or false")


def _text(_: Type | None, value: Any) -> str:
    return _characters(value, TEXT_LENGTH)


def _characters(value: Any, length: int) -> str:
    if not isinstance(value, str):
        raise ValueError("a text")  # noqa: TRY004  (one kind of error for all that a client may write)
    if len(value) > length:
        raise ValueError(f"a text of at most {length} characters")
    if "\x00" in value:
        raise ValueError("a text without NUL characters")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("a text of Unicode characters, without lone surrogates")
    return value


def _enum(type_: Type, value: Any) -> str | int:
    for name, stored in type_.members:
        if value == name:
            return stored
    raise ValueError("one of " + ", ".join(name for name, _ in type_.members))


def _datetime(_: Type, value: Any) -> datetime:
    example = 'a time with its offset (RFC 3339), such as "2026-01-31T12:00:00Z"'
    if not isinstance(value, str) or not _DATETIME.match(value):
        raise ValueError(example)
    try:
        moment = datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(example) from error
    if moment.date() in _INFINITE:
        raise ValueError(example)
    return moment


def _date(_: Type, value: Any) -> date:
    example = 'a date (ISO 8601), such as "2026-01-31"'
    if not isinstance(value, str) or not _DATE.match(value):
        raise ValueError(example)
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(example) from error
    if day in _INFINITE:
        raise ValueError(example)
    return day


def _time(_: Type, value: Any) -> time:
    example = 'a time of day, such as "18:30:00"'
    if not isinstance(value, str) or not _TIME.match(value):
        raise ValueError(example)
    try:
        return time.fromisoformat(value)
    except ValueError as error:
        raise ValueError(example) from error


def _uuid(_: Type, value: Any) -> UUID:
    if not isinstance(value, str) or not _UUID.match(value):
        raise ValueError('a UUID, such as "6f9619ff-8b86-d011-b42d-00c04fc964ff"')
    return UUID(value)


def _json(_: Type, value: Any) -> str:
    """The canonical text of a JSON value."""
    try:
        text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError as error:
        raise ValueError(_JSON_WANTED) from error
    if _JSON_NUL.search(text):
        raise ValueError("a JSON value without NUL characters")
    return text


def _identity(type_: Type, value: Any) -> Any:
    key = type_.key or Type("text")
    if type_.target is None:
        return key.parse(value)
    prefix, _, rest = value.partition(":") if isinstance(value, str) else ("", "", "")
    if prefix != type_.target or not rest:
        raise ValueError(f'a global id of {type_.target}, such as "{type_.target}:1"')
    return key.parse(rest)


_PARSERS: Final[Mapping[Kind, Callable[[Any, Any], Any]]] = {
    "int": _int,
    "bigint": _int,
    "float": _float,
    "decimal": _decimal,
    "bool": _bool,
    "text": _text,
    "enum": _enum,
    "datetime": _datetime,
    "date": _date,
    "time": _time,
    "uuid": _uuid,
    "json": _json,
    "identity": _identity,
}

"""What a client may write for a value, and what it is told where it may not."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from gateway.values import LIST_LENGTH, TEXT_LENGTH, Type, parse_flag, parse_many, parse_pattern, parse_text

INT = Type("int", low=-(2**31), high=2**31 - 1)
BIG = Type("bigint", low=-(2**63), high=2**63 - 1)
MONEY = Type("decimal", digits=5, scale=2)
SHARE = Type("decimal", digits=4, scale=4)
WHOLE = Type("decimal", digits=3, scale=0)
LEVEL = Type("enum", enum="Level", members=(("LOW", 1), ("HIGH", 2)))
GLOBAL = Type("identity", target="Release", key=INT)


@pytest.mark.parametrize(
    ("type_", "written", "value"),
    [
        (INT, 7, 7),
        (INT, "-2147483648", -(2**31)),
        (BIG, "9223372036854775807", 2**63 - 1),
        (Type("float"), "1.5e3", 1500.0),
        (Type("float"), 2, 2.0),
        (MONEY, "18", Decimal("18.00")),
        (MONEY, "-999.9", Decimal("-999.90")),
        (MONEY, "1.500", Decimal("1.50")),
        (MONEY, 3, Decimal("3.00")),
        (SHARE, "0.5000", Decimal("0.5000")),
        (SHARE, "-0.1234", Decimal("-0.1234")),
        (WHOLE, "999", Decimal(999)),
        (Type("bool"), "true", True),
        (Type("bool"), False, False),
        (Type("text"), "ä\U0001f600", "ä\U0001f600"),
        (LEVEL, "HIGH", 2),
        (Type("datetime"), "2026-01-31T12:00:00.5+02:00", datetime(2026, 1, 31, 10, 0, 0, 500_000, UTC)),
        (Type("datetime"), "2026-01-31t12:00:00z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        (Type("date"), "2024-02-29", date(2024, 2, 29)),
        (Type("time"), "18:30:00.25", time(18, 30, 0, 250_000)),
        (Type("uuid"), "6F9619FF-8b86-d011-b42d-00c04fc964ff", UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff")),
        (Type("json"), {"b": 1, "a": None}, '{"a":null,"b":1}'),
        (Type("json"), "x", '"x"'),
        (GLOBAL, "Release:7", 7),
        (Type("identity", key=INT), "7", 7),
    ],
)
def test_what_is_written_right_is_read(type_: Type, written: Any, value: Any) -> None:
    read = type_.parse(written)
    assert read == value and type(read) is type(value)


WRONG: list[tuple[Type, list[Any], str]] = [
    (INT, ["7.0", "07", " 7", "٧", 2**31, "x", "", True, None, 1.0, [], "9" * 40], "whole number"),
    (Type("float"), ["nan", "inf", "1e999", "0x1", True, None, 10**400, "1_0"], "finite number"),
    (MONEY, ["1000", "1.005", "1e3", "NaN", "", ".5", "5.", True, 1.5, "1" * 50], "decimal"),
    (SHARE, ["1.0", "0.12345"], 'such as "0.0000"'),
    (WHOLE, ["1000", "1.5"], 'such as "0"'),
    (Type("bool"), ["yes", "1", 1, None, "True"], "true or false"),
    (Type("text"), ["a\x00b", "\ud800", "x" * (TEXT_LENGTH + 1), 7, None], "a text"),
    (LEVEL, ["low", 1, None, "", []], "one of LOW, HIGH"),
    (
        Type("datetime"),
        ["2026-01-31T12:00:00", "2026-02-30T12:00:00Z", "now", 0, "9999-12-31T23:59:59-01:00"],
        "RFC 3339",
    ),
    (Type("datetime"), ["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "0001-01-01T00:00:00+01:00"], "RFC 3339"),
    (Type("date"), ["2026-02-30", "20260131", "0001-01-01", "9999-12-31", 1], "ISO 8601"),
    (Type("time"), ["24:00:00", "18:30", "18:30:00Z", 1], "time of day"),
    (Type("uuid"), ["6f9619ff8b86d011b42d00c04fc964ff", "x", 1, None], "UUID"),
    (Type("json"), [2**70, {1: 2}], "JSON value"),
    (GLOBAL, ["7", "Artist:7", "Release:", 7, None], 'such as "Release:1"'),
    (GLOBAL, ["Release:x", "Release:7.5"], "whole number"),
]


@pytest.mark.parametrize(("type_", "written", "says"), [(t, w, says) for t, values, says in WRONG for w in values])
def test_what_is_written_wrong_is_told_what_would_be_right(type_: Type, written: Any, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        type_.parse(written)


def test_lists_are_written_with_commas_or_as_lists() -> None:
    assert parse_many(INT, "1,2") == parse_many(INT, [1, "2"]) == [1, 2]
    assert parse_many(INT, 1) == [1]
    assert parse_many(INT, "") == []
    assert parse_many(Type("text"), "a\\,b,c") == ["a,b", "c"]
    with pytest.raises(ValueError, match=f"at most {LIST_LENGTH}"):
        parse_many(INT, list(range(LIST_LENGTH + 1)))


def test_patterns_are_bounded_and_whole() -> None:
    assert parse_pattern("%a\\%") == "%a\\%"
    for pattern in ("a\\", "\\\\\\", "%" * 9, "a" * 257):
        with pytest.raises(ValueError, match="a pattern"):
            parse_pattern(pattern)


def test_a_query_string_carries_the_text_of_json() -> None:
    assert parse_text('{"b": [1]}') == {"b": [1]}
    assert parse_text('"x"') == "x"
    for text in ("{", "", "nope"):
        with pytest.raises(ValueError, match="JSON value"):
            parse_text(text)


def test_flags_are_words() -> None:
    assert parse_flag("true") is True
    assert parse_flag(False) is False

"""What SQLite lacks and we added is what PostgreSQL does."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import asyncpg
import orjson
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gateway.sql.postgres import prefix_pattern
from gateway.sql.sqlite import _glob, _glob_literal, contains, functions, written_decimal, written_float

PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
PATTERNS = st.text(st.sampled_from("ab%_\\*?[]-^!A"), max_size=8).filter(lambda text: not _dangling(text))
TEXTS = st.text(st.sampled_from("ab%_\\*?[]-^!A"), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["a", "b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=6,
)


def _dangling(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def test_pad() -> None:
    assert written_decimal("9.9", 2) == "9.90"
    assert written_decimal(None, 2) is None
    assert functions(b"k")["torii_lower"][1]("ÄB") == "äb"


async def ask(url: str, statement: str, values: list[tuple[Any, ...]]) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        prepared = await connection.prepare(statement)
        return [await prepared.fetchval(*row) for row in values]
    finally:
        await connection.close()


async def test_floats_are_written_as_postgresql_writes_them(postgres_url: str) -> None:
    found: list[float] = [0.0, -0.0, 1.0, 1.5, 1e15, 1e16, 123456789012345.0, 1e-4, 1e-5, 1.5e300, -2.5e-7, 0.1 + 0.2]

    @settings(max_examples=300, database=None, derandomize=True)
    @given(st.floats(allow_nan=False, allow_infinity=False))
    def collect(value: float) -> None:
        found.append(value)

    collect()
    texts = await ask(postgres_url, "SELECT $1::float8::text", [(value,) for value in found])
    for value, text in zip(found, texts, strict=True):
        assert float(text) == float(written_float(value)) == value
        # PostgreSQL writes some whole numbers that doubles have gaps between with one digit more than it takes.
        assert written_float(value) == text or 2**53 < abs(value) < 2**63, value


async def test_json_contains_what_postgresql_says_it_contains(postgres_url: str) -> None:
    pairs: list[tuple[Any, Any]] = [([1, [2]], 1), ({"a": 1}, {}), ([], []), (1, 1), (True, 1), ([1], [True])]

    @settings(max_examples=400, database=None, derandomize=True)
    @given(JSON, JSON)
    def collect(value: Any, wanted: Any) -> None:
        pairs.append((value, wanted))

    collect()
    rows = [(orjson.dumps(value).decode(), orjson.dumps(wanted).decode()) for value, wanted in pairs]
    for (value, wanted), held in zip(
        pairs, await ask(postgres_url, "SELECT $1::jsonb @> $2::jsonb", rows), strict=True
    ):
        assert contains(value, wanted) is held, (value, wanted)


async def test_patterns_match_what_they_match_in_postgresql(postgres_url: str) -> None:
    likes: list[tuple[str, str]] = [("a\\%", "a%"), ("[a]", "[a]"), ("%*%", "a*b"), ("^a", "^a"), ("\\\\", "\\")]
    starts: list[tuple[str, str]] = [("a%", "a%b"), ("_", "ab"), ("\\", "\\a"), ("[", "[a")]

    @settings(max_examples=600, database=None, derandomize=True)
    @given(PATTERNS, TEXTS)
    def collect(pattern: str, text: str) -> None:
        likes.append((pattern, text))
        starts.append((text, pattern))

    collect()
    with closing(sqlite3.connect(":memory:")) as connection:
        globs = [connection.execute("SELECT ? GLOB ?", (text, _glob(pattern))).fetchone()[0] for pattern, text in likes]
        prefixes = [
            connection.execute("SELECT ? GLOB ?", (text, _glob_literal(start) + "*")).fetchone()[0]
            for start, text in starts
        ]
    liked = await ask(postgres_url, "SELECT $2::text LIKE $1::text", likes)
    started = await ask(postgres_url, "SELECT $2::text LIKE $1::text", [(prefix_pattern(s), t) for s, t in starts])
    assert [bool(found) for found in globs] == liked
    assert [bool(found) for found in prefixes] == started == [text.startswith(start) for start, text in starts]


@settings(max_examples=300, database=None, derandomize=True)
@given(PLAIN)
@example('\x1f\x7f"\\/\u2028\U0001f600')
def test_texts_are_quoted_as_orjson_reads_them(text: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        quoted = connection.execute("SELECT json_quote(?||'')", (text,)).fetchone()[0]
    assert orjson.loads(quoted) == text
    assert "\t" not in quoted

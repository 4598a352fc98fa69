"""A laid out statement is the statement: nothing but white space is another."""

import pytest

from tests.sql_layout import WIDTH, laid_out, tokens

STATEMENTS = [
    "SELECT 1",
    'SELECT (\'a\'\'b (\' || "odd ""name") FROM "t" WHERE (x<=?1) AND (y @> $2::text::jsonb)',
    "SELECT " + ",".join(f'"column {n}"' for n in range(40)) + " FROM t ORDER BY " + ",".join("abc" for _ in range(60)),
    "SELECT coalesce(" * 12
    + "CASE WHEN (a = 'x(') THEN 'one' ELSE CASE WHEN b THEN 1 ELSE 2 END END"
    + ",'null')" * 12,
    "WITH made AS (INSERT INTO t (a,b) SELECT $1,(SELECT 1 FROM u) WHERE EXISTS (SELECT 1 FROM v) RETURNING *) SELECT a,b FROM made",
    "SELECT concat('" + "a" * 200 + "',(SELECT 1 FROM t WHERE EXISTS (SELECT 1 FROM u WHERE (u.id = t.id))))",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_only_white_space_differs(statement):
    assert tokens(laid_out(statement)) == tokens(statement)


def test_what_fits_is_one_line():
    assert laid_out("SELECT a,b FROM t WHERE (a = 1)") == "SELECT a,b FROM t WHERE (a = 1)\n"


def test_clauses_stand_below_each_other():
    laid = laid_out(
        "SELECT " + "a" * WIDTH + " FROM t JOIN u ON (t.id = u.id) WHERE (a = 1) ORDER BY b LIMIT 3"
    ).splitlines()
    assert laid[1:] == ["FROM t", "JOIN u ON (t.id = u.id)", "WHERE (a = 1)", "ORDER BY b", "LIMIT 3"]


def test_clauses_of_what_writes_stand_below_each_other():
    long = "a" * WIDTH
    assert laid_out(f"UPDATE t SET {long}=$1,b=$2 WHERE (id = $3)").splitlines() == [
        "UPDATE t",
        f"SET {long}=$1,",
        "  b=$2",
        "WHERE (id = $3)",
    ]
    inserted = laid_out(f"INSERT INTO t (a) SELECT {long} WHERE (b = $2) RETURNING *").splitlines()
    assert inserted == ["INSERT INTO t (a)", f"SELECT {long}", "WHERE (b = $2)", "RETURNING *"]

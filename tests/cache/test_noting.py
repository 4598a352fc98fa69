"""To which tables a statement writes, of statements that somebody else wrote: rather too many than one too few."""

from __future__ import annotations

import pytest

from gateway.sql.transaction import ANY_TABLE, Noting

ANY = ANY_TABLE


@pytest.mark.parametrize(
    ("statement", "touched", "emptied"),
    [
        ("SELECT 1", [], []),
        ("  select * from note for update", [], []),
        ('SELECT "update" FROM note FOR NO KEY UPDATE SKIP LOCKED', [], []),
        ("WITH a AS (SELECT 1) SELECT * FROM a FOR UPDATE", [], []),
        ("VALUES (1)", [], []),
        ("PRAGMA foreign_keys", [], []),
        ('INSERT INTO "note" ("title") VALUES ($1)', ["note"], []),
        ("insert into Note(title) values ('x')", ["note"], []),
        ('INSERT INTO "Note" ("title") VALUES ($1)', ["Note"], []),
        ('UPDATE "note" SET "title"=$1', ["note"], []),
        ("\n update note\nset title = 'x'", ["note"], []),
        ('DELETE FROM "note"', ["note"], ["note"]),
        ("delete from note where id = 1", ["note"], ["note"]),
        ("WITH gone AS (DELETE FROM note RETURNING *) INSERT INTO log SELECT * FROM gone", [ANY], []),
        ("WITH a AS (SELECT 1)\nUPDATE note SET title = 'x'", [ANY], []),
        ("with a as (select 1) merge into note using a on true when matched then delete", [ANY], []),
        ('UPDATE ONLY "note" SET title = 1', [ANY], []),
        ("UPDATE OR REPLACE note SET title = 1", [ANY], []),
        ("DELETE FROM ONLY note", [ANY], []),
        ('UPDATE "public"."note" SET title = 1', [ANY], []),
        ("UPDATE public.note SET title = 1", [ANY], []),
        ('UPDATE "odd name" SET title = 1', [ANY], []),
        ("INSERT OR REPLACE INTO note VALUES (1)", [ANY], []),
        ("REPLACE INTO note VALUES (1)", [ANY], []),
        ("/* hidden */ UPDATE note SET title = 1", [ANY], []),
        ("-- hidden\nDELETE FROM note", [ANY], []),
        ("TRUNCATE note", [ANY], []),
        ("CALL tidy()", [ANY], []),
        ("DO $$ BEGIN DELETE FROM note; END $$", [ANY], []),
        ("COPY note FROM STDIN", [ANY], []),
        ("ALTER TABLE note ADD x int", [ANY], []),
        ("EXPLAIN ANALYZE DELETE FROM note", [ANY], []),
    ],
)
def test_tables(statement: str, touched: list[str], emptied: list[str]) -> None:
    noting = Noting.__new__(Noting)
    noting.note(statement)
    assert (sorted(noting.touched), sorted(noting.emptied)) == (touched, emptied)

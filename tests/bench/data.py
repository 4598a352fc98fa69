"""The rows that are asked for: the Chinook database when it is at hand, else made-up rows in the same tables."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import asyncpg

CHINOOK: Final = Path(__file__).resolve().parents[3] / "shared/data/chinook/chinook_postgres.sql"
TIMES: Final = 100

# as many rows as Chinook has, and as uneven: some artists have many albums, some albums many tracks
MADE_UP: Final = """
CREATE TABLE artist (artist_id int PRIMARY KEY, name varchar(120));
CREATE TABLE genre (genre_id int PRIMARY KEY, name varchar(120));
CREATE TABLE album (album_id int PRIMARY KEY, title varchar(160) NOT NULL, artist_id int NOT NULL REFERENCES artist);
CREATE TABLE track (
    track_id int PRIMARY KEY, name varchar(200) NOT NULL, album_id int REFERENCES album, genre_id int REFERENCES genre,
    composer varchar(220), milliseconds int NOT NULL, bytes int, unit_price numeric(10, 2) NOT NULL
);
INSERT INTO genre SELECT n, 'Genre ' || n FROM generate_series(1, 25) n;
INSERT INTO artist SELECT n, 'Artist "' || md5(n::text) || '"' FROM generate_series(1, 275) n;
INSERT INTO album SELECT n, 'Album ' || md5(n::text), 1 + (n * n) % 275 FROM generate_series(1, 347) n;
INSERT INTO track
SELECT n, 'Track ' || md5(n::text), 1 + (n * 7) % 347, 1 + n % 25, md5((-n)::text), 60000 + (n * 7919) % 400000, n * 1000, 0.99
FROM generate_series(1, 3503) n;
CREATE INDEX album_artist_id_idx ON album (artist_id);
CREATE INDEX track_album_id_idx ON track (album_id);
CREATE INDEX track_genre_id_idx ON track (genre_id);
"""

# the same rows again and again under new keys: related rows keep to their own copy
MULTIPLY: Final = """
ALTER TABLE artist ALTER artist_id DROP IDENTITY IF EXISTS;
ALTER TABLE album ALTER album_id DROP IDENTITY IF EXISTS;
ALTER TABLE track ALTER track_id DROP IDENTITY IF EXISTS;
INSERT INTO artist SELECT artist_id + 10000 * n, name FROM artist, generate_series(1, {more}) n;
INSERT INTO album SELECT album_id + 10000 * n, title, artist_id + 10000 * n FROM album, generate_series(1, {more}) n;
INSERT INTO track (track_id, name, album_id, genre_id, composer, milliseconds, bytes, unit_price{columns})
SELECT track_id + 10000 * n, name, album_id + 10000 * n, genre_id, composer, milliseconds, bytes, unit_price{columns}
FROM track, generate_series(1, {more}) n;
CREATE INDEX track_milliseconds_key ON track (milliseconds, track_id);
"""


async def fill(url: str) -> str:
    """Make the tables; says where the rows come from."""
    if CHINOOK.exists():
        # the script makes a database of its own, which only psql could then enter
        script = re.sub(r"(?m)^(DROP DATABASE|CREATE DATABASE|\\c).*$", "", CHINOOK.read_text())
        await _run(url, script)
        return "Chinook"
    await _run(url, MADE_UP)
    return "made-up rows"


async def multiply(url: str) -> None:
    """A hundred times as many artists, albums and tracks."""
    columns = ", media_type_id" if CHINOOK.exists() else ""
    await _run(url, MULTIPLY.format(more=TIMES - 1, columns=columns))


async def settle(url: str) -> None:
    """What autovacuum would have done by the time that a real database is asked."""
    await _run(url, "VACUUM ANALYZE")


async def _run(url: str, script: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(script)
    finally:
        await connection.close()

"""A new row alone is one statement on PostgreSQL, and one transaction on either database where it must be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateway import migrations
from gateway.sql.execute import PostgresDatabase
from tests import databases
from tests.doors import Doors, open_doors, person
from tests.writers import DOORS, Writer

CLERK = person("clerk", account="clara")


@pytest.fixture
async def doors(postgres_url: str, tmp_path: Path) -> AsyncIterator[Doors]:
    settings = databases.settings_of(postgres_url, tmp_path)
    await migrations.apply(settings)
    async with open_doors(settings) as found:
        yield found


@pytest.fixture
async def statements(doors: Doors) -> list[str]:
    """All that the connection was asked which comes to hand first, and last."""
    heard: list[str] = []
    database = doors.engine.database
    assert isinstance(database, PostgresDatabase)
    connection = await database.connections.take()
    connection.add_query_logger(lambda record: heard.append(record.query))
    await database.connections.give(connection, sound=True)
    return heard


@pytest.mark.parametrize("door", DOORS)
async def test_a_row_alone_is_made_by_one_statement(doors: Doors, statements: list[str], door: str) -> None:
    writer = Writer(doors, door)
    first = await writer.create("Genre", {"name": f"First by {door}"}, CLERK, fields=["id", "name"])
    assert first.row is not None and first.row["name"] == f"First by {door}"
    # the driver tells of a statement in the next turn
    await asyncio.sleep(0)
    assert len(statements) == 1
    statements.clear()
    row = {"name": f"Second by {door}", "parent_id": first.row["id"]}
    second = await writer.create("Genre", row, CLERK, fields=["name", "parent_id"])
    assert second.row == row
    await asyncio.sleep(0)
    assert len(statements) == 1
    assert next(one.key for committed in doors.hooked for one in committed.rows) == first.row["id"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("said", "options"), [({"name": 5}, {}), ({"name": "x", "parent_id": 99}, {}), ({"name": "x"}, {"dry": True})]
)
async def test_all_else_is_a_transaction_that_leaves_nothing(
    doors: Doors, statements: list[str], door: str, said: dict[str, Any], options: dict[str, Any]
) -> None:
    outcome = await Writer(doors, door).create("Genre", said, CLERK, fields=["name"], **options)
    assert outcome.code in ({None} if options else {"INPUT_INVALID", "VARIABLES_INVALID"})
    assert not any(committed.rows for committed in doors.hooked)
    assert "ROLLBACK;" in statements or outcome.code == "VARIABLES_INVALID"
    rows = await doors.data("{ genres { totalCount } }")
    assert rows == {"genres": {"totalCount": 0}}


async def test_what_is_made_beside_the_engine_is_one_transaction_as_well(doors: Doors, tmp_path: Path) -> None:
    settings = databases.settings_of(None, tmp_path)
    await migrations.apply(settings)
    async with open_doors(settings) as embedded:
        for one, sign in ((doors, "$"), (embedded, "?")):
            sql = f"INSERT INTO genre (name) VALUES ({sign}1) RETURNING name"
            assert [tuple(row) for row in await one.engine.database.once(sql, ["Beside"])] == [("Beside",)]
            assert (await one.data("{ genres { nodes { name } } }")) == {"genres": {"nodes": [{"name": "Beside"}]}}

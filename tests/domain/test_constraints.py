from __future__ import annotations

import pytest

from tests import databases

UNINDEXED = {
    "sqlite": """
        SELECT t.name, f."from" FROM sqlite_master AS t, pragma_foreign_key_list(t.name) AS f
        WHERE t.type = 'table' AND NOT EXISTS (
            SELECT 1 FROM pragma_index_list(t.name) AS i, pragma_index_info(i.name) AS c
            WHERE c.seqno = 0 AND c.name = f."from")""",
    "postgres": """
        SELECT f.conrelid::regclass::text, f.conkey FROM pg_constraint AS f
        WHERE f.contype = 'f' AND NOT EXISTS (
            SELECT 1 FROM pg_index AS i WHERE i.indrelid = f.conrelid AND i.indkey[0] = f.conkey[1])""",
}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE review SET stars = 0",
        "UPDATE review SET stars = 6",
        'UPDATE "release" SET stock = -1',
        "UPDATE \"release\" SET price = '-0.01'",
        "UPDATE \"release\" SET cost = '-9.00'",
        "UPDATE track SET position = 0 WHERE position = 1",
        "UPDATE track SET seconds = -1",
        "UPDATE \"order\" SET total = '-10.00'",
        "UPDATE order_line SET quantity = 0",
        "UPDATE order_line SET unit_price = '-1.00'",
        "UPDATE genre SET parent_id = id",
    ],
)
async def test_the_database_refuses_impossible_values(shop, statement):
    with pytest.raises(databases.REFUSED):
        await databases.run(shop, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE track SET position = 1",
        "UPDATE review SET customer_id = 1, release_id = 1",
        "UPDATE wishlist_entry SET customer_id = 1, release_id = 1",
        "UPDATE order_line SET order_id = 1, release_id = 1",
        "UPDATE label_member SET label_id = 1, account_id = 'acct-label'",
        "UPDATE customer SET account_id = 'acct-customer'",
        "UPDATE customer SET email = 'customer@amplitude.test'",
        "UPDATE label SET name = 'One'",
        "UPDATE genre SET name = 'One'",
        "UPDATE release_genre SET genre_id = 1, release_id = 1",
    ],
)
async def test_the_database_refuses_the_same_twice(shop, statement):
    with pytest.raises(databases.REFUSED):
        await databases.run(shop, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM artist",
        "DELETE FROM customer",
        "UPDATE track SET release_id = 999999",
    ],
)
async def test_the_database_refuses_rows_that_refer_to_nothing(shop, statement):
    with pytest.raises(databases.REFUSED):
        await databases.run(shop, statement)


async def test_every_foreign_key_leads_an_index(shop):
    assert await databases.run(shop, UNINDEXED[shop.database.dialect]) == []

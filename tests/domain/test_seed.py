from __future__ import annotations

from datetime import date, timedelta

import pytest
from pypika_tortoise.functions import Count
from pypika_tortoise.queries import Query

from domain import seed as sample
from gateway import catalog, migrations, seed
from tests import databases

TODAY = date(2026, 3, 1)
SIZES = {"artist": 275, "release": 350, "track": 3500, "customer": 60, "order": 400, "order_line": 2200, "review": 900}


def _rows(scale=1, today=TODAY):
    return {table.name: (table, list(table.rows)) for table in sample.tables(scale, today)}


def test_the_same_rows_every_time():
    assert [rows for _, rows in _rows().values()] == [rows for _, rows in _rows().values()]


@pytest.mark.parametrize("scale", [1, 3])
def test_sizes(scale):
    for name, (table, rows) in _rows(scale).items():
        assert len(rows) == pytest.approx(table.expected, rel=0.25), name
        assert len(rows) == pytest.approx(SIZES.get(name, table.expected / scale) * scale, rel=0.25), name


def test_columns_are_those_of_the_models():
    by_table = {resource.table: resource for resource in catalog.load("domain").resources.values()}
    for name, (table, rows) in _rows().items():
        assert {len(row) for row in rows} == {len(table.columns)}
        if name in by_table:
            assert set(table.columns) == {column.column for column in by_table[name].columns.values()}


def test_what_may_be_null_sometimes_is():
    by_table = {resource.table: resource for resource in catalog.load("domain").resources.values()}
    for name, (table, rows) in _rows().items():
        nullable = (
            {column.column for column in by_table[name].columns.values() if column.null} if name in by_table else set()
        )
        empty = {column for position, column in enumerate(table.columns) if any(row[position] is None for row in rows)}
        assert empty == nullable, name


def test_a_few_releases_are_still_to_come_and_some_of_the_sample_labels():
    _, releases = _rows()["release"]
    coming = [row for row in releases if row[5] > TODAY]
    assert 3 <= len(coming) <= 30
    assert any(row[3] == 1 for row in coming)
    moved = _rows(today=TODAY + timedelta(days=400))["release"][1]
    assert [row[5] - timedelta(days=400) for row in moved] == [row[5] for row in releases]


def test_a_few_hits_and_a_long_tail():
    _, lines = _rows()["order_line"]
    sold = sorted((sum(1 for line in lines if line[2] == release) for release in range(1, 351)), reverse=True)
    assert sum(sold[:70]) > 0.35 * len(lines)
    assert sold[-1] < 5


def test_customers_buy_what_is_out_and_review_what_they_bought():
    rows = {name: found for name, (_, found) in _rows().items()}
    released = {row[0]: row[5] for row in rows["release"]}
    orders = {row[0]: row for row in rows["order"]}
    bought = {(orders[line[1]][1], line[2]) for line in rows["order_line"]}
    assert all(released[line[2]] <= orders[line[1]][3].date() for line in rows["order_line"])
    assert {(row[2], row[1]) for row in rows["review"]} <= bought
    for order in rows["order"]:
        assert order[5] == sum(line[3] * line[4] for line in rows["order_line"] if line[1] == order[0])


def test_the_sample_accounts_have_something_to_see():
    rows = {name: found for name, (_, found) in _rows().items()}
    assert rows["label_member"][0][2:] == ("acct-label", "OWNER")
    assert sum(row[3] == 1 for row in rows["release"]) > 20
    assert rows["customer"][0][1:4:2] == ("acct-customer", "customer@amplitude.test")
    assert {row[5] for row in rows["review"] if row[2] == 1} == {True, False}
    assert len([row for row in rows["order"] if row[1] == 1]) > 5
    assert [row for row in rows["wishlist_entry"] if row[1] == 1]


def test_accounts():
    accounts = {account.email: account for account in seed.accounts("domain")}
    assert list(accounts) == [f"{role}@amplitude.test" for role in ("customer", "label", "clerk", "admin")]
    assert accounts["label@amplitude.test"].roles == {"label"}
    assert seed.accounts("tests.faulty") == ()


async def test_loaded_as_generated(shop):
    for name, (_, rows) in _rows().items():
        count = Query.from_(name).select(Count("*")).get_sql()
        assert await databases.run(shop, count) == [(len(rows),)]
    assert not await seed.is_empty(shop)


async def test_a_database_with_rows_is_refused(shop):
    with pytest.raises(seed.SeedError, match="not empty"):
        await seed.run(shop)


async def test_new_rows_get_new_keys(shop):
    [(last,)] = await databases.run(shop, "SELECT max(id) FROM label")
    [(new,)] = await databases.run(shop, "INSERT INTO label (name) VALUES ('New') RETURNING id")
    await databases.run(shop, "DELETE FROM label WHERE name = 'New'")
    assert new > last


async def test_values_are_stored_on_sqlite_as_tortoise_stores_them(shop):
    if shop.database.dialect == "postgres":
        return
    [(price,)] = await databases.run(shop, 'SELECT price FROM "release" WHERE id = 2')
    assert isinstance(price, str)
    assert len(price.partition(".")[2]) == 2
    [(when, on, flag, details)] = await databases.run(
        shop,
        'SELECT joined_at, released_on, marketing_consent, details FROM customer, "release" '
        'WHERE customer.id = 1 AND "release".id = (SELECT min(id) FROM "release" WHERE details IS NOT NULL)',
    )
    assert when.endswith("+00:00") and when[10] == " "
    assert date.fromisoformat(on) < TODAY
    assert flag in {0, 1}
    assert details.startswith('{"')


@pytest.fixture(params=databases.DIALECTS)
async def bare(request, tmp_path):
    async with databases.empty(request, tmp_path) as settings:
        yield settings


async def test_without_tables_the_way_is_shown(bare):
    with pytest.raises(seed.SeedError, match="gateway migrate"):
        await seed.run(bare)


async def test_progress_and_scale(bare):
    await migrations.apply(bare)
    assert await seed.is_empty(bare)
    with pytest.raises(seed.SeedError):
        await seed.run(bare, 0)
    told = {}
    counts = await seed.run(bare, progress=lambda name, done, total: told.update({name: (done, total)}))
    assert told == {name: (count, count) for name, count in counts.items()}
    assert not await seed.is_empty(bare)

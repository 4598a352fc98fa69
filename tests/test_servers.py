import asyncpg
from redis.asyncio import Redis


async def test_a_database_of_ones_own_sorts_by_code_point_and_folds_unicode(postgres_url: str):
    connection = await asyncpg.connect(postgres_url)
    try:
        assert await connection.fetchval("SELECT array_agg(t ORDER BY t) FROM unnest('{b,a,B,é,z}'::text[]) t") == [
            "B",
            "a",
            "b",
            "z",
            "é",
        ]
        assert await connection.fetchval("SELECT 'É' ILIKE 'é'")
    finally:
        await connection.close()


async def test_databases_are_separate_and_can_be_copied(postgres):
    async with postgres.database() as one, postgres.database() as two:
        assert one != two
        connection = await asyncpg.connect(one)
        await connection.execute("CREATE TABLE t AS SELECT 1 AS n")
        await connection.close()
        async with postgres.database(template=one.rpartition("/")[2].partition("?")[0]) as copy:
            connection = await asyncpg.connect(copy)
            assert await connection.fetchval("SELECT n FROM t") == 1
            await connection.close()


async def test_redis_starts_empty(redis_url: str):
    async with Redis.from_url(redis_url) as client:
        assert await client.dbsize() == 0
        await client.set("a", 1)


async def test_redis_is_empty_again(redis_url: str):
    async with Redis.from_url(redis_url) as client:
        assert await client.dbsize() == 0

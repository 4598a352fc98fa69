"""Counting in a table, for the strategies of the library that also count in Redis."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from limits.aio.storage import Storage
from pypika_tortoise.terms import Case, Parameterizer, Term
from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth.store import Store
from gateway.errors import GatewayError
from gateway.tables import Attempt

SWEEP_SECONDS: Final = 60.0


class TableStorage(Storage):
    """A window begins with its first count, and its row is written over by the first count after its end."""

    STORAGE_SCHEME = None

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._swept_at = store.timer()

    @property
    def base_exceptions(self) -> type[Exception]:
        return GatewayError

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        await self._sweep()
        async with self._store.transaction() as db:
            return await _counted(db, key, amount, self._store.now(), timedelta(seconds=expiry))

    async def get(self, key: str) -> int:
        row = await self._row(key)
        return row.count if row is not None else 0

    async def get_expiry(self, key: str) -> float:
        row = await self._row(key)
        return row.expires_at.timestamp() if row is not None else self._store.clock()

    async def check(self) -> bool:
        async with self._store.transaction() as db:
            await Attempt.exists(using_db=db)
        return True

    async def reset(self) -> int | None:
        async with self._store.transaction() as db:
            return await Attempt.all().using_db(db).delete()

    async def clear(self, key: str) -> None:
        async with self._store.transaction() as db:
            await Attempt.filter(key=key).using_db(db).delete()

    async def _row(self, key: str) -> Attempt | None:
        async with self._store.transaction() as db:
            return await Attempt.filter(key=key, expires_at__gt=self._store.now()).using_db(db).first()

    async def _sweep(self) -> None:
        # in a transaction of its own: one that counts holds a single row, so that no two can wait for each other
        if self._store.timer() - self._swept_at >= SWEEP_SECONDS:
            self._swept_at = self._store.timer()
            async with self._store.transaction() as db:
                await Attempt.filter(expires_at__lte=self._store.now()).using_db(db).delete()


class _Terms(Parameterizer):
    """pypika takes whatever a conflict sets for a value; a term is to be written, and the values in it bound."""

    def should_parameterize(self, value: Any) -> bool:
        return not isinstance(value, Term) and super().should_parameterize(value)


async def _counted(db: BaseDBAsyncClient, key: str, amount: int, now: datetime, window: timedelta) -> int:
    """One statement, so that of any number at once each gets a number of its own."""
    table = Attempt.get_table()
    until = now + window
    over = table.expires_at <= now
    # the builder of either dialect can do what the one that they share cannot: tell what it wrote
    into: Any = db.query_class.into(table)
    statement = (
        into.columns("key", "count", "expires_at")
        .insert(key, amount, until)
        .on_conflict("key")
        .do_update("count", Case().when(over, amount).else_(table.count + amount))
        .do_update("expires_at", Case().when(over, until).else_(table.expires_at))
        .returning("count")
    )
    context = db.query_class.SQL_CONTEXT.copy(parameterizer=_Terms())
    sql, values = statement.get_parameterized_sql(context)
    rows = await db.execute_query_dict(sql, values)
    return int(rows[0]["count"])

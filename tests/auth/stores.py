"""What everything about who is asking needs, on a database with the engine's tables, and a clock that tests move."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from gateway.app import make_database
from gateway.auth.digests import new_id
from gateway.auth.store import Store
from gateway.settings import Settings
from gateway.tables import Account, AccountRole, Client


@asynccontextmanager
async def opened(settings: Settings, clock: Callable[[], float]) -> AsyncIterator[Store]:
    """As another process would have it: with connections and memories of its own."""
    database = make_database(settings)
    await database.open()
    try:
        yield Store(settings, database, clock, clock)
    finally:
        await database.close()


async def person(store: Store, *roles: str, **values: Any) -> str:
    account_id = new_id()
    async with store.transaction() as db:
        await Account.create(using_db=db, id=account_id, email=f"{account_id}@people.example", name="Ada", **values)
        for role in roles:
            await AccountRole.create(using_db=db, account_id=account_id, role=role)
    return account_id


async def program(store: Store, **values: Any) -> str:
    client_id = new_id()
    async with store.transaction() as db:
        await Client.create(using_db=db, id=client_id, name="Sync", method="client_secret_basic", **values)
    return client_id


async def change(store: Store, model: type[Any], row_id: str, **values: Any) -> None:
    async with store.transaction() as db:
        await model.filter(id=row_id).using_db(db).update(**values)

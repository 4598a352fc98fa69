"""What everything about who is asking needs: the database, the clock, and what seals and signs."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.auth.digests import Signer
from gateway.auth.revocations import Revocations
from gateway.sealing import Seal
from gateway.settings import Settings
from gateway.sql.execute import Database


class Store:
    """`clock` is the time of day, `timer` what lasts are measured with."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Callable[[], float] = time.time,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings, self.database, self.clock, self.timer = settings, database, clock, timer
        self.seal = Seal(settings.secret)
        self.revocations = Revocations(database, self.now, timer)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    def signer(self, purpose: str) -> Signer:
        return Signer(self.settings.secret, purpose)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[BaseDBAsyncClient]:
        """What happens in it happens as a whole or not at all. What it revokes counts in this process from its end."""
        async with self.database.transaction() as db:
            yield db
        self.database.afterwards(partial(self.revocations.committed, db))

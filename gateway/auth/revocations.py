"""What is not accepted any more although its signature holds and its time has not come.

The list is short, for it holds only what would still be accepted otherwise; every process keeps all of it in memory and
reads what is new at most a second later. This process knows at once.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.expressions import Q

from gateway.auth.jws import refused
from gateway.sql.execute import Database
from gateway.tables import Revocation

FRESH_SECONDS: Final = 1.0
# a row becomes visible when its transaction ends, which may be this much later than it says
OVERLAP: Final = timedelta(seconds=30)
# and its number may be smaller by this much than those that were visible before
SLACK: Final = 1000
BATCH: Final = 1000
# longer than any access token, session cache or clock difference
KEPT: Final = timedelta(hours=1, minutes=5)
# an epoch that no token reaches
NEVER: Final = 2**31


@dataclass(frozen=True, slots=True)
class Marks:
    """By what a credential can be revoked: subjects, and owners with the epoch that it is of."""

    subjects: tuple[str, ...]
    owner: str | None = None
    epoch: int = 0


class Clock(Protocol):
    def __call__(self) -> datetime: ...


class Revocations:
    def __init__(self, database: Database, now: Clock, timer: Callable[[], float] = time.monotonic) -> None:
        self._database, self._now, self._timer = database, now, timer
        self._subjects: dict[str, tuple[int, datetime]] = {}
        self._read_to: datetime | None = None
        self._last = 0
        self._fresh_until = -math.inf
        self._reading: asyncio.Task[None] | None = None
        self._touched: set[int] = set()

    async def add(self, db: BaseDBAsyncClient, subjects: Iterable[str], epoch: int | None = None) -> None:
        """In the transaction that does what it is about; `committed` follows."""
        now = self._now()
        rows = [Revocation(subject=one, epoch=epoch, created_at=now, expires_at=now + KEPT) for one in subjects]
        if rows:
            await Revocation.bulk_create(rows, batch_size=BATCH, using_db=db)
            self._touched.add(id(db))

    def committed(self, db: BaseDBAsyncClient) -> None:
        if id(db) in self._touched:
            self._touched.discard(id(db))
            self._fresh_until = -math.inf
            # one that is under way may have begun before: it is for those who wait for it, and nobody else
            self._reading = None

    async def check(self, marks: Marks) -> None:
        """Raises TokenInvalid, or Unavailable when the list cannot be read."""
        if self._timer() >= self._fresh_until:
            await self._refresh()
        if _revoked(self._subjects, marks):
            raise refused("The token was revoked")

    async def _refresh(self) -> None:
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
        # whoever goes away leaves the reading to the others who wait for it
        await asyncio.shield(self._reading)

    async def _read(self) -> None:
        try:
            began, now = self._timer(), self._now()
            async with self._database.transaction() as db:
                query = Revocation.filter(expires_at__gt=now).using_db(db)
                if self._read_to is not None:
                    # by their number too, for clocks of machines differ
                    late = Q(created_at__gt=self._read_to - OVERLAP)
                    query = query.filter(late | Q(id__gt=self._last - SLACK))
                rows = await query.values_list("id", "subject", "epoch", "expires_at")
            for number, subject, epoch, expires_at in rows:
                self._last = max(self._last, number)
                least = NEVER if epoch is None else epoch
                known = self._subjects.get(subject)
                if known is None or known[0] < least:
                    self._subjects[subject] = (least, expires_at)
            self._read_to = now
            self._subjects = {subject: entry for subject, entry in self._subjects.items() if entry[1] > now}
            if self._reading is asyncio.current_task():
                self._fresh_until = began + FRESH_SECONDS
        finally:
            if self._reading is asyncio.current_task():
                self._reading = None


def _revoked(known: dict[str, tuple[int, datetime]], marks: Marks) -> bool:
    if not known:
        return False
    if any(subject in known for subject in marks.subjects):
        return True
    entry = known.get(marks.owner) if marks.owner is not None else None
    return entry is not None and marks.epoch < entry[0]

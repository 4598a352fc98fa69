"""What was changed becomes known to the caches: after the commit, and even if this process ends right after it.

Where caches are shared, a change is noted in the transaction that makes it. Once Redis is told, the note is taken away; one
that stays was made by a process that could not tell, and whoever finds it tells in its stead, of whole tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from gateway.cache.answers import AnswerCache
from gateway.plan.dependencies import EVERYTHING, tags_of_table
from gateway.sql.execute import Database
from gateway.sql.session import Session
from gateway.sql.write import NoteStatements
from gateway.tables import UntoldChange
from gateway.writing.changes import Changes

# an older note is one that its process could not take away
AGE: Final = timedelta(seconds=1)
_NOTES: Final = 1000


async def forget(database: Database, now: datetime) -> None:
    """Whoever finds this note has all processes forget all answers: at once, for nobody else will tell."""
    async with database.transaction() as db:
        await UntoldChange.create(tables=EVERYTHING, made_at=now - timedelta(hours=1), using_db=db)


class Invalidation:
    def __init__(self, cache: AnswerCache, database: Database, statements: NoteStatements) -> None:
        self.cache, self._database, self._statements = cache, database, statements
        self._told: list[int] = []

    @property
    def noting(self) -> bool:
        return self.cache.shared is not None

    async def note(self, session: Session, changes: Changes, moment: datetime) -> int | None:
        """The number of the note; in the transaction that the session is."""
        if not self.noting:
            return None
        statement = self._statements.note
        [[number]] = await session.rows(statement.sql, [" ".join(sorted(changes.tables)), moment])
        return int(number)

    async def tell(self, tags: Iterable[str], note: int | None) -> None:
        if await self.cache.drop(tags) and note is not None:
            self._told.append(note)

    async def catch_up(self, now: datetime, *, everything: bool) -> bool:
        """Tell what others could not, and take away what is told; whether there is nothing more. Raises Unavailable."""
        told, self._told = self._told, []
        done = False
        try:
            async with self._database.transaction() as db:
                untold = UntoldChange.all() if everything else UntoldChange.filter(made_at__lte=now - AGE)
                found = await untold.using_db(db).order_by("id").limit(_NOTES)
                tables = {table for one in found if one.id not in told for table in one.tables.split()}
                done = not tables or await self.cache.drop(tag for table in tables for tag in tags_of_table(table))
                gone = [*told, *(one.id for one in found if done)]
                if gone:
                    await UntoldChange.filter(id__in=gone).using_db(db).delete()
        finally:
            if not done:
                self._told += told
        return done and len(found) < _NOTES

"""One transaction of one caller: what it needs on its way, what it did, and what happens when it is committed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, TypeVar
from uuid import UUID

import orjson
import structlog

from gateway.caller import Caller
from gateway.catalog import Catalog, Relation, Resource
from gateway.errors import Overloaded
from gateway.pipeline import Engine
from gateway.plan.nodes import ALWAYS, NEVER, Condition, Etag
from gateway.policy import Standing
from gateway.sql.session import Collided, Row, Session
from gateway.sql.statement import Statement
from gateway.sql.transaction import finish
from gateway.sql.write import LinkStatements, NoteStatements, Selection, WriteStatements
from gateway.writing.asked import Verb
from gateway.writing.changes import Changes
from gateway.writing.forms import Forms
from gateway.writing.given import GivenReader, Spelling
from gateway.writing.invalidation import Invalidation
from gateway.writing.rights import Right, Rights

T = TypeVar("T")
# of transactions that were in each other's way, all but one are undone; they are run again this often
ATTEMPTS: Final = 4
_KEPT: Final = 2048
# rows of one transaction that are told one by one; of more, that there were some
REMEMBERED: Final = 10_000

log = structlog.get_logger("gateway.writing")


@dataclass(frozen=True, slots=True)
class Written:
    """A row that a committed transaction made (`old` is None), changed or deleted (`new` is None), by column as JSON has
    the values. Where an action wrote through models, or a row went with another, nothing but the resource is known."""

    resource: str
    key: Any = None
    old: Mapping[str, Any] | None = None
    new: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Committed:
    """Everything that one transaction wrote, and for whom."""

    caller: Caller
    rows: tuple[Written, ...]


Hook = Callable[[Committed], Awaitable[None]]


class Undone(Exception):
    """Ends a transaction whose result is wanted, and not its effects."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


@dataclass(frozen=True, slots=True)
class Writes:
    """What every write needs, made once. `hooks` run one after the other when a transaction is committed, with what it
    wrote; never for one that was undone."""

    engine: Engine
    rights: Rights
    statements: WriteStatements
    links: LinkStatements
    readers: Callable[[str, Spelling], GivenReader]
    forms: Callable[[str, Standing, str | None], Forms]
    invalidation: Invalidation | None
    hooks: tuple[Hook, ...] = ()

    async def transact(
        self, caller: Caller, spelling: Spelling, run: Callable[[Work], Awaitable[T]], *, dry: bool = False
    ) -> T:
        """What `run` returns, all of its effects committed, or none of them where it raises or `dry` is meant."""
        for _ in range(ATTEMPTS):
            try:
                return await self._attempt(caller, spelling, run, dry=dry)
            except Collided:
                continue
            except Undone as undone:
                result: T = undone.result
                return result
        raise Overloaded("Too many write the same rows just now.", headers={"Retry-After": "1"})

    async def _attempt(
        self, caller: Caller, spelling: Spelling, run: Callable[[Work], Awaitable[T]], *, dry: bool
    ) -> T:
        changes, note = None, None
        done = False
        try:
            async with self.engine.database.session() as session:
                work = Work(self, caller, spelling, self.engine.clock(), session)
                result = await run(work)
                if dry:
                    raise Undone(result)
                committed = Committed(caller, tuple(await work.written())) if self.hooks else None
                changes, note = await work.noted()
            done = True
        finally:
            if changes is not None:
                # nobody may know whether it was committed, or is being committed still: then the note of it stays
                await self.invalidate(changes, note if done else None)
        if committed is not None:
            await self.tell(committed)
        return result

    async def alone(self, author: Author, statement: Statement, values: Sequence[Any]) -> Sequence[Row]:
        """The rows of a statement that is all that is written, in a transaction of its own; none where it was in the way of
        another. Raises ConstraintViolated."""
        try:
            return await self.engine.database.once(statement.sql, author.bound(statement, values))
        except Collided:
            return ()

    async def invalidate(self, changes: Changes, note: int | None) -> None:
        """What was changed is committed: nobody is answered any more with what was before."""
        if self.invalidation is not None and changes:
            await finish(self.invalidation.tell(changes.tags, note))

    async def tell(self, committed: Committed) -> None:
        for hook in self.hooks if committed.rows else ():
            await hook(committed)

    def author(self, caller: Caller, spelling: Spelling) -> Author:
        return Author(self, caller, spelling, self.engine.clock())


def make_writes(engine: Engine, hooks: Iterable[Hook] = ()) -> Writes:
    """Raises DomainError for a policy that cannot be meant."""
    dialect = engine.binder.dialect
    catalog = engine.catalog
    statements = WriteStatements(catalog, dialect)

    @lru_cache(maxsize=_KEPT)
    def reader(resource: str, spelling: Spelling) -> GivenReader:
        return GivenReader(catalog.resources[resource], catalog, spelling)

    rights = Rights(engine.policies)

    @lru_cache(maxsize=_KEPT)
    def forms(resource: str, standing: Standing, parent: str | None) -> Forms:
        return Forms(catalog.resources[resource], rights.of(resource, "create", standing), parent)

    notes = NoteStatements(dialect)
    invalidation = Invalidation(engine.cache, engine.database, notes) if engine.cache is not None else None
    links = LinkStatements(dialect)
    return Writes(engine, rights, statements, links, reader, forms, invalidation, tuple(hooks))


@dataclass(slots=True)
class Author:
    """Who writes, at which moment, and what it may: all that is known without the database."""

    writes: Writes
    caller: Caller
    spelling: Spelling
    moment: datetime

    @property
    def catalog(self) -> Catalog:
        return self.writes.engine.catalog

    @property
    def statements(self) -> WriteStatements:
        return self.writes.statements

    @property
    def reading(self) -> Standing:
        return self.writes.engine.policies.standing(self.caller)

    @property
    def writing(self) -> Standing:
        return self.writes.engine.policies.writing(self.caller)

    def rights(self, resource: Resource, verb: Verb) -> tuple[Right, ...]:
        return self.writes.rights.of(resource.name, verb, self.writing)

    def forms(self, resource: Resource, parent: str | None) -> Forms:
        return self.writes.forms(resource.name, self.writing, parent)

    def reader(self, resource: Resource) -> GivenReader:
        return self.writes.readers(resource.name, self.spelling)

    def readable(self, resource: Resource) -> Condition:
        """On which rows of a resource the caller may read something; on none where it is not served."""
        return self.writes.engine.policies.grants(self.reading)[resource.name].rows if resource.served else NEVER

    def bound(self, statement: Statement, values: Sequence[Any]) -> list[Any]:
        return self.writes.engine.binder.parameters(statement, values, self.caller, self.moment)


@dataclass(slots=True)
class Work(Author):
    session: Session
    _old: dict[tuple[str, Any], str | None] = field(default_factory=dict)
    _deleted: set[tuple[str, Any]] = field(default_factory=set)
    _touched: set[str] = field(default_factory=set)
    changes: Changes = field(init=False)

    def __post_init__(self) -> None:
        self.changes = Changes(self.catalog)

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        return self.session.savepoint()

    async def run(self, statement: Statement, values: Sequence[Any]) -> Sequence[Row]:
        return await self.session.rows(statement.sql, self.bound(statement, values))

    async def existing(self, resource: Resource, keys: Iterable[Any], guard: Condition) -> set[Any]:
        """Which of the keys are those of rows that satisfy the guard."""
        wanted = list(dict.fromkeys(keys))
        if not wanted:
            return set()
        found = await self.run(self.statements.existing(resource.name, guard), [wanted])
        return set(normals(resource, (row[0] for row in found)))

    async def holds(self, resource: Resource, keys: Sequence[Any], conditions: Sequence[Condition]) -> Holds:
        """Which of the conditions hold of which rows. What always holds is not asked."""
        asked = tuple(dict.fromkeys(c for c in conditions if c != ALWAYS))
        if not asked or not keys:
            return Holds(asked, dict.fromkeys(keys, ()))
        found = await self.run(self.statements.holds(resource.name, asked), [list(keys)])
        return Holds(asked, {normal(resource, key): tuple(map(bool, flags)) for key, *flags in found})

    def made(self, resource: Resource, keys: Sequence[Any], rows: Sequence[Mapping[str, Any]]) -> None:
        """Rows with these keys and values, by column."""
        for key, row in zip(keys, rows, strict=True):
            self.changes.row(resource, {**row, "id": key})
            self._remember(resource, key, None)

    def changed(self, resource: Resource, key: Any, old: str, new: Mapping[str, Any]) -> None:
        """`old` is the JSON of the row as it was, `new` what became of some of its columns."""
        before = orjson.loads(old)
        self.changes.row(resource, before, {**before, **new})
        self._remember(resource, key, old)

    def deleted(self, resource: Resource, key: Any, old: str) -> None:
        self.changes.row(resource, orjson.loads(old))
        self.changes.gone(resource)
        self._remember(resource, key, old)
        self._deleted.add((resource.name, key))
        self._touched |= set(_cascaded(self.catalog, resource))

    def linked(self, resource: Resource, relation: Relation, key: Any, others: Iterable[Any]) -> None:
        """A row was linked to these, or no longer is."""
        for other in others:
            self.changes.link(relation.through or ("", "", ""), key, other)
        self._touched |= {resource.name, relation.target}

    async def noted(self) -> tuple[Changes, int | None]:
        """All that was changed, and the number of the note of it."""
        self.changes.through_models(self.session.touched, self.session.emptied)
        invalidation = self.writes.invalidation
        if invalidation is None or not self.changes:
            return self.changes, None
        return self.changes, await invalidation.note(self.session, self.changes, self.moment)

    def _remember(self, resource: Resource, key: Any, old: str | None) -> None:
        if not self.writes.hooks:
            return
        if len(self._old) < REMEMBERED:
            self._old.setdefault((resource.name, key), old)
        else:
            self._touched.add(resource.name)

    async def written(self) -> list[Written]:
        """What was written in the end: a row that was made and deleted again was not."""
        found: dict[str, list[Any]] = {}
        for name, key in self._old:
            if (name, key) in self._deleted:
                continue
            found.setdefault(name, []).append(key)
        new: dict[tuple[str, Any], str] = {}
        for name, keys in found.items():
            resource = self.catalog.resources[name]
            selection = Selection(name, ALWAYS, Etag("etag", ()))
            for key, text, *_ in await self.run(self.statements.select(selection), [keys]):
                new[name, normal(resource, key)] = text
        written = [
            Written(name, key, _read(old), _read(new.get((name, key))))
            for (name, key), old in self._old.items()
            if old is not None or (name, key) in new
        ]
        tables = {resource.table: resource.name for resource in self.catalog.resources.values()}
        self._touched |= {tables[table] for table in self.session.touched if table in tables}
        return [*written, *(Written(name) for name in sorted(self._touched))]


@dataclass(frozen=True, slots=True)
class Holds:
    conditions: tuple[Condition, ...]
    flags: Mapping[Any, tuple[bool, ...]]

    def of(self, key: Any, condition: Condition) -> bool:
        """A row that is gone satisfies nothing."""
        if key not in self.flags:
            return False
        return condition == ALWAYS or self.flags[key][self.conditions.index(condition)]


def normal(resource: Resource, key: Any) -> Any:
    """A key as the database gives it, as the values of its type are."""
    [found] = normals(resource, [key])
    return found


def normals(resource: Resource, keys: Iterable[Any]) -> list[Any]:
    kind = (resource.key.type.key or resource.key.type).kind
    return [UUID(str(key)) for key in keys] if kind == "uuid" else list(keys)


def _read(text: str | None) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = None if text is None else orjson.loads(text)
    return found


def _cascaded(catalog: Catalog, resource: Resource, seen: frozenset[str] = frozenset()) -> Iterable[str]:
    """The resources whose rows go with those of a resource."""
    for relation in resource.relations.values():
        if relation.cascades and relation.target not in seen:
            yield relation.target
            yield from _cascaded(catalog, catalog.target(relation), seen | {relation.target})

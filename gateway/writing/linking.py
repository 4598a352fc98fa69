"""What a row points to, and what it is linked to over a table between: only what the caller may read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.catalog import Relation, Resource
from gateway.errors import Violation
from gateway.rules import conjunction, disjunction
from gateway.writing import refusing
from gateway.writing.given import Given, Links
from gateway.writing.work import Work, normal


async def unknown(work: Work, resource: Resource, rows: Sequence[tuple[Given, str]]) -> list[Violation]:
    """Everything that the rows at these places refer to and that does not exist for the caller."""
    wanted: dict[str, list[tuple[Any, str]]] = {}
    references = {c.name: c.references for c in resource.columns.values() if c.references and c.name != "id"}
    for given, pointer in rows:
        for name, target in references.items():
            value = given.columns.get(name)
            if value is not None:
                wanted.setdefault(target, []).append((value, f"{pointer}/{name}"))
        for name, links in given.links.items():
            others = wanted.setdefault(resource.relations[name].target, [])
            others += links.placed
    violations = []
    for target, referring in wanted.items():
        other = work.catalog.resources[target]
        there = await work.existing(other, (key for key, _ in referring), work.readable(other))
        violations += [refusing.unknown_reference(target, at) for key, at in referring if key not in there]
    return violations


async def link(work: Work, resource: Resource, rows: Sequence[tuple[Any, dict[str, Links], str]]) -> None:
    """Link rows, by their keys, as was asked. Raises InputInvalid, WriteForbidden."""
    for name in dict.fromkeys(name for _, links, _ in rows for name in links):
        asked = [(key, links[name], f"{pointer}/{name}") for key, links, pointer in rows if name in links]
        await _link(work, resource, resource.relations[name], asked)


async def _link(work: Work, resource: Resource, relation: Relation, asked: Sequence[tuple[Any, Links, str]]) -> None:
    rights = work.writes.rights.links(resource.name, relation.name, work.writing)
    target = work.catalog.target(relation)
    holds = await work.holds(resource, [key for key, _, _ in asked], [right.rows for right in rights])
    for key, links, pointer in asked:
        able = [right.target for right in rights if holds.of(key, right.rows)]
        if not able:
            raise refusing.forbidden(resource, "update", pointer)
        guard = conjunction([work.readable(target), disjunction(able)])
        wanted = list(links.placed)
        there = await work.existing(target, (one for one, _ in wanted), guard)
        if absent := [place for one, place in wanted if one not in there]:
            raise refusing.invalid([refusing.unknown_reference(target.name, place) for place in absent])
        await _set(work, resource, relation, key, await _difference(work, resource, relation, key, links))


async def _difference(
    work: Work, resource: Resource, relation: Relation, key: Any, links: Links
) -> tuple[list[Any], list[Any]]:
    """What is to be linked, and what no longer. What the caller cannot see stays as it is."""
    if links.exactly is None:
        return list(dict.fromkeys(links.add)), list(dict.fromkeys(links.remove))
    target = work.catalog.target(relation)
    statement = work.writes.links.linked(_through(relation), _type(resource), _type(target))
    now = [normal(target, row[0]) for row in await work.run(statement, [key])]
    seen = await work.existing(target, now, work.readable(target))
    wanted = dict.fromkeys(links.exactly)
    return [one for one in wanted if one not in now], [one for one in now if one in seen and one not in wanted]


async def _set(
    work: Work, resource: Resource, relation: Relation, key: Any, difference: tuple[list[Any], list[Any]]
) -> None:
    ends = _through(relation), _type(resource), _type(work.catalog.target(relation))
    statements = (work.writes.links.link(*ends), work.writes.links.unlink(*ends))
    for statement, others in zip(statements, difference, strict=True):
        if others:
            await work.session.each(statement.sql, [work.bound(statement, [key, other]) for other in others])
            work.linked(resource, relation, key, others)


def _through(relation: Relation) -> tuple[str, str, str]:
    assert relation.through is not None  # noqa: S101  (only such relations can be linked; narrows the type)
    return relation.through


def _type(resource: Resource) -> Any:
    return resource.key.type.key or resource.key.type

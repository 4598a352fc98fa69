"""Any write, by anybody: on both doors and both databases it becomes what the policies say, or is refused in the same words."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any, Final

import httpx2
import orjson
import pytest

from gateway.catalog import Column, Resource, camel, load
from gateway.plan.nodes import ALWAYS, Etag
from gateway.sql.postgres import Postgres
from gateway.sql.sqlite import Sqlite
from gateway.sql.write import Selection, WriteStatements
from tests.reference import doors
from tests.reference.doors import Doors
from tests.reference.evaluate import json_value
from tests.reference.sample import SHOP
from tests.reference.sight import Sight
from tests.reference.world import Row, World
from tests.reference.writes import Writer
from tests.reference.writing import Clerk, Refused, Write, Wrong

SOAK = "TORII_SOAK" in os.environ
WRITES: Final = 2400 if SOAK else 400
MOMENT: Final = datetime.now(UTC)
CATALOG: Final = load(SHOP.domain)
CLOCKS: Final = {
    (resource.name, column.name)
    for resource in CATALOG.resources.values()
    for column in resource.columns.values()
    if column.writing.filled in {"at creation", "at change"}
}
CHECKS: Final[Mapping[str, Mapping[str, Callable[[Row], bool]]]] = {
    "Review": {"stars": lambda row: 1 <= row["stars"] <= 5},
    "Release": {
        "price": lambda row: row["price"] >= 0,
        "cost": lambda row: row["cost"] is None or row["cost"] >= 0,
        "stock": lambda row: row["stock"] >= 0,
    },
    "Track": {"position": lambda row: row["position"] >= 1, "seconds": lambda row: row["seconds"] >= 0},
    "Genre": {"parent": lambda row: row["parent_id"] is None or row["parent_id"] != row["id"]},
}
# what is wrong with an input that the schema of GraphQL refuses before anybody looks at it
SHAPE: Final = {"VARIABLES_INVALID"}


@dataclass(frozen=True)
class Outcome:
    """`violations` are places and codes; of a refusal that the schema made there are none."""

    code: str | None
    violations: frozenset[tuple[str, str]] = frozenset()


@dataclass
class Gateway:
    """One database with both doors before it."""

    doors: Doors
    statements: WriteStatements
    sequences: list[str] = field(default_factory=list)

    async def rest(self, caller: str, write: Write, *, dry: bool) -> Outcome:
        resource = CATALOG.resources[write.resource]
        path = f"/api/v1/{resource.plural.replace('_', '-')}"
        method = {"create": "POST", "update": "PATCH", "delete": "DELETE"}[write.verb]
        headers = self.doors.headers(caller) | {"Content-Type": "application/json"}
        headers |= {"Prefer": "tx=rollback"} if dry else {}
        body = b"" if write.verb == "delete" else orjson.dumps(written(resource, write.said, key_form))
        path += "" if write.verb == "create" else f"/{write.key}"
        return outcome(await self.doors.client.request(method, path, headers=headers, content=body))

    async def graphql(self, caller: str, write: Write, *, dry: bool) -> Outcome:
        resource = CATALOG.resources[write.resource]
        given: dict[str, Any] = {}
        declared, passed = [], []
        if write.verb != "create":
            given["id"] = f"{resource.name}:{write.key}"
            declared, passed = ["$id: ID!"], ["id: $id"]
        if write.verb != "delete":
            said = written(resource, write.said, global_form)
            if write.verb == "update":
                said |= {name: {"set": said[name]} for name in resource.written.link if name in said}
            given["input"] = spelled(said)
            declared.append(f"$input: {resource.name}{write.verb.capitalize()}Input!")
            passed.append("input: $input")
        name = camel(f"{write.verb}_{resource.singular}")
        selected = f"{camel(resource.singular)} {{ __typename }} created"
        query = f"mutation M({', '.join(declared)}) {{ {name}({', '.join(passed)}) {{ {selected} }} }}"
        headers = self.doors.headers(caller) | {
            "Content-Type": "application/json",
            "Accept": "application/graphql-response+json",
        }
        extensions = {"dryRun": True} if dry else {}
        body = orjson.dumps({"query": query, "variables": given, "extensions": extensions})
        return outcome(await self.doors.client.post("/graphql", headers=headers, content=body))

    async def rewind(self, keys: Mapping[str, int]) -> None:
        """A sequence goes on when a transaction is undone, or a row is deleted; here it is to say what comes next."""
        tables = {CATALOG.resources[name].table: number for name, number in keys.items()}
        async with self.doors.recorded.session() as session:
            if self.doors.settings.database.dialect == "postgres":
                sequence = "pg_get_serial_sequence(quote_ident('{}'), 'id')"
                calls = ", ".join(f"setval({sequence.format(t)}, {n}, false)" for t, n in tables.items())
                await session.rows(f"SELECT {calls}", [])
            else:
                rows = [(number - 1, table) for table, number in tables.items()]
                await session.each("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", rows)

    async def dump(self) -> World:
        """All rows as JSON has them, and all links."""
        found = World({resource.name: {} for resource in CATALOG.resources.values()})
        async with self.doors.recorded.session() as session:
            for resource in CATALOG.resources.values():
                selection = Selection(resource.name, ALWAYS, Etag("etag", ()), where=ALWAYS)
                for key, text, *_ in await session.rows(self.statements.select(selection).sql, []):
                    row = orjson.loads(text)
                    found.rows[resource.name][key] = {n: v for n, v in row.items() if (resource.name, n) not in CLOCKS}
            links = await session.rows("SELECT release_id, genre_id FROM release_genre", [])
        found.links["release_genre"] = sorted(
            ({"release_id": one, "genre_id": other} for one, other in links), key=lambda link: tuple(link.values())
        )
        return found


def expected(world: World) -> World:
    """The same of a world that was worked out."""
    found = World({})
    for resource in CATALOG.resources.values():
        found.rows[resource.name] = {
            key: {
                c.name: plain(json_value(row[c.column], c.type.key or c.type))
                for c in resource.columns.values()
                if (resource.name, c.name) not in CLOCKS
            }
            for key, row in world.rows[resource.name].items()
        }
    found.links["release_genre"] = sorted(
        ({"release_id": link["release_id"], "genre_id": link["genre_id"]} for link in world.links["release_genre"]),
        key=lambda link: tuple(link.values()),
    )
    return found


def plain(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value)) if isinstance(value, orjson.Fragment) else value


def key_form(column: Column, value: Any) -> Any:
    return value


def global_form(column: Column, value: Any) -> Any:
    return f"{column.type.target}:{value}" if column.type.kind == "identity" else value


def written(resource: Resource, said: Mapping[str, Any], form: Callable[[Column, Any], Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in said.items():
        column, relation = resource.columns.get(name), resource.relations.get(name)
        if isinstance(value, Wrong):
            found[name] = value.written
        elif column is not None:
            found[name] = None if value is None else form(column, json_value(value, column.type.key or column.type))
        elif relation is not None and relation.through:
            target = CATALOG.target(relation)
            found[name] = [form(target.key, key) for key in value]
        elif relation is not None:
            found[name] = [written(CATALOG.target(relation), below, form) for below in value]
        else:
            found[name] = value
    return found


def spelled(value: Any, names: bool = True) -> Any:
    """Names as GraphQL has them; what is in a document stays as it is."""
    if isinstance(value, dict) and names:
        return {camel(name): spelled(inner, name not in {"details", "address"}) for name, inner in value.items()}
    return [spelled(inner, names) for inner in value] if isinstance(value, list) else value


def outcome(reply: httpx2.Response) -> Outcome:
    answer = reply.json() if reply.content else {}
    if "errors" in answer and "data" not in answer:
        answer = answer["errors"][0]["extensions"]
    if reply.status_code < 300 and "code" not in answer:
        return Outcome(None)
    assert reply.status_code < 500, reply.text
    # links may be said as a list, or as what is set
    violations = frozenset((v["pointer"].replace("/set/", "/"), v["code"]) for v in answer.get("violations", ()))
    return Outcome(answer["code"], violations)


@pytest.fixture(scope="module")
async def gateways(postgres, tmp_path_factory) -> AsyncIterator[dict[str, Gateway]]:
    async with AsyncExitStack() as stack:
        found = {}
        urls = {"sqlite": None, "postgres": await stack.enter_async_context(postgres.database())}
        for dialect, url in urls.items():
            wanted = doors.settings_for(SHOP, url, tmp_path_factory.mktemp(dialect))
            opened = await stack.enter_async_context(doors.opened(SHOP, wanted))
            statements = WriteStatements(CATALOG, Postgres() if url else Sqlite())
            found[dialect] = Gateway(opened, statements)
        yield found


@pytest.mark.parametrize("seed", range(4))
async def test_any_write(gateways, seed):
    random = Random(seed)
    world = SHOP.world(CATALOG)
    next_keys = {name: max(rows, default=0) + 1 for name, rows in world.rows.items()}
    for gateway in gateways.values():
        await gateway.doors.fill(world)
    for number in range(WRITES // 4):
        account, write = Writer(random, SHOP, CATALOG, world).write()
        clerk = Clerk(Sight(CATALOG, world, SHOP.caller(account), MOMENT), CHECKS, UNIQUES)
        try:
            after, refused = clerk.do(write, next_keys), None
        except Refused as error:
            after, refused = world, error
        for place, gateway in enumerate(gateways.values()):
            kept, undone = (gateway.rest, gateway.graphql) if (number + place) % 2 else (gateway.graphql, gateway.rest)
            where = f"seed {seed}, number {number}, {account}: {write}"
            for ask, dry in ((undone, True), (kept, False)):
                await gateway.rewind(next_keys)
                found = await ask(account, write, dry=dry)
                check(found, refused, f"{where}, {ask.__name__}, dry {dry}")
            # what was undone would show here as well
            assert await gateway.dump() == expected(after), where
        world = after
        for name, rows in world.rows.items():
            next_keys[name] = max([next_keys[name], *(key + 1 for key in rows)])


UNIQUES: Final = SHOP.unique


def check(found: Outcome, refused: Refused | None, where: str) -> None:
    if refused is None:
        assert found == Outcome(None), where
    elif found.code in SHAPE:
        # the schema is stricter about shapes than about meaning, and is asked first
        assert refused.code in {
            "INPUT_INVALID",
            "NOT_FOUND",
            "WRITE_FORBIDDEN",
            "TOKEN_MISSING",
            "RESOURCE_UNKNOWN",
            "INSUFFICIENT_SCOPE",
        }, where
    else:
        assert found.code == refused.code, f"{where}: {found}, not {refused}"
        if refused.violations is not None:
            assert found.violations == refused.violations, f"{where}: {found}, not {refused}"

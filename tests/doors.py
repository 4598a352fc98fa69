"""Both doors over one engine, asked in this process by whoever a test says, at the moment that it says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

import orjson
from starlette.types import ASGIApp, Message

from gateway import actions
from gateway.actions import Writing
from gateway.app import make_engine, make_graphql
from gateway.caller import ANONYMOUS, Caller
from gateway.http.answer import ANSWER, Answer
from gateway.http.errors import Errors
from gateway.http.problem import problem
from gateway.limits import Budget, Gate, Metering
from gateway.limits.gcra import LocalBuckets
from gateway.limits.policies import Policies
from gateway.package import modules
from gateway.pipeline import Engine, Prepared
from gateway.plan.cache import Cache
from gateway.rest import grammar, parse
from gateway.rest.endpoint import RestDoor
from gateway.rest.operations import PREFIX
from gateway.settings import Settings
from gateway.writing.keeping import Keeping
from gateway.writing.work import Committed, make_writes

EVERYTHING: Final = frozenset({"read", "write"})
AS_JSON: Final = ((b"content-type", b"application/json"),)
MOMENT: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
UNLIMITED: Final = Budget(Policies({}, 0), None, LocalBuckets(), b"")
CACHE_BYTES: Final = 2**24
# what is written as it is in a readable address; all else is percent-encoded
PLAIN: Final = "&=[](),:;!*'-._~/?@$"


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request to a door."""

    method: str
    path: str
    query: bytes = b""
    body: bytes = b""
    headers: Sequence[tuple[bytes, bytes]] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a door made of a question: the statement it would run, and the values that would be bound to it."""

    prepared: Prepared
    values: list[Any]


class Doors:
    """Over the domain that the settings name, and the actions of `acting`; or over an engine that was made already."""

    def __init__(self, settings: Settings, moment: datetime, *acting: object, engine: Engine | None = None) -> None:
        self.settings, self.moment = settings, moment
        self.engine = replace(engine or make_engine(settings), clock=lambda: self.moment)
        domain = () if acting else modules(settings.domain)
        self.actions = actions.collect(*acting, *domain, catalog=self.engine.catalog)
        self.hooked: list[Committed] = []
        self.writes = make_writes(self.engine, [self._note])
        writing = Writing(self.writes, Keeping(b"k" * 32), self.actions)
        self.graphql_door = make_graphql(settings, self.engine, writing)
        self.rest_door = RestDoor(self.engine, Cache(CACHE_BYTES), b"{}", writing, problem)

    async def _note(self, committed: Committed) -> None:
        self.hooked.append(committed)

    async def graphql(
        self, query: str, variables: Mapping[str, Any] | None = None, caller: Caller = ANONYMOUS
    ) -> Reply:
        body = orjson.dumps({"query": query, "variables": variables})
        return await self.ask(self.graphql_door, Sent("POST", "/graphql", b"", body, AS_JSON), caller)

    async def data(self, query: str, variables: Mapping[str, Any] | None = None, caller: Caller = ANONYMOUS) -> Any:
        """The `data` of an answer that has no errors."""
        reply = await self.graphql(query, variables, caller)
        assert reply.status == 200 and "errors" not in reply.json, reply.body.decode()
        return reply.json["data"]

    async def rest(self, address: str, caller: Caller = ANONYMOUS) -> Reply:
        """`address` begins below /api/v1 and is written as a person reads it."""
        path, _, query = address.partition("?")
        return await self.ask(self.rest_door, Sent("GET", f"{PREFIX}{path}", encoded(query)), caller)

    async def post(self, path: str, body: bytes, caller: Caller = ANONYMOUS) -> Reply:
        """An action on the REST door."""
        return await self.ask(self.rest_door, Sent("POST", f"{PREFIX}{path}", b"", body, AS_JSON), caller)

    async def found(self, address: str, caller: Caller = ANONYMOUS) -> Any:
        """The body of an answer that is none of an error."""
        reply = await self.rest(address, caller)
        assert reply.status == 200, reply.body.decode()
        return reply.json

    def asked_graphql(
        self, query: str, variables: Mapping[str, Any] | None = None, caller: Caller = ANONYMOUS
    ) -> Asked:
        document = self.graphql_door.persisted.documents.read(query)
        operation = document.operation(None)
        executable, given = self.graphql_door.executor.executable(document, operation, dict(variables or {}), caller)
        assert executable.prepared is not None
        return Asked(executable.prepared, executable.asking.values(given))

    def asked_rest(self, address: str, caller: Caller = ANONYMOUS) -> Asked:
        path, _, query = address.partition("?")
        standing = self.engine.policies.standing(caller)
        target, pairs = self.rest_door.reader.target(path.strip("/"), standing), grammar.pairs(encoded(query))
        values = parse.values(target, pairs)
        return Asked(self.rest_door.reader.served(target, pairs, values, standing).prepared, values)

    async def _ask(self, door: Any, method: str, path: str, query: bytes, body: bytes, caller: Caller) -> Reply:
        return await self.ask(door, Sent(method, path, query, body, AS_JSON if body else ()), caller)

    async def ask(self, door: Any, given: Sent, caller: Caller) -> Reply:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        answer = Answer(send)
        scope = {
            ANSWER: answer,
            "type": "http",
            "method": given.method,
            "path": given.path,
            "query_string": given.query,
            "headers": list(given.headers),
            "request_id": "test",
            "caller": caller,
        }
        app: ASGIApp = Errors(metered(door))

        async def receive() -> Message:
            return {"type": "http.request", "body": given.body}

        await app(scope, receive, answer)
        start, *rest = sent
        headers = {name.decode(): value.decode() for name, value in start["headers"]}
        return Reply(start["status"], headers, b"".join(message["body"] for message in rest))


def metered(door: ASGIApp) -> Metering:
    """A door by itself needs somebody who counts, and here nothing is limited."""
    return Metering(door, UNLIMITED, Gate(1000, 1000))


@asynccontextmanager
async def open_doors(settings: Settings, moment: datetime | None = None, *acting: object) -> AsyncIterator[Doors]:
    doors = Doors(settings, moment or MOMENT, *acting)
    await doors.engine.database.open()
    try:
        yield doors
    finally:
        await doors.engine.database.close()


def encoded(query: str) -> bytes:
    """A query string as it travels, of one in which only `&` and `=` have their special meaning."""
    return quote(query, safe=PLAIN).encode()


def person(*roles: str, account: str | None = None, **claims: Any) -> Caller:
    """Somebody with a credential for everything; `replace(…, scopes=…)` narrows it."""
    return Caller("person", account, frozenset(roles), EVERYTHING, claims)

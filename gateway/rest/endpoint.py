"""Door 2: REST over HTTP. A path and a query string in; data, page and links out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Final

import orjson
from starlette.types import Receive, Scope, Send

from gateway import actions
from gateway.actions import ActionSpec, Writing, possible_key
from gateway.caller import Caller
from gateway.catalog import Resource
from gateway.errors import BodyInvalid, GatewayError, ResourceUnknown
from gateway.limits import spending_of
from gateway.pipeline import Engine
from gateway.plan.cache import Cache
from gateway.policy import Standing
from gateway.rest import actions as acting
from gateway.rest import arriving, batch, grammar, parse, pricing, upload
from gateway.rest.arriving import Wishes
from gateway.rest.operations import KEYS, PREFIX, Done, Operation
from gateway.rest.parse import Target
from gateway.rest.reading import MEDIA_TYPE, Reader, check_accept, kebab
from gateway.rest.showing import Served
from gateway.rest.spool import spooled
from gateway.rest.writing import RestWriter, methods
from gateway.writing.given import Spelling
from gateway.writing.keeping import Once, Outcome
from gateway.writing.work import Work

# bytes of a body that is read before anything is spent
LARGE: Final = 16_384
ALLOW: Final = "GET, HEAD, OPTIONS"
_SAFE: Final = frozenset({"GET", "HEAD"})
Render = Callable[[GatewayError, str], tuple[int, list[tuple[bytes, bytes]], bytes]]


class RestDoor:
    """Answers everything below `/api/v1`; the description is bytes made once. `render` writes an error, where it is to be
    kept as the answer to an idempotency key."""

    def __init__(self, engine: Engine, cache: Cache[Served], openapi: bytes, writing: Writing, render: Render) -> None:
        self.engine, self.openapi, self.writing, self.render = engine, openapi, writing, render
        self.reader = Reader(engine, cache)
        self.writer = RestWriter(engine, writing, Cache(cache.capacity))
        self.actions = writing.actions.by_path
        # a row may have the path of an action that is not asked with GET
        self.rows = frozenset(path for path, action in self.actions.items() if possible_key(action, engine.catalog))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, path = scope["method"], scope["path"].removeprefix(PREFIX).removeprefix("/")
        action = self.actions.get(path)
        if action is not None and (path not in self.rows or method not in _SAFE):
            return await self.act(action, scope, receive, send)
        if method == "OPTIONS":
            return await _send(send, 204, self.allowed(path, scope["caller"]), b"")
        if method not in _SAFE or path == batch.PATH:
            return await _send_outcome(send, await self.write(path, scope, receive))
        standing = self.engine.policies.standing(scope["caller"])
        if path in {"", "openapi.json"}:
            check_accept(scope)
            grammar_free(scope["query_string"])
            headers, body = [MEDIA_TYPE], self.openapi if path else self.index(standing, scope["caller"])
            return await _send(send, 200, headers, body, head=method == "HEAD")
        status, headers, body = await self.reader.read(path, standing, scope)
        return await _send(send, status, headers, body, head=method == "HEAD")

    def index(self, standing: Standing, caller: Caller) -> bytes:
        """Where to go from here: the collections that the caller may read from, and what it can do with each."""
        found = {name: f"{PREFIX}/{kebab(name)}" for name in self.reader.collections(standing)}
        every = self.engine.catalog.collections.items()
        able = {name: self.writer.possible(Target(resource), caller) for name, resource in every}
        methods = {name: one for name, one in able.items() if one != ["OPTIONS"]}
        return orjson.dumps({"data": found, "methods": methods, "openapi": f"{PREFIX}/openapi.json"})

    async def act(self, action: ActionSpec, scope: Scope, receive: Receive, send: Send) -> None:
        allowed = acting.allow(action, row=action.path in self.rows)
        if scope["method"] == "OPTIONS":
            return await _send(send, 204, [(b"allow", allowed.encode())], b"")
        if action.changes and scope["method"] == "POST":
            return await _send_outcome(send, await self.write(action.path, scope, receive))
        check_accept(scope)
        acting.check(action, scope, allowed)
        await spending_of(scope).reserve(actions.COST, [action])
        body = await acting.answer(action, scope)
        headers = [MEDIA_TYPE] if body else []
        return await _send(send, 200 if body else 204, headers, body, head=scope["method"] == "HEAD")

    def allowed(self, path: str, caller: Caller) -> list[tuple[bytes, bytes]]:
        """What the caller can do with what a path names, and in which media types."""
        found = ["POST", "OPTIONS"] if path == batch.PATH else ALLOW.split(", ")
        if path not in {"", "openapi.json", batch.PATH}:
            target = parse.rest_path(self.engine.catalog, path.split("/"))
            if target is None or self.writer.possible(target, caller) == ["OPTIONS"]:
                # of what does not exist for the caller nothing more is said than that
                target = self.reader.target(path, self.engine.policies.standing(caller))
            found = self.writer.possible(target, caller)
        headers = [(b"allow", ", ".join(found).encode())]
        if "POST" in found:
            posted = (arriving.JSON, *(upload.KINDS if path != batch.PATH else ()))
            headers.append((b"accept-post", ", ".join(posted).encode()))
        return headers + ([(b"accept-patch", ", ".join(arriving.PATCH).encode())] if "PATCH" in found else [])

    # --- writes ---------------------------------------------------------------------------------------------------------

    async def write(self, path: str, scope: Scope, receive: Receive) -> Outcome:
        check_accept(scope)
        if path in self.actions:
            # what is wrong with the request is told to those alone who may run it
            actions.allow(self.actions[path], scope["caller"])
        headers = arriving.headers(scope)
        target = parse.rest_path(self.engine.catalog, path.split("/")) if path else None
        if path in {"", "openapi.json"}:
            raise self.writer.not_possible(scope["method"], ALLOW.split(", "))
        if path == batch.PATH and scope["method"] != "POST":
            raise self.writer.not_possible(scope["method"], ["POST", "OPTIONS"])
        if path != batch.PATH and path not in self.actions:
            if target is None:
                raise ResourceUnknown("There is no such resource that you may read.")
            if scope["method"] not in methods(target):
                # of a resource that does not exist for the caller nothing more is said than that
                self.reader.target(path, self.engine.policies.standing(scope["caller"]))
            self.writer.check_method(target, scope["method"])
        arriving.idempotency_key(headers)
        collection = target.resource if target is not None and target.key is None else None
        if scope["method"] == "POST" and collection and arriving.media_type(headers)[0] in upload.KINDS:
            return await self.upload(path, collection, scope, arriving.chunks(receive))
        if scope["method"] != "DELETE":
            # before it is read: what is of another type may be of another size
            accepted = arriving.PATCH if scope["method"] == "PATCH" else (arriving.JSON,)
            arriving.check_media_type(headers, accepted)
        wishes = arriving.wishes(headers)
        text, spending = await arriving.body(receive), spending_of(scope)
        if len(text) > LARGE:
            await spending.enter()
        operation = replace(self.operation(path, scope, headers, text), minimal=wishes.minimal)
        if path == batch.PATH or operation.pairs:
            # what is answered may have to be read first, to know its price
            await spending.enter()
        ran = pricing.actions_of(self.writer, operation)
        await spending.reserve(pricing.price(self.writer, scope["caller"], operation), ran)
        if path != batch.PATH and path not in self.actions and not wishes.dry and "idempotency-key" not in headers:
            done = await self.writer.alone(scope["caller"], operation)
            if done is not None:
                return self.written(_outcome(done, wishes))

        async def run(work: Work) -> Done:
            if path == batch.PATH:
                return await batch.perform(self.writer, work, operation.body)
            return await self.writer.perform(work, operation)

        # the same JSON written otherwise is the same request
        canonical = b"" if operation.body is None else orjson.dumps(operation.body, option=orjson.OPT_SORT_KEYS)
        return self.written(await self.transact(path, scope, KEYS, run, sha256(canonical).digest()))

    def written(self, outcome: Outcome) -> Outcome:
        """With what the client needs to read what it wrote."""
        return replace(outcome, headers=(*outcome.headers, *self.engine.told()))

    async def upload(self, path: str, resource: Resource, scope: Scope, chunks: AsyncIterator[bytes]) -> Outcome:
        headers = arriving.headers(scope)
        arriving.check_media_type(headers, upload.KINDS)
        grammar_free(scope["query_string"])
        kind, _ = arriving.media_type(headers)
        spelling = upload.spelling(kind)
        # before so much is read, and of an empty file as well
        self.writer.check_create(resource, scope["caller"])
        spending = spending_of(scope)
        await spending.enter()
        async with spooled(chunks) as body:
            await spending.reserve(pricing.of_upload(body.lines, body.size, self.engine.limits.cost))
            lines = upload.Upload(kind, body.blocks, scope.get("progress", _nothing))

            async def load(work: Work) -> Done:
                return await upload.create(work, resource, lines)

            digest = sha256(kind.encode() + body.digest).digest()
            return self.written(await self.transact(path, scope, spelling, load, digest))

    async def transact(
        self, path: str, scope: Scope, spelling: Spelling, run: Callable[[Work], Awaitable[Done]], digest: bytes
    ) -> Outcome:
        """Run it, or answer what it was answered with before by an idempotency key. `digest` is that of the body."""
        headers, caller = arriving.headers(scope), scope["caller"]
        wishes, key = arriving.wishes(headers), arriving.idempotency_key(headers)

        async def answered(work: Work) -> Outcome:
            return _outcome(await run(work), wishes)

        writes = self.writing.writes
        if key is None or wishes.dry:
            return await writes.transact(caller, spelling, answered, dry=wishes.dry)
        once = Once(key, f"{scope['method']} {PREFIX}/{path}", _fingerprint(scope, headers, digest))

        def refused(error: GatewayError) -> Outcome:
            status, found, body = self.render(error, scope["request_id"])
            return Outcome(status, tuple(pair for pair in found if pair[0] != b"content-length"), body)

        return await self.writing.keeping.once(writes, (caller, spelling), once, answered, refused)

    def operation(self, path: str, scope: Scope, headers: Mapping[str, str], text: bytes) -> Operation:
        method = scope["method"]
        pairs = grammar.pairs(scope["query_string"])
        body = None
        if method == "DELETE":
            if text:
                raise BodyInvalid("A DELETE has no body.")
        else:
            body = arriving.value(text)
        return Operation(method, path, pairs, body, arriving.preconditions(headers))


def _fingerprint(scope: Scope, headers: Mapping[str, str], body: bytes) -> bytes:
    """All that makes it another request when it differs."""
    conditions = [headers.get(name, "") for name in ("if-match", "if-none-match", "if-unmodified-since")]
    parts = [scope["query_string"], *(one.encode("latin-1") for one in conditions), body]
    return b"".join(sha256(part).digest() for part in parts)


def _nothing() -> None:
    """Where nobody watches the time."""


def grammar_free(query: bytes) -> None:
    for name, _ in grammar.pairs(query):
        raise grammar.unknown(name)


async def _send_outcome(send: Send, outcome: Outcome) -> None:
    await _send(send, outcome.status, list(outcome.headers), outcome.body)


def _outcome(done: Done, wishes: Wishes) -> Outcome:
    return replace(done, headers=(*done.headers, *wishes.applied(done.body))).outcome


async def _send(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes, *, head: bool = False
) -> None:
    headers = [*headers, (b"content-length", b"%d" % len(body))] if body else headers
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})

"""Door 1: GraphQL over HTTP, by the letter of its specification: media types, methods, statuses.

https://graphql.github.io/graphql-over-http/draft/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

import orjson
from graphql import OperationDefinitionNode, OperationType
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from gateway.cache import consistency
from gateway.cache import headers as caching
from gateway.caller import Caller
from gateway.errors import (
    BudgetExceeded,
    GatewayError,
    IntrospectionDisabled,
    MethodNotAllowed,
    NotAcceptable,
    Overloaded,
    PersistedQueryNotFound,
    Unprocessable,
)
from gateway.graphql.document import Document, DocumentErrors
from gateway.graphql.effects import Wishes, wishes
from gateway.graphql.execute import Executor, describe
from gateway.graphql.persisted.asked import Persisted
from gateway.graphql.querying import LARGE, Explain, Query, Querying, Sent, cost, envelope, tag_of
from gateway.graphql.request import CHARSETS, JSON, Request, from_body, from_query
from gateway.graphql.variables import WRITTEN, bound
from gateway.graphql.writing import GLOBAL
from gateway.headers import headers_of
from gateway.limits import Spending, spending_of
from gateway.writing import bodies
from gateway.writing.keeping import Outcome
from gateway.writing.preconditions import tags
from gateway.writing.work import Work

RESPONSE: Final = "application/graphql-response+json"
ALLOW: Final = "GET, HEAD, POST, OPTIONS"
# what is said of a request, whatever its document asks
OUTSIDE: Final = (MethodNotAllowed, BudgetExceeded, Overloaded)
# a browser that sends one of these wants an answer, not the page
PARAMETERS: Final = (b"query=", b"documentId=", b"extensions=")
# clients say the same again and again
_REMEMBERED: Final = 256
_TYPES: Final = {name: (b"content-type", f"{name}; charset=utf-8".encode()) for name in (RESPONSE, JSON)}
_WEIGHT: Final = re.compile(r"(0(\.\d{0,3})?|1(\.0{0,3})?)\Z", re.ASCII)
Headers = list[tuple[bytes, bytes]]
Page = Callable[[], tuple[Headers, bytes]]


@dataclass(frozen=True, slots=True)
class Change:
    """A request that changes something."""

    request: Request
    document: Document
    operation: OperationDefinitionNode
    wishes: Wishes
    media_type: str


class GraphQLDoor:
    """`page` makes the explorer's page and its headers, `explain` the REST requests that it shows beside a query; None
    where it is switched off."""

    def __init__(
        self,
        persisted: Persisted,
        executor: Executor,
        *,
        introspection: bool,
        page: Page | None,
        explain: Explain | None,
    ) -> None:
        self.persisted, self.executor, self.querying = persisted, executor, Querying(executor, explain)
        self.introspection, self.page = introspection, page

    def running(self) -> AbstractAsyncContextManager[None]:
        """While requests are answered."""
        return self.persisted.running()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, headers = scope["method"], headers_of(scope)
        if method == "OPTIONS":
            return await _send(send, 204, [(b"allow", ALLOW.encode())], b"")
        if method not in {"GET", "HEAD", "POST"}:
            raise MethodNotAllowed(
                f"{method} is not possible here.", hint=f"Possible are {ALLOW}.", headers={"Allow": ALLOW}
            )
        accept = headers.get(b"accept", b"*/*")
        if method == "GET" and self.page and _wants_page(accept, scope["query_string"]):
            return await _send(send, 200, *self.page())
        media_type = _negotiated(accept)
        status, also, body = await self.answer(method, scope, receive, headers, media_type)
        also = [_TYPES[media_type], *also] if body else also
        if caching.VARY not in also:
            also.append(caching.VARY)
        return await _send(send, status, also, body, head=method == "HEAD")

    async def answer(
        self, method: str, scope: Scope, receive: Receive, headers: Mapping[bytes, bytes], media_type: str
    ) -> tuple[int, Headers, bytes]:
        """Status, headers besides the media type, and body. What is wrong with the HTTP request itself is raised, and
        answered as on the other door."""
        body = await _body(receive) if method == "POST" else b""
        spending, caller = spending_of(scope), scope["caller"]
        if len(body) > LARGE:
            await spending.enter()
        standing, trusted = self.executor.engine.policies.standing(caller), self.persisted.manifest.current
        text = body if method == "POST" else scope["query_string"]
        sent = Sent(method == "POST", text, headers.get(b"content-type"), standing)
        known = self.querying.known(sent, trusted)
        if known is not None:
            return await self.reply(known, scope, headers, media_type)
        request = from_body(headers, body) if method == "POST" else from_query(headers, scope["query_string"])
        try:
            document, operation = await self.found(request, caller, spending)
            if method != "POST":
                refuse_effects([operation], None)
        except DocumentErrors as wrong:
            if method != "POST":
                refuse_effects(wrong.operations, request.operation)
            errors = self.executor.described(wrong, caller)
            described = [describe(e, at.locations or ()) for e, at in zip(errors, wrong.found, strict=True)]
            return _status(errors[0], media_type), [], orjson.dumps({"errors": described})
        except OUTSIDE:
            raise
        except GatewayError as error:
            return _refused(error, media_type)
        if operation.operation is OperationType.MUTATION:
            # what is going to be done must have one meaning
            bodies.read(body)
            change = Change(request, document, operation, wishes(headers, request.extensions), media_type)
            return await self.change(change, caller, spending)
        try:
            query = await self.querying.read(request, (document, operation, request.variables), caller, spending)
        except OUTSIDE:
            raise
        except GatewayError as error:
            return _refused(error, media_type)
        stays = self.persisted.stays(request) and not document.introspects
        remember = partial(self.querying.remember, sent, query, trusted) if stays else None
        return await self.reply(query, scope, headers, media_type, remember)

    async def found(
        self, request: Request, caller: Caller, spending: Spending
    ) -> tuple[Document, OperationDefinitionNode]:
        """What is asked for, where the caller may ask for it; raises what is wrong with it."""
        introspection = self.introspection or "introspect" in caller.scopes
        if not self.persisted.at_hand(request):
            await spending.enter(known=False)
        document = await self.persisted.find(request, caller, introspection=introspection)
        operation = document.operation(request.operation)
        if document.introspects and not introspection:
            raise IntrospectionDisabled(
                "The schema is not shown here.", hint='A token with the scope "introspect" may ask for it.'
            )
        return document, operation

    async def reply(
        self,
        query: Query,
        scope: Scope,
        headers: Mapping[bytes, bytes],
        media_type: str,
        remember: Callable[[], None] | None = None,
    ) -> tuple[int, Headers, bytes]:
        """`remember` is called where the caller was let in."""
        caller, spending = scope["caller"], spending_of(scope)
        try:
            body, kept = await self.querying.answer(query, caller, consistency.given(headers), spending)
        except OUTSIDE:
            raise
        except GatewayError as error:
            spending.failed(error)
            return _refused(error, media_type)
        if remember is not None:
            remember()
        told = caching.headers(kept.keeping, kept.found, caller) if kept is not None else []
        return (200, told, body) if scope["method"] == "POST" else _conditioned(headers, told, body, tag_of(body, kept))

    async def change(self, asked: Change, caller: Caller, spending: Spending) -> tuple[int, Headers, bytes]:
        """All of a mutation is done, or nothing."""
        executor, writing = self.executor, self.executor.writing
        variables, document, operation = asked.request.variables, asked.document, asked.operation

        def refused(error: GatewayError) -> Outcome:
            path = None if error.index is None else executor.place(document, operation, variables, error.index)
            status, headers, body = _refused(error, asked.media_type, path)
            return Outcome(status, tuple(headers), body)

        try:
            bound(variables, WRITTEN)
            known, given = executor.kept(document, operation, variables, caller)
            if known is None:
                await spending.enter(known=False)
            program, price = executor.program((document, operation, variables), known, given, caller)
            await spending.reserve(price, program.actions)
            also = cost(asked.request, spending)

            async def run(work: Work) -> Outcome:
                result = await executor.change(work, program, (document, operation, variables))
                return Outcome(200, asked.wishes.applied, envelope(result, also))

            once = asked.wishes.once(document.text, variables, asked.request.operation)
            if once is None:
                tried = None if asked.wishes.dry else await executor.alone(program, operation, variables, caller)
                if tried is not None:
                    return 200, [*asked.wishes.applied, *executor.engine.told()], envelope(tried, also)
                done = await writing.writes.transact(caller, GLOBAL, run, dry=asked.wishes.dry)
            else:
                done = await writing.keeping.once(writing.writes, (caller, GLOBAL), once, run, refused)
        except OUTSIDE:
            raise
        except GatewayError as error:
            spending.failed(error)
            done = refused(error)
        # what was refused has changed nothing that anybody would want to see
        told = executor.engine.told() if done.status < 400 else []  # noqa: PLR2004  (the first status of an error)
        return done.status, [*done.headers, *told], done.body


def _conditioned(said: Mapping[bytes, bytes], headers: Headers, body: bytes, tag: str) -> tuple[int, Headers, bytes]:
    """An answer that was asked with GET, or 304 where the client has it already."""
    validated = [*headers, (b"etag", tag.encode())]
    if (seen := said.get(b"if-none-match")) is not None and tags(seen.decode("latin-1"), "/if_none_match").weakly(tag):
        return 304, validated, b""
    return 200, validated, body


def _refused(error: GatewayError, media_type: str, path: list[str] | None = None) -> tuple[int, Headers, bytes]:
    body = orjson.dumps({"errors": [describe(error, path=path)]})
    return _status(error, media_type), _encoded(error.headers), body


def refuse_effects(operations: Sequence[OperationDefinitionNode], name: str | None) -> None:
    """Raise MethodNotAllowed where the operation that was asked for is no query. It need not be valid: a client that may
    not write in this way hears of that first."""
    asked = [node for node in operations if name is None or (node.name is not None and node.name.value == name)]
    if any(node.operation is not OperationType.QUERY for node in asked):
        raise MethodNotAllowed(
            "Only a query may be asked with GET.", hint="Send it with POST.", headers={"Allow": "POST, OPTIONS"}
        )


@lru_cache(maxsize=_REMEMBERED)
def _negotiated(accept: bytes) -> str:
    """The media type of the answer; raises NotAcceptable. Of two that are equally welcome it is the newer."""
    weights = dict(_weighed(part) for part in accept.decode("latin-1").split(","))
    anything = weights.get("*/*", 0.0)
    anything = weights.get("application/*", anything)
    response, legacy = weights.get(RESPONSE, anything), weights.get(JSON, anything)
    if max(response, legacy) <= 0:
        raise NotAcceptable(f"The answer is {RESPONSE} or {JSON}, which the Accept header does not allow.")
    return RESPONSE if response >= legacy else JSON


def _weighed(accepted: str) -> tuple[str, float]:
    """A media range and its weight (RFC 9110, 12.5.1), or its weight as one that is not understood."""
    kind, *parameters = (part.strip().lower() for part in accepted.split(";"))
    weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    charset = next((part[8:].strip('"') for part in parameters if part.startswith("charset=")), "utf-8")
    if not _WEIGHT.match(weight) or charset not in CHARSETS:
        return kind, 0.0
    return kind or "*/*", float(weight)


def _wants_page(accept: bytes, query: bytes) -> bool:
    return b"text/html" in accept and not any(name in query for name in PARAMETERS)


def _status(error: GatewayError, media_type: str) -> int:
    """A legacy client takes every answer of another status than 200 for one of somebody in between, so what is wrong
    with its document it gets with 200. That something in a document is not there does not make the answer so."""
    if isinstance(error, PersistedQueryNotFound):
        return 200 if media_type == JSON else error.status
    status = Unprocessable.status if error.status == 404 else error.status  # noqa: PLR2004
    return 200 if media_type == JSON and status in {400, 422} else status


def _encoded(headers: Mapping[str, str]) -> Headers:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


async def _body(receive: Receive) -> bytes:
    """A client that goes away has not sent it: raises ClientDisconnect."""
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body: bytes = message.get("body", b"")
        if not message.get("more_body", False):
            return b"".join([*chunks, body]) if chunks else body
        chunks.append(body)


async def _send(send: Send, status: int, headers: Headers, body: bytes, *, head: bool = False) -> None:
    headers = [*headers, (b"content-length", b"%d" % len(body))] if body else headers
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})

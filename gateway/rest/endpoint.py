"""Door 2: REST over HTTP. A path and a query string in; data, page and links out."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final
from urllib.parse import quote, urlencode

import orjson
from starlette.types import Receive, Scope, Send

from gateway.actions import ActionSpec, Writing, possible_key
from gateway.errors import MethodNotAllowed, NotAcceptable, NotFound, ResourceUnknown
from gateway.pipeline import Answer, Engine, Prepared, answer, prepare
from gateway.plan.cache import Cache
from gateway.plan.context import out_of_scope
from gateway.policy import Standing
from gateway.rest import actions as acting
from gateway.rest import grammar, parse
from gateway.rest.computed import compute, computes
from gateway.rest.grammar import Pairs
from gateway.rest.parse import Target

PREFIX: Final = "/api/v1"
ALLOW: Final = "GET, HEAD, OPTIONS"
MEDIA_TYPE: Final = (b"content-type", b"application/json")
_PAGE: Final = b'"page":{'
_ACCEPTED: Final = ("application/json", "application/*", "*/*")


@dataclass(frozen=True, slots=True)
class Served:
    """A prepared plan, and whether the door has to run Python over its answer."""

    prepared: Prepared
    computes: bool

    @property
    def size(self) -> int:
        return self.prepared.size


class RestDoor:
    """Answers everything below `/api/v1` but the description, which is bytes made once."""

    def __init__(self, engine: Engine, cache: Cache[Served], openapi: bytes, writing: Writing) -> None:
        self.engine, self.cache, self.openapi, self.writing = engine, cache, openapi, writing
        self.actions = writing.actions.by_path
        # a row may have the path of an action that is not asked with GET
        self.rows = frozenset(path for path, action in self.actions.items() if possible_key(action, engine.catalog))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, path = scope["method"], scope["path"].removeprefix(PREFIX).removeprefix("/")
        action = self.actions.get(path)
        if action is not None and (path not in self.rows or method not in {"GET", "HEAD"}):
            return await self.act(action, scope, receive, send)
        standing = self.engine.policies.standing(scope["caller"])
        target = None if path in {"", "openapi.json"} else self.target(path, standing)
        if method == "OPTIONS":
            return await _send(send, 204, [(b"allow", ALLOW.encode())], b"")
        if method not in {"GET", "HEAD"}:
            raise MethodNotAllowed(
                f"{method} is not possible here.", hint=f"Possible are {ALLOW}.", headers={"Allow": ALLOW}
            )
        _check_accept(scope)
        if target is None:
            grammar_free(scope["query_string"])
            headers, body = [MEDIA_TYPE], self.openapi if path else self.index(standing)
        else:
            headers, body = await self.read(target, standing, scope)
        return await _send(send, 200, headers, body, head=method == "HEAD")

    async def act(self, action: ActionSpec, scope: Scope, receive: Receive, send: Send) -> None:
        allowed = acting.allow(action, row=action.path in self.rows)
        if scope["method"] == "OPTIONS":
            return await _send(send, 204, [(b"allow", allowed.encode())], b"")
        _check_accept(scope)
        body = await acting.answer(action, scope, receive, allowed)
        headers = [MEDIA_TYPE] if body else []
        return await _send(send, 200 if body else 204, headers, body, head=scope["method"] == "HEAD")

    def index(self, standing: Standing) -> bytes:
        """Where to go from here: the collections that the caller may read from."""
        found = {name: f"{PREFIX}/{_kebab(name)}" for name in self.collections(standing)}
        return orjson.dumps({"data": found, "openapi": f"{PREFIX}/openapi.json"})

    def collections(self, standing: Standing) -> list[str]:
        readable = self.engine.policies.readable(standing)
        return [name for name, resource in self.engine.catalog.collections.items() if readable[resource.name]]

    def target(self, path: str, standing: Standing) -> Target:
        """What the path names. What the caller may not read is named by no path."""
        segments = path.split("/")
        found = parse.rest_path(self.engine.catalog, segments)
        names = self.engine.policies.readable(standing)[found.resource.name] if found else frozenset()
        relation = found.relation.name if found and found.relation else None
        if found is None or not names or (relation and relation not in names):
            refused = relation if names else None
            if found and (scopes := self.engine.policies.missing(standing, found.resource, refused)):
                raise out_of_scope(scopes, found.resource, refused, refused and f"/{refused}")
            collections = [_kebab(name) for name in self.collections(standing)]
            close = get_close_matches(segments[0], collections, n=3)
            hint = f"Did you mean {', '.join(close)}?" if close and segments[0] not in collections else None
            raise ResourceUnknown("There is no such resource that you may read.", hint=hint)
        return found

    async def read(self, target: Target, standing: Standing, scope: Scope) -> tuple[list[tuple[bytes, bytes]], bytes]:
        pairs = grammar.pairs(scope["query_string"])
        values = parse.values(target, pairs)
        served = self.served(target, pairs, values, standing)
        found = await answer(served.prepared, values, scope["caller"], self.engine)
        if found.body in {b"null", b'{"data":null}'}:
            raise NotFound("There is nothing here that you may read.")
        body = compute(served.prepared.plan, found.body, self.engine.catalog) if served.computes else found.body
        headers = [MEDIA_TYPE]
        if target.key is None or (target.relation and target.relation.many):
            headers += _links(scope["path"], pairs, found.body, self.engine.limits.page_default)
        return headers, _with_withheld(body, found)

    def served(self, target: Target, pairs: Pairs, values: list[Any], standing: Standing) -> Served:
        key = (parse.shape(target, pairs), standing)
        served = self.cache.get(key)
        if served is None:
            plan = parse.plan(target, pairs, self.engine.catalog)
            prepared = prepare(plan, values, standing, self.engine, "key")
            served = Served(prepared, computes(prepared.plan))
            self.cache.put(key, served)
        return served


def grammar_free(query: bytes) -> None:
    for name, _ in grammar.pairs(query):
        raise grammar.unknown(name)


def _kebab(name: str) -> str:
    return name.replace("_", "-")


def _check_accept(scope: Scope) -> None:
    for name, value in scope["headers"]:
        if name == b"accept":
            accepted = [part.partition(";")[0].strip().lower() for part in value.decode("latin-1").split(",")]
            if not any(part in _ACCEPTED for part in accepted):
                raise NotAcceptable("The answer is application/json, which the Accept header does not allow.")


def _with_withheld(body: bytes, found: Answer) -> bytes:
    """`withheld` beside `data`: JSON pointers (RFC 6901) to the nulls that stand for what the caller may not read."""
    if not found.withheld:
        return body
    pointers = ["".join(f"/{step}" for step in path) for path in found.withheld]
    return body[:-1] + b',"withheld":' + orjson.dumps(pointers) + b"}"


def _links(path: str, pairs: Pairs, body: bytes, default: int) -> list[tuple[bytes, bytes]]:
    """Where the neighbouring pages are (RFC 8288). The root's page is the last member of the body."""
    page = orjson.loads(body[body.rindex(_PAGE) + len(_PAGE) - 1 : -1])
    rest = [(name, value) for name, value in pairs if name not in {"first", "last", "after", "before"}]
    size = next((value for name, value in pairs if name in {"first", "last"}), None)
    links = []
    if page["has_next"] and page["end_cursor"]:
        links.append(_link(path, [*rest, *_sized("first", size), ("after", page["end_cursor"])], "next"))
    if page["has_previous"] and page["start_cursor"]:
        links.append(_link(path, [*rest, ("last", size or str(default)), ("before", page["start_cursor"])], "prev"))
    return [(b"link", ", ".join(links).encode())] if links else []


def _sized(word: str, size: str | None) -> Pairs:
    return [(word, size)] if size is not None else []


def _link(path: str, pairs: Pairs, relation: str) -> str:
    return f'<{quote(path)}?{urlencode(pairs, safe="[](),")}>; rel="{relation}"'


async def _send(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes, *, head: bool = False
) -> None:
    headers = [*headers, (b"content-length", b"%d" % len(body))] if body else headers
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})
